"""Rows that are entries of the vocabulary: data categories, groups of data subjects, purposes."""

from collections.abc import Callable, Iterator
from typing import Any

from app.domain.catalogue.records import Category, Purpose, Subject
from app.domain.imports.terms import ImportKind
from app.importing.cells import key_for
from app.importing.desk import Desk, Row
from app.importing.indexes import folded
from app.importing.kinds.kind import Kind
from app.importing.kinds.targets import of_record

_FIELDS = {
    Category: "key label parent description identifiability sensitivity bk_pii fides dpv",
    Subject: "key label description is_minor is_consumer is_employee residency",
    Purpose: "key label description policy_code marketing generic_text fides dpv",
}


def _build(kind: str) -> Callable[[Desk, Row], None]:
    def build(desk: Desk, row: Row) -> None:
        """Make or change the entry that *row* describes."""
        values = row.values
        key, label = values.get("key"), values.get("label") or ""
        found = desk.find(
            kind, [*([("ref", key)] if key else []), *([] if key else [("name", folded(label))])]
        )
        if found is None:
            twin = desk.find(kind, [("name", folded(label))]) if label else None
            if twin is not None:
                row.problem(
                    "label", f"“{label}” is already the label of “{twin}”: choose one that tells them apart."
                )
                return
            key = key or key_for(label)
            if desk.find(kind, [("ref", key)]) is not None:
                row.problem("label", f"the key “{key}” is taken: give the row a key of its own.")
                return
        draft = desk.edit(row, kind, found) if found else desk.make(row, kind, {}, key=str(key))
        row.main = (kind, draft.key)
        for path, value in values.items():
            if path == "parent":
                above = desk.find(kind, [("ref", value), ("name", folded(value))])
                if above is None or above == draft.key:
                    row.warn(path, f"“{value}” is no other entry yet, so the entry stands by itself.")
                    continue
                value = above  # noqa: PLW2901 -- the key in the place of the name
            if path != "key":
                desk.give(row, draft, path, value, path)
        if draft.before is not None and draft.before.get("builtin"):
            if any(draft.now.get(path) != draft.before.get(path) for path in values if path != "key"):
                row.problem(
                    "key", f"“{draft.key}” ships with the product and cannot be changed: leave the row out."
                )
            return
        desk.validate(row, draft)

    return build


def _find(kind: str) -> Callable[[Desk, dict[str, Any]], Iterator[tuple[str, str]]]:
    def find(desk: Desk, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """The entry, where it is registered."""
        key = desk.find(
            kind, [("ref", str(values.get("key") or "")), ("name", folded(values.get("label") or ""))]
        )
        if key is not None:
            yield kind, key

    return find


CATEGORIES = Kind(
    ImportKind.CATEGORIES,
    "category",
    tuple(
        of_record(Category, _FIELDS[Category], words_from="category", reads={"key": "line", "parent": "name"})
    ),
    ("label", "key"),
    _build("category"),
    _find("category"),
    (frozenset({"key"}), frozenset({"label", "description", "parent"})),
)
SUBJECTS = Kind(
    ImportKind.SUBJECTS,
    "subject",
    tuple(of_record(Subject, _FIELDS[Subject], words_from="subject", reads={"key": "line"})),
    ("label", "key"),
    _build("subject"),
    _find("subject"),
    (frozenset({"key"}), frozenset({"label", "description", "parent"})),
)
PURPOSES = Kind(
    ImportKind.PURPOSES,
    "purpose",
    tuple(of_record(Purpose, _FIELDS[Purpose], words_from="purpose", reads={"key": "line"})),
    ("label", "key"),
    _build("purpose"),
    _find("purpose"),
    (frozenset({"key"}), frozenset({"label", "description", "parent"})),
)
