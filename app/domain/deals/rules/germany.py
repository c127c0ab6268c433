"""Germany: DR-16 to DR-19 and DR-22 to DR-24, the authorities' resolutions on asset deals (2019, 2024).

The rules on people bind where the data are disclosed to another controller: not where shares are sold, nor
where a merger passes them by succession. The full text of 2024 was not at hand: every source here is still to
be confirmed.
"""

from app.domain.catalogue.terms import LegalBasis
from app.domain.deals.matter import Matter
from app.domain.deals.records import Segment
from app.domain.deals.rules.rule import Effect, before, segment_rule
from app.domain.deals.terms import DealStage, Disposition, Gate, Relation
from app.domain.findings.terms import Severity
from app.domain.organisation.terms import Regime

OBJECTION_DAYS = 42
"""The six weeks that people in negotiation have to object."""

_DSK_2024 = "DSK, resolution on asset deals (2024)"


@segment_rule(
    "DR-16",
    title="No personal data in diligence",
    citation=_DSK_2024,
    regimes=(Regime.DE_DSK,),
    confirmed=False,
)
def diligence(matter: Matter, segment: Segment) -> Effect | None:
    """Before signing, bidders see aggregates; personal data only by consent or, late, on key people."""
    if matter.deal.stage is not DealStage.DILIGENCE or not matter.is_personal(segment):
        return None
    return Effect(
        "Personal data are generally kept out of the data room before signing: bidders are bound to "
        "confidentiality and see redacted or aggregate data.",
        gates=before(Gate.DEAL_NDA),
        values={"stage": matter.deal.stage.value},
        flag="Redact or aggregate this segment; an exception needs a note that weighs the interests.",
    )


@segment_rule(
    "DR-17",
    title="People in negotiation may object for six weeks",
    citation=_DSK_2024,
    regimes=(Regime.DE_DSK,),
    confirmed=False,
)
def negotiation(matter: Matter, segment: Segment) -> Effect | None:
    """A legitimate interest with a window of six weeks, unless the person goes on with the buyer."""
    if segment.relation is not Relation.NEGOTIATION or not matter.structure.discloses:
        return None
    days = max(OBJECTION_DAYS, matter.deal.window_days or 0)
    return Effect(
        f"People in concrete negotiations may be handed over unless they object within {OBJECTION_DAYS} "
        "days of being told; whoever goes on with the buyer enters a contract step instead.",
        Disposition.TRANSFER_OPT_OUT,
        (*before(Gate.NOTICE_SENT, due_on=matter.before_closing(days)), *before(Gate.WINDOW_CLOSED)),
        {"window_days": matter.deal.window_days, "required_days": OBJECTION_DAYS},
    )


@segment_rule(
    "DR-18",
    title="Running contracts move with the civil-law consent",
    citation=f"GDPR Art. 6(1)(b); {_DSK_2024}",
    regimes=(Regime.DE_DSK,),
    confirmed=False,
)
def running_contract(matter: Matter, segment: Segment) -> Effect | None:
    """Where the person consents to the change of contract partner, the data follow the contract."""
    running = {Relation.ACTIVE_CONTRACT, Relation.WARRANTY_OPEN}
    if segment.relation not in running or not matter.structure.discloses:
        return None
    values = {"relation": segment.relation.value, "consented": segment.contract_transfer_consented}
    if segment.contract_transfer_consented:
        return Effect(
            "The contract passes to the buyer with the customers' consent under civil law, and the data "
            "follow it.",
            Disposition.TRANSFER,
            values=values,
        )
    return Effect(
        "The contract runs on, but no consent to its transfer is recorded.",
        values=values,
        flag="Review the case: if the buyer only performs the contract, name the basis for handing over the "
        "data.",
    )


@segment_rule(
    "DR-19",
    title="Data kept for retention only: two cabinets",
    citation=f"GDPR Art. 28; {_DSK_2024}",
    regimes=(Regime.DE_DSK,),
    confirmed=False,
    severity=Severity.HIGH,
)
def retention_only(matter: Matter, segment: Segment) -> Effect | None:
    """Ended relationships move only into custody, kept apart and untouched by the buyer's own purposes."""
    ended = segment.relation is Relation.ENDED and segment.retention_only
    if not ended or not matter.structure.discloses:
        return None
    return Effect(
        "The relationship ended and only retention duties remain: the buyer may hold the data apart, as a "
        "processor, and needs consent for any other use.",
        Disposition.CUSTODY_ONLY,
        before(Gate.DPA_WITH_BUYER),
        {"relation": Relation.ENDED.value, "retention_only": True},
    )


@segment_rule(
    "DR-22",
    title="Marketing permissions do not pass by themselves",
    citation=_DSK_2024,
    regimes=(Regime.DE_DSK,),
    confirmed=False,
    severity=Severity.HIGH,
)
def marketing_consent(matter: Matter, segment: Segment) -> Effect | None:
    """The seller's consents help the buyer only if their text named it as successor."""
    by_consent = LegalBasis.CONSENT in matter.bases(segment)
    if not by_consent or not matter.for_marketing(segment) or not matter.structure.discloses:
        return None
    if segment.consent_names_successor:
        return None
    return Effect(
        "Marketing rests on consent given to the seller, and its text does not name a successor: the buyer "
        "needs its own.",
        Disposition.CONSENT_REQUIRED,
        values={"legal_basis": LegalBasis.CONSENT.value, "consent_names_successor": False},
    )


@segment_rule(
    "DR-23",
    title="Claims take their debtors' data along",
    citation="DSK, resolution on asset deals (2019)",
    regimes=(Regime.DE_DSK,),
    confirmed=False,
)
def open_claims(matter: Matter, segment: Segment) -> Effect | None:
    """Where a claim is sold, the debtor's data may go unless its assignment is excluded."""
    if segment.relation is not Relation.OPEN_CLAIM or not matter.structure.discloses:
        return None
    return Effect(
        "Open claims are sold with the data of their debtors, unless the contract excludes assignment.",
        Disposition.TRANSFER,
        values={"relation": Relation.OPEN_CLAIM.value},
        flag="Check that no contract behind these claims excludes their assignment.",
    )


@segment_rule(
    "DR-24",
    title="Employees pass at closing, not before",
    citation=f"BGB s.613a; {_DSK_2024}",
    regimes=(Regime.DE_DSK,),
    confirmed=False,
)
def employees(matter: Matter, segment: Segment) -> Effect | None:
    """On a transfer of the business the needed data pass under the contract; in diligence only leaders'."""
    if not matter.has_employees(segment) or not matter.structure.discloses:
        return None
    values = {"stage": matter.deal.stage.value}
    if matter.deal.stage is DealStage.DILIGENCE:
        return Effect(
            "Employees' data stay out of diligence, leaders' excepted; they pass only from closing.",
            Disposition.EXCLUDE,
            before(Gate.DEAL_NDA),
            values,
            flag="Proposed anew once the deal is signed: from closing the needed data pass with the "
            "contracts.",
        )
    return Effect(
        "The employment contracts pass to the buyer, and from closing the data needed for them.",
        Disposition.TRANSFER,
        values=values,
    )
