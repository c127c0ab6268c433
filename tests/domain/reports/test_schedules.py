"""Schedules: issued when due and once, made up for once after downtime, and told to those who may read."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db.unit_of_work import technical_writes
from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as people
from app.domain.audit import verification
from app.domain.audit.models import Entry
from app.domain.reports import anchors, deliveries, models, queries, schedules
from app.domain.reports.models import Report, ReportDelivery, ReportRequest
from app.domain.reports.records import ReportSchedule
from app.infra import queue
from app.infra.blobs import open_blobs
from app.infra.mail import Message, Undelivered
from app.jobs import issuing, scheduled
from app.kernel.errors import Denied, Invalid, Missing, Refused
from app.security.actor import SYSTEM
from app.security.roles import Role
from tests.conftest import EMAILS, actor_of

OFFICER = actor_of(Role.COMPLIANCE)
START = dt.datetime(2099, 3, 10, 12, 0, tzinfo=dt.UTC)
FIRST_DUE = dt.datetime(2099, 4, 1, 5, 0, tzinfo=dt.UTC)
"""The first of April at seven in Madrid."""


@pytest.fixture
def clocked() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as travelling:
        yield travelling


def plan(**fields: Any) -> ReportSchedule:
    return ReportSchedule.parse(
        {
            "name": "Board report",
            "kind": "board",
            "rhythm": "monthly",
            "day": 1,
            "time": "07:00",
            "time_zone": "Europe/Madrid",
            "recipients": [EMAILS[Role.EXECUTIVE]],
        }
        | fields
    )


def requests(session: Session) -> list[ReportRequest]:
    session.rollback()
    return list(session.scalars(select(ReportRequest).order_by(ReportRequest.due_at)))


def sent(session: Session) -> list[ReportDelivery]:
    session.rollback()
    return list(session.scalars(select(ReportDelivery).order_by(ReportDelivery.recipient)))


def mailed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """The messages that are sent from now on."""
    box: list[Message] = []
    monkeypatch.setattr(scheduled.mail, "send", lambda settings, message: box.append(message))
    return box


def test_it_is_asked_for_when_it_is_due_and_once(session: Session, clocked: time_machine.Traveller) -> None:
    ref = schedules.add(OFFICER, plan()).ref
    assert schedules.begin_due() == []
    clocked.move_to(FIRST_DUE - dt.timedelta(seconds=1))
    assert schedules.begin_due() == []
    clocked.move_to(FIRST_DUE)
    (request_id,) = schedules.begin_due()
    assert schedules.begin_due() == []
    (request,) = requests(session)
    assert (request.id, request.schedule, request.due_at) == (request_id, ref, FIRST_DUE)
    assert (request.kind, request.parameters, request.asked_by) == ("board", {"paper": "A4"}, "system")


def test_what_was_missed_is_made_up_for_once(session: Session, clocked: time_machine.Traveller) -> None:
    schedules.add(OFFICER, plan(rhythm="daily"))
    clocked.shift(dt.timedelta(days=40))
    assert len(schedules.begin_due()) == 1
    assert schedules.begin_due() == []
    (request,) = requests(session)
    assert request.due_at == dt.datetime(2099, 4, 19, 5, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("halt", ["pause", "archive"])
def test_what_was_due_while_it_was_halted_is_not_made_up_for(
    session: Session, clocked: time_machine.Traveller, halt: str
) -> None:
    ref = schedules.add(OFFICER, plan(rhythm="daily")).ref or ""
    stop, go = {
        "pause": (schedules.pause, schedules.resume),
        "archive": (schedules.archive, schedules.restore),
    }[halt]
    stop(OFFICER, ref)
    clocked.shift(dt.timedelta(days=3))
    assert schedules.begin_due() == []
    go(OFFICER, ref)
    assert schedules.begin_due() == []
    clocked.shift(dt.timedelta(days=1))
    assert len(schedules.begin_due()) == 1


def test_changed_times_count_from_the_change_on(session: Session, clocked: time_machine.Traveller) -> None:
    ref = schedules.add(OFFICER, plan()).ref or ""
    clocked.move_to(FIRST_DUE - dt.timedelta(hours=1))
    schedules.update(OFFICER, ref, plan(time="06:30", rhythm="daily"))
    clocked.move_to(FIRST_DUE)
    assert len(schedules.begin_due()) == 1
    (request,) = requests(session)
    assert request.due_at == FIRST_DUE - dt.timedelta(minutes=30)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"recipients": []}, "Recipients: is required: choose who is told."),
        ({"recipients": [EMAILS[Role.GUEST]]}, "may not read reports"),
        ({"recipients": ["nobody@lumen.example"]}, "is not in the register"),
        ({"kind": "inventory"}, "cannot be scheduled"),
        ({"kind": "comparison"}, "cannot be scheduled"),
        ({"third_party": "TP-0001"}, "TP-0001 is not in the register"),
    ],
)
def test_a_misfit_is_refused(session: Session, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid) as raised:
        schedules.add(OFFICER, plan(**fields))
    assert said in raised.value.sentence
    assert session.scalar(select(func.count()).select_from(models.ReportSchedule)) == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"time": "25:00"}, "is not a time of day: write it like 07:00"),
        ({"day": 32}, "must be at most 31"),
        ({"time_zone": "Madrid"}, "is not a known time zone"),
        ({"recipients": ["a@lumen.example", "a@lumen.example"]}, "stands twice"),
        ({"name": " "}, "Name: is required"),
    ],
)
def test_what_cannot_be_read_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid) as raised:
        plan(**fields)
    assert said in raised.value.sentence


def test_two_cannot_be_called_the_same(session: Session) -> None:
    schedules.add(OFFICER, plan())
    with pytest.raises(Invalid, match="is what SC-0001 is called already"):
        schedules.add(OFFICER, plan(name="BOARD report"))


def test_only_who_may_issue_reports_plans_them(session: Session) -> None:
    with pytest.raises(Denied):
        schedules.add(actor_of(Role.EXECUTIVE), plan())


def test_everything_about_a_schedule_stands_in_the_trail(session: Session) -> None:
    ref = schedules.add(OFFICER, plan()).ref or ""
    schedules.pause(OFFICER, ref)
    schedules.resume(OFFICER, ref)
    schedules.run_now(OFFICER, ref)
    session.rollback()
    done = session.scalars(select(Entry.operation).order_by(Entry.seq.desc()).limit(4)).all()
    assert list(done) == ["schedule.run", "schedule.resume", "schedule.pause", "schedule.add"]


def test_a_schedule_rewritten_behind_the_products_back_is_named(session: Session) -> None:
    ref = schedules.add(OFFICER, plan()).ref
    with technical_writes("tampering") as writing:
        writing.execute(update(models.ReportSchedule).values(recipients=["somebody@else.example"]))
    found = [fault.sentence for fault in verification.verify(session)]
    assert found == [f"{ref} differs from its newest revision: no operation changed it."]


def test_recipients_are_told_where_the_report_is(
    app: Flask, session: Session, clocked: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mailed(app, monkeypatch)
    schedules.add(OFFICER, plan(recipients=[EMAILS[Role.EXECUTIVE], EMAILS[Role.AUDITOR]]))
    clocked.move_to(FIRST_DUE)
    scheduled.begin_due()
    assert box == []
    (request,) = requests(session)
    issuing.issue(request.id)
    (request,) = requests(session)
    assert request.report is not None
    assert [message.to for message in box] == [EMAILS[Role.AUDITOR], EMAILS[Role.EXECUTIVE]]
    assert all(request.report in message.subject and request.report in message.text for message in box)
    assert [one.state for one in sent(session)] == ["sent", "sent"]
    scheduled.deliver()
    scheduled.begin_due()
    assert len(box) == 2
    entry = session.scalar(select(Entry).order_by(Entry.seq.desc()).limit(1))
    assert entry is not None
    assert (entry.operation, entry.actor) == ("report.dispatch", "system")
    assert entry.notes["delivery"]["report"] == request.report
    assert list(verification.verify(session)) == []
    assert list(anchors.verify(session, open_blobs(app.config["SETTINGS"]))) == []


def test_the_link_is_that_of_the_public_address(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scheduled._address_of("R-2026-0001") == "In Custodia, open Reports and then R-2026-0001."
    monkeypatch.setattr(
        scheduled.settings,
        "current",
        type("S", (), {"public_url": "https://custodia.lumen.example/"}),
    )
    assert scheduled._address_of("R-2026-0001") == "https://custodia.lumen.example/reports/R-2026-0001"


def delivered(session: Session) -> deliveries.Key:
    """A message that waits to be sent."""
    ref = schedules.add(OFFICER, plan()).ref or ""
    request_id = schedules.run_now(OFFICER, ref)
    session.rollback()
    from app.reporting import issue
    from app.reporting.order import Order
    from app.settings import current

    number = issue.issue(session, open_blobs(current()), SYSTEM, Order("board")).number
    with technical_writes("tests") as writing:
        writing.execute(update(ReportRequest).values(state="done", report=number))
    deliveries.dispatch_all(session)
    return deliveries.Key(request_id, EMAILS[Role.EXECUTIVE])


def test_what_is_not_taken_is_tried_again_ever_later_then_given_up(
    session: Session, clocked: time_machine.Traveller
) -> None:
    key = delivered(session)
    tries = 0

    def refuse(message: Message) -> None:
        nonlocal tries
        tries += 1
        raise Undelivered("The mail server cannot be reached, or broke off.")

    for pause in deliveries.PAUSES:
        deliveries.send(key, refuse, str)
        assert list(deliveries.waiting(session)) == []
        deliveries.send(key, refuse, str)
        clocked.shift(pause)
        assert list(deliveries.waiting(session)) == [key]
    deliveries.send(key, refuse, str)
    (row,) = sent(session)
    assert (row.state, row.attempts, tries) == ("failed", 6, 6)
    assert row.problem == "The mail server cannot be reached, or broke off."
    clocked.shift(dt.timedelta(days=9))
    assert list(deliveries.waiting(session)) == []
    deliveries.send_again(OFFICER, key.request, key.recipient)
    assert list(deliveries.waiting(session)) == [key]


def test_what_can_never_be_taken_is_given_up_at_once(
    session: Session, clocked: time_machine.Traveller
) -> None:
    key = delivered(session)

    def refuse(message: Message) -> None:
        raise Undelivered("The mail server refuses the recipient (code 550).", for_good=True)

    deliveries.send(key, refuse, str)
    assert sent(session)[0].state == "failed"


def test_a_worker_that_dies_while_it_sends_leaves_the_message_for_later(
    session: Session, clocked: time_machine.Traveller
) -> None:
    key = delivered(session)

    def die(message: Message) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliveries.send(key, die, str)
    assert list(deliveries.waiting(session)) == []
    clocked.shift(deliveries.SENDING)
    assert list(deliveries.waiting(session)) == [key]


def test_who_may_no_longer_read_reports_is_not_told(
    session: Session, clocked: time_machine.Traveller
) -> None:
    key = delivered(session)
    person, version = people.get(session, key.recipient)
    accounts.update(SYSTEM, key.recipient, person.model_copy(update={"active": False}), version=version)
    box: list[Message] = []
    deliveries.send(key, box.append, str)
    (row,) = sent(session)
    assert (box, row.state, row.problem) == ([], "skipped", "This person may not read reports any more.")


def test_what_was_sent_is_not_sent_again_by_hand(session: Session, clocked: time_machine.Traveller) -> None:
    key = delivered(session)
    deliveries.send(key, lambda message: None, str)
    with pytest.raises(Refused):
        deliveries.send_again(OFFICER, key.request, key.recipient)
    with pytest.raises(Missing):
        deliveries.send_again(OFFICER, key.request, "nobody@lumen.example")


def test_recipients_of_unchanged_data_are_told_of_the_report_that_is_there(
    app: Flask, session: Session, clocked: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mailed(app, monkeypatch)
    ref = schedules.add(OFFICER, plan()).ref or ""
    for _ in range(2):
        issuing.issue(schedules.run_now(OFFICER, ref))
        clocked.shift(60)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Report)) == 1
    assert len(box) == 2
    assert box[0].text == box[1].text


def test_due_reports_are_handed_to_the_queue(
    app: Flask, session: Session, clocked: time_machine.Traveller
) -> None:
    schedules.add(OFFICER, plan())
    clocked.move_to(FIRST_DUE)
    scheduled.begin_due()
    assert queue.of(app.config["SETTINGS"]).pending_count() == 1


def test_a_schedule_is_no_part_of_the_register_file(session: Session, tmp_path: Path) -> None:
    from app.domain.findings import reading
    from app.importing import register_file

    before = register_file.dump(reading.Source(session))
    schedules.add(OFFICER, plan())
    session.rollback()
    assert register_file.dump(reading.Source(session)) == before
    assert queries.schedule(session, "SC-0001")[0].name == "Board report"
