"""Which other objects a record refers to, found through the :class:`~app.kernel.records.Link` marks of its fields."""

import functools
from collections.abc import Iterator

from app.kernel.records import Record, is_list, link_of, part_type

Path = tuple[str | int, ...]


@functools.cache
def _linking_fields(record: type[Record]) -> tuple[tuple[str, str | None, bool, bool], ...]:
    """Name, kind linked to, whether a list, whether parts: of the fields that link or hold parts."""
    found: list[tuple[str, str | None, bool, bool]] = []
    for name, info in record.model_fields.items():
        kind, part = link_of(info), part_type(info)
        if part is not None:
            found.append((name, None, is_list(info), True))
        elif kind is not None:
            found.append((name, kind, is_list(info), False))
    return tuple(found)


def links(record: Record, prefix: Path = ()) -> Iterator[tuple[Path, str, str]]:
    """Each reference in *record*: its path, the kind of object, the reference itself."""
    for name, kind, many, parts in _linking_fields(type(record)):
        value = getattr(record, name)
        if value is None:
            continue
        for place, item in enumerate(value) if many else [(None, value)]:
            path: Path = (*prefix, name) if place is None else (*prefix, name, place)
            if parts:
                yield from links(item, path)
            elif kind is not None:
                yield path, kind, item
