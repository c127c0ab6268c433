"""One third party as its pages show it: from revisions, and the same as from the tables."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import past
from app.db.history import Revision
from app.domain.findings import close_up, reading
from app.domain.findings.dossier import Dossier
from app.domain.third_parties import operations
from app.domain.third_parties import queries as third_parties
from app.domain.third_parties.models import ThirdParty
from app.kernel import clock
from app.kernel.errors import Missing
from app.security.actor import Actor
from tests.domain import objects

VOCABULARY = ("organisation", "categories", "subjects", "purposes", "activities", "notices", "today")


def test_each_third_party_is_what_the_tables_say(demo: None, session: Session) -> None:
    source = reading.Source(session)
    whole = reading.context(source)

    for dossier in reading.dossiers(source):
        ref = dossier.third_party.ref or ""
        seen = close_up.read(session, ref)

        assert seen.dossier == dossier
        assert (seen.third_party, seen.version) == third_parties.get(session, ref)
        assert {name: getattr(seen.context, name) for name in VOCABULARY} == {
            name: getattr(whole, name) for name in VOCABULARY
        }


def test_the_entities_that_are_named_are_known(demo: None, session: Session) -> None:
    source = reading.Source(session)
    whole = reading.context(source)

    for dossier in reading.dossiers(source):
        seen = close_up.read(session, dossier.third_party.ref or "")
        named = {dossier.third_party.entity, whole.organisation.entity}
        named |= {entity for one in dossier.agreements for entity in (one.our_entity, one.their_entity)}
        named |= {one.controller_entity for one in whole.activities.values()}

        assert seen.context.entities == {ref: whole.entities[ref] for ref in named if ref}


def test_of_an_archived_one_only_itself_is_told(session: Session, officer: Actor) -> None:
    ref = objects.third_party("Correo Rápido").ref or ""
    archived = operations.archive(officer, ref)

    seen = close_up.read(session, ref)

    assert seen.third_party == archived
    assert seen.dossier == Dossier(archived)


def test_in_the_past_it_is_what_it_was(demo: None, session: Session, officer: Actor) -> None:
    before = close_up.read(session, "TP-0001")
    at = clock.now()
    changed = before.third_party.model_copy(update={"description": "Another since"})
    operations.update(officer, "TP-0001", changed, version=before.version)
    objects.flow("TP-0001")

    with past.reading(past.Past(at, before.context.today)):
        seen = close_up.read(session, "TP-0001")

    assert (seen.third_party, seen.version) == (before.third_party, before.version)
    assert seen.dossier == before.dossier
    assert close_up.read(session, "TP-0001").dossier != before.dossier


def test_what_is_not_there_is_missing(demo: None, session: Session) -> None:
    with pytest.raises(Missing, match="TP-9999 is not in the register"):
        close_up.read(session, "TP-9999")


def test_every_object_in_the_tables_has_one_revision_that_holds_now(demo: None, session: Session) -> None:
    held = select(Revision.key).where(Revision.kind == "third_party", Revision.valid_to.is_(None))

    assert session.scalars(held.order_by(Revision.key)).all() == (
        session.scalars(select(ThirdParty.ref).order_by(ThirdParty.ref)).all()
    )
    assert session.scalar(select(func.count()).select_from(held.subquery())) == 20
