"""The difference between two states of a record, down to the fields of their parts, as people tell it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.kernel.records import Record, is_list, part_type

Path = tuple[str, ...]
"""Where a value stands: names of fields, and what a part is known by in its list."""

Change = tuple[Path, Any, Any]
"""Where, and the value before and after; ``None`` where there was or is none."""

KNOWN_BY = (
    "ref",
    "key",
    "code",
    "number",
    "provision",
    "flow",
    "sub_third_party",
    "third_party",
    "person",
    "email",
    "notice",
    "to_country",
    "country",
    "category",
    "kind",
    "gate",
    "title",
    "name",
    "on",
)
"""Fields by which a part is known among others of its list, the first that tells them all apart."""


def deep(record: type[Record], before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """What differs between two states of *record*, in the order of its fields.

    Parts are matched by what they are known by; one that came or went is given whole.
    """
    for name, info in record.model_fields.items():
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        part = part_type(info)
        if part is not None and is_list(info):
            for path, one, other in listed(was or [], now or [], _inside(part)):
                yield (name, *path), one, other
        elif part is not None and isinstance(was, dict) and isinstance(now, dict):
            for path, one, other in deep(part, was, now):
                yield (name, *path), one, other
        else:
            yield (name,), was, now


def _inside(part: type[Record]) -> Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[Change]]:
    def changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
        return deep(part, was, now)

    return changes


def listed(
    before: Sequence[Any],
    after: Sequence[Any],
    inside: Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[Change]],
) -> Iterator[Change]:
    """What differs between two lists of parts; *inside* compares two that are the same part.

    What is the same in both is set aside first, whatever its place: a list that was only put in another order has
    not changed.
    """
    gone, came = without(before, after), without(after, before)
    old, new = identified(gone), identified(came)
    if set(old).isdisjoint(new) and len(gone) == len(came) == 1:
        # One part in the place of one: the same part, of which what it is known by was changed too.
        old = {next(iter(new)): gone[0]}
    for key in {**old, **new}:
        was, now = old.get(key), new.get(key)
        if was is None or now is None:
            yield (key,), was, now
        else:
            for path, one, other in inside(was, now):
                yield (key, *path), one, other


def without(some: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """Those of *some* that are not among *others*, each as often as it is in excess."""
    left = list(others)
    found = []
    for one in some:
        if one in left:
            left.remove(one)
        else:
            found.append(one)
    return found


def identified(parts: Sequence[Any]) -> dict[str, Any]:
    """*parts* by what each is known by; by their place where nothing tells them apart."""
    for names in ((name,) for name in KNOWN_BY):
        keys = [_key(part, names) for part in parts]
        if all(keys) and len(set(keys)) == len(keys):
            return {str(key): part for key, part in zip(keys, parts, strict=True)}
    found: dict[str, Any] = {}
    for place, part in enumerate(parts, 1):
        first = next((key for name in KNOWN_BY if (key := _key(part, (name,)))), "")
        key = f"{first} {place}".strip()
        found[key] = part
    return found


def _key(part: Any, names: Sequence[str]) -> str:
    values = [part.get(name) for name in names] if isinstance(part, dict) else [part]
    return (
        " ".join(str(value) for value in values) if all(value not in (None, "") for value in values) else ""
    )
