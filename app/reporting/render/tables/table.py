"""A part of a report as a table of plain values: what sheets and word files are made of."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

Value = str | int | dt.date | dt.datetime | None
"""A cell: text, a whole number, a day, an instant in UTC, or nothing."""


class Type(Enum):
    """What the cells of a column hold, which decides how they are set and aligned; per cent are whole numbers."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"
    INSTANT = "instant"


@dataclass(frozen=True)
class Column:
    """A column; *width* is its share of the table, an ordinary one being 10.

    On paper a table has room for some ten columns. Where one has more, *under* is the head of the column in whose
    cell a word file sets the value of this one, on a line of its own that begins with its head; ``""`` leaves it out.
    """

    head: str
    type: Type = Type.TEXT
    width: int = 10
    under: str | None = None


@dataclass(frozen=True)
class Table:
    """One part of a report.

    *key* names it for programs and stays the same for good; *title* is what people read, and the name of its sheet
    as far as that holds it (31 characters); *note* says what is in it or must be known of it. Rows keep the order and
    the numbers of the report. Several values in one cell are parted by ``"; "``.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value, ...]]
    note: str = ""
