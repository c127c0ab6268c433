"""Rules on coverage by agreements (AGR): whether a sharing is governed at all, in time, by the right kind."""

from collections.abc import Iterator
from typing import Any

from app.domain.agreements import predicates
from app.domain.agreements.coverage import coverage, spans
from app.domain.agreements.terms import AgreementKind
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.rule import Hit, dossier_rule
from app.domain.findings.scope import (
    CCPA_SERVICE,
    EU_UK,
    agreements_in_force,
    governing,
    in_use,
    is_sale_or_share,
    is_self,
    iso,
    last_flowing_day,
    non_affiliated,
    personal_flows,
)
from app.domain.findings.terms import Severity
from app.domain.flows.records import Flow
from app.domain.flows.terms import FlowStatus
from app.domain.organisation.terms import Regime
from app.domain.third_parties.terms import Affiliation, Role
from app.kernel.periods import Period
from app.kernel.words import plural


def _listed_in(dossier: Dossier, flow: Flow, context: Context) -> list[dict[str, Any]]:
    """The agreements that list *flow* and where each stands, for the explain view."""
    known = dossier.agreements_by_ref
    return [
        {
            "agreement": agr.ref,
            "kind": agr.kind.value,
            "acceptance": agr.acceptance.value,
            "status": predicates.status(agr, context.today, known).value,
        }
        for agr in dossier.ever_governing(flow)
    ]


def _without(dossier: Dossier, context: Context, kinds: frozenset[AgreementKind]) -> list[Flow] | None:
    """The active personal flows that no agreement in force of *kinds* governs; ``None`` if nothing lacks.

    A third party in use without such flows must have one in force all the same; the list is then empty.
    """
    if not in_use(dossier, context):
        return None
    flows = personal_flows(dossier, context)
    if flows:
        return [
            f for f in flows if not any(agr.kind in kinds for agr in governing(dossier, f, context))
        ] or None
    return None if any(agr.kind in kinds for agr in agreements_in_force(dossier, context)) else []


def _lacking(dossier: Dossier, context: Context, kinds: frozenset[AgreementKind]) -> Iterator[Hit]:
    """A hit on the third party where an agreement of *kinds* is lacking."""
    flows = _without(dossier, context, kinds)
    if flows is not None:
        party = dossier.third_party
        values = {
            "role": party.role.value,
            "affiliation": party.affiliation.value,
            "wanted": sorted(kinds),
            "flows": [flow.ref for flow in flows],
            "in_force": [
                {"agreement": agr.ref, "kind": agr.kind.value}
                for agr in agreements_in_force(dossier, context)
            ],
        }
        yield Hit(party.ref or "", values=values)


