"""The number that a clause states: hours to report a breach, days of notice, months of survival."""

import re

from app.domain.agreements.records import Clause

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-zA-Z]*)")
_HOURS_IN = {"m": 1 / 60, "h": 1.0, "d": 24.0, "w": 7 * 24.0}
_MONTH = 30 * 24.0


def hours_of(clause: Clause) -> float | None:
    """The hours that *clause* states, or ``None`` where its value holds no number.

    A bare number means hours; minutes, days, weeks and months (of thirty days) are converted.
    """
    match = _NUMBER.search(clause.value or "")
    if match is None:
        return None
    unit = match[2].casefold()
    hours = _MONTH if unit.startswith("mo") else _HOURS_IN.get(unit[:1], 1.0)
    return float(match[1].replace(",", ".")) * hours
