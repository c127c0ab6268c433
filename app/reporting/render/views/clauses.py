"""R4 as its pages show it."""

from collections.abc import Mapping
from typing import Any

from app.reporting.snapshot.schema.frame import Snapshot

HORIZONS = (30, 60, 90)
NOT_ASSESSED = "not_assessed"


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """The matrices with their cells by clause, the ends by horizon, and each agreement's clauses read and unread."""
    data = snapshot["data"]
    by_ref = {row["ref"]: row for row in data["agreements"]}
    cells = {row["ref"]: {cell["key"]: cell for cell in row["clauses"]} for row in data["agreements"]}
    matrices = [
        {
            "family": family["family"],
            "columns": family["columns"],
            "rows": [(by_ref[ref], cells[ref]) for ref in family["agreements"]],
        }
        for family in data["families"]
    ]
    texts = [
        (
            row,
            [cell for cell in row["clauses"] if cell["state"] != NOT_ASSESSED],
            [cell["key"] for cell in row["clauses"] if cell["state"] == NOT_ASSESSED],
        )
        for row in data["agreements"]
        if row["clauses"]
    ]
    words = snapshot["labels"].get("family", {})
    named = [(number, words.get(one["family"], one["family"])) for number, one in enumerate(matrices, 1)]
    return {
        "matrices": matrices,
        "matrix_entries": [(f"matrix-{number}", words) for number, words in named],
        "endings": [(days, [row for row in data["ending"] if row["horizon"] == days]) for days in HORIZONS],
        "texts": texts,
        "stages": [tally["key"] for tally in data["stages"]],
        "weights": {tally["key"]: tally["count"] for tally in data["states"]},
    }


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    data = snapshot["data"]
    return len(data["ending"]) + sum(1 + len(row["clauses"]) for row in data["agreements"])
