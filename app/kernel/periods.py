"""Periods: months and business days added to a day, days between two days, and spans with both ends inside.

Days are plain dates. A business day is any day but Saturday, Sunday and the holidays that the caller passes
(the organisation's calendar setting); nothing here knows a country's calendar by itself.
"""

import calendar
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

_SATURDAY = 5


@dataclass(frozen=True, order=True)
class Period:
    """The days from ``first`` to ``last``, both included; :class:`ValueError` where last comes first."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.last < self.first:
            raise ValueError(f"A period cannot end on {self.last} before it begins on {self.first}.")

    def __contains__(self, day: object) -> bool:
        """Whether *day* (a date, or ``None`` for one that is not recorded) lies in the period."""
        return isinstance(day, dt.date) and self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days it has, at least 1."""
        return (self.last - self.first).days + 1

    @classmethod
    def months_to(cls, last: dt.date, months: int) -> Self:
        """The *months* months that end on *last*: twelve to 31 March begin on 1 April of the year before."""
        return cls(add_months(last + dt.timedelta(days=1), -months), last)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month *months* later (earlier if negative), or the last day of a shorter month.

    Raises :class:`ValueError` outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise ValueError(f"{months} months from {day} is outside the calendar.")
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_business_day(day: dt.date, holidays: Collection[dt.date] = ()) -> bool:
    """Whether *day* is neither at the weekend nor a holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def add_business_days(day: dt.date, count: int, holidays: Collection[dt.date] = ()) -> dt.date:
    """The *count*-th business day after *day* (before it if negative), which itself does not count.

    *day* where *count* is 0. What was received on a day is overdue after *count* business days once that day
    comes before ``add_business_days(today, -count)``. Raises :class:`OverflowError` outside the calendar.
    """
    holidays = frozenset(holidays)
    step = dt.timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_business_day(day, holidays)
    return day


def business_days_between(start: dt.date, end: dt.date, holidays: Collection[dt.date] = ()) -> int:
    """How many business days lie after *start* up to and including *end*; 0 where *end* is not later."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    odd_days = (start + dt.timedelta(days=step) for step in range(1, rest + 1))
    at_work = weeks * 5 + sum(is_business_day(day) for day in odd_days)
    return at_work - sum(start < day <= end and is_business_day(day) for day in frozenset(holidays))


def days_between(start: dt.date, end: dt.date) -> int:
    """Days from *start* to *end*: 0 on the same day, negative where *end* is earlier."""
    return (end - start).days


def is_older_than(day: dt.date | None, days: int, today: dt.date) -> bool:
    """Whether *day* is not recorded or lies more than *days* days before *today*."""
    return day is None or days_between(day, today) > days
