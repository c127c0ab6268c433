"""The preview: every row read, mapped, laid beside the register, and what it would do noted; nothing is written to it.

Rows are worked through in small lots, so that what is stored is read many at a time; of each only what it would do is
kept. Possible duplicates are looked for once all rows are known.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pydantic_core
from sqlalchemy.orm import Session

from app.domain.imports.terms import RowAction
from app.importing import lexicons, likenesses
from app.importing.cells import Column
from app.importing.desk import Desk, Row
from app.importing.indexes import folded
from app.importing.kinds.registry import KINDS
from app.importing.mapping.saved import Mapping as ColumnMapping
from app.importing.outcome import Outcome, action_of, change_of, is_main, title_of
from app.importing.values import days, plain
from app.infra.sheets_in.tables import Cell
from app.kernel import spelling
from app.kernel.errors import Invalid
from app.kernel.records import LINE
from app.security.actor import Actor

LOT = 1_000
"""Rows worked through at a time."""
_MOST_UNKNOWN = 300
"""Different values outside a vocabulary that a person is asked about."""
_ORDER_ROWS = 5_000
"""Rows by which it is decided how days in figures are read."""


RowSink = Callable[[list[dict[str, Any]]], None]


class Plan:
    """One run over the rows of a file."""

    def __init__(
        self, session: Session, actor: Actor, mapping: ColumnMapping, headings: Sequence[str]
    ) -> None:
        """Lay the columns called *headings* beside the register as *mapping* says; raises :class:`Invalid`."""
        self.kind = KINDS[mapping.kind]
        self.mapping = mapping
        self.headings = list(headings)
        self.outcome = Outcome()
        self.likeness: dict[int, list[dict[str, Any]]] = {}
        paths = {path for path in mapping.columns.values() if path} | set(mapping.constants)
        if not any(need in paths for need in self.kind.needs):
            names = [target.label for need in self.kind.needs if (target := self.kind.target(need))]
            raise Invalid.of(
                "columns",
                f"Columns: none of them is {' or '.join(names)}: say which column of the file that is.",
            )
        self.desk = Desk(session, actor, mapping.decisions(), keeps_first=self.kind.keeps_first)
        self._lexicons = lexicons.read(session)
        self._columns: list[Column] = []
        self._constants: list[tuple[str, Column]] = []
        self._heads: dict[str, str] = {}
        self._prefixes: frozenset[str] = frozenset()
        self._several: frozenset[str] = frozenset()

    def _lay_out(self, sample: Sequence[Sequence[Cell]]) -> None:
        decisions = self.mapping.decisions()
        for place, head in enumerate(self.headings):
            path = self.mapping.columns.get(head)
            target = self.kind.target(path) if path else None
            if target is None:
                continue
            order = self.mapping.order
            if target.reads == "day" and not order:
                order = days.order_of(
                    plain.line(row[place]) for row in sample if len(row) > place and row[place]
                )
            lexicon = self._lexicons.get(target.lexicon)
            self._columns.append(Column(place, head, target, lexicon, decisions, order=order))
            self._heads.setdefault(target.path, head)
        for path, text in self.mapping.constants.items():
            target = self.kind.target(path)
            if target is not None and text.strip() and path not in self._heads:
                lexicon = self._lexicons.get(target.lexicon)
                self._constants.append(
                    (text, Column(-1, target.label, target, lexicon, decisions, order=days.DAY_FIRST))
                )
        self._prefixes = frozenset(path.partition(".")[0] + "." for path in self._used() if "." in path)
        for target in self.kind.targets:
            self._heads.setdefault(target.path, target.label)

    def _used(self) -> list[str]:
        """The fields that columns or fixed values fill."""
        return [column.target.path for column in self._columns] + [c.target.path for _, c in self._constants]

    def run(
        self,
        rows: Callable[[], Iterator[list[Cell]]],
        header: int,
        merges: Mapping[str, str],
        sink: RowSink,
        *,
        told: Callable[[int], None] = lambda done: None,
    ) -> Outcome:
        """Work through *rows* (each call begins anew) below row *header*; *sink* is given what they would do, in lots.

        *merges* says of some rows, by number, which object they are; *told* is told how many are done.
        """
        told(0)
        sample = []
        for number, cells in enumerate(rows()):
            if number >= _ORDER_ROWS:
                break
            sample.append(cells)
        self._lay_out(sample[header:])
        self._several = self._named_twice(rows, header)
        named = sample[header - 1] if 0 < header <= len(sample) else None
        del sample
        lot: list[Row] = []
        for place, cells in enumerate(rows(), 1):
            if place <= header or not cells:
                continue
            if named is not None and cells == named:
                self.outcome.skipped += 1
                continue
            row = self._read(place, cells, merges.get(str(place), ""))
            if row is not None:
                lot.append(row)
            if len(lot) >= LOT:
                sink(self._work(lot))
                told(place)
                lot = []
        if lot:
            sink(self._work(lot))
        self.likeness = likenesses.of(self.desk)
        self.outcome.duplicates = len(self.likeness)
        return self.outcome

    def _named_twice(self, rows: Callable[[], Iterator[list[Cell]]], header: int) -> frozenset[str]:
        """The names that several rows bear, in kinds of which that is common; not asked where nothing is stored."""
        column = next((one for one in self._columns if one.path == self.kind.needs[0]), None)
        if not self.kind.keeps_first or column is None or not self.desk.indexes.of(self.kind.main):
            return frozenset()
        seen: set[str] = set()
        twice: set[str] = set()
        for place, cells in enumerate(rows(), 1):
            if place > header and len(cells) > column.place and cells[column.place]:
                name = folded(str(column.read(cells[column.place]).value))
                (twice if name in seen else seen).add(name)
        return frozenset(twice)

    def _read(self, place: int, cells: Sequence[Cell], merge: str) -> Row | None:
        """The values of a row by target; none for a row that says nothing in the columns that are mapped."""
        row = Row(place, {}, self._heads, merge, self._prefixes)
        values, width, said = row.values, len(cells), False
        for column in self._columns:
            if column.place >= width:
                break
            cell = cells[column.place]
            if not cell:
                continue
            value, problem, remark, adds, unknown, kept, warning = column.read(cell)
            if problem:
                row.problems.append((column.head, problem))
            if remark:
                row.remarks.append((column.head, remark))
            if warning:
                row.warnings.append((column.head, warning))
            if adds:
                row.adds.extend(adds)
            if unknown:
                row.unknown.extend(unknown)
            if kept:
                self._keep(row, column.head, kept)
            if value is None:
                said = said or bool(problem or unknown or warning)
                continue
            said = True
            path = column.path
            if path not in values:
                values[path] = value
            elif column.target.gathers:
                values[path] = f"{values[path]}\n{column.head}: {value}"
        if not said:
            self.outcome.skipped += 1
            return None
        if self._several:
            row.of_several = folded(str(values.get(self.kind.needs[0]))) in self._several
        if row.kept and self.kind.keeps:
            values[self.kind.keeps] = "\n".join(filter(None, (values.get(self.kind.keeps), *row.kept)))
        for text, column in self._constants:
            found = column.read(text)
            if found.problem:
                row.problems.append((column.head, found.problem))
            elif found.value is not None:
                values.setdefault(column.target.path, found.value)
            row.adds.extend(found.adds)
        return row

    def _keep(self, row: Row, head: str, words: Sequence[str]) -> None:
        """Let *words*, which no vocabulary knows, stay words where the kind has room for them, and say so."""
        target = self.kind.target(self.kind.keeps)
        said = "”, “".join(spelling.shortened(word) for word in words)
        if target is None:
            row.warnings.append((head, f"“{said}” is not in the vocabulary and is left out."))
        else:
            row.kept.append(f"{head}: {', '.join(words)}")
            row.remarks.append(
                (head, f"“{said}” is not in the vocabulary and stays in words under {target.label}.")
            )

    def _work(self, lot: list[Row]) -> list[dict[str, Any]]:
        for _ in range(2):  # what a row touches may only be known once what it names is read
            wanted: dict[str, list[str]] = defaultdict(list)
            for row in lot:
                for kind, key in self.kind.find(self.desk, row.values):
                    wanted[kind].append(key)
            for kind, keys in wanted.items():
                self.desk.fetch(kind, keys)
            if not wanted:
                break
        found = [self._outcome_of(row) for row in lot]
        self.desk.forget_fetched()
        return found

    def _outcome_of(self, row: Row) -> dict[str, Any]:
        title = title_of(row)
        for vocabulary, word in row.unknown:
            self._note_unknown(vocabulary, word)
        before = len(row.unknown)
        if not self._missing(row):
            for kind, key, label in row.adds:
                self._add_entry(row, kind, key, label)
            if row.merge.startswith("row:"):
                row.merge = self.desk.mains.get(int(row.merge[4:]), "")
            self.kind.build(self.desk, row)
        for vocabulary, word in row.unknown[before:]:
            self._note_unknown(vocabulary, word)
        changes: list[list[Any]] = []
        if row.problems:
            action = RowAction.REFUSED
        else:
            settled = self.desk.settle(row)
            action = action_of(row, settled)
            # What is new is in the row itself, which the page shows; only what differs is worth keeping.
            changes = [
                change_of(draft, earlier) for draft, earlier in settled if not is_main(row, draft, earlier)
            ]
        setattr(self.outcome, action.value, getattr(self.outcome, action.value) + 1)
        self.outcome.rows += 1
        details: dict[str, Any] = {}
        if changes:
            details["changes"] = changes
        if row.problems:
            details["problems"] = list(dict.fromkeys(row.problems))
        if row.remarks:
            self.outcome.remarks += 1
            details["remarks"] = list(dict.fromkeys(row.remarks))
        if row.warnings:
            self.outcome.warned += 1
            details["warnings"] = list(dict.fromkeys(row.warnings))
        ref = row.main[1] if row.main and not row.problems else None
        return {
            "place": row.place,
            "action": action.value,
            "doubtful": False,
            "warned": bool(row.warnings),
            "title": title[:LINE],
            "ref": ref,
            "details": details,
        }

    def _missing(self, row: Row) -> bool:
        """Whether the row lacks what makes it what it is, which is noted."""
        if any(row.values.get(need) for need in self.kind.needs):
            return False
        if not row.problems:
            row.problem(self.kind.needs[0], "is required: fill it in.")
        return True

    def _add_entry(self, row: Row, kind: str, key: str, label: str) -> None:
        """A new entry of the vocabulary that a cell of the row asks for, unless an earlier row made it."""
        if self.desk.find(kind, [("ref", key)]) is None and (kind, key) not in row.drafts:
            draft = self.desk.make(row, kind, {"label": label}, key=key)
            self.desk.validate(row, draft)

    def _note_unknown(self, vocabulary: str, word: str) -> None:
        some = self.outcome.unknown.setdefault(vocabulary, {})
        if word in some or len(some) < _MOST_UNKNOWN:
            some[word] = some.get(word, 0) + 1

    def write(self, target: Path) -> int:
        """Write the objects as they would be to *target*, a line each; returns how many."""
        count = 0
        with target.open("wb") as file:
            for draft in self.desk.drafts.values():
                if draft.now != draft.before:
                    file.write(pydantic_core.to_json([draft.kind, draft.key, draft.version, draft.now]))
                    file.write(b"\n")
                    count += 1
        return count
