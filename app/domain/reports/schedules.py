"""Writes of schedules: added, changed, paused, run out of turn; and what a schedule does by itself when it is due."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import states
from app.db.unit_of_work import Work, technical_writes
from app.domain import checks
from app.domain.accounts import queries as accounts
from app.domain.checks import Problem
from app.domain.operation import operation
from app.domain.reports import models, timing
from app.domain.reports.catalogue import OFFERED
from app.domain.reports.models import ReportRequest, ReportScheduleClock
from app.domain.reports.records import ReportSchedule
from app.domain.reports.terms import ReportKind, RequestState
from app.kernel import clock, ids
from app.kernel.errors import Refused
from app.security.actor import SYSTEM, Actor
from app.security.permissions import Permission

UNSCHEDULED = (ReportKind.INVENTORY, ReportKind.COMPARISON)
"""Kinds that are not scheduled: a deal is its members' alone, and a comparison needs its two sides."""


def kinds() -> list[ReportKind]:
    """The kinds that can be scheduled."""
    return [one.kind for one in OFFERED if one.kind not in UNSCHEDULED]


@operation(Permission.REPORTS_ISSUE, "schedule.add")
def add(work: Work, actor: Actor, data: ReportSchedule) -> ReportSchedule:
    """Add a schedule; it is due for the first time after now. Raises ``Invalid``."""
    checks.require(ReportSchedule, _problems(work, data, None))
    ref = work.next_ref("report_schedule")
    record = data.model_copy(update={"ref": ref, "paused": False, "archived": False})
    work.save(record)
    _see_to(work.session, ref, work.at)
    return record


@operation(Permission.REPORTS_ISSUE, "schedule.update")
def update(
    work: Work, actor: Actor, ref: str, data: ReportSchedule, *, version: int | None = None
) -> ReportSchedule:
    """Replace the state of *ref*; what is due by the new times begins after now."""
    stored = checks.expect_present(work, ReportSchedule, ref)
    kept = {"ref": ref, "paused": stored.paused, "archived": stored.archived}
    record = data.model_copy(update=kept)
    checks.expect_version(work, record, version)
    checks.require(ReportSchedule, _problems(work, record, stored))
    work.save(record, version=version)
    if timing.in_words(record) != timing.in_words(stored):
        _see_to(work.session, ref, work.at)
    return record


@operation(Permission.REPORTS_ISSUE, "schedule.pause")
def pause(work: Work, actor: Actor, ref: str) -> ReportSchedule:
    """Let *ref* do nothing by itself until it is resumed."""
    return _set(work, ref, paused=True)


@operation(Permission.REPORTS_ISSUE, "schedule.resume")
def resume(work: Work, actor: Actor, ref: str) -> ReportSchedule:
    """Let *ref* go on; what was due while it was paused is not made up for."""
    record = _set(work, ref, paused=False)
    _see_to(work.session, ref, work.at)
    return record


@operation(Permission.REPORTS_ISSUE, "schedule.archive")
def archive(work: Work, actor: Actor, ref: str) -> ReportSchedule:
    """Take *ref* out of use."""
    return checks.set_archived(work, ReportSchedule, ref, archived=True)


@operation(Permission.REPORTS_ISSUE, "schedule.restore")
def restore(work: Work, actor: Actor, ref: str) -> ReportSchedule:
    """Bring *ref* back into use; what was due meanwhile is not made up for."""
    record = checks.set_archived(work, ReportSchedule, ref, archived=False)
    _see_to(work.session, ref, work.at)
    return record


@operation(Permission.REPORTS_ISSUE, "schedule.run")
def run_now(work: Work, actor: Actor, ref: str) -> str:
    """Ask for the report of *ref* now, for its recipients; returns the id of the request. Raises :class:`Refused`."""
    record = checks.expect_present(work, ReportSchedule, ref)
    if record.archived:
        raise Refused(f"{ref} is archived: restore it first.")
    request = _request(record, work.at)
    request.asked_by = actor.email
    work.session.add(request)
    work.notes["schedule"] = {"ref": ref, "request": request.id}
    work.session.flush()
    return request.id


def begin_due() -> Sequence[str]:
    """Ask for every report that is due, once each, and return the ids of the requests for the caller to hand in.

    Of several occurrences missed while nothing ran only the last is made up for: the earlier ones could show nothing
    that it does not.
    """
    begun: list[str] = []
    with technical_writes("report schedules") as session:
        now = clock.now()
        for state in states.read(
            session,
            models.ReportSchedule,
            models.ReportSchedule.archived.is_(False),
            models.ReportSchedule.paused.is_(False),
        ):
            record = ReportSchedule.restore(state)
            seen = session.get(ReportScheduleClock, record.ref)
            due = timing.last_until(record, now)
            if seen is None:
                _see_to(session, record.ref or "", now)
            elif due > seen.seen_to:
                request = _request(record, due)
                session.add(request)
                seen.seen_to = due
                begun.append(request.id)
    return begun


def _request(record: ReportSchedule, due: dt.datetime) -> ReportRequest:
    now = clock.now()
    parameters: dict[str, Any] = {"paper": record.paper.value}
    if record.third_party:
        parameters["third_party"] = record.third_party
    return ReportRequest(
        id=str(ids.uuid7()),
        kind=record.kind.value,
        parameters=parameters,
        state=RequestState.WAITING.value,
        progress="Waiting for a worker",
        asked_by=SYSTEM.email,
        asked_at=now,
        changed_at=now,
        schedule=record.ref,
        due_at=due,
    )


def _set(work: Work, ref: str, *, paused: bool) -> ReportSchedule:
    stored = checks.expect_present(work, ReportSchedule, ref)
    record = stored.model_copy(update={"paused": paused})
    work.save(record)
    return record


def _see_to(session: Session, ref: str, instant: dt.datetime) -> None:
    """Count what was due up to *instant* as seen to."""
    stored = session.get(ReportScheduleClock, ref)
    if stored is None:
        session.add(ReportScheduleClock(schedule=ref, seen_to=instant))
    else:
        stored.seen_to = instant
    session.flush()


def _problems(work: Work, record: ReportSchedule, stored: ReportSchedule | None) -> Iterator[Problem]:
    yield from checks.link_problems(work, record, stored)
    if record.kind not in kinds():
        yield (
            ("kind",),
            f"“{record.kind.label}” cannot be scheduled: issue it by hand, or choose another kind.",
        )
    if record.kind is ReportKind.VENDOR and record.third_party is None:
        yield ("third_party",), "is required for a vendor file: choose whose."
    if record.kind is not ReportKind.VENDOR and record.third_party is not None:
        yield ("third_party",), "is for a vendor file alone: leave it out."
    if not record.recipients:
        yield ("recipients",), "is required: choose who is told."
    readers = accounts.emails_with(work.session, Permission.REPORTS_READ)
    before = set(stored.recipients) if stored is not None else set()
    for email in record.recipients:
        if email not in readers and email not in before:
            yield ("recipients",), f"{email} may not read reports: choose somebody who may."
    name = record.name.casefold()
    taken = work.session.execute(
        select(models.ReportSchedule.ref, models.ReportSchedule.name).where(
            models.ReportSchedule.archived.is_(False)
        )
    )
    for row in taken:
        if row.name.casefold() == name and row.ref != record.ref:
            yield ("name",), f"“{record.name}” is what {row.ref} is called already: choose another name."
