"""Keeps what lists show of a third party's dossier on a row of its own, so that a list need not count."""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.db import ledgers
from app.domain.agreements import predicates
from app.domain.agreements.terms import UNSIGNED
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.ledger import Finding, Summary
from app.domain.findings.terms import FindingStatus
from app.domain.flows.terms import FlowStatus

NONE = 9
"""The rank that stands for no open finding."""


def keep(session: Session, context: Context, dossiers: Sequence[Dossier], at: dt.datetime) -> None:
    """Bring the rows of *dossiers* up to date as of *at*; their findings are stored already."""
    refs = [dossier.third_party.ref or "" for dossier in dossiers]
    open_ones: dict[str, list[int]] = {ref: [] for ref in refs}
    rows = session.execute(
        select(Finding.third_party, Finding.severity_rank).where(
            Finding.third_party.in_(refs), Finding.status == FindingStatus.OPEN
        )
    )
    for ref, rank in rows:
        open_ones[str(ref)].append(rank)
    stored = {
        row.third_party: row for row in session.scalars(select(Summary).where(Summary.third_party.in_(refs)))
    }
    new = []
    for dossier in dossiers:
        ref = dossier.third_party.ref or ""
        values = summary_of(dossier, context) | {
            "open_findings": len(open_ones[ref]),
            "worst": min(open_ones[ref], default=NONE),
        }
        row = stored.get(ref)
        if row is None:
            new.append({"third_party": ref, "since": at} | values)
            continue
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    if new:
        session.execute(insert(Summary), new)
    session.flush()


def forget(session: Session, refs: Collection[str], at: dt.datetime) -> None:
    """Take away the rows of the third parties *refs*, which lists no longer show as of *at*."""
    gone = Summary.third_party.in_(sorted(refs))
    ledgers.supersede(session, Summary, gone, at=at)
    session.execute(delete(Summary).where(gone))


def summary_of(dossier: Dossier, context: Context) -> dict[str, object]:
    """What lists show of *dossier*, but for its findings."""
    active = [flow for flow in dossier.flows if flow.status is FlowStatus.ACTIVE]
    return {
        "agreement_state": agreement_state(dossier, context.today),
        "active_flows": len(active),
        "agreements": len(dossier.agreements),
        "countries": sorted({place.country for flow in active for place in flow.locations}),
        "categories": sorted({category for flow in active for category in flow.categories}),
        "evaluated_on": context.today,
    }


def agreement_state(dossier: Dossier, today: dt.date) -> str:
    """The best state among the agreements: ``in_force``, ``unsigned``, ``ended`` or ``none``."""
    if not dossier.agreements:
        return "none"
    by_ref = dossier.agreements_by_ref
    if any(predicates.in_force(agreement, today, by_ref) for agreement in dossier.agreements):
        return "in_force"
    return "unsigned" if any(agreement.stage in UNSIGNED for agreement in dossier.agreements) else "ended"
