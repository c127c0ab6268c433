"""A hand-made register for the press room, in several states, with a deal on part of it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from app.domain.agreements.records import Agreement
from app.domain.catalogue.builtin import categories, purposes, subjects
from app.domain.deals.records import Deal
from app.domain.deals.schedule import inventory as build
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.kpis import Kpi
from app.domain.findings.records import Waiver
from app.domain.flows.records import Activity, Flow
from app.domain.organisation.records import Entity, Organisation
from app.domain.third_parties.records import ThirdParty
from app.reporting.seal import PreviousReport, Seal, TrailHead, snapshot_sha256
from app.reporting.snapshot.board import collect_board
from app.reporting.snapshot.clauses import collect_clauses
from app.reporting.snapshot.history import Event, Story, collect_findings
from app.reporting.snapshot.inventory import collect_inventory
from app.reporting.snapshot.inventory_since import Signing, Told
from app.reporting.snapshot.promise import collect_promise
from app.reporting.snapshot.register import collect_register
from app.reporting.snapshot.schema.frame import Snapshot

TODAY = dt.date(2026, 11, 22)
AS_OF = dt.datetime(2026, 11, 22, 22, 59, 59, 999999, tzinfo=dt.UTC)
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def context(**changes: Any) -> Context:
    """An invented jeweller's context."""
    values: dict[str, Any] = {
        "today": TODAY,
        "as_of": AS_OF,
        "organisation": Organisation.parse(
            {"entity": "EN-0001", "time_zone": "Europe/Madrid", "regimes": ["GDPR", "US-FTC", "ES"]}
        ),
        "entities": {
            "EN-0001": Entity.parse(
                {"ref": "EN-0001", "legal_name": "Orfebrería Solana, S.L.", "kind": "self", "country": "ES"}
            ),
            "EN-0002": Entity.parse(
                {"ref": "EN-0002", "legal_name": "Veloz Paquetería, S.A.", "country": "ES"}
            ),
        },
        "categories": {c.key: c for c in categories()},
        "subjects": {s.key: s for s in subjects()},
        "purposes": {p.key: p for p in purposes()},
        "activities": {"AC-0001": Activity.parse({"ref": "AC-0001", "name": "Orders and delivery"})},
    }
    return Context(**{**values, **changes})


def third_party(number: int, **fields: Any) -> ThirdParty:
    """The third party of that number."""
    return ThirdParty.parse(
        {
            "ref": f"TP-{number:04d}",
            "name": f"Vendor {number}",
            "role": "processor",
            "status": "active",
            "affiliation": "non_affiliated",
            "risk_tier": "medium",
            "owner": "ines@solana.example",
            "next_review_on": "2027-03-01",
            **fields,
        }
    )


def flow(number: int, third_party_ref: str, **fields: Any) -> Flow:
    """The flow of that number."""
    return Flow.parse(
        {
            "ref": f"FL-{number:04d}",
            "third_party": third_party_ref,
            "status": "active",
            "first_on": "2025-01-10",
            "purposes": ["orders.delivery"],
            "categories": ["user.name", "user.contact.address"],
            "subjects": ["customer"],
            "locations": [{"country": "ES", "kind": "storage"}],
            **fields,
        }
    )


def agreement(number: int, third_party_ref: str, flows: Iterable[str], **fields: Any) -> Agreement:
    """The agreement of that number, in force unless *fields* say otherwise."""
    return Agreement.parse(
        {
            "ref": f"AG-{number:04d}",
            "third_party": third_party_ref,
            "kind": "dpa",
            "stage": "in_force",
            "acceptance": "esign",
            "signed_us_on": "2024-12-20",
            "signed_them_on": "2024-12-21",
            "effective_on": "2025-01-01",
            "expires_on": "2027-12-31",
            "governs_flows": list(flows),
            **fields,
        }
    )


