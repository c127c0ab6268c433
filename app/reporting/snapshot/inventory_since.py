"""From signing to today: what the inventory says otherwise than the sealed signing schedule."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.deals.drift import CHANGED, Change, compare
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.inventory_parts import ChangeRow, DeltaRow, Since, VendorRow

LETTERS = ("A", "B", "C", "D", "E")
CLAUSES = frozenset(
    {"assignment_rule", "assignment_ref", "by_law_covered", "coc", "coc_ref", "notice_days", "notice_address"}
)
"""The facts of an agreement that its clauses on assignment and change of control state."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Signing:
    """The signing schedule: the number of its report, and its data."""

    report: str
    snapshot: Snapshot

    @property
    def rows(self) -> list[Row]:
        """Its lines of Parts A to E."""
        return rows_of(self.snapshot["data"]["parts"])


@dataclass(frozen=True)
class Told:
    """Who changed something, when (as snapshots write an instant), and for what reason where one was given."""

    by: str
    at: str
    reason: str | None = None


Deeds = Callable[[Sequence[Change], Mapping[Any, Row]], Mapping[tuple[str, str, str], Told]]
"""Tells of changes, with the rows by type and reference, who made each: by type, reference and field."""


def nobody(_changes: Sequence[Change], _rows: Mapping[Any, Row]) -> Mapping[tuple[str, str, str], Told]:
    """Tells nothing of who changed what."""
    return {}


def rows_of(parts: Mapping[str, list[Row]]) -> list[Row]:
    """The lines of Parts A to E, with the disposition of each beside its facts."""
    return [
        {**row, "disposition": row["standing"]["disposition"]}
        for letter in LETTERS
        for row in parts.get(letter, [])
    ]


def since(
    signing: Signing,
    parts: Mapping[str, list[Row]],
    *labels: Mapping[str, Mapping[str, str]],
    deeds: Deeds = nobody,
) -> Since:
    """What differs between *signing* and today's *parts*, and who changed it when, as far as *deeds* tells.

    *labels* are the words of both for keys, the later last.
    """
    then, now = signing.rows, rows_of(parts)
    known = {(row["type"], row["ref"]): row for row in [*then, *now]}
    found = compare(then, now, more=("disposition",))
    words = {key: text for one in labels for some in one.values() for key, text in some.items()}
    told = deeds(found, known)
    return {
        "report": signing.report,
        "as_of": signing.snapshot["as_of"][:10],
        "counts": {what: sum(one.what == what for one in found) for what in ("added", "removed", "changed")},
        "changes": [
            row for one in found for row in _changes(one, _name(known[one.type, one.ref]), known, words, told)
        ],
        "records": list(_records(then, now)),
        "vendors": list(_vendors(then, now)),
    }


def _name(row: Row) -> str:
    return str(row.get("name") or row.get("title") or row["ref"])


def _changes(
    change: Change,
    name: str,
    known: Mapping[Any, Row],
    words: Mapping[str, str],
    told: Mapping[tuple[str, str, str], Told],
) -> Iterator[ChangeRow]:
    override = known[change.type, change.ref]["standing"].get("override") or {}
    fields = change.fields if change.what == CHANGED else {"": (None, None)}
    for field, (before, after) in fields.items():
        deed = told.get((change.type, change.ref, field))
        why = override.get("reason") if field == "disposition" else None
        yield {
            "number": change.number,
            "name": name,
            "what": change.what.capitalize(),
            "field": _spelled(field),
            "before": _said(before, words),
            "after": _said(after, words),
            "clause": field in CLAUSES,
            "why": why or (deed.reason if deed is not None else None),
            "by": deed.by if deed is not None else None,
            "at": deed.at if deed is not None else None,
        }


def _spelled(field: str) -> str | None:
    return field.removesuffix("_on").replace("_", " ").capitalize() or None


def _said(value: Any, words: Mapping[str, str]) -> str | None:
    """*value* in words; days as they are."""
    if value is None or value in ("", []):
        return None
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "; ".join(filter(None, (_said(one, words) for one in value)))
    if isinstance(value, dict):
        if "label" in value:
            return str(value["label"])
        ground = words.get(value.get("ground", ""), "").lower()
        return f"{value.get('notice')}, {value.get('share')} %: {ground}"
    return words.get(str(value), str(value))


def _records(then: list[Row], now: list[Row]) -> Iterator[DeltaRow]:
    """The counts of each segment; what was split from one counts as its own line."""
    old = {(row["type"], row["ref"]): row for row in then if row["part"] != "E"}
    new = {(row["type"], row["ref"]): row for row in now if row["part"] != "E"}
    for key in {**old, **new}:
        was, is_now = old.get(key, {}).get("records"), new.get(key, {}).get("records")
        if was is None and is_now is None:
            continue
        row = new.get(key) or old[key]
        yield {
            "number": row["number"],
            "name": _name(row),
            "signing": was,
            "now": is_now,
            "delta": None if was is None or is_now is None else is_now - was,
        }


def _vendors(then: list[Row], now: list[Row]) -> Iterator[VendorRow]:
    before = {row["third_party"] for row in then if row["part"] == "E"}
    fresh: dict[str, VendorRow] = {}
    for row in now:
        if row["part"] == "E" and row["third_party"] not in before:
            entry: VendorRow = {"third_party": row["third_party"], "name": row["counterparty"], "lines": []}
            fresh.setdefault(row["third_party"], entry)["lines"].append(row["number"])
    yield from fresh.values()
