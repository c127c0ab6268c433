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
    Run,
    aside,
    cell,
    late,
    name,
    pill,
    ref,
    refs,
    styled,
)
from app.reporting.render.tables.words import Words
from app.reporting.render.views import clause_cells
from app.reporting.render.views.register import ending
from app.reporting.render.writing import day
from app.reporting.snapshot.schema.clauses import ClauseRow, EndingRow
from app.reporting.snapshot.schema.frame import Snapshot

HORIZONS = (30, 60, 90)
NOT_ASSESSED = "not_assessed"
MARKS = {"present": "●", "partial": "◐", "absent": "✕", "not_applicable": "–", NOT_ASSESSED: "?"}
"""The signs of the states of a clause in a matrix."""

_WATCHED = frozenset({"high", "critical"})
_NAMED = 28
"""The least width of the names beside a matrix, in per cent."""
_MARKED = 8
"""The most width of a clause in a matrix; all of them are equally wide."""

_ENDING = (Column("Agreement and third party", 32), Column("Ends or renews", 18), Column("Last day for notice", 18),
           Column("Decision", 17), Column("Active flows that rest on it", 15))  # fmt: skip
_TEXTS = (Column("Agreement and third party", 21), Column("Clause", 22), Column("State", 9),
          Column("Reference, words relied on, note", 30), Column("Read by", 18))  # fmt: skip


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """The ends by horizon, a matrix a checklist, each agreement's clauses, and which states the legend explains."""
    data = snapshot["data"]
    make = _Rows(snapshot)
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
        "texts": LedgerTable(_TEXTS, make.texts, make.count, heads=1),
        "stages": [tally["key"] for tally in data["stages"]],
        "weights": {tally["key"]: tally["count"] for tally in data["states"]},
    }


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    data = snapshot["data"]
    return len(data["ending"]) + sum(1 + len(row["clauses"]) for row in data["agreements"])


class _Rows:
    """Makes the rows of the tables of R4."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._words = Words(snapshot)
        self._data = snapshot["data"]
        self._on = snapshot["on"]
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
                    *(cell(*_marked(cells[key], one)) for key in keys),
                ),
                label=f"{one} {row['third_party_name']}",
            )

    @property
    def count(self) -> int:
        """How many rows :meth:`texts` gives."""
        return sum(_read(row) + (_read(row) < len(row["clauses"])) for row in self._data["agreements"])

    def texts(self) -> Iterator[Row]:
        """The clauses of each agreement that were read, then those that were not."""
        words = self._words
        for row in self._data["agreements"]:
            head = self._head(row)
            for one in row["clauses"]:
                if one["state"] == NOT_ASSESSED:
                    continue
                clause = words.of(one["key"], "clause") or one["key"]
                by = [BREAK, aside("by "), ref(one["agreement"])] if one["agreement"] != row["ref"] else []
                yield Row(
                    (
                        head,
                        cell(clause),
                        cell(clause_cells.state(one["state"], words), *by),
                        clause_cells.relied_on(one),
                        clause_cells.read_by(one, words),
                    ),
                    label=f"{row['ref']} {clause}",
                )
                head = cell(ref(row["ref"]))
            unread = [one["key"] for one in row["clauses"] if one["state"] == NOT_ASSESSED]
            if unread:
                state = clause_cells.state(NOT_ASSESSED, words)
                yield Row(
                    (
                        head,
                        cell(plural(len(unread), "clause")),
                        cell(state),
                        cell(aside(self._numbered(unread))),
                        cell("–"),
                    ),
                    label=f"{row['ref']} not assessed",
                )

    def _numbered(self, keys: Sequence[str]) -> str:
        """Clauses by their numbers in the matrices, those that follow each other as a range."""
        wanted = set(keys)
        found = []
        for family in self._data["families"]:
            columns = enumerate(family["columns"], 1)
            places = [place for place, column in columns if column["key"] in wanted]
            if places:
                title = self._words.of(family["family"], "family") or family["family"]
                found.append(f"{title}: {', '.join(_ranges(places))}")
        return "; ".join(found)

    def _head(self, row: ClauseRow) -> Cell:
        words = self._words
        kind = words.of(row["kind"], "agreement_kind") or row["kind"]
        state = words.of(row["state"], "stage") or row["state"]
        found: list[str | Run] = [
            name(row["title"] or kind), " ", ref(row["ref"]), BREAK, aside(row["third_party_name"]), BREAK,
            pill(state, f"stage stage-{row['state']}"), BREAK,
            aside(f"{kind} · from {day(row['effective_on'])} · {ending(row, self._on)}"),
        ]  # fmt: skip
        if row["amended_by"]:
            found += [BREAK, aside("amended by "), refs(row["amended_by"])]
        if row["amends"]:
            found += [BREAK, aside("amends "), ref(row["amends"])]
        if row["risk_tier"]:
            found += [BREAK, aside(f"{words.of(row['risk_tier'], 'risk_tier')} risk")]
        if row["risk_tier"] in _WATCHED and row["alone"]:
            found += [BREAK, late(f"{plural(row['alone'], 'clause')} read by one person alone")]
        return cell(*found)


def _read(row: ClauseRow) -> int:
    return sum(one["state"] != NOT_ASSESSED for one in row["clauses"])


def _ranges(places: Sequence[int]) -> Iterator[str]:
    """Whole numbers in ascending order, as text: ``1–7``, ``9``."""
    first = last = places[0]
    for place in [*places[1:], None]:
        if place == last + 1:
            last = place
            continue
        yield str(first) if first == last else f"{first}–{last}"
        first = last = place or 0


def _marked(found: Mapping[str, Any], ref_of_row: str) -> list[Run]:
    amended = found["agreement"] not in (None, ref_of_row)
    return [styled(MARKS[found["state"]] + ("ᵃ" if amended else ""), f"mark mark-{found['state']}")]


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
