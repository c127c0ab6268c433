"""What the register knows of a name while it is typed."""

import pytest
from sqlalchemy.orm import Session

from app.domain.flows import directory
from app.domain.organisation import operations as entities
from app.domain.organisation.records import Entity
from app.domain.third_parties import operations
from app.domain.third_parties.records import ThirdParty
from app.security.actor import Actor


def _names(known: directory.Known) -> list[str]:
    return [one.name for one in known.parties]


def test_a_beginning_of_a_name_finds_who_has_it_in_name_or_alias(session: Session, officer: Actor) -> None:
    operations.register(officer, ThirdParty(name="Ferro Cloud Services"))
    operations.register(officer, ThirdParty(name="Hierro", aliases=["Ferro Iberia"]))
    operations.register(officer, ThirdParty(name="Zinc"))

    assert set(_names(directory.look_up(session, "ferro"))) == {"Ferro Cloud Services", "Hierro"}
    assert _names(directory.look_up(session, "zinc s.l.")) == ["Zinc"]


@pytest.mark.parametrize("typed", ["", " ", "f", "%%", "no-such-name"])
def test_what_names_nobody_finds_nobody(typed: str, session: Session, officer: Actor) -> None:
    operations.register(officer, ThirdParty(name="Ferro Cloud Services"))

    assert directory.look_up(session, typed) == directory.Known([], []) or not _names(
        directory.look_up(session, typed)
    )


def test_one_that_may_be_the_very_same_is_told_apart(session: Session, officer: Actor) -> None:
    operations.register(officer, ThirdParty(name="Ferro Cloud, S.L."))
    operations.register(officer, ThirdParty(name="Ferro Cloud Analytics"))

    known = directory.look_up(session, "FERRO CLOUD Ltd")

    assert [(one.name, one.same) for one in known.parties] == [
        ("Ferro Cloud, S.L.", True),
        ("Ferro Cloud Analytics", False),
    ]


def test_archived_ones_are_known_too(session: Session, officer: Actor) -> None:
    ref = operations.register(officer, ThirdParty(name="Ferro Cloud")).ref
    operations.archive(officer, ref or "")

    assert directory.look_up(session, "Ferro Cloud").parties[0].archived


def test_a_legal_entity_tells_its_country(session: Session, officer: Actor) -> None:
    entities.register(officer, Entity(legal_name="Ferro Cloud Iberia, S.L.", country="ES"))

    assert [(one.name, one.country) for one in directory.look_up(session, "ferro cloud").entities] == [
        ("Ferro Cloud Iberia, S.L.", "ES")
    ]


def test_countries_areas_and_categories_come_from_flows(demo: None, session: Session) -> None:
    name = session.connection().exec_driver_sql("select name from third_party where ref = 'TP-0001'").scalar()

    likely = directory.look_up(session, str(name)).likely

    assert likely is not None
    assert likely.ref == "TP-0001"
    assert likely.purposes
    assert likely.categories
    assert all(len(code) == 2 for code in likely.countries)
