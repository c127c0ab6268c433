"""Reads of a collection: filtered, in order, a page at a time by cursor, with the fields wanted."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.api.v1 import filters
from app.api.v1.problems import BadRequest
from app.api.v1.resource import Resource
from app.db import states
from app.domain.organisation import queries as organisation
from app.kernel import clock
from app.kernel.canonical import sha256
from app.kernel.errors import Missing
from app.security.actor import Actor

USUAL, MOST = 50, 500
"""Objects on a page: where nothing is said, and at most."""

PAGING = ("cursor", "limit", "sort", "fields", "count")
"""The parameters that every collection knows beside its filters."""

Item = dict[str, Any]


def page(session: Session, actor: Actor, resource: Resource, args: Mapping[str, str]) -> dict[str, Any]:
    """The page of *resource* that *args* ask for: its ``items``, and the cursor of the ``next``, if there is one.

    Raises :class:`BadRequest` naming the parameter that cannot be read.
    """
    known = filters.filters_of(resource, organisation.today(session))
    filters.known(args, [*known, *PAGING])
    limit = _limit(args.get("limit"))
    order, descending = _order(resource, args.get("sort", resource.key))
    wanted = _fields(resource, args.get("fields"))
    query = _visible(session, actor, resource)
    asked = {name: args.get(name, "no" if name == "archived" else "") for name in known}
    for name, text in asked.items():
        if text:
            query = query.where(known[name].where(text))
    total = session.scalar(select(func.count()).select_from(query.subquery())) if "count" in args else None
    key = resource.table.c[resource.key]
    columns = [key] if order is key else [order, key]
    mark = _mark(resource, asked, args.get("sort", resource.key))
    if args.get("cursor"):
        last = _read_cursor(args["cursor"], columns, mark)
        query = query.where(_after(columns, last, descending=descending))
    query = query.order_by(*(column.desc() if descending else column.asc() for column in columns))
    rows = session.execute(query.limit(limit + 1)).all()
    more, rows = len(rows) > limit, rows[:limit]
    stored = states.read_keys(session, resource.model, [row.key for row in rows])
    found: dict[str, Any] = {
        "items": [_item(resource, stored[row.key], row, wanted) for row in rows if row.key in stored],
        "next": _cursor(mark, rows[-1], order is not key) if more else None,
    }
    return found if total is None else found | {"total": total}


def one(session: Session, actor: Actor, resource: Resource, key: str) -> tuple[Item, int]:
    """The object *key* with everything, and its version; raises :class:`Missing` for one not open to *actor*."""
    row = session.execute(
        _visible(session, actor, resource).where(resource.table.c[resource.key] == key)
    ).first()
    if row is None:
        raise Missing(f"{key} is not in the register.")
    state = states.read_keys(session, resource.model, [key])[key]
    return _item(resource, state, row, list(state)), row.version


def key_of_external(session: Session, actor: Actor, resource: Resource, external_id: str) -> str | None:
    """The key of the object that another system knows as *external_id*, if there is one."""
    query = _visible(session, actor, resource).where(resource.table.c.external_id == external_id)
    row = session.execute(query).first()
    return None if row is None else str(row.key)


def _visible(session: Session, actor: Actor, resource: Resource) -> Select[*tuple[Any, ...]]:
    table = resource.table
    query = select(table.c[resource.key].label("key"), table.c.version, table.c.changed_at)
    return query if resource.visible is None else query.where(resource.visible(session, actor))


def _item(resource: Resource, state: Mapping[str, Any], row: Any, wanted: Sequence[str]) -> Item:
    found = {name: state[name] for name in wanted if name in state}
    found.setdefault(resource.key, state[resource.key])
    return found | {"version": row.version, "changed_at": clock.format_instant(row.changed_at)}


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST):
        raise BadRequest(f"limit: choose a whole number from 1 to {MOST}.")
    return int(text)


def _order(resource: Resource, text: str) -> tuple[Any, bool]:
    name = text.removeprefix("-")
    if name not in {resource.key, "changed_at"}:
        raise BadRequest(f"sort: choose {resource.key} or changed_at, with a dash in front for the reverse.")
    return resource.table.c[name], text.startswith("-")


def _fields(resource: Resource, text: str | None) -> list[str]:
    names = list(resource.record.model_fields)
    if text is None:
        return [name for name in names if name not in resource.long]
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    odd = [name for name in wanted if name not in names]
    if odd or not wanted:
        said = f"“{odd[0][:40]}” is no field here: " if odd else ""
        raise BadRequest(f"fields: {said}use {', '.join(names)}.")
    return wanted


def _mark(resource: Resource, asked: Mapping[str, str], sort: str) -> str:
    """What tells a list from every other: its collection, filters and order, as a short digest."""
    chosen = {name: text for name, text in asked.items() if text}
    return sha256(json.dumps([resource.path, chosen, sort], sort_keys=True).encode())[:12]


def _cursor(mark: str, row: Any, by_time: bool) -> str:
    last = [mark, *([clock.format_instant(row.changed_at)] if by_time else []), row.key]
    return base64.urlsafe_b64encode(json.dumps(last).encode()).decode().rstrip("=")


def _read_cursor(text: str, columns: Sequence[Any], mark: str) -> list[Any]:
    """Where the page before ended, in the values of *columns*; raises :class:`BadRequest` for another list's."""
    try:
        last = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if (
            not isinstance(last, list)
            or len(last) != 1 + len(columns)
            or not all(isinstance(v, str) for v in last)
        ):
            raise ValueError
        if last.pop(0) != mark or "\x00" in last[-1]:
            raise ValueError
        if len(last) == 2:
            return [clock.parse_instant(last[0], "UTC"), last[1]]
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadRequest(
            "cursor: give the “next” of the page before, in the same list with the same filters and sort."
        ) from error
    return last


def _after(columns: Sequence[Any], last: Sequence[Any], *, descending: bool) -> Any:
    """The rows behind *last* in the order of *columns*."""
    first, value = columns[0], last[0]
    beyond = first < value if descending else first > value
    if len(columns) == 1:
        return beyond
    second = columns[1] < last[1] if descending else columns[1] > last[1]
    return or_(beyond, and_(first == value, second))
