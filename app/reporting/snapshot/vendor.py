"""R9, the file of one third party: everything that the register holds of it, and its history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.agreements.clauses.catalogue import label_of
from app.domain.agreements.records import Agreement
from app.domain.audit.queries import Event
from app.domain.findings.crossings import crossings
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.promise import PromiseTest, ended_promise_tests, promise_tests
from app.domain.findings.scope import personal_flows
from app.domain.flows.records import Flow
from app.domain.third_parties.records import Evidence, Incident, SubProcessor
from app.kernel import clock
from app.kernel.canonical import canonical
from app.kernel.words import plural
from app.reporting.snapshot.agreements import agreement_row
from app.reporting.snapshot.findings import finding_rows
from app.reporting.snapshot.frame import People, Vocabulary, day, frame
from app.reporting.snapshot.register import is_sensitive
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.vendor import (
    ChangeRow,
    ClauseRow,
    FactRow,
    FlowRow,
    HappenedRow,
    PaperRow,
    ShownRow,
    SubRow,
    VendorData,
    WaiverRow,
)
from app.reporting.snapshot.transfers import onward_rows, transfer_row

MOST_CHANGES = 500
"""The most changes that a file lists, the newest."""
_LONGEST = 160
"""How much of a changed value is told."""
_USES = {
    "own_use": "also uses it for itself",
    "combines": "combines it with other data",
    "ai_training": "trains models on it",
    "cross_context_ads": "advertises across sites with it",
}


@dataclass(frozen=True)
class Beside:
    """What is read beside the dossier: findings with their history, documents' names by hash, changes, how many."""

    findings: Sequence[Mapping[str, Any]]
    documents: Mapping[str, str]
    changes: Sequence[Event]
    cut: bool
    total: int


def collect_vendor(
    dossier: Dossier, context: Context, beside: Beside, *, people: People | None = None
) -> Snapshot:
    """The snapshot of R9 of *dossier*; of *beside* those findings are taken that were found in it."""
    vocabulary = Vocabulary(context, people)
    party = dossier.third_party
    ref = party.ref or ""
    names = {agr.ref or "": agr.title for agr in dossier.agreements if agr.title}
    names |= {flow.ref or "": flow.name for flow in dossier.flows if flow.name} | {ref: party.name}
    own = {ref, *(agr.ref for agr in dossier.agreements), *(flow.ref for flow in dossier.flows)}
    tests = {
        test.flow.ref: test
        for test in (*promise_tests(dossier, context), *ended_promise_tests(dossier, context))
    }
    found = [one for one in beside.findings if one.get("third_party") == ref or one["object"] in own]
    data: VendorData = {
        "ref": ref,
        "name": party.name,
        "facts": _facts(dossier, context, vocabulary),
        "contacts": [
            {"name": one.name, "function": one.function, "email": one.email, "phone": one.phone}
            for one in party.contacts
        ],
        "flows": [_flow(flow, tests.get(flow.ref), dossier, context, vocabulary) for flow in dossier.flows],
        "agreements": [
            _paper(agr, dossier, context, vocabulary, beside.documents) for agr in dossier.agreements
        ],
        "clauses": [row for agr in dossier.agreements for row in _clauses(agr, vocabulary)],
        "transfers": [
            transfer_row(crossing, dossier, context, vocabulary)
            for flow in personal_flows(dossier, context)
            for crossing in crossings(flow, party, context)
        ],
        "sub_processors": [_sub(sub, context, vocabulary) for sub in party.sub_processors],
        "onward": list(onward_rows(dossier, context, vocabulary)),
        "evidence": [_shown(one, context, vocabulary, beside.documents) for one in party.evidence],
        "incidents": [_happened(one, vocabulary) for one in party.incidents],
        "reviews": [
            {
                "on": one.on.isoformat(),
                "by": vocabulary.person(one.by),
                "outcome": vocabulary.term("review_outcome", one.outcome),
                "note": one.note,
            }
            for one in sorted(party.reviews, key=lambda one: one.on, reverse=True)
        ],
        "findings": finding_rows(found, context, vocabulary, names),
        "waivers": _waivers(context, own, vocabulary),
        "changes": [_change(event, vocabulary) for event in beside.changes],
        "changes_cut": beside.cut,
    }
    return frame(
        "vendor",
        f"File of {party.name}",
        context,
        vocabulary,
        counts={"shown": 1, "total": beside.total, "of": "third parties"},
        data=data,
        parameters={"third party": ref},
    )


