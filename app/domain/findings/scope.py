"""What the rules' conditions have in common: who receives, what flows now, what governs it, what it needs.

``AF`` of the rules is :func:`active_flows`, ``AF ∧ PD`` is :func:`personal_flows`.
"""

import datetime as dt
from dataclasses import dataclass

from app.domain.agreements.predicates import in_force
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import AgreementKind
from app.domain.findings.dossier import Context, Dossier
from app.domain.flows.records import Flow
from app.domain.flows.terms import Consideration, FlowStatus, Mechanism
from app.domain.organisation.terms import EntityKind, Regime
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import Affiliation, Role, Status

EU_UK = (Regime.GDPR, Regime.UK)
"""The regimes with Articles 26 and 28."""
CCPA_SERVICE = frozenset({Role.SERVICE_PROVIDER, Role.CONTRACTOR})
"""The roles that the CCPA ties to a contract (Civ. Code 1798.140(ag), (j))."""

SCC_KINDS = {
    1: AgreementKind.SCC_M1,
    2: AgreementKind.SCC_M2,
    3: AgreementKind.SCC_M3,
    4: AgreementKind.SCC_M4,
}
"""The kind of agreement of each module of the EU standard clauses."""
TRANSFER_KINDS = frozenset(
    {*SCC_KINDS.values(), AgreementKind.UK_IDTA, AgreementKind.UK_ADDENDUM, AgreementKind.BCR}
)
"""The kinds that only carry a transfer."""
CONFIDENTIAL_KINDS = frozenset(AgreementKind) - TRANSFER_KINDS - {AgreementKind.DEAL_NDA}
"""The kinds that bind a recipient in its daily work; what they say is for the clause rules to judge."""


def is_self(third_party: ThirdParty, context: Context) -> bool:
    """Whether the third party is the organisation itself: its legal entity is one of our own."""
    entity = context.entities.get(third_party.entity or "")
    return entity is not None and entity.kind is EntityKind.SELF


def non_affiliated(third_party: ThirdParty) -> bool:
    """Whether it stands outside the group; unknown counts as outside until evidenced; authorities do not."""
    return third_party.affiliation in {Affiliation.NON_AFFILIATED, Affiliation.UNKNOWN}


def is_active(flow: Flow, day: dt.date) -> bool:
    """Whether data flow: marked active and not ended by *day*."""
    return flow.status is FlowStatus.ACTIVE and (flow.ended_on is None or flow.ended_on > day)


def has_ended(flow: Flow, day: dt.date) -> bool:
    """Whether data flowed and had stopped by *day*: marked ended, or its end has come."""
    if flow.status is FlowStatus.PLANNED:
        return False
    return flow.status is FlowStatus.ENDED or (flow.ended_on is not None and flow.ended_on <= day)


def last_flowing_day(flow: Flow, day: dt.date) -> dt.date:
    """The last day up to *day* on which data flowed: the day before the recorded end, or *day* itself."""
    if flow.ended_on is None or flow.ended_on > day:
        return day
    eve = flow.ended_on - dt.timedelta(days=flow.ended_on > dt.date.min)
    return eve if flow.first_on is None else max(eve, flow.first_on)


def active_flows(dossier: Dossier, context: Context, day: dt.date | None = None) -> tuple[Flow, ...]:
    """``AF``: the active flows on *day* (today unless given); none where the recipient is ourselves."""
    if is_self(dossier.third_party, context):
        return ()
    return tuple(flow for flow in dossier.flows if is_active(flow, day or context.today))


def personal_flows(dossier: Dossier, context: Context, day: dt.date | None = None) -> tuple[Flow, ...]:
    """``AF ∧ PD``: the active flows that carry personal data."""
    return tuple(flow for flow in active_flows(dossier, context, day) if context.carries_personal_data(flow))


def agreements_in_force(
    dossier: Dossier, context: Context, day: dt.date | None = None
) -> tuple[Agreement, ...]:
    """The agreements of the dossier that are in force on *day* (today unless given)."""
    on = day or context.today
    return tuple(agr for agr in dossier.agreements if in_force(agr, on, dossier.agreements_by_ref))


def governing(
    dossier: Dossier, flow: Flow, context: Context, day: dt.date | None = None
) -> tuple[Agreement, ...]:
    """The agreements in force on *day* (today unless given) that list *flow*, by reference."""
    on = day or context.today
    found = dossier.governing_on.get((flow.ref, on))
    if found is None:
        papers = [agr for agr in dossier.ever_governing(flow) if in_force(agr, on, dossier.agreements_by_ref)]
        found = tuple(sorted(papers, key=lambda agr: agr.ref or ""))
        dossier.governing_on[flow.ref, on] = found
    return found


def refs(agreements: tuple[Agreement, ...]) -> str:
    """The references of *agreements* joined by ``+``, as a finding's key."""
    return "+".join(sorted(agr.ref or "" for agr in agreements))


def iso(day: dt.date | None) -> str | None:
    """*day* in JSON, for the values of a hit."""
    return None if day is None else day.isoformat()


