"""R2 as its pages show it."""

from collections.abc import Mapping
from typing import Any

from app.reporting.snapshot.schema.frame import Snapshot

RESULTS = ("contradicted", "not_evidenced", "partly_evidenced", "evidenced")


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """The flows under way and those that ended, which of them ask for more, their gaps, and the proofs by number."""
    data = snapshot["data"]
    active = [row for row in data["flows"] if row["active"]]
    counts = {tally["key"]: tally["count"] for tally in data["results"]}
    return {
        "active": active,
        "ended": [row for row in data["flows"] if not row["active"]],
        "open_flows": [row for row in data["flows"] if row["result"] != "evidenced"],
        "with_gaps": [row for row in data["flows"] if row["gaps"]],
        "results": [(key, counts.get(key, 0)) for key in RESULTS],
        "proofs": {row["ref"]: row["number"] for row in data["evidence"]},
        "clauses": [(row, clause) for row in data["evidence"] for clause in row["clauses"]],
    }


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    data = snapshot["data"]
    limbs = sum(len(row["limbs"]) for row in data["flows"] if row["result"] != "evidenced")
    return len(data["flows"]) + limbs + sum(1 + len(row["clauses"]) for row in data["evidence"])
