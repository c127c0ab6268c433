"""R12 as its pages show it."""

from collections.abc import Mapping
from typing import Any

from app.reporting.snapshot.schema.frame import Snapshot

STATUSES = ("open", "waived", "closed")


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """The findings by where they stand, and how many there are of each."""
    data = snapshot["data"]
    groups = [(status, [row for row in data["findings"] if row["status"] == status]) for status in STATUSES]
    return {
        "groups": groups,
        "counted": {status: len(rows) for status, rows in groups},
        "running": [row for row in data["waivers"] if row["state"] in {"request", "runs"}],
        "over": [row for row in data["waivers"] if row["state"] not in {"request", "runs"}],
    }


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    data = snapshot["data"]
    return 2 * len(data["findings"]) + len(data["waivers"])
