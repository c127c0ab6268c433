"""The long tables of R10: data lines, agreement lines, other lines, exceptions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from app.kernel.words import in_line, plural
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
    flag,
    name,
    pill,
    ref,
    refs,
    styled,
)
from app.reporting.render.tables.words import Words
from app.reporting.render.writing import day, number
from app.reporting.snapshot.schema.frame import Snapshot

_DATA = (
    Column("No.", 5),
    Column("Data set; system, location", 15),
    Column("Subjects; categories", 18),
    Column("Purpose; legal basis", 13),
    Column("Notice at collection, ground", 11),
    Column("Records; retention", 8),
    Column("Disposition; rules", 11),
    Column("Conditions and gates", 19),
)
_AGREEMENTS = (
    Column("No.", 5),
    Column("Counterparty", 14),
    Column("Agreement; our entity", 18),
    Column("Term; governing law", 11),
    Column("Confidentiality after the end", 10),
    Column("Assignment; change of control", 14),
    Column("Disposition; consent", 11),
    Column("Conditions and gates", 17),
)
_OTHERS = (
    Column("No.", 8),
    Column("Type", 22),
    Column("Object", 20),
    Column("Disposition", 22),
    Column("Conditions and gates", 28),
)
_EXCEPTIONS = (
    Column("No.", 5),
    Column("Severity", 8),
    Column("Exception", 29),
    Column("Lines affected", 14),
    Column("Rule; citation", 14),
    Column("Proposed treatment", 19),
    Column("Accepted by", 11),
)
Line = Mapping[str, Any]
Parts = list[str | Run]


class Lines:
    """Declares the tables of an inventory; *notes* are the numbers of counsel's questions, by line."""

    def __init__(self, snapshot: Snapshot, notes: Mapping[str, Sequence[int]]) -> None:
        """Take words and the day of closing from *snapshot*."""
        self._words = Words(snapshot)
        self._closing_on = snapshot["data"]["deal"]["closing_on"]
        self._notes = notes

    def data(self, lines: Sequence[Line]) -> LedgerTable:
        """The data sets of a part."""
        return _table(_DATA, lines, self._data_line)

    def agreements(self, lines: Sequence[Line]) -> LedgerTable:
        """The agreements of Part E."""
        return _table(_AGREEMENTS, lines, self._agreement_line)

    def others(self, lines: Sequence[Line]) -> LedgerTable:
        """Lines that a person added."""
        return _table(_OTHERS, lines, self._other_line)

    def exceptions(self, rows: Sequence[Line]) -> LedgerTable:
        """The exceptions of Part I."""
        return _table(_EXCEPTIONS, rows, self._exception, heads=2)

    def _data_line(self, line: Line) -> tuple[Cell, ...]:
        about: Parts = [name(line["name"])]
        if line["type"] != "consent_record":
            about += [" ", ref(line["ref"])]
        about += [BREAK, aside(self._of(line["type"], "item_type"))]
        if line["activity"]:
            about += [aside(" of "), styled(line["activity"], "mono")]
        about.append(aside(f"; {line['system'] or 'system not recorded'}"))
        basis = self._all(line["legal_basis"], "legal_basis")
        return (
            cell(ref(line["number"])),
            cell(*about),
            cell(*_listed(line["subjects"]), BREAK, _key("Categories"), " ", *_listed(line["categories"])),
            cell(*_listed(line["purposes"]), BREAK, _key("Basis"), " ", basis or absent()),
            self._cohorts(line["notices"]),
            _records(line),
            self._disposed(line, line["reason"]),
            self._conditions(line),
        )

    def _cohorts(self, cohorts: Sequence[Line]) -> Cell:
        found: Parts = []
        for cohort in cohorts:
            since = f" of {day(cohort['effective_on'])}" if cohort["effective_on"] else ""
            ground = self._of(cohort["ground"], "coverage").lower()
            found += [BREAK] if found else []
            found += [styled(cohort["notice"], "mono"), f"{since}, {cohort['share']}\u00a0%: {ground}"]
        return cell(*found) if found else cell(absent())

    def _disposed(self, line: Line, reason: str | None) -> Cell:
        rules = line["standing"]["rule_ids"]
        found = [*self._standing(line), BREAK, refs(rules)]
        if reason and reason not in rules:
            found += [BREAK, aside(reason)]
        return cell(*found)

    def _conditions(self, line: Line) -> Cell:
        found: Parts = []
        for field, words in (("method", "Method"), ("form", "Form"), ("custodian", "Custodian")):
            if line[field]:
                found += [_key(words), f" {line[field]}", BREAK]
        return cell(*found, *self._gates(line))

    def _agreement_line(self, line: Line) -> tuple[Cell, ...]:
        role = f"{self._of(line['affiliation'], 'affiliation')}, {in_line(self._of(line['role'], 'role'))}"
        dated = f"dated {day(line['dated_on'])}" if line["dated_on"] else "date not recorded"
        kind = f"{self._of(line['kind'], 'agreement_kind')}, {dated}"
        about: Parts = [line["title"], " ", ref(line["ref"]), BREAK, aside(kind)]
        about += [BREAK, _key("For us"), f" {line['our_entity'] or 'not recorded'}"]
        about += [] if line["document"] else [BREAK, absent("no document on file")]
        alive = "binding now" if line["confidentiality_alive"] else "not binding now, as recorded"
        shared: Parts = (
            [BREAK, aside("shared with the retained business")] if line["shared_with_retained"] else []
        )
        return (
            cell(ref(line["number"])),
            cell(name(line["counterparty"]), " ", ref(line["third_party"]), BREAK, aside(role)),
            cell(*about),
            cell(_term(line), BREAK, _key("Law"), f" {line['governing_law'] or 'not recorded'}"),
            cell(_confidential(line), BREAK, aside(alive)),
            self._assignment(line),
            cell(
                *self._standing(line), BREAK, refs(line["standing"]["rule_ids"]), BREAK, *self._consent(line)
            ),
            cell(*self._gates(line), *shared),
        )

    def _assignment(self, line: Line) -> Cell:
        clause = f", cl.\u00a0{line['assignment_ref']}" if line["assignment_ref"] else ""
        control = f", cl.\u00a0{line['coc_ref']}" if line["coc_ref"] else ""
        found: Parts = [f"{self._of(line['assignment_rule'], 'assignment_rule')}{clause}", BREAK]
        found.append(aside(f"by operation of law: {self._of(line['by_law_covered'], 'by_law').lower()}"))
        found += [BREAK, _key("Control"), f" {self._of(line['coc'], 'change_of_control').lower()}{control}"]
        if line["notice_days"] is not None:
            address = f", {line['notice_address']}" if line["notice_address"] else ""
            found += [BREAK, _key("Notice"), f" {plural(line['notice_days'], 'day')}{address}"]
        return cell(*found)

    def _consent(self, line: Line) -> Parts:
        status = self._of(line["consent_status"] or "not_started", "consent_status").lower().replace("_", " ")
        asked = f", requested {day(line['consent_requested_on'])}" if line["consent_requested_on"] else ""
        answered = f", answered {day(line['consent_received_on'])}" if line["consent_received_on"] else ""
        return [_key("Consent"), f" {status}{asked}{answered}"]

    def _other_line(self, line: Line) -> tuple[Cell, ...]:
        kind = cell(self._of(line["type"], "item_type"))
        standing, gates = cell(*self._standing(line)), cell(*self._gates(line))
        return (cell(ref(line["number"])), kind, cell(line["ref"]), standing, gates)

    def _exception(self, row: Line) -> tuple[Cell, ...]:
        stated: Parts = [] if row["statement"] == row["title"] else [BREAK, row["statement"]]
        confirm = "" if row["source_confirmed"] else " (source to confirm)"
        accepted = self._all(row["accepted_by"] or (), "person")
        return (
            cell(ref(row["number"])),
            cell(pill(self._of(row["severity"], "severity"), f"severity-{row['severity']}")),
            cell(name(row["title"]), *stated),
            cell(refs(row["items"] or row["objects"])),
            cell(refs(row["rules"]), BREAK, styled(f"{row['citation']}{confirm}", "citation")),
            cell(row["treatment"]),
            cell(accepted) if accepted else (Run("", "accept", framed=True),),
        )

    def _standing(self, line: Line) -> Parts:
        where = line["standing"]
        found: Parts = [styled(self._of(where["disposition"], "disposition"), "disposition"), BREAK]
        if where["approved"]:
            person = f" by {self._of(where['approved_by'], 'person')}" if where["approved_by"] else ""
            found.append(styled(f"approved{person} {day(where['approved_on'])}", "decided"))
        elif where["decided"]:
            found.append(aside("decided, not approved"))
        else:
            found.append(aside("proposed" if where["proposed"] else "outside the perimeter"))
        if where["override"]:
            before = where["override"]["from"]
            was = f", proposed was {self._of(before, 'disposition').lower()}" if before else ""
            person = self._of(where["override"]["by"], "person")
            found += [BREAK, aside(f"override by {person}{was}: {where['override']['reason']}")]
        if where["note"]:
            found += [BREAK, aside(where["note"])]
        return found

    def _gates(self, line: Line) -> Parts:
        found: Parts = []
        for gate in line["standing"]["gates"]:
            words = self._of(gate["gate"], "gate").lower() + (
                " after closing" if gate["phase"] == "after" else ""
            )
            if gate["open"] and gate["due_on"] and gate["due_on"] != self._closing_on:
                words += f", by {day(gate['due_on'])}"
            elif gate["met_on"]:
                words += f", {day(gate['met_on'])}"
            words += f", {self._of(gate['owner'], 'person')}" if gate["owner"] else ""
            words += f" ({gate['evidence']})" if gate["evidence"] else ""
            found += [BREAK] if found else []
            found += [
                styled("Open:", "gate-open") if gate["open"] else styled("Met:", "gate-met"),
                f" {words}",
            ]
        found = found or [aside("No gate.")]
        asked = sorted(self._notes[line["number"]])
        if asked:
            word = "Question" if len(asked) == 1 else "Questions"
            found += [BREAK, aside(f"{word} {', '.join(map(str, asked))} below")]
        return found

    def _of(self, key: str | None, vocabulary: str) -> str:
        return self._words.of(key, vocabulary) or ""

    def _all(self, keys: Sequence[str], vocabulary: str) -> str:
        return ", ".join(self._of(key, vocabulary) for key in keys)


