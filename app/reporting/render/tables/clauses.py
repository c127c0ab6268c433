"""R4 as tables: agreements, what ends, a matrix a checklist, and every clause with its reference and quote."""

from collections.abc import Mapping
from typing import Any

from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import Words, day, joined, yes
from app.reporting.snapshot.schema.frame import Snapshot

_AGREEMENTS = (
    Column("Agreement", width=7),
    Column("Third party", width=7),
    Column("Name of the third party", width=20),
    Column("Kind", width=18),
    Column("Title", width=25),
    Column("State", width=12),
    Column("In force", width=6),
    Column("Effective on", Type.DAY, 8),
    Column("Last day", Type.DAY, 8),
    Column("Notice by", Type.DAY, 8),
    Column("Amended by", width=12),
    Column("Amends", width=8),
    Column("Active flows", width=14),
    Column("Risk tier", width=8),
    Column("Clauses read by one person alone", Type.NUMBER, 8),
)

_ENDING = (
    Column("Within days", Type.NUMBER, 7),
    Column("Agreement", width=7),
    Column("Third party", width=7),
    Column("Name of the third party", width=20),
    Column("Kind", width=18),
    Column("Title", width=25),
    Column("Ends or renews on", Type.DAY, 8),
    Column("Days left", Type.NUMBER, 6),
    Column("Renews by itself", width=7),
    Column("Notice by", Type.DAY, 8),
    Column("Days left for notice", Type.NUMBER, 7),
    Column("Decided", width=7),
    Column("Decided on", Type.DAY, 8),
    Column("Replaced by", width=8),
    Column("Active flows", width=14),
)

_CLAUSES = (
    Column("Agreement", width=7),
    Column("Third party", width=20),
    Column("Clause", width=14),
    Column("What it asks", width=30),
    Column("State", width=10),
    Column("Read in", width=8),
    Column("Reference", width=8),
    Column("Value", width=8),
    Column("Quote", width=45),
    Column("Note", width=25),
    Column("Assessed by", width=14),
    Column("Assessed on", Type.DAY, 8),
    Column("Second reader", width=14),
    Column("Read second on", Type.DAY, 8),
)

_LINES = (
    Column("Checklist", width=18),
    Column("Clause", width=14),
    Column("What it asks", width=35),
    Column("Citation", width=22),
    Column("Source", width=12),
    Column("Weight", Type.NUMBER, 6),
)


def tables(snapshot: Snapshot) -> list[Table]:
    """The sheets of R4."""
    words, data = Words(snapshot), snapshot["data"]
    by_ref = {row["ref"]: row for row in data["agreements"]}
    kept = data["completeness"]
    note = (
        f"K2, clause completeness: {kept['numerator']} of {kept['denominator']} points of clause weight."
        if kept["denominator"]
        else "K2, clause completeness: n/a, no clause is asked of an agreement in force."
    )
    return [
        Table(
            "agreements",
            "Agreements",
            _AGREEMENTS,
            [_agreement(row, words) for row in data["agreements"]],
            note,
        ),
        Table("ending", "Ends within 90 days", _ENDING, [_ending(row, words) for row in data["ending"]]),
        *(_matrix(family, by_ref, words) for family in data["families"]),
        Table(
            "clauses",
            "Clauses",
            _CLAUSES,
            [_clause(row, cell, words) for row in data["agreements"] for cell in row["clauses"]],
            "The state in effect, amendments in force included. What is not assessed counts as nothing.",
        ),
        Table(
            "checklists",
            "Checklists",
            _LINES,
            [
                (
                    words.of(family["family"], "family"),
                    column["key"],
                    words.of(column["key"], "clause"),
                    column["citation"],
                    "checked" if column["source_confirmed"] else "source to confirm",
                    column["weight"],
                )
                for family in data["families"]
                for column in family["columns"]
            ],
        ),
    ]


def _agreement(row: Mapping[str, Any], words: Words) -> tuple[Value, ...]:
    return (
        row["ref"],
        row["third_party"],
        row["third_party_name"],
        words.of(row["kind"], "agreement_kind"),
        row["title"],
        words.of(row["state"], "stage"),
        yes(row["in_force"]),
        day(row["effective_on"]),
        day(row["ends_on"]),
        day(row["notice_by"]),
        joined(row["amended_by"]),
        row["amends"],
        joined(row["active_flows"]),
        words.of(row["risk_tier"], "risk_tier"),
        row["alone"],
    )


def _ending(row: Mapping[str, Any], words: Words) -> tuple[Value, ...]:
    return (
        row["horizon"],
        row["ref"],
        row["third_party"],
        row["third_party_name"],
        words.of(row["kind"], "agreement_kind"),
        row["title"],
        day(row["on"]),
        row["days"],
        yes(row["renews"]),
        day(row["notice_by"]),
        row["notice_days"],
        yes(row["decided"]),
        day(row["decided_on"]),
        row["superseded_by"],
        joined(row["active_flows"]),
    )


def _matrix(family: Mapping[str, Any], by_ref: Mapping[str, Any], words: Words) -> Table:
    """One checklist: a row an agreement, a column a clause, the state and the reference in each cell."""
    columns = [column["key"] for column in family["columns"]]
    heads = (
        Column("Agreement", width=7),
        Column("Third party", width=20),
        *(Column(words.of(key, "clause") or key, width=12) for key in columns),
    )
    rows: list[tuple[Value, ...]] = []
    for ref in family["agreements"]:
        cells = {cell["key"]: cell for cell in by_ref[ref]["clauses"]}
        rows.append(
            (ref, by_ref[ref]["third_party_name"], *(_state(cells.get(key), words) for key in columns))
        )
    title = words.of(family["family"], "family") or family["family"]
    return Table(f"matrix_{family['family'].replace('.', '_')}", title, heads, rows)


def _state(cell: Mapping[str, Any] | None, words: Words) -> str | None:
    if cell is None:
        return None
    state = words.of(cell["state"], "clause_state")
    return f"{state}, {cell['ref']}" if cell["ref"] else state


def _clause(row: Mapping[str, Any], cell: Mapping[str, Any], words: Words) -> tuple[Value, ...]:
    return (
        row["ref"],
        row["third_party_name"],
        cell["key"],
        words.of(cell["key"], "clause"),
        words.of(cell["state"], "clause_state"),
        cell["agreement"],
        cell["ref"],
        cell["value"],
        cell["quote"],
        cell["note"],
        words.of(cell["assessed_by"], "person"),
        day(cell["assessed_on"]),
        words.of(cell["second_reader"], "person"),
        day(cell["second_on"]),
    )
