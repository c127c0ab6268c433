import pytest
from sqlalchemy.orm import Session

from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as people
from app.domain.third_parties import operations, queries
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import Status
from app.kernel.errors import Conflict, Denied, Invalid, Missing, Refused
from app.security.actor import Actor
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")


def test_registering_gives_a_reference(session: Session, officer: Actor) -> None:
    record = operations.register(officer, ThirdParty(name="Paloma", ref="TP-0777", archived=True))

    assert (record.ref, record.archived) == ("TP-0001", False)
    assert queries.get(session, "TP-0001") == (record, 1)


@pytest.mark.parametrize("name", ["PALOMA MENSAJERÍA", "paloma  mensajería", "Paloma Mensajería"])
def test_a_name_is_taken_however_it_is_typed(session: Session, officer: Actor, name: str) -> None:
    objects.third_party("Paloma Mensajería")

    with pytest.raises(Invalid) as caught:
        operations.register(officer, ThirdParty.parse({"name": name}))

    assert list(caught.value.problems) == [("name",)]
    assert queries.names(session) == {"TP-0001": "Paloma Mensajería"}


def test_a_number_of_another_system_belongs_to_one(session: Session, officer: Actor) -> None:
    objects.third_party("Uno", external_id="V-17")
    operations.archive(officer, "TP-0001")

    with pytest.raises(Invalid) as caught:
        operations.register(officer, ThirdParty(name="Dos", external_id="V-17"))

    assert caught.value.sentence == (
        "External ID: “V-17” already belongs to TP-0001: open that one or correct the number."
    )


def test_several_faults_are_told_at_once(session: Session, officer: Actor) -> None:
    objects.third_party("Uno")

    with pytest.raises(Invalid) as caught:
        operations.register(
            officer,
            ThirdParty(name="uno", entity="EN-0009", owner="nobody@lumen.example", aliases=["a", "a"]),
        )

    assert list(caught.value.problems) == [("entity",), ("owner",), ("aliases", 1), ("name",)]


def test_the_owner_must_be_active(session: Session, officer: Actor, admin: Actor) -> None:
    executive = "executive@lumen.example"
    objects.third_party("Uno", owner=executive)
    person, _ = people.get(session, executive)
    accounts.update(admin, executive, person.model_copy(update={"active": False}))

    with pytest.raises(Invalid) as caught:
        operations.register(officer, ThirdParty(name="Dos", owner=executive))

    assert caught.value.sentence == f"Owner: {executive} is no longer active: choose somebody who is."


def test_an_owner_who_left_does_not_stand_in_the_way_of_other_changes(
    session: Session, officer: Actor, admin: Actor
) -> None:
    executive = "executive@lumen.example"
    stored = objects.third_party("Uno", owner=executive)
    person, _ = people.get(session, executive)
    accounts.update(admin, executive, person.model_copy(update={"active": False}))

    changed = operations.update(officer, "TP-0001", stored.model_copy(update={"description": "Messages"}))

    assert changed.owner == executive


def test_the_hierarchy_has_no_circle(session: Session, officer: Actor) -> None:
    objects.third_party("Group")
    objects.third_party("Division", parent="TP-0001")
    group, _ = queries.get(session, "TP-0001")

    with pytest.raises(Invalid) as caught:
        operations.update(officer, "TP-0001", group.model_copy(update={"parent": "TP-0002"}))

    assert list(caught.value.problems) == [("parent",)]
    assert queries.group_above(session, "TP-0002") == {"TP-0001", "TP-0002"}


def test_a_move_follows_the_lifecycle(session: Session, officer: Actor) -> None:
    objects.third_party()

    with pytest.raises(Refused) as caught:
        operations.move(officer, "TP-0001", Status.OFFBOARDING)

    assert caught.value.sentence == (
        "Status: Prospective cannot become Offboarding: the next step is Active or Terminated."
    )
    assert operations.move(officer, "TP-0001", Status.ACTIVE).status is Status.ACTIVE


def test_whoever_comes_second_sees_the_difference_before_any_refusal(
    session: Session, officer: Actor
) -> None:
    stored = objects.third_party()
    operations.move(officer, "TP-0001", Status.TERMINATED, version=1)

    with pytest.raises(Conflict) as caught:
        operations.update(officer, "TP-0001", stored.model_copy(update={"status": Status.ACTIVE}), version=1)

    assert caught.value.version == 2


def test_a_third_party_with_agreements_and_flows_is_not_archived(session: Session, officer: Actor) -> None:
    objects.third_party("Uno")
    objects.third_party("Dos", sub_processors=[{"sub_third_party": "TP-0001"}])
    objects.agreement("TP-0001")
    objects.flow("TP-0001")

    with pytest.raises(Refused) as caught:
        operations.archive(officer, "TP-0001")

    assert caught.value.sentence == (
        "TP-0001 is in use by AG-0001, FL-0001 and TP-0002: archive or change those first."
    )


def test_an_archived_third_party_gives_its_name_away(session: Session, officer: Actor) -> None:
    objects.third_party("Paloma")
    operations.archive(officer, "TP-0001")
    objects.third_party("paloma")

    with pytest.raises(Invalid):
        operations.restore(officer, "TP-0001")
    with pytest.raises(Refused):
        operations.move(officer, "TP-0001", Status.ACTIVE)

    assert queries.get(session, "TP-0001")[0].archived


def test_archiving_twice_leaves_one_trace(session: Session, officer: Actor) -> None:
    objects.third_party()
    operations.archive(officer, "TP-0001")
    operations.archive(officer, "TP-0001")

    assert queries.get(session, "TP-0001")[1] == 2


def test_nobody_works_for_itself_nor_twice(session: Session, officer: Actor) -> None:
    stored = objects.third_party("Uno")
    objects.third_party("Dos")
    links = [{"sub_third_party": ref} for ref in ("TP-0001", "TP-0002", "TP-0002")]

    with pytest.raises(Invalid) as caught:
        operations.update(officer, "TP-0001", ThirdParty.parse(stored.to_state() | {"sub_processors": links}))

    assert [path[:2] for path in caught.value.problems] == [("sub_processors", 0), ("sub_processors", 2)]


@pytest.mark.parametrize("operation", [operations.archive, operations.restore])
def test_what_is_not_there_is_missing(session: Session, officer: Actor, operation: object) -> None:
    with pytest.raises(Missing):
        operation(officer, "TP-0001")  # type: ignore[operator]


def test_an_auditor_writes_nothing(session: Session) -> None:
    with pytest.raises(Denied):
        operations.register(Actor("auditor@lumen.example", "Auditor"), ThirdParty(name="Uno"))

    assert queries.options(session) == []
