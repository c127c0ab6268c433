import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.db.unit_of_work import read_record
from app.domain.organisation import operations, queries
from app.domain.organisation.records import Entity, Organisation
from app.domain.organisation.terms import EntityKind, Regime
from app.kernel.errors import Conflict, Denied, Invalid, Missing, Refused
from app.security.actor import Actor
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")

LEI = "5493001KJTIIGC8Y1R12"


def test_settings_are_one_object_that_administrators_change(session: Session, admin: Actor) -> None:
    ours = objects.entity(legal_name="Joyería Lumen, S.L.", kind="self", country="ES")
    _, version = queries.current(session)
    chosen = Organisation(entity=ours.ref, time_zone="Europe/Madrid", regimes=[Regime.GDPR, Regime.CCPA])

    operations.set_organisation(admin, chosen, version=version)

    assert queries.current(session) == (chosen, version + 1)


def test_settings_are_closed_to_those_who_write_the_register(session: Session, officer: Actor) -> None:
    with pytest.raises(Denied):
        operations.set_organisation(officer, Organisation())


def test_two_people_at_the_settings_are_told_of_each_other(session: Session, admin: Actor) -> None:
    _, version = queries.current(session)
    operations.set_organisation(admin, Organisation(time_zone="UTC"), version=version)

    with pytest.raises(Conflict) as caught:
        operations.set_organisation(admin, Organisation(time_zone="America/Lima"), version=version)

    assert (caught.value.theirs["time_zone"], caught.value.mine["time_zone"]) == ("UTC", "America/Lima")


def test_the_own_entity_must_be_one_of_ours(session: Session, admin: Actor) -> None:
    theirs = objects.entity()

    with pytest.raises(Invalid) as caught:
        operations.set_organisation(admin, Organisation(entity=theirs.ref))

    assert caught.value.sentence == (
        "Own legal entity: EN-0001 is not one of ours: set its kind to “Own legal entity” first."
    )


def test_the_own_entity_stays_one_of_ours(session: Session, admin: Actor, officer: Actor) -> None:
    ours = objects.entity(legal_name="Joyería Lumen, S.L.", kind="self")
    operations.set_organisation(admin, Organisation(entity=ours.ref))

    with pytest.raises(Refused):
        operations.update(officer, "EN-0001", ours.model_copy(update={"kind": EntityKind.EXTERNAL}))

    assert queries.get(session, "EN-0001")[0].kind is EntityKind.SELF


def test_today_follows_the_time_zone(session: Session, admin: Actor) -> None:
    late = dt.datetime(2027, 3, 15, 23, 30, tzinfo=dt.UTC)

    assert queries.today(session, late) == dt.date(2027, 3, 16)


def test_entities_are_numbered(session: Session, officer: Actor) -> None:
    first = operations.register(officer, Entity(legal_name="Uno, S.L."))
    second = operations.register(officer, Entity(legal_name="Dos, S.L."))

    assert [first.ref, second.ref] == ["EN-0001", "EN-0002"]
    assert queries.options(session) == [("EN-0002", "Dos, S.L."), ("EN-0001", "Uno, S.L.")]


@pytest.mark.parametrize("name", ["JOYERÍA LUMEN", " joyería  lumen ", "Joyeri\u0301a Lumen"])
def test_a_legal_name_is_taken_however_it_is_typed(session: Session, officer: Actor, name: str) -> None:
    objects.entity(legal_name="Joyería Lumen", country="ES")

    with pytest.raises(Invalid) as caught:
        operations.register(officer, Entity.parse({"legal_name": name, "country": "ES"}))

    assert list(caught.value.problems) == [("legal_name",)]


def test_the_same_legal_name_may_exist_in_another_country(session: Session, officer: Actor) -> None:
    objects.entity(legal_name="Lumen", country="ES")

    assert operations.register(officer, Entity(legal_name="Lumen", country="PT")).ref == "EN-0002"


def test_a_registration_number_names_one_company_a_country(session: Session, officer: Actor) -> None:
    objects.entity(legal_name="Uno", country="ES", reg_no="B-123")

    with pytest.raises(Invalid) as caught:
        operations.register(officer, Entity(legal_name="Dos", country="ES", reg_no="b-123"))

    assert caught.value.sentence == (
        "Registration number: “b-123” is the number of EN-0001 in the same country: correct one."
    )


