"""What changed in the register between two instants, object by object and field by field, and who changed it when."""

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from app.db import changes
from app.db.aggregate import KINDS
from app.db.history import Revision
from app.db.states import State
from app.domain.audit.models import Entry

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

BATCH = 500
"""Entries looked up at a time."""


@dataclass(frozen=True)
class Deed:
    """An entry of the trail, in short: when, by whom, by what operation, for what reason where one was given."""

    seq: int
    at: dt.datetime
    actor: str
    operation: str
    reason: str | None


@dataclass(frozen=True)
class FieldChange:
    """A field that differs: where it stands, its value before and after, and the entry that last changed it."""

    path: changes.Path
    before: Any
    after: Any
    entry: int | None


@dataclass(frozen=True)
class ObjectChange:
    """An object that differs: its state at the one instant and at the other, and in which fields.

    ``entries`` are those of the trail that touched it in between, oldest first.
    """

    kind: str
    key: str
    what: str
    before: State | None
    after: State | None
    fields: tuple[FieldChange, ...]
    entries: tuple[int, ...]

    @property
    def state(self) -> State:
        """Its later state, or the earlier where it is gone."""
        return self.after or self.before or {}


def between(
    session: Session,
    earlier: dt.datetime,
    later: dt.datetime,
    *,
    kinds: Collection[str],
    third_party: str | None = None,
    keys: Collection[tuple[str, str]] | None = None,
) -> Iterator[ObjectChange]:
    """The objects of *kinds* that differ between two instants, by kind and key.

    Only those of *third_party*, or *keys* (pairs of kind and key) where they are given. What came and went in between,
    or is again as it was, does not differ.
    """
    inside = or_(
        and_(Revision.valid_from > earlier, Revision.valid_from <= later),
        and_(Revision.valid_to > earlier, Revision.valid_to <= later),
    )
    query = select(
        Revision.kind,
        Revision.key,
        Revision.valid_from,
        Revision.valid_to,
        Revision.entry,
        Revision.state,
    ).where(Revision.kind.in_(sorted(kinds)), inside)
    if third_party is not None:
        own = and_(Revision.kind == "third_party", Revision.key == third_party)
        query = query.where(or_(Revision.owner == third_party, own))
    if keys is not None:
        query = query.where(Revision.key.in_(sorted({key for _, key in keys})))
    rows = session.execute(query.order_by(Revision.kind, Revision.key, Revision.number)).yield_per(1000)
    for (kind, key), some in itertools.groupby(rows, key=lambda row: (row.kind, row.key)):
        if keys is None or (kind, key) in keys:
            found = _compared(session, kind, key, list(some), earlier, later)
            if found is not None:
                yield found


def _compared(
    session: Session,
    kind: str,
    key: str,
    rows: Sequence[Row[*tuple[Any, ...]]],
    earlier: dt.datetime,
    later: dt.datetime,
) -> ObjectChange | None:
    first, last = rows[0], rows[-1]
    before: State | None = first.state if first.valid_from <= earlier else None
    after: State | None = last.state if last.valid_to is None or last.valid_to > later else None
    if before == after:
        return None
    filed = [row for row in rows if row.valid_from > earlier]
    entries = [row.entry for row in filed]
    if after is None:
        entries += session.scalars(select(Entry.seq).where(Entry.at == last.valid_to)).all()
    if before is None or after is None:
        what = ADDED if before is None else REMOVED
        return ObjectChange(kind, key, what, before, after, (), tuple(entries))
    states = [(None, before), *((row.entry, row.state) for row in filed)]
    fields = tuple(
        FieldChange(path, was, now, _last_to_change(states, path[0]))
        for path, was, now in changes.deep(KINDS[kind].__record__, before, after)
    )
    return ObjectChange(kind, key, CHANGED, before, after, fields, tuple(entries)) if fields else None


def _last_to_change(states: Sequence[tuple[int | None, State]], name: str) -> int | None:
    """The entry after which the field *name* last had another value than before."""
    found = None
    for (_, was), (entry, now) in itertools.pairwise(states):
        if was.get(name) != now.get(name):
            found = entry
    return found


def deeds(session: Session, seqs: Iterable[int]) -> dict[int, Deed]:
    """The entries *seqs* in short, by number."""
    wanted = sorted(set(seqs))
    found: dict[int, Deed] = {}
    for start in range(0, len(wanted), BATCH):
        query = select(Entry.seq, Entry.at, Entry.actor, Entry.operation, Entry.notes)
        for row in session.execute(query.where(Entry.seq.in_(wanted[start : start + BATCH]))):
            found[row.seq] = Deed(row.seq, row.at, row.actor, row.operation, reason_in(row.notes))
    return found


def reason_in(notes: dict[str, Any]) -> str | None:
    """The reason that the notes of an entry give, if they give one."""
    reason = notes.get("reason")
    return reason if isinstance(reason, str) and reason.strip() else None
