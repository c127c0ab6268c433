"""The tables and the records say the same, field by field."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Date, Table
from sqlalchemy.orm import configure_mappers

from app import wiring
from app.db import states
from app.db.aggregate import KINDS, Aggregate, Part
from app.db.types import Json
from app.extensions import Base
from app.kernel.records import LINE, Record, is_list, link_of, part_type

wiring.load_models()
configure_mappers()

OWN = {"version", "changed_at"}
"""Columns of every kind that are no part of its record."""


def part_lists(record: type[Record]) -> dict[str, type[Record]]:
    """The fields of *record* that hold lists of parts, with the class of the parts."""
    found = {}
    for name, info in record.model_fields.items():
        part = part_type(info)
        if part is not None and is_list(info):
            found[name] = part
    return found


def every_part() -> Iterator[tuple[type[Aggregate], str, type[Part]]]:
    for model in KINDS.values():
        for name, part in model.__parts__.items():
            yield model, name, part


def table(model: type[Aggregate] | type[Part]) -> Table:
    return Base.metadata.tables[model.__tablename__]


@pytest.mark.parametrize("model", KINDS.values(), ids=KINDS)
def test_every_field_is_a_column_or_a_part_and_nothing_else_is(model: type[Aggregate]) -> None:
    columns = {column.name for column in table(model).columns} - OWN

    assert columns | set(model.__parts__) == set(model.__record__.model_fields)
    assert columns & set(model.__parts__) == set()


@pytest.mark.parametrize("model", KINDS.values(), ids=KINDS)
def test_every_list_of_records_is_a_table_of_parts(model: type[Aggregate]) -> None:
    scalars = {name for name, part in model.__parts__.items() if part.__scalar__}

    assert set(part_lists(model.__record__)) == set(model.__parts__) - scalars


@pytest.mark.parametrize(
    ("model", "name", "part"), list(every_part()), ids=[part.__tablename__ for _, _, part in every_part()]
)
def test_every_field_of_a_part_is_a_column_and_nothing_else_is(
    model: type[Aggregate], name: str, part: type[Part]
) -> None:
    columns = {column.name for column in table(part).columns} - {"position", states.owner_column(part)}
    expected = {part.__scalar__} if part.__scalar__ else set(part_lists(model.__record__)[name].model_fields)

    assert columns == expected


def every_column() -> Iterator[tuple[str, str, Any, type[Aggregate] | type[Part]]]:
    for model in KINDS.values():
        for name in states.own_fields(model):
            yield f"{model.__tablename__}.{name}", name, model.__record__.model_fields[name], model
    for model, name, part in every_part():
        if not part.__scalar__:
            for inner, info in part_lists(model.__record__)[name].model_fields.items():
                yield f"{part.__tablename__}.{inner}", inner, info, part


def test_lists_and_embedded_records_are_json_and_nothing_else_is() -> None:
    embedded = {
        where
        for where, _, info, _ in every_column()
        if is_list(info) or part_type(info) is not None or "dict" in str(info.annotation)
    }

    assert {
        where for where, name, _, model in every_column() if isinstance(table(model).c[name].type, type(Json))
    } == embedded


def test_a_day_is_stored_as_a_date() -> None:
    named_days = {where for where, name, _, _ in every_column() if name.endswith("_on")}

    assert {
        where
        for where, name, _, model in every_column()
        if name.endswith("_on") and isinstance(table(model).c[name].type, Date)
    } == named_days


def test_every_reference_is_a_foreign_key_to_the_table_of_its_kind() -> None:
    # A provision is known by two keys in one, so the unit of work checks it.
    expected = {
        where: f"{KINDS[kind].__tablename__}.{KINDS[kind].__key__}"
        for where, name, info, model in every_column()
        if (kind := link_of(info)) and kind != "provision"
        if not is_list(info) and name != getattr(model, "__key__", None)
    }
    found = {
        where: key.target_fullname
        for where, name, _, model in every_column()
        for key in table(model).c[name].foreign_keys
    }

    assert found == expected


def test_references_are_checked_at_commit_so_that_the_order_of_writes_is_free() -> None:
    owners = {f"{part.__tablename__}.{states.owner_column(part)}" for _, _, part in every_part()}
    eager = {
        f"{one.name}.{key.parent.name}"
        for one in (table(m) for m in [*KINDS.values(), *(p for _, _, p in every_part())])
        for key in one.foreign_keys
        if not key.deferrable
    }

    assert eager == owners


def test_what_people_type_in_one_line_fits_its_column() -> None:
    longest = {where: _longest(info) for where, _, info, _ in every_column()}
    lengths = {
        where: getattr(table(model).c[name].type, "length", None) for where, name, _, model in every_column()
    }

    assert longest["third_party.name"] == lengths["third_party.name"] == LINE
    assert [
        where
        for where, length in lengths.items()
        if length is not None and longest[where] is not None and length < longest[where]
    ] == []


def _longest(info: Any) -> int | None:
    """The longest text that a field accepts, where it says so."""
    limits = [int(found) for found in re.findall(r"max_length=(\d+)", repr(info))]
    return max(limits, default=None)