def test_a_legal_entity_identifier_needs_its_check_digits(session: Session, officer: Actor) -> None:
    assert operations.register(officer, Entity(legal_name="Uno", lei=LEI)).lei == LEI
    with pytest.raises(Invalid) as caught:
        operations.register(officer, Entity(legal_name="Dos", lei=LEI[:-1] + "3"))
    assert list(caught.value.problems) == [("lei",)]


def test_control_is_dated(session: Session, officer: Actor) -> None:
    parent = objects.entity(legal_name="Lumen Holding")
    daughter = objects.entity(legal_name="Lumen Online", kind="affiliate")

    changed = operations.set_control(
        officer,
        "EN-0002",
        parent="EN-0001",
        control_from=dt.date(2020, 1, 1),
        control_evidence="Register of 2020",
    )

    assert (changed.parent, changed.control_from, changed.control_to) == (
        parent.ref,
        dt.date(2020, 1, 1),
        None,
    )
    assert [row.ref for row in queries.below(session, "EN-0001")] == [daughter.ref]


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, dt.date(2021, 1, 1)), (dt.date(2022, 1, 1), dt.date(2021, 1, 1))],
    ids=["an end alone", "end before start"],
)
def test_control_cannot_end_without_or_before_its_beginning(
    session: Session, officer: Actor, start: dt.date | None, end: dt.date
) -> None:
    objects.entity(legal_name="Lumen Online")

    with pytest.raises(Invalid):
        operations.set_control(officer, "EN-0001", parent=None, control_from=start, control_to=end)

    assert queries.get(session, "EN-0001")[0].control_to is None


def test_nobody_controls_itself_by_way_of_others(session: Session, officer: Actor) -> None:
    objects.entity(legal_name="A")
    objects.entity(legal_name="B", parent="EN-0001")
    third = objects.entity(legal_name="C", parent="EN-0002")
    first = queries.get(session, "EN-0001")[0]

    with pytest.raises(Invalid) as caught:
        operations.update(officer, "EN-0001", first.model_copy(update={"parent": third.ref}))

    assert caught.value.sentence == (
        "Parent: EN-0001 would stand above itself by way of EN-0003: choose another or none."
    )


def test_an_entity_in_use_is_not_archived(session: Session, officer: Actor) -> None:
    objects.entity()
    objects.third_party(entity="EN-0001")
    objects.entity(legal_name="Daughter", parent="EN-0001")

    with pytest.raises(Refused) as caught:
        operations.archive(officer, "EN-0001")

    assert caught.value.sentence == "EN-0001 is in use by EN-0002 and TP-0001: change those first."


def test_an_archived_entity_is_not_edited_nor_chosen(session: Session, officer: Actor) -> None:
    stored = objects.entity()
    operations.archive(officer, "EN-0001")

    with pytest.raises(Refused):
        operations.update(officer, "EN-0001", stored)
    with pytest.raises(Invalid) as caught:
        objects.third_party(entity="EN-0001")
    assert caught.value.sentence == "Legal entity: EN-0001 is archived: restore it or choose another."


def test_a_restored_entity_needs_its_name_to_be_free(session: Session, officer: Actor) -> None:
    objects.entity(legal_name="Lumen")
    operations.archive(officer, "EN-0001")
    objects.entity(legal_name="lumen")

    with pytest.raises(Invalid):
        operations.restore(officer, "EN-0001")

    operations.archive(officer, "EN-0002")
    assert not operations.restore(officer, "EN-0001").archived


def test_an_entity_that_is_not_there_is_missing(session: Session, officer: Actor) -> None:
    with pytest.raises(Missing):
        operations.archive(officer, "EN-0099")


def test_names_in_any_script_are_kept_as_typed(session: Session, officer: Actor) -> None:
    name = "שלום 💍 " + "x" * 190

    operations.register(officer, Entity(legal_name=name))

    assert read_record(session, Entity, "EN-0001")[0].legal_name == name
