"""Query parameters of collections: a filter for every field, words, archived, order, page, and fields wanted.

A parameter that nobody knows is refused, so that a typing error never widens what comes back.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, Date, Integer, Select, String, or_, select

from app.api.v1.problems import BadRequest
from app.api.v1.resource import Resource
from app.db import search
from app.db.states import owner_column
from app.domain.findings.selections import Selection
from app.extensions import db

Where = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True)
class Filter:
    """A query parameter: what its value must look like (JSON Schema), and the condition that it makes."""

    name: str
    description: str
    schema: Mapping[str, Any]
    where: Where


def filters_of(resource: Resource, day: dt.date = dt.date.min) -> dict[str, Filter]:
    """The filters of *resource* by name; conditions are judged on *day*, which describing needs not."""
    found: dict[str, Filter] = {}
    for name, info in resource.record.model_fields.items():
        if name == "archived":
            continue
        title = info.title or name
        part = resource.model.__parts__.get(name)
        if part is not None:
            if part.__scalar__:
                found[name] = Filter(name, f"{title}: has this one.", _TEXT, _has_part(resource, part))
            continue
        column = resource.table.c.get(name)
        if column is not None:
            found.update({one.name: one for one in _of_column(name, title, column)})
    if resource.archives:
        found["archived"] = Filter(
            "archived",
            "Which to list: those in use (no, where left out), archived ones (yes), or all.",
            {"type": "string", "enum": ["no", "yes", "all"]},
            _archived(resource),
        )
    found.update({one.name: one for one in _selected(resource, day)})
    found["q"] = Filter("q", "Words that must all occur in the object’s texts.", _TEXT, _words(resource))
    return found


def _selected(resource: Resource, day: dt.date) -> Iterator[Filter]:
    """What the lists of the pages ask beside fields."""
    if resource.selections is None:
        return
    asked = resource.selections(db.session, day)
    key = resource.table.c[resource.key]
    for one in asked.each:
        yield Filter(
            one.key,
            f"{one.label}: {one.hint or 'as on the page of the list'}.",
            {"type": "string", "enum": [value for value, _ in one.choices]} if one.choices else _TEXT,
            _among(one, asked.keys, key),
        )


def _among(one: Selection, keys: Select[Any], key: Any) -> Where:
    answers = [value for value, _ in one.choices]

    def where(text: str) -> ColumnElement[bool]:
        if answers and text not in answers:
            raise BadRequest(f"{one.key}: “{text[:40]}” is not one of {', '.join(answers)}.")
        found: ColumnElement[bool] = key.in_(keys.where(one.where(text)))
        return found

    return where


_TEXT: Mapping[str, Any] = {"type": "string"}
_DAY: Mapping[str, Any] = {"type": "string", "format": "date"}


def _of_column(name: str, title: str, column: Any) -> list[Filter]:
    kind = column.type
    if isinstance(kind, Boolean):
        return [Filter(name, f"{title}: true or false.", {"type": "boolean"}, _is(name, column))]
    if isinstance(kind, Date):
        return [
            Filter(name, f"{title}: that day.", _DAY, lambda text: column == _day(name, text)),
            Filter(
                f"{name}_from", f"{title}: that day or later.", _DAY, lambda text: column >= _day(name, text)
            ),
            Filter(
                f"{name}_to", f"{title}: that day or earlier.", _DAY, lambda text: column <= _day(name, text)
            ),
        ]
    if isinstance(kind, JSON):
        return [Filter(name, f"{title}: has this one.", _TEXT, lambda text: search.mentions(column, text))]
    if isinstance(kind, Integer):
        return [
            Filter(
                name, f"{title}: this number.", {"type": "integer"}, lambda text: column == _whole(name, text)
            )
        ]
    if isinstance(kind, String):
        return [
            Filter(
                name,
                f"{title}: exactly this; several with commas.",
                _TEXT,
                lambda text: column.in_([one.strip() for one in text.split(",")]),
            )
        ]
    return []


def _is(name: str, column: Any) -> Where:
    def where(text: str) -> ColumnElement[bool]:
        if text.lower() not in {"true", "false"}:
            raise BadRequest(f"{name}: “{text[:40]}” is neither true nor false.")
        found: ColumnElement[bool] = column.is_(text.lower() == "true")
        return found

    return where


def _has_part(resource: Resource, part: Any) -> Where:
    table = part.__table__
    owner, key = table.c[owner_column(part)], resource.table.c[resource.key]
    return lambda text: key.in_(select(owner).where(table.c[part.__scalar__] == text))


def _archived(resource: Resource) -> Where:
    column = resource.table.c.archived
    choices = {"no": column.is_(False), "yes": column.is_(True), "all": column.is_not(None)}

    def where(text: str) -> ColumnElement[bool]:
        if text not in choices:
            raise BadRequest(f"archived: “{text[:40]}” is not one of {', '.join(choices)}.")
        found: ColumnElement[bool] = choices[text]
        return found

    return where


def _words(resource: Resource) -> Where:
    columns = [
        (column, isinstance(column.type, JSON))
        for column in resource.table.columns
        if isinstance(column.type, String | JSON) and column.name in resource.record.model_fields
    ]

    def where(text: str) -> ColumnElement[bool]:
        words = search.words_of(text)
        conditions = [
            or_(*(search.contains(column, word, listed=listed) for column, listed in columns))
            for word in words
        ]
        found = resource.table.c[resource.key].is_not(None)
        for condition in conditions:
            found = found & condition
        return found

    return where


def _day(name: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(f"{name}: “{text[:40]}” is not a date: write it like 2026-03-31.") from error


def _whole(name: str, text: str) -> int:
    if not text.lstrip("-").isascii() or not text.lstrip("-").isdigit() or len(text) > 18:
        raise BadRequest(f"{name}: “{text[:40]}” is not a whole number.")
    return int(text)


def known(args: Mapping[str, Any], names: Sequence[str]) -> None:
    """Raise :class:`BadRequest` where *args* has a parameter that is none of *names*."""
    odd = sorted(set(args) - set(names))
    if odd:
        raise BadRequest(f"“{odd[0][:40]}” is no parameter here: use {', '.join(sorted(names))}.")
