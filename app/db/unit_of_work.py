"""The unit of work: one write transaction, the changes made in it, and what is to happen once it is committed.

Only :mod:`app.domain.operation` begins one. Everything that an operation writes to the register goes through
:meth:`Work.save` or :meth:`Work.remove`, which remember each object's state before and after; nothing else in the
product commits.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy import String, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import diff, history, ledgers, past, states
from app.db.aggregate import KINDS, Aggregate
from app.db.engine import Busy, hurried, line_up, open_gate
from app.db.states import State
from app.extensions import Base, db
from app.kernel import clock, ids
from app.kernel.errors import Conflict, Missing, Refused
from app.kernel.links import Path, links
from app.kernel.records import Record

R = TypeVar("R", bound=Record)


class Counter(Base):
    """The last number given out for references of a kind; numbers are never used twice."""

    __tablename__ = "counter"

    #: Kind of object, such as ``third_party``.
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    #: Highest number in use.
    last: Mapped[int]


@dataclass
class Change:
    """What happened to one object in a unit of work: its state before (none: created) and after (none: removed)."""

    kind: str
    key: str
    before: State | None
    after: State | None
    number: int

    @property
    def action(self) -> str:
        """``created``, ``changed`` or ``removed``."""
        if self.before is None:
            return "created"
        return "removed" if self.after is None else "changed"

    @property
    def diff(self) -> dict[str, list[Any]]:
        """The fields that differ, before and after; empty for a creation, whose revision says it all."""
        return {} if self.before is None or self.after is None else diff.between(self.before, self.after)


@dataclass(frozen=True)
class BrokenLink:
    """A reference to an object that is not there."""

    kind: str
    key: str
    path: Path
    target: str
    value: str


@dataclass
class Work:
    """A write transaction under way; ``at`` is the one instant of everything that it files."""

    session: Session
    at: dt.datetime
    actor: str
    operation: str
    changes: dict[tuple[str, str], Change] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    #: Set by an operation whose caller has everything judged anew once its last part is written.
    judged_later: bool = False
    #: The references in each changed object, of which a long import has too many to keep the objects themselves.
    _links: dict[tuple[str, str], list[tuple[Path, str, str]]] = field(default_factory=dict)

    def get(self, record: type[R], key: str) -> R:
        """The record of *key* as it stands in this transaction; raises :class:`~app.kernel.errors.Missing`."""
        return read_record(self.session, record, key)[0]

    def next_ref(self, kind: str) -> str:
        """The next free reference of *kind*."""
        counter = self.session.get(Counter, kind)
        if counter is None:
            counter = Counter(kind=kind, last=0)
            self.session.add(counter)
        counter.last += 1
        self.session.flush()
        return ids.reference(kind, counter.last)

    def next_refs(self, kind: str, count: int) -> list[str]:
        """The next *count* free references of *kind*."""
        if not count:
            return []
        first = ids.number_of(self.next_ref(kind))
        counter = self.session.get(Counter, kind)
        if counter is not None:
            counter.last = first + count - 1
            self.session.flush()
        return [ids.reference(kind, first + place) for place in range(count)]

    def reserve(self, kind: str, refs: Iterable[str]) -> None:
        """Make sure that none of *refs* is ever given out again."""
        highest = max((ids.number_of(ref) for ref in refs), default=0)
        counter = self.session.get(Counter, kind)
        if counter is None:
            self.session.add(Counter(kind=kind, last=highest))
        elif counter.last < highest:
            counter.last = highest
        self.session.flush()

    def save(self, record: Record, *, version: int | None = None) -> None:
        """Store *record*, new or changed; an unchanged one leaves no trace.

        *version* is the version that the person saw: raises :class:`~app.kernel.errors.Conflict` where the stored
        one is newer and differs.
        """
        self.save_all([record], versions=None if version is None else {key_of(record): version})

    def save_all(
        self,
        records: Sequence[Record],
        *,
        versions: Mapping[str, int] | None = None,
        fresh: Container[str] = (),
    ) -> None:
        """Store several records, in batches a kind; see :meth:`save`.

        Keys in *fresh* were given out in this transaction, so nothing is stored under them and nothing ever was.
        """
        by_model: dict[type[Aggregate], list[Record]] = defaultdict(list)
        for record in records:
            by_model[model_of(type(record))].append(record)
        for model, some in by_model.items():
            self._save_kind(model, some, versions or {}, fresh)

    def _save_kind(
        self, model: type[Aggregate], records: list[Record], seen: Mapping[str, int], fresh: Container[str]
    ) -> None:
        keys: list[str] = [getattr(record, model.__key__) for record in records]
        known = [key for key in keys if key not in fresh]
        stored = states.read_keys(self.session, model, known)
        numbers = states.versions(self.session, model, known)
        numbers |= history.numbers_used(
            self.session, model.__kind__, [key for key in known if key not in stored]
        )
        writes: list[tuple[State, int]] = []
        for key, record in zip(keys, records, strict=True):
            before, after, number = stored.get(key), record.to_state(), numbers.get(key, 0)
            if before == after:
                continue
            if key in seen and seen[key] != number and before is not None:
                raise Conflict(key, mine=after, theirs=before, version=number)
            earlier = self.changes.get((model.__kind__, key))
            if earlier is not None:
                # A second change in the same transaction extends the first: one revision an object and transaction.
                earlier.after = after
            else:
                number += 1
                self.changes[model.__kind__, key] = Change(model.__kind__, key, before, after, number)
            self._links[model.__kind__, key] = list(links(record))
            writes.append((after, number))
        states.write(self.session, model, writes, self.at, stored=stored)

    def remove(self, record: type[Record], key: str) -> None:
        """Delete an object (only the undo of an import does; people archive)."""
        model = model_of(record)
        identity = (model.__kind__, key)
        stored = states.read_keys(self.session, model, [key])
        number = states.versions(self.session, model, [key]).get(key, 0)
        if key not in stored:
            raise Missing(f"{key} is not in the register.")
        ledgers.supersede_of(self.session, model.metadata.tables[model.__tablename__], [key], self.at)
        states.remove(self.session, model, [key])
        self._links.pop(identity, None)
        earlier = self.changes.pop(identity, None)
        if earlier is None:
            self.changes[identity] = Change(*identity, stored[key], None, number + 1)
        elif earlier.before is not None:
            self.changes[identity] = Change(*identity, earlier.before, None, earlier.number)

    def remove_all(self, record: type[Record], keys: Sequence[str]) -> None:
        """Delete several objects of one kind that were not touched before in this transaction.

        What they were is not read where nobody asks for it: their revisions hold it, and judging comes later.
        """
        model = model_of(record)
        stored = {} if self.judged_later else states.read_keys(self.session, model, keys)
        numbers = states.versions(self.session, model, keys)
        ledgers.supersede_of(self.session, model.metadata.tables[model.__tablename__], keys, self.at)
        states.remove(self.session, model, keys)
        for key in keys:
            if key not in numbers:
                raise Missing(f"{key} is not in the register.")
            identity = (model.__kind__, key)
            self.changes[identity] = Change(*identity, stored.get(key, {}), None, numbers[key] + 1)

    def broken_links(self) -> list[BrokenLink]:
        """References in the changed records that lead nowhere."""
        wanted: dict[str, set[str]] = defaultdict(set)
        found: list[BrokenLink] = []
        for (kind, key), some in self._links.items():
            for path, target, value in some:
                wanted[target].add(value)
                found.append(BrokenLink(kind, key, path, target, value))
        existing = {
            target: existing_keys(self.session, target, sorted(values)) for target, values in wanted.items()
        }
        return [broken for broken in found if broken.value not in existing[broken.target]]

    def touched(self, kind: str) -> list[Change]:
        """The changes of objects of *kind*."""
        return [change for change in self.changes.values() if change.kind == kind]


MANY = 200
"""Objects changed at once from which the database had better count its rows anew."""


SMALL = 100
"""Rows of a table below which SQLite is told nothing of it, and uses the indexes that there are."""

MANY_ROWS = 2_000
"""Rows written at once, those of findings, summaries and parts included, from which it does as well."""


def count_rows() -> None:
    """Let SQLite take a sample of its tables, so that it knows which index serves a query.

    Without, it takes every condition for one that leaves a handful of rows, and joins lists of tens of thousands by
    scanning them over and over. PostgreSQL does this by itself.

    What was counted of a small table is forgotten: once it has grown, whoever takes it for small scans it for each row
    of another. A connection learns what was counted when it reads the schema, so a table that comes and goes lets all
    that are open read it again.
    """
    session = cast(Session, db.session)
    if session.get_bind().dialect.name == "sqlite":
        with technical_writes("count rows") as writing:
            for statement in (
                "ANALYZE",
                f"DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < {SMALL}",
                "CREATE TABLE counted_anew (number INTEGER)",
                "DROP TABLE counted_anew",
            ):
                writing.execute(text(statement))


_current: ContextVar[Work | None] = ContextVar("work", default=None)


def current() -> Work | None:
    """The unit of work under way in this task, if any."""
    return _current.get()


def model_of(record: type[Record]) -> type[Aggregate]:
    """The mapped class that stores *record*."""
    return next(model for model in KINDS.values() if model.__record__ is record)


def key_of(record: Record) -> str:
    """The key of *record*: its reference, key, e-mail address or hash."""
    return cast(str, getattr(record, model_of(type(record)).__key__))


def read_record(session: Session, record: type[R], key: str) -> tuple[R, int]:
    """The record of *key* and its version; raises :class:`~app.kernel.errors.Missing`."""
    model = model_of(record)
    found = states.read_keys(session, model, [key])
    if key not in found:
        raise Missing(f"{key} is not in the register.")
    return record.restore(found[key]), states.versions(session, model, [key])[key]


def existing_keys(session: Session, kind: str, keys: Sequence[str]) -> set[str]:
    """Those of *keys* that exist; a provision is known as ``NV-0001/G2``."""
    if kind == "provision":
        notices = {key.partition("/")[0] for key in keys}
        stored = states.read_keys(session, KINDS["notice"], sorted(notices))
        return {f"{ref}/{p['code']}" for ref, state in stored.items() for p in state["provisions"]}
    return set(states.versions(session, KINDS[kind], keys))


@contextmanager
def begin(
    actor: str, operation: str, last_instant: Callable[[Session], dt.datetime | None]
) -> Iterator[Work]:
    """A write transaction: commits when the block ends, rolls everything back when it raises.

    *last_instant* tells the instant of the newest trail entry, so that instants only ever grow. Callbacks in
    ``after_commit`` run once the transaction is durable. Raises :class:`RuntimeError` inside another unit of work, and
    :class:`~app.kernel.errors.Refused` for whoever reads the past.
    """
    if _current.get() is not None:
        raise RuntimeError("A unit of work is already under way.")
    if past.current() is not None:
        raise Refused("The past cannot be changed: go back to now first.")
    session = cast(Session, db.session)
    session.commit()  # ends a read transaction, which could not become a write transaction on SQLite
    with open_gate(operation):
        try:
            line_up(session)
            last = last_instant(session)
            at = clock.now()
            if last is not None and at <= last:
                at = last + dt.timedelta(microseconds=1)
            work = Work(session=session, at=at, actor=actor, operation=operation)
            token = _current.set(work)
            session.info[ledgers.AT] = at
            written = -_written(session)
            try:
                yield work
                session.flush()
                written += _written(session)
                session.commit()
            finally:
                del session.info[ledgers.AT]
                _current.reset(token)
        except BaseException:
            session.rollback()
            raise
    if len(work.changes) >= MANY or written >= MANY_ROWS:
        count_rows()
    for callback in work.after_commit:
        callback()


def _written(session: Session) -> int:
    """How many rows the connection of *session* has written; 0 on PostgreSQL, which counts its rows by itself."""
    return int(getattr(session.connection().connection.dbapi_connection, "total_changes", 0))


@contextmanager
def technical_writes(why: str) -> Iterator[Session]:
    """A short transaction on tables that are no part of the register: sessions, throttles, job progress."""
    if _current.get() is not None:
        yield cast(Session, db.session)
        return
    session = cast(Session, db.session)
    session.commit()
    with open_gate(why):
        try:
            line_up(session)
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def write_in_passing(why: str, change: Callable[[Session], None]) -> bool:
    """A technical write that a page makes while it is read: left undone, which is told, where somebody else writes.

    A long import holds the one place of a writer for a minute; pages answer meanwhile.
    """
    try:
        with hurried(), technical_writes(why) as session:
            change(session)
    except Busy:
        return False
    return True
