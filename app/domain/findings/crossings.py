"""Crossings: where personal data of a flow leave the area of a regime, on what ground, and whether it holds.

One crossing per flow, regime and country. The regime is the one recorded with the transfer; for a place
without a recorded transfer it is every area regime switched on, unless the exporter's own country settles it.
"""

import datetime as dt
from dataclasses import dataclass

from app.domain.agreements.terms import AgreementKind
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.scope import agreements_in_force, governing
from app.domain.flows.records import Flow, Transfer
from app.domain.flows.terms import Mechanism, TiaOutcome, TransferRegime
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import DpfStatus
from app.kernel.adequacy import DPF, DPF_UK, AdequacyRow, adequate, in_area
from app.kernel.periods import is_older_than
from app.kernel.regimes import Regime

DPF_CHECK_DAYS = 180
"""How long a look at the Data Privacy Framework list is good for."""
ASSESSMENT_DAYS = 730
"""How long a transfer assessment is current."""

BY_LIST = frozenset({Mechanism.ADEQUACY_DPF, Mechanism.UK_BRIDGE})
"""The mechanisms that hold only while the recipient is on the Data Privacy Framework list."""
BY_ADEQUACY = BY_LIST | {Mechanism.NONE_NEEDED, Mechanism.ADEQUACY, Mechanism.UK_ADEQUACY}
"""The mechanisms that are none of their own: they hold while an adequacy row does."""
ASSESSED = frozenset(
    {Mechanism.SCC, Mechanism.SCC_SA, Mechanism.BCR, Mechanism.UK_IDTA, Mechanism.UK_ADDENDUM}
)
"""The mechanisms that need a transfer assessment (SCC clause 14; the UK risk assessment)."""
DEROGATIONS = frozenset(mechanism for mechanism in Mechanism if mechanism.startswith("d49_"))
"""The derogations of Article 49."""
UK_PAPERS = frozenset({AgreementKind.UK_ADDENDUM, AgreementKind.UK_IDTA})
"""The agreements that carry a transfer from the UK."""


@dataclass(frozen=True, eq=False)
class Crossing:
    """That *flow* takes personal data out of the area of *regime* to *country*.

    ``transfer`` is what was recorded of it, ``adequacy`` the row that covers the country for this recipient
    today.
    """

    flow: Flow
    regime: TransferRegime
    country: str
    transfer: Transfer | None
    adequacy: AdequacyRow | None

    @property
    def mechanism(self) -> Mechanism | None:
        """The mechanism recorded, if any."""
        return self.transfer.mechanism if self.transfer else None

    @property
    def rests_on_adequacy(self) -> bool:
        """Whether no mechanism of its own is recorded, so that it stands or falls with an adequacy row."""
        return self.mechanism is None or self.mechanism in BY_ADEQUACY


def crossings(flow: Flow, third_party: ThirdParty, context: Context) -> tuple[Crossing, ...]:
    """The crossings of *flow* today under the regimes switched on; none for data that are not personal."""
    if not context.carries_personal_data(flow):
        return ()
    on = [regime for regime in TransferRegime if context.regime_on(Regime(regime.value))]
    countries = dict.fromkeys(place.country for place in flow.locations)
    countries.update(dict.fromkeys(transfer.to_country for transfer in flow.transfers))
    found: list[Crossing] = []
    for country in countries:
        recorded = [
            transfer
            for transfer in flow.transfers
            if transfer.to_country == country and transfer.from_regime in on
        ]
        pairs: list[tuple[TransferRegime, Transfer | None]] = [
            (transfer.from_regime, transfer) for transfer in recorded
        ]
        pairs = pairs or [(regime, None) for regime in _exporting(flow, context, on)]
        found.extend(
            Crossing(
                flow, regime, country, transfer, _row(regime, country, third_party, transfer, context.today)
            )
            for regime, transfer in pairs
            if not in_area(regime, country, context.today)
        )
    return tuple(found)


