"""What a visitor of the demo gets to see: every state that a report must show, in a house mostly in order."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from itertools import chain

import pytest

from app import demo
from app.demo.dates import shift_dates
from app.domain.agreements.predicates import in_force
from app.domain.agreements.terms import Acceptance, AgreementKind, ClauseState, Stage
from app.domain.deals.terms import DealKind, Relation
from app.domain.findings import engine
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.engine import Found, RuleFailure
from app.domain.findings.scope import is_covered, personal_flows
from app.domain.flows.terms import Mechanism
from app.domain.third_parties.terms import EvidenceKind
from tests.demo.conftest import Records, judged_on

Judged = tuple[Context, list[Dossier]]


def found_in(judged: Judged) -> list[Found]:
    context, dossiers = judged
    results = [
        *chain.from_iterable(engine.on_dossier(d, context) for d in dossiers),
        *engine.on_register(context),
    ]
    assert [result for result in results if isinstance(result, RuleFailure)] == []
    return [result for result in results if isinstance(result, Found)]


@pytest.fixture(scope="module")
def findings(judged: Judged) -> list[Found]:
    return found_in(judged)


def test_five_things_are_critical(findings: list[Found]) -> None:
    critical = {(found.rule, found.object) for found in findings if found.severity == "critical"}
    assert critical == {
        ("AGR-01", "FL-0025"),
        ("AGR-02", "TP-0010"),
        ("FLW-03", "FL-0015"),
        ("NOT-09", "FL-0022"),
        ("XFR-01", "FL-0014"),
    }


def test_there_are_enough_findings_to_show_and_not_too_many_to_read(findings: list[Found]) -> None:
    assert 35 <= len(findings) <= 50


def test_seven_in_ten_flows_are_covered_by_the_agreements_that_they_need(judged: Judged) -> None:
    context, dossiers = judged
    covered = [
        is_covered(flow, dossier, context)
        for dossier in dossiers
        for flow in personal_flows(dossier, context)
    ]
    assert 0.65 <= sum(covered) / len(covered) <= 0.8


def test_half_of_the_third_parties_are_clean_or_nearly_so(findings: list[Found], judged: Judged) -> None:
    counts = Counter(found.third_party for found in findings)
    nearly = [dossier for dossier in judged[1] if counts[dossier.third_party.ref] <= 1]
    assert len(nearly) * 2 >= len(judged[1])


@pytest.mark.parametrize(
    ("rule", "objects"),
    [
        ("AGR-02", {"TP-0010"}),  # a confidentiality agreement where a processing agreement is needed
        ("AGR-03", {"FL-0017"}),  # shared before the agreement
        ("AGR-04", {"AG-0010"}),  # published, never accepted
        ("AGR-05", {"AG-0015"}),  # signed by another entity
        ("AGR-06", {"AG-0023"}),  # partly signed
        ("AGR-07", {"AG-0024"}),  # expired while data flow
        ("AGR-08", {"AG-0007"}),  # ends soon
        ("AGR-11", {"AG-0025"}),  # no document on file
        ("CLA-13", {"AG-0018", "AG-0025"}),  # partly assessed, not assessed
        ("CLA-07", {"TP-0008"}),  # training of models
        ("DSC-01", {"DC-0004"}),  # an incomplete disclosure
        ("FLW-01", {"FL-0014"}),  # an aggregate flow with IP addresses
        ("FLW-05", {"FL-0014"}),  # own use by a processor
        ("FLW-07", {"TP-0016"}),  # a mere link with a tracker
        ("FLW-08", {"FL-0030"}),  # ended without a deletion certificate
        ("GOV-02", {"TP-0010"}),  # the owner has left
        ("INC-01", {"TP-0008"}),  # an incident reported late
        ("NOT-08", {"FL-0015"}),  # consent by browsing only
        ("NOT-10", {"NV-0002"}),  # the notice contradicts itself
        ("REC-01", {"AC-0008"}),
        ("REC-02", {"AC-0003"}),
        ("RTS-01", {"PF-0008"}),  # an opt-out not honoured in time
        ("RTS-02", {"PF-0006"}),  # one that a third party never confirmed
        ("SUB-02", {"TP-0004"}),  # an objection window about to close
        ("SUB-04", {"TP-0005"}),  # an onward transfer left open
        ("XFR-02", {"FL-0008"}),  # a stale look at the framework's list
    ],
)
def test_the_rule_fires_on_what_was_made_for_it(findings: list[Found], rule: str, objects: set[str]) -> None:
    assert {found.object for found in findings if found.rule == rule} == objects


STATES: dict[str, Callable[[Records], list[str]]] = {
    "superseded chain": lambda r: [a.ref for a in r["agreements"] if a.superseded_by],
    "amendment": lambda r: [a.ref for a in r["agreements"] if a.title.startswith("Amendment") and a.parent],
    "renews by itself": lambda r: [a.ref for a in r["agreements"] if a.auto_renew],
    "ended, confidentiality surviving": lambda r: [
        a.ref for a in r["agreements"] if a.stage is Stage.TERMINATED and a.survival_months
    ],
    "deal confidentiality": lambda r: [a.ref for a in r["agreements"] if a.kind is AgreementKind.DEAL_NDA],
    "accepted by click": lambda r: [a.ref for a in r["agreements"] if a.acceptance is Acceptance.CLICK],
    "transfer by clauses": lambda r: [
        f.ref for f in r["flows"] if any(t.mechanism is Mechanism.SCC and t.tia_on for t in f.transfers)
    ],
    "transfer by a decision with an end": lambda r: [
        f.ref for f in r["flows"] if any(t.adequacy_row == "EU-GB-2025" for t in f.transfers)
    ],
    "ended with deletion certificate": lambda r: [
        p.ref
        for p in r["third_parties"]
        if any(e.kind is EvidenceKind.DELETION_CERTIFICATE for e in p.evidence)
    ],
    "planned flow": lambda r: [f.ref for f in r["flows"] if f.status == "planned"],
    "opt-out confirmed late": lambda r: [
        p.ref
        for p in r["preferences"]
        if any(s.ack_on and s.ack_on - p.received_on > dt.timedelta(days=21) for s in p.propagation)
    ],
    "complete disclosure": lambda r: [
        d.ref for d in r["disclosures"] if d.approver and d.ground and d.decided_on
    ],
    "affiliation that ended": lambda r: [e.ref for e in r["entities"] if e.control_to],
}


@pytest.mark.parametrize("state", STATES)
def test_the_state_is_there_to_be_shown(records: Records, state: str) -> None:
    assert STATES[state](records) != []


def test_waivers_are_of_findings_that_exist(findings: list[Found], records: Records) -> None:
    identities = {found.identity for found in findings}
    assert [w.rule for w in records["waivers"] if (w.rule, w.object, w.key) not in identities] == []


def test_a_processing_agreement_in_force_is_fully_assessed(judged: Judged) -> None:
    context, dossiers = judged
    read = {
        agreement.ref: Counter(clause.state for clause in agreement.clauses)
        for dossier in dossiers
        for agreement in dossier.agreements
        if agreement.kind is AgreementKind.DPA
        and in_force(agreement, context.today, dossier.agreements_by_ref)
    }
    assert read["AG-0020"] == Counter({ClauseState.PRESENT: 21})


def test_the_deal_has_a_segment_for_every_relation_that_a_lawyer_looks_for(records: Records) -> None:
    (deal,) = records["deals"]
    assert (deal.ref, deal.codename, deal.kind) == ("D-001", "Project Perla", DealKind.ASSET_PART)
    assert {segment.relation for segment in deal.segments} == {
        Relation.ACTIVE_CONTRACT,
        Relation.WARRANTY_OPEN,
        Relation.NEGOTIATION,
        Relation.PROSPECT,
        Relation.NEWSLETTER_ONLY,
        Relation.ENDED,
        Relation.OPEN_CLAIM,
    }
    assert [sum(cohort.share for cohort in segment.notices) for segment in deal.segments] == [100] * len(
        deal.segments
    )
    flagged = {
        "opted out": [s.ref for s in deal.segments if s.opted_out],
        "minors": [s.ref for s in deal.segments if s.minor],
        "retention only": [s.ref for s in deal.segments if s.retention_only],
        "legal hold": [s.ref for s in deal.segments if s.legal_hold],
        "health": [s.ref for s in deal.segments if "user.health_and_medical" in s.categories],
    }
    assert flagged == {
        "opted out": ["S-007"],
        "minors": ["S-010"],
        "retention only": ["S-008"],
        "legal hold": ["S-009"],
        "health": ["S-003"],
    }


@pytest.mark.parametrize("days", [-200, 21, 404])
def test_the_picture_is_the_same_on_another_day(
    findings: list[Found], resolved: dict[str, object], days: int
) -> None:
    today = demo.ANCHOR + dt.timedelta(days=days)
    moved = found_in(judged_on(shift_dates(resolved, today), today))
    by_date = {"INC-01"}  # its key is the day of the incident, which has moved as well
    same = {f.identity for f in findings if f.rule not in by_date}
    assert {f.identity for f in moved if f.rule not in by_date} == same
