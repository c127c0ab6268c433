"""XFR rules: whether personal data that leave an area do so on a ground that holds today.

One finding per flow and rule, with the countries among its values. Only regimes with an area are concerned
(EU, UK, Brazil); which of them a flow leaves is settled by :mod:`app.domain.findings.crossings`.
"""

import datetime as dt
from collections.abc import Iterator

from app.domain.agreements.terms import AgreementKind
from app.domain.findings.crossings import (
    BY_LIST,
    DEROGATIONS,
    Crossing,
    crossings,
    is_assessed,
    lacks_mechanism,
    lacks_uk_paper,
    list_is_current,
    needs_assessment,
)
from app.domain.findings.dossier import Context, Dossier, remembered
from app.domain.findings.rule import Hit, dossier_rule
from app.domain.findings.scope import SCC_KINDS, iso, personal_flows
from app.domain.findings.terms import Severity
from app.domain.flows.records import Flow
from app.domain.flows.terms import Mechanism
from app.domain.third_parties.terms import Role
from app.kernel.adequacy import AREA_REGIMES
from app.kernel.periods import add_months
from app.kernel.places import country_name
from app.kernel.regimes import Regime
from app.kernel.words import listing, written

PLAN_DAYS = 180
"""How long before an adequacy decision ends a plan is wanted."""
ROUTINE_MONTHS = 12
"""How long a derogation may be relied on before it is a routine."""
WITH_MODULE = frozenset({Mechanism.SCC, Mechanism.UK_ADDENDUM})
"""The mechanisms that carry a module of the EU clauses."""

MODULES = {
    Role.PROCESSOR: 2,
    Role.SERVICE_PROVIDER: 2,
    Role.CONTRACTOR: 2,
    Role.SUB_PROCESSOR: 3,
    Role.THIRD_PARTY: 1,
    Role.INDEPENDENT_CONTROLLER: 1,
    Role.JOINT_CONTROLLER: 1,
}
"""The module that fits a recipient's role: we are the controller, a sub-processor's exporter a processor."""
_MODULE_OF: dict[AgreementKind, int] = {kind: module for module, kind in SCC_KINDS.items()}


@remembered
def _crossing_flows(dossier: Dossier, context: Context) -> Iterator[tuple[Flow, tuple[Crossing, ...]]]:
    for flow in personal_flows(dossier, context):
        yield flow, crossings(flow, dossier.third_party, context)


def _hit(flow: Flow, found: list[Crossing]) -> Hit:
    """A hit on *flow* with what was recorded of the crossings *found*, their countries as ``{countries}``."""
    rows = [
        {
            "from": crossing.regime.value,
            "to": crossing.country,
            "mechanism": crossing.mechanism.value if crossing.mechanism else None,
            "module": crossing.transfer.module if crossing.transfer else None,
            "tia_on": iso(crossing.transfer.tia_on) if crossing.transfer else None,
        }
        for crossing in found
    ]
    names = dict.fromkeys(country_name(crossing.country) for crossing in found)
    return Hit(flow.ref or "", values={"transfers": rows}, blanks={"countries": listing(list(names))})