def dossiers() -> list[Dossier]:
    """An ordinary small register in several states."""
    return [
        Dossier(
            third_party(
                1, name="Veloz Paquetería", entity="EN-0002", description="Delivers parcels to the door."
            ),
            (agreement(1, "TP-0001", ["FL-0001"], title="Data processing terms", expires_on="2027-02-10"),),
            (flow(1, "TP-0001", name="Delivery addresses"),),
        ),
        Dossier(
            third_party(
                2,
                name="Lark & Finch Mailing",
                description="Sends the newsletter and campaign e-mails.",
                risk_tier="high",
                next_review_on="2026-09-30",
            ),
            (
                agreement(
                    2, "TP-0002", ["FL-0002"], kind="nda", title="Mutual NDA", evergreen=True, expires_on=None
                ),
                agreement(3, "TP-0002", ["FL-0002"], title="DPA v1", expires_on="2025-12-31"),
            ),
            (
                flow(
                    2,
                    "TP-0002",
                    name="Newsletter subscribers",
                    purposes=["marketing.communications.email", "marketing.advertising.profiling"],
                    categories=[
                        "user.contact.email",
                        "user.behavior.purchase_history",
                        "user.demographic.language",
                    ],
                    subjects=["subscriber", "customer"],
                    locations=[{"country": "US", "kind": "storage"}, {"country": "IN", "kind": "support"}],
                ),
                flow(3, "TP-0002", name="Old list", status="ended", ended_on="2026-01-31"),
            ),
        ),
        Dossier(
            third_party(
                3, name="PagoClaro", role="independent_controller", description="Takes card payments."
            ),
            (agreement(4, "TP-0003", ["FL-0004"], kind="c2c", auto_renew=True, notice_days=60),),
            (
                flow(
                    4,
                    "TP-0003",
                    name="Card payments",
                    purposes=["essential.service.payment_processing", "essential.fraud_detection"],
                    categories=["user.name", "user.financial.credit_card", "user.device.ip_address"],
                    locations=[{"country": "IE", "kind": "storage"}, {"country": "US", "kind": "access"}],
                ),
            ),
        ),
        Dossier(
            third_party(
                4,
                name="Mirador Analytics",
                role="third_party",
                risk_tier=None,
                owner=None,
                next_review_on=None,
            ),
            (agreement(5, "TP-0004", ["FL-0005"], acceptance="published_only", stage="draft"),),
            (
                flow(
                    5,
                    "TP-0004",
                    name="Site statistics",
                    purposes=["analytics.reporting"],
                    categories=["user.device.cookie_id", "user.behavior.browsing_history"],
                    subjects=["visitor"],
                    locations=[],
                ),
            ),
        ),
        Dossier(third_party(5, name="Aduana", role="independent_controller", affiliation="public_authority")),
        Dossier(
            third_party(
                6, name="Bodega de Archivos", status="terminated", holds_data=True, next_review_on=None
            ),
            (agreement(6, "TP-0006", [], terminated_on="2026-03-31", survival_months=36, kind="msa"),),
            (flow(6, "TP-0006", name="Paper archive", status="ended", ended_on="2026-03-31"),),
        ),
    ]


def findings() -> list[dict[str, Any]]:
    """Open findings on the ordinary register."""
    return [
        finding("AGR-01", "critical", "FL-0005", "TP-0004", title="No agreement in force", opened_on="2026-11-02",
                due_on="2026-11-09", message="No agreement in force is recorded for this sharing of personal data.",
                remedy="Stop the flow, or conclude an agreement.", citation="S16; Art. 28(3) GDPR"),
        finding("NOT-05", "critical", "FL-0005", "TP-0004", title="Not set forth in the notice",
                opened_on="2026-11-18", due_on="2026-11-25", owner="ines@solana.example",
                message="No provision of the notice appears to set this sharing forth.",
                remedy="Stop, or disclose it in the notice first.", citation="S6; FTC Act s. 5"),
        finding("AGR-02", "high", "TP-0002", "TP-0002", title="No processing agreement", opened_on="2026-10-01",
                due_on="2026-10-31", owner="ines@solana.example",
                message="A confidentiality agreement is recorded, a processing agreement in force is not.",
                remedy="Sign a data processing agreement.", citation="Art. 28(3) GDPR"),
        finding("GOV-01", "medium", "TP-0002", "TP-0002", title="Review overdue", opened_on="2026-10-01",
                due_on="2026-12-30", message="The next review was due on 30 Sep 2026.", remedy="Review it.",
                citation="Art. 28(1) GDPR"),
        finding("REC-05", "low", "TP-0003", "TP-0003", title="Possible duplicate", opened_on="2026-11-20",
                due_on="2027-05-19", message="The name resembles that of another third party.", remedy="Merge them.",
                citation=""),
    ]  # fmt: skip


