"""Days as people write them: 2026-03-31, 31.3.2026, 03/31/2026, 31 March 2026, 31. März 2026."""

import datetime as dt
import functools
import re
from collections.abc import Iterable

from babel import Locale

from app.importing.values.plain import folded

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
"""How days in figures are read: day or month first."""

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_FIGURES = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[T ,]+\d{1,2}:\d{2}.*)?")
_WORDS = re.compile(
    r"(?:(?:\w+day|\w+tag),? )?(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[ -]+(?:de |d')?([^\W\d]+)\.?,?(?: de| del)?"
    r"[ -]+(\d{4})",
    re.IGNORECASE,
)
_MONTH_BEFORE = re.compile(r"([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.I)


class NotADay(ValueError):
    """What is no day, or may be two; the sentence names the cure."""


def read(value: str, order: str = "") -> dt.date:
    """The day that *value* names; *order* says what comes first where only figures stand.

    Raises :class:`NotADay`, also for a day such as 05/04/2026 where nothing says which of the two is the month.
    """
    value = " ".join(value.split())
    if found := _ISO.fullmatch(value):
        return _day(value, int(found[1]), int(found[2]), int(found[3]))
    if found := _FIGURES.fullmatch(value):
        return _of_figures(value, int(found[1]), int(found[2]), found[3], order)
    if found := _WORDS.fullmatch(value):
        return _day(value, int(found[3]), _month(value, found[2]), int(found[1]))
    if found := _MONTH_BEFORE.fullmatch(value):
        return _day(value, int(found[3]), _month(value, found[1]), int(found[2]))
    raise NotADay(f"“{value[:60]}” is not a day: write it as year-month-day, such as 2026-03-31.")


def _of_figures(value: str, first: int, second: int, year: str, order: str) -> dt.date:
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    if first > 12:
        return _day(value, whole, second, first)
    if second > 12:
        return _day(value, whole, first, second)
    if first != second and not order:
        one, other = _day(value, whole, second, first), _day(value, whole, first, second)
        raise NotADay(
            f"“{value}” may be {one.isoformat()} or {other.isoformat()}: write it like one of these, or say for the "
            "import which comes first, day or month."
        )
    return _day(value, whole, first, second) if order == MONTH_FIRST else _day(value, whole, second, first)


def _day(value: str, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise NotADay(f"“{value[:60]}” is no day of the calendar: correct it.") from error


@functools.cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in ("en", "es", "fr", "de", "nl"):
        names = Locale.parse(language).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in names[form][width].items():
                    found[folded(name)] = number
    return found | {
        "sept": 9,
        "mrz": 3,
        "mar": 3,
        "set": 9,
        "ene": 1,
        "okt": 10,
        "mai": 5,
        "dez": 12,
        "mrt": 3,
    }


def _month(value: str, name: str) -> int:
    number = _months().get(folded(name))
    if number is None:
        raise NotADay(f"“{value[:60]}” is not a day: write it as year-month-day, such as 2026-03-31.")
    return number


def order_of(values: Iterable[str]) -> str:
    """What comes first in the days of a column, by those that can be read in one way only; ``""`` where none can."""
    votes = {DAY_FIRST: 0, MONTH_FIRST: 0}
    for value in values:
        found = _FIGURES.fullmatch(" ".join(value.split()))
        if found is None:
            continue
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second or "." in value[:3]:
            votes[DAY_FIRST] += 1
        elif second > 12 >= first:
            votes[MONTH_FIRST] += 1
    if votes[DAY_FIRST] and not votes[MONTH_FIRST]:
        return DAY_FIRST
    return MONTH_FIRST if votes[MONTH_FIRST] and not votes[DAY_FIRST] else ""


def looks_like_day(value: str) -> bool:
    """Whether *value* is written like a day, whichever."""
    try:
        read(value, DAY_FIRST)
    except NotADay:
        return False
    return True
