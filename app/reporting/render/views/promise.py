"""R2 as its pages show it."""

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
    absent,
    aside,
    cell,
    joined,
    late,
    name,
    pill,
    ref,
    refs,
    styled,
)
from app.reporting.render.tables.words import Words
from app.reporting.render.views import clause_cells
from app.reporting.render.writing import day, grouped, number
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.promise import EvidenceRow, FlowTest

RESULTS = ("contradicted", "not_evidenced", "partly_evidenced", "evidenced")
MARKS = {"shown": "● Evidenced", "not_shown": "○ Not evidenced", "contradicted": "✕ Contradicted"}
"""How the states of a limb are marked: by sign and word, so that no meaning hangs on the ink."""

_LIMBS = ("agreed", "before", "party", "all", "only", "kept")
_BY_DATES = frozenset({"agreed", "before", "party"})
_REASONS = (Column("Flow and third party", 22), Column("Limb", 13), Column("State", 11), Column("Why", 27),
            Column("Clauses, as read", 27))  # fmt: skip
_GAPS = (Column("Flow and third party", 40), Column("First shared", 14), Column("From", 18), Column("To", 18),
         Column("Days", 10, end=True))  # fmt: skip
_EVIDENCE = (Column("No.", 5), Column("Agreement and third party", 25), Column("Kind and state", 18),
             Column("Acceptance and term", 20), Column("Document", 20), Column("Flows", 12))  # fmt: skip
_CLAUSES = (Column("No.", 5), Column("Clause", 26), Column("State", 11), Column("Reference and words", 38),
            Column("Read by", 20))  # fmt: skip


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """The flows under way and those that ended, what of them is not evidenced, their gaps, and the evidence."""
    data = snapshot["data"]
    active = [row for row in data["flows"] if row["active"]]
    ended = [row for row in data["flows"] if not row["active"]]
    counts = {tally["key"]: tally["count"] for tally in data["results"]}
    make = _Rows(snapshot)
    short = sum(limb["state"] != "shown" for row in data["flows"] for limb in row["limbs"])
    gaps = sum(len(row["gaps"]) for row in data["flows"])
    clauses = sum(len(row["clauses"]) for row in data["evidence"])
    return {
        "results": [(key, counts.get(key, 0)) for key in RESULTS],
        "active": make.limbs(active),
        "ended": make.limbs(ended),
        "reasons": LedgerTable(_REASONS, partial(make.reasons, data["flows"]), short, heads=1),
        "gaps": LedgerTable(_GAPS, partial(make.gaps, data["flows"]), gaps, heads=0),
        "evidence": LedgerTable(
            _EVIDENCE,
            partial(make.evidence, data["evidence"]),
            len(data["evidence"]),
            heads=1,
            style="evidence",
        ),
        "clauses": LedgerTable(_CLAUSES, partial(make.clauses, data["evidence"]), clauses, heads=1),
    }


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    data = snapshot["data"]
    limbs: int = sum(limb["state"] != "shown" for row in data["flows"] for limb in row["limbs"])
    return len(data["flows"]) + limbs + sum(1 + len(row["clauses"]) for row in data["evidence"])


