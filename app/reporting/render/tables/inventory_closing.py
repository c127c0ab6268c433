"""The closing checklist of R10 and what changed since signing, as tables."""

import re
from collections.abc import Mapping
from typing import Any

from app.reporting.render.tables.inventory_parts import Row, sheet
from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import Words, day, instant, joined
from app.reporting.render.writing import day as written

_CHECKLIST = (
    Column("Check", width=34),
    Column("State", width=20),
    Column("Done", Type.NUMBER, 8, under="State"),
    Column("Of", Type.NUMBER, 8, under="State"),
    Column("Due on", Type.DAY, 18),
    Column("Owner", width=20, under="Due on"),
    Column("Evidence", width=36),
    Column("Open lines", width=26),
)
_CHANGES = (
    Column("Line", width=8),
    Column("Name", width=24),
    Column("Change", width=10),
    Column("Field", width=18),
    Column("Of a clause", width=9, under="Field"),
    Column("At signing", width=24),
    Column("Now", width=24),
    Column("By", width=18),
    Column("When", Type.INSTANT, 16, under="By"),
    Column("Why", width=22),
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


SINCE = "Signing to closing"
"""What the comparison with the signing schedule is called."""


def closing(data: Mapping[str, Any], words: Words) -> list[Table]:
    """The checklist, then the comparison with the signing schedule, or that none is sealed."""
    note = (
        "Derived from gates, answers, papers and the course of the deal. “Appears on file” means that a paper of the "
        "deal is named so; nobody has judged it."
    )
    checks = sheet(data.get("checklist"), "checklist", "Closing checklist", _CHECKLIST, _check, words, note)
    return [*checks, *_since(data.get("since_signing"), words)]


def _since(found: Row | None, words: Words) -> list[Table]:
    """The comparison with the signing schedule; of its parts those that say something, the changes always."""
    if found is None:
        nothing = "No signing schedule is sealed before this one, so there is nothing to compare it with."
        return [Table("since", SINCE, _CHANGES, [], nothing)]
    counts, vendors = found["counts"], found["vendors"]
    fresh = f" New counterparties: {len(vendors)}." if vendors else " No counterparty is new."
    statement = (
        f"Compared with the signing schedule {found['report']}, on the data of {written(found['as_of'])}: "
        f"{counts['added']} added, {counts['removed']} removed, {counts['changed']} changed.{fresh} Subject to what is "
        "listed, the facts of Parts A to E are recorded as they were in the signing schedule. By and when are those "
        "of the last entry of the trail in between that made the change; where they are empty, it follows from "
        "other facts or from the passing of time."
    )
    records = "Records of each line of data at signing and now, as counted."
    named = "Counterparties of Part E that the signing schedule does not name."
    return [
        *sheet(found["changes"], "since", SINCE, _CHANGES, _change, words, statement),
        *sheet(
            found["records"] or None, "since_records", f"{SINCE}, records", _DELTAS, _delta, words, records
        ),
        *sheet(vendors or None, "since_vendors", f"{SINCE}, new vendors", _VENDORS, _vendor, words, named),
    ]


def _check(row: Row, words: Words) -> tuple[Value, ...]:
    return (
        row["what"],
        words.of(row["state"], "check_state"),
        row["done"],
        row["whole"],
        day(row["due_on"]),
        words.all(row["owners"], "person"),
        joined(row["evidence"]) or "not recorded",
        joined(row["lines"]),
    )


def _change(row: Row, words: Words) -> tuple[Value, ...]:
    return (
        row["number"],
        row["name"],
        row["what"],
        row["field"],
        "Yes" if row["clause"] else None,
        _dated(row["before"]),
        _dated(row["after"]),
        words.of(row.get("by"), "person"),
        instant(row.get("at")),
        row["why"],
    )


def _dated(text: str | None) -> str | None:
    """*text* with a day written out."""
    return written(text) if text and re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def _delta(row: Row, words: Words) -> tuple[Value, ...]:
    return row["number"], row["name"], row["signing"], row["now"], row["delta"]


def _vendor(row: Row, words: Words) -> tuple[Value, ...]:
    return row["third_party"], row["name"], joined(row["lines"])
