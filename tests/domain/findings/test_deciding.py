"""Owners, due days and comments, on one finding and on several at once; due days that follow severity."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import Entry
from app.domain.findings import operations
from app.domain.findings.ledger import Finding, FindingEvent
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties import queries as parties
from app.kernel.errors import Invalid, Missing, Refused
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")
COUNSEL = EMAILS[Role.COUNSEL]


@pytest.fixture(autouse=True)
def _vendor(session: Session, today: dt.date) -> None:
    objects.category()
    objects.third_party(status="active", holds_data=True)


def one(session: Session, rule: str) -> Finding:
    session.expire_all()
    return session.scalars(select(Finding).where(Finding.rule == rule)).one()


def change(session: Session, **fields: Any) -> None:
    record = parties.get(session, "TP-0001")[0]
    third_parties.update(SYSTEM, "TP-0001", type(record).parse(record.to_state() | fields))


def test_one_decision_on_several_is_one_entry_of_the_trail_that_names_each(
    session: Session, officer: Actor
) -> None:
    rules = ("GOV-01", "GOV-02", "EVD-01")
    operations.assign(officer, [one(session, rule).id for rule in rules], COUNSEL)

    assert {one(session, rule).owner for rule in rules} == {COUNSEL}
    entry = session.scalars(select(Entry).order_by(Entry.seq.desc()).limit(1)).one()
    assert entry.operation == "finding.assign"
    noted = entry.notes["assigned"]
    assert [(said["finding"], said["note"]) for said in noted] == [
        ([rule, "TP-0001", ""], COUNSEL) for rule in rules
    ]


def test_a_decision_that_changes_nothing_leaves_no_trace(session: Session, officer: Actor) -> None:
    number = one(session, "GOV-02").id
    operations.assign(officer, [number], COUNSEL)
    before = session.scalar(select(Entry.seq).order_by(Entry.seq.desc()).limit(1))

    operations.assign(officer, [number], COUNSEL)

    assert session.scalar(select(Entry.seq).order_by(Entry.seq.desc()).limit(1)) == before


def test_nobody_and_too_many_are_refused_and_an_unknown_one_spoils_all(
    session: Session, officer: Actor
) -> None:
    known = one(session, "GOV-02").id
    with pytest.raises(Invalid, match="tick at least one"):
        operations.comment(officer, [], "x")
    with pytest.raises(Invalid, match="at most 2,000"):
        operations.comment(officer, range(1, operations.MOST_AT_ONCE + 2), "x")
    with pytest.raises(Missing):
        operations.comment(officer, [known, 99_999], "x")
    with pytest.raises(Invalid, match="not of the house or has left"):
        operations.assign(officer, [known], "stranger@lumen.example")

    assert (
        session.scalars(select(FindingEvent).where(FindingEvent.what.in_(["commented", "assigned"]))).all()
        == []
    )


def test_a_due_day_is_set_and_taken_back_to_that_of_the_severity(session: Session, officer: Actor) -> None:
    number = one(session, "GOV-02").id
    by_severity = one(session, "GOV-02").due_on
    assert by_severity == dt.date(2027, 3, 15) + dt.timedelta(days=90)

    operations.set_due(officer, [number], dt.date(2027, 4, 1))
    assert one(session, "GOV-02").due_on == dt.date(2027, 4, 1)
    operations.set_due(officer, [number], None)
    assert one(session, "GOV-02").due_on == by_severity


@pytest.mark.parametrize("day", [dt.date(2027, 3, 14), dt.date(2029, 3, 20)])
def test_a_due_day_lies_ahead_and_not_too_far(session: Session, officer: Actor, day: dt.date) -> None:
    with pytest.raises(Invalid, match=r"^Due on: "):
        operations.set_due(officer, [one(session, "GOV-02").id], day)


def test_a_closed_finding_has_no_due_day_to_set(session: Session, officer: Actor) -> None:
    change(session, owner=COUNSEL)
    with pytest.raises(Refused, match="GOV-02 on TP-0001 is closed"):
        operations.set_due(officer, [one(session, "GOV-02").id], dt.date(2027, 4, 1))


def test_the_due_day_follows_a_severity_that_rises_unless_somebody_set_it(
    session: Session, officer: Actor
) -> None:
    assert one(session, "EVD-01").severity == "medium"
    change(session, risk_tier="high")
    assert (one(session, "EVD-01").severity, one(session, "EVD-01").due_on) == ("high", dt.date(2027, 4, 14))

    operations.set_due(officer, [one(session, "EVD-01").id], dt.date(2027, 5, 1))
    change(session, risk_tier="low")
    assert (one(session, "EVD-01").severity, one(session, "EVD-01").due_on) == ("medium", dt.date(2027, 5, 1))
