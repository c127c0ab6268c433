"""R7 as its pages show it: the regulators' layouts, which are too wide for paper, are left to the sheets."""

from collections.abc import Mapping
from typing import Any

from app.reporting.render.tables.ropa import core
from app.reporting.render.views.sheets import parts
from app.reporting.snapshot.schema.frame import Snapshot


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """Its tables, and what is not filled."""
    made = parts(core(snapshot))
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
