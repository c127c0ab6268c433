"""Reads of findings."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.db import states
from app.domain.accounts import queries as accounts
from app.domain.findings.ledger import Finding, FindingEvent
from app.domain.findings.models import Waiver
from app.domain.findings.records import Waiver as WaiverRecord
from app.domain.findings.terms import FindingStatus
from app.kernel.errors import Missing


def of_third_party(session: Session, ref: str) -> Sequence[Finding]:
    """The findings in the dossier of *ref* that are not closed, gravest first."""
    return session.scalars(
        select(Finding)
        .where(Finding.third_party == ref, Finding.status != FindingStatus.CLOSED)
        .order_by(Finding.severity_rank, Finding.rule, Finding.object, Finding.key)
    ).all()


def of_objects(session: Session, objects: Sequence[str]) -> Sequence[Finding]:
    """The findings on any of *objects* that are not closed, gravest first."""
    return session.scalars(
        select(Finding)
        .where(or_(Finding.object.in_(objects)), Finding.status != FindingStatus.CLOSED)
        .order_by(Finding.severity_rank, Finding.rule, Finding.object, Finding.key)
    ).all()


def get(session: Session, number: int) -> Finding:
    """The finding *number*; raises :class:`Missing`, also for a number that no row can have."""
    found = session.get(Finding, number) if _can_be(number) else None
    if found is None:
        raise Missing("There is no such finding.")
    return found


def _can_be(number: int) -> bool:
    """Whether a row could have that number at all: databases count to 63 bits."""
    return 0 < number < 2**63


def chosen(session: Session, numbers: Sequence[int]) -> list[Finding]:
    """The findings *numbers* that there are, gravest first."""
    possible = [number for number in numbers if _can_be(number)]
    query = select(Finding).where(Finding.id.in_(possible))
    return list(
        session.scalars(query.order_by(Finding.severity_rank, Finding.rule, Finding.object, Finding.key))
    )


def mark_of(numbers: Sequence[int]) -> str:
    """What tells the findings *numbers* from any others: a decision on "all that match" is on these alone."""
    return hashlib.sha256(",".join(map(str, sorted(numbers))).encode()).hexdigest()[:32]


def events(session: Session, number: int) -> Sequence[FindingEvent]:
    """What happened to a finding, newest first."""
    return session.scalars(
        select(FindingEvent).where(FindingEvent.finding == number).order_by(FindingEvent.id.desc())
    ).all()


def open_by_severity(session: Session) -> dict[str, int]:
    """How many findings are open, by severity."""
    rows = session.execute(
        select(Finding.severity, func.count())
        .where(Finding.status == FindingStatus.OPEN)
        .group_by(Finding.severity)
    )
    return {row[0]: row[1] for row in rows}


def open_by_rule(session: Session) -> dict[str, int]:
    """How many findings are open, by rule."""
    rows = session.execute(
        select(Finding.rule, func.count()).where(Finding.status == FindingStatus.OPEN).group_by(Finding.rule)
    )
    return {row[0]: row[1] for row in rows}


def waiver(session: Session, finding: Finding) -> WaiverRecord | None:
    """The waiver of *finding* that runs longest."""
    return max(waivers(session, finding), key=lambda one: one.expires_on, default=None)


def waivers(session: Session, finding: Finding) -> list[WaiverRecord]:
    """The waivers of *finding* that were granted and not withdrawn, whether or not their end has come."""
    return [one for one in _waivers(session, finding) if not one.is_request]


def waiver_request(session: Session, finding: Finding) -> WaiverRecord | None:
    """The waiver of *finding* that waits for a second person."""
    return next((one for one in _waivers(session, finding) if one.is_request), None)


def requests_of(session: Session, findings: Sequence[Finding]) -> dict[int, WaiverRecord]:
    """The waivers that wait for a second person, by the number of the finding."""
    found = ((finding.id, waiver_request(session, finding)) for finding in findings)
    return {number: request for number, request in found if request is not None}


def _waivers(session: Session, finding: Finding) -> list[WaiverRecord]:
    found = states.read(
        session,
        Waiver,
        Waiver.rule == finding.rule,
        Waiver.object == finding.object,
        Waiver.key == finding.key,
        Waiver.archived.is_(False),
    )
    return [WaiverRecord.restore(state) for state in found]


def may_own(session: Session, email: str) -> bool:
    """Whether *email* is an active person of the house: nothing outside their deals is given to guests."""
    return any(email == known for known, _ in accounts.options(session))
