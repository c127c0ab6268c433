"""The Americas beside the United States: DR-27 (Quebec), DR-28 (Canada), DR-29 (Brazil), DR-30 (Mexico)."""

from app.domain.catalogue.terms import LegalBasis
from app.domain.deals.matter import Matter
from app.domain.deals.records import Segment
from app.domain.deals.rules.rule import Effect, Need, after, before, segment_rule
from app.domain.deals.terms import DealKind, DealStage, Disposition, Gate
from app.domain.findings.terms import Severity
from app.domain.organisation.terms import Regime

_UNDERTAKINGS = ["use_for_deal_only", "no_disclosure", "protect", "destroy_if_not_concluded"]


def _prior_agreement(matter: Matter) -> tuple[Need, ...]:
    """The agreement beforehand; afterwards notice to people, or the bidder's certificate of deletion."""
    needs = before(Gate.DEAL_NDA)
    if matter.deal.stage is DealStage.ABANDONED:
        return needs + after(Gate.DELETION_CERTIFICATE)
    return needs + after(Gate.NOTICE_SENT) if matter.moves else needs


@segment_rule(
    "DR-27",
    title="Only under an agreement with four undertakings",
    citation="Quebec P-39.1 s.18.4",
    regimes=(Regime.CA_QC,),
)
def quebec(matter: Matter, segment: Segment) -> Effect | None:
    """Without consent only under a prior agreement on use, silence, protection and destruction."""
    if not matter.is_personal(segment):
        return None
    return Effect(
        "Without consent the data may be shown and passed only under a prior agreement to use them for the "
        "deal alone, to disclose nothing, to protect them, and to destroy them if it fails; people are told "
        "in reasonable time after closing.",
        gates=_prior_agreement(matter),
        values={"undertakings": _UNDERTAKINGS},
        flag="Check that the deal's confidentiality agreement carries the four undertakings.",
    )


@segment_rule(
    "DR-28",
    title="Prospective and completed transactions",
    citation="PIPEDA s.7.2",
    regimes=(Regime.CA_PIPEDA,),
    severity=Severity.HIGH,
)
def canada(matter: Matter, segment: Segment) -> Effect | None:
    """Necessary for the deal and under agreement; afterwards the same purposes, and people are told."""
    if not matter.is_personal(segment):
        return None
    if matter.deal.kind is DealKind.DATA_ONLY_SALE:
        return Effect(
            "A transaction whose main purpose is the data themselves appears to fall outside the exception.",
            Disposition.EXCLUDE,
            values={"kind": matter.deal.kind.value},
            confirmed=False,
        )
    return Effect(
        "The data may be shown and passed where the deal needs them, under an agreement; afterwards they "
        "keep their purposes, withdrawals are honoured, and people are told.",
        gates=_prior_agreement(matter),
        values={"undertakings": _UNDERTAKINGS},
    )


@segment_rule(
    "DR-29",
    title="The new controller's identity is told",
    citation="LGPD Art. 8 s.6, 9 III",
    regimes=(Regime.BR,),
)
def brazil(matter: Matter, segment: Segment) -> Effect | None:
    """People learn who the controller is; whoever consented may withdraw on hearing it."""
    if not matter.moves or not matter.is_personal(segment):
        return None
    if LegalBasis.CONSENT in matter.bases(segment):
        return Effect(
            "The controller changes and the data rest on consent: people are told and may withdraw.",
            Disposition.TRANSFER_OPT_OUT,
            values={"legal_basis": LegalBasis.CONSENT.value},
        )
    return Effect(
        "The controller changes: people are told who it is.",
        Disposition.TRANSFER_NOTICE,
        values={"legal_basis": sorted(matter.bases(segment))},
    )


@segment_rule(
    "DR-30",
    title="The recipient takes on the same duties",
    citation="LFPDPPP (2025), transfers",
    regimes=(Regime.MX,),
    confirmed=False,
)
def mexico(matter: Matter, segment: Segment) -> Effect | None:
    """Consent is the rule and has exceptions; the recipient is bound as the sender was."""
    if not matter.moves or not matter.is_personal(segment):
        return None
    return Effect(
        "Transfers need consent unless an exception applies, and the recipient takes on the sender's duties.",
        gates=before(Gate.BUYER_UNDERTAKING),
        values={"kind": matter.deal.kind.value},
        flag="Review the case: name the exception to consent under the act of 2025.",
    )
