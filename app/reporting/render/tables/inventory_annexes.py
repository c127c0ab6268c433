"""The annexes of R10 as tables: rules, data categories, texts of notices; none for a schedule sealed without them."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import Words, yes
from app.reporting.render.writing import day as written

KEYS = frozenset({"rules", "documents", "categories", "notice_texts"})
"""The keys of the tables that stand behind the sign-off."""

RULES = (
    Column("Rule", width=8),
    Column("What it says", width=36),
    Column("Citation", width=24),
    Column("Regimes", width=18),
    Column("Evaluated", width=8),
    Column("Fired on lines", Type.NUMBER, 8),
    Column("Source", width=12),
)
_FIRED = tuple(column for column in RULES if column.head not in {"Evaluated", "Fired on lines"})
_DOCUMENTS = (
    Column("Line", width=8),
    Column("Agreement", width=10),
    Column("Title", width=34),
    Column("SHA-256", width=48),
)
_CATEGORIES = (
    Column("Category", width=26),
    Column("Key", width=24, under="Category"),
    Column("Within", width=18),
    Column("What belongs in it", width=40),
    Column("Identifiability", width=14),
    Column("Sensitivity", width=20),
    Column("Identifying in bankruptcy", width=12),
    Column("Lines", Type.NUMBER, 7),
)
_TEXTS = (
    Column("Version", width=10),
    Column("Paragraph", Type.NUMBER, 8),
    Column("Text", width=90),
)


def annexes(data: Mapping[str, Any], words: Words) -> list[Table]:
    """The annexes in order; of an early schedule the rules that fired and the documents."""
    held = data.get("annexes")
    if held is None:
        fired = [
            (rule_id, rule["title"], rule["citation"], _regimes(rule, words), source(rule))
            for rule_id, rule in sorted(data["rules"].items())
        ]
        return [Table("rules", "Annex 1 Rules that fired", _FIRED, fired), _documents(data)]
    return [
        Table(
            "rules",
            "Annex 1 Rules",
            RULES,
            [_rule(row, words) for row in held["rules"]],
            "Every rule that proposes a disposition (DR, CR) or finds something (DEAL), with its source, whether it "
            "was evaluated for this transaction, and on how many lines it fired.",
        ),
        _documents(data),
        Table(
            "categories",
            "Annex 3 Data categories",
            _CATEGORIES,
            [_category(row, words) for row in held["categories"]],
            "The dictionary in whose words the categories are told, with how many lines of Parts A to D hold each.",
        ),
        Table(
            "notice_texts",
            "Annex 4 Texts of notices",
            _TEXTS,
            list(_paragraphs(held["notices"])),
            "The versions of the notice under which the data were collected, and the one in effect, word by word. "
            + " ".join(heading(row) for row in held["notices"]),
        ),
    ]


def _documents(data: Mapping[str, Any]) -> Table:
    rows = [
        (line["number"], line["ref"], line["title"], line["document"])
        for line in data["parts"]["E"]
        if line["document"]
    ]
    note = "The executed papers of Part E that are on file, by the hash of the file."
    return Table("documents", "Annex 2 Documents referred to", _DOCUMENTS, rows, note)


def heading(notice: Mapping[str, Any]) -> str:
    """Which text it is, and the hash of the whole of it."""
    since = f", in effect from {written(notice['effective_on'])}" if notice["effective_on"] else ""
    hashed = f"SHA-256 {notice['sha256']}" if notice["sha256"] else "not hashed"
    return f"{notice['ref']} {notice['name'] or 'Notice'}{since}: {hashed}."


def paragraphs(text: str | None) -> list[str]:
    """The paragraphs of a text, without the empty lines between them."""
    return [part.strip() for part in (text or "").splitlines() if part.strip()]


def _paragraphs(notices: list[Mapping[str, Any]]) -> Iterator[tuple[Value, ...]]:
    for notice in notices:
        for number, text in enumerate(paragraphs(notice["text"]), 1):
            yield notice["ref"], number, text


def _rule(row: Mapping[str, Any], words: Words) -> tuple[Value, ...]:
    return (
        row["id"],
        row["title"],
        row["citation"],
        _regimes(row, words),
        yes(row["evaluated"]),
        row["lines"] or None,
        source(row),
    )


def _regimes(rule: Mapping[str, Any], words: Words) -> str:
    return words.all(rule["regimes"], "regime") or "Always"


def source(rule: Mapping[str, Any]) -> str:
    """Whether the source of a rule was checked."""
    return "checked" if rule["source_confirmed"] else "source to confirm"


def _category(row: Mapping[str, Any], words: Words) -> tuple[Value, ...]:
    return (
        row["label"],
        row["key"],
        row["parent"],
        row["description"],
        words.of(row["identifiability"], "identifiability"),
        words.all(row["sensitivity"], "sensitivity"),
        "Yes" if row["bk_pii"] else None,
        row["lines"] or None,
    )
