"""R9 as its pages show it."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.reporting.render.tables.vendor import tables
from app.reporting.render.views.sheets import parts
from app.reporting.snapshot.schema.frame import Snapshot

_HEAD = 2
"""The lines that the head of a group of facts takes."""


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """Its tables but the first, whose facts the overview prints by group, and what stands out."""
    made = parts(tables(snapshot)[1:])
    data = snapshot["data"]
    groups: dict[str, list[Any]] = {}
    for fact in data["facts"]:
        groups.setdefault(fact["group"], []).append(fact)
    tested = [flow for flow in data["flows"] if flow["promise"] is not None and flow["status"] == "active"]
    return {
        "printed": made,
        "entries": [("overview", "Overview"), *((part.anchor, part.title) for part in made)],
        "halves": _halves(list(groups.items())),
        "tested": len(tested),
        "evidenced": sum(flow["promise"] == "evidenced" for flow in tested),
        "active": sum(flow["status"] == "active" for flow in data["flows"]),
        "in_force": sum(row["in_force"] for row in data["agreements"]),
        "critical": sum(row["severity"] == "critical" for row in data["findings"]),
    }


def _halves(groups: Sequence[tuple[str, Sequence[Any]]]) -> list[Sequence[tuple[str, Sequence[Any]]]]:
    """*groups* side by side in two columns that are about as long, in their order."""
    lengths = [len(facts) + _HEAD for _, facts in groups]
    half = min(range(len(groups) + 1), key=lambda cut: abs(sum(lengths[:cut]) - sum(lengths[cut:])))
    return [groups[:half], groups[half:]]


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    return sum(len(table.rows) for table in tables(snapshot))
