"""What each figure misses: the objects that are in its denominator and not in its numerator, and why.

Of K8, which counts an exposure, the objects are those exposed. K12 is a deal's and is shown with the deal.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.domain.agreements.clauses.catalogue import asked
from app.domain.agreements.clauses.chain import effective_clauses
from app.domain.agreements.predicates import ends_on
from app.domain.agreements.terms import ClauseState
from app.domain.findings import measures
from app.domain.findings.crossings import crossings, is_sound
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.kpis import PERIOD_MONTHS, Propagation
from app.domain.findings.limbs import LimbState
from app.domain.findings.promise import PromiseResult, promise_tests
from app.domain.findings.rules.governance import required_evidence
from app.domain.findings.rules.register import ARTICLE_30, empty_fields
from app.domain.findings.rules.sub_processors import PROCESSORS, chain_is_known
from app.domain.findings.scope import active_flows, governing, is_covered, personal_flows, unmet
from app.domain.notices.coverage import Coverage
from app.kernel.periods import Period
from app.kernel.places import country_name
from app.kernel.words import listing, plural, written


@dataclass(frozen=True)
class Miss:
    """An object that a figure misses: its reference, the third party in whose dossier it stands, and why."""

    object: str
    third_party: str | None
    why: str


def agreement_coverage(dossier: Dossier, context: Context) -> Iterator[Miss]:
    """K1: flows without an agreement in force of every kind that they need."""
    for flow in personal_flows(dossier, context):
        if not is_covered(flow, dossier, context):
            lacking = [need.reason for need in unmet(flow, dossier, context)]
            why = f"Lacks: {listing(lacking)}." if lacking else "No agreement in force lists it."
            yield _miss(flow.ref, dossier, why)


def clause_completeness(dossier: Dossier, context: Context) -> Iterator[Miss]:
    """K2: agreements in force with required clauses absent, partly present or not assessed."""
    known = dossier.agreements_by_ref
    for agreement in measures.read_agreements(dossier, context):
        clauses = effective_clauses(agreement, context.today, known)
        states = [
            clauses[one.key].clause.state if one.key in clauses else ClauseState.NOT_ASSESSED
            for one in asked(agreement.kind, context.today)
        ]
        short = [
            f"{states.count(state)} {state.label.lower()}"
            for state in (ClauseState.ABSENT, ClauseState.PARTIAL, ClauseState.NOT_ASSESSED)
            if state in states
        ]
        if short:
            yield _miss(
                agreement.ref, dossier, f"Of {plural(len(states), 'required clause')}: {listing(short)}."
            )


def promise_kept(dossier: Dossier, context: Context) -> Iterator[Miss]:
    """K3: flows of which a limb of the promise is not evidenced."""
    for test in promise_tests(dossier, context):
        if test.result is not PromiseResult.EVIDENCED:
            short = [found.limb.label.lower() for found in test.limbs if found.state is not LimbState.SHOWN]
            yield _miss(test.flow.ref, dossier, f"{test.result.label}: {listing(short)}.")


def notice_coverage(dossier: Dossier, context: Context) -> Iterator[Miss]:
    """K4: flows that the notice covers arguably or not at all."""
    words = {
        Coverage.ARGUABLE: "A purpose or the recipient is only arguably covered.",
        Coverage.NONE: "A purpose or the recipient is not covered.",
    }
    for flow in active_flows(dossier, context):
        covered = measures.flow_coverage(flow, dossier, context)
        if covered in words:
            yield _miss(flow.ref, dossier, words[covered])


def transfer_coverage(dossier: Dossier, context: Context) -> Iterator[Miss]:
    """K5: transfers without a mechanism that holds, or without the assessment that it needs."""
    for flow in active_flows(dossier, context):
        for crossing in crossings(flow, dossier.third_party, context):
            if not is_sound(crossing, dossier, context):
                on = crossing.mechanism.label if crossing.mechanism else "no mechanism recorded"
                where = f"To {country_name(crossing.country)} from under {crossing.regime.label}"
                yield _miss(flow.ref, dossier, f"{where}: {on}; it does not hold today, or is not assessed.")


def chain_visibility(dossier: Dossier, context: Context) -> Iterator[Miss]:
    """K6: processors whose list of sub-processors was not confirmed within a year."""
    party = dossier.third_party
    active = measures.is_active(dossier, context)
    if active and party.role in PROCESSORS and not chain_is_known(party, context.today):
        yield _miss(party.ref, dossier, "The list was not confirmed within a year.")


def reviews_on_time(dossier: Dossier, context: Context) -> Iterator[Miss]:
    """K7: third parties whose next review has passed or has no date."""
    due = dossier.third_party.next_review_on
    if measures.is_active(dossier, context) and (due is None or due < context.today):
        why = (
            "No date is set for the next review." if due is None else f"The review was due on {written(due)}."
        )
        yield _miss(dossier.third_party.ref, dossier, why)


def expiry_exposure(dossier: Dossier, context: Context) -> Iterator[Miss]:
    """K8: flows under an agreement that ends within 90 days without a renewal begun."""
    known = dossier.agreements_by_ref
    for flow in active_flows(dossier, context):
        ending = [
            f"{paper.ref} ends on {written(end)}"
            for paper in governing(dossier, flow, context)
            if measures.is_ending(paper, dossier, context) and (end := ends_on(paper, known)) is not None
        ]
        if ending:
            yield _miss(flow.ref, dossier, f"{listing(ending)}, nothing is decided.")


def evidence_currency(dossier: Dossier, context: Context) -> Iterator[Miss]:
    """K11: pieces of evidence that are required and not valid."""
    words = {"security": "security evidence", "pci_aoc": "PCI attestation"}
    for need in required_evidence(dossier, context):
        if not need.is_met:
            lapsed = f" (lapsed: {listing(need.lapsed)})" if need.lapsed else ""
            yield _miss(
                dossier.third_party.ref, dossier, f"No valid {words.get(need.name, need.name)}{lapsed}."
            )


PER_DOSSIER: Mapping[str, Callable[[Dossier, Context], Iterator[Miss]]] = {
    "K1": agreement_coverage,
    "K2": clause_completeness,
    "K3": promise_kept,
    "K4": notice_coverage,
    "K5": transfer_coverage,
    "K6": chain_visibility,
    "K7": reviews_on_time,
    "K8": expiry_exposure,
    "K11": evidence_currency,
}
"""What each figure misses in one dossier."""


def propagation(dossiers: Iterable[Dossier], context: Context) -> Iterator[Miss]:
    """K9: opt-outs due in the period that somebody who markets did not confirm in time, with who."""
    late: dict[str, list[str]] = {}
    whole = Propagation.of(context, Period.months_to(context.today, PERIOD_MONTHS))
    for dossier in dossiers:
        one = whole.anew()
        one.add(dossier, context)
        for ref in one.missed:
            late.setdefault(ref, []).append(dossier.third_party.name)
    for ref, names in sorted(late.items()):
        yield Miss(ref, None, f"Not confirmed in time by {listing(names)}.")


def register_completeness(context: Context) -> Iterator[Miss]:
    """K13: activities with mandatory fields empty."""
    for ref, activity in context.activities.items():
        empty = empty_fields(activity, context)
        if empty and not activity.archived:
            yield Miss(ref, None, f"Not filled: {listing([ARTICLE_30[name] for name in empty])}.")


def misses(kpi: str, dossiers: Iterable[Dossier], context: Context) -> Iterator[Miss]:
    """What the figure *kpi* misses, streamed; K10 follows from the ledger of findings, K12 from each deal."""
    if kpi in PER_DOSSIER:
        find = PER_DOSSIER[kpi]
        for dossier in dossiers:
            yield from find(dossier, context)
    elif kpi == "K9":
        yield from propagation(dossiers, context)
    elif kpi == "K13":
        yield from register_completeness(context)


def _miss(ref: str | None, dossier: Dossier, why: str) -> Miss:
    return Miss(ref or "", dossier.third_party.ref, why[:1].upper() + why[1:])