@dossier_rule(
    "XFR-01",
    Severity.CRITICAL,
    title="Transfer without mechanism",
    message="Personal data go to {countries}: no adequacy decision holds, nor is a mechanism recorded.",
    remedy="Suspend the transfer, or put standard clauses in place.",
    citation="GDPR Art. 44-46",
    regimes=AREA_REGIMES,
)
def without_mechanism(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A place outside the area, not adequate today, with no mechanism that could carry it alone."""
    for flow, found in _crossing_flows(dossier, context):
        bare = [crossing for crossing in found if lacks_mechanism(crossing)]
        if bare:
            yield _hit(flow, bare)


@dossier_rule(
    "XFR-02",
    Severity.HIGH,
    title="Framework membership unproven",
    message="The transfer to {countries} relies on the Data Privacy Framework, but the record shows no "
    "active membership checked in the last 180 days.",
    remedy="Check the list; keep standard clauses as a fallback.",
    citation="GDPR Art. 45; Decision (EU) 2023/1795",
    regimes=(Regime.GDPR, Regime.UK),
)
def list_unproven(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """The framework is relied on; the recipient is not active on it, or was not looked up for 180 days."""
    third_party = dossier.third_party
    if list_is_current(third_party, context.today):
        return
    for flow, found in _crossing_flows(dossier, context):
        relying = [crossing for crossing in found if crossing.mechanism in BY_LIST]
        if relying:
            hit = _hit(flow, relying)
            status = third_party.dpf_status.value if third_party.dpf_status else None
            seen = {"dpf_status": status, "dpf_checked_on": iso(third_party.dpf_checked_on)}
            yield Hit(hit.object, values={**hit.values, **seen}, blanks=hit.blanks)


@dossier_rule(
    "XFR-03",
    Severity.HIGH,
    title="No current transfer assessment",
    message="The transfer to {countries} needs an assessment, and none of the last two years is recorded.",
    remedy="Assess the transfer and record date and outcome.",
    citation="EU SCC clause 14; UK GDPR Art. 46",
    regimes=AREA_REGIMES,
)
def unassessed(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Standard clauses, UK papers or binding rules without an assessment of the last 730 days."""
    for flow, found in _crossing_flows(dossier, context):
        late = [
            crossing
            for crossing in found
            if needs_assessment(crossing) and not is_assessed(crossing.transfer, context.today)
        ]
        if late:
            yield _hit(flow, late)


@dossier_rule(
    "XFR-04",
    Severity.HIGH,
    title="Wrong module",
    message="For the transfer to {countries} to a recipient recorded as {role}, module {expected} of the "
    "standard clauses fits, not module {modules}.",
    remedy="Sign the module that fits the roles, or correct the role.",
    citation="Decision (EU) 2021/914",
    regimes=AREA_REGIMES,
)
def wrong_module(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """The module recorded, or that of the paper relied on, differs from the one that fits the role."""
    role = dossier.third_party.role
    expected = MODULES.get(role)
    if expected is None:
        return
    for flow, found in _crossing_flows(dossier, context):
        recorded = {crossing: _modules(crossing, dossier) for crossing in found}
        wrong = [crossing for crossing, modules in recorded.items() if modules - {expected}]
        if wrong:
            hit = _hit(flow, wrong)
            modules = sorted({module for crossing in wrong for module in recorded[crossing] - {expected}})
            yield Hit(
                hit.object,
                values={**hit.values, "role": role.value, "expected": expected, "modules": modules},
                blanks={
                    **hit.blanks,
                    "role": role.label.lower(),
                    "expected": expected,
                    "modules": listing([str(module) for module in modules]),
                },
            )


@dossier_rule(
    "XFR-05",
    Severity.MEDIUM,
    title="Adequacy ends soon",
    message="The adequacy decision for {countries} ends on {date}.",
    remedy="Plan a mechanism for the time after it.",
    citation="GDPR Art. 45(3)",
    regimes=AREA_REGIMES,
)
def adequacy_ends(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A crossing rests on an adequacy row that ends within 180 days."""
    horizon = context.today + dt.timedelta(days=PLAN_DAYS)
    for flow, found in _crossing_flows(dossier, context):
        ending = {
            crossing: crossing.adequacy.valid_to
            for crossing in found
            if crossing.rests_on_adequacy
            and crossing.adequacy is not None
            and crossing.adequacy.valid_to is not None
            and crossing.adequacy.valid_to <= horizon
        }
        if ending:
            hit = _hit(flow, list(ending))
            first = min(ending.values())
            rows = sorted({crossing.adequacy.key for crossing in ending if crossing.adequacy})
            values = {**hit.values, "adequacy_rows": rows, "valid_to": iso(first)}
            yield Hit(hit.object, values=values, blanks={**hit.blanks, "date": written(first)})


@dossier_rule(
    "XFR-06",
    Severity.MEDIUM,
    title="UK transfer not covered",
    message="The transfer from the UK to {countries} rests on EU clauses without the UK addendum.",
    remedy="Sign the addendum or the UK transfer agreement.",
    citation="UK GDPR Art. 46; UK Addendum B1.0 (source to confirm)",
    regimes=(Regime.UK,),
)
def without_addendum(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """EU clauses alone for a transfer from the UK."""
    for flow, found in _crossing_flows(dossier, context):
        uncovered = [crossing for crossing in found if lacks_uk_paper(crossing, dossier, context)]
        if uncovered:
            yield _hit(flow, uncovered)


@dossier_rule(
    "XFR-07",
    Severity.MEDIUM,
    title="Derogation used as routine",
    message="The transfer to {countries} rests on a derogation {why}.",
    remedy="Put standard clauses in place.",
    citation="GDPR Art. 49",
    regimes=AREA_REGIMES,
)
def routine_derogation(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A derogation for more than one flow to the same recipient, or for more than twelve months."""
    derogated = [
        (flow, resting)
        for flow, found in _crossing_flows(dossier, context)
        if (resting := [crossing for crossing in found if crossing.mechanism in DEROGATIONS])
    ]
    for flow, resting in derogated:
        long = flow.first_on is not None and add_months(flow.first_on, ROUTINE_MONTHS) < context.today
        reasons = [f"for {len(derogated)} flows"] if len(derogated) > 1 else []
        reasons += ["for more than twelve months"] if long else []
        if reasons:
            hit = _hit(flow, resting)
            values = {**hit.values, "flows": len(derogated), "first_on": iso(flow.first_on)}
            yield Hit(hit.object, values=values, blanks={**hit.blanks, "why": listing(reasons)})


@dossier_rule(
    "XFR-08",
    Severity.MEDIUM,
    title="Place not recorded",
    message="It is not recorded where the recipient keeps or reads the data.",
    remedy="Ask the recipient, and record the countries.",
    citation="GDPR Art. 30(1)(e)",
)
def without_place(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """An active flow of personal data without a location."""
    for flow in personal_flows(dossier, context):
        if not flow.locations:
            yield Hit(flow.ref or "", values={"locations": []})


def _modules(crossing: Crossing, dossier: Dossier) -> frozenset[int]:
    """The modules that the record names for *crossing*: its own, and that of its paper."""
    transfer = crossing.transfer
    if transfer is None or transfer.mechanism not in WITH_MODULE:
        return frozenset()
    paper = dossier.agreements_by_ref.get(transfer.doc_agreement or "")
    of_paper = _MODULE_OF.get(paper.kind) if paper else None
    return frozenset(module for module in (transfer.module, of_paper) if module is not None)
