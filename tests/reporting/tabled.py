"""Snapshots of the kinds that are mostly tables (R6, R7, R9): of third parties with everything recorded of them."""

import datetime as dt
from typing import Any

from app.domain.audit.queries import Event
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.records import Waiver
from app.domain.flows.records import Activity
from app.reporting.snapshot.ropa import collect_ropa
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.transfers import collect_transfers
from app.reporting.snapshot.vendor import Beside, collect_vendor
from tests.reporting import extremes, samples

HASH = "ab" * 32
HANA = "hana@solana.example"
K13 = {"numerator": 11, "denominator": 14}


def whole(number: int, text: str) -> Dossier:
    """A third party with everything recorded of it; *text* stands wherever text may."""
    ref, flow_ref, paper = f"TP-{number:04d}", f"FL-{number:04d}", f"AG-{number:04d}"
    party = samples.third_party(
        number,
        name=text[:200],
        aliases=[text[:200]],
        description=text,
        role_rationale=text,
        external_id=f"X-{number}",
        breach_contact=text[:200],
        dpf_status="active",
        dpf_checked_on="2026-09-01",
        entity="EN-0002",
        onboarded_on="2024-12-01",
        contacts=[{"name": text[:200], "function": "Privacy", "phone": "+34 600 000 000"}],
        sub_processors=[
            {
                "sub_third_party": "TP-0001",
                "country": "IN",
                "authorisation": "general",
                "mechanism": text[:200],
                "notified_on": "2026-10-01",
                "objection_days": 30,
                "decision": "accepted",
                "flowdown_state": "confirmed",
                "rank": 2,
            }
        ],
        evidence=[
            {
                "kind": "soc2",
                "issued_on": "2025-01-01",
                "valid_until": "2026-01-01",
                "note": text,
                "doc_sha256": HASH,
            }
        ],
        incidents=[
            {
                "title": text[:200],
                "aware_third_party_on": "2026-02-01",
                "categories": ["user.name"],
                "subjects_count": 12,
            }
        ],
        reviews=[{"on": "2026-03-01", "by": "ines@solana.example", "outcome": "satisfactory", "note": text}],
    )
    agreement = samples.agreement(
        number,
        ref,
        [flow_ref],
        title=text[:200],
        kind="scc_m2",
        doc_sha256=HASH,
        governing_law="Spain",
        survival_months=24,
        our_entity="EN-0001",
        their_entity="EN-0002",
        clauses=[
            {
                "key": "conf.nondisclosure",
                "state": "present",
                "ref": "7.1",
                "quote": text,
                "note": text,
                "assessed_by": "ines@solana.example",
                "assessed_on": "2025-02-01",
                "second_reader": HANA,
            }
        ],
    )
    flow = samples.flow(
        number,
        ref,
        name=text[:200],
        activity="AC-0001",
        legal_basis="A6-1-f",
        volume_band="1k_9k",
        own_use=True,
        categories=["user.name", "user.health_and_medical", "user.location.precise"],
        locations=[
            {"country": "US", "kind": "storage"},
            {"country": "IN", "kind": "access"},
            {"country": "GB", "kind": "support"},
        ],
        transfers=[
            {"to_country": "US", "mechanism": "adequacy_dpf", "adequacy_row": "EU-US-DPF"},
            {
                "to_country": "IN",
                "mechanism": "scc",
                "module": 2,
                "doc_agreement": paper,
                "tia_on": "2024-01-01",
                "tia_outcome": "with_measures",
                "suppl_measures": text,
            },
        ],
        notice_links=[{"provision": "NV-0001/G2", "strength": "arguable"}],
    )
    return Dossier(party, (agreement,), (flow,))


def context(held: list[Dossier], text: str, **changes: Any) -> Context:
    """A context with activities in which *text* stands, one of them on behalf of another."""
    plain = samples.context()
    activities = {
        "AC-0001": {
            "ref": "AC-0001",
            "name": text[:200],
            "controller_entity": "EN-0001",
            "joint": [text[:200]],
            "purposes": ["orders.delivery"],
            "categories": ["user.name", "user.contact.email"],
            "subjects": ["customer"],
            "recipients": [text[:200]],
            "retention": [
                {
                    "category": "user.name",
                    "amount": 6,
                    "unit": "years",
                    "trigger": text[:200],
                    "legal_ground": text[:200],
                }
            ],
            "toms": text,
            "dpia": {"needed": True},
            "lia_on": "2025-05-05",
            "source_channels": ["website"],
            "automated_decision": True,
        },
        "AC-0002": {
            "ref": "AC-0002",
            "name": "Parcels for another",
            "controller_entity": "EN-0002",
            "categories": ["user.contact.address"],
        },
    }  # fmt: skip
    waiver = Waiver.parse(
        {
            "rule": "GOV-01",
            "object": "TP-0001",
            "key": "",
            "reason": text,
            "approver": "ines@solana.example",
            "granted_on": "2026-11-01",
            "expires_on": "2027-01-01",
        }
    )
    return samples.context(
        entities=plain.entities,
        activities={ref: Activity.parse(fields) for ref, fields in activities.items()},
        third_parties={d.third_party.ref: d.third_party for d in held},
        waivers=(waiver,),
        **changes,
    )


