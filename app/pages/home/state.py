"""The state of the register in figures: key figures, open findings, and the board report that says the same."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from sqlalchemy import case, func, select

from app.domain.accounts.models import Person
from app.domain.findings import figures
from app.domain.findings.figure_words import COUNTED, PARTS
from app.domain.findings.figures import Figures
from app.domain.findings.kpis import Kpi
from app.domain.findings.ledger import Finding
from app.domain.findings.terms import FindingStatus, Severity
from app.domain.organisation.models import Entity, Organisation
from app.domain.reports import queries as reports
from app.domain.reports.terms import ReportKind
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.infra.blobs import open_blobs
from app.kernel import clock
from app.kernel.periods import days_between
from app.kernel.words import plural
from app.pages.kit import formats
from app.pages.kit.access import actor
from app.pages.kit.addresses import address
from app.reporting.press import extract
from app.reporting.render.views.board import shares
from app.reporting.render.writing import percent
from app.reporting.snapshot.board import KPIS
from app.security.permissions import Permission

MAIN = KPIS
"""The figures that the board is shown first, here as in its report."""


@dataclass(frozen=True)
class Tile:
    """A figure as it is shown."""

    id: str
    name: str
    numerator: int
    denominator: int
    counted: str
    parts: Sequence[Mapping[str, Any]]
    trend: Mapping[str, Any] | None


@dataclass(frozen=True)
class Tiles:
    """The figures: the board's first, then the others; none where they were never counted."""

    main: Sequence[Tile]
    others: Sequence[Tile]
    counted_at: dt.datetime | None


def tiles() -> Tiles:
    """The figures as they are kept."""
    found: Figures | None = figures.current(db.session)
    if found is None:
        return Tiles((), (), None)
    trends = _trends()
    by_id = {kpi.id: _tile(kpi, trends.get(kpi.id)) for kpi in found.kpis}
    others = [tile for key, tile in by_id.items() if key not in MAIN]
    return Tiles([by_id[key] for key in MAIN if key in by_id], others, found.counted_at)


def _tile(kpi: Kpi, before: Mapping[str, Any] | None) -> Tile:
    parts = [{"label": PARTS.get(name, name), "value": value} for name, value in kpi.parts.items()]
    now = percent({"numerator": kpi.numerator, "denominator": kpi.denominator})
    trend = None if before is None else {"points": [*before["points"], now], "text": _change(now, before)}
    return Tile(kpi.id, kpi.name, kpi.numerator, kpi.denominator, COUNTED.get(kpi.id, ""), parts, trend)


def _change(now: int | None, before: Mapping[str, Any]) -> str:
    """What became of a figure since the report before."""
    since, then = f"since {before['number']}", before["points"][-1]
    if now is None or then is None:
        return f"Not to be compared {since}"
    if now == then:
        return f"Unchanged {since}"
    return f"{'Up' if now > then else 'Down'} {plural(abs(now - then), 'point')} {since}"


def _trends() -> Mapping[str, Mapping[str, Any]]:
    """By figure: its per cent in the board reports so far, oldest first, and the number of the newest."""
    newest = reports.latest(db.session, ReportKind.BOARD.value)
    if newest is None:
        return {}
    wire = next((f for f in reports.renderings(db.session, newest.number) if f.format == "json"), None)
    found = None if wire is None else extract(open_blobs(current_app.config["SETTINGS"]).get(wire.sha256))
    if found is None:
        return {}
    data = found[1]["data"]
    measures = [*data["kpis"], *data.get("further", ())]
    return {one["id"]: {"points": shares(one), "number": newest.number} for one in measures}


@dataclass(frozen=True)
class OpenFindings:
    """Open findings, those past their day, and those of this person; *bars* by severity, gravest first."""

    total: int
    overdue: int
    mine: int
    critical: int
    bars: Sequence[Mapping[str, Any]]
    severities: Sequence[tuple[str, int]]


def open_findings() -> OpenFindings:
    """How many findings are open, by severity."""
    today = formats.today()
    rows = db.session.execute(
        select(
            Finding.severity,
            func.count().label("open"),
            func.sum(case((Finding.due_on < today, 1), else_=0)).label("overdue"),
            func.sum(case((Finding.owner == actor().email, 1), else_=0)).label("mine"),
        )
        .where(Finding.status == FindingStatus.OPEN.value)
        .group_by(Finding.severity)
    ).all()
    counts = {row.severity: row.open for row in rows}
    linked = actor().may(Permission.FINDINGS_READ)
    bars = [
        {
            "label": severity.label,
            "value": counts.get(severity.value, 0),
            "tone": severity.value,
            "url": url_for("findings.index", severity=severity.value) if linked else None,
        }
        for severity in Severity
    ]
    return OpenFindings(
        sum(counts.values()),
        sum(row.overdue for row in rows),
        sum(row.mine for row in rows),
        counts.get(Severity.CRITICAL.value, 0),
        bars,
        [(severity.value, counts[severity.value]) for severity in Severity if counts.get(severity.value)],
    )


@dataclass(frozen=True)
class Critical:
    """An open critical finding: what, on whom, whose it is, how many days it is open."""

    title: str
    message: str
    url: str | None
    third_party: str | None
    owner: str | None
    days: int
    due_on: dt.date | None
    overdue: bool


def criticals(most: int = 10) -> list[Critical]:
    """The open criticals, oldest first."""
    today = formats.today()
    rows = db.session.execute(
        select(Finding, ThirdParty.name, Person.name)
        .outerjoin(ThirdParty, ThirdParty.ref == Finding.third_party)
        .outerjoin(Person, Person.email == Finding.owner)
        .where(Finding.status == FindingStatus.OPEN.value, Finding.severity == Severity.CRITICAL.value)
        .order_by(Finding.opened_at, Finding.id)
        .limit(most)
    )
    return [
        Critical(
            finding.title,
            finding.message,
            address("finding", str(finding.id)),
            third_party or finding.object,
            owner,
            days_between(_day(finding.opened_at), today),
            finding.due_on,
            finding.due_on is not None and finding.due_on < today,
        )
        for finding, third_party, owner in rows
    ]


def _day(instant: dt.datetime) -> dt.date:
    return clock.day_of(instant, formats.time_zone())


@dataclass(frozen=True)
class BoardReport:
    """The newest board report and where its PDF is."""

    number: str
    title: str
    as_of: dt.datetime
    issued_at: dt.datetime
    days_old: int
    pdf_url: str
    url: str


def board_report() -> BoardReport | None:
    """The newest board report, if one was issued."""
    found = reports.latest(db.session, ReportKind.BOARD.value)
    if found is None:
        return None
    return BoardReport(
        found.number,
        found.title,
        found.as_of,
        found.issued_at,
        days_between(_day(found.issued_at), formats.today()),
        url_for("reports.download", number=found.number, form="pdf"),
        url_for("reports.detail", number=found.number),
    )


def organisation_name() -> str | None:
    """The legal name of the organisation whose register this is."""
    return db.session.scalar(
        select(Entity.legal_name).join(Organisation, Organisation.entity == Entity.ref).limit(1)
    )


def is_empty() -> bool:
    """Whether no third party was ever registered."""
    return db.session.scalar(select(ThirdParty.ref).limit(1)) is None
