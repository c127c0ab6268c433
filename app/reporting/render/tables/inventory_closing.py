"""The closing checklist of R10 and what changed since signing, as tables."""

import re
from collections.abc import Mapping
from typing import Any

from app.reporting.render.tables.inventory_parts import Row, sheet
from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import Words, day, joined
from app.reporting.render.writing import day as written

_CHECKLIST = (
    Column("Check", width=40),
    Column("State", width=18),
    Column("Done", Type.NUMBER, 8),
    Column("Of", Type.NUMBER, 8),
    Column("Due on", Type.DAY, 12),
    Column("Owner", width=20),
    Column("Evidence", width=30),
    Column("Open lines", width=22),
)
_CHANGES = (
    Column("Line", width=7),
    Column("Name", width=26),
    Column("Change", width=10),
    Column("Field", width=18),
    Column("At signing", width=26),
    Column("Now", width=26),
    Column("Of a clause", width=9),
    Column("Why", width=20),
)
_DELTAS = (
    Column("Line", width=7),
    Column("Name", width=40),
    Column("At signing", Type.NUMBER, 14),
    Column("Now", Type.NUMBER, 14),
    Column("Difference", Type.NUMBER, 14),
)
_VENDORS = (
    Column("Third party", width=9),
    Column("Counterparty", width=40),
    Column("Lines", width=40),
)


def closing(data: Mapping[str, Any], words: Words) -> list[Table]:
    """The checklist, then the comparison with the signing schedule where one is sealed."""
    note = (
        "Derived from gates, answers, papers and the course of the deal. “Appears on file” means that a paper of the "
        "deal is named so; nobody has judged it."
    )
    checks = sheet(data.get("checklist"), "checklist", "Closing checklist", _CHECKLIST, _check, words, note)
    return [*checks, *_since(data.get("since_signing"), words)]


def _since(found: Row | None, words: Words) -> list[Table]:
    """The comparison with the signing schedule; nothing where none is sealed."""
    if found is None:
        return []
    counts = found["counts"]
    statement = (
        f"Compared with the signing schedule {found['report']}, on the data of {written(found['as_of'])}: "
        f"{counts['added']} added, {counts['removed']} removed, {counts['changed']} changed. Subject to what is "
        "listed, the facts of Parts A to E are recorded as they were in the signing schedule."
    )
    records = "Records of each line of data at signing and now, as counted."
    vendors = "Counterparties of Part E that the signing schedule does not name."
    return [
        *sheet(found["changes"], "since", "Since signing", _CHANGES, _change, words, statement),
        *sheet(found["records"], "since_records", "Since signing, records", _DELTAS, _delta, words, records),
        *sheet(
            found["vendors"], "since_vendors", "Since signing, new vendors", _VENDORS, _vendor, words, vendors
        ),
    ]


def _check(row: Row, words: Words) -> tuple[Value, ...]:
    return (
        row["what"],
        words.of(row["state"], "check_state"),
        row["done"],
        row["whole"],
        day(row["due_on"]),
        words.all(row["owners"], "person") or "not recorded",
        joined(row["evidence"]) or "not recorded",
        joined(row["lines"]),
    )


def _change(row: Row, words: Words) -> tuple[Value, ...]:
    return (
        row["number"],
        row["name"],
        row["what"],
        row["field"],
        _dated(row["before"]),
        _dated(row["after"]),
        "Yes" if row["clause"] else None,
        row["why"],
    )


def _dated(text: str | None) -> str | None:
    """*text* with a day written out."""
    return written(text) if text and re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def _delta(row: Row, words: Words) -> tuple[Value, ...]:
    return row["number"], row["name"], row["signing"], row["now"], row["delta"]


def _vendor(row: Row, words: Words) -> tuple[Value, ...]:
    return row["third_party"], row["name"], joined(row["lines"])