def is_sale_or_share(flow: Flow) -> bool:
    """Whether it looks like a sale or sharing (Civ. Code 1798.140(ad), (ah)): value, or ads across sites."""
    return flow.consideration is not Consideration.NONE or flow.cross_context_ads


def in_use(dossier: Dossier, context: Context) -> bool:
    """Whether a third party's role matters today: a running relationship, an active flow or data still held.

    Prospects and those that left without data are none of it, nor are we ourselves.
    """
    third_party = dossier.third_party
    if is_self(third_party, context):
        return False
    running = third_party.status not in {Status.PROSPECTIVE, Status.TERMINATED}
    return running or third_party.holds_data or bool(active_flows(dossier, context))


@dataclass(frozen=True)
class Requirement:
    """That a flow needs an agreement of one of *kinds* or one of *documents* (references), and why."""

    kinds: frozenset[AgreementKind]
    reason: str
    documents: frozenset[str] = frozenset()

    def met_by(self, agreement: Agreement) -> bool:
        """Whether *agreement* is what is needed."""
        return agreement.kind in self.kinds or agreement.ref in self.documents


def required_kinds(flow: Flow, dossier: Dossier, context: Context) -> tuple[Requirement, ...]:
    """What agreements *flow* needs, by role, affiliation, transfers and the regimes switched on.

    A confidentiality duty may stand in any agreement about the service, so a stand-alone NDA is never
    demanded beside a contract; but an NDA meets none of the other requirements.
    """
    third_party, kinds = dossier.third_party, AgreementKind
    role, affiliated = third_party.role, third_party.affiliation is Affiliation.AFFILIATED
    found = []
    if non_affiliated(third_party):
        found.append(Requirement(CONFIDENTIAL_KINDS, "Confidentiality towards a recipient outside the group"))
    if context.regime_on(*EU_UK):
        found.extend(_articles_26_and_28(role, affiliated))
        found.extend(_transfer_papers(flow))
    if context.regime_on(Regime.CCPA):
        if role in CCPA_SERVICE:
            found.append(Requirement(frozenset({kinds.CCPA_SP}), "Service provider terms (11 CCR 7051)"))
        if role is Role.THIRD_PARTY or is_sale_or_share(flow):
            found.append(Requirement(frozenset({kinds.CCPA_TP}), "Third-party terms (11 CCR 7053)"))
    return tuple(found)


def _articles_26_and_28(role: Role, affiliated: bool) -> list[Requirement]:
    kinds = AgreementKind
    found = []
    if affiliated:
        found.append(Requirement(frozenset({kinds.IGDTA, kinds.DPA}), "Intra-group terms (Art. 26, 28)"))
    elif role is Role.PROCESSOR:
        found.append(Requirement(frozenset({kinds.DPA}), "Processor contract (Art. 28(3))"))
    if role is Role.SUB_PROCESSOR:
        found.append(
            Requirement(frozenset({kinds.DPA_SUB, kinds.DPA}), "Sub-processor contract (Art. 28(4))")
        )
    if role is Role.JOINT_CONTROLLER:
        found.append(Requirement(frozenset({kinds.JCA}), "Joint controller arrangement (Art. 26)"))
    return found


def _transfer_papers(flow: Flow) -> list[Requirement]:
    """The papers of the transfer mechanisms recorded; whether one is recorded at all is for XFR-01."""
    papers = {
        Mechanism.BCR: (frozenset({AgreementKind.BCR}), "Binding corporate rules (Art. 47)"),
        Mechanism.UK_IDTA: (frozenset({AgreementKind.UK_IDTA}), "UK transfer agreement"),
        Mechanism.UK_ADDENDUM: (frozenset({AgreementKind.UK_ADDENDUM}), "UK addendum to the EU clauses"),
    }
    found = []
    for transfer in flow.transfers:
        documents = frozenset({transfer.doc_agreement} if transfer.doc_agreement else ())
        if transfer.mechanism is Mechanism.SCC:
            modules = [SCC_KINDS[transfer.module]] if transfer.module else SCC_KINDS.values()
            found.append(Requirement(frozenset(modules), "EU standard clauses (Art. 46(2)(c))", documents))
        elif transfer.mechanism in papers:
            kinds, reason = papers[transfer.mechanism]
            found.append(Requirement(kinds, reason, documents))
    return found


def unmet(flow: Flow, dossier: Dossier, context: Context) -> tuple[Requirement, ...]:
    """The requirements of *flow* that no agreement in force meets.

    The agreement must list the flow; only the paper of a transfer may be one that the transfer itself names.
    """
    papers = governing(dossier, flow, context)
    named = agreements_in_force(dossier, context)

    def met(requirement: Requirement) -> bool:
        by_name = any(agr.ref in requirement.documents for agr in named)
        return by_name or any(requirement.met_by(agr) for agr in papers)

    return tuple(need for need in required_kinds(flow, dossier, context) if not met(need))


def is_covered(flow: Flow, dossier: Dossier, context: Context) -> bool:
    """Whether *flow* is governed by an agreement in force and has every kind that it needs (K1)."""
    return bool(governing(dossier, flow, context)) and not unmet(flow, dossier, context)
