"""On which days agreements bound, taken together: what was uncovered at the start and between two of them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.agreements.predicates import NONE_KNOWN, Agreements, is_executed, last_day
from app.domain.agreements.records import Agreement
from app.kernel.periods import Period

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Coverage:
    """How agreements cover a period: the days before the first, between two, and after the last of them."""

    before: Period | None
    between: tuple[Period, ...]
    after: Period | None

    @property
    def gaps(self) -> tuple[Period, ...]:
        """All uncovered days, in order."""
        edges = [self.before, *self.between, self.after]
        return tuple(gap for gap in edges if gap is not None)

    @property
    def days(self) -> int:
        """How many days are uncovered."""
        return sum(gap.days for gap in self.gaps)


def spans(papers: Iterable[Agreement], day: dt.date, agreements: Agreements = NONE_KNOWN) -> list[Period]:
    """The days on which each of *papers* bound, oldest first; only those concluded and effective by *day*.

    One without a recorded end counts as running on: whether it is in force today is another question.
    """
    found = []
    for paper in papers:
        start = paper.effective_on
        if start is None or start > day or not is_executed(paper, day):
            continue
        last = last_day(paper, agreements) or dt.date.max
        if start <= last:
            found.append(Period(start, last))
    return sorted(found)


def coverage(covered: Iterable[Period], whole: Period) -> Coverage | None:
    """How the periods *covered* (oldest first) cover *whole*; ``None`` where there is none of them."""
    periods = sorted(covered)
    if not periods:
        return None
    before, between = None, []
    due = whole.first
    for place, period in enumerate(periods):
        if due < period.first and due <= whole.last:
            gap = Period(due, min(period.first - _DAY, whole.last))
            if place == 0:
                before = gap
            else:
                between.append(gap)
        if period.last == dt.date.max:
            return Coverage(before, tuple(between), None)
        due = max(due, period.last + _DAY)
    after = Period(due, whole.last) if due <= whole.last else None
    return Coverage(before, tuple(between), after)
