"""Parts F, G, H and J of R10: consents and notices, transfers, sub-processors, what is shared or transitional."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.domain.agreements.terms import AgreementKind
from app.domain.deals.agreement_lines import AgreementLine
from app.domain.deals.data_lines import DataLine
from app.domain.deals.matter import Matter
from app.domain.deals.required import COUNTERPARTY, OF_COURT, requirements
from app.domain.deals.schedule import Inventory
from app.domain.deals.terms import ContractDisposition, Disposition, Gate
from app.domain.findings.crossings import Crossing, crossings
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.scope import personal_flows
from app.domain.organisation.terms import Regime
from app.domain.third_parties.records import SubProcessor, ThirdParty
from app.reporting.snapshot.frame import Vocabulary, day
from app.reporting.snapshot.schema.inventory_parts import CrossingRow, ReachedRow, RequirementRow, SharedRow
from app.reporting.snapshot.transfers import transfer_row

DEEPEST = 5
"""How many links of a chain of sub-processors are followed."""

SPLIT, SHARED, TSA, CUSTODY = (
    "Agreement to be split",
    "Agreement shared with the retained business",
    "Transitional services",
    "Data in custody",
)
"""The sorts of rows in Part J."""


def required(inventory: Inventory, vocabulary: Vocabulary) -> list[RequirementRow]:
    """Part F, the first due first."""
    today = inventory.matter.context.today
    return [
        {
            "number": one.number,
            "of": "counterparty"
            if one.gate in COUNTERPARTY
            else "court"
            if one.gate in OF_COURT
            else "people",
            "whom": one.whom,
            "about": one.about,
            "gate": vocabulary.term("gate", one.gate),
            "phase": vocabulary.term("gate_phase", one.phase),
            "due_on": day(one.due_on),
            "notice_days": one.notice_days,
            "owner": vocabulary.person(one.owner),
            "stands": one.stands,
            "is_open": one.is_open,
            "late": one.is_late(today),
            "met_on": day(one.met_on),
            "requested_on": day(one.requested_on),
            "answered_on": day(one.answered_on),
            "rule_ids": list(one.rule_ids),
        }
        for one in requirements(inventory.matter, inventory.lines)
    ]


def transfers(inventory: Inventory, vocabulary: Vocabulary) -> list[CrossingRow]:
    """Part G: the sale itself where it needs a mechanism, then the flows in the perimeter, the unsound first."""
    matter = inventory.matter
    about = _evaluated(matter)
    rows = [
        _crossing(crossing, dossier, about, matter, vocabulary)
        for dossier in matter.dossiers
        if matter.serves(dossier)
        for flow in personal_flows(dossier, about)
        if matter.is_concerned(flow) or dossier.third_party.ref in matter.deal.perimeter_third_parties
        for crossing in crossings(flow, dossier.third_party, about)
    ]
    rows.sort(
        key=lambda row: (
            row["sound"],
            *(row["third_party"] or "", row["flow"] or "", row["regime"] or "", row["country"] or ""),
        )
    )
    return [*_sale(inventory, vocabulary), *rows]


def _evaluated(matter: Matter) -> Context:
    """The context with the regimes of the deal, which may not be those of the organisation."""
    regimes = [regime for regime in Regime if regime in matter.regimes]
    return replace(
        matter.context,
        organisation=matter.context.organisation.model_copy(update={"regimes": regimes}),
    )


def _sale(inventory: Inventory, vocabulary: Vocabulary) -> Iterator[CrossingRow]:
    """The transfer of the data to a buyer for which a rule asks a mechanism."""
    found = [
        (line.number, gate)
        for line in inventory.lines.perimeter
        for gate in line.standing.gates
        if gate.gate is Gate.TRANSFER_MECHANISM
    ]
    if not found:
        return
    deal, entities = inventory.matter.deal, inventory.matter.context.entities
    buyer = entities.get(deal.buyer_entity or "")
    country = deal.buyer_country or (buyer.country if buyer is not None else None)
    waiting = sum(gate.is_open for _, gate in found)
    yield {
        "flow": None,
        "name": "Transfer of the data to the buyer",
        "lines": list(dict.fromkeys(number for number, _ in found)),
        "third_party": None,
        "recipient": buyer.legal_name if buyer is not None else "The buyer",
        "regime": None,
        "country": None if country is None else vocabulary.country(country),
        "mechanism": None,
        "module": None,
        "document": None,
        "tia_on": None,
        "tia_outcome": None,
        "sound": not waiting,
        "lacks": ["No mechanism with the buyer is recorded."] if waiting else [],
        "action": "Agree a mechanism with the buyer and assess it before closing." if waiting else "None.",
    }


def _crossing(
    crossing: Crossing, dossier: Dossier, about: Context, matter: Matter, vocabulary: Vocabulary
) -> CrossingRow:
    row = transfer_row(crossing, dossier, about, vocabulary)
    return {
        "flow": row["flow"],
        "name": row["flow_name"],
        "lines": [],
        "third_party": row["third_party"],
        "recipient": row["third_party_name"],
        "regime": row["regime"],
        "country": row["country"],
        "mechanism": row["mechanism"],
        "module": row["module"],
        "document": row["document"],
        "tia_on": row["tia_on"],
        "tia_outcome": row["tia_outcome"],
        "sound": row["sound"],
        "lacks": row["lacks"],
        "action": _action(row["sound"], crossing.rests_on_adequacy, matter.moves),
    }


def _action(sound: bool, adequate: bool, moves: bool) -> str:
    if not sound:
        return "Settle before closing what is missing."
    if adequate:
        return "None while the adequacy decision holds; confirm on the day of closing."
    if moves:
        return "The exporter changes: assign the clauses, or let the buyer sign its own."
    return "None: the exporter stays."


def reached(inventory: Inventory, vocabulary: Vocabulary) -> list[ReachedRow]:
    """Part H: the sub-processors of the counterparties of Part E, and theirs, by the chain."""
    lines: dict[str, list[str]] = {}
    for line in inventory.lines.agreements:
        lines.setdefault(line.third_party, []).append(line.number)
    parties = dict(inventory.matter.context.third_parties)
    parties |= {one.third_party.ref or "": one.third_party for one in inventory.matter.dossiers}
    return [
        _reached(parties[ref], numbers, via, sub, depth, parties, vocabulary)
        for ref, numbers in sorted(lines.items())
        if ref in parties
        for via, sub, depth in _chain(parties[ref], parties)
    ]


def _chain(
    party: ThirdParty, parties: dict[str, ThirdParty]
) -> Iterator[tuple[ThirdParty, SubProcessor, int]]:
    """Each sub-processor that *party* reaches, once, by the shortest way; a circle ends where it began."""
    seen, level = {party.ref}, [party]
    for depth in range(1, DEEPEST + 1):
        following: list[ThirdParty] = []
        for via in level:
            for sub in via.sub_processors:
                if sub.sub_third_party in seen:
                    continue
                seen.add(sub.sub_third_party)
                yield via, sub, depth
                following += [parties[sub.sub_third_party]] if sub.sub_third_party in parties else []
        level = following


def _reached(
    party: ThirdParty,
    numbers: list[str],
    via: ThirdParty,
    sub: SubProcessor,
    depth: int,
    parties: dict[str, ThirdParty],
    vocabulary: Vocabulary,
) -> ReachedRow:
    other = parties.get(sub.sub_third_party)
    return {
        "lines": numbers,
        "counterparty": party.ref or "",
        "counterparty_name": party.name,
        "via": via.ref or "",
        "via_name": via.name,
        "depth": depth,
        "sub_third_party": sub.sub_third_party,
        "sub_name": None if other is None else other.name,
        "in_use": sub.in_use,
        "authorisation": vocabulary.term("authorisation", sub.authorisation),
        "country": None if sub.country is None else vocabulary.country(sub.country),
        "mechanism": sub.mechanism,
        "objection_due": day(sub.objection_due),
        "decision": vocabulary.optional("sub_decision", sub.decision),
        "flowdown": vocabulary.optional("flowdown", sub.flowdown_state),
        "confirmed_on": day(sub.list_confirmed_on),
    }


def shared(inventory: Inventory, vocabulary: Vocabulary) -> list[SharedRow]:
    """Part J: transitional services, agreements to be split or shared, data held in custody."""
    return [
        *_services(inventory.matter),
        *(_kept(line, vocabulary, inventory.matter) for line in _dividing(inventory)),
    ]


def _services(matter: Matter) -> Iterator[SharedRow]:
    """The agreements on transitional services, or the day in the deal where none is recorded."""
    until, entities = matter.deal.tsa_until, matter.context.entities
    found = [
        (dossier.third_party, agreement)
        for dossier in matter.dossiers
        for agreement in dossier.agreements
        if agreement.kind is AgreementKind.TSA
    ]
    for party, agreement in found:
        entity = entities.get(agreement.their_entity or "")
        counterparty = entity.legal_name if entity is not None else party.name
        name = agreement.title or agreement.kind.label
        yield _service(agreement.ref, name, counterparty, agreement.expires_on or until)
    if not found and until is not None:
        yield _service(None, "No agreement recorded", None, until)


def _service(ref: str | None, name: str, counterparty: str | None, until: dt.date | None) -> SharedRow:
    return {
        "number": None,
        "sort": TSA,
        "ref": ref,
        "name": name,
        "counterparty": counterparty,
        "disposition": None,
        "segregation": None,
        "gates_open": [],
        "ends_on": day(until),
    }


def _dividing(inventory: Inventory) -> Iterable[AgreementLine | DataLine]:
    for paper in inventory.lines.agreements:
        if paper.shared_with_retained or paper.standing.disposition is ContractDisposition.SPLIT:
            yield paper
    for line in inventory.lines.data:
        if line.in_perimeter and line.standing.disposition is Disposition.CUSTODY_ONLY:
            yield line


def _kept(line: AgreementLine | DataLine, vocabulary: Vocabulary, matter: Matter) -> SharedRow:
    paper = line if isinstance(line, AgreementLine) else None
    sort = CUSTODY
    if paper is not None:
        sort = SPLIT if paper.standing.disposition is ContractDisposition.SPLIT else SHARED
    waiting = [gate.gate for gate in line.standing.gates if gate.is_open]
    held = line.retention_end_on if isinstance(line, DataLine) else None
    return {
        "number": line.number,
        "sort": sort,
        "ref": line.ref,
        "name": paper.title if paper is not None else line.name,  # type: ignore[union-attr]
        "counterparty": paper.counterparty if paper is not None else None,
        "disposition": vocabulary.term("disposition", line.standing.disposition),
        "segregation": line.standing.note,
        "gates_open": [vocabulary.term("gate", gate) for gate in dict.fromkeys(waiting)],
        "ends_on": day(held or matter.deal.tsa_until),
    }
