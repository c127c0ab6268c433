"""The extent of a deal: which activities, third parties and agreements are in its perimeter.

The perimeter is the whole business, or a part given by its entities, activities, third parties and segments of
data; a thing is in it by any one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.domain.agreements.predicates import confidentiality_alive, ends_on, is_superseded
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import AgreementKind
from app.domain.deals.records import Deal
from app.domain.deals.terms import DealKind, Perimeter
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.scope import is_self
from app.domain.flows.records import Flow
from app.domain.flows.terms import FlowStatus
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import Status

DEAL_PAPERS = frozenset({AgreementKind.DEAL_NDA, AgreementKind.TSA})
"""The kinds of agreement that belong to the deal itself rather than to the business that is sold."""


LEAVING = frozenset({Status.OFFBOARDING, Status.TERMINATED})
"""The standings of a third party with which the relationship ends."""

PARTIAL = frozenset({DealKind.ASSET_PART, DealKind.CARVE_OUT, DealKind.SPIN_OFF, DealKind.JOINT_VENTURE})
"""The structures in which a part moves, whatever the perimeter says."""


def _ended_all(agreement: Agreement, dossier: Dossier) -> bool:
    """Whether *agreement* governs flows and all of them have ended."""
    governed = [flow for flow in dossier.flows if flow.ref in agreement.governs_flows]
    return bool(governed) and all(flow.status is FlowStatus.ENDED for flow in governed)


@dataclass(frozen=True)
class Extent:
    """A deal and the dossiers that matter for it, with what of them is in the perimeter."""

    deal: Deal
    context: Context
    dossiers: tuple[Dossier, ...] = ()

    @cached_property
    def activities(self) -> frozenset[str]:
        """The activities in the perimeter: of its segments, named, or controlled by an entity that moves."""
        of_segments = (one.activity for one in self.deal.segments if one.in_perimeter and one.activity)
        moving = set(self.deal.perimeter_entities)
        of_entities = (ref for ref, one in self.context.activities.items() if one.controller_entity in moving)
        return frozenset((*of_segments, *self.deal.perimeter_activities, *of_entities))

    @cached_property
    def whole_activities(self) -> frozenset[str]:
        """The activities that pass as a whole, not only the data of some segments of theirs."""
        if self.deal.perimeter is Perimeter.ALL:
            return frozenset(ref for ref, one in self.context.activities.items() if not one.archived)
        moving = set(self.deal.perimeter_entities)
        of_entities = (ref for ref, one in self.context.activities.items() if one.controller_entity in moving)
        return frozenset((*self.deal.perimeter_activities, *of_entities))

    @property
    def retains(self) -> bool:
        """Whether a business stays behind: by the perimeter, or by a structure that sells a part by its nature."""
        return self.deal.perimeter is Perimeter.PART or self.deal.kind in PARTIAL

    @cached_property
    def activities_without_segment(self) -> tuple[str, ...]:
        """The activities in the perimeter of which no segment says what data they hold."""
        described = {segment.activity for segment in self.deal.segments}
        return tuple(sorted(self.activities - described))

    def serves(self, dossier: Dossier) -> bool:
        """Whether the third party serves what is sold: all do where the whole business moves.

        Of a part those do that are named, that receive data of one of its activities, or that have an
        agreement with an entity that moves.
        """
        if is_self(dossier.third_party, self.context):
            return False
        moving = set(self.deal.perimeter_entities)
        return (
            self._moves_along(dossier)
            or any(map(self.is_concerned, dossier.flows))
            or any(agreement.our_entity in moving for agreement in dossier.agreements)
        )

    def _moves_along(self, dossier: Dossier) -> bool:
        """Whether all that the third party has with us is in the perimeter, whatever its flows."""
        named = dossier.third_party.ref in self.deal.perimeter_third_parties
        return self.deal.perimeter is Perimeter.ALL or named

    def is_paper_concerned(self, agreement: Agreement, dossier: Dossier) -> bool:
        """Whether *agreement* is in the perimeter: by its party, its flows, or our entity that signed it."""
        return (
            self._moves_along(dossier)
            or agreement.our_entity in self.deal.perimeter_entities
            or any(map(self.is_concerned, dossier.flows))
        )

    def is_concerned(self, flow: Flow) -> bool:
        """Whether *flow* serves an activity of the perimeter; all do where the whole business moves."""
        return self.deal.perimeter is Perimeter.ALL or flow.activity in self.activities

    def holds_deal_nda(self, dossier: Dossier) -> bool:
        """Whether the third party is bound, or was, by a confidentiality agreement about a deal."""
        return any(agreement.kind is AgreementKind.DEAL_NDA for agreement in dossier.agreements)

    @cached_property
    def agreements(self) -> tuple[tuple[ThirdParty, Agreement], ...]:
        """The agreements in the perimeter, by reference: neither the deal's own papers nor what is spent."""
        found = [
            (dossier.third_party, agreement)
            for dossier in self.dossiers
            if self.serves(dossier)
            for agreement in dossier.agreements
            if agreement.kind not in DEAL_PAPERS
            and self.is_paper_concerned(agreement, dossier)
            and not self._is_dead(agreement, dossier)
        ]
        return tuple(sorted(found, key=lambda pair: pair[1].ref or ""))

    @cached_property
    def idle(self) -> frozenset[str]:
        """The agreements in the perimeter that serve nothing any more: their party is leaving, their flows ended.

        One that governs no flow at all is not among them, since it may bind in another way.
        """
        return frozenset(
            agreement.ref or ""
            for dossier in self.dossiers
            if dossier.third_party.status in LEAVING
            for agreement in dossier.agreements
            if _ended_all(agreement, dossier)
        )

    @cached_property
    def agreements_by_ref(self) -> Mapping[str, Agreement]:
        """The agreements in the perimeter by reference, in which successors are looked up."""
        return {agreement.ref or "": agreement for _, agreement in self.agreements}

    def _is_dead(self, agreement: Agreement, dossier: Dossier) -> bool:
        """Whether it ended, or was replaced, and no confidentiality outlives it."""
        today, known = self.context.today, dossier.agreements_by_ref
        if is_superseded(agreement, today, known):
            return True
        end = ends_on(agreement, known)
        return end is not None and end <= today and not confidentiality_alive(agreement, today, known)
