"""Everything judged anew, a portion of the register at a time, so that others may write in between.

A run over tens of thousands of dossiers takes minutes, and on SQLite nobody else can write while a transaction does.
After a long import, which leaves its findings for afterwards, each portion is a transaction of its own, with a pause
behind it in which whoever waits gets the turn. Until the last is done, findings tell of those judged so far, and the
figures of before. What is judged is the same as in one go.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.unit_of_work import Work, count_rows
from app.domain.findings import figures, operations, reading, upkeep
from app.domain.findings.figures import KpiShare
from app.domain.findings.ledger import Finding
from app.domain.findings.on_demand import EveryName, OnDemand
from app.domain.operation import operation
from app.domain.third_parties.models import ThirdParty
from app.security.actor import Actor
from app.security.permissions import Permission

PORTION = 250
"""Third parties judged in one transaction: less than a second's work on a machine that has nothing else to do."""
COUNTED_AFTER = 20
"""Portions after which the database counts its rows anew: the first leaves thousands where there were none."""
PAUSE = 0.25
"""Seconds between two portions: SQLite looks ten times a second whether a writer who waits may go ahead."""

_never = threading.Event()


def evaluate(session: Session, actor: Actor, told: Callable[[int], None] = lambda done: None) -> None:
    """Judge every dossier and the register as a whole with today's date; *told* is told how many are done."""
    refs = _everybody(session)
    session.rollback()
    if len(refs) <= PORTION:
        operations.evaluate(actor)
        return
    for start in range(0, len(refs), PORTION):
        told(start)
        evaluate_portion(actor, refs[start : start + PORTION])
        if start % (PORTION * COUNTED_AFTER) == 0:
            count_rows()
        _never.wait(PAUSE)
    told(len(refs))
    evaluate_register(actor)
    count_rows()


def _everybody(session: Session) -> list[str]:
    """All third parties, and those that are gone and still have findings or a share in the figures."""
    found = {
        ref
        for column in (ThirdParty.ref, KpiShare.third_party, Finding.third_party)
        for ref in session.scalars(select(column).distinct())
        if ref
    }
    return sorted(found, key=lambda ref: (len(ref), ref))


@operation(Permission.FINDINGS_WRITE, "findings.evaluate_portion")
def evaluate_portion(work: Work, actor: Actor, refs: Sequence[str]) -> None:
    """Judge the dossiers of *refs*, and nothing that is asked of the register as a whole."""
    source = reading.Source(work.session)
    parties = OnDemand(source)
    parties.fetch(refs)
    context = replace(
        reading.context(source, third_parties=False), third_parties=parties, named=EveryName(work.session)
    )
    if figures.read(work.session) is None:
        figures.reset(work, context)
    upkeep.judge(work, context, source, refs, whole=False)


@operation(Permission.FINDINGS_WRITE, "findings.evaluate_register")
def evaluate_register(work: Work, actor: Actor) -> None:
    """Judge what is asked of the register as a whole, its dossiers left as they are."""
    source = reading.Source(work.session)
    upkeep.judge(work, reading.context(source), source, [])
