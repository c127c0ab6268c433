"""Ledgers: tables that follow from the register, with what stood in them before.

Findings, the figures and what lists show of a dossier are worked out by rules from the register, so they are no
register objects and have no revisions. What they said at an instant cannot be worked out again for certain: the rules
may have changed, and whose a finding was is a decision. So the row as it was is kept here before it is changed or
taken away; :mod:`app.db.past` reads it back. Whatever holds now needs no copy.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    Integer,
    String,
    Table,
    event,
    insert,
    inspect,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db.types import Instant, Json
from app.extensions import Base
from app.kernel import clock

AT = "at"
"""The key in a session's ``info`` under which the unit of work says its instant."""

BATCH = 500


class Kept(Base):
    """Base of a ledger's mapped class; its changes go through the ORM or through :func:`supersede`."""

    __abstract__ = True

    #: Columns that say when it was last looked at, or serve the next look: alone they make no other state.
    __passing__: ClassVar[frozenset[str]] = frozenset()

    #: First instant at which the row said what it says.
    since: Mapped[dt.datetime] = mapped_column(Instant)


class Superseded(Base):
    """What a row of a ledger said from an instant until another."""

    __tablename__ = "superseded"
    __table_args__ = (Index("ix_superseded_valid", "ledger", "valid_to", "valid_from"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    #: Name of the ledger's table.
    ledger: Mapped[str] = mapped_column(String(30))
    #: First instant at which it said so.
    valid_from: Mapped[dt.datetime] = mapped_column(Instant)
    #: First instant at which it no longer did.
    valid_to: Mapped[dt.datetime] = mapped_column(Instant)
    #: The row, in JSON types by column.
    state: Mapped[dict[str, Any]] = mapped_column(Json)


def supersede(session: Session, model: type[Kept], *where: ColumnElement[bool], at: dt.datetime) -> None:
    """Keep the rows of *model* that meet *where* as they are: statements of Core change or delete them at *at*."""
    table = _table(model)
    rows = session.execute(select(*table.columns).where(*where, table.c.since < at))
    _file(session, model, [dict(row._mapping) for row in rows], at)


def supersede_of(session: Session, target: Table, keys: Sequence[str], at: dt.datetime) -> None:
    """Keep the rows of every ledger that the database deletes together with the rows *keys* of *target*."""
    for mapper in Base.registry.mappers:
        mapped = mapper.class_
        if issubclass(mapped, Kept):
            for key in _table(mapped).foreign_keys:
                if key.column.table is target and key.ondelete == "CASCADE":
                    supersede(session, mapped, key.parent.in_(keys), at=at)


def differs(model: type[Kept], before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the row *after* says something else than *before*."""
    return any(before[name] != value for name, value in after.items() if name not in model.__passing__)


@event.listens_for(Session, "before_flush")
def _keep_what_was(session: Session, _context: Any, _instances: Any) -> None:
    """File what the rows that are about to be changed by the ORM said, and note since when they say the new."""
    at: dt.datetime | None = session.info.get(AT)
    if at is None:
        return
    for new in session.new:
        if isinstance(new, Kept):
            new.since = at
    former: dict[type[Kept], list[dict[str, Any]]] = {}
    for one in [*session.dirty, *session.deleted]:
        if isinstance(one, Kept) and one.since != at and (one in session.deleted or _is_changed(one)):
            former.setdefault(type(one), []).append(_before(one))
            one.since = at
    for model, rows in former.items():
        _file(session, model, rows, at)


def _is_changed(one: Kept) -> bool:
    state: Any = inspect(one)
    return any(
        state.attrs[name].history.has_changes()
        for name in _table(type(one)).columns.keys()  # noqa: SIM118 -- a collection of columns, not a mapping
        if name not in one.__passing__
    )


def _before(one: Kept) -> dict[str, Any]:
    """The row of *one* as it is stored."""
    state: Any = inspect(one)
    row = {}
    for name in _table(type(one)).columns.keys():  # noqa: SIM118 -- a collection of columns, not a mapping
        past = state.attrs[name].history
        row[name] = past.deleted[0] if past.deleted else getattr(one, name)
    return row


def _file(session: Session, model: type[Kept], rows: Sequence[Mapping[str, Any]], at: dt.datetime) -> None:
    made = [
        {
            "ledger": model.__tablename__,
            "valid_from": row["since"],
            "valid_to": at,
            "state": {name: _in_json(value) for name, value in row.items()},
        }
        for row in rows
    ]
    for start in range(0, len(made), BATCH):
        session.execute(insert(Superseded), made[start : start + BATCH])


def _in_json(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return clock.format_instant(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _table(model: type[Kept]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 -- narrows the type: mapped classes here are never joins
    return table
