"""Waivers: who asks, who approves, from what severity on two people are needed, how long one lasts."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.findings import operations, queries, waivers
from app.domain.findings.ledger import Finding, FindingEvent
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties import queries as parties
from app.kernel.errors import Denied, Invalid, Refused
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, actor_of
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")
UNTIL = dt.date(2027, 6, 1)
WHY = "The contract is out for signature."


@pytest.fixture(autouse=True)
def _vendor(session: Session, today: dt.date) -> None:
    """A third party that has a medium finding (GOV-02, no owner) and, with its flow, a critical one (AGR-01)."""
    objects.category()
    party = objects.third_party(status="active").ref or ""
    objects.active_flow(party, categories=["email"])


def number(session: Session, rule: str) -> int:
    return session.scalars(select(Finding.id).where(Finding.rule == rule)).one()


def status(session: Session, rule: str) -> str:
    session.expire_all()
    return session.scalars(select(Finding.status).where(Finding.rule == rule)).one()


def story(session: Session, rule: str) -> list[tuple[str, str]]:
    query = select(FindingEvent.what, FindingEvent.actor).where(FindingEvent.finding == number(session, rule))
    return [(row.what, row.actor) for row in session.execute(query.order_by(FindingEvent.id))]


def test_a_medium_finding_is_waived_by_one_person(session: Session, officer: Actor, today: dt.date) -> None:
    (made,) = waivers.waive(officer, [number(session, "GOV-02")], WHY, UNTIL)

    assert (made.requested_by, made.approver, made.granted_on) == (officer.email, officer.email, today)
    assert status(session, "GOV-02") == "waived"


def test_a_critical_finding_stays_open_until_a_second_person_approves(
    session: Session, officer: Actor, counsel: Actor, today: dt.date
) -> None:
    critical = number(session, "AGR-01")

    (asked,) = waivers.waive(officer, [critical], WHY, UNTIL)
    assert (asked.requested_by, asked.approver, asked.granted_on) == (officer.email, None, None)
    assert status(session, "AGR-01") == "open"
    with pytest.raises(Refused, match="yourself: another person must approve it"):
        waivers.approve(officer, [critical])
    assert status(session, "AGR-01") == "open"

    (granted,) = waivers.approve(counsel, [critical])
    assert (granted.ref, granted.approver, granted.granted_on) == (asked.ref, counsel.email, today)
    assert status(session, "AGR-01") == "waived"
    assert story(session, "AGR-01")[-2:] == [("waiver_asked", officer.email), ("waived", counsel.email)]


def test_a_request_covers_nothing_even_after_a_night(session: Session, officer: Actor) -> None:
    waivers.waive(officer, [number(session, "AGR-01")], WHY, UNTIL)
    operations.evaluate(SYSTEM)

    assert status(session, "AGR-01") == "open"


def test_the_system_approves_nothing(session: Session, officer: Actor) -> None:
    waivers.waive(officer, [number(session, "AGR-01")], WHY, UNTIL)
    with pytest.raises(Denied):
        waivers.approve(SYSTEM, [number(session, "AGR-01")])


def test_a_request_is_declined_with_a_reason_and_can_be_made_again(
    session: Session, officer: Actor, counsel: Actor
) -> None:
    critical = number(session, "AGR-01")
    waivers.waive(officer, [critical], WHY, UNTIL)
    with pytest.raises(Refused, match="waits for a second person already"):
        waivers.waive(officer, [critical], WHY, UNTIL)
    with pytest.raises(Invalid, match="Reason: is required"):
        waivers.decline(counsel, [critical], " ")

    waivers.decline(counsel, [critical], "Stop the flow instead.")

    assert queries.waiver_request(session, session.get_one(Finding, critical)) is None
    assert story(session, "AGR-01")[-1] == ("waiver_declined", counsel.email)
    waivers.waive(officer, [critical], WHY, UNTIL)


@pytest.mark.parametrize("day", ["2027-03-15", "2020-01-01", "2028-03-16"])
def test_a_waiver_ends_after_today_and_within_a_year(session: Session, counsel: Actor, day: str) -> None:
    with pytest.raises(Invalid, match="Ends on: choose a day after today and within a year"):
        waivers.waive(counsel, [number(session, "GOV-02")], WHY, dt.date.fromisoformat(day))


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 20_001])
def test_a_waiver_needs_a_reason_of_a_fitting_length(session: Session, counsel: Actor, reason: str) -> None:
    with pytest.raises(Invalid, match=r"^Reason: "):
        waivers.waive(counsel, [number(session, "GOV-02")], reason, UNTIL)


def test_several_are_waived_or_none(session: Session, officer: Actor) -> None:
    party = parties.get(session, "TP-0001")[0]
    third_parties.update(SYSTEM, "TP-0001", party.model_copy(update={"owner": EMAILS[Role.COUNSEL]}))
    assert status(session, "GOV-02") == "closed"

    with pytest.raises(Refused, match="GOV-02 on TP-0001 is closed"):
        waivers.waive(officer, [number(session, "AGR-01"), number(session, "GOV-02")], WHY, UNTIL)

    assert queries.requests_of(session, list(session.scalars(select(Finding)))) == {}


def test_a_waiver_is_prolonged_and_the_longer_one_counts(session: Session, officer: Actor) -> None:
    medium = number(session, "GOV-02")
    waivers.waive(officer, [medium], WHY, dt.date(2027, 4, 1))
    waivers.waive(officer, [medium], "Still out for signature.", UNTIL)
    with time_machine.travel(dt.datetime(2027, 5, 1, 12, tzinfo=dt.UTC)):
        operations.evaluate(SYSTEM)
    assert status(session, "GOV-02") == "waived"

    waivers.withdraw(officer, medium)

    assert status(session, "GOV-02") == "open"
    with pytest.raises(Refused, match="not waived"):
        waivers.withdraw(officer, medium)


def test_an_auditor_waives_nothing(session: Session) -> None:
    for decide in (
        lambda: waivers.waive(actor_of(Role.AUDITOR), [1], WHY, UNTIL),
        lambda: waivers.approve(actor_of(Role.AUDITOR), [1]),
        lambda: waivers.decline(actor_of(Role.AUDITOR), [1], WHY),
        lambda: waivers.withdraw(actor_of(Role.AUDITOR), 1),
    ):
        with pytest.raises(Denied):
            decide()
