"""Reads of findings."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.db import states
from app.domain.accounts.models import Person
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
    """The finding *number*; raises :class:`Missing`."""
    found = session.get(Finding, number)
    if found is None:
        raise Missing("There is no such finding.")
    return found


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


def waiver(session: Session, finding: Finding) -> WaiverRecord | None:
    """The newest waiver of *finding* that was not withdrawn."""
    found = states.read(
        session,
        Waiver,
        Waiver.rule == finding.rule,
        Waiver.object == finding.object,
        Waiver.key == finding.key,
        Waiver.archived.is_(False),
    )
    return max((WaiverRecord.restore(s) for s in found), key=lambda w: w.expires_on, default=None)


def is_active_person(session: Session, email: str) -> bool:
    """Whether *email* may sign in."""
    return (
        session.scalar(select(Person.email).where(Person.email == email, Person.active.is_(True))) is not None
    )
