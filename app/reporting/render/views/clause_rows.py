"""The agreements of R4, what in each is not plainly present, and the words relied on for the rest."""

from collections.abc import Iterator, Mapping, Sequence
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
)
from app.reporting.render.tables.clauses import NOT_ASSESSED, PRESENT
from app.reporting.render.tables.words import Words
from app.reporting.render.views import clause_cells
from app.reporting.render.views.register import ending
from app.reporting.render.writing import day
from app.reporting.snapshot.schema.clauses import ClauseCell, ClauseRow
from app.reporting.snapshot.schema.frame import Snapshot

_ASKED = (PRESENT, "partial", "absent", NOT_ASSESSED)
"""The states of clauses that are asked for: together as many as an agreement is asked for."""

_WATCHED = frozenset({"high", "critical"})

_PAPERS = (Column("Agreement and third party", 30), Column("Kind and term", 24), Column("State", 16),
           Column("Asked for", 6, end=True), Column("Present", 6, end=True), Column("Partly", 5, end=True),
           Column("Absent", 6, end=True), Column("Not assessed", 7, end=True))  # fmt: skip
_OPEN = (Column("Agreement and third party", 20), Column("Clause", 23), Column("State", 10),
         Column("Reference, words relied on, remark", 32), Column("Read by", 15))  # fmt: skip
_PLAIN = (Column("Agreement", 12), Column("Clause", 24), Column("Reference, words relied on", 35),
          Column("Read by", 15), Column("Second reader", 14))  # fmt: skip


