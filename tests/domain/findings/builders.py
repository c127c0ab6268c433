"""A clean third party, its agreements, its flow and its context: nothing here makes any rule fire.

A test changes one thing by keyword and sees what fires. The day is :data:`TODAY`; the third party is a
processor outside the group that sends order messages from Spain. An NDA and a processing agreement govern
the flow, and both were read in full.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.domain.agreements.clauses.catalogue import asked
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import AgreementKind
from app.domain.catalogue.records import Category, Purpose, Subject
from app.domain.findings import rules
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.rule import RULES, Hit
from app.domain.flows.records import Activity, Flow
from app.domain.notices.records import Notice
from app.domain.organisation.records import Entity, Organisation
from app.domain.third_parties.records import ThirdParty

assert rules.__name__

TODAY = dt.date(2026, 11, 22)
"""The rules' today in these tests."""
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
"""The instant of the data in these tests."""

OURS, THEIRS, OTHER = "EN-0001", "EN-0002", "EN-0003"
"""Our own entity, the recipient's, and somebody else's."""
OWNER, COUNSEL, SECOND = "owner@lumen.example", "counsel@lumen.example", "second@lumen.example"
"""The third party's owner, and the two who read clauses."""


def ago(days: int) -> dt.date:
    """The day *days* days before today; negative for the future."""
    return TODAY - dt.timedelta(days=days)


def third_party(**changes: Any) -> ThirdParty:
    """The clean third party TP-0001, changed."""
    state = {
        "ref": "TP-0001",
        "name": "Paloma Mensajes",
        "entity": THEIRS,
        "domains": ["paloma.example"],
        "affiliation": "non_affiliated",
        "role": "processor",
        "role_rationale": "It sends messages for us and on our instructions.",
        "status": "active",
        "risk_tier": "medium",
        "owner": OWNER,
        "onboarded_on": ago(700),
        "holds_data": True,
        "last_review_on": ago(100),
        "next_review_on": ago(-200),
        "list_confirmed_on": ago(60),
        "breach_contact": "security@paloma.example",
        "evidence": [
            {"kind": "questionnaire", "issued_on": ago(720), "valid_until": ago(-300)},
            {"kind": "iso27001", "issued_on": ago(300), "valid_until": ago(-400)},
        ],
    }
    return ThirdParty.parse(state | changes)


def clauses(kind: str, states: Mapping[str, str] | None = None, **common: Any) -> list[dict[str, Any]]:
    """Every clause asked of an agreement of *kind* as present, but for *states* (by key); *common* for each.

    A state of ``""`` leaves the clause out, as if nobody had come to it.
    """
    states = states or {}
    reading = {
        "assessed_by": COUNSEL,
        "assessed_on": ago(580),
        "second_reader": SECOND,
        "second_on": ago(579),
    }
    keys = [clause.key for clause in asked(AgreementKind(kind), TODAY)]
    values = {"g28.f_breach_time": "48", "g28.2_change_notice": "30", "conf.survival": "60"}
    return [
        {"key": key, "state": states.get(key, "present"), "value": values.get(key), **reading, **common}
        for key in [*keys, *(key for key in states if key not in keys)]
        if states.get(key, "present")
    ]


def agreement(kind: str, states: Mapping[str, str] | None = None, **changes: Any) -> Agreement:
    """A clean agreement of *kind* in force with the clauses of *states*, changed."""
    state = {
        "ref": "AG-0001",
        "third_party": "TP-0001",
        "title": "Agreement",
        "kind": kind,
        "our_entity": OURS,
        "their_entity": THEIRS,
        "stage": "in_force",
        "acceptance": "esign",
        "signed_us_on": ago(610),
        "signed_them_on": ago(605),
        "effective_on": ago(600),
        "evergreen": True,
        "survival_months": 60,
        "governing_law": "Spain",
        "governs_flows": ["FL-0001"],
        "purposes": ["order_status"],
        "categories": ["contact.email"],
        "doc_sha256": "ab" * 32,
        "clauses": clauses(kind, states),
    }
    return Agreement.parse(state | changes)


def nda(states: Mapping[str, str] | None = None, **changes: Any) -> Agreement:
    """The clean NDA AG-0001, changed."""
    return agreement("nda", states, **changes)


def dpa(states: Mapping[str, str] | None = None, **changes: Any) -> Agreement:
    """The clean processing agreement AG-0002, changed."""
    return agreement("dpa", states, **{"ref": "AG-0002"} | changes)


def ccpa_sp(states: Mapping[str, str] | None = None, **changes: Any) -> Agreement:
    """Clean CCPA service provider terms AG-0003, changed."""
    return agreement("ccpa_sp", states, **{"ref": "AG-0003"} | changes)


def flow(**changes: Any) -> Flow:
    """The clean flow FL-0001, changed."""
    state = {
        "ref": "FL-0001",
        "name": "Order messages",
        "third_party": "TP-0001",
        "activity": "AC-0001",
        "purposes": ["order_status"],
        "categories": ["contact.email"],
        "subjects": ["customer"],
        "volume_band": "1k_9k",
        "status": "active",
        "first_on": ago(590),
        "channel": "website",
        "legal_basis": "contract",
        "opt_out_route": "Link in each message",
        "locations": [{"country": "ES", "kind": "storage"}],
        "notice_links": [
            {"provision": "NV-0001/P3", "strength": "express"},
            {"provision": "NV-0001/G3", "strength": "express"},
        ],
    }
    return Flow.parse(state | changes)


