"""The history of objects, told from their revisions: the same as the entries of the trail say."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.history import Revision
from app.domain.audit import queries
from app.domain.audit.models import Entry
from app.domain.third_parties import operations
from app.security.actor import SYSTEM, Actor
from tests import histories
from tests.domain import objects

REWRITTEN = ("third_party", "agreement", "flow", "preference", "disclosure", "notice")


def told_by_entries(session: Session, wanted: set[tuple[str, str]]) -> list[queries.Event]:
    entries = session.scalars(select(Entry).order_by(Entry.seq.desc()))
    told = [event for entry in entries for event in queries.events_of(entry)]
    return [event for event in told if (event.kind, event.key) in wanted and event.action != "removed"]


def test_each_change_is_told_as_its_entry_tells_it(demo: None, session: Session) -> None:
    for said in ("Then", "Now"):
        for kind in REWRITTEN:
            histories.rewrite(SYSTEM, kind, said)
    everything = session.execute(select(Revision.kind, Revision.key).distinct()).all()
    wanted = {(kind, key) for kind, key in everything}

    told = queries.history(session, sorted(wanted), most=10_000)

    assert {event.action for event in told} == {"created", "changed"}
    assert sorted(told, key=repr) == sorted(told_by_entries(session, wanted), key=repr)


def test_what_came_back_after_its_removal_was_created_again(session: Session, officer: Actor) -> None:
    party = objects.third_party("Correo")
    histories.remove(SYSTEM, "third_party", "TP-0001")
    histories.bring_back(SYSTEM, party)
    operations.update(officer, "TP-0001", party.model_copy(update={"description": "Parcels"}))

    told = queries.history(session, [("third_party", "TP-0001")])

    assert [(event.number, event.action) for event in told] == [
        (4, "changed"),
        (3, "created"),
        (1, "created"),
    ]
    assert told == told_by_entries(session, {("third_party", "TP-0001")})
