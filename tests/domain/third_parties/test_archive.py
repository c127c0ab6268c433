"""Parts that leave their list go into the archive, count nowhere, and come back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.evidence import oversight
from app.domain.findings import reading
from app.domain.third_parties import operations, queries
from app.domain.third_parties.archive import gone, with_archive
from app.domain.third_parties.records import Contact, Evidence, Review, SubProcessor, ThirdParty
from app.domain.third_parties.terms import PartKind
from app.kernel.errors import Invalid, Missing
from app.security.actor import SYSTEM

contacts = st.lists(
    st.builds(Contact, name=st.sampled_from("ABCD"), function=st.sampled_from([None, "Privacy", "Security"])),
    max_size=5,
)


@pytest.fixture
def party(session: Session) -> str:
    return operations.register(SYSTEM, ThirdParty.parse({"name": "Correo"})).ref or ""


def stored(session: Session, ref: str) -> ThirdParty:
    session.expire_all()
    return queries.get(session, ref)[0]


@given(before=contacts, after=contacts)
def test_as_many_go_as_the_list_became_shorter_and_none_that_stays(
    before: list[Contact], after: list[Contact]
) -> None:
    old, new = ThirdParty(name="X", contacts=before), ThirdParty(name="X", contacts=after)

    found = [part for _, part in gone(old, new)]

    assert len(found) == max(0, len(before) - len(after))
    left = list(before)
    for part in found:
        left.remove(part)
    if len(before) > len(after):
        assert all(left.count(one) >= 1 for one in after if one in before)


def test_an_edited_entry_is_known_by_what_it_kept() -> None:
    ada = Contact(name="Ada", email="ada@correo.example", function="Privacy")
    before = ThirdParty(name="X", contacts=[Contact(name="Bo"), ada])
    after = ThirdParty(name="X", contacts=[Contact(name="Ada Roca", email="ada@correo.example")])

    assert list(gone(before, after)) == [(PartKind.CONTACT, Contact(name="Bo"))]
    kept = with_archive(before, after, dt.date(2027, 3, 1), "a@b.example").archived_parts
    assert [(one.part, one.archived_on, one.archived_by) for one in kept] == [
        (Contact(name="Bo"), dt.date(2027, 3, 1), "a@b.example")
    ]


def test_an_archived_part_is_in_no_dossier_list_and_comes_back(session: Session, party: str) -> None:
    proof = Evidence.parse({"kind": "soc2", "issued_on": "2026-01-02"})
    oversight.add_evidence(SYSTEM, party, proof)

    oversight.remove_evidence(SYSTEM, party, 0)
    (dossier,) = reading.dossiers(reading.Source(session), [party])
    assert dossier.third_party.evidence == []
    assert dossier.third_party.archived_parts[0].part == proof

    oversight.restore_part(SYSTEM, party, 0)
    record = stored(session, party)
    assert (record.evidence, record.archived_parts) == ([proof], [])


def test_the_last_review_follows_the_archive(session: Session, party: str) -> None:
    for day in ("2026-01-10", "2026-05-10"):
        oversight.record_review(SYSTEM, party, Review.parse({"on": day}))

    oversight.remove_review(SYSTEM, party, 1)
    assert stored(session, party).last_review_on == dt.date(2026, 1, 10)
    oversight.remove_review(SYSTEM, party, 0)
    assert stored(session, party).last_review_on is None
    oversight.restore_part(SYSTEM, party, 0)
    assert stored(session, party).last_review_on == dt.date(2026, 5, 10)


def test_what_came_back_otherwise_meanwhile_is_not_put_back_twice(session: Session, party: str) -> None:
    other = operations.register(SYSTEM, ThirdParty.parse({"name": "Hosting"})).ref
    link = SubProcessor.parse({"sub_third_party": other})
    oversight.add_sub_processor(SYSTEM, party, link)
    oversight.remove_sub_processor(SYSTEM, party, 0)
    oversight.add_sub_processor(SYSTEM, party, link)

    with pytest.raises(Invalid, match="stands twice"):
        oversight.restore_part(SYSTEM, party, 0)

    assert len(stored(session, party).archived_parts) == 1


def test_nothing_but_removing_and_putting_back_writes_the_archive(session: Session, party: str) -> None:
    oversight.add_evidence(SYSTEM, party, Evidence.parse({"kind": "soc2"}))
    oversight.remove_evidence(SYSTEM, party, 0)
    record = stored(session, party)

    operations.update(SYSTEM, party, record.model_copy(update={"archived_parts": []}))

    assert len(stored(session, party).archived_parts) == 1
    oversight.discard_part(SYSTEM, party, 0)
    assert stored(session, party).archived_parts == []
    with pytest.raises(Missing):
        oversight.discard_part(SYSTEM, party, 0)


def test_an_archived_part_holds_its_kind_and_nothing_else() -> None:
    with pytest.raises(Invalid, match="must hold the contact and nothing else"):
        ThirdParty.parse(
            {"name": "X", "archived_parts": [{"kind": "contacts", "evidence": {"kind": "soc2"}}]}
        )
