"""Reads of the trail and of an object's history."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.db.history import Revision
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


def history(session: Session, objects: Sequence[tuple[str, str]], *, most: int = 100) -> list[Event]:
    """The newest *most* changes of *objects* (pairs of kind and key), newest first."""
    wanted = set(objects)
    by_kind: dict[str, list[str]] = {}
    for kind, key in objects:
        by_kind.setdefault(kind, []).append(key)
    if not by_kind:
        return []
    filed = [
        select(Revision.entry)
        .where(Revision.kind == kind, Revision.key.in_(keys))
        .order_by(Revision.id.desc())
        .limit(most)
        .subquery()
        for kind, keys in by_kind.items()
    ]
    seqs = union(*(select(some.c.entry) for some in filed))
    entries = session.scalars(select(Entry).where(Entry.seq.in_(seqs)).order_by(Entry.seq.desc()).limit(most))
    return [event for entry in entries for event in events_of(entry) if (event.kind, event.key) in wanted][
        :most
    ]


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
