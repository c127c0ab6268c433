"""Reads of issued reports and requests; a deal's reports exist for its members only, for guests once released."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.db.unit_of_work import read_record
from app.domain.deals import queries as deals
from app.domain.deals.models import Deal
from app.domain.reports import models
from app.domain.reports.models import (
    Rendering,
    RenderingCopy,
    Report,
    ReportDelivery,
    ReportRelease,
    ReportRequest,
)
from app.domain.reports.records import ReportSchedule
from app.domain.reports.terms import RequestState
from app.kernel.errors import Missing
from app.security.actor import Actor
from app.security.permissions import Permission


def visible(session: Session, actor: Actor) -> Any:
    """The condition that a report may be seen by *actor*: for a guest, that it was released to guests of their deal."""
    if actor.everything:
        return Report.number.is_not(None)
    of_own_deal = Report.deal.in_(select(Deal.ref).where(deals.seen_by(session, actor)))
    if actor.is_guest:
        return and_(of_own_deal, Report.number.in_(select(ReportRelease.report)))
    return or_(Report.deal.is_(None), of_own_deal)


def issued(session: Session, actor: Actor) -> Select[*tuple[Any, ...]]:
    """Every report that *actor* may see, newest first."""
    return select(Report).where(visible(session, actor)).order_by(Report.place.desc())


def get(session: Session, actor: Actor, number: str) -> Report:
    """The report *number*; raises :class:`Missing` where there is none that *actor* may see."""
    found = session.scalar(select(Report).where(Report.number == number, visible(session, actor)))
    if found is None:
        raise Missing(f"There is no report {number} that is open to you.")
    return found


def renderings(session: Session, number: str) -> Sequence[Rendering]:
    """The files of report *number*, by format."""
    return session.scalars(
        select(Rendering).where(Rendering.report == number).order_by(Rendering.format)
    ).all()


def releases_of(session: Session, deal: str) -> dict[str, ReportRelease]:
    """What was released to guests of *deal*, by number of the report."""
    rows = session.scalars(
        select(ReportRelease).join(Report, Report.number == ReportRelease.report).where(Report.deal == deal)
    )
    return {row.report: row for row in rows}


def latest(session: Session, kind: str, *, deal: str | None = None) -> Report | None:
    """The report of *kind* (of *deal*) on the newest state; of several on the same, the one issued last."""
    query = select(Report).where(Report.kind == kind)
    query = query.where(Report.deal == deal) if deal else query.where(Report.deal.is_(None))
    return session.scalar(
        query.order_by(Report.as_of.desc(), Report.on_day.desc(), Report.place.desc()).limit(1)
    )


def latest_with(session: Session, kind: str, form: str) -> tuple[Report, str | None] | None:
    """The report of *kind* on the newest state, as :func:`latest`, and the SHA-256 of its file in *form*."""
    row = session.execute(
        select(Report, Rendering.sha256)
        .outerjoin(Rendering, and_(Rendering.report == Report.number, Rendering.format == form))
        .where(Report.kind == kind, Report.deal.is_(None))
        .order_by(Report.as_of.desc(), Report.on_day.desc(), Report.place.desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def latest_before(session: Session, kind: str, as_of: dt.datetime) -> Report | None:
    """The report of *kind* on the newest state before *as_of*, of those that were issued by then.

    What is issued later, on an earlier state, is no part of what was known at *as_of*.
    """
    query = select(Report).where(
        Report.kind == kind, Report.deal.is_(None), Report.as_of < as_of, Report.issued_at <= as_of
    )
    return session.scalar(query.order_by(Report.as_of.desc(), Report.place.desc()).limit(1))


def on_deal_before(session: Session, kind: str, deal: str, as_of: dt.datetime) -> Sequence[Report]:
    """The reports of *kind* on *deal* on states before *as_of*, of those issued by then, newest first."""
    query = select(Report).where(
        Report.kind == kind, Report.deal == deal, Report.as_of < as_of, Report.issued_at <= as_of
    )
    return session.scalars(query.order_by(Report.as_of.desc(), Report.place.desc())).all()


_ORDERED = (
    select(Report).where(Report.order_sha256 == bindparam("order")).order_by(Report.place.desc()).limit(1)
)


def ordered(session: Session, order_sha256: str) -> Report | None:
    """The newest report that was issued for exactly this order, the instant of its data included."""
    return session.scalar(_ORDERED, {"order": order_sha256})


def same(session: Session, kind: str, snapshot_sha256: str, paper: str) -> Sequence[Report]:
    """The reports of *kind* that were issued from exactly this snapshot on this paper, newest first."""
    return session.scalars(
        select(Report)
        .where(Report.kind == kind, Report.snapshot_sha256 == snapshot_sha256, Report.paper == paper)
        .order_by(Report.place.desc())
    ).all()


def by_file(session: Session, sha256: str) -> tuple[Report, Rendering] | None:
    """The report and rendering whose bytes have this hash."""
    row = session.execute(
        select(Report, Rendering)
        .join(Rendering, Rendering.report == Report.number)
        .where(Rendering.sha256 == sha256)
    ).first()
    return (row[0], row[1]) if row else None


def by_copy(session: Session, sha256: str) -> tuple[Report, RenderingCopy] | None:
    """The report of which the file with this hash is a copy made for one recipient, and that copy."""
    row = session.execute(
        select(Report, RenderingCopy)
        .join(RenderingCopy, RenderingCopy.report == Report.number)
        .where(RenderingCopy.sha256 == sha256)
    ).first()
    return (row[0], row[1]) if row else None


def by_unsigned_file(session: Session, sha256: str) -> Report | None:
    """The report of which a file had this hash before it was signed."""
    return session.scalar(
        select(Report)
        .join(Rendering, Rendering.report == Report.number)
        .where(Rendering.unsigned_sha256 == sha256)
    )


def superseded_by(session: Session, report: Report) -> Report | None:
    """The report of the same kind and parameters on the newest state, where that is later than that of *report*."""
    later = or_(
        Report.as_of > report.as_of, and_(Report.as_of == report.as_of, Report.on_day > report.on_day)
    )
    query = select(Report).where(Report.kind == report.kind, later)
    query = query.where(Report.deal == report.deal if report.deal else Report.deal.is_(None))
    found = session.scalars(query.order_by(Report.as_of.desc(), Report.on_day.desc(), Report.place.desc()))
    return next((one for one in found if one.parameters == report.parameters), None)


def is_superseded() -> Any:
    """The condition that a report of the same kind and parameters shows a later state; see :func:`superseded_by`."""
    later = aliased(Report)
    return exists(
        select(later.number).where(
            later.kind == Report.kind,
            later.deal.is_not_distinct_from(Report.deal),
            cast(later.parameters, String) == cast(Report.parameters, String),
            or_(
                later.as_of > Report.as_of,
                and_(later.as_of == Report.as_of, later.on_day > Report.on_day),
            ),
        )
    )


def formats_of_report() -> Any:
    """The formats of a report as a subquery: their keys, parted by commas."""
    return (
        select(func.aggregate_strings(Rendering.format, ","))
        .where(Rendering.report == Report.number)
        .correlate(Report)
        .scalar_subquery()
    )


def issuers(session: Session, actor: Actor) -> Sequence[str]:
    """The names of those who issued the reports that *actor* may see."""
    query = select(Report.issued_by).where(visible(session, actor)).distinct().order_by(Report.issued_by)
    return session.scalars(query).all()


def following(session: Session, actor: Actor, report: Report) -> str | None:
    """The number of the report that was sealed behind *report*, where the actor may see it."""
    return session.scalar(
        select(Report.number).where(Report.place == report.place + 1, visible(session, actor))
    )


def preceding(session: Session, actor: Actor, report: Report) -> str | None:
    """The number of the report that was sealed before *report*, where the actor may see it."""
    return session.scalar(
        select(Report.number).where(Report.place == report.place - 1, visible(session, actor))
    )


def newest(session: Session) -> tuple[Report, str | None] | None:
    """The newest report of any kind and the SHA-256 of its JSON rendering: what the next seal refers to."""
    found = session.scalar(select(Report).order_by(Report.place.desc()).limit(1))
    if found is None:
        return None
    wire = select(Rendering.sha256).where(Rendering.report == found.number, Rendering.format == "json")
    return found, session.scalar(wire)


def requests_of(session: Session, actor: Actor) -> Sequence[ReportRequest]:
    """What the actor asked for, and for who may issue reports what schedules did: under way or unsuccessful."""
    over = (RequestState.DONE.value, RequestState.DISMISSED.value)
    mine: Any = ReportRequest.asked_by == actor.email
    if actor.may(Permission.REPORTS_ISSUE):
        mine = or_(mine, ReportRequest.schedule.is_not(None))
    return session.scalars(
        select(ReportRequest)
        .where(mine, ReportRequest.state.not_in(over))
        .order_by(ReportRequest.asked_at.desc())
        .limit(20)
    ).all()


def request_of(session: Session, actor: Actor, request_id: str) -> ReportRequest:
    """The actor's own request, or one of a schedule; raises :class:`Missing` for anybody else's."""
    found = session.get(ReportRequest, request_id)
    if found is not None:
        of_schedule = found.schedule is not None and actor.may(Permission.REPORTS_ISSUE)
        if found.asked_by == actor.email or of_schedule or actor.everything:
            return found
    raise Missing("There is no such request of yours.")


def numbered(session: Session, number: str) -> Report | None:
    """The report *number*, whoever asks: for the check of a file that its holder already has."""
    return session.get(Report, number)


def schedule(session: Session, ref: str) -> tuple[ReportSchedule, int]:
    """The schedule *ref* and its version; raises :class:`Missing`."""
    return read_record(session, ReportSchedule, ref)


def last_run_of(ref: Any) -> Any:
    """When the newest report of the schedule in the column *ref* was issued, as a subquery."""
    return (
        select(func.max(Report.issued_at))
        .join(ReportRequest, ReportRequest.report == Report.number)
        .where(ReportRequest.schedule == ref)
        .correlate(models.ReportSchedule)
        .scalar_subquery()
    )


def runs_of(session: Session, ref: str, most: int = 50) -> Sequence[ReportRequest]:
    """The newest requests of the schedule *ref*, newest first."""
    return session.scalars(
        select(ReportRequest)
        .where(ReportRequest.schedule == ref)
        .order_by(ReportRequest.due_at.desc())
        .limit(most)
    ).all()


def deliveries_of(session: Session, ref: str, most: int = 200) -> Sequence[ReportDelivery]:
    """The newest messages of the schedule *ref*, newest first."""
    return session.scalars(
        select(ReportDelivery)
        .where(ReportDelivery.schedule == ref)
        .order_by(ReportDelivery.changed_at.desc(), ReportDelivery.recipient)
        .limit(most)
    ).all()