def _table(
    columns: tuple[Column, ...],
    lines: Sequence[Line],
    make: Callable[[Line], tuple[Cell, ...]],
    heads: int | None = 1,
    style: str = "lines",
) -> LedgerTable:
    return LedgerTable(columns, partial(_rows, lines, make), len(lines), heads=heads, style=style)


def _rows(lines: Sequence[Line], make: Callable[[Line], tuple[Cell, ...]]) -> Iterator[Row]:
    for line in lines:
        yield Row(make(line), label=line["number"])


def _key(words: str) -> Run:
    """What the text after it is."""
    return styled(words, "k")


def _listed(entries: Sequence[Line]) -> Parts:
    """Words with their codes, and a flag where they are sensitive."""
    found: Parts = []
    for entry in entries:
        found += [", "] if found else []
        found.append(entry["label"])
        found += [" ", styled(entry["code"], "code")] if entry["code"] else []
        found += [" ", flag("sensitive")] if entry["sensitive"] else []
    return found or [absent()]


def _records(line: Line) -> Cell:
    found: Parts = [absent("no count") if line["records"] is None else number(line["records"])]
    if None not in {line["records"], line["records_closing"], line["records_signing"]}:
        found += [" ", aside(f"at signing {number(line['records_signing'])}")]
    return cell(*found, BREAK, _key("Kept until"), f" {day(line['retention_end_on'])}")


def _term(line: Line) -> str | Run:
    if line["terminated_on"]:
        return f"terminated {day(line['terminated_on'])}"
    if line["expires_on"]:
        return f"{day(line['expires_on'])}{', renews' if line['runs_on'] else ''}"
    return "no fixed end" if line["runs_on"] else absent("end not recorded")


def _confidential(line: Line) -> str | Run:
    if line["confidentiality_unlimited"]:
        return "without limit"
    if line["confidentiality_until"]:
        return f"until {day(line['confidentiality_until'])}"
    return absent("survival not recorded")
