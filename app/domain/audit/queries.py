"""Reads of the trail and of an object's history."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, select, union_all
from sqlalchemy.orm import Session, aliased

from app.db import diff, states
from app.db.aggregate import KINDS
from app.db.history import Revision
from app.db.states import State
from app.domain.audit.models import Entry


@dataclass(frozen=True)
class Event:
    """One change of one object: who, when, by what operation, and the fields before and after."""

    seq: int
    at: dt.datetime
    actor: str
    operation: str
    kind: str
    key: str
    action: str
    diff: dict[str, list[Any]]
    hash: str
    number: int


def made_at(session: Session, seq: int) -> dt.datetime | None:
    """When the entry numbered *seq* was made."""
    return session.scalar(select(Entry.at).where(Entry.seq == seq))


def history(session: Session, objects: Sequence[tuple[str, str]], *, most: int = 100) -> list[Event]:
    """The newest *most* changes of *objects* (pairs of kind and key), newest first.

    Told from the revisions themselves: the entry of a long import speaks of tens of thousands of objects.
    """
    by_kind: dict[str, list[str]] = {}
    for kind, key in objects:
        by_kind.setdefault(kind, []).append(key)
    if not by_kind:
        return []
    newest = [
        select(Revision.id)
        .where(Revision.kind == kind, Revision.key.in_(keys))
        .order_by(Revision.id.desc())
        .limit(most)
        .subquery()
        for kind, keys in by_kind.items()
    ]
    before = aliased(Revision)
    rows = session.execute(
        select(
            Entry.seq,
            Entry.at,
            Entry.actor,
            Entry.operation,
            Entry.hash,
            Revision.kind,
            Revision.key,
            Revision.number,
            Revision.state,
            before.state.label("before"),
            case((Revision.kind.in_(_veiled()), Entry.changes)).label("changes"),
        )
        .join(Entry, Entry.seq == Revision.entry)
        .outerjoin(
            before,
            and_(
                before.kind == Revision.kind,
                before.key == Revision.key,
                before.number == Revision.number - 1,
                before.valid_to == Revision.valid_from,
            ),
        )
        .where(Revision.id.in_(union_all(*(select(some.c.id) for some in newest))))
        .order_by(Entry.seq.desc(), Revision.id)
        .limit(most)
    )
    return [_event(row) for row in rows]


def _veiled() -> list[str]:
    """The kinds with values that may be erased: what changed in them only the entry knows for good."""
    return sorted(kind for kind, model in KINDS.items() if model.__record__.erasable)


def _event(row: Any) -> Event:
    said = next((c for c in row.changes or () if (c["kind"], c["key"]) == (row.kind, row.key)), None)
    if said is not None:
        action, changed = said["action"], said["diff"]
    elif row.before is None:
        action, changed = "created", {}
    else:
        action, changed = "changed", diff.between(_completed(row.kind, row.before, row.state), row.state)
    return Event(
        row.seq, row.at, row.actor, row.operation, row.kind, row.key, action, changed, row.hash, row.number
    )


def _completed(kind: str, before: State, after: State) -> State:
    """The state *before* with the fields that a later version of the product has given to such objects."""
    return before if before.keys() == after.keys() else states.completed(KINDS[kind], before)


def events_of(entry: Entry) -> list[Event]:
    """The changes that *entry* covers."""
    return [
        Event(
            entry.seq,
            entry.at,
            entry.actor,
            entry.operation,
            change["kind"],
            change["key"],
            change["action"],
            change["diff"],
            entry.hash,
            change["number"],
        )
        for change in entry.changes
    ]