def finding(rule: str, severity: str, ref: str, third_party_ref: str | None, **fields: Any) -> dict[str, Any]:
    """One finding as the findings room gives it."""
    return {
        "rule": rule,
        "severity": severity,
        "object": ref,
        "key": "",
        "message": "",
        "remedy": "",
        "citation": "",
        "values": {},
        "third_party": third_party_ref,
        "title": "",
        "opened_on": None,
        "owner": None,
        "due_on": None,
        **fields,
    }


def kpis() -> list[dict[str, Any]]:
    """The board's figures, one of them with nothing to measure."""
    return [
        {"id": "K1", "name": "Agreement coverage", "numerator": 2, "denominator": 4, "parts": {}},
        {"id": "K3", "name": "Promise kept", "numerator": 1, "denominator": 4,
         "parts": {"evidenced": 1, "partly_evidenced": 2, "not_evidenced": 1, "contradicted": 0}},
        {"id": "K4", "name": "Notice coverage", "numerator": 1, "denominator": 4,
         "parts": {"express": 1, "arguable": 2, "none": 1}},
        {"id": "K5", "name": "Transfer coverage", "numerator": 0, "denominator": 0, "parts": {}},
        {"id": "K7", "name": "Reviews on time", "numerator": 3, "denominator": 5, "parts": {}},
        {"id": "K10", "name": "Findings in time", "numerator": 7, "denominator": 9,
         "parts": {"open_critical": 2, "oldest_critical_days": 20}},
        {"id": "K11", "name": "Evidence currency", "numerator": 3, "denominator": 8, "parts": {}},
    ]  # fmt: skip


PEOPLE = {"ines@solana.example": "Inés Robledo"}


def register(**changes: Any) -> Snapshot:
    """The snapshot of R3 of the ordinary register."""
    return collect_register(dossiers(), context(**changes), findings(), people=PEOPLE)


def board(previous: Snapshot | None = None) -> Snapshot:
    """The snapshot of R1 of the ordinary register."""
    held = dossiers()
    known = {dossier.third_party.ref: dossier.third_party for dossier in held}
    return collect_board(held, kpis(), findings(), context(third_parties=known), previous, people=PEOPLE)


def later_board() -> Snapshot:
    """The snapshot of R1 after two earlier ones, of which the last had fewer agreements and more criticals."""
    before = board(board())
    before["as_of"] = "2026-10-31T22:59:59.999999Z"
    before["data"]["kpis"][0]["numerator"] = 1
    before["data"]["severities"] = [{"key": "critical", "count": 4}]
    return board(before)


def seal(snapshot: Snapshot, **fields: Any) -> Seal:
    """A seal that fits *snapshot*."""
    values: dict[str, Any] = {
        "number": "R-2026-0007",
        "kind": snapshot["kind"],
        "issued_at": "2026-11-23T08:15:42.318046Z",
        "issued_by": "Inés Robledo",
        "snapshot_sha256": snapshot_sha256(snapshot),
        "versions": {"weasyprint": "70.0", "font Inter": "3.019"},
        "previous": PreviousReport("R-2026-0006", EMPTY_SHA256),
        "trail": TrailHead(1482, EMPTY_SHA256),
    }
    return Seal(**{**values, **fields})


def deal(name: str = "Signet rings on order", codename: str = "Project Ámbar", **fields: Any) -> Deal:
    """A sale of part of the business, with a data set to transfer, one to delete and opted-out readers."""
    common = {"activity": "AC-0001", "purposes": ["orders.delivery"], "system": f"Shop system, {name}"}
    segments = [
        {
            **common,
            "name": name,
            "categories": ["user.name", "user.contact.email", "user.health_and_medical"],
            "subjects": ["customer"],
            "relation": "active_contract",
            "legal_basis": "A6-1-b",
            "records_signing": 1200,
        },
        {
            **common,
            "name": f"Children: {name}",
            "categories": ["user.name"],
            "subjects": ["minor"],
            "minor": True,
        },
        {
            **common,
            "name": f"Readers: {name}",
            "categories": ["user.contact.email"],
            "subjects": ["subscriber"],
            "opted_out": True,
            "records_signing": 77,
        },
    ]
    return Deal.parse(
        {
            "ref": "D-001",
            "codename": codename,
            "kind": "asset_part",
            "perimeter": "part",
            "perimeter_note": f"The signet rings. {name}",
            "stage": "diligence",
            "signing_on": "2026-12-15",
            "closing_on": "2027-02-26",
            "buyer_entity": "EN-0002",
            "buyer_country": "US",
            "segments": [{"ref": f"S-{number:03d}", **segment} for number, segment in enumerate(segments, 1)],
            **fields,
        }
    )


