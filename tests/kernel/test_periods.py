import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.periods import (
    Period,
    add_business_days,
    add_months,
    business_days_between,
    days_between,
    is_business_day,
    is_older_than,
)

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31))
MONTHS = st.integers(-600, 600)
COUNTS = st.integers(0, 60)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-05-15", 0, "2026-05-15"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(day, months, expected):
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


def test_months_beyond_the_calendar_are_refused():
    with pytest.raises(ValueError, match="outside the calendar"):
        add_months(dt.date(9999, 12, 1), 1)


@given(DAYS, MONTHS)
def test_added_months_are_counted_exactly(day, months):
    moved = add_months(day, months)

    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == day.day or (moved.day < day.day and (moved + dt.timedelta(days=1)).day == 1)


@given(DAYS, MONTHS, MONTHS)
def test_days_keep_their_order_when_both_move_by_the_same_months(day, step, months):
    earlier, later = sorted([day, day + dt.timedelta(days=step)])

    assert add_months(earlier, months) <= add_months(later, months)


def test_ten_business_days_from_a_friday_end_two_weeks_later():
    assert add_business_days(dt.date(2026, 11, 20), 10) == dt.date(2026, 12, 4)


def test_a_holiday_moves_the_end_by_a_day():
    assert add_business_days(dt.date(2026, 11, 20), 10, [dt.date(2026, 11, 26)]) == dt.date(2026, 12, 7)


def test_business_days_are_counted_backward_too():
    assert add_business_days(dt.date(2026, 12, 5), -10) == dt.date(2026, 11, 23)


@given(DAYS, st.integers(0, 120), st.integers(1, 20), st.sets(DAYS, max_size=3))
def test_overdue_looked_at_from_either_end_is_the_same(received, waited, allowed, holidays):
    today = received + dt.timedelta(days=waited)
    due = add_business_days(received, allowed, holidays)

    assert (today > due) is (received < add_business_days(today, -allowed, holidays))


@given(DAYS, COUNTS, st.sets(DAYS, max_size=5), st.data())
def test_business_days_added_and_counted_agree(day, count, holidays, data):
    near = data.draw(st.sets(st.dates(day, day + dt.timedelta(days=30)), max_size=8))
    end = add_business_days(day, count, holidays | near)

    assert business_days_between(day, end, holidays | near) == count
    assert end == day or is_business_day(end, holidays | near)


@given(DAYS, st.integers(-40, 400), st.sets(DAYS, max_size=5), st.data())
def test_counting_in_weeks_equals_counting_day_by_day(start, span, holidays, data):
    end = start + dt.timedelta(days=span)
    near = data.draw(st.sets(st.dates(start, start + dt.timedelta(days=60)), max_size=8))
    holidays |= near
    each = [start + dt.timedelta(days=step) for step in range(1, span + 1)]

    assert business_days_between(start, end, holidays) == sum(is_business_day(day, holidays) for day in each)


def test_days_between_counts_from_the_first_to_the_second():
    assert days_between(dt.date(2026, 2, 27), dt.date(2026, 3, 1)) == 2
    assert days_between(dt.date(2026, 3, 1), dt.date(2026, 2, 27)) == -2


@pytest.mark.parametrize(("day", "expected"), [(None, True), ("2025-11-21", True), ("2025-11-22", False)])
def test_a_day_is_older_only_beyond_the_limit_and_unrecorded_is_older(day, expected):
    known = day and dt.date.fromisoformat(day)

    assert is_older_than(known, 365, dt.date(2026, 11, 22)) is expected


def test_a_period_contains_both_its_ends():
    year = Period.months_to(dt.date(2026, 3, 31), 12)

    assert year == Period(dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    assert year.days == 365
    assert (dt.date(2025, 3, 31) in year, year.first in year, year.last in year) == (False, True, True)
    assert None not in year


def test_a_period_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Period(dt.date(2026, 3, 2), dt.date(2026, 3, 1))
