"""R1 as tables: figures, findings, agreements, decisions."""

from app.kernel import points
from app.reporting.render import definitions
from app.reporting.render.tables.findings import FINDINGS, finding
from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import Words, day, joined
from app.reporting.render.writing import change, percent
from app.reporting.snapshot.schema.board import Measure
from app.reporting.snapshot.schema.frame import Snapshot

_FIGURES = (
    Column("Figure", width=7),
    Column("Name", width=20),
    Column("Now, numerator", Type.NUMBER),
    Column("Now, denominator", Type.NUMBER),
    Column("Now", Type.PERCENT, 7),
    Column("Before, numerator", Type.NUMBER),
    Column("Before, denominator", Type.NUMBER),
    Column("Before", Type.PERCENT, 7),
    Column("Change in points", Type.NUMBER),
    Column("What it counts", width=20),
    Column("How it is counted", width=40),
    Column("Parts", width=30),
)

_AGREEMENTS = (
    Column("Agreement", width=7),
    Column("Third party", width=7),
    Column("Name", width=18),
    Column("Kind", width=18),
    Column("Title", width=25),
    Column("State"),
    Column("Ends on", Type.DAY, 8),
    Column("Notice by", Type.DAY, 8),
    Column("Flows that rest on it", width=20),
)

_DECISIONS = (Column("No.", Type.NUMBER, 6), Column("Decision asked", width=40), Column("About", width=40))


def tables(snapshot: Snapshot) -> list[Table]:
    """The sheets of R1."""
    words, data = Words(snapshot), snapshot["data"]
    agreements = [
        (
            row["ref"],
            row["third_party"],
            row["third_party_name"],
            words.of(row["kind"], "agreement_kind"),
            row["title"],
            words.of(row["state"], "stage"),
            day(row["ends_on"]),
            day(row["notice_by"]),
            joined(row["active_flows"]),
        )
        for row in data["agreements"]
    ]
    decisions = [
        (number, decision["ask"], joined(decision["refs"]))
        for number, decision in enumerate(data["decisions"], 1)
    ]
    return [
        Table(
            "figures",
            "Key figures",
            _FIGURES,
            [_figure(kpi) for kpi in (*data["kpis"], *data["further"])],
            f"{points.NOTE} “n/a” means that there was nothing to measure.",
        ),
        Table("decisions", "Decisions asked", _DECISIONS, decisions),
        Table("findings", "Open findings", FINDINGS, [finding(row, words) for row in data["findings"]]),
        Table("agreements", "Agreements to decide on", _AGREEMENTS, agreements),
    ]


def _figure(kpi: Measure) -> tuple[Value, ...]:
    now, before = percent(kpi), kpi["before"]
    then = None if before is None else percent(before)
    parts = "; ".join(
        f"{definitions.PARTS.get(name, name.replace('_', ' '))}: {value}"
        for name, value in sorted(kpi["parts"].items())
    )
    return (
        kpi["id"],
        kpi["name"],
        kpi["numerator"],
        kpi["denominator"],
        "n/a" if now is None else now,
        None if before is None else before["numerator"],
        None if before is None else before["denominator"],
        None if before is None else "n/a" if then is None else then,
        _change(kpi),
        definitions.UNITS.get(kpi["id"]),
        definitions.MEANINGS.get(kpi["id"]),
        parts or None,
    )


def _change(kpi: Measure) -> Value:
    """The change in whole points; one below a point as text, since a cell holds whole numbers."""
    found = change(kpi)
    if found is None or not found:
        return None if found is None else 0
    size = points.size(found)
    if size.isdigit():
        return int(size) if found > 0 else -int(size)
    return (
        f"{'+' if found > 0 else '−'}{size}"
        if size[:1].isdigit()
        else f"{'up' if found > 0 else 'down'} {size}"
    )
