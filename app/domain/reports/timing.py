"""When a schedule is due: pure functions of its rhythm, day, time and zone."""

import calendar
import datetime as dt
from collections.abc import Iterator

from app.domain.reports.records import ReportSchedule
from app.domain.reports.terms import Month, Rhythm, Weekday
from app.kernel import clock

_LONGEST = 367
"""Days within which every rhythm is due at least once."""

_MONTHS = list(Month)
_WEEKDAYS = list(Weekday)


def next_after(schedule: ReportSchedule, instant: dt.datetime) -> dt.datetime:
    """The first time after *instant* that *schedule* is due, in UTC."""
    today = clock.day_of(instant, schedule.time_zone)
    return next(due for due in _dues(schedule, today, 1) if due > instant)


def last_until(schedule: ReportSchedule, instant: dt.datetime) -> dt.datetime:
    """The last time up to *instant* that *schedule* was due, in UTC."""
    today = clock.day_of(instant, schedule.time_zone)
    return next(due for due in _dues(schedule, today, -1) if due <= instant)


def _dues(schedule: ReportSchedule, start: dt.date, direction: int) -> Iterator[dt.datetime]:
    """The times at which *schedule* is due, from a day before or after *start* on, forwards or backwards."""
    hour, minute = map(int, schedule.time.split(":"))
    zone = clock.zone(schedule.time_zone)
    for distance in range(-1, _LONGEST):
        day = start + dt.timedelta(days=direction * distance)
        if _is_due(schedule, day):
            # Of a time that a change of the clocks skips or repeats, Python takes the offset before the change.
            yield dt.datetime.combine(day, dt.time(hour, minute), tzinfo=zone).astimezone(clock.UTC)


def _is_due(schedule: ReportSchedule, day: dt.date) -> bool:
    if schedule.rhythm is Rhythm.DAILY:
        return True
    if schedule.rhythm is Rhythm.WEEKLY:
        return _WEEKDAYS[day.weekday()] is schedule.weekday
    if day.day != min(schedule.day, calendar.monthrange(day.year, day.month)[1]):
        return False
    months = (day.month - 1 - _MONTHS.index(schedule.month)) % 12
    if schedule.rhythm is Rhythm.YEARLY:
        return months == 0
    return schedule.rhythm is Rhythm.MONTHLY or months % 3 == 0


def in_words(schedule: ReportSchedule) -> str:
    """When *schedule* is due, as people say it."""
    at = f"at {schedule.time} ({schedule.time_zone.replace('_', ' ')})"
    last = "the last day" if schedule.day == 31 else f"day {schedule.day}"
    match schedule.rhythm:
        case Rhythm.DAILY:
            return f"Every day {at}"
        case Rhythm.WEEKLY:
            return f"Every {schedule.weekday.label} {at}"
        case Rhythm.MONTHLY:
            return f"Every month on {last} {at}"
        case Rhythm.QUARTERLY:
            first = _MONTHS.index(schedule.month) % 3
            months = ", ".join(month.label for month in _MONTHS[first::3])
            return f"On {last} of {months} {at}"
    return f"On {last} of {schedule.month.label} {at}"
