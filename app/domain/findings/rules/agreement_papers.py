"""Rules on the agreement itself (AGR): whether it was concluded, by whom, until when, what is on file."""

from collections.abc import Iterator

from app.domain.agreements import predicates
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import Acceptance
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.rule import Hit, dossier_rule
from app.domain.findings.scope import active_flows, agreements_in_force, iso, personal_flows
from app.domain.findings.terms import Severity
from app.kernel.words import written

SIGNATURE_GRACE = 30
"""Days within which the second signature is expected."""


def _active_listed(agreement: Agreement, dossier: Dossier, context: Context) -> list[str]:
    """The references of the active flows that *agreement* lists."""
    return [f.ref or "" for f in active_flows(dossier, context) if f.ref in agreement.governs_flows]


@dossier_rule(
    "AGR-04",
    Severity.HIGH,
    title="Published, never accepted",
    message="The recipient's published terms are relied on, but no acceptance of them is recorded.",
    remedy="Accept the terms and file the proof of acceptance.",
    citation="GDPR Art. 28(3), (9)",
)
def published_only(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Terms that were only published, listed as governing an active flow, and neither ended nor replaced."""
    for agr in dossier.agreements:
        flows = _active_listed(agr, dossier, context)
        over = predicates.is_terminated(agr, context.today) or predicates.is_superseded(
            agr, context.today, dossier.agreements_by_ref
        )
        if agr.acceptance is Acceptance.PUBLISHED_ONLY and flows and not over:
            yield Hit(agr.ref or "", values={"acceptance": agr.acceptance.value, "flows": flows})


@dossier_rule(
    "AGR-05",
    Severity.HIGH,
    title="Signed by another entity",
    message="The entity that signed is not the one that receives the data, and affiliates are not covered.",
    remedy="Have the recipient accede, or correct the party.",
    citation="Notice S16",
)
def wrong_party(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """An agreement in force whose counterparty is recorded and differs from the recorded recipient."""
    recipient = dossier.third_party.entity
    for agr in agreements_in_force(dossier, context):
        signed = agr.their_entity
        if recipient and signed and signed != recipient and not agr.affiliates_covered:
            yield Hit(agr.ref or "", values={"their_entity": signed, "recipient": recipient})


@dossier_rule(
    "AGR-06",
    Severity.HIGH,
    title="Partly signed",
    message="One signature has been missing for {days} days.",
    remedy="Chase the missing signature.",
    citation="GDPR Art. 28(9)",
)
def partly_signed(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """One of two signatures made more than thirty days ago, the other not recorded."""
    needs_none = predicates.BINDING - predicates.SIGNED | {Acceptance.PUBLISHED_ONLY}
    for agr in dossier.agreements:
        made = [on for on in (agr.signed_us_on, agr.signed_them_on) if on is not None]
        if len(made) != 1 or agr.acceptance in needs_none or predicates.is_terminated(agr, context.today):
            continue
        days = (context.today - made[0]).days
        replaced = predicates.is_superseded(agr, context.today, dossier.agreements_by_ref)
        if days > SIGNATURE_GRACE and not replaced:
            values = {
                "acceptance": agr.acceptance.value,
                "signed_us_on": iso(agr.signed_us_on),
                "signed_them_on": iso(agr.signed_them_on),
                "days": days,
            }
            yield Hit(agr.ref or "", values=values, blanks={"days": days})


@dossier_rule(
    "AGR-07",
    Severity.HIGH,
    title="Expired while data flow",
    message="The agreement expired on {expired}, does not renew by itself, and data still flow.",
    remedy="Renew it or stop the flow.",
    citation="Notice S16",
)
def expired_with_flow(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """An accepted agreement whose term ran out, listing an active flow; not ended or replaced before."""
    for agr in dossier.agreements:
        flows = _active_listed(agr, dossier, context)
        if not flows or agr.acceptance not in predicates.BINDING:
            continue
        replaced = predicates.is_superseded(agr, context.today, dossier.agreements_by_ref)
        ended_first = agr.terminated_on and agr.expires_on and agr.terminated_on <= agr.expires_on
        if predicates.is_expired(agr, context.today) and not replaced and not ended_first:
            values = {"expires_on": iso(agr.expires_on), "auto_renew": agr.auto_renew, "flows": flows}
            expired = agr.expires_on and written(agr.expires_on)
            yield Hit(agr.ref or "", values=values, blanks={"expired": expired})


@dossier_rule(
    "AGR-08",
    Severity.MEDIUM,
    title="Ends soon",
    message="The agreement ends or renews on {expires}{notice}; no decision is recorded.",
    remedy="Decide: renew, replace or end it.",
    citation="Contract term",
)
def ends_soon(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """In force, with its end within 90 days or the last day for notice within 30, and no renewal decided."""
    for agr in agreements_in_force(dossier, context):
        if predicates.decision_due(agr, context.today):
            deadline = predicates.notice_deadline(agr)
            coming = deadline if deadline is not None and deadline >= context.today else None
            values = {
                "expires_on": iso(agr.expires_on),
                "auto_renew": agr.auto_renew,
                "notice_days": agr.notice_days,
                "notice_deadline": iso(deadline),
                "renewal_decided_on": iso(agr.renewal_decided_on),
            }
            notice = f" (notice is due by {written(coming)})" if coming else ""
            expires = agr.expires_on and written(agr.expires_on)
            yield Hit(agr.ref or "", values=values, blanks={"expires": expires, "notice": notice})


@dossier_rule(
    "AGR-11",
    Severity.MEDIUM,
    title="No document on file",
    message="The agreement is recorded as in force, but its document is not on file.",
    remedy="Upload the executed paper.",
    citation="GDPR Art. 5(2)",
)
def no_document(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """An agreement in force without a document."""
    for agr in agreements_in_force(dossier, context):
        if agr.doc_sha256 is None:
            yield Hit(agr.ref or "", values={"doc_sha256": None, "status": "in_force"})


@dossier_rule(
    "AGR-14",
    Severity.MEDIUM,
    title="Confidentiality ended, data still held",
    message="Confidentiality under this agreement has ended, and the recipient still holds personal data.",
    remedy="Have the data deleted, or extend the duty.",
    citation="Notice S16",
)
def confidentiality_ended(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """An agreement that ended without surviving confidentiality, while the third party holds personal data.

    One that expired while it lists an active flow is left to AGR-07; one that was replaced, to its successor.
    """
    held = dossier.third_party.holds_data
    flowing = {flow.ref for flow in personal_flows(dossier, context)}
    for agr in dossier.agreements:
        known, today = dossier.agreements_by_ref, context.today
        lists_flow = not flowing.isdisjoint(agr.governs_flows)
        ended = predicates.is_terminated(agr, today) or (predicates.is_expired(agr, today) and not lists_flow)
        bound = predicates.is_executed(agr, today) and not predicates.is_superseded(agr, today, known)
        if (
            ended
            and bound
            and (held or lists_flow)
            and not predicates.confidentiality_alive(agr, today, known)
        ):
            values = {
                "ended_on": iso(predicates.ends_on(agr, known)),
                "survival_months": agr.survival_months,
                "survival_indefinite": agr.survival_indefinite,
                "confidentiality_ended_on": iso(predicates.confidentiality_ends_on(agr, known)),
                "holds_data": held,
            }
            yield Hit(agr.ref or "", values=values)
