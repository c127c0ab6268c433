"""Agreements as snapshots show them: state and end on the rules' today."""

import datetime as dt

from app.domain.agreements import predicates
from app.domain.agreements.records import Agreement
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.scope import active_flows
from app.reporting.snapshot.frame import Vocabulary, day
from app.reporting.snapshot.schema.agreements import AgreementRow


def agreement_row(
    agreement: Agreement, dossier: Dossier, context: Context, vocabulary: Vocabulary
) -> AgreementRow:
    """The row of *agreement*, which belongs to *dossier*."""
    others = dossier.agreements_by_ref
    active = {flow.ref for flow in active_flows(dossier, context)}
    return {
        "ref": agreement.ref or "",
        "third_party": dossier.third_party.ref or "",
        "third_party_name": dossier.third_party.name,
        "kind": vocabulary.term("agreement_kind", agreement.kind),
        "title": agreement.title,
        "state": vocabulary.term("stage", predicates.status(agreement, context.today, others)),
        "in_force": predicates.in_force(agreement, context.today, others),
        "effective_on": day(agreement.effective_on),
        "ends_on": day(predicates.last_day(agreement, others)),
        "runs_on": predicates.runs_on(agreement) and predicates.last_day(agreement, others) is None,
        "notice_by": day(predicates.notice_deadline(agreement)),
        "active_flows": sorted(ref for ref in agreement.governs_flows if ref in active),
    }


def matters(agreement: Agreement, dossier: Dossier, context: Context) -> bool:
    """Whether the register lists it: in force, still to be concluded, keeping confidentiality, or relied on by a flow.

    What ended long ago and binds nobody is left to the vendor's own file.
    """
    if predicates.confidentiality_alive(agreement, context.today, dossier.agreements_by_ref):
        return True
    if not predicates.is_executed(agreement, context.today):
        return not predicates.is_terminated(agreement, context.today)
    return any(flow.ref in agreement.governs_flows for flow in active_flows(dossier, context))


def asks_for_decision(agreement: Agreement, dossier: Dossier, context: Context) -> bool:
    """Whether active flows rest on it and it ends within 90 days without a decision, or has ended."""
    if not any(flow.ref in agreement.governs_flows for flow in active_flows(dossier, context)):
        return False
    if predicates.decision_due(agreement, context.today):
        return True
    return not _replaced(agreement, dossier, context.today) and (
        predicates.is_expired(agreement, context.today) or predicates.is_terminated(agreement, context.today)
    )


def _replaced(agreement: Agreement, dossier: Dossier, today: dt.date) -> bool:
    return predicates.is_superseded(agreement, today, dossier.agreements_by_ref)
