"""The state of the register in figures: key figures, open findings, and the board report that says the same."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import case, func, select

from app.domain.accounts.models import Person
from app.domain.findings import figures
from app.domain.findings.figures import Figures
from app.domain.findings.kpis import Kpi
from app.domain.findings.ledger import Finding
from app.domain.findings.terms import FindingStatus, Severity
from app.domain.organisation.models import Entity, Organisation
from app.domain.reports import queries as reports
from app.domain.reports.terms import ReportKind
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.kernel import clock
from app.kernel.periods import days_between
from app.pages.kit import formats
from app.pages.kit.access import actor
from app.pages.kit.addresses import address
from app.security.permissions import Permission

MAIN = ("K1", "K4", "K5", "K7", "K10")
"""The figures that the board is shown first."""

COUNTED: Mapping[str, str] = {
    "K1": "active flows of personal data with every agreement that they need in force",
    "K2": "points of clause weight found in agreements in force",
    "K3": "active flows with evidence for every limb of the promise of confidentiality",
    "K4": "active flows whose purposes and recipient the notice states expressly",
    "K5": "restricted transfers with a mechanism that holds",
    "K6": "active processors whose list of sub-processors was confirmed within a year",
    "K7": "active third parties whose next review lies ahead",
    "K8": "active flows under an agreement that ends within 90 days, renewal not decided",
    "K9": "opt-outs of the last 12 months confirmed in time by all who market",
    "K10": "findings due in the last 12 months that were closed in time",
    "K11": "required pieces of evidence valid today",
    "K13": "mandatory fields of the record of activities that are filled",
}
"""What the numerator of each figure counts."""

PARTS: Mapping[str, str] = {
    "express": "Express",
    "arguable": "Arguable",
    "none": "Not covered",
    "without_date": "Without a date",
    "agreements": "Agreements ending",
    "open_critical": "Criticals open",
    "oldest_critical_days": "Oldest critical, days",
    "evidenced": "Evidenced",
    "partly_evidenced": "Partly evidenced",
    "not_evidenced": "Not evidenced",
    "contradicted": "Contradicted by the record",
    "present": "Present",
    "partial": "Partly present",
    "absent": "Absent",
    "not_assessed": "Not assessed",
    "not_applicable": "Not applicable",
    "activities": "Activities",
}
"""How the parts of a figure are called."""


@dataclass(frozen=True)
class Tile:
    """A figure as it is shown."""

    id: str
    name: str
    numerator: int
    denominator: int
    counted: str
    parts: Sequence[Mapping[str, Any]]


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
    by_id = {kpi.id: _tile(kpi) for kpi in found.kpis}
    others = [tile for key, tile in by_id.items() if key not in MAIN]
    return Tiles([by_id[key] for key in MAIN if key in by_id], others, found.counted_at)


def _tile(kpi: Kpi) -> Tile:
    parts = [{"label": PARTS.get(name, name), "value": value} for name, value in kpi.parts.items()]
    return Tile(kpi.id, kpi.name, kpi.numerator, kpi.denominator, COUNTED.get(kpi.id, ""), parts)


@dataclass(frozen=True)
class OpenFindings:
    """Open findings, those past their day, and those of this person; *bars* by severity, gravest first."""

    total: int
    overdue: int
    mine: int
    critical: int
    bars: Sequence[Mapping[str, Any]]


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