def _facts(dossier: Dossier, context: Context, vocabulary: Vocabulary) -> list[FactRow]:
    """The third party's own fields, by the groups of its form, in words."""
    party = dossier.third_party
    entity = context.entities.get(party.entity or "")
    parent = context.third_parties.get(party.parent or "")
    rows: list[tuple[str, str, str | None]] = [
        ("Identity", "Name", party.name),
        ("Identity", "Legal entity", None if entity is None else entity.legal_name),
        ("Identity", "Registration number", None if entity is None else entity.reg_no),
        ("Identity", "Country of the entity", _country(entity.country if entity else None, vocabulary)),
        ("Identity", "Also known as", _joined(party.aliases)),
        ("Identity", "Part of", None if parent is None else f"{parent.name} ({parent.ref})"),
        ("Identity", "Domains", _joined(party.domains)),
        ("Identity", "Services", party.description),
        ("Identity", "External ID", party.external_id),
        ("Role", "Role", party.role.label),
        ("Role", "Why this role", party.role_rationale),
        ("Role", "Affiliation", party.affiliation.label),
        ("Role", "Trackers found", "Yes" if party.trackers_found else "No"),
        ("Relationship", "Status", party.status.label),
        ("Relationship", "Risk tier", party.risk_tier.label if party.risk_tier else None),
        ("Relationship", "Owner", _name(party.owner, vocabulary)),
        ("Relationship", "Onboarded on", day(party.onboarded_on)),
        ("Relationship", "Offboarded on", day(party.offboarded_on)),
        ("Relationship", "Holds our data", "Yes" if party.holds_data else "No"),
        ("Reviews", "Last review", day(party.last_review_on)),
        ("Reviews", "Next review", day(party.next_review_on)),
        ("Reviews", "Sub-processor list confirmed", day(party.list_confirmed_on)),
        ("Security", "Breach contact", party.breach_contact),
        ("Security", "Data Privacy Framework", party.dpf_status.label if party.dpf_status else None),
        ("Security", "Framework checked on", day(party.dpf_checked_on)),
    ]
    return [{"group": group, "name": name, "value": value} for group, name, value in rows]


def _flow(
    flow: Flow, test: PromiseTest | None, dossier: Dossier, context: Context, vocabulary: Vocabulary
) -> FlowRow:
    activity = context.activities.get(flow.activity or "")
    categories = vocabulary.categories(flow.categories)
    return {
        "ref": flow.ref or "",
        "name": flow.name,
        "activity": flow.activity,
        "activity_name": None if activity is None else activity.name,
        "status": vocabulary.term("flow_status", flow.status),
        "first_on": day(flow.first_on),
        "ended_on": day(flow.ended_on),
        "purposes": vocabulary.purposes(flow.purposes),
        "categories": categories,
        "sensitive": [key for key in categories if is_sensitive(key, context)],
        "subjects": vocabulary.subjects(flow.subjects),
        "places": [
            f"{_country(place.country, vocabulary)}, {place.kind.label.lower()}" for place in flow.locations
        ],
        "legal_basis": vocabulary.optional("legal_basis", flow.legal_basis),
        "volume": vocabulary.optional("volume_band", flow.volume_band),
        "agreements": sorted(agr.ref or "" for agr in dossier.ever_governing(flow)),
        "notice": [f"{link.provision} ({link.strength.label.lower()})" for link in flow.notice_links],
        "uses": [words for name, words in _USES.items() if getattr(flow, name)],
        "promise": None if test is None else vocabulary.term("promise", test.result),
        "gap_days": 0 if test is None else test.gap_days,
        "limbs": []
        if test is None
        else [
            {
                "limb": vocabulary.term("limb", one.limb),
                "state": vocabulary.term("limb_state", one.state),
                "reason": one.reason,
            }
            for one in test.limbs
        ],
    }


def _paper(
    agreement: Agreement,
    dossier: Dossier,
    context: Context,
    vocabulary: Vocabulary,
    documents: Mapping[str, str],
) -> PaperRow:
    ours, theirs = (context.entities.get(key or "") for key in (agreement.our_entity, agreement.their_entity))
    survival = None
    if agreement.survival_indefinite:
        survival = "without limit"
    elif agreement.survival_months is not None:
        survival = plural(agreement.survival_months, "month")
    return {
        **agreement_row(agreement, dossier, context, vocabulary),
        "our_entity": None if ours is None else ours.legal_name,
        "their_entity": None if theirs is None else theirs.legal_name,
        "acceptance": vocabulary.term("acceptance", agreement.acceptance),
        "signed_us_on": day(agreement.signed_us_on),
        "signed_them_on": day(agreement.signed_them_on),
        "governing_law": agreement.governing_law,
        "survival": survival,
        "superseded_by": agreement.superseded_by,
        "document_name": documents.get(agreement.doc_sha256 or ""),
        "document_sha256": agreement.doc_sha256,
    }


