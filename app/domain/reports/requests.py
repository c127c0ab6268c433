"""Requests for reports: asked for, made by one worker at a time, cancelled, taken over from a worker that died.

They are no part of the register. A worker holds a request by a lease that it renews; who finds a lease run out, or its
process gone, may take the request over. Filing the report checks the claim once more in its own transaction
(:func:`app.domain.reports.operations.file`), so that a request is answered exactly once whatever happens.
"""

import datetime as dt
import os
import platform
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.unit_of_work import technical_writes
from app.domain.reports import queries
from app.domain.reports.filing import Claim, Stopped
from app.domain.reports.models import ReportRequest
from app.domain.reports.terms import RequestState
from app.kernel import clock, ids
from app.kernel.errors import Denied, Refused
from app.security.actor import Actor
from app.security.permissions import Permission

LEASE = dt.timedelta(seconds=30)
"""How long a worker need not be heard of."""

PATIENCE = dt.timedelta(minutes=1)
"""After how long a request that nobody has begun is handed in again."""

MOST_ATTEMPTS = 3
"""How often a request is begun before it is given up: what brings its worker down would bring the next one down too."""

OPEN = (RequestState.WAITING.value, RequestState.RUNNING.value)
"""The states in which something will still happen."""

_WHAT = "report request"


def ask(actor: Actor, kind: str, parameters: Mapping[str, Any]) -> str:
    """Note a request for a report; returns its id. Raises :class:`Denied` for somebody who may not issue any."""
    if not actor.may(Permission.REPORTS_ISSUE):
        raise Denied("Your role does not allow this: ask an administrator for the permission.")
    with technical_writes(_WHAT) as session:
        now = clock.now()
        request = ReportRequest(
            id=str(ids.uuid7()),
            kind=kind,
            parameters=dict(parameters),
            state=RequestState.WAITING.value,
            progress="Waiting for a worker",
            asked_by=actor.email,
            asked_at=now,
            changed_at=now,
        )
        session.add(request)
        return request.id


def claim(request_id: str) -> Claim | None:
    """Take the request, where nobody else has it; ``None`` where somebody has, or nothing is left to be done."""
    with technical_writes(_WHAT) as session:
        request = session.get(ReportRequest, request_id, populate_existing=True)
        if request is None or not _may_be_begun(request):
            return None
        if request.attempts >= MOST_ATTEMPTS:
            _end(request, RequestState.FAILED, f"It was begun {MOST_ATTEMPTS} times and never finished.")
            return None
        claim = Claim(request.id, f"{platform.node()[:100]}:{os.getpid()}:{ids.uuid7()}")
        request.state, request.worker = RequestState.RUNNING.value, claim.worker
        request.attempts += 1
        request.progress, request.done, request.total = "Beginning", 0, 0
        request.changed_at = clock.now()
        request.leased_until = request.changed_at + LEASE
        return claim


def renew(claim: Claim) -> None:
    """Say that the worker of *claim* still works; nothing where the claim no longer stands."""
    with technical_writes(_WHAT) as session:
        request = _claimed(session, claim)
        if request is not None:
            request.leased_until = clock.now() + LEASE


def note(claim: Claim, words: str, done: int = 0, total: int = 0) -> None:
    """Say how far the report is; raises :class:`Stopped` where the claim no longer stands."""
    with technical_writes(_WHAT) as session:
        request = _claimed(session, claim)
        if request is None:
            raise Stopped
        request.progress, request.done, request.total = words, done, total
        request.changed_at = clock.now()
        request.leased_until = request.changed_at + LEASE


def answer(claim: Claim, number: str) -> None:
    """Let the report *number*, which was there already, answer the request; nothing where the claim is lost."""
    with technical_writes(_WHAT) as session:
        request = _claimed(session, claim)
        if request is not None:
            _end(request, RequestState.DONE, None)
            request.progress, request.report = "Issued before from the same data", number


def fail(claim: Claim, sentence: str) -> None:
    """Say why the report could not be issued; nothing where the claim is lost."""
    with technical_writes(_WHAT) as session:
        request = _claimed(session, claim)
        if request is not None:
            _end(request, RequestState.FAILED, sentence)


def cancel(actor: Actor, request_id: str) -> None:
    """Cancel the actor's own request; raises :class:`Refused` where it is over already."""
    with technical_writes(_WHAT) as session:
        request = queries.request_of(session, actor, request_id)
        session.refresh(request)
        if request.state not in OPEN:
            raise Refused("The request is over already: there is nothing to cancel.")
        _end(request, RequestState.CANCELLED, None)
        request.progress = "Cancelled"


def dismiss(actor: Actor, request_id: str) -> None:
    """Take a request that failed or was cancelled off the actor's list; raises :class:`Refused` for one under way."""
    with technical_writes(_WHAT) as session:
        request = queries.request_of(session, actor, request_id)
        if request.state in OPEN:
            raise Refused("The report is still being made: cancel the request first.")
        if request.state != RequestState.DONE:
            request.state = RequestState.DISMISSED.value


def stranded() -> Sequence[str]:
    """The requests that nobody works on although nothing ended them, which the caller is to hand in again."""
    with technical_writes(_WHAT) as session:
        now = clock.now()
        rows = session.scalars(
            select(ReportRequest).where(ReportRequest.state.in_(OPEN)).order_by(ReportRequest.asked_at)
        ).all()
        left = [row for row in rows if row.state == RequestState.RUNNING and _may_be_begun(row)]
        for row in rows:
            if row.state == RequestState.WAITING and row.changed_at < now - PATIENCE:
                row.changed_at = now  # it is not handed in again every minute behind a long queue
                left.append(row)
        return [row.id for row in left]


def _claimed(session: Session, claim: Claim) -> ReportRequest | None:
    request = session.get(ReportRequest, claim.request, populate_existing=True)
    holds = request is not None and request.worker == claim.worker and request.state == RequestState.RUNNING
    return request if holds else None


def _may_be_begun(request: ReportRequest) -> bool:
    if request.state == RequestState.WAITING:
        return True
    if request.state != RequestState.RUNNING:
        return False
    lapsed = request.leased_until is None or request.leased_until < clock.now()
    return lapsed or _is_gone(request.worker or "")


def _is_gone(worker: str) -> bool:
    """Whether *worker* was a process of this machine that is no more; of other machines only the lease tells."""
    machine, _, rest = worker.partition(":")
    process = rest.partition(":")[0]
    if machine != platform.node()[:100] or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _end(request: ReportRequest, state: RequestState, problem: str | None) -> None:
    request.state, request.problem = state.value, problem
    request.changed_at, request.leased_until = clock.now(), None
