"""R1 as its pages show it."""

from collections.abc import Mapping
from typing import Any

from app.reporting.snapshot.schema.frame import Snapshot

BOARD_FINDINGS = 30
"""The most findings that the board report lists, gravest first; it is to be read, not searched."""


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """The gravest findings by severity, and the strip that shows how many there are of each."""
    data, words = snapshot["data"], snapshot["labels"].get("severity", {})
    listed = data["findings"][:BOARD_FINDINGS]
    groups: dict[str, list[Any]] = {}
    for row in listed:
        groups.setdefault(row["severity"], []).append(row)
    tallies = [(tally["key"], tally["count"]) for tally in data["severities"]]
    return {
        "counts": dict(tallies),
        "findings_by_severity": list(groups.items()),
        "severities": tallies,
        "severity_words": ", ".join(f"{count} {words.get(key, key).lower()}" for key, count in tallies),
        "shown": len(listed),
    }


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    return len(snapshot["data"]["agreements"])
