"""The difference between two states, field by field."""

from collections.abc import Iterable, Iterator, Mapping
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


def paths(one: Any, other: Any) -> Iterator[tuple[str | int, ...]]:
    """Where two JSON documents differ: paths to the smallest values that are not the same, in the order of *one*."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        keys: Iterable[str | int] = dict.fromkeys([*one, *other])
    elif isinstance(one, list) and isinstance(other, list):
        keys = range(max(len(one), len(other)))
    elif type(one) is not type(other) or one != other:
        yield ()
        return
    else:
        return
    for key in keys:
        if _has(one, key) and _has(other, key):
            for path in paths(one[key], other[key]):
                yield (key, *path)
        else:
            yield (key,)


def _has(container: Any, key: str | int) -> bool:
    return key in container if isinstance(container, Mapping) else int(key) < len(container)
