"""72 hours from when we are told of it, to the minute where the times of day are recorded."""

import datetime as dt
from typing import Any

import pytest

from app.domain.evidence.breach_clock import ClockState, breach_clock
from app.domain.third_parties.records import Incident

DAY = dt.date(2027, 3, 10)
TOLD = {"notified_us_on": DAY, "notified_us_time": "09:30"}
MADRID = "Europe/Madrid"


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}+01:00")


@pytest.mark.parametrize(
    ("fields", "now", "state", "words"),
    [
        ({}, "2027-03-10T12:00", ClockState.NOT_STARTED, "The clock starts when we are told"),
        (TOLD, "2027-03-10T09:00", ClockState.NOT_STARTED, "The clock starts when we are told"),
        (TOLD, "2027-03-10T09:30", ClockState.RUNNING, "72 hours left"),
        (TOLD, "2027-03-12T16:31", ClockState.RUNNING, "16 hours left"),
        (TOLD, "2027-03-13T09:05", ClockState.RUNNING, "25 minutes left"),
        (TOLD, "2027-03-13T10:31", ClockState.OVERDUE, "1 hour overdue"),
        (
            {**TOLD, "sa_not_needed": "Encrypted with a key that was not lost."},
            "2027-06-10T12:00",
            ClockState.NOT_NEEDED,
            "No risk to people is likely, as recorded",
        ),
        (
            {**TOLD, "notified_sa_on": DAY + dt.timedelta(days=3), "notified_sa_time": "09:30"},
            "2027-06-10T12:00",
            ClockState.IN_TIME,
            "after 72 hours",
        ),
        (
            {**TOLD, "notified_sa_on": DAY + dt.timedelta(days=3), "notified_sa_time": "11:45"},
            "2027-06-10T12:00",
            ClockState.TOLD_LATE,
            "2 hours late",
        ),
    ],
)
def test_the_clock_counts_hours(fields: dict[str, Any], now: str, state: ClockState, words: str) -> None:
    found = breach_clock(Incident.parse(fields), _at(now), MADRID)

    assert (found.state, found.words) == (state, words)
    assert found.due_at == (None if state is ClockState.NOT_STARTED else _at("2027-03-13T09:30"))


@pytest.mark.parametrize(
    ("fields", "now", "state", "words"),
    [
        (
            {},
            "2027-03-12T12:00",
            ClockState.RUNNING,
            "12 hours left, from the start of the day: record the time we were told",
        ),
        (
            {},
            "2027-03-13T12:00",
            ClockState.UNCLEAR,
            "over, if we were told early that day: record the time we were told",
        ),
        ({}, "2027-03-14T02:00", ClockState.OVERDUE, "2 hours overdue"),
        ({"notified_sa_on": DAY}, "2027-06-10T12:00", ClockState.IN_TIME, "within 24 hours"),
        (
            {"notified_sa_on": DAY + dt.timedelta(days=3)},
            "2027-06-10T12:00",
            ClockState.UNCLEAR,
            "between 48 and 96 hours after: record the times of day",
        ),
        (
            {"notified_sa_on": DAY + dt.timedelta(days=5)},
            "2027-06-10T12:00",
            ClockState.TOLD_LATE,
            "at least 24 hours late",
        ),
    ],
)
def test_a_day_without_its_hour_is_neither_late_nor_in_time_where_the_hour_decides(
    fields: dict[str, Any], now: str, state: ClockState, words: str
) -> None:
    found = breach_clock(Incident.parse({"notified_us_on": DAY, **fields}), _at(now), MADRID)

    assert (found.state, found.words) == (state, words)
    assert found.due_at == _at("2027-03-13T00:00")


def test_the_hour_that_summer_time_takes_away_is_none_of_the_72() -> None:
    told = Incident.parse({"notified_us_on": "2027-03-27", "notified_us_time": "12:00"})

    found = breach_clock(told, _at("2027-03-27T12:00"), MADRID)

    assert found.due_at == dt.datetime.fromisoformat("2027-03-30T13:00+02:00")
