"""R4 as its pages show it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from app.kernel.words import plural
from app.reporting.render.ledger import (
    BREAK,
    Cell,
    Column,
    LedgerTable,
    Row,
    aside,
    cell,
    late,
    name,
    ref,
    refs,
    styled,
)
from app.reporting.render.tables.clauses import MARKS, sign
from app.reporting.render.tables.words import Words
from app.reporting.render.views.clause_rows import ClauseTables
from app.reporting.render.writing import day
from app.reporting.snapshot.schema.clauses import EndingRow
from app.reporting.snapshot.schema.frame import Snapshot

HORIZONS = (30, 60, 90)
_NAMED = 28
"""The least width of the names beside a matrix, in per cent."""
_MARKED = 8
"""The most width of a clause in a matrix; all of them are equally wide."""

_ENDING = (Column("Agreement and third party", 32), Column("Ends or renews", 18), Column("Last day for notice", 18),
           Column("Decision", 17), Column("Active flows that rest on it", 15))  # fmt: skip


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """The ends by horizon, the tables by agreement, a matrix a checklist, and which states the legend explains."""
    data = snapshot["data"]
    make, by_agreement = _Rows(snapshot), ClauseTables(snapshot)
    families = snapshot["labels"].get("family", {})
    entries = [
        (f"matrix-{number}", families.get(one["family"], one["family"]))
        for number, one in enumerate(data["families"], 1)
    ]
    return {
        "endings": [(days, make.ending(days)) for days in HORIZONS],
        "matrices": [(family, make.matrix(family)) for family in data["families"]],
        "matrix_entries": entries,
        "marks": MARKS,
        "papers": by_agreement.papers(),
        "open": by_agreement.open(),
        "without_open": by_agreement.without_open(),
        "texts": by_agreement.plain(),
        "stages": [tally["key"] for tally in data["stages"]],
        "weights": {tally["key"]: tally["count"] for tally in data["states"]},
    }


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    data = snapshot["data"]
    return len(data["ending"]) + sum(2 + len(row["clauses"]) for row in data["agreements"])


class _Rows:
    """Makes the rows of the tables of R4."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._words = Words(snapshot)
        self._data = snapshot["data"]
        self._by_ref = {row["ref"]: row for row in self._data["agreements"]}

    def ending(self, days: int) -> LedgerTable:
        """What ends within *days* and not within the horizon before."""
        held = [row for row in self._data["ending"] if row["horizon"] == days]
        return LedgerTable(_ENDING, partial(self._endings, held), len(held), heads=0)

    def _endings(self, held: Sequence[EndingRow]) -> Iterator[Row]:
        for row in held:
            kind = self._words.of(row["kind"], "agreement_kind") or row["kind"]
            does = "renews itself after" if row["renews"] else "ends on"
            yield Row(
                (
                    cell(
                        name(row["title"] or kind),
                        " ",
                        ref(row["ref"]),
                        BREAK,
                        aside(row["third_party_name"]),
                        aside(f", {kind}"),
                    ),
                    cell(f"{does} {day(row['on'])}", BREAK, aside(_left(row["days"]))),
                    _notice(row),
                    _decision(row),
                    cell(refs(row["active_flows"]) if row["active_flows"] else "–"),
                ),
                label=f"{row['ref']} {row['on']}",
            )

    def matrix(self, family: Mapping[str, Any]) -> LedgerTable:
        """One checklist: a line for each agreement, a column for each clause by its number below."""
        count = len(family["columns"])
        width = min((100 - _NAMED) // count, _MARKED)
        columns = (
            Column("Agreement", 100 - width * count),
            *(Column(str(place), width) for place in range(1, count + 1)),
        )
        return LedgerTable(
            columns, partial(self._matrix, family), len(family["agreements"]), heads=0, style="matrix-table"
        )

    def _matrix(self, family: Mapping[str, Any]) -> Iterator[Row]:
        keys = [column["key"] for column in family["columns"]]
        for one in family["agreements"]:
            row = self._by_ref[one]
            cells = {found["key"]: found for found in row["clauses"]}
            yield Row(
                (
                    cell(name(row["third_party_name"]), " ", ref(one)),
                    *(
                        cell(styled(sign(cells[key], one), f"mark mark-{cells[key]['state']}"))
                        for key in keys
                    ),
                ),
                label=f"{one} {row['third_party_name']}",
            )


def _left(days: int) -> str:
    return "today" if days == 0 else f"in {plural(days, 'day')}"


def _notice(row: EndingRow) -> Cell:
    if row["notice_by"] is None or row["notice_days"] is None:
        return cell(aside("no notice period"))
    over = row["notice_days"] < 0
    when = (
        late(f"passed {plural(-row['notice_days'], 'day')} ago") if over else aside(_left(row["notice_days"]))
    )
    return cell(day(row["notice_by"]), BREAK, when)


def _decision(row: EndingRow) -> Cell:
    if row["superseded_by"]:
        return cell("to be replaced by ", ref(row["superseded_by"]))
    if row["decided"]:
        return cell(f"decided on {day(row['decided_on'])}" if row["decided_on"] else "decided")
    return cell(late("none recorded"))
