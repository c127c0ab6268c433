"""Telling the recipients of a scheduled report where it is: handed over once it is filed, sent later, tried again.

What is to be sent is filed in one transaction with its entry of the trail; sending happens after it, so that nobody is
ever told of a report that was not issued.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.unit_of_work import Work, read_record, technical_writes
from app.domain.accounts import queries as accounts
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.domain.reports import queries
from app.domain.reports.models import ReportDelivery, ReportRequest
from app.domain.reports.records import ReportSchedule
from app.domain.reports.terms import DeliveryState, RequestState
from app.infra import log
from app.infra.mail import PAUSES, Message, Undelivered
from app.kernel import clock
from app.kernel.errors import Missing, Refused
from app.security.actor import SYSTEM, Actor
from app.security.permissions import Permission

SENDING = dt.timedelta(minutes=5)
"""Within what time an attempt ends; a worker that died while it sent leaves the message to be tried after it."""


@dataclass(frozen=True)
class Key:
    """By what a delivery is known."""

    request: str
    recipient: str


def dispatch_all(session: Session) -> None:
    """Hand over the messages of every scheduled request that was answered and has none yet."""
    found = session.scalars(
        select(ReportRequest.id).where(
            ReportRequest.schedule.is_not(None),
            ReportRequest.state == RequestState.DONE.value,
            ReportRequest.dispatched.is_(False),
        )
    ).all()
    for request_id in found:
        dispatch(SYSTEM, request_id)


@operation(Permission.SYSTEM, "report.dispatch")
def dispatch(work: Work, actor: Actor, request_id: str) -> None:
    """Hand over a message to each recipient of the schedule that asked; nothing where that was done already."""
    request = work.session.get(ReportRequest, request_id, populate_existing=True)
    if request is None or request.dispatched or request.report is None or request.schedule is None:
        return
    schedule, _ = read_record(work.session, ReportSchedule, request.schedule)
    for email in schedule.recipients:
        work.session.add(
            ReportDelivery(
                request=request_id,
                recipient=email,
                schedule=request.schedule,
                report=request.report,
                state=DeliveryState.WAITING.value,
                next_at=clock.now(),
                changed_at=work.at,
            )
        )
    request.dispatched = True
    work.notes["delivery"] = {
        "report": request.report,
        "schedule": request.schedule,
        "recipients": list(schedule.recipients),
    }
    work.session.flush()


def waiting(session: Session) -> Sequence[Key]:
    """The messages whose time has come."""
    rows = session.execute(
        select(ReportDelivery.request, ReportDelivery.recipient)
        .where(ReportDelivery.state == DeliveryState.WAITING.value, ReportDelivery.next_at <= clock.now())
        .order_by(ReportDelivery.next_at, ReportDelivery.recipient)
    )
    return [Key(row.request, row.recipient) for row in rows]


def send(key: Key, post: Callable[[Message], None], address_of: Callable[[str], str]) -> None:
    """Send the message of *key* by *post*, once; *address_of* gives the address of a report by number.

    Nothing where another worker is at it, or it is over.
    """
    with technical_writes("report delivery") as session:
        row = session.get(ReportDelivery, (key.request, key.recipient), populate_existing=True)
        now = clock.now()
        if row is None or row.state != DeliveryState.WAITING or row.next_at > now:
            return
        if key.recipient not in accounts.emails_with(session, Permission.REPORTS_READ):
            _end(row, DeliveryState.SKIPPED, "This person may not read reports any more.")
            return
        row.attempts += 1
        row.next_at, row.changed_at = now + SENDING, now
        message = _message(session, row, address_of)
        attempts = row.attempts
    try:
        post(message)
    except Undelivered as error:
        log.logger().warning(
            "report not delivered", report=row.report, attempts=attempts, reason=error.sentence
        )
        _failed(key, error)
    else:
        with technical_writes("report delivery") as session:
            row = session.get_one(ReportDelivery, (key.request, key.recipient), populate_existing=True)
            _end(row, DeliveryState.SENT, None)


def send_again(actor: Actor, request_id: str, recipient: str) -> None:
    """Try a message once more that was given up; raises :class:`Missing`, and :class:`Refused` for any other."""
    with technical_writes("report delivery") as session:
        row = session.get(ReportDelivery, (request_id, recipient), populate_existing=True)
        if row is None or not actor.may(Permission.REPORTS_ISSUE):
            raise Missing("There is no such message.")
        if row.state not in {DeliveryState.FAILED, DeliveryState.SKIPPED}:
            raise Refused("The message was sent, or is still being tried.")
        row.state, row.attempts, row.problem = DeliveryState.WAITING.value, 0, None
        row.next_at = row.changed_at = clock.now()


def _failed(key: Key, error: Undelivered) -> None:
    with technical_writes("report delivery") as session:
        row = session.get_one(ReportDelivery, (key.request, key.recipient), populate_existing=True)
        if error.for_good or row.attempts > len(PAUSES):
            _end(row, DeliveryState.FAILED, error.sentence)
        else:
            row.next_at = clock.now() + PAUSES[row.attempts - 1]
            row.problem = error.sentence


def _end(row: ReportDelivery, state: DeliveryState, problem: str | None) -> None:
    row.state, row.problem, row.changed_at = state.value, problem, clock.now()


def _message(session: Session, row: ReportDelivery, address_of: Callable[[str], str]) -> Message:
    report = queries.get(session, SYSTEM, row.report)
    schedule, _ = read_record(session, ReportSchedule, row.schedule)
    zone = organisation.time_zone(session)
    issued = report.issued_at.astimezone(clock.zone(zone))
    lines = [
        f"“{report.title}” was issued as {report.number} on {issued:%Y-%m-%d} at {issued:%H:%M} ({zone}).",
        "",
        address_of(report.number),
        "",
        "You will be asked to sign in. The report is not attached, so that it stays where access to it ends with your "
        "role; whoever holds the file can prove that it is genuine.",
        "",
        f"SHA-256 of its data: {report.snapshot_sha256}",
        "",
        f"You are told because you are a recipient of the schedule “{schedule.name}” ({schedule.ref}). To be "
        "taken off, ask whoever looks after it.",
    ]
    return Message(row.recipient, f"{report.title}: {report.number}", "\n".join(lines))
