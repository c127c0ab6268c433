"""A quiet deal: the sale of a part of a jeweller's business to a buyer that keeps every promise.

On the segment and the agreement of these builders no rule asks for anything more than a transfer; a test
changes one thing by keyword and sees what fires. The vocabulary is the shipped one. The day is :data:`TODAY`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from app.domain.agreements.records import Agreement
from app.domain.catalogue import builtin
from app.domain.deals.deal_rules.rule import DEAL_RULES, Review
from app.domain.deals.drift import Row
from app.domain.deals.engine import propose
from app.domain.deals.lines import collect
from app.domain.deals.matter import Matter
from app.domain.deals.proposal import Proposal
from app.domain.deals.records import Deal
from app.domain.deals.review import findings
from app.domain.deals.rules.rule import RULES, Firing
from app.domain.deals.terms import ItemType
from app.domain.evidence.records import Preference
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.engine import Found
from app.domain.findings.records import Waiver
from app.domain.flows.records import Activity, Flow
from app.domain.notices.records import Notice
from app.domain.organisation.records import Entity, Organisation
from app.domain.third_parties.records import ThirdParty

TODAY = dt.date(2026, 11, 22)
"""The rules' today in these tests."""
CLOSING = dt.date(2027, 3, 1)
"""The closing day, 99 days ahead."""
EVERY_REGIME = [
    "GDPR",
    "UK",
    "CCPA",
    "US-FTC",
    "US-BK",
    "US-states",
    "CA-PIPEDA",
    "CA-QC",
    "BR",
    "ES",
    "DE-DSK",
    "MX",
]

NAME, EMAIL, PHONE, ADDRESS = (
    "user.name",
    "user.contact.email",
    "user.contact.phone_number",
    "user.contact.address",
)
CARD, BIRTH, HEALTH, RING = (
    "user.financial.credit_card",
    "user.demographic.date_of_birth",
    "user.health_and_medical",
    "jewellery.ring_size",
)
MARKETING, REPAIR, RECALL = "marketing.communications.email", "jewellery.repair", "product_recall"


def notice(ref: str = "NV-0001", *, transfer: bool = True, **changes: Any) -> Notice:
    """A notice in effect since 2020: purposes, the promise not to sell and, unless told, transfer wording."""
    provisions = [
        {"code": "P1", "kind": "purpose"},
        {"code": "P4", "kind": "purpose"},
        {"code": "P5", "kind": "purpose"},
        {"code": "PR1", "kind": "promise", "text": "Nothing is sold outside the group."},
    ]
    if transfer:
        provisions.append({"code": "G4", "kind": "transfer"})
    return Notice.parse({"ref": ref, "effective_on": "2020-01-01", "provisions": provisions} | changes)


@cache
def _vocabulary() -> dict[str, Any]:
    return {
        "categories": {category.key: category for category in builtin.categories()},
        "subjects": {subject.key: subject for subject in builtin.subjects()},
        "purposes": {purpose.key: purpose for purpose in builtin.purposes()},
    }


def context(
    *,
    regimes: Sequence[str] = ("GDPR", "US-FTC"),
    notices: Sequence[Notice] | None = None,
    preferences: Sequence[Mapping[str, Any]] = (),
    waivers: Sequence[Mapping[str, Any]] = (),
    third_parties: Sequence[ThirdParty] = (),
    today: dt.date = TODAY,
) -> Context:
    """The jeweller's context: entity EN-0001, the buyer EN-0005, one notice unless told otherwise."""
    entities = [
        {"ref": "EN-0001", "legal_name": "Joyería Lumen S.L.", "kind": "self", "country": "ES"},
        {"ref": "EN-0002", "legal_name": "Paloma Mensajes S.L.", "country": "ES"},
        {"ref": "EN-0005", "legal_name": "Halcyon Rings Inc.", "country": "ES"},
    ]
    activity = {
        "ref": "AC-0001",
        "name": "Rings to measure",
        "categories": [NAME, EMAIL],
        "subjects": ["customer"],
        "purposes": [REPAIR],
    }
    return Context(
        today=today,
        as_of=dt.datetime.combine(today, dt.time(12), dt.UTC),
        organisation=Organisation.parse({"entity": "EN-0001", "regimes": list(regimes)}),
        entities={entity["ref"]: Entity.parse(entity) for entity in entities},
        activities={"AC-0001": Activity.parse(activity)},
        notices={one.ref or "": one for one in ([notice()] if notices is None else notices)},
        preferences=tuple(map(Preference.parse, preferences)),
        waivers=tuple(map(Waiver.parse, waivers)),
        third_parties={party.ref or "": party for party in third_parties},
        **_vocabulary(),
    )


def with_word(on: Context, kind: str, key: str, **changes: Any) -> Context:
    """*on* with the word *key* of its vocabulary *kind* (such as ``categories``) changed, or added."""
    known = getattr(on, kind)
    word = known.get(key) or next(iter(known.values())).model_copy(update={"key": key})
    return replace(on, **{kind: {**known, key: word.model_copy(update=changes)}})


def segment(**changes: Any) -> dict[str, Any]:
    """The quiet segment S-001, changed: customers under warranty, with basis, notice and consent recorded."""
    return {
        "ref": "S-001",
        "name": "Rings under warranty",
        "activity": "AC-0001",
        "categories": [NAME, EMAIL, RING],
        "subjects": ["customer"],
        "purposes": [REPAIR],
        "relation": "warranty_open",
        "contract_transfer_consented": True,
        "legal_basis": "A6-1-b",
        "notices": [{"notice": "NV-0001", "share": 100}],
        "last_activity_on": "2026-10-01",
        "records_signing": 2000,
    } | changes


