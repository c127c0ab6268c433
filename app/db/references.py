"""What refers to an object: the links of every kind, walked backwards.

The places that may hold a reference follow from the records' :class:`~app.kernel.records.Link` marks, so a
new field is found without a word here. A plain column is asked by Core; a JSON column is narrowed down by its
text and then read as a record. Rooms use this to look uphill, where they may not import.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic.fields import FieldInfo
from sqlalchemy import ColumnElement, String, Table, cast, func, or_, select
from sqlalchemy.orm import Session

from app.db import states
from app.db.aggregate import KINDS, Aggregate
from app.kernel.links import links
from app.kernel.records import Record, is_list, link_of, part_type
from app.kernel.words import listing, plural

CONFIDENTIAL = frozenset({"deal"})
"""Kinds whose very existence is closed to most people: never named, nor counted, unless asked for."""

LEDGERS = frozenset({"preference", "disclosure"})
"""Kinds that record what once happened, and so do not keep an object in use."""


MANY, MANY_PLAIN = 50, 5_000
"""Keys beyond which a column of JSON, and a plain one, is read through rather than searched for each of them."""


@dataclass(frozen=True, order=True)
class Use:
    """That the object ``key`` of ``kind`` refers to another."""

    kind: str
    key: str


@dataclass(frozen=True)
class _Place:
    """A column that may hold references: in the row of an object itself or in a row of one of its parts."""

    model: type[Aggregate]
    table: Table
    owner: str
    column: str
    targets: frozenset[str]
    plain: bool


def _places(target: str) -> tuple[_Place, ...]:
    return tuple(place for model in KINDS.values() for place in _places_of(model) if target in place.targets)


def _places_of(model: type[Aggregate]) -> Iterator[_Place]:
    table, fields = model.metadata.tables[model.__tablename__], model.__record__.model_fields
    for name in states.own_fields(model):
        if name == model.__key__:
            continue
        targets, many = _targets(fields[name]), is_list(fields[name]) or part_type(fields[name]) is not None
        if targets:
            yield _Place(model, table, model.__key__, name, targets, plain=not many)
    for name, part in model.__parts__.items():
        part_table, owner = model.metadata.tables[part.__tablename__], states.owner_column(part)
        if part.__scalar__:
            yield _Place(model, part_table, owner, part.__scalar__, _targets(fields[name]), plain=True)
            continue
        record = part_type(fields[name])
        for inner, info in (record.model_fields if record else {}).items():
            targets, many = _targets(info), is_list(info) or part_type(info) is not None
            if targets:
                yield _Place(model, part_table, owner, inner, targets, plain=not many)


def _targets(info: FieldInfo) -> frozenset[str]:
    """The kinds that a field links to, by itself or through the records in it."""
    record = part_type(info)
    if record is None:
        kind = link_of(info)
        return frozenset({kind} if kind else ())
    return frozenset().union(*(_targets(inner) for inner in record.model_fields.values()))


def users(
    session: Session,
    kind: str,
    keys: str | Collection[str],
    *,
    archived: bool = False,
    leaving_out: Collection[str] = CONFIDENTIAL,
) -> list[Use]:
    """The objects that refer to one of *keys* of *kind*, in order, themselves not among them.

    Archived ones are left out unless *archived*; so are the kinds of *leaving_out*.
    """
    wanted = [keys] if isinstance(keys, str) else sorted(keys)
    own = frozenset(wanted)
    found: set[Use] = set()
    for place in _places(kind):
        if place.model.__kind__ in leaving_out or not wanted:
            continue
        owners = _owners(session, place, kind, wanted, archived=archived)
        found.update(Use(place.model.__kind__, owner) for owner in owners)
    return sorted(use for use in found if use.kind != kind or use.key not in own)


def counts(
    session: Session, kind: str, *, leaving_out: Collection[str] = CONFIDENTIAL | LEDGERS
) -> dict[str, int]:
    """How many objects, not archived, refer to each object of *kind*; unused ones are absent."""
    owners: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for place in _places(kind):
        if place.model.__kind__ in leaving_out:
            continue
        query = select(place.table.c[place.owner], place.table.c[place.column])
        for owner, value in session.execute(query.where(*_alive(place))):
            for key in [value] if place.plain else _texts(value):
                if key is not None:
                    owners[key].add((place.model.__kind__, owner))
    return {key: len(some) for key, some in owners.items()}


def _texts(value: object) -> Iterator[str]:
    """Every text inside a JSON value; its keys of another kind do no harm to a count."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _owners(
    session: Session, place: _Place, kind: str, wanted: Sequence[str], *, archived: bool
) -> Iterable[str]:
    owner, column = place.table.c[place.owner], place.table.c[place.column]
    where = [] if archived else _alive(place)
    searched = frozenset(wanted)
    if place.plain and len(wanted) <= MANY_PLAIN:
        return [
            key
            for start in range(0, len(wanted), states.BATCH)
            for key in session.scalars(
                select(owner).distinct().where(*where, column.in_(wanted[start : start + states.BATCH]))
            )
        ]
    if len(wanted) > MANY:
        rows = session.execute(
            select(owner, column).where(*where, column.is_not(None)).execution_options(yield_per=2_000)
        )
        candidates = {key for key, value in rows if not searched.isdisjoint(_texts(value))}
        if place.plain:
            return candidates
    else:
        # SQLite holds JSON as written, with escapes; PostgreSQL holds the characters themselves.
        texts = {form for key in wanted for form in (json.dumps(key), json.dumps(key, ensure_ascii=False))}
        near = or_(*(cast(column, String).contains(text, autoescape=True) for text in sorted(texts)))
        candidates = set(session.scalars(select(owner).distinct().where(*where, near)))
    stored = states.read_keys(session, place.model, sorted(candidates))
    record = place.model.__record__
    return [key for key, state in stored.items() if _mentions(record.restore(state), kind, searched)]


def _mentions(record: Record, kind: str, wanted: Collection[str]) -> bool:
    return any(target == kind and value in wanted for _, target, value in links(record))


def _alive(place: _Place) -> list[ColumnElement[bool]]:
    """That the owner is not archived."""
    model = place.model
    if "archived" not in model.__record__.model_fields:
        return []
    table = model.metadata.tables[model.__tablename__]
    if place.table is table:
        return [table.c.archived.is_(False)]
    return [
        select(func.count())
        .where(table.c[model.__key__] == place.table.c[place.owner], table.c.archived.is_(False))
        .scalar_subquery()
        > 0
    ]


def named(uses: Sequence[Use], *, limit: int = 5) -> str:
    """*uses* as running text: ``AG-0001, FL-0001 and 12 more``."""
    words = ["the organisation's settings" if use.kind == "organisation" else use.key for use in uses]
    if len(words) <= limit:
        return listing(words)
    return f"{', '.join(words[:limit])} and {plural(len(words) - limit, 'more', 'more')}"
