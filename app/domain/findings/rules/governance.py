"""GOV and EVD rules: whether somebody looks after a third party, and what it has shown."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.catalogue.terms import Sensitivity
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.rule import Hit, dossier_rule
from app.domain.findings.rules.flows import WATCHED, flags
from app.domain.findings.scope import active_flows, in_use, is_self, iso, personal_flows
from app.domain.findings.terms import Severity
from app.domain.third_parties.records import Evidence
from app.domain.third_parties.terms import SECURITY_EVIDENCE, Affiliation, EvidenceKind
from app.kernel.words import written


@dossier_rule(
    "GOV-01",
    Severity.MEDIUM,
    title="Review overdue",
    message="The next review {when}.",
    remedy="Review the third party and set the next date.",
    citation="GDPR Art. 28(1)",
)
def review_overdue(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """No date is set for the next review, or it has passed."""
    due = dossier.third_party.next_review_on
    if in_use(dossier, context) and (due is None or due < context.today):
        when = f"was due on {written(due)}" if due else "is not set"
        yield Hit(dossier.third_party.ref or "", values={"next_review_on": iso(due)}, blanks={"when": when})


@dossier_rule(
    "GOV-02",
    Severity.MEDIUM,
    title="No owner",
    message="{why}.",
    remedy="Name somebody in the house who answers for it.",
    citation="GDPR Art. 5(2)",
)
def without_owner(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Nobody owns the third party, or the owner is no longer active."""
    owner = dossier.third_party.owner
    if not in_use(dossier, context) or owner in context.active_people:
        return
    why = "The recorded owner is no longer active" if owner else "No owner is recorded"
    yield Hit(dossier.third_party.ref or "", values={"owner": owner}, blanks={"why": why})


@dossier_rule(
    "GOV-03",
    Severity.HIGH,
    title="No diligence before sharing",
    message="Sharing began on {first_on}, and no evidence of diligence from before that day is recorded.",
    remedy="Carry out the diligence now, and record it.",
    citation="GDPR Art. 28(1); 11 CCR 7051",
)
def without_diligence(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """The first active flow began before any security evidence was issued; authorities are not vetted."""
    third_party = dossier.third_party
    if third_party.affiliation is Affiliation.PUBLIC_AUTHORITY:
        return
    started = [flow.first_on for flow in active_flows(dossier, context) if flow.first_on is not None]
    issued = [
        evidence.issued_on
        for evidence in third_party.evidence
        if evidence.kind in SECURITY_EVIDENCE and evidence.issued_on is not None
    ]
    if started and min(issued, default=dt.date.max) > min(started):
        first = min(started)
        values = {"first_on": iso(first), "first_evidence_on": iso(min(issued, default=None))}
        yield Hit(third_party.ref or "", values=values, blanks={"first_on": written(first)})


@dossier_rule(
    "EVD-01",
    Severity.MEDIUM,
    title="Security not evidenced",
    message="It holds personal data, and no security evidence that is valid today is recorded.",
    remedy="Obtain a report, a certificate or an answered questionnaire.",
    citation="Notice S19; GDPR Art. 32",
)
def security_unproven(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """No valid security evidence; high where the risk tier is high or critical."""
    tier = dossier.third_party.risk_tier
    for need in required_evidence(dossier, context):
        if need.name == SECURITY and not need.is_met:
            yield Hit(
                dossier.third_party.ref or "",
                values={"risk_tier": tier.value if tier else None, "lapsed": need.lapsed},
                severity=Severity.HIGH if tier in WATCHED else None,
            )


@dossier_rule(
    "EVD-02",
    Severity.MEDIUM,
    title="No PCI attestation",
    message="It receives payment card data, and no valid PCI attestation is recorded.",
    remedy="Obtain the current attestation.",
    citation="PCI DSS requirement 12.8 (source to confirm)",
)
def card_unproven(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Card data flow and no PCI attestation is valid."""
    for need in required_evidence(dossier, context):
        if need.name == CARDS and not need.is_met:
            yield Hit(dossier.third_party.ref or "", values={"lapsed": need.lapsed})


SECURITY = "security"
CARDS = "pci_aoc"


@dataclass(frozen=True)
class EvidenceNeed:
    """A piece of evidence that a third party must have: by name, whether it is there, which ones lapsed."""

    name: str
    is_met: bool
    lapsed: list[str]


def required_evidence(dossier: Dossier, context: Context) -> tuple[EvidenceNeed, ...]:
    """The evidence that a third party must have today (EVD-01, EVD-02, K11): security, and PCI for card data.

    Asked of whoever receives or still holds personal data; not of ourselves nor of public authorities.
    """
    third_party = dossier.third_party
    if is_self(third_party, context) or third_party.affiliation is Affiliation.PUBLIC_AUTHORITY:
        return ()
    flows = personal_flows(dossier, context)
    needs = []
    if flows or third_party.holds_data:
        needs.append(_need(SECURITY, SECURITY_EVIDENCE, dossier, context))
    if any(Sensitivity.CARD in flags(key, context) for flow in flows for key in flow.categories):
        needs.append(_need(CARDS, frozenset({EvidenceKind.PCI_AOC}), dossier, context))
    return tuple(needs)


def is_valid(evidence: Evidence, day: dt.date) -> bool:
    """Whether *evidence* speaks on *day*: issued by then and not lapsed."""
    issued = evidence.issued_on is None or evidence.issued_on <= day
    return issued and (evidence.valid_until is None or evidence.valid_until >= day)


def _need(name: str, kinds: frozenset[EvidenceKind], dossier: Dossier, context: Context) -> EvidenceNeed:
    of_kind = [evidence for evidence in dossier.third_party.evidence if evidence.kind in kinds]
    lapsed = [evidence.kind.value for evidence in of_kind if not is_valid(evidence, context.today)]
    return EvidenceNeed(name, any(is_valid(evidence, context.today) for evidence in of_kind), lapsed)
