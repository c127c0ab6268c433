"""R1 as its pages show it."""

from collections.abc import Mapping
from typing import Any

from app.kernel import points
from app.kernel.words import plural
from app.reporting.render.writing import percent
from app.reporting.snapshot.schema.board import Measure
from app.reporting.snapshot.schema.frame import Snapshot

LISTED_FINDINGS = 18
"""The most findings that the board report lists, gravest first; it is to be read, not searched."""
LISTED_AGREEMENTS = 14
"""The most agreements that it lists, those that end first."""
FIRST_PAGE = 5
"""The most criticals, and the most decisions' objects, that stand on its first page."""


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """What the first page says in a sentence; the gravest findings by severity, and how many there are of each."""
    data, words = snapshot["data"], snapshot["labels"].get("severity", {})
    listed = data["findings"][:LISTED_FINDINGS]
    groups: dict[str, list[Any]] = {}
    for row in listed:
        groups.setdefault(row["severity"], []).append(row)
    tallies = [(tally["key"], tally["count"]) for tally in data["severities"]]
    before = data["severities_before"]
    return {
        "agreements": data["agreements"][:LISTED_AGREEMENTS],
        "before": None if before is None else {tally["key"]: tally["count"] for tally in before},
        "counts": dict(tallies),
        "criticals": [row for row in data["findings"] if row["severity"] == "critical"],
        "findings_by_severity": list(groups.items()),
        "first_page": FIRST_PAGE,
        "headline": headline(snapshot),
        "points_note": points.NOTE,
        "severities": tallies,
        "severity_words": ", ".join(f"{count} {words.get(key, key).lower()}" for key, count in tallies),
        "shares": shares,
        "shown": len(listed),
    }


def headline(snapshot: Snapshot) -> str:
    """The state in a sentence or two."""
    data = snapshot["data"]
    critical = [row for row in data["findings"] if row["severity"] == "critical"]
    if not data["findings"]:
        return "No finding is open."
    if not critical:
        first = f"No critical finding is open; {plural(len(data['findings']), 'other')} to be cured in time."
    else:
        oldest = max((row["age_days"] or 0 for row in critical), default=0)
        verb = "is" if len(critical) == 1 else "are"
        since = f", the oldest for {plural(oldest, 'day')}" if oldest else ""
        unowned = sum(row["owner"] is None for row in critical)
        nobody = f"; {unowned} without an owner" if unowned else ""
        first = f"{plural(len(critical), 'critical finding')} {verb} open{since}{nobody}."
    asked = len(data["decisions"])
    return (
        f"{first} {plural(asked, 'decision')} {'is' if asked == 1 else 'are'} asked of the board."
        if asked
        else first
    )


def shares(measure: Measure) -> list[int | None]:
    """The per cent of a figure from report to report, this one last."""
    return [*(percent(past) for past in measure.get("history", ())), percent(measure)]


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    return min(len(snapshot["data"]["agreements"]), LISTED_AGREEMENTS)
