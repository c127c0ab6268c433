"""The state of the register in figures, and the board report that says the same."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from app.domain.findings import figures
from app.domain.findings.figure_words import COUNTED, PARTS
from app.domain.findings.figures import Figures
from app.domain.findings.kpis import Kpi
from app.domain.reports import queries as reports
from app.domain.reports.models import Report
from app.domain.reports.terms import ReportKind
from app.extensions import db
from app.infra.blobs import open_blobs
from app.kernel import clock, points
from app.kernel.periods import days_between
from app.pages.kit import formats
from app.reporting.press import extract
from app.reporting.render.views.board import shares
from app.reporting.snapshot.board import KPIS

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


def figures_and_board() -> dict[str, Any]:
    """The figures as they are kept with their trends, and the newest board report, which has the trends."""
    newest = reports.latest_with(db.session, ReportKind.BOARD.value, "json")
    return {"tiles": _tiles(newest), "board": _board_report(newest[0]) if newest else None}


def _tiles(newest: tuple[Report, str | None] | None) -> Tiles:
    found: Figures | None = figures.current(db.session)
    if found is None:
        return Tiles((), (), None)
    trends = _trends(*newest) if newest else {}
    by_id = {kpi.id: _tile(kpi, trends.get(kpi.id)) for kpi in found.kpis}
    others = [tile for key, tile in by_id.items() if key not in MAIN]
    return Tiles([by_id[key] for key in MAIN if key in by_id], others, found.counted_at)


def _tile(kpi: Kpi, before: Mapping[str, Any] | None) -> Tile:
    parts = [{"label": PARTS.get(name, name), "value": value} for name, value in kpi.parts.items()]
    now = points.percent(kpi.numerator, kpi.denominator)
    trend = None if before is None else {"points": [*before["points"], now], "text": _change(kpi, before)}
    return Tile(kpi.id, kpi.name, kpi.numerator, kpi.denominator, COUNTED.get(kpi.id, ""), parts, trend)


def _change(kpi: Kpi, before: Mapping[str, Any]) -> str:
    """What became of a figure since the report before."""
    since = f"since {before['number']}"
    found = points.apart((kpi.numerator, kpi.denominator), before["fraction"])
    if found is None:
        return f"Not to be compared {since}"
    if not found:
        return f"Unchanged {since}"
    return f"{'Up' if found > 0 else 'Down'} {points.words(found)} {since}"


def _trends(newest: Report, wire: str | None) -> Mapping[str, Mapping[str, Any]]:
    """By figure: its per cent in the board reports so far, oldest first; fraction and number of the newest."""
    found = None if wire is None else extract(open_blobs(current_app.config["SETTINGS"]).get(wire))
    if found is None:
        return {}
    data = found[1]["data"]
    measures = [*data["kpis"], *data.get("further", ())]
    return {
        one["id"]: {
            "points": shares(one),
            "fraction": (one["numerator"], one["denominator"]),
            "number": newest.number,
        }
        for one in measures
    }


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


def _board_report(found: Report) -> BoardReport:
    issued_on = clock.day_of(found.issued_at, formats.time_zone())
    return BoardReport(
        found.number,
        found.title,
        found.as_of,
        found.issued_at,
        days_between(issued_on, formats.today()),
        url_for("reports.download", number=found.number, form="pdf"),
        url_for("reports.detail", number=found.number),
    )
