"""R3 as its pages show it."""

from collections.abc import Mapping
from typing import Any

from app.reporting.snapshot.schema.frame import Snapshot


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """Third parties by role, in the order of the totals; which states of agreements the legend must explain."""
    data = snapshot["data"]
    groups: dict[str, list[Any]] = {tally["key"]: [] for tally in data["totals"]["role"]}
    for row in data["third_parties"]:
        groups[row["role"]].append(row)
    roles = snapshot["labels"].get("role", {})
    entries = [(f"role-{number}", roles.get(role, role)) for number, role in enumerate(groups, 1)]
    stages = [tally["key"] for tally in data["totals"]["stage"]]
    return {"groups": list(groups.items()), "entries": entries, "stages": stages}


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    return len(snapshot["data"]["third_parties"])
