"""R4 as tables: agreements, what ends, a matrix a checklist, and every clause with its reference and quote."""

from collections.abc import Mapping
from typing import Any

from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import Words, day, joined, yes
from app.reporting.snapshot.schema.frame import Snapshot

PRESENT, NOT_ASSESSED = "present", "not_assessed"
MARKS = {PRESENT: "●", "partial": "◐", "absent": "✕", "not_applicable": "–", NOT_ASSESSED: "?"}
"""The signs of the states of a clause in a matrix on paper."""

_NAME = "Name of the third party"

_AGREEMENTS = (
    Column("Agreement", width=11),
    Column("Third party", width=7, under=_NAME),
    Column(_NAME, width=20),
    Column("Kind", width=18, under="Title"),
    Column("Title", width=25),
    Column("State", width=12),
    Column("In force", width=6, under="State"),
    Column("Effective on", Type.DAY, 8),
    Column("Last day", Type.DAY, 8),
    Column("Notice by", Type.DAY, 8, under="Last day"),
    Column("Amended by", width=12, under="Title"),
    Column("Amends", width=8, under="Title"),
    Column("Active flows", width=14),
    Column("Risk tier", width=8, under=_NAME),
    Column("Clauses read by one person alone", Type.NUMBER, 15),
)

_ENDING = (
    Column("Within days", Type.NUMBER, 7),
    Column("Agreement", width=11),
    Column("Third party", width=7, under=_NAME),
    Column(_NAME, width=20),
    Column("Kind", width=18, under="Title"),
    Column("Title", width=25),
    Column("Ends or renews on", Type.DAY, 8),
    Column("Days left", Type.NUMBER, 6, under="Ends or renews on"),
    Column("Renews by itself", width=7, under="Ends or renews on"),
    Column("Notice by", Type.DAY, 8),
    Column("Days left for notice", Type.NUMBER, 7, under="Notice by"),
    Column("Decided", width=7),
    Column("Decided on", Type.DAY, 8, under="Decided"),
    Column("Replaced by", width=8, under="Decided"),
    Column("Active flows", width=14),
)

_CLAUSES = (
    Column("Agreement", width=13),
    Column("Third party", width=15),
    Column("Clause", width=14, under=""),
    Column("What it asks", width=28),
    Column("State", width=10),
    Column("Read in", width=8, under="State"),
    Column("Reference", width=8),
    Column("Value", width=8, under="Reference"),
    Column("Quote", width=40),
    Column("Note", width=25, under="Quote"),
    Column("Assessed by", width=18),
    Column("Assessed on", Type.DAY, 8, under="Assessed by"),
    Column("Second reader", width=18),
    Column("Read second on", Type.DAY, 8, under="Second reader"),
)

_LINES = (
    Column("Checklist", width=18),
    Column("No.", Type.NUMBER, 5),
    Column("Clause", width=14),
    Column("What it asks", width=35),
    Column("Citation", width=22),
    Column("Source", width=12),
    Column("Weight", Type.NUMBER, 6),
)

_NAMED, _SIGNED = 50, 3
"""The widths of the names and of a clause in a matrix on paper, which holds all clauses of a checklist."""


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
                    number,
                    column["key"],
                    words.of(column["key"], "clause"),
                    column["citation"],
                    "checked" if column["source_confirmed"] else "source to confirm",
                    column["weight"],
                )
                for family in data["families"]
                for number, column in enumerate(family["columns"], 1)
            ],
            "Matrices on paper name clauses by these numbers.",
        ),
    ]


def on_paper(snapshot: Snapshot) -> list[Table]:
    """The same for a word file, whose pages have room for a sign a clause in the matrices, and for what was read."""
    words, data = Words(snapshot), snapshot["data"]
    by_ref = {row["ref"]: row for row in data["agreements"]}
    instead = {_key(family): _signs(family, by_ref, words) for family in data["families"]}
    read = [
        _clause(
            row, cell | {"agreement": None if cell["agreement"] == row["ref"] else cell["agreement"]}, words
        )
        for row in data["agreements"]
        for cell in row["clauses"]
        if cell["state"] != NOT_ASSESSED
    ]
    note = "The state in effect, amendments in force included. What is not assessed stands in the matrices alone."
    instead["clauses"] = Table("clauses", "Clauses", _CLAUSES, read, note)
    return [instead.get(table.key, table) for table in tables(snapshot)]


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
        Column("Agreement", width=11),
        Column("Third party", width=20),
        *(Column(words.of(key, "clause") or key, width=12) for key in columns),
    )
    rows: list[tuple[Value, ...]] = []
    for ref in family["agreements"]:
        cells = {cell["key"]: cell for cell in by_ref[ref]["clauses"]}
        rows.append(
            (ref, by_ref[ref]["third_party_name"], *(_state(cells.get(key), words) for key in columns))
        )
    return Table(_key(family), _title(family, words), heads, rows)


def _signs(family: Mapping[str, Any], by_ref: Mapping[str, Any], words: Words) -> Table:
    """One checklist as a page has room for it: a sign in each cell, the number of the clause above."""
    keys = [column["key"] for column in family["columns"]]
    numbers = (Column(str(number), width=_SIGNED) for number in range(1, len(keys) + 1))
    heads = (Column("Agreement", width=20), Column("Third party", width=_NAMED), *numbers)
    rows: list[tuple[Value, ...]] = []
    for ref in family["agreements"]:
        cells = {cell["key"]: cell for cell in by_ref[ref]["clauses"]}
        marks = (sign(cells[key], ref) if key in cells else None for key in keys)
        rows.append((ref, by_ref[ref]["third_party_name"], *marks))
    legend = (
        f"{MARKS['present']} present, {MARKS['partial']} partly, {MARKS['absent']} absent, {MARKS['not_applicable']} "
        f"not applicable, {MARKS[NOT_ASSESSED]} not assessed; ᵃ by an amendment. Numbers as in the checklist."
    )
    return Table(_key(family), _title(family, words), heads, rows, legend)


def sign(cell: Mapping[str, Any], ref: str) -> str:
    """The state of a clause as its sign, with a mark where an amendment of the agreement *ref* decides."""
    return MARKS[cell["state"]] + ("ᵃ" if cell["agreement"] not in (None, ref) else "")


def _key(family: Mapping[str, Any]) -> str:
    return f"matrix_{family['family'].replace('.', '_')}"


def _title(family: Mapping[str, Any], words: Words) -> str:
    return words.of(family["family"], "family") or str(family["family"])


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
