"""Reads of agreements."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.db import references, states
from app.db.references import Use
from app.db.unit_of_work import read_record
from app.domain.agreements import records
from app.domain.agreements.derived import Derived
from app.domain.agreements.models import Agreement, Clause, GovernedFlow
from app.domain.agreements.terms import AgreementKind, Stage

_COLUMNS = (
    Agreement.ref,
    Agreement.title,
    Agreement.kind,
    Agreement.third_party,
    Agreement.stage,
    Agreement.effective_on,
    Agreement.expires_on,
    Agreement.terminated_on,
    Agreement.superseded_by,
    Agreement.archived,
)


def get(session: Session, ref: str) -> tuple[records.Agreement, int]:
    """The agreement *ref* and its version; raises :class:`~app.kernel.errors.Missing`."""
    return read_record(session, records.Agreement, ref)


def options(session: Session, *, third_party: str | None = None) -> list[tuple[str, str]]:
    """Agreements, those with *third_party* where given, as choices: reference, and title or kind."""
    query = select(Agreement.ref, Agreement.title, Agreement.kind).where(Agreement.archived.is_(False))
    if third_party is not None:
        query = query.where(Agreement.third_party == third_party)
    rows = session.execute(query.order_by(Agreement.ref))
    return [(row.ref, f"{row.ref} · {row.title or AgreementKind(row.kind).label}") for row in rows]


def names(session: Session, refs: Sequence[str]) -> dict[str, str]:
    """Title, or kind where there is none, of the agreements *refs*."""
    rows = session.execute(
        select(Agreement.ref, Agreement.title, Agreement.kind).where(Agreement.ref.in_(refs))
    )
    return {row.ref: row.title or AgreementKind(row.kind).label for row in rows}


def of_third_party(
    session: Session, third_party: str, *, archived: bool = False
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The agreements with *third_party*, newest first: reference, title, kind, stage, dates of the term."""
    query = select(*_COLUMNS).where(Agreement.third_party == third_party)
    if not archived:
        query = query.where(Agreement.archived.is_(False))
    return session.execute(
        query.order_by(Agreement.effective_on.desc().nulls_last(), Agreement.ref.desc())
    ).all()


def listing_flow(session: Session, flow: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The agreements, not archived, that list *flow*, whatever their state."""
    query = (
        select(*_COLUMNS)
        .join(GovernedFlow, GovernedFlow.agreement == Agreement.ref)
        .where(GovernedFlow.flow == flow, Agreement.archived.is_(False))
    )
    return session.execute(query.order_by(Agreement.ref)).all()


def ending(session: Session, day: dt.date, days: int) -> list[records.Agreement]:
    """The agreements in force on *day* whose end, renewal or last day for notice comes within *days*."""
    derived = Derived.on(day)
    query = derived.joined(select(Agreement.ref)).where(
        derived.comes_to_an_end(days), Agreement.archived.is_(False)
    )
    return _records(session, session.scalars(query).all())


def confidential_until(session: Session, day: dt.date, days: int) -> list[records.Agreement]:
    """The agreements that are over on *day* and whose confidentiality, counted in months, may end within *days*.

    Those without limit are left out; the exact day is for the predicates to tell.
    """
    derived = Derived.on(day)
    after = Derived(day + dt.timedelta(days=days + 1), Agreement, derived.successor)
    query = derived.joined(select(Agreement.ref)).where(
        derived.state == Stage.SURVIVING.value, ~after.survives, Agreement.archived.is_(False)
    )
    return _records(session, session.scalars(query).all())


def _records(session: Session, refs: Sequence[str]) -> list[records.Agreement]:
    found = states.read_keys(session, Agreement, sorted(refs))
    return [records.Agreement.restore(state) for state in found.values()]


def related(session: Session, agreements: Iterable[records.Agreement]) -> dict[str, records.Agreement]:
    """*agreements* and the successors that they name, by reference: what predicates look up."""
    known = {agreement.ref or "": agreement for agreement in agreements}
    named = {one.superseded_by for one in known.values() if one.superseded_by} - set(known)
    return known | {one.ref or "": one for one in _records(session, sorted(named))}


def amendments(session: Session, ref: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The agreements directly below *ref*: its amendments and annexes."""
    query = select(*_COLUMNS).where(Agreement.parent == ref, Agreement.archived.is_(False))
    return session.execute(query.order_by(Agreement.ref)).all()


def predecessors(session: Session, ref: str) -> list[str]:
    """The agreements that *ref* replaces."""
    return list(
        session.scalars(select(Agreement.ref).where(Agreement.superseded_by == ref).order_by(Agreement.ref))
    )


def like(session: Session, record: records.Agreement) -> Sequence[Row[str, str | None]]:
    """Reference and title of other agreements of the same third party, kind and first day, not archived."""
    same_day = (
        Agreement.effective_on.is_(None)
        if record.effective_on is None
        else Agreement.effective_on == record.effective_on
    )
    query = select(Agreement.ref, Agreement.title).where(
        Agreement.third_party == record.third_party,
        Agreement.kind == record.kind,
        same_day,
        Agreement.archived.is_(False),
    )
    if record.ref is not None:
        query = query.where(Agreement.ref != record.ref)
    return session.execute(query.order_by(Agreement.ref)).all()


def assessed_counts(session: Session, refs: Sequence[str]) -> dict[tuple[str, str], int]:
    """How many clauses of each of *refs* stand in each state."""
    counts: dict[tuple[str, str], int] = {}
    for agreement, state in session.execute(
        select(Clause.agreement, Clause.state).where(Clause.agreement.in_(refs))
    ):
        counts[agreement, state] = counts.get((agreement, state), 0) + 1
    return counts


def uses(session: Session, ref: str) -> list[Use]:
    """The live objects that refer to the agreement; deals are left out."""
    return references.users(session, "agreement", ref)
