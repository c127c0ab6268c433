"""Keeps findings in step with the register: what an operation touched is judged again before it is committed."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.db.unit_of_work import Work
from app.domain.agreements import predicates
from app.domain.agreements.terms import UNSIGNED
from app.domain.findings import engine, reading
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.engine import Found, RuleFailure
from app.domain.findings.ledger import Finding, FindingEvent, Summary
from app.domain.findings.terms import RANK, SLA_DAYS, FindingStatus, Severity
from app.domain.flows.terms import FlowStatus
from app.infra import log
from app.kernel import clock

_IN_DOSSIER = {"third_party", "agreement", "flow"}
_WIDE = {"organisation", "entity", "category", "subject", "purpose", "activity", "notice", "waiver", "person"}
_REGISTER_ONLY = {"preference", "disclosure"}
NONE = 9
"""The rank that stands for no open finding."""


def react(work: Work) -> None:
    """Judge again what *work* touched; part of its transaction. Bulk changes judge everything."""
    kinds = {change.kind for change in work.changes.values()}
    if not kinds & (_IN_DOSSIER | _WIDE | _REGISTER_ONLY):
        return
    source = reading.Source(work.session)
    context = reading.context(source)
    refs = None if kinds & _WIDE else _touched_third_parties(work)
    judge(work, context, source, refs)


def judge(work: Work, context: Context, source: reading.Source, refs: Sequence[str] | None) -> None:
    """Evaluate the dossiers of *refs* (all for ``None``) and the register as a whole; store what changed."""
    if refs is None or refs:
        done: set[str] = set()
        batch: list[Dossier] = []
        for dossier in reading.dossiers(source, refs):
            batch.append(dossier)
            done.add(dossier.third_party.ref or "")
            if len(batch) == reading.BATCH:
                _judge_batch(work, context, batch)
                batch = []
        _judge_batch(work, context, batch)
        _close_gone(work, context, refs, done)
    found = _only_found(engine.on_register(context))
    _store(work, context, found, Finding.third_party.is_(None))


def _touched_third_parties(work: Work) -> list[str]:
    refs: set[str] = set()
    for change in work.changes.values():
        for state in (change.before, change.after):
            if state is not None and change.kind in _IN_DOSSIER:
                refs.add(state["ref"] if change.kind == "third_party" else state["third_party"])
    return sorted(refs)


def _judge_batch(work: Work, context: Context, batch: Sequence[Dossier]) -> None:
    if not batch:
        return
    found = [f for dossier in batch for f in _only_found(engine.on_dossier(dossier, context))]
    refs = [dossier.third_party.ref or "" for dossier in batch]
    _store(work, context, found, Finding.third_party.in_(refs))
    _summarise(work.session, context, batch)


def _close_gone(work: Work, context: Context, refs: Sequence[str] | None, done: set[str]) -> None:
    """Close the findings of third parties that were archived or removed."""
    query = select(Finding.third_party).where(
        Finding.third_party.is_not(None), Finding.status != FindingStatus.CLOSED
    )
    if refs is not None:
        query = query.where(Finding.third_party.in_(refs))
    gone = sorted({ref for ref in work.session.scalars(query.distinct()) if ref and ref not in done})
    if gone:
        _store(work, context, [], Finding.third_party.in_(gone))
    if refs is not None:
        work.session.execute(delete(Summary).where(Summary.third_party.in_(sorted(set(refs) - done))))


def _only_found(results: Iterable[Found | RuleFailure]) -> list[Found]:
    found = []
    for result in results:
        if isinstance(result, RuleFailure):
            log.logger().error("rule failed", rule=result.rule, object=result.object, exc_info=result.error)
        else:
            found.append(result)
    return found


def _store(work: Work, context: Context, found: Iterable[Found], where: object) -> None:
    """Bring the stored findings that meet *where* in line with what was *found*."""
    session = work.session
    stored = {(f.rule, f.object, f.key): f for f in session.scalars(select(Finding).where(where))}  # type: ignore[arg-type]
    waived = {(w.rule, w.object, w.key) for w in context.waivers if w.expires_on >= context.today}
    seen = set()
    fresh: list[Finding] = []
    for one in found:
        if one.identity in seen:
            continue
        seen.add(one.identity)
        status = FindingStatus.WAIVED if one.identity in waived else FindingStatus.OPEN
        row = stored.get(one.identity)
        if row is None:
            row = _new(work, context, one, status)
            fresh.append(row)
        else:
            _refresh(work, context, row, one, status)
    session.add_all(fresh)
    session.flush()
    for row in fresh:
        _event(work, row, "opened")
        _note(work, "opened", row)
    for identity, row in stored.items():
        if identity not in seen and row.status != FindingStatus.CLOSED:
            row.status, row.closed_at, row.changed_at = FindingStatus.CLOSED.value, work.at, work.at
            _event(work, row, "closed")
            _note(work, "closed", row)
    session.flush()


def _new(work: Work, context: Context, one: Found, status: FindingStatus) -> Finding:
    return Finding(
        rule=one.rule,
        object=one.object,
        key=one.key,
        third_party=one.third_party,
        severity=one.severity.value,
        severity_rank=RANK[one.severity],
        status=status.value,
        title=one.title,
        message=one.message,
        remedy=one.remedy,
        citation=one.citation,
        values=one.values,
        rule_version=one.version,
        opened_at=work.at,
        changed_at=work.at,
        closed_at=None,
        due_on=_due(one.severity, clock.day_of(work.at, context.organisation.time_zone)),
        owner=_owner(context, one),
    )


def _owner(context: Context, one: Found) -> str | None:
    """The owner of the third party, where that person is active."""
    party = context.third_parties.get(one.third_party or "")
    return party.owner if party is not None and party.owner in context.active_people else None


def _due(severity: Severity, opened_on: dt.date) -> dt.date | None:
    days = SLA_DAYS.get(severity)
    return None if days is None else opened_on + dt.timedelta(days=days)


def _refresh(work: Work, context: Context, row: Finding, one: Found, status: FindingStatus) -> None:
    said = (row.severity, row.message, row.remedy, row.citation, row.title, row.values, row.rule_version)
    says = (one.severity.value, one.message, one.remedy, one.citation, one.title, one.values, one.version)
    before = row.status
    if before == FindingStatus.CLOSED:
        row.opened_at, row.closed_at = work.at, None
        row.due_on = _due(one.severity, clock.day_of(work.at, context.organisation.time_zone))
        row.owner = row.owner or _owner(context, one)
    if said != says:
        row.severity, row.message, row.remedy, row.citation, row.title, row.values, row.rule_version = says
        row.severity_rank = RANK[one.severity]
    if before != status.value:
        row.status = status.value
        what = {
            FindingStatus.CLOSED.value: "reopened",
            FindingStatus.WAIVED.value: "reopened",
            FindingStatus.OPEN.value: "waived",
        }[before]
        _event(work, row, "waived" if status is FindingStatus.WAIVED else what)
        _note(work, what, row)
    elif said != says:
        _event(work, row, "changed")
    else:
        return
    row.changed_at = work.at


def _event(work: Work, row: Finding, what: str) -> None:
    work.session.execute(
        insert(FindingEvent),
        [
            {
                "finding": row.id,
                "at": work.at,
                "actor": work.actor,
                "what": what,
                "operation": work.operation,
                "note": None,
                "values": row.values,
            }
        ],
    )


def _note(work: Work, what: str, row: Finding) -> None:
    """Let the trail entry say which findings the operation opened and closed."""
    work.notes.setdefault("findings", {}).setdefault(what, []).append([row.rule, row.object, row.key])


def _summarise(session: Session, context: Context, batch: Sequence[Dossier]) -> None:
    refs = [dossier.third_party.ref or "" for dossier in batch]
    open_ones: dict[str, list[int]] = {ref: [] for ref in refs}
    rows = session.execute(
        select(Finding.third_party, Finding.severity_rank).where(
            Finding.third_party.in_(refs), Finding.status == FindingStatus.OPEN
        )
    )
    for ref, rank in rows:
        open_ones[str(ref)].append(rank)
    existing = set(session.scalars(select(Summary.third_party).where(Summary.third_party.in_(refs))))
    for dossier in batch:
        ref = dossier.third_party.ref or ""
        values = summary_of(dossier, context) | {
            "open_findings": len(open_ones[ref]),
            "worst": min(open_ones[ref], default=NONE),
        }
        if ref in existing:
            session.execute(update(Summary).where(Summary.third_party == ref).values(**values))
        else:
            session.execute(insert(Summary).values(third_party=ref, **values))


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
