"""The sale itself: DEAL-05 (bankruptcy), DEAL-09 (data room), DEAL-10 (abandoned), DEAL-14 (FTC terms)."""

from collections import Counter
from collections.abc import Iterator

from app.domain.deals.collection import petition_notice, promises_no_sale
from app.domain.deals.deal_rules.rule import Review, deal_rule
from app.domain.deals.facts import deal_nda
from app.domain.deals.terms import DealKind, DealStage, Gate, Ombudsman
from app.domain.findings.rule import Hit
from app.domain.findings.terms import Severity
from app.domain.organisation.terms import Regime
from app.domain.third_parties.terms import EvidenceKind
from app.kernel.words import listing, written


@deal_rule(
    "DEAL-05",
    Severity.CRITICAL,
    title="The ombudsman question is unanswered",
    message="The notice at the petition promised no sale, and no reason is recorded why no ombudsman is "
    "needed.",
    remedy="Have counsel decide on a consumer privacy ombudsman and record the reason.",
    citation="11 U.S.C. 363(b)(1)",
)
def ombudsman_question(review: Review) -> Iterator[Hit]:
    """Against a promise not to sell, going without an ombudsman needs a reason."""
    deal = review.matter.deal
    unanswered = deal.cpo is Ombudsman.NOT_NEEDED and not (deal.cpo_rationale or "").strip()
    notice = petition_notice(review.matter)
    if deal.kind is not DealKind.BANKRUPTCY_363 or not unanswered or not promises_no_sale(notice):
        return
    petition = deal.bk_petition_on.isoformat() if deal.bk_petition_on else None
    values = {
        "cpo": deal.cpo.value,
        "bk_petition_on": petition,
        "notice": notice.ref if notice is not None else None,
    }
    yield review.hit("", values)


@deal_rule(
    "DEAL-09",
    Severity.HIGH,
    title="Personal data exposed in diligence",
    message="The disclosure of {on} is recorded without {missing}.",
    remedy="Withdraw the documents, sign the confidentiality agreement, and note how data were redacted.",
    citation="Quebec P-39.1 s.18.4; PIPEDA s.7.2; DSK (2024)",
)
def data_room(review: Review) -> Iterator[Hit]:
    """Every disclosure in diligence stands on a deal confidentiality agreement and a redaction note."""
    seen: Counter[str] = Counter()
    personal = [segment for segment in review.matter.segments if review.matter.is_personal(segment)]
    if review.matter.segments and not personal:
        return
    for disclosure in review.matter.deal.diligence:
        on = disclosure.on.isoformat()
        seen[on] += 1
        bound = deal_nda(review.matter, disclosure.on) is not None
        noted = bool((disclosure.redaction_note or "").strip())
        if bound and noted:
            continue
        missing = [] if bound else ["a confidentiality agreement in force"]
        missing += [] if noted else ["a redaction note"]
        key = on if seen[on] == 1 else f"{on}#{seen[on]}"
        values = {"on": on, "deal_nda": bound, "redaction_note": noted}
        yield review.hit(
            key, values, {"on": written(disclosure.on), "missing": listing(missing, "and without")}
        )


@deal_rule(
    "DEAL-10",
    Severity.HIGH,
    title="The bidder may still hold data",
    message="The deal was abandoned and no deletion certificate of {who} is recorded.",
    remedy="Obtain the bidder's certificate of deletion.",
    citation="LOPDGDD Art. 21; Quebec P-39.1 s.18.4(4)",
)
def bidder_holds_data(review: Review) -> Iterator[Hit]:
    """After an abandoned deal everybody who was shown data certifies deletion."""
    deal = review.matter.deal
    if deal.stage is not DealStage.ABANDONED or _certified_by_gate(review):
        return
    disclosed = [disclosure.on.isoformat() for disclosure in deal.diligence]
    if not deal.certificates:
        if not _certified_by_evidence(review, deal.buyer_entity):
            yield review.hit(
                "", {"buyer_entity": deal.buyer_entity, "disclosed_on": disclosed}, {"who": "the bidder"}
            )
        return
    for certificate in deal.certificates:
        if certificate.received_on is None and not _certified_by_evidence(review, certificate.entity):
            values = {
                "buyer_entity": certificate.entity,
                "disclosed_on": disclosed,
                "requested_on": certificate.requested_on.isoformat() if certificate.requested_on else None,
                "due_on": certificate.due_on.isoformat() if certificate.due_on else None,
            }
            yield review.hit(certificate.recipient, values, {"who": certificate.recipient})


def _certified_by_evidence(review: Review, entity: str | None) -> bool:
    return entity is not None and any(
        evidence.kind is EvidenceKind.DELETION_CERTIFICATE
        for third_party in review.matter.context.third_parties.values()
        if third_party.entity == entity
        for evidence in third_party.evidence
    )


def _certified_by_gate(review: Review) -> bool:
    return any(
        gate.gate is Gate.DELETION_CERTIFICATE and gate.met_on is not None
        for item in review.matter.deal.items
        for gate in item.gates
    )


@deal_rule(
    "DEAL-14",
    Severity.MEDIUM,
    title="Outside the terms for selling customer data",
    message="The sale departs from the FTC's terms: {why}.",
    remedy="Obtain consent, or keep the customer data out.",
    citation="FTC, letter in re RadioShack (2015)",
    regimes=(Regime.US_FTC,),
)
def outside_terms(review: Review) -> Iterator[Hit]:
    """Customer data are sold with the business, to a buyer in the same line."""
    deal = review.matter.deal
    if not review.matter.structure.sells_assets:
        return
    why = ["the data are sold apart from the business"] if deal.data_standalone else []
    why += [] if deal.buyer_same_business else ["the buyer is not recorded as in the same line of business"]
    if why:
        values = {"data_standalone": deal.data_standalone, "buyer_same_business": deal.buyer_same_business}
        yield review.hit("", values, {"why": listing(why)})