def schedule(sold: Deal, held: list[Dossier], about: Context, **more: Any) -> Snapshot:
    """The snapshot of R10 of *sold*, whose perimeter all of *held* serve."""
    served = [
        Dossier(
            d.third_party, d.agreements, tuple(f.model_copy(update={"activity": "AC-0001"}) for f in d.flows)
        )
        for d in held
    ]
    return collect_inventory(sold, build(sold, served, about), about, people=PEOPLE, schedule="4.12", **more)


def inventory() -> Snapshot:
    """The snapshot of R10 of the ordinary deal."""
    return schedule(deal(), dossiers(), context())


def closing(name: str = "Signet rings on order", held: list[Dossier] | None = None) -> Snapshot:
    """The snapshot of R10 at closing: a data set and a counterparty came, facts changed, somebody did it."""
    some = dossiers() if held is None else held
    told = {
        "agreement_ref": f"Asset purchase agreement, {name}",
        "schedule_no": "4.12",
        "signing_on": "2026-11-02",
    }
    parties = [
        {"part": "seller", "name": f"Solana. {name}"},
        {"part": "buyer", "entity": "EN-0002", "signatory": name},
    ]
    signed = deal(name, stage="signed", **told)
    before = schedule(signed, some[1:], context())
    before["as_of"] = "2026-11-02T10:00:00.000000Z"
    first, *others = signed.segments
    changed = first.model_copy(update={"system": f"Moved: {name}", "records_closing": 1260})
    fresh = others[0].model_copy(update={"ref": "S-004", "name": f"New: {name}", "minor": False})
    closed = deal(name, stage="closed", closing_on="2026-11-20", parties=parties, **told).model_copy(
        update={"segments": [changed, *others, fresh]}
    )
    by = Told("ines@solana.example", "2026-11-12T09:30:00.000000Z", f"Counted anew. {name}")

    def deeds(changes: Any, _rows: Any) -> dict[tuple[str, str, str], Told]:
        return {(one.type, one.ref, field): by for one in changes for field in one.fields or ("",)}

    return schedule(closed, some, context(), signing=Signing("R-2026-0006", before), deeds=deeds)


def read(*keys: str, state: str = "present", **fields: Any) -> list[dict[str, Any]]:
    """Clauses that Inés found in *state* and somebody read second."""
    common = {
        "state": state,
        "ref": "7.1",
        "quote": "The Supplier keeps all information secret.",
        "assessed_by": "ines@solana.example",
        "assessed_on": "2025-02-01",
    }
    return [{**common, "key": key, **fields} for key in keys]


CONFIDENTIALITY = (
    "conf.parties",
    "conf.definition",
    "conf.unmarked_covered",
    "conf.use_restriction",
    "conf.return",
)
"""The clauses that the limbs of the promise ask for."""


def promise_dossiers(name: str = "Veloz Paquetería", words: str = "Delivery addresses") -> list[Dossier]:
    """One flow of each result, one with a gap, one that ended; *name* and *words* stand in the first."""
    kept = agreement(
        1, "TP-0001", ["FL-0001"], kind="nda", title=words, evergreen=True, expires_on=None, survival_months=36,
        our_entity="EN-0001", their_entity="EN-0002", purposes=["orders.delivery"], doc_sha256="ab" * 32,
        clauses=read(*CONFIDENTIALITY, ref=words, quote=words, note=words, second_reader="ines@solana.example",
                     second_on="2025-02-03"),
    )  # fmt: skip
    partly = agreement(
        2, "TP-0002", ["FL-0002"], kind="nda", title="Mutual NDA", clauses=read("conf.definition")
    )
    against = agreement(
        3, "TP-0003", ["FL-0003"], kind="nda", clauses=read(*CONFIDENTIALITY[:4], state="absent")
    )
    return [
        Dossier(
            third_party(1, name=name, entity="EN-0002"),
            (kept,),
            (
                flow(1, "TP-0001", name=words),
                flow(6, "TP-0001", name="Old addresses", status="ended", ended_on="2026-03-31"),
            ),
        ),
        Dossier(third_party(2, name="Lark & Finch"), (partly,), (flow(2, "TP-0002", first_on="2024-11-01"),)),
        Dossier(
            third_party(3, name="Mirador"), (against,), (flow(3, "TP-0003", name="Statistics", own_use=True),)
        ),
        Dossier(third_party(4, name="PagoClaro"), (), (flow(4, "TP-0004", name="Card payments"),)),
    ]