class ClauseTables:
    """Declares the tables of R4 that go by agreement."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._words = Words(snapshot)
        self._on = snapshot["on"]
        self._agreements: Sequence[ClauseRow] = snapshot["data"]["agreements"]
        self._families: Sequence[Mapping[str, Any]] = snapshot["data"]["families"]

    def papers(self) -> LedgerTable:
        """A row an agreement: what it is, and of how many clauses asked for how many are present, and so on."""
        return LedgerTable(_PAPERS, self._papers, len(self._agreements), heads=0, style="lines")

    def open(self) -> LedgerTable:
        """What is not plainly present: clauses partly present, absent, not applicable, remarked on, not assessed."""
        count = sum(len(_remarkable(row)) + bool(_unread(row)) for row in self._agreements)
        return LedgerTable(_OPEN, self._open, count, heads=1, style="lines")

    def plain(self) -> LedgerTable:
        """The clauses that were read as present and called for no remark, with the words that say so."""
        return LedgerTable(
            _PLAIN,
            self._plain,
            sum(len(_plainly_present(row)) for row in self._agreements),
            heads=1,
            style="lines close",
        )

    def without_open(self) -> int:
        """How many agreements are asked for clauses and have nothing in :meth:`open`."""
        return sum(
            bool(row["clauses"]) and not _remarkable(row) and not _unread(row) for row in self._agreements
        )

    def _papers(self) -> Iterator[Row]:
        words = self._words
        for row in self._agreements:
            kind = words.of(row["kind"], "agreement_kind") or row["kind"]
            state = words.of(row["state"], "stage") or row["state"]
            counts = {key: sum(one["state"] == key for one in row["clauses"]) for key in _ASKED}
            yield Row(
                (
                    cell(name(row["title"] or kind), " ", ref(row["ref"]), BREAK, *self._party(row)),
                    cell(
                        kind,
                        BREAK,
                        aside(f"from {day(row['effective_on'])}, {ending(row, self._on)}"),
                        *_amendments(row),
                    ),
                    cell(pill(state, f"stage stage-{row['state']}")),
                    cell(str(sum(counts.values()))),
                    cell(str(counts[PRESENT])),
                    cell(str(counts["partial"])),
                    cell(late(str(counts["absent"])) if counts["absent"] else "0"),
                    cell(name(str(counts[NOT_ASSESSED])) if counts[NOT_ASSESSED] else "0"),
                ),
                label=f"{row['ref']} {row['third_party_name']}",
            )

    def _party(self, row: ClauseRow) -> Iterator[str | Run]:
        """The third party of an agreement, its risk, and what of a high one no second person read."""
        yield aside(row["third_party_name"])
        if row["risk_tier"]:
            yield aside(
                f", {(self._words.of(row['risk_tier'], 'risk_tier') or row['risk_tier']).lower()} risk"
            )
        if row["risk_tier"] in _WATCHED and row["alone"]:
            yield BREAK
            yield late(f"{plural(row['alone'], 'clause')} read by one person alone")

    def _open(self) -> Iterator[Row]:
        words = self._words
        for row in self._agreements:
            head = _head(
                row, name(row["title"] or words.of(row["kind"], "agreement_kind") or row["kind"]), " "
            )
            for one in _remarkable(row):
                clause = words.of(one["key"], "clause") or one["key"]
                yield Row(
                    (
                        head,
                        cell(clause),
                        cell(clause_cells.state(one["state"], words), *_source(row, one)),
                        clause_cells.relied_on(one),
                        clause_cells.read_by(one, words),
                    ),
                    label=f"{row['ref']} {clause}",
                )
                head = cell(ref(row["ref"]))
            unread = _unread(row)
            if unread:
                yield Row(
                    (
                        head,
                        cell(plural(len(unread), "clause")),
                        cell(clause_cells.state(NOT_ASSESSED, words)),
                        cell(aside(self._numbered(unread))),
                        cell("–"),
                    ),
                    label=f"{row['ref']} not assessed",
                )

    def _plain(self) -> Iterator[Row]:
        words = self._words
        for row in self._agreements:
            head = _head(row)
            for one in _plainly_present(row):
                clause = words.of(one["key"], "clause") or one["key"]
                yield Row(
                    (
                        head,
                        cell(clause, *_source(row, one)),
                        clause_cells.relied_on(one),
                        clause_cells.read_first(one, words),
                        clause_cells.read_second(one, words),
                    ),
                    label=f"{row['ref']} {clause}",
                )
                head = cell(ref(row["ref"]))

    def _numbered(self, keys: Sequence[str]) -> str:
        """Clauses by their numbers in the matrices, those that follow each other as a range."""
        wanted = set(keys)
        found = []
        for family in self._families:
            columns = enumerate(family["columns"], 1)
            places = [place for place, column in columns if column["key"] in wanted]
            if places:
                title = self._words.of(family["family"], "family") or family["family"]
                found.append(f"{title}: {', '.join(_ranges(places))}")
        return "; ".join(found)


def _head(row: ClauseRow, *title: str | Run) -> Cell:
    """What an agreement is called where its first clause stands; its other clauses have its reference alone."""
    return cell(*title, ref(row["ref"]), BREAK, aside(row["third_party_name"]))


def _amendments(row: ClauseRow) -> Iterator[Run]:
    if row["amended_by"]:
        yield from (BREAK, aside("amended by "), refs(row["amended_by"]))
    if row["amends"]:
        yield from (BREAK, aside("amends "), ref(row["amends"]))


def _source(row: ClauseRow, one: ClauseCell) -> Iterator[Run]:
    """The amendment in which a clause was read, where one decides."""
    if one["agreement"] is not None and one["agreement"] != row["ref"]:
        yield from (BREAK, aside("by "), ref(one["agreement"]))


def _remarkable(row: ClauseRow) -> list[ClauseCell]:
    return [one for one in row["clauses"] if one["state"] != NOT_ASSESSED and not _is_plain(one)]


def _plainly_present(row: ClauseRow) -> list[ClauseCell]:
    return [one for one in row["clauses"] if _is_plain(one)]


def _is_plain(one: ClauseCell) -> bool:
    return one["state"] == PRESENT and not one["note"]


def _unread(row: ClauseRow) -> list[str]:
    return [one["key"] for one in row["clauses"] if one["state"] == NOT_ASSESSED]


def _ranges(places: Sequence[int]) -> Iterator[str]:
    """Whole numbers in ascending order, as text: ``1–7``, ``9``."""
    first = last = places[0]
    for place in [*places[1:], None]:
        if place == last + 1:
            last = place
            continue
        yield str(first) if first == last else f"{first}–{last}"
        first = last = place or 0
