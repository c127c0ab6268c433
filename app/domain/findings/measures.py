"""What each key figure takes from one dossier: counts that add up over dossiers.

``taken`` and ``of`` are the numerator and denominator; the other names are the parts that a figure is printed
with.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from app.domain.agreements.clauses.catalogue import asked
from app.domain.agreements.clauses.chain import effective_clauses, is_amendment
from app.domain.agreements.predicates import ends_on, renewal_decided
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import ClauseState
from app.domain.findings.conformity import recipient_of
from app.domain.findings.crossings import crossings, is_sound
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.promise import PromiseResult, promise_tests
from app.domain.findings.rules.governance import required_evidence
from app.domain.findings.rules.sub_processors import PROCESSORS, chain_is_known
from app.domain.findings.scope import (
    active_flows,
    agreements_in_force,
    governing,
    is_covered,
    is_self,
    personal_flows,
)
from app.domain.flows.records import Flow
from app.domain.notices.coverage import Coverage, purpose_coverage, weakest
from app.domain.notices.records import Notice
from app.domain.third_parties.terms import Status

Counts = Counter[str]
TAKEN, OF = "taken", "of"
EXPIRY_DAYS = 90
"""How far ahead K8 looks."""

PARTS: Mapping[str, tuple[str, ...]] = {
    "K2": ("present", "partial", "absent", "not_assessed", "not_applicable"),
    "K3": tuple(result.value for result in PromiseResult),
    "K4": tuple(coverage.value for coverage in Coverage),
    "K7": ("without_date",),
    "K8": ("agreements",),
}
"""The parts of each figure that has any."""


def agreement_coverage(dossier: Dossier, context: Context) -> Counts:
    """K1: active flows of personal data with an agreement in force of every kind that they need."""
    flows = personal_flows(dossier, context)
    return Counter({TAKEN: sum(is_covered(flow, dossier, context) for flow in flows), OF: len(flows)})


def clause_completeness(dossier: Dossier, context: Context) -> Counts:
    """K2: the weight of the required clauses of agreements in force, by state.

    An amendment is read with what it amends, not beside it. What does not apply leaves the denominator; what
    nobody assessed stays in it and earns nothing.
    """
    counts: Counts = Counter()
    for agreement in read_agreements(dossier, context):
        clauses = effective_clauses(agreement, context.today, dossier.agreements_by_ref)
        for required in asked(agreement.kind, context.today):
            found = clauses.get(required.key)
            state = found.clause.state if found else ClauseState.NOT_ASSESSED
            counts[state.value] += required.weight
            if state is not ClauseState.NOT_APPLICABLE:
                counts[OF] += required.weight
    return counts


def read_agreements(dossier: Dossier, context: Context) -> list[Agreement]:
    """The agreements in force whose clauses are read each by itself: amendments are read with what they amend."""
    in_force = agreements_in_force(dossier, context)
    return [one for one in in_force if not _is_read_with_another(one, in_force, dossier)]


def _is_read_with_another(agreement: Agreement, in_force: tuple[Agreement, ...], dossier: Dossier) -> bool:
    amends = is_amendment(agreement, dossier.agreements_by_ref)
    return amends and any(other.ref == agreement.parent for other in in_force)


def promise_kept(dossier: Dossier, context: Context) -> Counts:
    """K3: active flows in the promise's scope, by what the register shows of it."""
    counts = Counter(test.result.value for test in promise_tests(dossier, context))
    counts[OF] = counts.total()
    counts[TAKEN] = counts[PromiseResult.EVIDENCED.value]
    return counts


def flow_coverage(flow: Flow, dossier: Dossier, context: Context, notice: Notice | None = None) -> Coverage:
    """How clearly *notice*, the current one unless given, sets *flow* forth: as its vaguest purpose or recipient."""
    notice = notice or context.current_notice
    recipient = recipient_of(flow, dossier.third_party, notice)
    purposes = weakest(purpose_coverage(notice, context.purposes.get(key)) for key in flow.purposes)
    return weakest([purposes, recipient])


def notice_coverage(dossier: Dossier, context: Context) -> Counts:
    """K4: active flows by how clearly the notice covers every purpose and the recipient."""
    flows = active_flows(dossier, context)
    counts = Counter(flow_coverage(flow, dossier, context).value for flow in flows)
    counts[TAKEN], counts[OF] = counts[Coverage.EXPRESS.value], len(flows)
    return counts


def transfer_coverage(dossier: Dossier, context: Context) -> Counts:
    """K5: transfers out of an area with a mechanism that holds, and an assessment where it needs one."""
    found = [
        crossing
        for flow in active_flows(dossier, context)
        for crossing in crossings(flow, dossier.third_party, context)
    ]
    return Counter({TAKEN: sum(is_sound(one, dossier, context) for one in found), OF: len(found)})


def chain_visibility(dossier: Dossier, context: Context) -> Counts:
    """K6: active processors whose list of sub-processors was confirmed in the last year."""
    third_party = dossier.third_party
    if not is_active(dossier, context) or third_party.role not in PROCESSORS:
        return Counter()
    return Counter({TAKEN: int(chain_is_known(third_party, context.today)), OF: 1})


def reviews_on_time(dossier: Dossier, context: Context) -> Counts:
    """K7: active third parties whose next review lies ahead; without a date it is overdue."""
    if not is_active(dossier, context):
        return Counter()
    due = dossier.third_party.next_review_on
    on_time = due is not None and due >= context.today
    return Counter({TAKEN: int(on_time), OF: 1, "without_date": int(due is None)})


def expiry_exposure(dossier: Dossier, context: Context) -> Counts:
    """K8: active flows touched by a governing agreement that ends within 90 days without a renewal begun."""
    flows = active_flows(dossier, context)
    ending = {
        flow.ref: {
            paper.ref for paper in governing(dossier, flow, context) if is_ending(paper, dossier, context)
        }
        for flow in flows
    }
    touched = sum(bool(papers) for papers in ending.values())
    agreements = set().union(*ending.values())
    return Counter({TAKEN: touched, OF: len(flows), "agreements": len(agreements)})


def is_ending(agreement: Agreement, dossier: Dossier, context: Context) -> bool:
    """Whether *agreement* ends within 90 days and nothing is decided about it."""
    end = ends_on(agreement, dossier.agreements_by_ref)
    horizon = context.today + dt.timedelta(days=EXPIRY_DAYS)
    return end is not None and end <= horizon and not renewal_decided(agreement, context.today)


def evidence_currency(dossier: Dossier, context: Context) -> Counts:
    """K11: pieces of evidence that the third party must have, and those valid today."""
    needs = required_evidence(dossier, context)
    return Counter({TAKEN: sum(need.is_met for need in needs), OF: len(needs)})


def is_active(dossier: Dossier, context: Context) -> bool:
    """Whether the third party is active and not ourselves."""
    return dossier.third_party.status is Status.ACTIVE and not is_self(dossier.third_party, context)
