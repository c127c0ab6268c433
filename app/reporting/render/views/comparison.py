"""R11 as its pages show it: a table for each part, a row for each field that differs."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from app.reporting.render.change_words import WHAT, doing, moment, person, recorded, said
from app.reporting.render.ledger import (
    BREAK,
    Cell,
    Column,
    LedgerTable,
    Row,
    Run,
    absent,
    aside,
    cell,
    name,
    pill,
    ref,
)
from app.reporting.snapshot.schema.comparison import ChangedField, ChangedObject
from app.reporting.snapshot.schema.frame import Snapshot

_COLUMNS = (
    Column("Object", 20),
    Column("What", 12),
    Column("Before", 25),
    Column("After", 25),
    Column("By whom, when", 18),
)

_MOST_PARTIES = 12


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """The parts with their tables; the third parties of which most differs."""
    data = snapshot["data"]
    parts: dict[str, list[ChangedObject]] = {tally["part"]: [] for tally in data["tallies"]}
    for one in data["objects"]:
        parts[one["part"]].append(one)
    words = snapshot["labels"].get("part", {})
    return {
        "entries": [(f"part-{number}", words.get(part, part)) for number, part in enumerate(parts, 1)],
        "tables": [(part, words.get(part, part), _table(snapshot, held)) for part, held in parts.items()],
        "parties": data["third_parties"][:_MOST_PARTIES],
        "totals": {what: sum(tally[what] for tally in data["tallies"]) for what in WHAT},
    }


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    return sum(_count(one) for one in snapshot["data"]["objects"])


def _count(one: ChangedObject) -> int:
    return max(len(one["fields"]), 1) if one["what"] == "changed" else 1


def _table(snapshot: Snapshot, held: Sequence[ChangedObject]) -> LedgerTable:
    make = _Rows(snapshot)
    count = sum(_count(one) for one in held)
    return LedgerTable(_COLUMNS, partial(make.rows, held), count, heads=0, style="change-table")


class _Rows:
    """Makes the rows of a part's table."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def rows(self, held: Sequence[ChangedObject]) -> Iterator[Row]:
        """A row for each field that differs, the first of an object with its name; one for what came or went."""
        for one in held:
            if one["what"] != "changed":
                yield self._whole(one)
                continue
            for number, field in enumerate(one["fields"]):
                yield self._row(one, field, first=number == 0)

    def _whole(self, one: ChangedObject) -> Row:
        added = one["what"] == "added"
        everything = recorded(one)
        text = cell(everything) if everything else cell(absent("nothing more recorded"))
        nothing = cell(aside("–"))
        return Row(
            (
                self._object(one),
                cell(pill(WHAT[one["what"]], f"change change-{one['what']}")),
                nothing if added else text,
                text if added else nothing,
                self._who(one),
            ),
            label=self._label(one),
        )

    def _row(self, one: ChangedObject, field: ChangedField, *, first: bool) -> Row:
        return Row(
            (
                self._object(one) if first else cell(ref(one["key"])),
                cell(field["label"]),
                _value(field["before"]),
                _value(field["after"]),
                self._who(field if field["at"] else one),
            ),
            label=self._label(one) if first else f"{one['key']} {field['label']}",
        )

    def _label(self, one: ChangedObject) -> str:
        return f"{one['key'][:40]} {one['name'] or ''}".strip()

    def _object(self, one: ChangedObject) -> Cell:
        found: list[str | Run] = []
        if one["name"]:
            found += [name(one["name"]), " "]
        found.append(ref(_short(one["key"])))
        if one["third_party"] and one["third_party"] != one["key"]:
            found += [BREAK, aside(f"{one['third_party_name'] or ''} {one['third_party']}".strip())]
        return cell(*found)

    def _who(self, told: Mapping[str, Any]) -> Cell:
        who, when = person(told, self._snapshot), moment(told, self._snapshot)
        if not when:
            return cell(aside("not known"))
        found: list[str | Run] = [
            who,
            BREAK,
            aside(" · ".join(filter(None, (when, doing(told["operation"]))))),
        ]
        if told["reason"]:
            found += [BREAK, aside(f"“{told['reason'][:200]}”")]
        return cell(*found)


def _value(text: str | None) -> Cell:
    return cell(absent("nothing")) if text is None else cell(said(text) or "")


def _short(key: str) -> str:
    """A hash by its beginning; every other key whole."""
    return f"{key[:12]}…" if len(key) == 64 and key.isalnum() else key