def promise(**changes: Any) -> Snapshot:
    """The snapshot of R2 with a flow of each result."""
    return collect_promise(promise_dossiers(), context(**changes), people=PEOPLE)


def clause_dossiers(name: str = "Veloz Paquetería", words: str = "Data processing terms") -> list[Dossier]:
    """Agreements read, partly read and unread, one amended, one ending soon; *name* and *words* stand throughout."""
    main = agreement(
        1, "TP-0001", ["FL-0001"], title=words, expires_on="2026-12-10", notice_days=10,
        clauses=[*read("g28.h_audit", state="absent", note=words),
                 *read("g28.c_security", ref=words, value=words, quote=words)],
    )  # fmt: skip
    amendment = agreement(
        2, "TP-0001", ["FL-0001"], title=f"Amendment of {words}", parent="AG-0001", effective_on="2026-01-01",
        clauses=read("g28.h_audit", quote="Audits once a year."),
    )  # fmt: skip
    unread = agreement(3, "TP-0002", [], kind="nda", auto_renew=True, expires_on="2027-01-31", notice_days=60)
    return [
        Dossier(third_party(1, name=name, risk_tier="high"), (main, amendment), (flow(1, "TP-0001"),)),
        Dossier(third_party(2, name="Lark & Finch"), (unread,)),
    ]


def clauses(**changes: Any) -> Snapshot:
    """The snapshot of R4 with agreements in several states."""
    return collect_clauses(clause_dossiers(), context(**changes), people=PEOPLE)


def event(day: int, what: str, by: str = "ines@solana.example", note: str | None = None) -> Event:
    """What happened at noon on that day of October 2026."""
    return Event(dt.datetime(2026, 10, day, 12, tzinfo=dt.UTC), by, what, f"finding.{what}", note)


def stories(words: str = "Asked the vendor for it.") -> list[Story]:
    """An open finding that was reopened, one that is waived, one that was closed; *words* stand in them."""
    told = finding(
        "AGR-01", "critical", "FL-0005", "TP-0004", title="No agreement in force", message=words, remedy=words,
        citation="Art. 28(3) GDPR", key=words[:60], owner="ines@solana.example",
    )  # fmt: skip
    return [
        Story(
            told,
            [
                event(1, "opened", "system"), event(2, "assigned", note="ines@solana.example"),
                event(3, "commented", note=words), event(4, "closed"), event(9, "reopened", "system"),
                event(10, "due", note="2026-12-24"),
            ],
        ),
        Story(
            finding("GOV-01", "medium", "TP-0002", "TP-0002", title="Review overdue", message="It was due."),
            [event(1, "opened", "system"), event(5, "waived")],
        ),
        Story(
            finding("REC-05", "low", "TP-0003", "TP-0003", title="Possible duplicate", message="It resembles it."),
            [event(2, "opened", "system"), event(6, "closed", "system")],
        ),
    ]  # fmt: skip


def waivers(words: str = "The review is set for January.") -> list[Waiver]:
    """A waiver that runs, one that waits for a second person, one that was withdrawn."""
    common = {"rule": "GOV-01", "object": "TP-0002", "reason": words, "requested_by": "ines@solana.example"}
    granted = {"approver": "bruno@solana.example", "granted_on": "2026-10-05"}
    return [
        Waiver.parse({**common, **granted, "expires_on": "2027-02-01"}),
        Waiver.parse({**common, "rule": "AGR-01", "object": "FL-0005", "expires_on": "2026-12-31"}),
        Waiver.parse({**common, **granted, "expires_on": "2026-12-01", "archived": True}),
    ]


IN_TIME = Kpi("K10", 3, 4)


def history(**changes: Any) -> Snapshot:
    """The snapshot of R12 with a finding of each status."""
    known = {dossier.third_party.ref: dossier.third_party for dossier in dossiers()}
    names = {"FL-0005": "Site statistics", "TP-0002": "Lark & Finch Mailing", "TP-0003": "PagoClaro"}
    about = context(third_parties=known, **changes)
    return collect_findings(stories(), waivers(), about, timeliness=IN_TIME, names=names, people=PEOPLE)
