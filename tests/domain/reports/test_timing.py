"""When a schedule is due."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reports.records import ReportSchedule
from app.domain.reports.terms import Month, Rhythm, Weekday
from app.domain.reports.timing import in_words, last_until, next_after

ZONES = ["UTC", "Europe/Madrid", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe"]

SCHEDULES = st.builds(
    lambda rhythm, weekday, day, month, time, zone: ReportSchedule(
        name="A schedule",
        rhythm=rhythm,
        weekday=weekday,
        day=day,
        month=month,
        time=f"{time.hour:02d}:{time.minute:02d}",
        time_zone=zone,
    ),
    st.sampled_from(Rhythm),
    st.sampled_from(Weekday),
    st.integers(1, 31),
    st.sampled_from(Month),
    st.times(),
    st.sampled_from(ZONES),
)
FIRST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
INSTANTS = st.integers(0, 20 * 365 * 86_400).map(lambda seconds: FIRST + dt.timedelta(seconds=seconds))


def schedule(**fields: object) -> ReportSchedule:
    return ReportSchedule.parse(
        {"name": "A schedule", "time_zone": "Europe/Madrid", "time": "07:00"} | fields
    )


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo("Europe/Madrid"))


@pytest.mark.parametrize(
    ("fields", "now", "due"),
    [
        ({"rhythm": "daily"}, "2026-03-10 06:59", "2026-03-10 07:00"),
        ({"rhythm": "daily"}, "2026-03-10 07:00", "2026-03-11 07:00"),
        ({"rhythm": "weekly", "weekday": "friday"}, "2026-03-10 12:00", "2026-03-13 07:00"),
        ({"rhythm": "monthly", "day": 1}, "2026-03-10 12:00", "2026-04-01 07:00"),
        ({"rhythm": "monthly", "day": 31}, "2026-04-10 12:00", "2026-04-30 07:00"),
        ({"rhythm": "monthly", "day": 31}, "2028-02-01 12:00", "2028-02-29 07:00"),
        ({"rhythm": "quarterly", "day": 1}, "2026-01-10 12:00", "2026-04-01 07:00"),
        ({"rhythm": "quarterly", "day": 5, "month": "december"}, "2026-01-10 12:00", "2026-03-05 07:00"),
        ({"rhythm": "yearly", "day": 30, "month": "june"}, "2026-07-10 12:00", "2027-06-30 07:00"),
        ({"rhythm": "yearly", "day": 29, "month": "february"}, "2026-01-10 12:00", "2026-02-28 07:00"),
        ({"rhythm": "daily", "time": "02:30"}, "2026-03-28 12:00", "2026-03-29 03:30"),
    ],
)
def test_it_is_due_next(fields: dict[str, object], now: str, due: str) -> None:
    assert next_after(schedule(**fields), at(now)) == at(due)


@given(SCHEDULES, INSTANTS)
def test_next_and_last_stand_around_every_instant(one: ReportSchedule, instant: dt.datetime) -> None:
    due, before = next_after(one, instant), last_until(one, instant)
    assert before <= instant < due
    assert last_until(one, due) == due
    assert next_after(one, before) == due
    assert last_until(one, due - dt.timedelta(microseconds=1)) == before


@given(SCHEDULES, INSTANTS)
def test_it_is_due_at_its_time_by_the_clock_of_its_zone(one: ReportSchedule, instant: dt.datetime) -> None:
    due = next_after(one, instant)
    local = due.astimezone(zoneinfo.ZoneInfo(one.time_zone))
    # A change of the clocks may skip the time; then the hour after it stands for it.
    assert f"{local:%H:%M}" == one.time or local.utcoffset() != (local - dt.timedelta(hours=2)).utcoffset()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"rhythm": "daily"}, "Every day at 07:00 (Europe/Madrid)"),
        ({"rhythm": "weekly"}, "Every Monday at 07:00 (Europe/Madrid)"),
        ({"rhythm": "monthly", "day": 31}, "Every month on the last day at 07:00 (Europe/Madrid)"),
        (
            {"rhythm": "quarterly", "day": 5, "month": "may"},
            "On day 5 of February, May, August, November at 07:00 (Europe/Madrid)",
        ),
        ({"rhythm": "yearly", "month": "june"}, "On day 1 of June at 07:00 (Europe/Madrid)"),
    ],
)
def test_it_is_said_in_words(fields: dict[str, object], words: str) -> None:
    assert in_words(schedule(**fields)) == words
