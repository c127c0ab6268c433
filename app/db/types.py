"""Column types that mean the same on SQLite and PostgreSQL."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.kernel import clock

Json = JSON().with_variant(JSONB(), "postgresql")
"""A JSON document: lists of vocabulary keys and small embedded values."""


def key_text(length: int) -> TypeEngine[str]:
    """The type of a column of keys, which sort by code point on both databases, whatever the server's locale.

    What is read in order of key (the register file, snapshots) is then the same to the byte on either.
    """
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Instant(TypeDecorator[dt.datetime]):
    """An aware UTC instant, to the microsecond; SQLite stores it naive, since it has no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Refuse naive datetimes; hand the database UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        value = value.astimezone(clock.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Give back an aware UTC datetime."""
        if value is None:
            return None
        return value.replace(tzinfo=clock.UTC) if value.tzinfo is None else value.astimezone(clock.UTC)
