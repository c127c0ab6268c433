import pytest
from sqlalchemy.orm import Session

from app.domain.flows import activities, queries
from app.domain.flows.records import Activity
from app.kernel.errors import Conflict, Invalid, Refused
from app.security.actor import Actor
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")


def test_registering_gives_a_reference(session: Session, officer: Actor) -> None:
    assert activities.register(officer, Activity(name="Selling online")).ref == "AC-0001"
    assert queries.activity_options(session) == [("AC-0001", "Selling online")]


def test_a_name_is_given_once(session: Session, officer: Actor) -> None:
    objects.activity("Selling online")

    with pytest.raises(Invalid) as caught:
        objects.activity("selling ONLINE")

    assert caught.value.sentence == (
        "Name: “selling ONLINE” is already registered as AC-0001: open that one or choose another."
    )


def test_retention_is_set_for_the_categories_of_the_activity(session: Session, officer: Actor) -> None:
    objects.category("email")
    objects.category("phone")
    kept = [{"category": key, "amount": 2} for key in ("email", "phone", "email")]

    with pytest.raises(Invalid) as caught:
        objects.activity(categories=["email"], retention=kept)

    assert list(caught.value.problems) == [("retention", 1, "category"), ("retention", 2, "category")]


def test_assessments_are_not_done_in_the_future(session: Session, officer: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        objects.activity(dpia={"needed": True, "done_on": "2027-03-16"}, lia_on="2027-03-16")

    assert list(caught.value.problems) == [("lia_on",), ("dpia", "done_on")]


def test_an_activity_in_use_is_not_archived(session: Session, officer: Actor) -> None:
    objects.activity()
    objects.third_party()
    objects.flow("TP-0001", activity="AC-0001")

    with pytest.raises(Refused) as caught:
        activities.archive(officer, "AC-0001")

    assert caught.value.sentence == "AC-0001 is in use by FL-0001: change those first."


def test_an_archived_activity_comes_back(session: Session, officer: Actor) -> None:
    objects.activity()
    activities.archive(officer, "AC-0001")

    assert not activities.restore(officer, "AC-0001").archived


def test_two_people_at_one_activity_are_told_of_each_other(session: Session, officer: Actor) -> None:
    stored = objects.activity()
    activities.update(officer, "AC-0001", stored.model_copy(update={"toms": "Encryption"}), version=1)

    with pytest.raises(Conflict):
        activities.update(officer, "AC-0001", stored.model_copy(update={"toms": "Locks"}), version=1)
