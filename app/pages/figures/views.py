"""Views of the key figures: all of them on a page, and one with the objects that it misses."""

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy import select

from app.domain.agreements import queries as agreements
from app.domain.deals import queries as deals
from app.domain.findings import figures, kpis, misses, reading
from app.domain.findings.figure_words import COUNTED, LESS_IS_BETTER, MISSED, OF, PARTS
from app.domain.findings.kpis import NAMES, FindingRow, Kpi
from app.domain.findings.ledger import Finding
from app.domain.flows import queries as flows
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.kernel import clock
from app.kernel.periods import Period
from app.kernel.words import written
from app.pages.kit import formats
from app.pages.kit.access import access, actor
from app.pages.kit.addresses import address, address_of
from app.security.permissions import Permission

blueprint = Blueprint("figures", __name__, template_folder="templates")

MOST = 100
"""Objects shown of one figure at a time."""


@blueprint.get("/figures")
@access(Permission.FINDINGS_READ)
def index() -> Any:
    """All figures as fractions, with what each counts and how many objects it misses."""
    found = figures.current(db.session)
    by_id = found.by_id if found else {}
    return render_template(
        "figures/index.html",
        lines=[_line(key, by_id.get(key)) for key in NAMES],
        counted_at=found.counted_at if found else None,
        deals=_deals(),
    )


@blueprint.get("/figures/<key>")
@access(Permission.FINDINGS_READ)
def detail(key: str) -> Any:
    """One figure, and the objects that it misses, a hundred at a time."""
    if key not in NAMES:
        abort(404)
    found = figures.current(db.session)
    kpi = found.by_id.get(key) if found else None
    first = _whole(request.args.get("first"))
    rows = list(itertools.islice(_misses(key), first, first + MOST + 1))
    return render_template(
        "figures/detail.html",
        line=_line(key, kpi),
        title=MISSED[key],
        rows=_named(rows[:MOST]),
        first=first,
        more=url_for("figures.detail", key=key, first=first + MOST) if len(rows) > MOST else None,
        before=url_for("figures.detail", key=key, first=max(first - MOST, 0)) if first else None,
        deals=_deals() if key == "K12" else (),
        counted_at=found.counted_at if found else None,
    )


def _line(key: str, kpi: Kpi | None) -> dict[str, Any]:
    parts = [
        (PARTS.get(name, name.replace("_", " ")), value) for name, value in (kpi.parts if kpi else {}).items()
    ]
    return {
        "id": key,
        "name": NAMES[key],
        "kpi": kpi,
        "counted": COUNTED[key],
        "of": OF[key],
        "parts": parts,
        "less": key in LESS_IS_BETTER,
        "url": url_for("figures.detail", key=key),
    }


def _deals() -> list[tuple[str, str | None]]:
    """The deals that the person may see, each with its own readiness on its page."""
    if not actor().may(Permission.DEALS_READ):
        return []
    return [(name, address("deal", ref)) for ref, name in deals.options(db.session, actor())]


def _misses(key: str) -> Iterator[misses.Miss]:
    source = reading.Source(db.session)
    context = reading.context(source)
    if key == "K10":
        return _late(context.today, Period.months_to(context.today, kpis.PERIOD_MONTHS))
    return misses.misses(key, reading.dossiers(source), context)


def _late(today: dt.date, period: Period) -> Iterator[misses.Miss]:
    """K10: the findings whose time ended in *period* and that were not closed by then, the longest overdue first."""
    zone = formats.time_zone()
    query = select(Finding).order_by(Finding.opened_at, Finding.id)
    for row in db.session.scalars(query):
        closed = clock.day_of(row.closed_at, zone) if row.closed_at else None
        opened = clock.day_of(row.opened_at, zone)
        limit = FindingRow.of(severity=row.severity, opened_on=opened, closed_on=closed).due_on
        if limit is not None and limit in period and (closed is None or closed > limit):
            when = f"closed on {written(closed)}" if closed else "not closed yet"
            why = f"{row.rule} {row.title} on {row.object}: its time ended on {written(limit)}, {when}."
            yield misses.Miss(f"finding:{row.id}", row.third_party, why)


def _named(found: list[misses.Miss]) -> list[dict[str, Any]]:
    """The objects with their names and pages."""
    refs = [one.object for one in found]
    names = {
        **third_parties.names(db.session, [*refs, *(one.third_party or "" for one in found)]),
        **flows.names(db.session, refs),
        **agreements.names(db.session, refs),
    }
    rows = []
    for one in found:
        kind, _, number = one.object.partition(":")
        is_finding = kind == "finding"
        rows.append(
            {
                "ref": "" if is_finding else one.object,
                "name": f"Finding {number}" if is_finding else names.get(one.object) or one.object,
                "url": address("finding", number) if is_finding else address_of(one.object),
                "party": names.get(one.third_party or "") if one.third_party != one.object else None,
                "party_url": address("third_party", one.third_party) if one.third_party else None,
                "why": one.why,
            }
        )
    return rows


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
