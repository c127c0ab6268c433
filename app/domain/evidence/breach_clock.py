"""The breach clock: how many hours are left to tell the supervisory authority once a third party has told us.

72 hours run from when we became aware (GDPR and UK GDPR Art. 33(1)); they are counted from the very minute, which is
the prudent reading. Where only the day was recorded, the clock runs from its first minute, and says so. What cannot be
told without the hour is called that, neither late nor in time.
"""

import datetime as dt
from dataclasses import dataclass

from app.domain.third_parties.records import Incident
from app.kernel import clock
from app.kernel.words import Term, plural

HOURS = 72
"""Within how many hours the authority is told."""
_LIMIT = dt.timedelta(hours=HOURS)
_HOUR = dt.timedelta(hours=1)


class ClockState(Term):
    """Where the clock stands."""

    NOT_STARTED = "not_started", "We have not been told"
    RUNNING = "running", "Running"
    UNCLEAR = "unclear", "Hour not recorded"
    OVERDUE = "overdue", "Overdue"
    IN_TIME = "in_time", "Told in time"
    TOLD_LATE = "told_late", "Told late"
    NOT_NEEDED = "not_needed", "Need not be told"


@dataclass(frozen=True)
class BreachClock:
    """The *state*, the last instant to tell the authority (the prudent one), and both in words."""

    state: ClockState
    due_at: dt.datetime | None
    words: str


@dataclass(frozen=True)
class When:
    """Something that happened at an instant from *first* to *last*: the same where the time of day is recorded."""

    first: dt.datetime
    last: dt.datetime

    @property
    def is_exact(self) -> bool:
        """Whether the time of day is recorded."""
        return self.first == self.last


def when(day: dt.date, time: str | None, time_zone: str) -> When:
    """*day* at *time* (``HH:MM``) in *time_zone*, or any instant of that day where no time is given."""
    zone = clock.zone(time_zone)
    start = dt.datetime.combine(day, dt.time.fromisoformat(time or "00:00"), tzinfo=zone).astimezone(
        clock.UTC
    )
    return When(start, start if time else clock.end_of_day(day, time_zone))


def breach_clock(incident: Incident, now: dt.datetime, time_zone: str) -> BreachClock:
    """Where the clock of *incident* stands at *now*; its days and times are those of *time_zone*."""
    if incident.notified_us_on is None:
        return BreachClock(ClockState.NOT_STARTED, None, "The clock starts when we are told")
    told_us = when(incident.notified_us_on, incident.notified_us_time, time_zone)
    if told_us.first > now:
        return BreachClock(ClockState.NOT_STARTED, None, "The clock starts when we are told")
    due = told_us.first + _LIMIT
    if incident.notified_sa_on is not None:
        told_them = when(incident.notified_sa_on, incident.notified_sa_time, time_zone)
        return _told(told_us, told_them, due)
    if incident.sa_not_needed:
        return BreachClock(ClockState.NOT_NEEDED, due, "No risk to people is likely, as recorded")
    return _running(told_us, due, now)


def _told(us: When, them: When, due: dt.datetime) -> BreachClock:
    least = max(them.first - us.last, dt.timedelta())
    most = max(them.last - us.first, dt.timedelta())
    exact = us.is_exact and them.is_exact
    if most <= _LIMIT:
        words = f"after {_length(most)}" if exact else f"within {_length(most, up=True)}"
        return BreachClock(ClockState.IN_TIME, due, words)
    if least > _LIMIT:
        late = _length(least - _LIMIT)
        return BreachClock(ClockState.TOLD_LATE, due, f"{late} late" if exact else f"at least {late} late")
    words = f"between {_whole(least)} and {_whole(most, up=True)} hours after: record the times of day"
    return BreachClock(ClockState.UNCLEAR, due, words)


def _running(us: When, due: dt.datetime, now: dt.datetime) -> BreachClock:
    if now <= due:
        since = "" if us.is_exact else ", from the start of the day: record the time we were told"
        return BreachClock(ClockState.RUNNING, due, f"{_length(due - now)} left{since}")
    if now <= us.last + _LIMIT:
        return BreachClock(
            ClockState.UNCLEAR, due, "over, if we were told early that day: record the time we were told"
        )
    return BreachClock(ClockState.OVERDUE, due, f"{_length(now - us.last - _LIMIT)} overdue")


def _length(span: dt.timedelta, *, up: bool = False) -> str:
    """*span* in whole hours, below one hour in minutes."""
    if span < _HOUR and not up:
        return plural(int(span / dt.timedelta(minutes=1)), "minute")
    return plural(_whole(span, up=up), "hour")


def _whole(span: dt.timedelta, *, up: bool = False) -> int:
    return -(-span // _HOUR) if up else span // _HOUR
