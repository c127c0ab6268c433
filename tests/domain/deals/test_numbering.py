"""Numbers of lines: given once, never given to another."""

import hypothesis.strategies as st
from hypothesis import given

from app.domain.deals.numbering import by_number, numbered, numbered_exceptions, struck
from app.domain.deals.records import Item
from app.domain.deals.terms import ItemType

SEGMENT, AGREEMENT, LIST = ItemType.SEGMENT, ItemType.AGREEMENT, ItemType.SUPPRESSION_LIST
REFS = st.lists(st.integers(1, 30).map(lambda number: f"S-{number:03d}"), unique=True)


def items(**numbers: str) -> list[Item]:
    return [Item(number=number, type=SEGMENT, ref=ref.replace("_", "-")) for ref, number in numbers.items()]


def test_the_first_lines_are_numbered_in_order_by_type():
    wanted = [(SEGMENT, "S-001"), (SEGMENT, "S-002"), (AGREEMENT, "AG-0007"), (LIST, "S-001")]
    assert list(numbered([], wanted).values()) == ["A-001", "A-002", "E-001", "D-001"]


def test_a_struck_number_stays_unused():
    stored = items(S_001="A-001", S_002="A-002", S_003="A-003")
    wanted = [(SEGMENT, "S-001"), (SEGMENT, "S-003"), (SEGMENT, "S-004")]
    assert list(numbered(stored, wanted).values()) == ["A-001", "A-003", "A-004"]
    assert struck(stored, wanted) == ("A-002",)


def test_the_last_number_is_not_given_again_when_it_was_struck_or_issued():
    stored = items(S_001="A-001", S_002="A-002")
    assert numbered(stored, [(SEGMENT, "S-009")])[SEGMENT, "S-009"] == "A-003"
    assert numbered(stored, [(SEGMENT, "S-009")], ["A-014", "E-020"])[SEGMENT, "S-009"] == "A-015"


def test_a_number_that_a_person_gave_is_kept_whatever_its_letter():
    stored = items(S_001="C-007")
    assert numbered(stored, [(SEGMENT, "S-001"), (SEGMENT, "S-002")]) == {
        (SEGMENT, "S-001"): "C-007",
        (SEGMENT, "S-002"): "A-001",
    }


@given(REFS, REFS, REFS)
def test_numbers_stay_when_lines_come_and_go(first, second, third):
    """Three versions, each stored before the next; what left and came back has its old number."""
    stored: list[Item] = []
    known: dict[str, str] = {}
    for version in (first, second, third):
        found = numbered(stored, [(SEGMENT, ref) for ref in version])
        for (_, ref), number in found.items():
            assert known.setdefault(ref, number) == number
        assert len(set(known.values())) == len(known)
        new = [ref for ref in version if ref not in {item.ref for item in stored}]
        stored += [Item(number=found[SEGMENT, ref], type=SEGMENT, ref=ref) for ref in new]


def test_exceptions_keep_their_number_from_version_to_version():
    assert numbered_exceptions(["DR-31", "CR-01"], {}) == {"DR-31": "I-001", "CR-01": "I-002"}
    assert numbered_exceptions(["DR-12", "CR-01"], {"DR-31": "I-001", "CR-01": "I-002"}) == {
        "DR-12": "I-003",
        "CR-01": "I-002",
    }


def test_a_thousandth_line_comes_after_the_others():
    assert sorted(["A-1000", "B-001", "A-999"], key=by_number) == ["A-999", "A-1000", "B-001"]
