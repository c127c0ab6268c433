"""The breach clock: how long is left to tell the supervisory authority once a third party has told us.

72 hours run from when we became aware (GDPR and UK GDPR Art. 33(1)). The register holds days, not hours, so the third
day after that day is the last: the hour at which we were told is still to be looked at on it.
"""

import datetime as dt
from dataclasses import dataclass

from app.domain.third_parties.records import Incident
from app.kernel.periods import days_between
from app.kernel.words import Term, plural

HOURS = 72
"""Within how many hours the authority is told."""


class ClockState(Term):
    """Where the clock stands."""

    NOT_STARTED = "not_started", "We have not been told"
    RUNNING = "running", "Running"
    OVERDUE = "overdue", "Overdue"
    IN_TIME = "in_time", "Told in time"
    TOLD_LATE = "told_late", "Told late"
    NOT_NEEDED = "not_needed", "Need not be told"


@dataclass(frozen=True)
class BreachClock:
    """The *state*, the last day to tell the authority, and both in words."""

    state: ClockState
    due_on: dt.date | None
    words: str


def breach_clock(incident: Incident, today: dt.date) -> BreachClock:
    """Where the clock of *incident* stands on *today*."""
    started = incident.notified_us_on
    if started is None or started > today:
        return BreachClock(ClockState.NOT_STARTED, None, "The clock starts when we are told")
    due = started + dt.timedelta(hours=HOURS)
    told = incident.notified_sa_on
    if told is not None:
        late = days_between(due, told)
        if late > 0:
            return BreachClock(ClockState.TOLD_LATE, due, f"{plural(late, 'day')} late")
        days = days_between(started, told)
        return BreachClock(
            ClockState.IN_TIME, due, f"after {plural(days, 'day')}" if days > 0 else "on the same day"
        )
    if incident.sa_not_needed:
        return BreachClock(ClockState.NOT_NEEDED, due, "No risk to people is likely, as recorded")
    left = days_between(today, due)
    if left < 0:
        return BreachClock(ClockState.OVERDUE, due, f"{plural(-left, 'day')} overdue")
    return BreachClock(ClockState.RUNNING, due, "ends today" if not left else f"{plural(left, 'day')} left")
