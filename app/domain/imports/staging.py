"""Notes on imports under way: no part of the register, so no operations; and the reads of them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from app.db.unit_of_work import technical_writes
from app.domain.imports.models import ImportBatch, ImportMapping, ImportRow
from app.domain.imports.terms import ImportState, RowAction
from app.kernel import clock
from app.kernel import ids as new_ids
from app.kernel.errors import Missing
from app.kernel.records import LINE
from app.security.actor import Actor

AT_A_TIME = 5_000
"""Rows that are noted in one transaction."""
_ROWS = ImportRow.metadata.tables[ImportRow.__tablename__]


def new_id() -> str:
    """The id of a new import."""
    return str(new_ids.uuid7())


def stage(actor: Actor, batch: str, name: str, reading: dict[str, Any], layout: dict[str, Any]) -> None:
    """Note that a file called *name* was read."""
    with technical_writes("import") as session:
        now = clock.now()
        session.add(
            ImportBatch(
                id=batch,
                name=name[:LINE] or "Pasted table",
                kind=None,
                state=ImportState.STAGED.value,
                reading=reading,
                layout=layout,
                mapping={},
                merges={},
                outcome={},
                problem=None,
                head=None,
                entry=None,
                asked_by=actor.email,
                asked_at=now,
                changed_at=now,
            )
        )


def note(batch: str, **changes: Any) -> None:
    """Change what is noted of an import."""
    with technical_writes("import") as session:
        found = session.get(ImportBatch, batch)
        if found is not None:
            for name, value in changes.items():
                setattr(found, name, value)
            found.changed_at = clock.now()


def claim(batch: str, expected: Iterable[ImportState], state: ImportState) -> bool:
    """Bring an import from one of the *expected* states to *state*; false where somebody else was faster."""
    with technical_writes("import") as session:
        found = session.get(ImportBatch, batch, populate_existing=True)
        if found is None or found.state not in {one.value for one in expected}:
            return False
        found.state = state.value
        found.problem = None
        found.changed_at = clock.now()
        return True


def clear_rows(batch: str) -> None:
    """Forget what the rows would do."""
    with technical_writes("import") as session:
        session.execute(delete(ImportRow).where(ImportRow.batch == batch))


def add_rows(rows: Sequence[dict[str, Any]]) -> None:
    """Note what *rows* would do, many at a time."""
    for start in range(0, len(rows), AT_A_TIME):
        with technical_writes("import") as session:
            session.execute(insert(_ROWS), rows[start : start + AT_A_TIME])


def doubt(batch: str, likenesses: dict[int, list[dict[str, Any]]]) -> None:
    """Note for some rows, by number, what they may be once more."""
    places = sorted(likenesses)
    for start in range(0, len(places), 400):
        with technical_writes("import") as session:
            found = session.scalars(
                select(ImportRow).where(
                    ImportRow.batch == batch, ImportRow.place.in_(places[start : start + 400])
                )
            )
            for row in found:
                row.doubtful = True
                row.details = {**row.details, "likeness": likenesses[row.place]}


def forget(batch: str) -> None:
    """Remove an import that was never written."""
    with technical_writes("import") as session:
        session.execute(delete(ImportRow).where(ImportRow.batch == batch))
        session.execute(delete(ImportBatch).where(ImportBatch.id == batch))


def get(session: Session, batch: str) -> ImportBatch:
    """The import *batch*; raises :class:`~app.kernel.errors.Missing`."""
    found = session.get(ImportBatch, batch)
    if found is None:
        raise Missing("There is no such import: it may have been discarded.")
    return found


def unfinished(session: Session, since: dt.datetime) -> list[str]:
    """The imports that were never written and that nothing happened to since the instant *since*."""
    query = select(ImportBatch.id).where(ImportBatch.entry.is_(None), ImportBatch.changed_at < since)
    return list(session.scalars(query.order_by(ImportBatch.id)))


def written(session: Session, since: dt.datetime) -> list[str]:
    """The imports that were written, taken back or not, and that nothing happened to since the instant *since*."""
    query = select(ImportBatch.id).where(ImportBatch.entry.is_not(None), ImportBatch.changed_at < since)
    return list(session.scalars(query.order_by(ImportBatch.id)))


def ids(session: Session) -> frozenset[str]:
    """Every import that is known."""
    return frozenset(session.scalars(select(ImportBatch.id)))


def latest(session: Session, most: int = 50) -> list[ImportBatch]:
    """The newest imports."""
    return list(session.scalars(select(ImportBatch).order_by(ImportBatch.asked_at.desc()).limit(most)))


def rows(
    session: Session,
    batch: str,
    *,
    action: RowAction | None = None,
    doubtful: bool = False,
    warned: bool = False,
    start: int,
    size: int,
) -> list[ImportRow]:
    """Rows of an import in order: those of one *action*, that are *doubtful* or *warned* of, or all."""
    query = select(ImportRow).where(ImportRow.batch == batch)
    if action is not None:
        query = query.where(ImportRow.action == action.value)
    if doubtful:
        query = query.where(ImportRow.doubtful.is_(True))
    if warned:
        query = query.where(ImportRow.warned.is_(True))
    return list(session.scalars(query.order_by(ImportRow.place).offset(start).limit(size)))


def places(session: Session, batch: str, action: RowAction) -> list[tuple[int, dict[str, Any]]]:
    """Number and details of every row of one *action*."""
    return _places(session, batch, ImportRow.action == action.value)


def warned(session: Session, batch: str) -> list[tuple[int, dict[str, Any]]]:
    """Number and details of every row of which something is left out, and which comes in."""
    return _places(session, batch, ImportRow.warned.is_(True), ImportRow.action != RowAction.REFUSED.value)


def _places(session: Session, batch: str, *where: ColumnElement[bool]) -> list[tuple[int, dict[str, Any]]]:
    query = select(ImportRow.place, ImportRow.details).where(ImportRow.batch == batch, *where)
    return [(row.place, row.details) for row in session.execute(query.order_by(ImportRow.place))]


def counts(session: Session, batch: str) -> dict[str, int]:
    """How many rows there are of each action."""
    query = select(ImportRow.action, func.count()).where(ImportRow.batch == batch).group_by(ImportRow.action)
    return dict(session.execute(query).tuples())


def mappings(session: Session, kind: str | None = None) -> list[ImportMapping]:
    """The saved mappings, by name."""
    query = select(ImportMapping).order_by(ImportMapping.name)
    return list(session.scalars(query if kind is None else query.where(ImportMapping.kind == kind)))


def mapping(session: Session, name: str) -> ImportMapping:
    """The saved mapping called *name*; raises :class:`~app.kernel.errors.Missing`."""
    found = session.get(ImportMapping, name)
    if found is None:
        raise Missing(f"There is no saved mapping called “{name[:60]}”.")
    return found