class _Rows:
    """Makes the rows of the tables of R2."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._words = Words(snapshot)
        self._proofs = {row["ref"]: row["number"] for row in snapshot["data"]["evidence"]}

    def limbs(self, tests: Sequence[FlowTest]) -> LedgerTable:
        """Flows with the six limbs of each."""
        titles = [f"{place}\u00a0{self._words.of(limb, 'limb')}" for place, limb in enumerate(_LIMBS, 1)]
        columns = (
            Column("Flow and third party", 22),
            Column("Result", 15),
            *(Column(title, 9) for title in titles),
            Column("Rests on", 9),
        )
        return LedgerTable(columns, partial(self._tests, tests), len(tests), heads=0, style="limbs-table")

    def _tests(self, tests: Sequence[FlowTest]) -> Iterator[Row]:
        for row in tests:
            result = self._words.of(row["result"], "promise_result") or row["result"]
            states = {limb["limb"]: limb["state"] for limb in row["limbs"]}
            gap = (
                [BREAK, late(f"{plural(row['gap_days'], 'day')} without an agreement")]
                if row["gap_days"]
                else []
            )
            yield Row(
                (
                    cell(*_head(row), *gap),
                    cell(pill(result, f"result result-{row['result']}")),
                    *(cell(_mark(states[limb])) for limb in _LIMBS),
                    self._rests_on(row),
                ),
                label=f"{row['ref']} {row['name'] or 'Unnamed flow'}",
            )

    def _rests_on(self, row: FlowTest) -> Cell:
        if not row["agreements"]:
            return cell(absent("none lists it"))
        found: list[str | Run] = []
        for one in row["agreements"]:
            found += [", "] if found else []
            found += [ref(one), "\u00a0", aside(f"[{self._proofs[one]}]")]
        return cell(*found)

    def reasons(self, tests: Sequence[FlowTest]) -> Iterator[Row]:
        """Each limb that is not evidenced, and why."""
        for row in tests:
            first = True
            for limb in row["limbs"]:
                if limb["state"] == "shown":
                    continue
                about = _head(row) if first else [ref(row["ref"])]
                tested = [] if row["active"] else [BREAK, aside(f"ended, tested on {day(row['on'])}")]
                first, words = False, self._words
                yield Row(
                    (
                        cell(*about, *tested),
                        cell(words.of(limb["limb"], "limb") or ""),
                        cell(_mark(limb["state"])),
                        cell(limb["reason"]),
                        self._cites(limb),
                    ),
                    label=f"{row['ref']} {words.of(limb['limb'], 'limb')}",
                )

    def _cites(self, limb: Mapping[str, Any]) -> Cell:
        words = self._words
        if not limb["cites"]:
            dated = limb["limb"] in _BY_DATES
            return cell(aside("rests on dates and parties" if dated else "nobody has assessed them"))
        found: list[str | Run] = []
        for cite in limb["cites"]:
            place = f", {cite['ref']}" if cite["ref"] else ""
            state = (words.of(cite["state"], "clause_state") or "").lower()
            found += [BREAK] if found else []
            found += [f"{words.of(cite['clause'], 'clause')}: {state} ", aside(f"{cite['agreement']}{place}")]
        return cell(*found)

    def gaps(self, tests: Sequence[FlowTest]) -> Iterator[Row]:
        """The days of sharing without a recorded agreement."""
        for row in tests:
            for gap in row["gaps"]:
                yield Row(
                    (
                        cell(*_head(row)),
                        cell(day(row["first_on"])),
                        cell(day(gap["first"])),
                        cell(day(gap["last"])),
                        cell(number(gap["days"])),
                    ),
                    label=f"{row['ref']} {gap['first']}",
                )

    def evidence(self, found: Sequence[EvidenceRow]) -> Iterator[Row]:
        """The agreements that flows rest or rested on."""
        words = self._words
        for row in found:
            kind = words.of(row["kind"], "agreement_kind") or row["kind"]
            state = words.of(row["state"], "stage") or row["state"]
            signed = [
                aside(f"by us {day(row['signed_us_on'])},"),
                BREAK,
                aside(f"by them {day(row['signed_them_on'])},"),
            ]
            until = f" to {day(row['ends_on'])}" if row["ends_on"] else ""
            shown = row["signed_us_on"] or row["signed_them_on"]
            document = (
                styled(" ".join(grouped(row["document"])), "hashes")
                if row["document"]
                else absent("none on file")
            )
            yield Row(
                (
                    cell(str(row["number"])),
                    cell(
                        name(row["title"] or kind),
                        " ",
                        ref(row["ref"]),
                        BREAK,
                        aside(row["third_party_name"]),
                        " ",
                        ref(row["third_party"]),
                    ),
                    cell(kind, BREAK, pill(state, f"stage stage-{row['state']}")),
                    cell(
                        words.of(row["acceptance"], "acceptance") or "",
                        *([BREAK, *signed] if shown else []),
                        BREAK,
                        aside(f"from {day(row['effective_on'])}{until}"),
                    ),
                    cell(document),
                    cell(refs(row["flows"]) if row["flows"] else "–"),
                ),
                label=f"{row['number']} {row['ref']}",
            )

    def clauses(self, found: Sequence[EvidenceRow]) -> Iterator[Row]:
        """The clauses that limbs rest on, with their words."""
        words = self._words
        for row in found:
            for one in row["clauses"]:
                clause = words.of(one["clause"], "clause") or one["clause"]
                yield Row(
                    (
                        cell(str(row["number"])),
                        cell(clause, " ", ref(row["ref"])),
                        cell(clause_cells.state(one["state"], words)),
                        clause_cells.relied_on(one),
                        clause_cells.read_by(one, words),
                    ),
                    label=f"{row['ref']} {clause}",
                )


def _head(row: FlowTest) -> list[str | Run]:
    return [
        *joined([name(row["name"] or "Unnamed flow"), ref(row["ref"])], " "),
        BREAK,
        *joined([aside(row["third_party_name"]), ref(row["third_party"])], " "),
    ]


def _mark(state: str) -> Run:
    return styled(MARKS[state], f"limb limb-{state}")
