"""After the retention period the keyed hashes are gone, from history too, and the trail still holds."""

import datetime as dt
import json

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db.history import Revision
from app.db.unit_of_work import technical_writes
from app.domain.audit.models import Entry
from app.domain.audit.verification import verify
from app.domain.evidence import operations, queries, retention
from app.domain.evidence.records import Disclosure, Preference
from app.domain.organisation import operations as organisation
from app.domain.organisation import queries as settings
from app.kernel import commitments
from app.kernel.errors import Denied
from app.security.actor import SYSTEM, Actor

pytestmark = pytest.mark.usefixtures("today")

HASH = "0123456789abcdef" * 4
OTHER = "fedcba9876543210" * 4
LONG_AGO = dt.date(2024, 3, 14)  # three years and a day before the tests' today


def recorded(officer: Actor, **fields: object) -> Preference:
    given = {"subject_ref": HASH, "received_on": LONG_AGO, "honoured_on": LONG_AGO}
    return operations.record_preference(officer, Preference.parse(given | fields))


def everything_stored(session: Session) -> str:
    """Every revision and every entry as text."""
    revisions = session.execute(select(Revision.state, Revision.commitments, Revision.digest)).all()
    entries = session.execute(select(Entry.changes, Entry.notes)).all()
    return json.dumps([list(row) for row in [*revisions, *entries]])


def test_a_hash_is_erased_from_the_ledger_and_from_history_and_the_trail_holds(
    session: Session, officer: Actor, today: dt.date
) -> None:
    recorded(officer)
    stored, version = queries.get_preference(session, "PF-0001")
    operations.update_preference(
        officer, "PF-0001", stored.model_copy(update={"subject_ref": OTHER}), version=version
    )

    assert retention.erase(SYSTEM) == 1

    after, _ = queries.get_preference(session, "PF-0001")
    assert (after.subject_ref, after.erased_on, after.received_on) == (None, today, LONG_AGO)
    assert HASH not in everything_stored(session)
    assert OTHER not in everything_stored(session)
    assert list(verify(session)) == []
    entry = session.scalars(select(Entry).order_by(Entry.seq.desc()).limit(1)).one()
    assert (entry.operation, entry.notes["erased"]) == ("ledger.erase", [["preference", "PF-0001"]])
    assert entry.notes["retention"] == {"months": 36, "received_before": "2024-03-15"}


def test_the_trail_never_says_a_hash_itself(session: Session, officer: Actor) -> None:
    recorded(officer)
    stored, version = queries.get_preference(session, "PF-0001")
    operations.update_preference(
        officer, "PF-0001", stored.model_copy(update={"subject_ref": OTHER}), version=version
    )

    said = json.dumps([entry.changes for entry in session.scalars(select(Entry))])

    assert HASH not in said
    assert OTHER not in said
    assert list(verify(session)) == []


def test_erasing_again_finds_nothing_and_leaves_no_trace(session: Session, officer: Actor) -> None:
    recorded(officer)
    retention.erase(SYSTEM)
    entries = session.query(Entry).count()

    assert retention.erase(SYSTEM) == 0
    assert session.query(Entry).count() == entries


@pytest.mark.parametrize(
    "fields",
    [
        {"received_on": LONG_AGO + dt.timedelta(days=1), "honoured_on": LONG_AGO + dt.timedelta(days=1)},
        {"honoured_on": None},
    ],
    ids=["on its last day", "not honoured yet"],
)
def test_a_hash_that_is_still_needed_is_kept(
    session: Session, officer: Actor, fields: dict[str, object]
) -> None:
    recorded(officer, **fields)

    assert retention.erase(SYSTEM) == 0
    assert queries.get_preference(session, "PF-0001")[0].subject_ref == HASH


def test_the_period_is_a_setting(session: Session, officer: Actor, admin: Actor) -> None:
    recorded(officer)
    current, version = settings.current(session)
    longer = current.model_copy(update={"ledger_retention_months": 48})
    organisation.set_organisation(admin, longer, version=version)

    assert retention.erase(SYSTEM) == 0


def test_the_people_of_a_disclosure_are_erased_once_it_is_decided(session: Session, officer: Actor) -> None:
    given = {"subject_refs": [HASH, OTHER], "subjects_count": 2, "received_on": LONG_AGO}
    operations.record_disclosure(officer, Disclosure.parse(given))
    operations.record_disclosure(officer, Disclosure.parse(given | {"decided_on": LONG_AGO}))

    assert retention.erase(SYSTEM) == 1

    assert queries.get_disclosure(session, "DC-0001")[0].subject_refs == [HASH, OTHER]
    decided = queries.get_disclosure(session, "DC-0002")[0]
    assert (decided.subject_refs, decided.subjects_count) == ([], 2)
    assert list(verify(session)) == []


def test_only_the_system_erases(officer: Actor) -> None:
    with pytest.raises(Denied):
        retention.erase(officer)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"state": {"subject_ref": OTHER}}, "Revision 1 of PF-0001 was rewritten."),
        ({"state": {"received_on": "2024-03-01"}}, "Revision 1 of PF-0001 was rewritten."),
        (
            {"state": {"subject_ref": None}, "commitments": "erased"},
            "A value is gone from revision 1 of PF-0001: no entry erased it.",
        ),
    ],
    ids=["another person", "another day", "erased by nobody"],
)
def test_what_is_changed_behind_the_products_back_is_named(
    session: Session, officer: Actor, change: dict[str, object], fault: str
) -> None:
    recorded(officer)
    stored = session.execute(
        select(Revision.id, Revision.state, Revision.commitments).where(Revision.key == "PF-0001")
    ).one()
    values = {"state": stored.state | change["state"]}
    if "commitments" in change:
        values["commitments"] = commitments.erased(stored.state, stored.commitments)[1]
    with technical_writes("tests"):
        session.execute(update(Revision).where(Revision.id == stored.id).values(values))

    assert fault in [one.sentence for one in verify(session)]


def test_an_erased_revision_proves_everything_else_that_it_says(session: Session, officer: Actor) -> None:
    recorded(officer)
    retention.erase(SYSTEM)
    first = session.execute(
        select(Revision.id, Revision.state).where(Revision.key == "PF-0001", Revision.number == 1)
    ).one()
    with technical_writes("tests"):
        changed = first.state | {"channel": "phone"}
        session.execute(update(Revision).where(Revision.id == first.id).values(state=changed))

    assert "Revision 1 of PF-0001 was rewritten." in [one.sentence for one in verify(session)]
