"""The queries that hold the rows of a table as they were at an instant; see :mod:`app.db.past`."""

import datetime as dt
import functools
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import JSON, Column, Date, String, Table
from sqlalchemy.dialects import postgresql

from app.db import states
from app.db.aggregate import KINDS, Aggregate, Part
from app.db.history import Revision
from app.db.ledgers import Kept, Superseded
from app.db.types import Instant
from app.extensions import Base
from app.kernel import clock

_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]

View = Callable[["Sql"], str]
"""Writes the query that holds a table's rows as of the past."""


@functools.cache
def views() -> Mapping[str, View]:
    """How the past of each table is read, by its name; asked once every mapped class is known."""
    found: dict[str, View] = {Revision.__tablename__: Sql.revisions}
    for model in KINDS.values():
        found[model.__tablename__] = functools.partial(Sql.objects, model=model)
        for name, part in model.__parts__.items():
            found[part.__tablename__] = functools.partial(Sql.parts, model=model, name=name, part=part)
    for mapper in Base.registry.mappers:
        mapped = mapper.class_
        if issubclass(mapped, Kept):
            found[mapped.__tablename__] = functools.partial(Sql.ledger, model=mapped)
        elif hasattr(mapped, "__log__"):
            found[mapped.__tablename__] = functools.partial(
                Sql.log, table=mapped.__table__, at=mapped.__log__
            )
    return found


@functools.cache
def filtered() -> frozenset[str]:
    """The tables whose past is a part of their rows as they stand, which their own indexes find."""
    logs = (mapper.class_ for mapper in Base.registry.mappers if hasattr(mapper.class_, "__log__"))
    return frozenset({Revision.__tablename__, *(log.__tablename__ for log in logs)})


class Sql(ABC):
    """Writes the queries of the views; what the two databases say differently is said by the subclasses."""

    def __init__(
        self, schema: str, at: dt.datetime, day: dt.date, named: frozenset[str] | None = None
    ) -> None:
        """Read tables of *schema*, so named that no view of the same name stands in front of them.

        *at* is the instant, *day* its day in the organisation's time zone. Columns that are not *named* are left out,
        but for those of the key: where rows are made once, what nobody asks for is taken out of revisions too.
        """
        self.schema = schema
        self.named = named
        self.day = day
        self.at = self.instant(at)

    @abstractmethod
    def instant(self, at: dt.datetime) -> str:
        """*at* as a literal."""

    @abstractmethod
    def value(self, column: Column[Any], document: str, key: str | None) -> str:
        """The value of *column* in a JSON *document* under *key*, or the document itself for no key."""

    @abstractmethod
    def each(self, document: str, key: str) -> tuple[str, str, str]:
        """How to join the items of the list *key* in *document*: the join, an item, its place from 0."""

    @abstractmethod
    def keyed(self, expression: str, column: Column[Any]) -> str:
        """*expression*, a text, as it is sorted in *column*."""

    def columns(self, mapped: type[Base]) -> list[Column[Any]]:
        """The columns of *mapped* that are asked for."""
        columns = list(_table(mapped).columns)
        if self.named is None:
            return columns
        return [column for column in columns if column.primary_key or column.name in self.named]

    def table(self, name: str) -> str:
        """The table itself."""
        return f'"{self.schema}"."{name}"'

    def valid(self, alias: str) -> str:
        """The condition that a superseded state was the one at the instant."""
        return f'{alias}."valid_from" <= {self.at} AND {alias}."valid_to" > {self.at}'

    def revisions(self) -> str:
        """The revisions filed until then, those still valid then without an end."""
        named = [
            f'CASE WHEN "valid_to" > {self.at} THEN NULL ELSE "valid_to" END AS "valid_to"'
            if column.name == "valid_to"
            else _quoted(column.name)
            for column in self.columns(Revision)
        ]
        return f'SELECT {", ".join(named)} FROM {self.table("revision")} WHERE "valid_from" <= {self.at}'

    def objects(self, *, model: type[Aggregate]) -> str:
        """The rows of a kind of object."""
        columns = self.columns(model)
        live = ", ".join(_quoted(column.name) for column in columns)
        then = ", ".join(
            f"{self._of_revision(model, column)} AS {_quoted(column.name)}" for column in columns
        )
        return (
            f'SELECT {live} FROM {self.table(model.__tablename__)} WHERE "changed_at" <= {self.at}'
            f" UNION ALL SELECT {then} FROM {self.table('revision')} AS r"
            f" WHERE r.\"kind\" = '{model.__kind__}' AND {self.valid('r')}"
        )

    def _of_revision(self, model: type[Aggregate], column: Column[Any]) -> str:
        known = {model.__key__: "key", "version": "number", "changed_at": "valid_from"}
        if model.__kind__ != "third_party":
            # The owner stands beside the state, with an index.
            known["third_party"] = "owner"
        if column.name not in known:
            return self.value(column, 'r."state"', column.name)
        expression = f"r.{_quoted(known[column.name])}"
        return self.keyed(expression, column) if column.name == "third_party" else expression

    def parts(self, *, model: type[Aggregate], name: str, part: type[Part]) -> str:
        """The rows of a list of parts."""
        columns = self.columns(part)
        owner = states.owner_column(part)
        live = ", ".join(f"p.{_quoted(column.name)}" for column in columns)
        join, item, place = self.each('r."state"', name)
        then = []
        for column in columns:
            if column.name == owner:
                said = 'r."key"'
            elif column.name == "position":
                said = place
            else:
                said = self.value(column, item, None if part.__scalar__ else column.name)
            then.append(f"{said} AS {_quoted(column.name)}")
        return (
            f"SELECT {live} FROM {self.table(part.__tablename__)} AS p"
            f" JOIN {self.table(model.__tablename__)} AS o ON o.{_quoted(model.__key__)} = p.{_quoted(owner)}"
            f' WHERE o."changed_at" <= {self.at}'
            f" UNION ALL SELECT {', '.join(then)} FROM {self.table('revision')} AS r {join}"
            f" WHERE r.\"kind\" = '{model.__kind__}' AND {self.valid('r')}"
        )

    def ledger(self, *, model: type[Kept]) -> str:
        """The rows of a ledger; what is said of the day or time of its last look never lies after the instant."""
        columns = self.columns(model)
        live = ", ".join(self._clipped(model, column) for column in columns)
        said = {column.name: self.value(column, 's."state"', column.name) for column in columns}
        said["since"] = 's."valid_from"'
        then = ", ".join(f"{said[column.name]} AS {_quoted(column.name)}" for column in columns)
        return (
            f'SELECT {live} FROM {self.table(model.__tablename__)} WHERE "since" <= {self.at}'
            f" UNION ALL SELECT {then} FROM {self.table(Superseded.__tablename__)} AS s"
            f" WHERE s.\"ledger\" = '{model.__tablename__}' AND {self.valid('s')}"
        )

    def _clipped(self, model: type[Kept], column: Column[Any]) -> str:
        name = _quoted(column.name)
        if column.name not in model.__passing__ or _is_json(column):
            return name
        if isinstance(column.type, Instant):
            limit = self.at
        elif isinstance(column.type, Date):
            limit = f"CAST('{self.day.isoformat()}' AS {self.day_type})"
        else:
            return name
        return f"CASE WHEN {name} > {limit} THEN {limit} ELSE {name} END AS {name}"

    day_type = "TEXT"

    def log(self, *, table: Table, at: str) -> str:
        """The rows that were there."""
        return f"SELECT * FROM {self.table(table.name)} WHERE {_quoted(at)} <= {self.at}"


