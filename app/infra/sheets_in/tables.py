"""What every reader gives: tables, a row at a time; and what goes beyond a limit."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

MOST_ROWS = 100_000
"""Rows of one table that are read."""
MOST_COLUMNS = 250
"""Columns of one table that are read."""
MOST_TABLES = 60
"""Tables of one file that are read."""
MOST_CHARACTERS = 120_000_000
"""Characters of one file, over all its tables."""

Cell = str | list[str] | None
"""What a cell holds: text, several texts (JSON, YAML), or nothing."""

_ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\ufffe\uffff]")


class Fault(Exception):
    """The file cannot be read; the sentence says why and what cures it, without naming the file."""


@dataclass
class Table:
    """A table with its rows, which are read as they are asked for."""

    name: str
    rows: Iterable[list[Any]]
    hidden: bool = False


def cells(row: Iterable[Any]) -> list[Cell]:
    """*row* as cells, without blank ones at its end; raises :class:`Fault` beyond :data:`MOST_COLUMNS`."""
    found = [value if value.__class__ is str and value.isascii() else cell(value) for value in row]
    while found and not found[-1]:
        found.pop()
    if len(found) > MOST_COLUMNS:
        raise Fault(f"has more than {MOST_COLUMNS} columns: keep those that are needed")
    return found


def cell(value: Any) -> Cell:
    """One value of any reader: days and times in ISO 8601, whole numbers without a point, yes and no as words."""
    if isinstance(value, str):
        return value if value.isascii() else _UNSEEN.sub("", _ODD_SPACES.sub(" ", value))
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        texts = [text for item in value if (text := _joined(cell(item)))]
        return texts or None
    if isinstance(value, dict):
        return _joined([f"{key}: {_joined(cell(item))}" for key, item in value.items()])
    return str(value)


def number(value: float) -> str:
    """A number as people write it: 42, not 42.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _joined(value: Cell) -> str:
    return "; ".join(value) if isinstance(value, list) else value or ""


class Budget:
    """How much of a file has been read; raises :class:`Fault` beyond the limits."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self.characters = 0

    def rows(self, table: Table) -> Iterator[list[Cell]]:
        """The rows of *table*, blank ones as empty lists so that row numbers stay; none after the last filled one."""
        blank = count = 0
        for row in table.rows:
            found = cells(row)
            if not found:
                blank += 1
                continue
            count += blank + 1
            if count > MOST_ROWS:
                raise Fault(f"has more than {MOST_ROWS:,} rows: split it into several")
            for _ in range(blank):
                yield []
            blank = 0
            yield found

    def spend(self, characters: int) -> None:
        """Count *characters* of rows written."""
        self.characters += characters
        if self.characters > MOST_CHARACTERS:
            raise Fault("holds more text than one file may: split it into several")
