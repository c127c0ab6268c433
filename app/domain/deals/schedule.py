"""The inventory of a deal as plain data: Parts A to E and I with their summary, ready for a snapshot.

Pure: a function of the deal, the register and the day. What depends on when or by whom a schedule is issued
is not in it, so that the same data give the same snapshot.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.deals.data_lines import DataLine, band
from app.domain.deals.deal_rules.rule import Review
from app.domain.deals.drift import Row
from app.domain.deals.engine import deal_firings, deal_flags
from app.domain.deals.exceptions import ExceptionLine, exceptions, worst
from app.domain.deals.lines import Lines, collect
from app.domain.deals.matter import Matter
from app.domain.deals.plain import plain
from app.domain.deals.records import Deal
from app.domain.deals.review import judged
from app.domain.deals.rules.rule import RULES
from app.domain.deals.terms import ConsentStatus, Disposition, Gate, ItemType
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.engine import Found

DATA_PARTS = ("A", "B", "C", "D")
"""Transferred, retained, excluded or destroyed, suppression and preferences."""


@dataclass(frozen=True)
class Inventory:
    """The parts of the inventory, and what its summary and preliminary statement say of them."""

    matter: Matter
    lines: Lines
    exceptions: tuple[ExceptionLine, ...]
    findings: tuple[Found, ...]

    def part(self, letter: str) -> tuple[DataLine, ...]:
        """The rows of one of Parts A to D, by number."""
        return tuple(line for line in self.lines.data if line.part == letter)

    def as_json(self) -> dict[str, Any]:
        """Everything in JSON types, as a snapshot carries it."""
        deal, context = self.matter.deal, self.matter.context
        return {
            "deal": _title(deal),
            "on": plain(context.today),
            "regimes": sorted(regime.value for regime in self.matter.regimes),
            "summary": summary(self.lines, self.exceptions),
            "limits": limits(self.lines),
            "flags": list(deal_flags(self.matter)),
            "deal_firings": plain(deal_firings(self.matter)),
            "parts": {letter: [line.as_json() for line in self.part(letter)] for letter in DATA_PARTS}
            | {
                "E": [line.as_json() for line in self.lines.agreements],
                "I": [line.as_json() for line in self.exceptions],
            },
            "others": [line.as_json() for line in self.lines.others],
            "struck": list(self.lines.struck),
            "preferences": _ledger(context),
            "findings": [found.as_json() for found in self.findings],
            "rules": _catalogue(self.matter, self.lines),
        }


def inventory(
    deal: Deal,
    dossiers: Iterable[Dossier],
    context: Context,
    *,
    signing: Iterable[Row] | None = None,
    register: Iterable[Found] = (),
    earlier_exceptions: Mapping[str, str] | None = None,
    used_numbers: tuple[str, ...] = (),
) -> Inventory:
    """The inventory of *deal*.

    *signing* are the rows of the signing schedule (Parts A to E) once there is one; *register* the findings
    of the ordinary rules, of which the grave ones on the perimeter become exceptions; *earlier_exceptions*
    the numbers of an earlier version by key; *used_numbers* those given before to lines that are stored no
    more.
    """
    matter = Matter.of(deal, dossiers, context)
    lines = collect(matter, used_numbers)
    found = judged(Review(matter, lines, None if signing is None else tuple(signing)))
    return Inventory(matter, lines, exceptions(matter, lines, found, register, earlier_exceptions), found)


def summary(lines: Lines, found: Iterable[ExceptionLine] = ()) -> dict[str, Any]:
    """Lines by disposition with records, open gates, the three worst exceptions, and the readiness (K12)."""
    return {
        "dispositions": _dispositions(lines),
        "gates_open": _gates_open(lines),
        "worst": [line.as_json() for line in worst(found)],
        "readiness": readiness(lines),
    }


def readiness(lines: Lines) -> dict[str, int | str | None]:
    """The counts of K12: lines ready of all, consents received of required, records movable now of all."""
    perimeter = lines.perimeter
    consents = [
        line
        for line in lines.agreements
        if any(gate.gate is Gate.COUNTERPARTY_CONSENT for gate in line.standing.gates)
    ]
    answered = {ConsentStatus.RECEIVED.value, ConsentStatus.WAIVED.value}
    counted = _counted(lines)
    movable = _records(line for line in counted if line.part == "A" and line.standing.is_ready) or 0
    records = _records(counted)
    return {
        "lines_ready": sum(line.standing.is_ready for line in perimeter),
        "lines": len(perimeter),
        "consents_received": sum(line.consent_status in answered for line in consents),
        "consents_required": len(consents),
        "records_movable": movable,
        "records": records,
        "records_band": plain(band(records)),
        "lines_without_count": sum(line.records is None for line in counted),
    }


def limits(lines: Lines) -> dict[str, int]:
    """How many lines lack a fact that the inventory prints: the known limits of the preliminary statement."""
    segments = [line for line in lines.data if line.in_perimeter and line.type is ItemType.SEGMENT]
    return {
        "categories": sum(not line.categories for line in segments),
        "legal_basis": sum(not line.legal_basis for line in segments),
        "notice_at_collection": sum(not line.notices for line in segments),
        "records": sum(line.records is None for line in segments),
        "retention": sum(line.retention_end_on is None for line in segments),
        "system": sum(line.system is None for line in segments),
        "assignment_clause": sum(line.assignment_ref is None for line in lines.agreements),
        "change_of_control_clause": sum(line.coc_ref is None for line in lines.agreements),
        "document": sum(line.document is None for line in lines.agreements),
        "governing_law": sum(line.governing_law is None for line in lines.agreements),
    }


def _counted(lines: Lines) -> list[DataLine]:
    """The lines that count people: each segment once, by its own line or by what was split from it."""
    inside = [line for line in lines.data if line.in_perimeter]
    whole = {line.ref for line in inside if line.type is ItemType.SEGMENT}
    split = ItemType.SUPPRESSION_LIST
    return [
        line
        for line in inside
        if line.type is ItemType.SEGMENT or (line.type is split and line.ref not in whole)
    ]


def _records(lines: Iterable[DataLine]) -> int | None:
    """The records of *lines* together; ``None`` where none of them has a count."""
    counts = [
        line.records for line in lines if line.type is not ItemType.ACCOUNT and line.records is not None
    ]
    return sum(counts) if counts else None


def _dispositions(lines: Lines) -> list[dict[str, Any]]:
    """Rows of disposition, number of lines and records; contracts have no records."""
    found: list[dict[str, Any]] = []
    inside = [line for line in lines.data if line.in_perimeter]
    for disposition in Disposition:
        group = [line for line in inside if line.standing.disposition is disposition]
        if group:
            records = _records(group)
            row = {"of": "data", "disposition": disposition, "lines": len(group), "records": records}
            found.append(plain({**row, "band": band(records)}))
    counts = Counter(line.standing.disposition for line in lines.agreements)
    for contract, count in sorted(counts.items()):
        row = {"of": "contracts", "disposition": contract, "lines": count, "records": None, "band": None}
        found.append(plain(row))
    return found


def _gates_open(lines: Lines) -> list[dict[str, Any]]:
    counts = Counter(
        (gate.phase.value, gate.gate.value)
        for line in lines.perimeter
        for gate in line.standing.gates
        if gate.is_open
    )
    return [{"gate": gate, "phase": phase, "lines": count} for (phase, gate), count in sorted(counts.items())]


def _title(deal: Deal) -> dict[str, Any]:
    names = (
        "ref",
        "codename",
        "kind",
        "side",
        "perimeter",
        "perimeter_note",
        "stage",
        "signing_on",
        "closing_on",
        "buyer_entity",
        "buyer_country",
    )
    return {name: plain(getattr(deal, name)) for name in names}


def _ledger(context: Context) -> dict[str, int]:
    """The live opt-outs of the ledger by kind, to which Part D must reconcile."""
    live = (preference.kind.value for preference in context.preferences if not preference.archived)
    return dict(sorted(Counter(live).items()))


def _catalogue(matter: Matter, lines: Lines) -> dict[str, dict[str, Any]]:
    """The rules that fired, as the annex prints them."""
    fired = [firing for proposal in lines.proposals for firing in proposal.firings]
    fired += deal_firings(matter)
    found: dict[str, dict[str, Any]] = {}
    for firing in fired:
        rule = RULES[firing.rule_id]
        known = found.setdefault(
            rule.id,
            {
                "title": rule.title,
                "citation": rule.citation,
                "regimes": sorted(regime.value for regime in rule.regimes),
                "source_confirmed": True,
            },
        )
        known["source_confirmed"] = known["source_confirmed"] and firing.source_confirmed
    return dict(sorted(found.items()))