class _Sqlite(Sql):
    """As SQLite says it."""

    def instant(self, at: dt.datetime) -> str:
        return f"'{at.astimezone(clock.UTC).replace(tzinfo=None).isoformat(' ', 'microseconds')}'"

    def value(self, column: Column[Any], document: str, key: str | None) -> str:
        said = document if key is None else f"json_extract({document}, '$.{key}')"
        if isinstance(column.type, Instant):
            return f"substr(replace(replace({said}, 'T', ' '), 'Z', '') || '.000000', 1, 26)"
        return said

    def each(self, document: str, key: str) -> tuple[str, str, str]:
        return f", json_each({document}, '$.{key}') AS e", 'e."value"', 'e."key"'

    def keyed(self, expression: str, column: Column[Any]) -> str:
        return expression


class _Postgres(Sql):
    """As PostgreSQL says it."""

    day_type = "DATE"

    def instant(self, at: dt.datetime) -> str:
        return f"CAST('{clock.format_instant(at)}' AS TIMESTAMP WITH TIME ZONE)"

    def value(self, column: Column[Any], document: str, key: str | None) -> str:
        if _is_json(column):
            return document if key is None else f"{document} -> '{key}'"
        said = f"({document} #>> '{{}}')" if key is None else f"({document} ->> '{key}')"
        kind = column.type.dialect_impl(_POSTGRESQL)
        if isinstance(kind, String):
            return self.keyed(said, column)
        return f"CAST({said} AS {column.type.compile(_POSTGRESQL)})"

    def each(self, document: str, key: str) -> tuple[str, str, str]:
        items = f"jsonb_array_elements({document} -> '{key}') WITH ORDINALITY AS e(value, place)"
        return f"CROSS JOIN LATERAL {items}", "e.value", "CAST(e.place - 1 AS INTEGER)"

    def keyed(self, expression: str, column: Column[Any]) -> str:
        collation = getattr(column.type.dialect_impl(_POSTGRESQL), "collation", None)
        return f'{expression} COLLATE "{collation}"' if collation else expression


def writer(
    dialect: str, schema: str, at: dt.datetime, day: dt.date, named: frozenset[str] | None = None
) -> Sql:
    """Who writes the queries for *dialect*, where the tables stand in *schema*; of all columns, or those *named*."""
    if dialect == "postgresql":
        return _Postgres(schema, at, day, named)
    # The schema of the file itself; what is called by its schema is the table, whatever else has its name.
    return _Sqlite("main", at, day, named)


def _table(mapped: type[Base]) -> Table:
    table = mapped.__table__
    assert isinstance(table, Table)  # noqa: S101 -- narrows the type: mapped classes here are never joins
    return table


def _quoted(name: str) -> str:
    return f'"{name}"'


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)
