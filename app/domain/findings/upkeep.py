"""Keeps findings in step with the register: what an operation touched is judged again before it is committed."""

from collections.abc import Sequence

from sqlalchemy import select

from app.db.unit_of_work import Work
from app.domain.findings import engine, figures, reach, reading, summaries
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.keeping import Keeper
from app.domain.findings.ledger import Finding
from app.domain.findings.terms import FindingStatus


def react(work: Work) -> None:
    """Judge again what *work* touched; part of its transaction. Changes that reach everywhere judge everything."""
    if work.judged_later or reach.JUDGED_BY.isdisjoint(change.kind for change in work.changes.values()):
        return
    source = reading.Source(work.session)
    context = reading.context(source)
    judge(work, context, source, reach.reached(work, context))


def judge(work: Work, context: Context, source: reading.Source, refs: Sequence[str] | None) -> None:
    """Evaluate the dossiers of *refs* (all for ``None``) and the register as a whole; store what changed."""
    keeper = Keeper(work, context)
    if refs is None:
        figures.reset(work, context)
    if refs is None or refs:
        done: set[str] = set()
        batch: list[Dossier] = []
        for dossier in reading.dossiers(source, refs):
            batch.append(dossier)
            if len(batch) == reading.BATCH:
                done |= _judge_batch(keeper, batch)
                batch = []
        done |= _judge_batch(keeper, batch)
        _leave_out(keeper, refs, done)
    keeper.keep(engine.on_register(context), Finding.third_party.is_(None))
    figures.refresh(work, context)


def _judge_batch(keeper: Keeper, batch: Sequence[Dossier]) -> set[str]:
    """Judge the dossiers of *batch*; returns their references."""
    refs = [dossier.third_party.ref or "" for dossier in batch]
    if batch:
        results = (result for dossier in batch for result in engine.on_dossier(dossier, keeper.context))
        keeper.keep(results, Finding.third_party.in_(refs))
        summaries.keep(keeper.work.session, keeper.context, batch, keeper.work.at)
        figures.count(keeper.work, keeper.context, batch)
    return set(refs)


def _leave_out(keeper: Keeper, refs: Sequence[str] | None, done: set[str]) -> None:
    """Close the findings of third parties that were archived or removed, and take them out of lists and figures."""
    session = keeper.work.session
    query = select(Finding.third_party).where(
        Finding.third_party.is_not(None), Finding.status != FindingStatus.CLOSED
    )
    if refs is not None:
        query = query.where(Finding.third_party.in_(refs))
    gone = sorted({ref for ref in session.scalars(query.distinct()) if ref and ref not in done})
    if gone:
        keeper.keep([], Finding.third_party.in_(gone))
    if refs is not None:
        summaries.forget(session, set(refs) - done, keeper.work.at)
        figures.forget(keeper.work, set(refs) - done)
