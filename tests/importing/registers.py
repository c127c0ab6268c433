"""Registers of any content, made by hypothesis from the records themselves, so that a new field is tried unasked.

Objects are few, links lead to objects of the same register, and texts are as odd as the records allow.
"""

import datetime as dt
import types
import typing
from collections.abc import Sequence
from typing import Annotated, Any

from annotated_types import Ge, Le
from hypothesis import assume
from hypothesis import strategies as st
from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from app.db.aggregate import KINDS
from app.domain.organisation.records import Organisation
from app.importing.register_rows import LEFT_OUT, LISTS
from app.kernel.errors import Invalid
from app.kernel.ids import PREFIXES, reference
from app.kernel.records import Email, Link, Record, link_of
from app.kernel.words import Term

Keys = dict[str, list[str]]
"""The keys of the register's objects, by kind."""

EMAIL_MARKS = [mark for mark in typing.get_args(Email)[1:] if not isinstance(mark, StringConstraints)]
"""What marks an e-mail address; the bounds of its length, which other texts share, left out."""

MOST = 3
"""Objects of a kind."""

CODES = ("G1", "P2", "PR3")
"""The provisions of every notice."""

_DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)).map(dt.date.isoformat)
_INSTANTS = st.datetimes(timezones=st.just(dt.UTC)).map(dt.datetime.isoformat)
_LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")) | st.sampled_from(
    "ñ字ع💍\u202e\u0301<&=@'\""
)


def keys_of(kind: str, count: int) -> list[str]:
    """The keys of the first *count* objects of *kind*."""
    if kind in PREFIXES:
        return [reference(kind, number) for number in range(1, count + 1)]
    if kind == "person":
        return [f"person{number}@lumen.example" for number in range(1, count + 1)]
    if kind == "document":
        return [f"{number:064x}" for number in range(1, count + 1)]
    return [f"own_{kind}.{number}" for number in range(1, count + 1)]


@st.composite
def registers(draw: st.DrawFn) -> dict[str, Any]:
    """A document that ``load`` accepts."""
    keys = {kind: keys_of(kind, draw(st.integers(0, MOST))) for kind in LISTS.values()}
    keys["provision"] = [f"{notice}/{code}" for notice in keys["notice"] for code in CODES]
    document: dict[str, Any] = {
        "format": "custodia-register",
        "version": 1,
        "organisation": _sound(Organisation, draw(_rows(Organisation, keys, "organisation"))),
    }
    for name, kind in LISTS.items():
        document[name] = [draw(_objects(kind, place, keys)) for place in range(len(keys[kind]))]
    return document


@st.composite
def _objects(draw: st.DrawFn, kind: str, place: int, keys: Keys) -> dict[str, Any]:
    """The object of *kind* at *place* of its list."""
    model = KINDS[kind]
    fields = model.__record__.model_fields
    row = draw(_rows(model.__record__, keys, kind))
    if kind != "waiver":
        row[model.__key__] = keys[kind][place]
    if kind == "notice":
        row["provisions"] = [{"code": code, "kind": "promise"} for code in CODES]
    for name in ("parent", "superseded_by", "replaces"):
        if name in fields and link_of(fields[name]) == kind:
            row[name] = draw(st.sampled_from([None, *keys[kind][:place]]))
    if row.get("external_id"):
        row["external_id"] = f"{kind} {place}"
    return _sound(model.__record__, row)


def _sound(record: type[Record], row: dict[str, Any]) -> dict[str, Any]:
    """*row* without what its record refuses; hypothesis draws again where too little is left."""
    for _ in range(len(row) + 1):
        try:
            record.parse(row)
        except Invalid as error:
            refused = {path[0] for path in error.problems if path}
            row = {
                name: value
                for name, value in row.items()
                if name not in refused and (refused or not name.endswith(("_on", "_to")))
            }
        else:
            return row
    assume(False)
    raise AssertionError("unreachable")


def _rows(record: type[Record], keys: Keys, kind: str = "") -> st.SearchStrategy[dict[str, Any]]:
    needed, others = {}, {}
    for name, info in record.model_fields.items():
        if name in LEFT_OUT.get(kind, ()):
            continue
        values = _values(info.annotation, info.metadata, keys)
        if values is not None:
            (needed if info.is_required() else others)[info.alias or name] = values
    return st.fixed_dictionaries(needed, optional=others)


def _values(annotation: Any, marks: Sequence[Any], keys: Keys) -> st.SearchStrategy[Any] | None:
    """Values of *annotation* within its *marks*; none where it links to a kind of which there is no object."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        more = [
            limit
            for mark in inner[1:]
            for limit in (mark.metadata if isinstance(mark, FieldInfo) else [mark])
        ]
        return _values(inner[0], [*more, *marks], keys)
    if origin in {typing.Union, types.UnionType}:
        found = [_values(part, marks, keys) for part in inner if part is not type(None)]
        return st.one_of(st.none(), *(one for one in found if one is not None))
    if origin is list:
        element = _values(inner[0], (), keys)
        return st.just([]) if element is None else st.lists(element, max_size=3)
    if origin is dict:
        return st.dictionaries(_there(inner[0], keys), _there(inner[1], keys), max_size=2)
    kind = next((mark.kind for mark in marks if isinstance(mark, Link)), None)
    if kind is not None:
        return st.sampled_from(keys[kind]) if keys[kind] else None
    return _plain_values(annotation, marks, keys)


def _there(annotation: Any, keys: Keys) -> st.SearchStrategy[Any]:
    values = _values(annotation, (), keys)
    assert values is not None
    return values


def _plain_values(annotation: Any, marks: Sequence[Any], keys: Keys) -> st.SearchStrategy[Any]:
    if annotation is int:
        least = next((mark.ge for mark in marks if isinstance(mark, Ge)), 0)
        most = next((mark.le for mark in marks if isinstance(mark, Le)), 9)
        return st.integers(int(least), int(most))  # type: ignore[call-overload]
    if annotation is str and any(mark in EMAIL_MARKS for mark in marks):
        return st.sampled_from(["ana@paloma.example", "Ana.Ruiz+x@paloma.example"])
    if annotation is str:
        return _texts([mark for mark in marks if isinstance(mark, StringConstraints)])
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return _rows(annotation, keys)
    if isinstance(annotation, type) and issubclass(annotation, Term):
        return st.sampled_from([member.value for member in annotation])
    return {
        bool: st.booleans(),
        dt.date: _DAYS,
        dt.datetime: _INSTANTS,
    }[annotation]


def _texts(limits: Sequence[StringConstraints]) -> st.SearchStrategy[str]:
    pattern = next((limit.pattern for limit in limits if limit.pattern), None)
    if pattern is not None:
        return st.from_regex(str(pattern).replace(r"\d", "[0-9]").removesuffix("$") + r"\Z")
    if any(limit.max_length == 2 for limit in limits):
        return st.sampled_from(["ES", "US", "BR", "GB", "CN", "CH"])
    return st.text(_LETTERS, min_size=1, max_size=30)
