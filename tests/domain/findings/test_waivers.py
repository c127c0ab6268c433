import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.db.unit_of_work import read_record
from app.domain.findings import waivers
from app.domain.findings.records import Waiver
from app.kernel.errors import Denied, Invalid, Refused
from app.security.actor import Actor
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")


def waiver(**fields: Any) -> Waiver:
    said = {"rule": "GOV-01", "object": "TP-0001", "reason": "Review set for May", "expires_on": "2027-06-01"}
    return Waiver.parse(said | fields)


@pytest.fixture(autouse=True)
def _vendor(session: Session, today: dt.date) -> None:
    objects.third_party()


def test_a_waiver_says_who_granted_it_and_when(session: Session, counsel: Actor, today: dt.date) -> None:
    granted = waivers.grant(counsel, waiver(granted_on="2020-01-01"))

    assert (granted.approver, granted.granted_on) == (counsel.email, today)
    assert read_record(session, Waiver, granted.ref) == (granted, 1)


@pytest.mark.parametrize("day", ["2027-03-15", "2020-01-01"])
def test_a_waiver_ends_in_the_future(session: Session, counsel: Actor, day: str) -> None:
    with pytest.raises(Invalid) as caught:
        waivers.grant(counsel, waiver(expires_on=day))

    assert caught.value.sentence == f"Ends on: {day} is not ahead: choose a later day."


@pytest.mark.parametrize("field", ["rule", "object", "reason", "expires_on"])
def test_a_waiver_needs_rule_object_reason_and_end(field: str) -> None:
    with pytest.raises(Invalid) as caught:
        waiver(**{field: None})

    assert list(caught.value.problems) == [(field,)]


@pytest.mark.parametrize("target", ["TP-0002", "FL-0001"])
def test_its_object_must_be_there(session: Session, counsel: Actor, target: str) -> None:
    with pytest.raises(Invalid) as caught:
        waivers.grant(counsel, waiver(object=target))

    assert list(caught.value.problems) == [("object",)]


def test_a_finding_is_waived_once_at_a_time(session: Session, counsel: Actor) -> None:
    first = waivers.grant(counsel, waiver())

    with pytest.raises(Refused):
        waivers.grant(counsel, waiver())
    other_key = waivers.grant(counsel, waiver(key="x"))
    waivers.withdraw(counsel, first.ref)
    again = waivers.grant(counsel, waiver())

    assert len({first.ref, other_key.ref, again.ref}) == 3


def test_a_waiver_is_prolonged_by_whoever_answers_for_it(
    session: Session, counsel: Actor, officer: Actor
) -> None:
    granted = waivers.grant(counsel, waiver())

    changed = waivers.change(
        officer, granted.ref, reason="Moved to July", expires_on=dt.date(2027, 8, 1), version=1
    )

    assert (changed.approver, changed.expires_on) == (officer.email, dt.date(2027, 8, 1))


def test_findings_on_a_deal_are_not_waived_here(session: Session, counsel: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        waivers.grant(counsel, waiver(object="D-001"))

    assert caught.value.sentence == "Object: findings on a deal are settled in the deal: open it there."


def test_an_auditor_waives_nothing(session: Session) -> None:
    with pytest.raises(Denied):
        waivers.grant(Actor("auditor@lumen.example", "Auditor"), waiver())
