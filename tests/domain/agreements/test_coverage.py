import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreements.coverage import coverage, spans
from app.kernel.periods import Period
from tests.domain.findings import builders as a

FIRST = dt.date(2026, 1, 1)


def day(number):
    return FIRST + dt.timedelta(days=number - 1)


def period(first, last):
    return Period(day(first), day(last))


def test_no_agreement_gives_no_coverage():
    assert coverage([], period(1, 10)) is None


def test_the_days_before_between_and_after_are_told_apart():
    cover = coverage([period(3, 4), period(7, 8)], period(1, 10))
    assert (cover.before, cover.between, cover.after) == (period(1, 2), (period(5, 6),), period(9, 10))
    assert cover.days == 6


def test_a_renewal_on_the_next_day_leaves_no_gap():
    assert coverage([period(1, 5), period(6, 10)], period(1, 10)).gaps == ()


def test_an_agreement_inside_another_opens_no_gap():
    assert coverage([period(1, 10), period(2, 3)], period(1, 10)).gaps == ()


def test_an_agreement_after_the_sharing_covers_nothing():
    assert coverage([period(20, 30)], period(1, 10)).before == period(1, 10)


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 20)), min_size=1), st.integers(1, 60))
def test_every_day_is_either_covered_or_in_one_gap(parts, length):
    covered = [period(first, first + more) for first, more in parts]
    whole = period(1, length)
    gaps = coverage(covered, whole).gaps
    for number in range(1, length + 1):
        assert any(day(number) in span for span in covered) is (sum(day(number) in gap for gap in gaps) == 0)
    assert all(whole.first <= gap.first and gap.last <= whole.last for gap in gaps)


def test_the_whole_calendar_can_be_covered():
    everything = Period(dt.date.min, dt.date.max)
    assert coverage([everything], everything).gaps == ()


def test_what_was_only_published_spans_no_day():
    assert spans([a.nda(acceptance="published_only")], a.TODAY) == []


def test_a_terminated_agreement_spans_the_days_before_its_end():
    ended = a.nda(terminated_on=a.ago(10))
    assert spans([ended], a.TODAY) == [Period(a.ago(600), a.ago(11))]


def test_an_agreement_that_is_not_effective_yet_spans_no_day():
    assert spans([a.nda(effective_on=a.ago(-5))], a.TODAY) == []
