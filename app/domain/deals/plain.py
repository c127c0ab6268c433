"""Values in JSON types, as a snapshot carries and hashes them."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from app.kernel.clock import format_instant
from app.kernel.records import Record
from app.kernel.words import Term


def plain(value: Any) -> Any:
    """*value* in JSON types: dataclasses and records by field, terms by key, days in ISO 8601."""
    if value is None or type(value) in {str, int, bool}:
        return value
    if isinstance(value, Record):
        return value.to_state()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Term):
        return value.value
    if isinstance(value, dt.datetime):
        return format_instant(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(entry) for key, entry in value.items()}
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return [plain(entry) for entry in value]
    return value
