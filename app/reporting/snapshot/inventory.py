"""R10, the transfer inventory of a deal: the parts of the schedule with the words for every key in them."""

from collections.abc import Mapping
from typing import Any

from app.domain.agreements.terms import AgreementKind, AssignmentRule, ByLaw, ChangeOfControl
from app.domain.catalogue.terms import LegalBasis, Sensitivity
from app.domain.deals.checklist import Check, checklist
from app.domain.deals.records import Deal
from app.domain.deals.schedule import Inventory
from app.domain.deals.terms import (
    ConsentStatus,
    ContractDisposition,
    DealKind,
    DealStage,
    Disposition,
    Gate,
    GatePhase,
    ItemType,
    Perimeter,
    Side,
)
from app.domain.evidence.terms import PreferenceKind
from app.domain.findings.dossier import Context
from app.domain.findings.terms import Severity
from app.domain.flows.terms import VolumeBand
from app.domain.notices.coverage import Coverage
from app.domain.organisation.terms import Regime
from app.domain.third_parties.terms import Affiliation, Role
from app.kernel.words import Term
from app.reporting.snapshot.frame import People, Vocabulary, day, frame
from app.reporting.snapshot.inventory_annexes import annexes, parties
from app.reporting.snapshot.inventory_parts import reached, required, shared, transfers
from app.reporting.snapshot.inventory_since import Deeds, Signing, nobody, since
from app.reporting.snapshot.inventory_support import support
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.inventory import InventoryData, Party
from app.reporting.snapshot.schema.inventory_parts import CheckRow

TITLE = "Personal Information and Data Processing Arrangements"

MARKS: Mapping[DealStage, str] = {
    DealStage.SIGNED: "signing",
    DealStage.CLOSED: "closing",
    DealStage.INTEGRATED: "closing",
}
"""The mark that a schedule bears by the stage of its deal: a draft until signing."""

_VOCABULARIES: Mapping[str, tuple[str, type[Term]]] = {
    "affiliation": ("affiliation", Affiliation),
    "band": ("volume_band", VolumeBand),
    "by_law_covered": ("by_law", ByLaw),
    "coc": ("change_of_control", ChangeOfControl),
    "consent_status": ("consent_status", ConsentStatus),
    "gate": ("gate", Gate),
    "ground": ("coverage", Coverage),
    "assignment_rule": ("assignment_rule", AssignmentRule),
    "legal_basis": ("legal_basis", LegalBasis),
    "perimeter": ("perimeter", Perimeter),
    "phase": ("gate_phase", GatePhase),
    "records_band": ("volume_band", VolumeBand),
    "regimes": ("regime", Regime),
    "role": ("role", Role),
    "sensitive": ("sensitivity", Sensitivity),
    "severity": ("severity", Severity),
    "side": ("side", Side),
    "stage": ("deal_stage", DealStage),
    "type": ("item_type", ItemType),
}
"""Which vocabulary the values of a field are keys of, by the name of the field."""

_PEOPLE = frozenset({"approved_by", "accepted_by", "owner", "by"})
"""The fields that hold e-mail addresses of people."""

_FREE = frozenset({"values", "findings", "deal_firings"})
"""The fields below which nothing is printed by its words."""

_DISPOSITIONS = frozenset({"disposition", "proposed", "decided", "from"})


