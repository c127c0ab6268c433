"""Lists of what waits: each shows the most urgent few and says how many there are."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.kernel.periods import days_between
from app.kernel.words import plural
from app.pages.kit import formats

MOST = 6
"""Entries shown of one list."""


@dataclass(frozen=True)
class Item:
    """Something that waits: its *name* with its page, a *detail*, and *when*; *late* where the day has passed.

    *sign* is a term shown with its sign before the name.
    """

    name: str
    url: str | None = None
    detail: str = ""
    when: str = ""
    late: bool = False
    sign: Any = None


@dataclass(frozen=True)
class Todo:
    """A list of what waits: *total* in all, and where all of it is.

    *counts* are figures beside it, each with its label; *empty* says what it means that nothing waits. A *tall* one
    stands beside the others rather than among them.
    """

    id: str
    title: str
    items: Sequence[Item]
    total: int
    empty: str
    all_url: str | None = None
    counts: Sequence[tuple[int, str]] = ()
    tall: bool = False


def total_of(rows: Sequence[Any]) -> int:
    """How many there are in all, from the column ``total`` that each row carries."""
    return int(rows[0].total) if rows else 0


def due_in_words(day: dt.date | None, today: dt.date) -> tuple[str, bool]:
    """When something is due as seen from *today*, and whether that day has passed."""
    if day is None:
        return "no date", False
    days = days_between(today, day)
    if days < 0:
        return f"{plural(-days, 'day')} late", True
    return ("today" if days == 0 else f"in {plural(days, 'day')}", False)


def on_day(day: dt.date | None) -> str:
    """A date, or nothing."""
    return formats.day(day) if day else ""


def joined(parts: Iterable[str | None]) -> str:
    """*parts* that say something, with dots between."""
    return " · ".join(part for part in parts if part)
