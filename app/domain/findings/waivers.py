"""Writes of waivers: decisions to live with a finding until a day.

What is critical or high is waived by two people: one asks, another approves.
"""

import datetime as dt
from collections.abc import Sequence

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.findings import operations, queries
from app.domain.findings.ledger import Finding
from app.domain.findings.records import Waiver
from app.domain.findings.terms import FOUR_EYES, EventKind, FindingStatus, Severity
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel.errors import Denied, Invalid, Refused
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.FINDINGS_WRITE, "finding.waive")
def waive(work: Work, actor: Actor, numbers: Sequence[int], reason: str, expires_on: dt.date) -> list[Waiver]:
    """Let the findings *numbers* stand until *expires_on* for *reason*, all or none; one that is waived is prolonged.

    The actor approves what is of medium severity or lower; for the rest, the waiver waits for a second person
    (:func:`approve`). Raises :class:`Refused` where one is closed or waits already, ``Invalid`` for an end that is
    past or beyond a year.
    """
    today = organisation.today(work.session, work.at)
    reason = operations.prose(reason, "reason", "Reason", "say why it may stay")
    _check_end(expires_on, today)
    made = []
    for finding in operations.chosen(work, numbers):
        if finding.status == FindingStatus.CLOSED:
            raise Refused(f"{finding.rule} on {finding.object} is closed: there is nothing to waive.")
        if queries.waiver_request(work.session, finding) is not None:
            raise Refused(
                f"A waiver of {finding.rule} on {finding.object} waits for a second person already."
            )
        alone = Severity(finding.severity) not in FOUR_EYES
        who = checks.by_person(actor)
        record = Waiver(
            rule=finding.rule,
            object=finding.object,
            key=finding.key,
            reason=reason,
            requested_by=who,
            approver=who if alone else None,
            granted_on=today if alone else None,
            expires_on=expires_on,
        )
        work.save(record)
        what = EventKind.COMMENTED if alone else EventKind.ASKED
        said = "Waived until" if alone else "Until"
        operations.note(work, finding, what, f"{said} {expires_on.isoformat()}: {reason}")
        made.append(record)
    return made


@operation(Permission.FINDINGS_WRITE, "finding.approve_waiver")
def approve(work: Work, actor: Actor, numbers: Sequence[int]) -> list[Waiver]:
    """Approve, as a second person, the waivers that wait on the findings *numbers*.

    Raises :class:`Refused` for one's own request, one that is not there, or whose end has come; ``Denied`` for the
    system.
    """
    today = organisation.today(work.session, work.at)
    who = _person(actor)
    made = []
    for finding in operations.chosen(work, numbers):
        request = _request_of(work, finding)
        if request.requested_by == who:
            raise Refused(
                f"You asked for the waiver of {finding.rule} yourself: another person must approve it."
            )
        if request.expires_on <= today:
            raise Refused(f"The waiver was to end on {request.expires_on}: ask for it anew.")
        record = request.model_copy(update={"approver": who, "granted_on": today})
        work.save(record)
        made.append(record)
    return made


@operation(Permission.FINDINGS_WRITE, "finding.decline_waiver")
def decline(work: Work, actor: Actor, numbers: Sequence[int], reason: str) -> None:
    """Decline the waivers that wait on the findings *numbers*, or take back one's own request."""
    reason = operations.prose(reason, "reason", "Reason", "say why it may not stay")
    for finding in operations.chosen(work, numbers):
        request = _request_of(work, finding)
        work.save(request.model_copy(update={"archived": True}))
        operations.note(work, finding, EventKind.DECLINED, reason)


@operation(Permission.FINDINGS_WRITE, "finding.withdraw")
def withdraw(work: Work, actor: Actor, number: int) -> None:
    """Take the waiver of finding *number* back: it is open again at once."""
    finding = queries.get(work.session, number)
    granted = queries.waivers(work.session, finding)
    if not granted or finding.status != FindingStatus.WAIVED:
        raise Refused("This finding is not waived: reload the page.")
    for waiver in granted:
        work.save(waiver.model_copy(update={"archived": True}))
    last = max(waiver.expires_on for waiver in granted)
    operations.note(work, finding, EventKind.WITHDRAWN, f"It was to end on {last.isoformat()}.")


def _check_end(expires_on: dt.date, today: dt.date) -> None:
    if not today < expires_on <= today.replace(year=today.year + 1, day=min(today.day, 28)):
        raise Invalid.of(
            "expires_on", "Ends on: choose a day after today and within a year; it can be waived again."
        )


def _request_of(work: Work, finding: Finding) -> Waiver:
    request = queries.waiver_request(work.session, finding)
    if request is None:
        raise Refused(f"No waiver of {finding.rule} on {finding.object} waits for approval: reload the page.")
    return request


def _person(actor: Actor) -> str:
    who = checks.by_person(actor)
    if who is None:
        raise Denied("Approver: only a person can approve a waiver: sign in as one.")
    return who
