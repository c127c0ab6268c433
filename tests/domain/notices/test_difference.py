"""Two versions of a notice side by side, sentence by sentence."""

from app.domain.notices.difference import Fate, carried_over, compare, is_unchanged
from app.domain.notices.records import Notice, Provision
from app.domain.notices.terms import ProvisionKind

OLDER = "We value your privacy. We write to you about orders. We may share data with those who help us."


def _numbers(older: str, newer: str) -> list[tuple[str, int | None, int | None]]:
    return [
        (
            pair.fate.value,
            pair.before.number if pair.before else None,
            pair.after.number if pair.after else None,
        )
        for pair in compare(older, newer)
    ]


def test_the_same_text_is_unchanged_however_it_is_laid_out() -> None:
    assert is_unchanged(compare(OLDER, OLDER.replace(". ", ".\n\n").replace(" to ", "  to ")))


def test_an_inserted_sentence_leaves_the_others_the_same() -> None:
    newer = "Welcome. " + OLDER

    assert _numbers(OLDER, newer) == [
        ("added", None, 1),
        ("same", 1, 2),
        ("same", 2, 3),
        ("same", 3, 4),
    ]


def test_a_changed_sentence_stands_beside_the_one_that_it_was() -> None:
    pairs = compare(OLDER, OLDER.replace("about orders", "about orders and news"))

    assert [pair.fate for pair in pairs] == [Fate.SAME, Fate.CHANGED, Fate.SAME]
    assert pairs[1].pieces_before == (("We write to you about ", False), ("orders.", True))
    assert pairs[1].pieces_after == (("We write to you about ", False), ("orders and news.", True))


def test_a_sentence_rewritten_from_the_ground_is_removed_and_added() -> None:
    newer = OLDER.replace("We value your privacy.", "Jewels are for ever.")

    assert _numbers(OLDER, newer)[:2] == [("removed", 1, None), ("added", None, 1)]


def test_a_moved_sentence_says_where_it_went() -> None:
    newer = "We may share data with those who help us. We value your privacy. We write to you about orders."

    pairs = compare(OLDER, newer)

    assert [(pair.fate, pair.elsewhere) for pair in pairs if pair.fate is not Fate.SAME] == [
        (Fate.MOVED, 3),
        (Fate.MOVED, 1),
    ]


def test_a_changed_item_of_a_list_changes_its_sentence() -> None:
    older, newer = "We use it for:\n\n• orders\n• news", "We use it for:\n\n• orders\n• news and offers"

    assert _numbers(older, newer) == [("changed", 1, 1)]


def test_similar_sentences_are_paired_in_order() -> None:
    older = "We keep names for two years. We keep mails for two years."
    newer = "We keep names for six years. We keep mails for six years."

    assert _numbers(older, newer) == [("changed", 1, 1), ("changed", 2, 2)]


def test_texts_without_sentences_are_compared_too() -> None:
    assert _numbers("", "One.") == [("added", None, 1)]
    assert _numbers("One.", "") == [("removed", 1, None)]
    assert compare("", "") == []


def test_provisions_are_carried_over_to_where_their_sentences_stand_now() -> None:
    codes = {"P1": 2, "G2": 3, "PR1": None}
    older = Notice(
        text=OLDER,
        provisions=[
            Provision(code=code, kind=ProvisionKind.PROMISE, sentence_no=number, unclear=True)
            for code, number in codes.items()
        ],
    )
    newer = Notice(
        text="We may share data with those who help us. Welcome. We write to you about your orders."
    )

    found = carried_over(older, newer)

    assert [(one.code, one.sentence_no, one.unclear) for one in found] == [
        ("P1", 3, True),
        ("G2", 1, True),
        ("PR1", None, True),
    ]
