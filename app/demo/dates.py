"""Moves the register as written to another day, so that a demo is as fresh as on the day it was written."""

import datetime as dt
from typing import Any, get_args

from pydantic.fields import FieldInfo

from app.demo import ANCHOR
from app.demo.schema import LISTS
from app.domain.organisation.records import Organisation
from app.kernel.records import Record, part_type


def shift_dates(register: dict[str, Any], to_day: dt.date, *, anchor: dt.date = ANCHOR) -> dict[str, Any]:
    """A copy of *register* in which every date is as far from *to_day* as it was from *anchor*.

    What counts as a date follows from the records; words that mention one, such as the name of a statute,
    stay.
    """
    by = to_day - anchor
    moved = dict(register)
    moved["organisation"] = _shifted(register["organisation"], Organisation, by)
    for name, record in LISTS.items():
        moved[name] = [_shifted(row, record, by) for row in register.get(name, [])]
    return moved


def _shifted(row: dict[str, Any], record: type[Record], by: dt.timedelta) -> dict[str, Any]:
    fields = {info.alias or name: info for name, info in record.model_fields.items()}
    return {key: _value(value, fields[key], by) if key in fields else value for key, value in row.items()}


def _value(value: Any, info: FieldInfo, by: dt.timedelta) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [_value(one, info, by) for one in value]
    part = part_type(info)
    if part is not None:
        return _shifted(value, part, by)
    kinds = _leaves(info.annotation)
    if dt.datetime in kinds:
        return (dt.datetime.fromisoformat(value) + by).isoformat().replace("+00:00", "Z")
    if dt.date in kinds:
        return (dt.date.fromisoformat(value) + by).isoformat()
    return value


def _leaves(annotation: Any) -> list[Any]:
    inner = get_args(annotation)
    return [leaf for part in inner for leaf in _leaves(part)] if inner else [annotation]