def held(texts: list[str]) -> list[Dossier]:
    """A third party with everything for each of *texts*."""
    return [whole(number, text) for number, text in enumerate(texts, 1)]


def transfers(texts: list[str] | None = None, text: str = "Orders and delivery") -> Snapshot:
    """The snapshot of R6 of third parties of those names."""
    parties = held(texts or ["Veloz Paquetería", "Lark & Finch Mailing"])
    bare = Dossier(
        samples.third_party(90), (), (samples.flow(90, "TP-0090", locations=[], name="Placeless"),)
    )
    local = Dossier(samples.third_party(91), (), (samples.flow(91, "TP-0091"),))
    return collect_transfers([*parties, bare, local], context(parties, text), people=samples.PEOPLE)


def ropa(texts: list[str] | None = None, text: str = "Orders and delivery") -> Snapshot:
    """The snapshot of R7 with flows to third parties of those names."""
    parties = held(texts or ["Veloz Paquetería", "Lark & Finch Mailing"])
    lost = Dossier(samples.third_party(90), (), (samples.flow(90, "TP-0090", activity="AC-0099"),))
    return collect_ropa([*parties, lost], context(parties, text), K13, people=samples.PEOPLE)


def vendor(text: str = "Veloz Paquetería") -> Snapshot:
    """The snapshot of R9 of a third party of which everything is recorded."""
    party = whole(1, text)
    entry: dict[str, Any] = {
        "number": 2,
        "seq": 7,
        "actor": "ines@solana.example",
        "kind": "third_party",
        "key": "TP-0001",
        "hash": HASH,
    }
    changes = [
        Event(
            **entry,
            at=dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC),
            operation="third_party.update",
            action="updated",
            diff={"name": ["Before", text], "holds_data": [True, False]},
        ),
        Event(
            **{**entry, "seq": 3},
            at=dt.datetime(2026, 11, 1, 9, 30, tzinfo=dt.UTC),
            operation="third_party.register",
            action="created",
            diff={"name": [None, "Before"]},
        ),
    ]
    found = [
        samples.finding("GOV-01", "medium", "TP-0001", "TP-0001", title=text[:200], message=text, remedy=text,
                        opened_on="2026-10-01", due_on="2026-10-08", owner="ines@solana.example"),
        samples.finding("GOV-01", "medium", "TP-0002", "TP-0002", message="Another’s."),
    ]  # fmt: skip
    beside = Beside(found, {HASH: f"{text[:150]}.pdf"}, changes, cut=False, total=2)
    return collect_vendor(party, context([party], text), beside, people=samples.PEOPLE)


def empty_transfers() -> Snapshot:
    """The snapshot of R6 of a register with nothing in it."""
    return collect_transfers([], samples.context())


def empty_ropa() -> Snapshot:
    """The snapshot of R7 of a register with nothing in it."""
    return collect_ropa([], samples.context(activities={}), None)


def empty_vendor() -> Snapshot:
    """The snapshot of R9 of a third party of which only the name is recorded."""
    bare = Dossier(samples.third_party(1, owner=None, next_review_on=None, risk_tier=None))
    return collect_vendor(bare, samples.context(), Beside([], {}, [], cut=False, total=1))


def hostile_transfers() -> Snapshot:
    """The snapshot of R6 with hostile text in every field that takes any."""
    return transfers(extremes.HOSTILE, extremes.HOSTILE[1])


def hostile_ropa() -> Snapshot:
    """The snapshot of R7 with hostile text in every field that takes any."""
    return ropa(extremes.HOSTILE, " ".join(extremes.HOSTILE))


def hostile_vendor() -> Snapshot:
    """The snapshot of R9 with hostile text in every field that takes any."""
    return vendor(" ".join(extremes.HOSTILE))