def is_restricted(country: str, third_party: ThirdParty | None, context: Context) -> bool:
    """Whether data going on to *third_party* in *country* need a mechanism under a regime switched on."""
    on = [regime for regime in TransferRegime if context.regime_on(Regime(regime.value))]
    return any(
        not in_area(regime, country, context.today)
        and _row(regime, country, third_party, None, context.today) is None
        for regime in on
    )


def is_on_list(third_party: ThirdParty | None) -> bool:
    """Whether the recipient is recorded as active on the Data Privacy Framework list."""
    return third_party is not None and third_party.dpf_status is DpfStatus.ACTIVE


def list_is_current(third_party: ThirdParty, today: dt.date) -> bool:
    """Whether the recipient was seen on the list within the last 180 days."""
    return is_on_list(third_party) and not is_older_than(third_party.dpf_checked_on, DPF_CHECK_DAYS, today)


def is_assessed(transfer: Transfer | None, today: dt.date) -> bool:
    """Whether a transfer assessment of the last two years is recorded."""
    return transfer is not None and not is_older_than(transfer.tia_on, ASSESSMENT_DAYS, today)


def needs_assessment(crossing: Crossing) -> bool:
    """Whether its mechanism needs a transfer assessment: contractual, to a country that is not adequate."""
    return crossing.mechanism in ASSESSED and crossing.adequacy is None


def lacks_mechanism(crossing: Crossing) -> bool:
    """Whether nothing recorded carries it: no mechanism of its own and no adequacy row that holds today.

    A recorded framework membership is judged by its own rule, so it lacks a mechanism only where the
    framework does not reach: in another country than the United States.
    """
    if crossing.adequacy is not None or not crossing.rests_on_adequacy:
        return False
    return crossing.mechanism not in BY_LIST or crossing.country != "US"


def lacks_uk_paper(crossing: Crossing, dossier: Dossier, context: Context) -> bool:
    """Whether EU clauses alone carry a transfer from the UK, without an addendum or agreement in force."""
    if crossing.regime is not TransferRegime.UK or crossing.mechanism is not Mechanism.SCC:
        return False
    papers = {agreement.ref: agreement for agreement in governing(dossier, crossing.flow, context)}
    named = crossing.transfer.doc_agreement if crossing.transfer else None
    papers.update({agr.ref: agr for agr in agreements_in_force(dossier, context) if agr.ref == named})
    return crossing.adequacy is None and not any(agr.kind in UK_PAPERS for agr in papers.values())


def is_sound(crossing: Crossing, dossier: Dossier, context: Context) -> bool:
    """Whether a mechanism that holds today is recorded, with an assessment where one is needed (K5)."""
    today, transfer = context.today, crossing.transfer
    if crossing.rests_on_adequacy:
        row = crossing.adequacy
        return row is not None and (not row.condition or list_is_current(dossier.third_party, today))
    if needs_assessment(crossing) and (
        not is_assessed(transfer, today)
        or (transfer is not None and transfer.tia_outcome is TiaOutcome.NOT_ACCEPTABLE)
    ):
        return False
    named = transfer.doc_agreement if transfer else None
    if named is not None and named not in {agr.ref for agr in agreements_in_force(dossier, context)}:
        return False
    return not lacks_uk_paper(crossing, dossier, context)


def _exporting(flow: Flow, context: Context, on: list[TransferRegime]) -> list[TransferRegime]:
    """Of the regimes *on*, those whose area the controller is in; all where its country settles nothing."""
    activity = context.activities.get(flow.activity or "")
    controller = (activity.controller_entity if activity else None) or context.organisation.entity
    entity = context.entities.get(controller or "")
    if entity is None or entity.country is None:
        return on
    return [regime for regime in on if in_area(regime, entity.country, context.today)] or on


def _row(
    regime: TransferRegime,
    country: str,
    third_party: ThirdParty | None,
    transfer: Transfer | None,
    today: dt.date,
) -> AdequacyRow | None:
    """The adequacy row for this recipient; the UK extension counts where the transfer relies on it."""
    shown = {DPF} if is_on_list(third_party) else set()
    if shown and transfer is not None and transfer.mechanism is Mechanism.UK_BRIDGE:
        shown.add(DPF_UK)
    return adequate(regime.value, country, today, shown)