def deal(*segments: Mapping[str, Any], **changes: Any) -> Deal:
    """The quiet deal D-001 with *segments* (the quiet one where there are none), changed."""
    state = {
        "ref": "D-001",
        "codename": "Project Perla",
        "kind": "asset_part",
        "closing_on": CLOSING,
        "buyer_entity": "EN-0005",
        "buyer_country": "ES",
        "buyer_same_business": True,
        "buyer_adopts_notice": "yes",
        "buyer_purposes": [RECALL],
        "segments": list(segments) or [segment()],
    }
    return Deal.parse(state | changes)


def agreement(**changes: Any) -> dict[str, Any]:
    """The quiet agreement AG-0001, changed: a confidentiality agreement in force, freely assignable."""
    return {
        "ref": "AG-0001",
        "third_party": "TP-0001",
        "kind": "nda",
        "our_entity": "EN-0001",
        "their_entity": "EN-0002",
        "acceptance": "esign",
        "signed_us_on": "2022-01-05",
        "signed_them_on": "2022-01-10",
        "effective_on": "2022-01-15",
        "evergreen": True,
        "assignment": {"rule": "free", "ref": "14.2"},
    } | changes


def dossier(*agreements: Mapping[str, Any], **changes: Any) -> Dossier:
    """Paloma Mensajes, which serves AC-0001, with *agreements*; *changes* are to the third party."""
    flow = {"ref": "FL-0001", "third_party": "TP-0001", "activity": "AC-0001", "status": "active"}
    party = {
        "ref": "TP-0001",
        "name": "Paloma",
        "entity": "EN-0002",
        "affiliation": "non_affiliated",
        "role": "processor",
    }
    return Dossier(
        ThirdParty.parse(party | changes),
        tuple(map(Agreement.parse, agreements)),
        (Flow.parse(flow),),
    )


def bidder(*agreements: Mapping[str, Any]) -> Dossier:
    """The buyer as a third party that no activity uses, with *agreements*."""
    party = {"ref": "TP-0009", "name": "Halcyon", "entity": "EN-0005"}
    return Dossier(ThirdParty.parse(party), tuple(map(Agreement.parse, agreements)))


DEAL_NDA = agreement(ref="AG-0090", third_party="TP-0009", kind="deal_nda", their_entity="EN-0005")
"""The confidentiality agreement with the bidder, in force since January 2022."""


def fired(rule: str, *about: Mapping[str, Any], on: Context | None = None, **changes: Any) -> Firing | None:
    """What the segment rule *rule* finds on the segment *about* (the quiet one) of a deal with *changes*."""
    found = deal(*about, **changes)
    return RULES[rule].fire(Matter(found, on or context()), found.segments[0])


def deal_wide(rule: str, on: Context | None = None, **changes: Any) -> Firing | None:
    """What the rule *rule* finds on the whole of a deal with *changes*."""
    return RULES[rule].fire(Matter(deal(**changes), on or context()))


def contract(rule: str, about: Mapping[str, Any] | None = None, **changes: Any) -> Firing | None:
    """What the contract rule *rule* finds on the agreement *about* in a deal with *changes*."""
    return RULES[rule].fire(Matter(deal(**changes), context()), Agreement.parse(about or agreement()))


def gates(found: Firing | Proposal | None) -> list[str]:
    """The gates of *found*, those after closing marked with a star."""
    needs = found.gates if found is not None else ()
    return sorted(need.gate.value + ("" if need.phase == "closing" else "*") for need in needs)


def proposals(record: Deal, on: Context | None = None, *dossiers: Dossier) -> dict[str, Proposal]:
    """The proposals of *record* by reference; a line split from a segment by its type and reference."""
    plain = {ItemType.SEGMENT, ItemType.AGREEMENT}
    found = propose(record, dossiers, on or context())
    return {one.ref if one.type in plain else f"{one.type.value}:{one.ref}": one for one in found}


def hits(
    rule: str,
    record: Deal,
    on: Context | None = None,
    *dossiers: Dossier,
    signing: Sequence[Row] | None = None,
) -> list[Found]:
    """What the finding rule *rule* finds on *record*."""
    assert rule in DEAL_RULES
    return [one for one in findings(record, dossiers, on or context(), signing) if one.rule == rule]


def keys(
    rule: str,
    record: Deal,
    on: Context | None = None,
    *dossiers: Dossier,
    signing: Sequence[Row] | None = None,
) -> list[str]:
    """The keys of :func:`hits`."""
    return [one.key for one in hits(rule, record, on, *dossiers, signing=signing)]


def review(record: Deal, on: Context | None = None, *dossiers: Dossier) -> Review:
    """*record* with its lines."""
    matter = Matter.of(record, dossiers, on or context())
    return Review(matter, collect(matter))


def approved(number: str, kind: str, ref: str, disposition: str, **changes: Any) -> dict[str, Any]:
    """A stored line that counsel approved."""
    return {
        "number": number,
        "type": kind,
        "ref": ref,
        "disposition": disposition,
        "approved_by": "counsel@lumen.example",
        "approved_on": "2026-11-20",
    } | changes
