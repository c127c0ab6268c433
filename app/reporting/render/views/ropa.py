"""R7 as its pages show it: the regulators' layouts, which are too wide for paper, are left to the sheets."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.reporting.render.tables.ropa import core
from app.reporting.render.tables.table import Table, Value
from app.reporting.render.views.sheets import parts
from app.reporting.snapshot.schema.frame import Snapshot


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """Its tables, and what is not filled."""
    made = parts(_together(table) if table.key == "retention" else table for table in core(snapshot))
    rows = snapshot["data"]["activities"]
    return {
        "printed": made,
        "entries": [("overview", "Overview"), *((part.anchor, part.title) for part in made)],
        "incomplete": [row for row in rows if row["missing"]],
        "for_others": sum(row["for_others"] for row in rows),
        "countries": len({one["country"] for row in rows for one in row["transfers"]}),
        "assessments_open": sum(row["dpia_needed"] and row["dpia_done_on"] is None for row in rows),
    }


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    return sum(len(table.rows) for table in core(snapshot))


def _together(limits: Table) -> Table:
    """The erasure limits with the categories of an activity that share one in one row; a sheet has a row for each."""
    sharing: dict[tuple[Value, ...], list[str]] = {}
    for ref, name, category, *limit in limits.rows:
        sharing.setdefault((ref, name, *limit), []).append(str(category))
    rows = [(ref, name, "; ".join(held), *limit) for (ref, name, *limit), held in sharing.items()]
    return replace(limits, rows=rows, note="Categories of an activity that share a limit stand in one row.")
