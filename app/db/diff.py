"""The difference between two states, field by field."""

from typing import Any

from app.db.states import State


def between(before: State | None, after: State | None) -> dict[str, list[Any]]:
    """Each top-level field that differs, with its value before and after; nothing where both are equal."""
    before, after = before or {}, after or {}
    names = dict.fromkeys([*before, *after])
    return {
        name: [before.get(name), after.get(name)]
        for name in names
        if before.get(name) != after.get(name) or (name in before) != (name in after)
    }
