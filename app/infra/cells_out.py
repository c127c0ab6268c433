"""What a cell of a spreadsheet may hold, and as what it is written: text never as a formula, nothing too long."""

import datetime as dt
import re
from enum import StrEnum
from typing import Any

CUT = " … (cut to what a cell can hold)"
"""What ends a text that no cell can hold whole."""

_LONGEST = 32_767
"""The most UTF-16 units that a cell may hold."""
_FORMULA = re.compile(r"^[=+\-@\t\r\n|%]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Kind(StrEnum):
    """As what a value is written; each kind may have a format of its own."""

    TEXT = "text"
    QUOTED = "quoted"
    """Text that a sheet might take for a formula once somebody edits it."""
    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"
    INSTANT = "instant"


def is_formula(text: str) -> bool:
    """Whether a sheet might take *text* for a formula."""
    return _FORMULA.match(text.lstrip(" \u00a0\ufeff")) is not None


def fitting(text: str) -> str:
    """*text* as far as a cell can hold it, and with a space after it where XlsxWriter would take it for markup.

    The library writes what begins with ``<r>`` and ends with ``</r>`` as it is, for the rich text that it makes. Lone
    surrogates, which no file can hold, become U+FFFD.
    """
    text = _SURROGATE.sub("\ufffd", text)
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    if len(text) * 2 <= _LONGEST or len(text.encode("utf-16-le")) // 2 <= _LONGEST:
        return text
    units = text.encode("utf-16-le")[: 2 * (_LONGEST - len(CUT))]
    return units.decode("utf-16-le", "ignore") + CUT


def typed(value: Any, *, percent: bool = False) -> tuple[Kind, Any]:
    """As what *value*, which is not ``None``, is written, and what then stands in the cell.

    A number that Excel would round and a day before its calendar stay text; days and instants, these in UTC, come as
    times without a zone.
    """
    if isinstance(value, bool):
        return Kind.TEXT, "Yes" if value else "No"
    if isinstance(value, int) and abs(value) < 10**15:
        return Kind.PERCENT if percent else Kind.NUMBER, value
    if isinstance(value, dt.date) and value.year >= 1901:
        if isinstance(value, dt.datetime):
            return Kind.INSTANT, value.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
        return Kind.DAY, dt.datetime.combine(value, dt.time())
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    return Kind.QUOTED if is_formula(text) else Kind.TEXT, fitting(text)
