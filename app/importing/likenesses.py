"""Which new third parties of a file may be registered already, or stand in it twice (rule REC-05)."""

from collections import defaultdict
from typing import Any, NamedTuple

from app.domain.third_parties import likeness
from app.importing.desk import Desk, is_provisional

MOST = 2_000
"""Rows that a person is asked about."""


class _Party(NamedTuple):
    ref: str
    name: str
    aliases: list[str]
    domains: list[str]
    entity: str | None
    parent: str | None
    archived: bool


class _Entity(NamedTuple):
    reg_no: str | None
    country: str | None


def of(desk: Desk) -> dict[int, list[dict[str, Any]]]:
    """By row: what its new third party is like, with reference or row number, name and grounds."""
    fresh = {
        key: draft
        for (kind, key), draft in desk.drafts.items()
        if kind == "third_party" and draft.before is None
    }
    if not fresh:
        return {}
    rows = desk.indexes.rows
    desk.indexes.of("entity")
    parties = [
        _Party(
            key,
            row.get("name") or "",
            row.get("aliases") or [],
            row.get("domains") or [],
            row.get("entity"),
            row.get("parent"),
            bool(row.get("archived")),
        )
        for key, row in rows["third_party"].items()
    ]
    entities = {key: _Entity(row.get("reg_no"), row.get("country")) for key, row in rows["entity"].items()}
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in likeness.duplicates(parties, entities):
        later = fresh.get(one.later)
        if later is None or (len(found) >= MOST and later.first not in found):
            continue
        earlier = fresh.get(one.earlier)
        if earlier is not None and earlier.first == later.first:
            continue
        found[later.first].append(
            {
                "ref": one.earlier,
                "row": earlier.first if earlier is not None and is_provisional(one.earlier) else None,
                "name": rows["third_party"][one.earlier].get("name") or "",
                "grounds": list(one.grounds),
            }
        )
    return dict(found)
