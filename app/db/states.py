"""Reads and writes the full state of register objects, every kind by the same code.

A *state* is a record in JSON types (:meth:`app.kernel.records.Record.to_state`), every key present. States are read
by Core in one statement a table and batch, never object by object (see the docstring of
:mod:`app.domain.findings.dossier` for why), and written the same way.
"""

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Date, Row, Select, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from app.db.aggregate import Aggregate, Part
from app.db.types import Instant
from app.kernel import clock

T = TypeVar("T")
State = dict[str, Any]

BATCH = 500
"""Objects read or written at a time: small enough for SQLite's limit on parameters."""


@dataclass(frozen=True)
class _Field:
    """A column that carries a field of the record, with its conversion to and from JSON types."""

    name: str
    to_state: Callable[[Any], Any] | None
    to_column: Callable[[Any], Any] | None


def _table(model: type[Aggregate] | type[Part]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 -- narrows the type: mapped classes here are never joins
    return table


@functools.cache
def _fields(model: type[Aggregate] | type[Part], names: tuple[str, ...]) -> tuple[_Field, ...]:
    found = []
    table = _table(model)
    for name in names:
        kind = table.c[name].type
        if isinstance(kind, Instant):
            found.append(_Field(name, _instant_out, dt.datetime.fromisoformat))
        elif isinstance(kind, Date):
            found.append(_Field(name, dt.date.isoformat, dt.date.fromisoformat))
        else:
            found.append(_Field(name, None, None))
    return tuple(found)


def _instant_out(value: dt.datetime) -> str:
    """As pydantic writes it: ISO 8601 with ``Z``."""
    return value.astimezone(clock.UTC).isoformat().replace("+00:00", "Z")


def own_fields(model: type[Aggregate]) -> tuple[str, ...]:
    """The record's fields that are columns of the row itself, in order of definition."""
    return tuple(name for name in model.__record__.model_fields if name not in model.__parts__)


def part_fields(model: type[Aggregate], name: str) -> tuple[str, ...]:
    """The fields of the part list *name* that are columns of its table (none for a scalar list)."""
    part = model.__parts__[name]
    if part.__scalar__:
        return (part.__scalar__,)
    table = _table(part)
    return tuple(
        column.name for column in table.columns if column.name not in {"position", owner_column(part)}
    )


@functools.cache
def owner_column(part: type[Part]) -> str:
    """The name of the column of *part* that holds its owner's key."""
    return next(c.name for c in _table(part).primary_key.columns if c.name != "position")


def read(session: Session, model: type[Aggregate], *where: ColumnElement[bool]) -> Iterator[State]:
    """The states of every row that meets *where*, in order of key, a batch at a time."""
    key = _table(model).c[model.__key__]
    last: str | None = None
    while True:
        query = _rows(model).where(*where).order_by(key).limit(BATCH)
        if last is not None:
            query = query.where(key > last)
        found = session.execute(query).all()
        if found:
            yield from _with_parts(session, model, found).values()
        if len(found) < BATCH:
            return
        last = found[-1][0]


def keys_in_batches(
    session: Session, model: type[Aggregate], *where: ColumnElement[bool], size: int = BATCH
) -> Iterator[list[str]]:
    """The keys of every row that meets *where*, in order, *size* at a time."""
    key = _table(model).c[model.__key__]
    last: str | None = None
    while True:
        query = select(key).where(*where).order_by(key).limit(size)
        if last is not None:
            query = query.where(key > last)
        found = list(session.scalars(query))
        if found:
            yield found
        if len(found) < size:
            return
        last = found[-1]


def read_keys(session: Session, model: type[Aggregate], keys: Sequence[str]) -> dict[str, State]:
    """The states of the rows with *keys* (at most a batch or so), by key in order of key; absent ones are left out."""
    key = _table(model).c[model.__key__]
    states: dict[str, State] = {}
    for some in _slices(keys):
        found = session.execute(_rows(model).where(key.in_(some)).order_by(key)).all()
        if found:
            states |= _with_parts(session, model, found)
    return states


def _rows(model: type[Aggregate]) -> Select[Any]:
    """The key and the fields of each row of *model*."""
    table = _table(model)
    return select(table.c[model.__key__], *(table.c[f.name] for f in _fields(model, own_fields(model))))


def _with_parts(session: Session, model: type[Aggregate], rows: Sequence[Row[Any]]) -> dict[str, State]:
    """The states of *rows*, at most a batch, with their parts, by key."""
    fields = _fields(model, own_fields(model))
    states = {row[0]: _to_state(fields, row[1:]) for row in rows}
    _read_parts(session, model, list(states), states)
    order = list(model.__record__.model_fields)
    return {key: {name: state[name] for name in order} for key, state in states.items()}


def _read_parts(
    session: Session, model: type[Aggregate], keys: Sequence[str], states: dict[str, State]
) -> None:
    for name, part in model.__parts__.items():
        for key in keys:
            states[key][name] = []
        table = _table(part)
        fields = _fields(part, part_fields(model, name))
        owner_key = table.c[owner_column(part)]
        query = (
            select(owner_key, *(table.c[f.name] for f in fields))
            .where(owner_key.in_(keys))
            .order_by(owner_key, table.c.position)
        )
        for key, *values in session.execute(query):
            states[key][name].append(values[0] if part.__scalar__ else _to_state(fields, values))


def _to_state(fields: Iterable[_Field], values: Iterable[Any]) -> State:
    return {
        f.name: value if value is None or f.to_state is None else f.to_state(value)
        for f, value in zip(fields, values, strict=True)
    }


def completed(model: type[Aggregate], state: State) -> State:
    """*state*, filed by an earlier version of the product, with the fields that it lacks as what is missing.

    As it is where it is no valid state at all.
    """
    try:
        return model.__record__.restore(state).to_state()
    except ValueError:
        return state


def write(
    session: Session,
    model: type[Aggregate],
    states: Iterable[tuple[State, int]],
    at: dt.datetime,
    *,
    stored: Mapping[str, State],
) -> None:
    """Insert rows with the given *states* and version numbers, or replace those that are *stored* (before, by key)."""
    table = _table(model)
    fields = _fields(model, own_fields(model))
    for some in _slices(list(states)):
        rows = [_to_row(fields, s) | {"version": v, "changed_at": at} for s, v in some]
        new = [row for row in rows if row[model.__key__] not in stored]
        if new:
            session.execute(insert(table), new)
        changed = [row for row in rows if row[model.__key__] in stored]
        for row in changed:
            session.execute(update(table).where(table.c[model.__key__] == row[model.__key__]).values(row))
        _write_parts(session, model, [s for s, _ in some], stored)


def _write_parts(
    session: Session, model: type[Aggregate], states: list[State], stored: Mapping[str, State]
) -> None:
    """Write the parts that differ from those *stored*, place by place: of a long list mostly one."""
    for name, part in model.__parts__.items():
        table = _table(part)
        owner_name = owner_column(part)
        fields = _fields(part, part_fields(model, name))
        rows: list[dict[str, Any]] = []
        for state in states:
            key = state[model.__key__]
            before, after = stored[key][name] if key in stored else (), state[name]
            if not before and not after:
                continue
            places = [
                place for place, item in enumerate(after) if place >= len(before) or before[place] != item
            ]
            gone = [place for place in places if place < len(before)] + list(range(len(after), len(before)))
            for some in _slices(gone):
                mine = table.c[owner_name] == key
                session.execute(delete(table).where(mine, table.c.position.in_(some)))
            rows += [
                {owner_name: key, "position": place}
                | ({part.__scalar__: after[place]} if part.__scalar__ else _to_row(fields, after[place]))
                for place in places
            ]
        if rows:
            session.execute(insert(table), rows)


def _to_row(fields: Iterable[_Field], state: Mapping[str, Any]) -> dict[str, Any]:
    row = {}
    for f in fields:
        value = state[f.name]
        row[f.name] = value if value is None or f.to_column is None else f.to_column(value)
    return row


def remove(session: Session, model: type[Aggregate], keys: Sequence[str]) -> None:
    """Delete the rows with *keys* and their parts."""
    for some in _slices(keys):
        for part in model.__parts__.values():
            session.execute(delete(_table(part)).where(_table(part).c[owner_column(part)].in_(some)))
        session.execute(delete(_table(model)).where(_table(model).c[model.__key__].in_(some)))


def versions(session: Session, model: type[Aggregate], keys: Sequence[str]) -> dict[str, int]:
    """The version number of each stored row among *keys*."""
    table = _table(model)
    found: dict[str, int] = {}
    for some in _slices(keys):
        query = select(table.c[model.__key__], table.c.version).where(table.c[model.__key__].in_(some))
        found.update((key, version) for key, version in session.execute(query))
    return found


def _slices(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
