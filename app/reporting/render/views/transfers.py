"""R6 as its pages show it."""

from collections.abc import Mapping
from typing import Any

from app.reporting.render.tables.transfers import tables
from app.reporting.render.views.sheets import Part, parts
from app.reporting.snapshot.schema.frame import Snapshot


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """Its tables, and how many transfers hold."""
    made = parts(tables(snapshot))
    data = snapshot["data"]
    return {
        "printed": made,
        "entries": [("overview", "Overview"), *entries(made)],
        "open_rows": [row for row in data["transfers"] if not row["sound"]],
        "without_fallback": sum(
            row["rests_on_adequacy"] and row["country"] == "US" and not row["fallback"]
            for row in data["transfers"]
        ),
    }


def entries(made: list[Part]) -> list[tuple[str, str]]:
    """The lines of the contents."""
    return [(part.anchor, part.title) for part in made]


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    return sum(len(table.rows) for table in tables(snapshot))
