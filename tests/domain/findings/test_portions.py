"""Judging a portion at a time comes to the same as judging everything at once."""

from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db.engine import open_gate
from app.domain.findings import figures, operations, portions
from app.domain.findings.ledger import Finding, Summary
from app.domain.third_parties.models import ThirdParty
from app.security.actor import SYSTEM

WHEN = {"opened_at", "seen_at", "since", "id", "counted_at", "due_on"}
"""Columns that tell when something was judged."""


def judged(session: Session) -> dict[str, Any]:
    """Findings, what lists show, and the figures."""
    found: dict[str, Any] = {
        model.__tablename__: sorted(
            tuple(
                str(value) for name, value in row._mapping.items() if name not in WHEN and "_at" not in name
            )
            for row in session.execute(select(*model.__table__.columns))
        )
        for model in (Finding, Summary)
    }
    kept = figures.read(session)
    found["figures"] = {kpi.id: (kpi.text, dict(kpi.parts)) for kpi in kept.kpis} if kept else None
    session.rollback()
    return found


def forget(session: Session) -> None:
    """As if nothing had ever been judged."""
    session.rollback()
    with open_gate("tests"):
        for model in (Finding, Summary, figures.KpiFigure, figures.KpiShare):
            session.execute(delete(model))
        session.commit()


@pytest.mark.parametrize("size", [1, 7])
def test_in_portions_or_at_once_the_same_is_found(
    demo: None, session: Session, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(portions, "PORTION", size)
    monkeypatch.setattr(portions, "PAUSE", 0)
    forget(session)
    operations.evaluate(SYSTEM)
    at_once = judged(session)
    assert at_once["finding"]
    assert at_once["figures"]
    forget(session)
    done: list[int] = []
    portions.evaluate(session, SYSTEM, done.append)
    assert judged(session) == at_once
    count = len(session.scalars(select(ThirdParty.ref)).all())
    assert done == [*range(0, count, size), count]
    portions.evaluate(session, SYSTEM)
    assert judged(session) == at_once
