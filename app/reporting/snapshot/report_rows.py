"""The difference between the data of two sealed reports of one kind, from the data alone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.db import changes
from app.domain.audit.comparing import ADDED, CHANGED, REMOVED
from app.reporting.snapshot.schema.comparison import ChangedField, ChangedObject
from app.reporting.snapshot.schema.frame import Snapshot

KNOWN_BY = (
    ("ref",),
    ("rule", "object", "key"),
    ("number",),
    ("id",),
    ("code",),
    ("key",),
    ("third_party", "flow"),
    ("third_party",),
    ("title",),
    ("name",),
)
"""Fields by which a row is known among others of its part; the first that all rows have and that tells them apart."""

NAMED_BY = ("name", "title", "legal_name", "codename", "object_name", "label", "message")
"""Fields that say what a row is about, the first that it has."""

WHOLE = "report"
"""The part that holds what is no list of rows."""

_UNTOLD = frozenset({"labels", "parameters", "as_of", "on", "counts", "format", "version"})
"""What differs between any two reports, and says nothing of the register."""

Row = Mapping[str, Any]


def differing(before: Snapshot, after: Snapshot) -> list[ChangedObject]:
    """The rows of two snapshots of one kind that differ, by the part of the data that they stand in."""
    words = _Words(before["labels"], after["labels"])
    found: list[ChangedObject] = []
    loose: list[ChangedField] = []
    _walk(before["data"], after["data"], (), found, loose, words)
    for name in ("title", "organisation", "regimes"):
        was, now = before.get(name), after.get(name)
        if was != now:
            loose += _fields((name,), was, now, words)
    if loose:
        found.append(_row(WHOLE, "report", after["title"], CHANGED, {}, loose))
    return found


def _walk(
    before: Any,
    after: Any,
    path: changes.Path,
    found: list[ChangedObject],
    loose: list[ChangedField],
    words: "_Words",
) -> None:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            _walk(before.get(name), after.get(name), (*path, name), found, loose, words)
    elif _is_rows(before) and _is_rows(after) and (before or after):
        found += _rows(".".join(path), before, after, words)
    else:
        loose += _fields(path, before, after, words)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _rows(part: str, before: Sequence[Row], after: Sequence[Row], words: "_Words") -> Iterator[ChangedObject]:
    old, new = _known(before, after)
    for key in {**old, **new}:
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        row = now or was or {}
        what = ADDED if was is None else REMOVED if now is None else CHANGED
        fields = list(_inside(was or {}, now or {}, words))
        yield _row(part, key, _name(row), what, row, fields)


def _known(before: Sequence[Row], after: Sequence[Row]) -> tuple[dict[str, Row], dict[str, Row]]:
    """Rows by what they are known by in both; by all that they say where nothing tells them apart."""
    for names in KNOWN_BY:
        both = [[" ".join(str(row.get(name)) for name in names) for row in rows] for rows in (before, after)]
        whole = all(row.get(names[0]) not in (None, "") for rows in (before, after) for row in rows)
        if whole and all(len(set(keys)) == len(keys) for keys in both):
            old, new = (
                dict(zip(keys, rows, strict=True)) for keys, rows in zip(both, (before, after), strict=True)
            )
            return old, new
    return changes.identified(changes.without(before, after)), changes.identified(
        changes.without(after, before)
    )


def _inside(was: Row, now: Row, words: "_Words") -> Iterator[ChangedField]:
    for name in dict.fromkeys([*was, *now]):
        yield from _fields((name,), was.get(name), now.get(name), words)


def _fields(path: changes.Path, was: Any, now: Any, words: "_Words") -> Iterator[ChangedField]:
    """The values that differ at *path* and below it."""
    if was == now or path[0] in _UNTOLD:
        return
    if isinstance(was, dict) and isinstance(now, dict):
        for name in dict.fromkeys([*was, *now]):
            yield from _fields((*path, name), was.get(name), now.get(name), words)
        return
    if _is_rows(was) and _is_rows(now) and was and now:
        old, new = _known(was, now)
        for key in {**old, **new}:
            yield from _fields((*path, key), old.get(key), new.get(key), words)
        return
    before, after = words.of(path, was), words.of(path, now)
    if before != after:
        yield {
            "path": list(path),
            "label": words.label(path),
            "before": before,
            "after": after,
            "at": None,
            "by": None,
            "operation": None,
            "reason": None,
            "entry": None,
        }


def _name(row: Row) -> str | None:
    return next((str(row[name]) for name in NAMED_BY if row.get(name)), None)


def _row(
    part: str, key: str, name: str | None, what: str, row: Row, fields: Sequence[ChangedField]
) -> ChangedObject:
    party = row.get("third_party")
    if party is None and str(row.get("ref") or "").startswith("TP-"):
        party = row["ref"]
    called = row.get("third_party_name") or (name if party == row.get("ref") else None)
    return {
        "part": part,
        "key": key,
        "name": name,
        "third_party": str(party) if party else None,
        "third_party_name": str(called) if party and called else None,
        "what": what,
        "fields": list(fields),
        "at": None,
        "by": None,
        "operation": None,
        "reason": None,
        "entry": None,
    }


class _Words:
    """The words of both snapshots for the keys in them; the later one's come first."""

    def __init__(
        self, before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._by_name: dict[str, dict[str, str]] = {}
        for labels in (before, after):
            for vocabulary, some in labels.items():
                self._by_name.setdefault(vocabulary, {}).update(some)
        said: dict[str, set[str]] = {}
        for some in self._by_name.values():
            for key, words in some.items():
                said.setdefault(key, set()).add(words)
        # A key that means one thing in one vocabulary and another in the next says nothing by itself.
        self._any = {key: next(iter(words)) for key, words in said.items() if len(words) == 1}

    def label(self, path: changes.Path) -> str:
        return " · ".join(self._any.get(step) or _spelled(step) for step in path)

    def of(self, path: changes.Path, value: Any) -> str | None:
        """*value* in words; its own where the snapshots have none for it."""
        if value is None or value in ("", [], {}):
            return None
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, list):
            return "; ".join(filter(None, (self.of(path, item) for item in value)))
        if isinstance(value, dict):
            said = (
                (name, self.of((*path, name), inner)) for name, inner in value.items() if inner is not False
            )
            return ", ".join(f"{_spelled(name)}: {words}" for name, words in said if words)
        text = str(value)
        return self._vocabulary(path).get(text) or self._any.get(text) or text

    def _vocabulary(self, path: changes.Path) -> Mapping[str, str]:
        name = path[-1]
        singular = name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")
        return self._by_name.get(name) or self._by_name.get(singular) or {}


def _spelled(step: str) -> str:
    return step.replace("_", " ").replace(".", " ").capitalize() if step.islower() else step
