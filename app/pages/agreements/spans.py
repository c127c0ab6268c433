"""The life of an agreement as a drawing: when it binds, how long confidentiality lasts, and where today is.

Positions are shares of the width, so that the page needs no styles of its own to place them.
"""

import datetime as dt
from dataclasses import dataclass

from app.domain.agreements.predicates import (
    Agreements,
    confidentiality_ends_on,
    executed_on,
    last_day,
    runs_on,
)
from app.domain.agreements.records import Agreement

_BESIDE = 0.06
"""What is left free on either side, as a share of the whole."""


@dataclass(frozen=True)
class Bar:
    """A stretch of time: from and to in per cent of the width, open where it goes on beyond the drawing."""

    kind: str
    start: float
    end: float
    open: bool

    @property
    def width(self) -> float:
        """How wide it is, in per cent."""
        return max(round(self.end - self.start, 2), 0.5)


@dataclass(frozen=True)
class Span:
    """The drawing: its bars, where today is, and what it shows in words."""

    bars: tuple[Bar, ...]
    today: float
    words: str


def drawn(agreement: Agreement, today: dt.date, agreements: Agreements) -> Span | None:
    """The life of *agreement*, or ``None`` where it was not concluded or has no first day."""
    first, concluded = agreement.effective_on, executed_on(agreement)
    if first is None or concluded is None:
        return None
    last = last_day(agreement, agreements)
    tail = None if agreement.survival_indefinite else confidentiality_ends_on(agreement, agreements)
    survives = agreement.survival_indefinite or bool(agreement.survival_months)
    known = [day for day in (first, last, tail if survives else None, today) if day and day < dt.date.max]
    begin, end = min(known), max(known)
    whole = max((end - begin).days, 30)

    def at(day: dt.date) -> float:
        return round((_BESIDE + (day - begin).days / whole * (1 - 2 * _BESIDE)) * 100, 2)

    endless = last is None or last == dt.date.max
    bars = [Bar("binds", at(first), 100.0 if last is None or endless else at(max(last, first)), endless)]
    if survives and last is not None and not endless:
        lasting = tail is None or tail == dt.date.max
        bars.append(Bar("survives", at(last), 100.0 if tail is None or lasting else at(tail), lasting))
    return Span(tuple(bars), at(today), _words(agreement, last))


def _words(agreement: Agreement, last: dt.date | None) -> str:
    end = (
        f"until {last}"
        if last is not None
        else "renewing itself"
        if runs_on(agreement)
        else "without a recorded end"
    )
    return f"Drawing: binding from {agreement.effective_on} {end}"
