"""The key figures as they stand, kept with every change of the register, so that a page need not count anew.

What a figure takes from one dossier is kept as that third party's share; a change replaces the shares of the
dossiers that it touched and moves the sums by the difference. What depends on the day or on the register as a
whole (K9, K10, K13) is counted when a change is filed. A run over everything starts from nothing, so that
whatever depends on the day is right again.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, String, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db.ledgers import Kept
from app.db.types import Instant, Json
from app.db.unit_of_work import Work
from app.domain.findings import checking, kpis, reading
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.kpis import FindingRow, Kpi, Propagation
from app.domain.findings.ledger import Finding
from app.domain.findings.rules.rights import marketing_flows
from app.domain.findings.terms import SLA_DAYS, Severity
from app.domain.third_parties.models import ThirdParty
from app.extensions import Base
from app.kernel import clock
from app.kernel.periods import Period

MOST_COUNTED_AT_ONCE = 500
"""Third parties up to which figures that are not kept yet are counted while somebody waits."""


class KpiFigure(Kept):
    """A key figure as it stands, with the sums that its shares add up to."""

    __tablename__ = "kpi_figure"
    __passing__ = frozenset({"sums", "on_day", "counted_at"})

    #: Such as K1.
    id: Mapped[str] = mapped_column(String(4), primary_key=True)
    numerator: Mapped[int] = mapped_column(BigInteger)
    denominator: Mapped[int] = mapped_column(BigInteger)
    #: The figures printed with it, by name.
    parts: Mapped[dict[str, int]] = mapped_column(Json)
    #: What the shares add up to; empty for a figure that has none.
    sums: Mapped[dict[str, int]] = mapped_column(Json)
    #: The rules' today when it was last counted.
    on_day: Mapped[dt.date]
    #: Instant of the change after which it was last counted.
    counted_at: Mapped[dt.datetime] = mapped_column(Instant)


class KpiShare(Base):
    """What one third party contributes to each figure."""

    __tablename__ = "kpi_share"

    #: Its reference. No foreign key: a third party's removal must leave the share, until it is taken out of the sums.
    third_party: Mapped[str] = mapped_column(String(14), primary_key=True)
    #: By figure: the counts that add up.
    counts: Mapped[dict[str, dict[str, int]]] = mapped_column(Json)
    #: Whether it receives data for marketing, so that it must be told of opt-outs.
    markets: Mapped[bool] = mapped_column(index=True)
    #: The opt-outs of the period that it did not confirm in time (K9).
    missed: Mapped[list[str]] = mapped_column(Json)


@dataclass(frozen=True)
class Figures:
    """All figures together: counted for the day *on*, after the change at *counted_at*."""

    kpis: Sequence[Kpi]
    on: dt.date
    counted_at: dt.datetime

    @property
    def by_id(self) -> Mapping[str, Kpi]:
        """The figures by id."""
        return {kpi.id: kpi for kpi in self.kpis}


def reset(work: Work, context: Context) -> None:
    """Begin to keep figures, or begin anew: what follows is a run over all dossiers."""
    session = work.session
    session.execute(delete(KpiShare))
    session.expire_all()
    rows = {row.id: row for row in session.scalars(select(KpiFigure))}
    for kpi in kpis.PER_DOSSIER:
        row = rows.get(kpi) or _nothing(kpi, work, context)
        row.sums = {}
        session.add(row)
    session.flush()


def _nothing(kpi: str, work: Work, context: Context) -> KpiFigure:
    return KpiFigure(
        id=kpi, numerator=0, denominator=0, parts={}, sums={}, on_day=context.today, counted_at=work.at
    )


def count(work: Work, context: Context, dossiers: Sequence[Dossier]) -> None:
    """Replace the shares of *dossiers* and move the sums by what changed; nothing before the first full run."""
    session = work.session
    if not _is_kept(session):
        return
    propagation = Propagation.of(context, Period.months_to(context.today, kpis.PERIOD_MONTHS))
    shares = _shares(session, [dossier.third_party.ref or "" for dossier in dossiers])
    sums = _sums(session)
    for dossier in dossiers:
        ref = dossier.third_party.ref or ""
        fresh = _counts(dossier, context)
        share = shares.get(ref)
        if share is None:
            share = KpiShare(third_party=ref, counts={}, markets=False, missed=[])
            session.add(share)
        _move(sums, share.counts, fresh)
        share.counts = fresh
        share.markets = bool(marketing_flows(dossier, context))
        share.missed = _missed(dossier, context, propagation.anew()) if share.markets else []
    _keep_sums(session, sums)


def forget(work: Work, refs: Iterable[str]) -> None:
    """Take the third parties *refs*, which were archived or removed, out of the sums."""
    shares = _shares(work.session, sorted(refs))
    if not shares:
        return
    sums = _sums(work.session)
    for share in shares.values():
        _move(sums, share.counts, {})
        work.session.delete(share)
    _keep_sums(work.session, sums)


def marketers(session: Session) -> list[str]:
    """The third parties that must be told of opt-outs: whose dossiers a change of an opt-out concerns."""
    return list(
        session.scalars(
            select(KpiShare.third_party).where(KpiShare.markets.is_(True)).order_by(KpiShare.third_party)
        )
    )


def refresh(work: Work, context: Context) -> None:
    """Store the figures as they are now that shares and findings were brought up to date."""
    session = work.session
    if not _is_kept(session):
        return
    period = Period.months_to(context.today, kpis.PERIOD_MONTHS)
    sums = _sums(session)
    found = {kpi: kpis.of_counts(kpi, sums.get(kpi, Counter())) for kpi in kpis.PER_DOSSIER}
    found["K9"] = _propagation(session, context, period)
    found["K10"] = kpis.findings_in_time(_finding_rows(session, context, period), context.today, period)
    found["K13"] = kpis.register_completeness(context)
    rows = {row.id: row for row in session.scalars(select(KpiFigure))}
    for kpi in found.values():
        row = rows.get(kpi.id) or _nothing(kpi.id, work, context)
        row.numerator, row.denominator, row.parts = kpi.numerator, kpi.denominator, dict(kpi.parts)
        row.on_day, row.counted_at = context.today, work.at
        session.add(row)
    session.flush()


def read(session: Session) -> Figures | None:
    """The figures as they are kept; ``None`` where they were never counted."""
    rows = {row.id: row for row in session.scalars(select(KpiFigure))}
    if not rows:
        return None
    oldest = min(rows.values(), key=lambda row: row.counted_at)
    found = [
        Kpi(row.id, row.numerator, row.denominator, row.parts)
        for row in (rows[kpi] for kpi in kpis.NAMES if kpi in rows)
    ]
    return Figures(found, oldest.on_day, oldest.counted_at)


def current(session: Session) -> Figures | None:
    """The figures as they are kept, or counted now for a small register; ``None`` where it is too large for that."""
    kept = read(session)
    if kept is not None:
        return kept
    size = session.scalar(select(func.count()).select_from(ThirdParty)) or 0
    return computed(session) if size <= MOST_COUNTED_AT_ONCE else None


def computed(session: Session) -> Figures:
    """The figures counted anew from every dossier."""
    source = reading.Source(session)
    context = reading.context(source)
    rows = checking.finding_rows(session, context.as_of)
    found = kpis.evaluate(reading.dossiers(source), context, rows)
    return Figures(found, context.today, context.as_of)


def _counts(dossier: Dossier, context: Context) -> dict[str, dict[str, int]]:
    measured = {kpi: measure(dossier, context) for kpi, measure in kpis.PER_DOSSIER.items()}
    return {kpi: {name: n for name, n in sorted(some.items()) if n} for kpi, some in measured.items() if some}


def _move(
    sums: dict[str, Counter[str]], before: Mapping[str, Mapping[str, int]], after: Mapping[str, Any]
) -> None:
    for kpi, some in after.items():
        sums.setdefault(kpi, Counter()).update(some)
    for kpi, some in before.items():
        sums.setdefault(kpi, Counter()).subtract(some)


def _shares(session: Session, refs: Sequence[str]) -> dict[str, KpiShare]:
    query = select(KpiShare).where(KpiShare.third_party.in_(refs))
    return {share.third_party: share for share in session.scalars(query)}


def _sums(session: Session) -> dict[str, Counter[str]]:
    return {row.id: Counter(row.sums) for row in session.scalars(select(KpiFigure))}


def _keep_sums(session: Session, sums: Mapping[str, Counter[str]]) -> None:
    for row in session.scalars(select(KpiFigure)):
        row.sums = {name: n for name, n in sorted(sums.get(row.id, Counter()).items()) if n}
    session.flush()


def _is_kept(session: Session) -> bool:
    return session.scalar(select(KpiFigure.id).limit(1)) is not None


def _missed(dossier: Dossier, context: Context, propagation: Propagation) -> list[str]:
    propagation.add(dossier, context)
    return sorted(propagation.missed)


def _propagation(session: Session, context: Context, period: Period) -> Kpi:
    due = Propagation.of(context, period).due
    lists = session.scalars(select(KpiShare.missed).where(KpiShare.markets.is_(True)))
    missed = due.intersection(ref for some in lists for ref in some)
    return Kpi("K9", len(due) - len(missed), len(due))


def _finding_rows(session: Session, context: Context, period: Period) -> Iterable[FindingRow]:
    """The findings that could fall due in *period*, and those that are critical and open."""
    zone = context.organisation.time_zone
    earliest = clock.end_of_day(period.first - dt.timedelta(days=max(SLA_DAYS.values()) + 1), zone)
    instants = Finding.severity, Finding.opened_at, Finding.closed_at
    # Those that one change opened or closed have one instant, so there are far fewer of them than of findings.
    query = (
        select(*instants, func.count().label("count"))
        .where(
            or_(
                Finding.opened_at >= earliest,
                (Finding.severity == Severity.CRITICAL.value) & Finding.closed_at.is_(None),
            )
        )
        .group_by(*instants)
    )
    for row in session.execute(query):
        yield FindingRow.of(
            severity=row.severity,
            opened_on=clock.day_of(row.opened_at, zone),
            closed_on=clock.day_of(row.closed_at, zone) if row.closed_at else None,
            count=row[3],
        )