def _clauses(agreement: Agreement, vocabulary: Vocabulary) -> list[ClauseRow]:
    return [
        {
            "agreement": agreement.ref or "",
            "key": clause.key,
            "clause": label_of(clause.key),
            "state": vocabulary.term("clause_state", clause.state),
            "ref": clause.ref,
            "quote": clause.quote,
            "note": clause.note,
            "value": clause.value,
            "assessed_by": vocabulary.person(clause.assessed_by),
            "assessed_on": day(clause.assessed_on),
            "second_reader": vocabulary.person(clause.second_reader),
            "second_on": day(clause.second_on),
        }
        for clause in agreement.clauses
    ]


def _sub(sub: SubProcessor, context: Context, vocabulary: Vocabulary) -> SubRow:
    other = context.third_parties.get(sub.sub_third_party)
    return {
        "sub_third_party": sub.sub_third_party,
        "name": None if other is None else other.name,
        "in_use": sub.in_use,
        "authorisation": vocabulary.term("authorisation", sub.authorisation),
        "country": None if sub.country is None else vocabulary.country(sub.country),
        "mechanism": sub.mechanism,
        "notified_on": day(sub.notified_on),
        "objection_due": day(sub.objection_due),
        "decision": vocabulary.optional("sub_decision", sub.decision),
        "decided_on": day(sub.decided_on),
        "flowdown": vocabulary.optional("flowdown", sub.flowdown_state),
        "rank": sub.rank,
        "confirmed_on": day(sub.list_confirmed_on),
    }


def _shown(one: Evidence, context: Context, vocabulary: Vocabulary, documents: Mapping[str, str]) -> ShownRow:
    return {
        "kind": vocabulary.term("evidence_kind", one.kind),
        "issued_on": day(one.issued_on),
        "valid_until": day(one.valid_until),
        "valid": one.valid_until is None or one.valid_until >= context.today,
        "document_name": documents.get(one.doc_sha256 or ""),
        "document_sha256": one.doc_sha256,
        "note": one.note,
    }


def _happened(one: Incident, vocabulary: Vocabulary) -> HappenedRow:
    return {
        "title": one.title,
        "aware_on": day(one.aware_third_party_on),
        "aware_time": one.aware_third_party_time,
        "notified_us_on": day(one.notified_us_on),
        "notified_us_time": one.notified_us_time,
        "notified_sa_on": day(one.notified_sa_on),
        "notified_sa_time": one.notified_sa_time,
        "closed_on": day(one.closed_on),
        "categories": vocabulary.categories(one.categories),
        "people": one.subjects_count,
        "note": one.note,
    }


def _waivers(context: Context, own: set[str | None], vocabulary: Vocabulary) -> list[WaiverRow]:
    rows: list[WaiverRow] = [
        {
            "rule": waiver.rule,
            "object": waiver.object,
            "key": waiver.key,
            "reason": waiver.reason,
            "approver": vocabulary.person(waiver.approver),
            "granted_on": day(waiver.granted_on),
            "expires_on": waiver.expires_on.isoformat(),
            "covers": waiver.covers(context.today),
        }
        for waiver in context.waivers
        if waiver.object in own
    ]
    return sorted(rows, key=lambda row: (row["rule"], row["object"], row["key"], row["expires_on"]))


def _change(event: Event, vocabulary: Vocabulary) -> ChangeRow:
    """A change from the trail; of what was new only that it was new."""
    return {
        "entry": event.seq,
        "at": clock.format_instant(event.at),
        "by": vocabulary.person(event.actor) or event.actor,
        "operation": event.operation,
        "object": event.key,
        "action": event.action,
        "fields": []
        if event.action == "created"
        else [
            f"{name}: {_told(before)} → {_told(after)}"
            for name, (before, after) in sorted(event.diff.items())
        ],
        "hash": event.hash,
    }


def _told(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "nothing"
    text = value if isinstance(value, str) else canonical(value).decode()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _country(code: str | None, vocabulary: Vocabulary) -> str | None:
    return None if code is None else vocabulary.words("country", vocabulary.country(code))


def _name(email: str | None, vocabulary: Vocabulary) -> str | None:
    return None if email is None else vocabulary.words("person", vocabulary.person(email) or "")


def _joined(texts: Iterable[str]) -> str | None:
    return "; ".join(texts) or None
