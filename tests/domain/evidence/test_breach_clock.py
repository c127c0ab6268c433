"""72 hours from when we are told of it, in days."""

import datetime as dt

import pytest

from app.domain.evidence.breach_clock import ClockState, breach_clock
from app.domain.third_parties.records import Incident

TOLD = dt.date(2027, 3, 10)


@pytest.mark.parametrize(
    ("fields", "today", "state", "words"),
    [
        ({}, TOLD, ClockState.NOT_STARTED, "The clock starts when we are told"),
        ({"notified_us_on": TOLD}, TOLD, ClockState.RUNNING, "3 days left"),
        ({"notified_us_on": TOLD}, TOLD + dt.timedelta(days=3), ClockState.RUNNING, "ends today"),
        ({"notified_us_on": TOLD}, TOLD + dt.timedelta(days=4), ClockState.OVERDUE, "1 day overdue"),
        (
            {"notified_us_on": TOLD, "notified_sa_on": TOLD + dt.timedelta(days=3)},
            TOLD + dt.timedelta(days=90),
            ClockState.IN_TIME,
            "after 3 days",
        ),
        ({"notified_us_on": TOLD, "notified_sa_on": TOLD}, TOLD, ClockState.IN_TIME, "on the same day"),
        (
            {"notified_us_on": TOLD, "notified_sa_on": TOLD + dt.timedelta(days=5)},
            TOLD + dt.timedelta(days=90),
            ClockState.TOLD_LATE,
            "2 days late",
        ),
        (
            {"notified_us_on": TOLD, "sa_not_needed": "Encrypted with a key that was not lost."},
            TOLD + dt.timedelta(days=90),
            ClockState.NOT_NEEDED,
            "No risk to people is likely, as recorded",
        ),
    ],
)
def test_where_the_clock_stands(
    fields: dict[str, object], today: dt.date, state: ClockState, words: str
) -> None:
    found = breach_clock(Incident.parse(fields), today)

    assert (found.state, found.words) == (state, words)
    assert found.due_on == (TOLD + dt.timedelta(days=3) if fields else None)
