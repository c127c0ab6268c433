"""The promise of confidentiality in the notice, tested flow by flow: six limbs, each with its evidence.

The notice says that third parties were required to agree to keep all information confidential and to use it
only to perform their obligations. The test asks what the register shows of that; it does not judge conduct.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.agreements.clauses.chain import Reading
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.limbs import (
    Limb,
    LimbFinding,
    LimbState,
    agreed,
    all_information,
    before,
    kept,
    only_to_perform,
    right_party,
)
from app.domain.findings.scope import active_flows, governing, has_ended, is_self, last_flowing_day
from app.domain.flows.records import Flow
from app.domain.flows.terms import DeclaredClass
from app.domain.organisation.terms import PromiseScope
from app.kernel.periods import Period
from app.kernel.words import Term


class PromiseResult(Term):
    """What the register shows of the promise for a flow; words chosen so that none reads as an admission."""

    EVIDENCED = "evidenced", "Evidenced"
    PARTLY_EVIDENCED = "partly_evidenced", "Partly evidenced"
    NOT_EVIDENCED = "not_evidenced", "Not evidenced"
    CONTRADICTED = "contradicted", "Contradicted by the record"


@dataclass(frozen=True)
class PromiseTest:
    """The test of one flow: its limbs in order, the result, and the days without an agreement."""

    flow: Flow
    on: dt.date
    limbs: tuple[LimbFinding, ...]
    gaps: tuple[Period, ...]

    @property
    def gap_days(self) -> int:
        """The days on which data flowed without a recorded agreement."""
        return sum(gap.days for gap in self.gaps)

    @property
    def result(self) -> PromiseResult:
        """The roll-up: what contradicts outweighs all, and without an agreement nothing is evidenced."""
        states = [finding.state for finding in self.limbs]
        if LimbState.CONTRADICTED in states:
            return PromiseResult.CONTRADICTED
        if all(state is LimbState.SHOWN for state in states):
            return PromiseResult.EVIDENCED
        if self[Limb.AGREED].state is not LimbState.SHOWN:
            return PromiseResult.NOT_EVIDENCED
        return PromiseResult.PARTLY_EVIDENCED

    def __getitem__(self, limb: Limb) -> LimbFinding:
        """The finding on *limb*."""
        return next(finding for finding in self.limbs if finding.limb is limb)


def in_scope(flow: Flow, context: Context) -> bool:
    """Whether the promise, as the organisation reads it, covers *flow*."""
    everything = context.organisation.promise_scope is PromiseScope.ALL
    return everything or flow.declared_class is DeclaredClass.AGGREGATE


def promise_tests(dossier: Dossier, context: Context) -> Iterator[PromiseTest]:
    """The test of each active flow in scope (K3); none where the recipient is ourselves."""
    for flow in active_flows(dossier, context):
        if in_scope(flow, context):
            yield promise_test(flow, dossier, context)


def ended_promise_tests(dossier: Dossier, context: Context) -> Iterator[PromiseTest]:
    """The test of each ended flow in scope: what it left behind; outside K3."""
    if is_self(dossier.third_party, context):
        return
    for flow in dossier.flows:
        if has_ended(flow, context.today) and in_scope(flow, context):
            yield promise_test(flow, dossier, context)


def promise_test(flow: Flow, dossier: Dossier, context: Context) -> PromiseTest:
    """Test the six limbs for *flow*, today or, where it has ended, on the last day on which data flowed."""
    on = last_flowing_day(flow, context.today)
    papers = governing(dossier, flow, context, on)
    reading = Reading(papers, on, dossier.agreements_by_ref)
    in_time, gaps = before(flow, dossier, on)
    limbs = (
        agreed(flow, papers, dossier, on),
        in_time,
        right_party(papers, dossier, context),
        all_information(reading),
        only_to_perform(flow, reading),
        kept(flow, reading, dossier, context),
    )
    return PromiseTest(flow, on, limbs, gaps)