def collect_inventory(
    deal: Deal,
    inventory: Inventory,
    context: Context,
    *,
    people: People | None = None,
    mark: str | None = None,
    schedule: str | None = None,
    signing: Signing | None = None,
    deeds: Deeds = nobody,
) -> Snapshot:
    """The snapshot of R10 of *deal*.

    *mark* is ``draft``, ``signing`` or ``closing`` (by default what the deal's stage says); *schedule* the number
    that the schedule has in the purchase agreement, by default that of the deal, left open where it is not known;
    *signing* the sealed signing schedule, with which this one is compared; *deeds* tells who changed what since.
    """
    vocabulary = Vocabulary(context, people)
    body = inventory.as_json()
    vocabulary.term("deal_kind", DealKind(deal.kind))
    for kind in body["preferences"]:
        vocabulary.term("preference_kind", PreferenceKind(kind))
    _collect_words(body, vocabulary)
    for row in body["parts"]["E"]:
        vocabulary.term("agreement_kind", AgreementKind(row["kind"]))
    shown = sum(len(rows) for letter, rows in body["parts"].items() if letter != "I") + len(body["others"])
    data: InventoryData = {
        **body,  # type: ignore[typeddict-item]
        "mark": mark or MARKS.get(deal.stage, "draft"),
        "schedule": schedule or deal.schedule_no,
        "agreement": deal.agreement_ref,
        "parties": parties(inventory.matter, vocabulary),
        "buyer": _party(deal, context),
        "required": required(inventory, vocabulary),
        "transfers": transfers(inventory, vocabulary),
        "sub_processors": reached(inventory, vocabulary),
        "shared": shared(inventory, vocabulary),
        "support": support(inventory),
        "checklist": [_check(one, vocabulary) for one in checklist(inventory.matter, inventory.lines)],
        "since_signing": None,
        "annexes": annexes(inventory, vocabulary),
    }
    if signing is not None:
        compared = since(signing, body["parts"], signing.snapshot["labels"], vocabulary.labels, deeds=deeds)
        for change in compared["changes"]:
            _name_author(change["by"], vocabulary)
        data["since_signing"] = compared
    return frame(
        "inventory",
        TITLE,
        context,
        vocabulary,
        counts={"shown": shown, "total": shown, "of": "lines"},
        data=data,
        parameters={"deal": deal.ref or ""},
        regimes=inventory.matter.regimes,
    )


def _name_author(by: str | None, vocabulary: Vocabulary) -> None:
    """Remember what the author of a change is called; the product itself has no name among people."""
    if by is not None and "@" in by:
        vocabulary.person(by)
    elif by is not None:
        vocabulary.entry("person", by, by.capitalize())


def _check(one: Check, vocabulary: Vocabulary) -> CheckRow:
    return {
        "what": one.what,
        "state": vocabulary.term("check_state", one.state),
        "done": one.done,
        "whole": one.of,
        "due_on": day(one.due_on),
        "owners": [vocabulary.person(owner) or owner for owner in one.owners],
        "evidence": list(one.evidence),
        "lines": list(one.lines),
    }


def _party(deal: Deal, context: Context) -> Party:
    """The buyer as recorded."""
    buyer = context.entities.get(deal.buyer_entity or "")
    country = deal.buyer_country or (buyer.country if buyer is not None else None)
    return {
        "name": None if buyer is None else buyer.legal_name,
        "reg_no": None if buyer is None else buyer.reg_no,
        "country": country,
    }


def _collect_words(value: Any, vocabulary: Vocabulary, name: str = "") -> None:
    """Remember the words of every key inside *value*, which stands in a field called *name*."""
    if isinstance(value, dict):
        for field, entry in value.items():
            if field not in _FREE:
                _collect_words(entry, vocabulary, field)
    elif isinstance(value, list):
        for entry in value:
            _collect_words(entry, vocabulary, name)
    elif isinstance(value, str):
        _remember(name, value, vocabulary)


def _remember(name: str, key: str, vocabulary: Vocabulary) -> None:
    if name in _PEOPLE:
        vocabulary.person(key)
    elif name in {"country", "buyer_country"}:
        vocabulary.country(key)
    elif name in _DISPOSITIONS:
        known: type[Term] = Disposition if key in set(Disposition) else ContractDisposition
        vocabulary.term("disposition", known(key))
    elif name in _VOCABULARIES:
        vocabulary_name, terms = _VOCABULARIES[name]
        vocabulary.term(vocabulary_name, terms(key))
