"""Keeps findings in step with the register: what an operation touched is judged again before it is committed."""

from collections.abc import Sequence, Set
from dataclasses import replace

from sqlalchemy import select

from app.db.unit_of_work import Work
from app.domain.findings import engine, figures, reach, reading, summaries
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.keeping import Keeper
from app.domain.findings.ledger import Finding
from app.domain.findings.on_demand import EveryName, OnDemand
from app.domain.findings.rule import RULES
from app.domain.findings.terms import FindingStatus

FEW = 50
"""Dossiers up to which the third parties that they name are read when they are asked for, and not all at once."""


def react(work: Work) -> None:
    """Judge again what *work* touched; part of its transaction. Changes that reach everywhere judge everything."""
    if work.judged_later or reach.JUDGED_BY.isdisjoint(change.kind for change in work.changes.values()):
        return
    source = reading.Source(work.session)
    context = reading.context(source, third_parties=False)
    refs = reach.reached(work, context)
    kinds = {change.kind for change in work.changes.values()}
    if refs is None or len(refs) > FEW:
        context = replace(context, third_parties=reading.every_third_party(source))
    else:
        context = replace(context, third_parties=OnDemand(source), named=EveryName(work.session))
    untouched = (
        frozenset() if refs is None else {rule.id for rule in RULES.values() if rule.untouched_by(kinds)}
    )
    judge(work, context, source, refs, untouched)


def judge(
    work: Work,
    context: Context,
    source: reading.Source,
    refs: Sequence[str] | None,
    untouched: Set[str] = frozenset(),
    *,
    whole: bool = True,
) -> None:
    """Evaluate the dossiers of *refs* (all for ``None``) and the register as a whole; store what changed.

    The findings of rules on the register that are *untouched* stay as they are; so do all of them, and the figures as
    pages show them, where it is not the *whole* that is judged but a portion of it, with others to follow.
    """
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
    if not whole:
        return
    keeper.keep(
        engine.on_register(context, untouched), Finding.third_party.is_(None) & Finding.rule.not_in(untouched)
    )
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