@dossier_rule(
    "AGR-01",
    Severity.CRITICAL,
    title="No agreement in force",
    message="Personal data flow out of the group, and no agreement in force is recorded for the flow.",
    remedy="Stop the flow, or sign an agreement that lists it.",
    citation="Notice S16; GDPR Art. 28(3); Cal. Civ. Code 1798.100(d)",
)
def no_agreement_in_force(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """An active flow of personal data to a non-affiliated recipient that no agreement in force governs."""
    if not non_affiliated(dossier.third_party):
        return
    for flow in personal_flows(dossier, context):
        if not governing(dossier, flow, context):
            values = {
                "affiliation": dossier.third_party.affiliation.value,
                "first_on": iso(flow.first_on),
                "listed_in": _listed_in(dossier, flow, context),
            }
            yield Hit(flow.ref or "", values=values)


@dossier_rule(
    "AGR-02",
    Severity.CRITICAL,
    title="Processor without a processing agreement",
    message="No processing agreement in force is recorded for a processor; an NDA does not replace one.",
    remedy="Sign a processing agreement with the content of Article 28 and list the flows in it.",
    citation="GDPR Art. 28(3)",
    regimes=EU_UK,
)
def processor_without_dpa(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A processor one of whose flows no processing agreement governs; in the group, group terms will do."""
    party = dossier.third_party
    if party.role is Role.PROCESSOR:
        group = {AgreementKind.IGDTA} if party.affiliation is Affiliation.AFFILIATED else set()
        yield from _lacking(dossier, context, frozenset({AgreementKind.DPA, *group}))


@dossier_rule(
    "AGR-03",
    Severity.HIGH,
    title="Shared before the agreement",
    message="Data flowed on {days} without a recorded agreement: before the first, or between two.",
    remedy="Record what covers those days, such as a ratification, or note the gap.",
    citation="Notice S16 (“required”)",
)
def shared_before_agreement(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A flow that began before the earliest agreement that ever governed it, or ran on between two of them.

    What follows the last agreement is not counted here: it is an expired or a missing agreement.
    """
    if is_self(dossier.third_party, context):
        return
    for flow in dossier.flows:
        last = last_flowing_day(flow, context.today)
        if flow.status is FlowStatus.PLANNED or flow.first_on is None or flow.first_on > last:
            continue
        listing = dossier.ever_governing(flow)
        covered = spans(listing, context.today, dossier.agreements_by_ref)
        cover = coverage(covered, Period(flow.first_on, last))
        if cover is None:
            continue
        gaps = [gap for gap in (cover.before, *cover.between) if gap is not None]
        if gaps:
            days = sum(gap.days for gap in gaps)
            values = {
                "first_on": iso(flow.first_on),
                "earliest_effective_on": iso(covered[0].first),
                "days": days,
                "gaps": [{"from": iso(gap.first), "to": iso(gap.last), "days": gap.days} for gap in gaps],
                "agreements": [agr.ref for agr in listing],
            }
            yield Hit(flow.ref or "", values=values, blanks={"days": plural(days, "day")})


@dossier_rule(
    "AGR-09",
    Severity.HIGH,
    title="No service provider terms",
    message="No service provider terms in force are recorded: the recipient may count as a third party, "
    "and the disclosure as a sale.",
    remedy="Add the terms of 11 CCR 7051.",
    citation="11 CCR 7051",
    regimes=(Regime.CCPA,),
)
def no_service_provider_terms(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A service provider or contractor one of whose flows no CCPA service provider terms govern."""
    if dossier.third_party.role in CCPA_SERVICE:
        yield from _lacking(dossier, context, frozenset({AgreementKind.CCPA_SP}))


@dossier_rule(
    "AGR-10",
    Severity.HIGH,
    title="No third-party contract",
    message="The flow looks like a sale or sharing, and no third-party contract in force is recorded for it.",
    remedy="Sign the terms of 11 CCR 7053 or stop the flow.",
    citation="11 CCR 7053",
    regimes=(Regime.CCPA,),
)
def no_third_party_terms(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """An active flow of personal data for value or for ads across sites, without CCPA third-party terms."""
    for flow in personal_flows(dossier, context):
        papers = governing(dossier, flow, context)
        if is_sale_or_share(flow) and not any(agr.kind is AgreementKind.CCPA_TP for agr in papers):
            values = {
                "consideration": flow.consideration.value,
                "cross_context_ads": flow.cross_context_ads,
                "governing": [{"agreement": agr.ref, "kind": agr.kind.value} for agr in papers],
            }
            yield Hit(flow.ref or "", values=values)


@dossier_rule(
    "AGR-12",
    Severity.MEDIUM,
    title="Affiliate without intra-group terms",
    message="Personal data flow to an affiliate; no intra-group or processing terms in force are recorded.",
    remedy="Sign intra-group terms.",
    citation="GDPR Art. 26, 28",
    regimes=EU_UK,
)
def affiliate_without_terms(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """An affiliate one of whose flows of personal data neither intra-group nor processing terms govern."""
    if dossier.third_party.affiliation is Affiliation.AFFILIATED and personal_flows(dossier, context):
        yield from _lacking(dossier, context, frozenset({AgreementKind.IGDTA, AgreementKind.DPA}))


@dossier_rule(
    "AGR-13",
    Severity.HIGH,
    title="No joint controller arrangement",
    message="The recipient is recorded as a joint controller, and no arrangement in force is recorded.",
    remedy="Draw up the arrangement and make its essence available.",
    citation="GDPR Art. 26",
    regimes=EU_UK,
)
def no_joint_arrangement(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A joint controller one of whose flows no joint controller arrangement governs."""
    if dossier.third_party.role is Role.JOINT_CONTROLLER:
        yield from _lacking(dossier, context, frozenset({AgreementKind.JCA}))
