"""Whether the trail holds.

Every entry is held against its hash and its predecessor, every revision against its entry, and the register against
its newest revisions. Faults are named one by one, oldest entry first. Memory does not grow with the trail: entries are
walked in batches, each with the revisions that it filed.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.db import states
from app.db.aggregate import KINDS, Aggregate
from app.db.history import Revision
from app.domain.audit.chain import ERASED, entry_hash, revision_digest
from app.domain.audit.models import GENESIS, Entry
from app.kernel import commitments

Stored = Row[*tuple[Any, ...]]
"""Columns of an entry or a revision."""

Identity = tuple[str, str, int]
"""Kind, key and number of a revision."""

BATCH = 500
"""Entries looked at together, and objects."""


@dataclass(frozen=True)
class Fault:
    """Something that does not hold: what, and a sentence on it."""

    what: str
    sentence: str


def verify(session: Session, *, batch: int = BATCH) -> Iterator[Fault]:
    """Walk the whole trail and name every entry, revision and object that does not hold."""
    removed: dict[Identity, dt.datetime] = {}
    erasures: set[tuple[str, str]] = set()
    yield from _verify_entries(session, removed, erasures, batch)
    yield from _verify_erasures(session, erasures, batch)
    yield from _verify_periods(session, removed, batch)
    for kind in KINDS:
        yield from _verify_objects(session, KINDS[kind], batch)


def _verify_entries(
    session: Session, removed: dict[Identity, dt.datetime], erasures: set[tuple[str, str]], batch: int
) -> Iterator[Fault]:
    """The chain, and the revisions of each entry; fills *removed* with when objects were removed.

    *erasures* gets the kind and key of every object of which an entry says that what is erasable was erased.
    """
    previous, expected = GENESIS, 1
    columns = [column for column in Entry.__table__.columns if column.name != "hash"]
    query = select(*columns, Entry.hash).order_by(Entry.seq)
    last = 0
    while True:
        entries = session.execute(query.where(Entry.seq > last).limit(batch)).all()
        if not entries:
            break
        filed = _revisions_between(session, last + 1, entries[-1].seq)
        for entry in entries:
            yield from _verify_entry(entry, previous, expected)
            promised = {(c["kind"], c["key"], c["number"]): c for c in entry.changes}
            yield from _verify_revisions(promised, filed.pop(entry.seq, []))
            for identity, change in promised.items():
                if change["action"] == "removed":
                    removed[identity] = entry.at
            erasures.update((kind, key) for kind, key in entry.notes.get(ERASED, []))
            previous, expected = entry.hash, entry.seq + 1
        for rows in filed.values():
            yield from _verify_revisions({}, rows)
        last = entries[-1].seq
    for rows in _revisions_between(session, last + 1, None).values():
        yield from _verify_revisions({}, rows)


def _verify_erasures(session: Session, erasures: set[tuple[str, str]], batch: int) -> Iterator[Fault]:
    """That what is gone from a revision was erased by an operation, which its entry says."""
    query = select(Revision.kind, Revision.key, Revision.number, Revision.commitments).where(
        Revision.kind.in_([kind for kind, model in KINDS.items() if model.__record__.erasable])
    )
    for row in session.execute(query.order_by(Revision.kind, Revision.key, Revision.number)).yield_per(batch):
        if commitments.gone(row.commitments) and (row.kind, row.key) not in erasures:
            name = f"revision {row.number} of {row.key}"
            yield Fault(name, f"A value is gone from revision {row.number} of {row.key}: no entry erased it.")


def _verify_entry(entry: Stored, previous: str, expected: int) -> Iterator[Fault]:
    name = f"entry {entry.seq}"
    if entry.seq == expected + 1:
        yield Fault(name, f"Entry {expected} is missing before entry {entry.seq}.")
    elif entry.seq != expected:
        yield Fault(name, f"Entries {expected} to {entry.seq - 1} are missing before entry {entry.seq}.")
    if entry.previous != previous:
        yield Fault(name, f"Entry {entry.seq} does not follow the hash of its predecessor.")
    values = entry._asdict()
    if entry_hash(**{k: v for k, v in values.items() if k != "hash"}) != entry.hash:
        yield Fault(name, f"Entry {entry.seq} was rewritten: its content does not match its hash.")


def _revisions_between(session: Session, first: int, last: int | None) -> dict[int, list[Stored]]:
    columns = (
        Revision.kind,
        Revision.key,
        Revision.owner,
        Revision.number,
        Revision.valid_from,
        Revision.state,
        Revision.commitments,
        Revision.digest,
    )
    query = select(Revision.entry, *columns).where(Revision.entry >= first)
    if last is not None:
        query = query.where(Revision.entry <= last)
    found: dict[int, list[Stored]] = {}
    for row in session.execute(query.order_by(Revision.entry, Revision.kind, Revision.key)):
        found.setdefault(row.entry, []).append(row)
    return found


def _verify_revisions(
    promised: Mapping[Identity, Mapping[str, Any]], rows: Sequence[Stored]
) -> Iterator[Fault]:
    """The revisions of one entry against what the entry says of them."""
    missing = {identity for identity, change in promised.items() if change["action"] != "removed"}
    for row in rows:
        identity = (row.kind, row.key, row.number)
        name = f"revision {row.number} of {row.key}"
        if identity not in missing:
            yield Fault(name, f"Revision {row.number} of {row.key} is in no entry of the trail.")
            continue
        missing.discard(identity)
        computed = revision_digest(row.kind, row.key, row.number, row.valid_from, row.state, row.commitments)
        whole = computed == row.digest == promised[identity]["digest"]
        if not whole or row.owner != row.state.get("third_party"):
            yield Fault(name, f"Revision {row.number} of {row.key} was rewritten.")
    for kind, key, number in sorted(missing):
        yield Fault(f"revision {number} of {key}", f"Revision {number} of {key} ({kind}) is missing.")


def _verify_periods(session: Session, removed: dict[Identity, dt.datetime], batch: int) -> Iterator[Fault]:
    """That each revision ends where the next begins, or where its object was removed, and the newest not at all.

    The end of a revision is in no hash, since it is not known when the revision is filed; it follows from the rest.
    """
    follows = func.lead(Revision.valid_from).over(
        partition_by=(Revision.kind, Revision.key), order_by=Revision.number
    )
    inner = select(
        Revision.kind, Revision.key, Revision.number, Revision.valid_to, follows.label("next_from")
    ).subquery()
    suspects = select(inner).where(inner.c.valid_to.is_distinct_from(inner.c.next_from))
    rows = session.execute(suspects.order_by(inner.c.kind, inner.c.key, inner.c.number))
    for row in rows.yield_per(batch):
        gone = (row.kind, row.key, row.number + 1)
        if gone in removed:
            if row.valid_to == removed[gone]:
                del removed[gone]
            continue
        name = f"revision {row.number} of {row.key}"
        if row.next_from is not None:
            yield Fault(name, f"Revision {row.number} of {row.key} does not end where the next begins.")
        else:
            yield Fault(name, f"Revision {row.number} of {row.key} ends although nothing follows it.")
    for _, key, number in sorted(removed):
        name = f"revision {number - 1} of {key}"
        yield Fault(name, f"Revision {number - 1} of {key} does not end where its object was removed.")


def _verify_objects(session: Session, model: type[Aggregate], batch: int) -> Iterator[Fault]:
    """That the objects of one kind are those of their newest revisions."""
    for keys in states.keys_in_batches(session, model, size=batch):
        stored = states.read_keys(session, model, keys)
        # In order of number: where an earlier revision was made to seem current, the newest still counts.
        current = (
            select(Revision.key, Revision.state)
            .where(Revision.kind == model.__kind__, Revision.key.in_(keys), Revision.valid_to.is_(None))
            .order_by(Revision.number)
        )
        newest = {row.key: row.state for row in session.execute(current)}
        for key, state in stored.items():
            if key not in newest:
                yield Fault(key, f"{key} stands in the register, but no operation put it there.")
            elif state != newest[key] and state != states.completed(model, newest[key]):
                yield Fault(key, f"{key} differs from its newest revision: no operation changed it.")
    table = model.__table__
    lost = (
        select(Revision.key)
        .where(Revision.kind == model.__kind__, Revision.valid_to.is_(None))
        .where(Revision.key.not_in(select(table.c[model.__key__])))
        .order_by(Revision.key)
    )
    for key in session.scalars(lost):
        yield Fault(key, f"{key} is missing from the register, but no operation removed it.")