def dossier(
    party: ThirdParty | None = None,
    agreements: tuple[Agreement, ...] | None = None,
    flows: tuple[Flow, ...] | None = None,
) -> Dossier:
    """The clean dossier, with the parts given in place of the clean ones."""
    return Dossier(
        third_party() if party is None else party,
        (nda(), dpa()) if agreements is None else agreements,
        (flow(),) if flows is None else flows,
    )


def activity(**changes: Any) -> Activity:
    """The clean activity AC-0001, with everything that Article 30 asks for, changed."""
    keys = ["contact.email", "contact.name", "payment.card", "usage.totals"]
    state = {
        "ref": "AC-0001",
        "name": "Sell and deliver",
        "controller_entity": OURS,
        "purposes": ["order_status", "newsletter"],
        "categories": keys,
        "subjects": ["customer", "child"],
        "recipients": ["Messaging providers"],
        "source_channels": ["website", "account"],
        "retention": [{"category": key, "amount": 6, "unit": "years", "trigger": "Order"} for key in keys],
        "toms": "Access control, encryption, back-ups.",
        "lia_on": ago(500),
    }
    return Activity.parse(state | changes)


def notice(**changes: Any) -> Notice:
    """The clean notice NV-0001, changed."""
    coded = {
        "C1": "channel", "C2": "channel", "C3": "channel", "C4": "channel",
        "P3": "purpose", "P4": "purpose",
        "G2": "disclosure_ground", "G3": "disclosure_ground", "G4": "transfer",
        "PR1": "promise", "PR2": "promise", "PR3": "promise", "PR4": "minor", "PR5": "optout",
    }  # fmt: skip
    state = {
        "ref": "NV-0001",
        "title": "Privacy notice",
        "entity": OURS,
        "url": "https://lumen.example/privacy",
        "captured_on": ago(30),
        "effective_on": ago(900),
        "text": "We tell you what we do.",
        "sha256": "cd" * 32,
        "provisions": [
            {"code": code, "kind": kind, "sentence_no": number, "text": f"Provision {code}"}
            for number, (code, kind) in enumerate(coded.items(), start=1)
        ],
    }
    return Notice.parse(state | changes)


def context(regimes: tuple[str, ...] = ("GDPR", "CCPA"), **changes: Any) -> Context:
    """The clean context under *regimes*; *changes* replace its fields.

    Its catalogue holds an identified, a card and an aggregate category, customers and children, a purpose of
    service, one of marketing and one worded too broadly.
    """
    entities = (
        Entity(ref=OURS, legal_name="Joyería Lumen SL", kind="self", country="ES"),
        Entity(ref=THEIRS, legal_name="Paloma Mensajes SA", country="ES"),
        Entity(ref=OTHER, legal_name="Paloma Holding SA", country="ES"),
    )
    categories = (
        Category(key="contact.email", label="E-mail address", identifiability="identified"),
        Category(key="contact.name", label="Name", identifiability="identified"),
        Category(key="payment.card", label="Card number", identifiability="identified", sensitivity=["card"]),
        Category(key="usage.totals", label="Visitor totals", identifiability="aggregate"),
    )
    purposes = (
        Purpose(key="order_status", label="Order status", policy_code="P3"),
        Purpose(key="newsletter", label="Newsletter", policy_code="P4", marketing=True),
        Purpose(key="anything", label="Business purposes", policy_code="P3", generic_text=True),
    )
    subjects = (
        Subject(key="customer", label="Customers", is_consumer=True),
        Subject(key="child", label="Children", is_minor=True),
    )
    fields: dict[str, Any] = {
        "today": TODAY,
        "as_of": NOON,
        "organisation": Organisation(entity=OURS, time_zone="Europe/Madrid", regimes=list(regimes)),
        "entities": {entity.ref: entity for entity in entities},
        "categories": {category.key: category for category in categories},
        "purposes": {purpose.key: purpose for purpose in purposes},
        "subjects": {subject.key: subject for subject in subjects},
        "activities": {"AC-0001": activity()},
        "notices": {"NV-0001": notice()},
        "active_people": frozenset({OWNER, COUNSEL, SECOND}),
        "third_parties": {"TP-0001": third_party()},
    }
    return Context(**fields | changes)


def hits(rule_id: str, case: Dossier, judged_in: Context | None = None) -> list[Hit]:
    """What the dossier rule *rule_id* finds in *case*: nothing where none of its regimes is switched on."""
    judged_in = judged_in or context()
    rule = RULES[rule_id]
    if rule.per_dossier is None:
        raise AssertionError(f"{rule_id} looks at the register, not at a dossier: use register_hits().")
    return list(rule.per_dossier(case, judged_in)) if rule.applies(judged_in) else []


def register_hits(rule_id: str, judged_in: Context) -> list[Hit]:
    """What the register rule *rule_id* finds in the whole context."""
    rule = RULES[rule_id]
    if rule.per_register is None:
        raise AssertionError(f"{rule_id} looks at a dossier, not at the register: use hits().")
    return list(rule.per_register(judged_in)) if rule.applies(judged_in) else []


def found(rule_id: str, case: Dossier, judged_in: Context | None = None) -> list[tuple[str, str]]:
    """Object and key of each hit of the dossier rule *rule_id*."""
    return [(hit.object, hit.key) for hit in hits(rule_id, case, judged_in)]


def all_found(case: Dossier, judged_in: Context | None = None) -> set[str]:
    """The ids of all rules, of dossiers and of the register, that fire on *case*."""
    judged_in = judged_in or context()
    fired = set()
    for rule in RULES.values():
        if not rule.applies(judged_in):
            continue
        if rule.per_dossier is not None and list(rule.per_dossier(case, judged_in)):
            fired.add(rule.id)
        if rule.per_register is not None and list(rule.per_register(judged_in)):
            fired.add(rule.id)
    return fired
