"""What came of rows: the counts of all, and of one its title, what it does and what it changes, as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.db import diff
from app.db.states import State
from app.domain.imports.terms import RowAction
from app.importing.desk import Draft, Row


@dataclass
class Outcome:
    """What came of all rows: counts by action, values outside the vocabularies, how the columns were mapped."""

    rows: int = 0
    create: int = 0
    update: int = 0
    unchanged: int = 0
    refused: int = 0
    duplicates: int = 0
    skipped: int = 0
    remarks: int = 0
    #: Rows of which something is left out.
    warned: int = 0
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The outcome in JSON types."""
        return dict(vars(self))


def change_of(draft: Draft, earlier: State | None) -> list[Any]:
    """One object that a row makes or changes: its kind, key, whether it is new, and its fields before and after."""
    if earlier is None:
        fields = {name: [None, value] for name, value in draft.now.items() if name not in ("ref",)}
    else:
        both = {name: earlier.get(name) for name in draft.now}
        fields = diff.between(both, draft.now)
    return [draft.kind, draft.key, earlier is None, fields]


def title_of(row: Row) -> str:
    """How the row is called: by its name, else by the first text in it."""
    for path in ("name", "sub_third_party", "title", "label"):
        if row.values.get(path):
            return str(row.values[path])
    return next((value for value in row.values.values() if isinstance(value, str)), f"Row {row.place}")


def is_main(row: Row, draft: Draft, earlier: State | None) -> bool:
    """Whether *draft* is what the row itself makes, which the page shows as it stands in the file."""
    return earlier is None and (draft.kind, draft.key) == row.main


def action_of(row: Row, settled: Sequence[tuple[Draft, State | None]]) -> RowAction:
    """What becomes of a row that made or changed the objects *settled*."""
    if not settled:
        return RowAction.UNCHANGED
    if row.adds_part or any(is_main(row, draft, earlier) for draft, earlier in settled):
        return RowAction.CREATE
    return RowAction.UPDATE
