"""R10 as its pages show it."""

from collections.abc import Mapping
from typing import Any

from app.reporting.render.tables import inventory_annexes, inventory_closing, inventory_parts
from app.reporting.render.tables.inventory_annexes import heading, paragraphs
from app.reporting.render.tables.table import Table
from app.reporting.render.tables.words import Words
from app.reporting.render.views.inventory_lines import Lines
from app.reporting.render.views.sheets import parts as sheets
from app.reporting.snapshot.schema.frame import Snapshot

TEXTS = "part-notice_texts"
"""The annex that is printed as text instead of a table."""

_DATA_PARTS = (
    ("A", "Transferred data assets", "Data sets that go to the buyer, each under its conditions."),
    ("B", "Retained data", "Data sets that stay where they are, and with whom."),
    ("C", "Excluded or to be destroyed", "Data sets that must not move, and what becomes of them."),
    (
        "D",
        "Suppression and preference records",
        "Records that travel only so that people’s choices are kept.",
    ),
)


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """The parts that are printed, what is not recorded, counsel's questions by number, documents, contents."""
    data, words = snapshot["data"], Words(snapshot)
    early, late = sheets(inventory_parts.early(data, words)), sheets(_late(data, words))
    parts = [(letter, title, lead, data["parts"][letter]) for letter, title, lead in _DATA_PARTS]
    tables = [*(lines for _, _, _, lines in parts), data["parts"]["E"]]
    notes: dict[str, list[int]] = {line["number"]: [] for line in data["others"]}
    for lines in tables:
        asked = [flag for flag, _ in questions_of(lines)]
        notes |= {line["number"]: [asked.index(f) + 1 for f in line["standing"]["flags"]] for line in lines}
    entries = [("preliminary", "1 Preliminary statement"), ("summary", "2 Summary")]
    entries += [(f"part-{letter.lower()}", f"Part {letter} {title}") for letter, title, _, _ in parts]
    entries += [("part-e", "Part E Processor and confidentiality agreements")]
    entries += [("other-lines", "Other lines")] if data["others"] else []
    entries += [(part.anchor, part.title) for part in early]
    entries += [("part-i", "Part I Exceptions")]
    entries += [(part.anchor, part.title) for part in late]
    annexes = sheets(inventory_annexes.annexes(data, words))
    entries += [("sign-off", "Sign-off"), *((part.anchor, part.title) for part in annexes)]
    entries += [("method", "Method"), ("provenance", "Provenance")]
    return {
        "data_parts": parts,
        "annexes": [part for part in annexes if part.anchor != TEXTS],
        "annex_texts": next((part for part in annexes if part.anchor == TEXTS), None),
        "notice_texts": [
            (heading(one), paragraphs(one["text"])) for one in (data.get("annexes") or {}).get("notices", [])
        ],
        "declared": Lines(snapshot, notes),
        "early": early,
        "entries": entries,
        "late": late,
        "questions_of": questions_of,
    }


def _late(data: Mapping[str, Any], words: Words) -> list[Table]:
    """What stands behind the exceptions."""
    return [*inventory_parts.late(data, words), *inventory_closing.closing(data, words)]


def questions_of(lines: list[Any]) -> list[tuple[str, list[str]]]:
    """The questions for counsel on *lines*, each once, with the numbers of the lines that raise it."""
    asked: dict[str, list[str]] = {}
    for line in lines:
        for flag in line["standing"]["flags"]:
            asked.setdefault(flag, []).append(line["number"])
    return list(asked.items())


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    data, words = snapshot["data"], Words(snapshot)
    sheets_of = [*inventory_parts.early(data, words), *_late(data, words)]
    beside = sum(len(table.rows) for table in sheets_of)
    return 3 * sum(len(lines) for lines in data["parts"].values()) + beside
