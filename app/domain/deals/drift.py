"""What changed between two versions of the inventory's lines, such as signing and today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.deals.agreement_lines import AgreementLine
from app.domain.deals.data_lines import DataLine

DATA_FACTS = (
    "name",
    "system",
    "subjects",
    "categories",
    "purposes",
    "legal_basis",
    "notices",
    "records_signing",
    "retention_end_on",
    "in_perimeter",
)
"""The facts of a data asset that the register states; decisions and closing counts are expected to change."""
AGREEMENT_FACTS = (
    "counterparty",
    "affiliation",
    "role",
    "title",
    "kind",
    "dated_on",
    "our_entity",
    "effective_on",
    "expires_on",
    "runs_on",
    "terminated_on",
    "governing_law",
    "confidentiality_until",
    "confidentiality_unlimited",
    "assignment_rule",
    "assignment_ref",
    "by_law_covered",
    "coc",
    "coc_ref",
    "notice_days",
    "notice_address",
    "shared_with_retained",
    "document",
)
"""The facts of an agreement that the register states."""

Row = Mapping[str, Any]
"""A line in JSON types, as a snapshot carries it."""


@dataclass(frozen=True)
class Change:
    """That a line was added, removed or changed; ``fields`` maps each changed field to its old and new."""

    type: str
    ref: str
    number: str
    what: str
    fields: Mapping[str, tuple[Any, Any]]


ADDED, REMOVED, CHANGED = "added", "removed", "changed"


def facts_of(row: Row) -> tuple[str, ...]:
    """The names of the facts that a row of its type states."""
    return AGREEMENT_FACTS if row["type"] == "agreement" else DATA_FACTS


def rows(lines: Iterable[DataLine | AgreementLine]) -> list[dict[str, Any]]:
    """*lines* in JSON types."""
    return [line.as_json() for line in lines]


def compare(before: Iterable[Row], after: Iterable[Row], *, more: tuple[str, ...] = ()) -> list[Change]:
    """The changes from the rows *before* to those *after*, by number; *more* names fields beside the facts.

    Rows are matched by what they are about, so a line that was split or renumbered is never taken for
    another.
    """
    old = {(row["type"], row["ref"]): row for row in before}
    new = {(row["type"], row["ref"]): row for row in after}
    found = []
    for key in {**old, **new}:
        was, now = old.get(key), new.get(key)
        row = now or was or {}
        fields: dict[str, tuple[Any, Any]] = {}
        if was is not None and now is not None:
            names = (*facts_of(row), *more)
            fields = {
                name: (was.get(name), now.get(name)) for name in names if was.get(name) != now.get(name)
            }
            if not fields:
                continue
        what = ADDED if was is None else REMOVED if now is None else CHANGED
        found.append(Change(key[0], key[1], str(row["number"]), what, fields))
    return sorted(
        found, key=lambda change: (change.number[:1], len(change.number), change.number, change.type)
    )
