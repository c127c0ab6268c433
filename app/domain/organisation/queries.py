"""Reads of the organisation's settings and of legal entities."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from app.db import references, states
from app.db.references import Use
from app.db.unit_of_work import read_record
from app.domain.organisation import models, records
from app.domain.organisation.terms import EntityKind
from app.kernel import clock

KEY = "ORG"
"""The key of the one row of settings."""


def current(session: Session) -> tuple[records.Organisation, int]:
    """The settings and their version; the defaults and 0 as long as nobody has saved any."""
    if KEY not in states.versions(session, models.Organisation, [KEY]):
        return records.Organisation(), 0
    return read_record(session, records.Organisation, KEY)


def time_zone(session: Session) -> str:
    """The zone in which days begin and end."""
    return session.scalar(select(models.Organisation.time_zone)) or records.Organisation().time_zone


class House(NamedTuple):
    """What nearly every page says of the organisation: the zone in which its days begin, and its legal name."""

    time_zone: str
    legal_name: str | None


def house_columns() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The values of a :class:`House`, to be read in a statement about something else; see :func:`house_of`."""
    own, entity = models.Organisation, models.Entity
    named = select(entity.legal_name).join(own, own.entity == entity.ref)
    return (
        select(own.time_zone).where(own.ref == KEY).scalar_subquery(),
        named.where(own.ref == KEY).scalar_subquery(),
    )


def house_of(values: Sequence[Any]) -> House:
    """The house of which :func:`house_columns` has given *values*; defaults as long as nothing is set."""
    return House(values[0] or records.Organisation().time_zone, values[1])


def house(session: Session) -> House:
    """The organisation as nearly every page needs it."""
    return house_of(session.execute(select(*house_columns())).one())


def today(session: Session, at: dt.datetime | None = None) -> dt.date:
    """The organisation's calendar day at the instant *at*, which is now by default."""
    return clock.day_of(at or clock.now(), time_zone(session))


def get(session: Session, ref: str) -> tuple[records.Entity, int]:
    """The entity *ref* and its version; raises :class:`~app.kernel.errors.Missing`."""
    return read_record(session, records.Entity, ref)


def options(session: Session, *kinds: EntityKind) -> list[tuple[str, str]]:
    """Entities, of *kinds* only where given, as choices: reference and name, in order of name."""
    table = models.Entity
    query = select(table.ref, table.legal_name).where(table.archived.is_(False))
    if kinds:
        query = query.where(table.kind.in_(kinds))
    return [(row.ref, row.legal_name) for row in session.execute(query.order_by(table.legal_name, table.ref))]


def names(session: Session) -> dict[str, str]:
    """Every entity's name by reference, archived ones too."""
    return {
        row.ref: row.legal_name
        for row in session.execute(select(models.Entity.ref, models.Entity.legal_name))
    }


def below(session: Session, ref: str) -> Sequence[Row[str, str]]:
    """Reference and name of the entities directly controlled by *ref*."""
    table = models.Entity
    query = select(table.ref, table.legal_name).where(table.parent == ref, table.archived.is_(False))
    return session.execute(query.order_by(table.legal_name)).all()


def uses(session: Session, ref: str) -> list[Use]:
    """The live objects that refer to the entity *ref*; deals are left out."""
    return references.users(session, "entity", ref)
