"""Differences between shares: exact, rounded once, at the end."""

import pytest

from app.kernel.points import apart, percent, size, words


@pytest.mark.parametrize(
    ("now", "then", "said", "sign"),
    [
        ((16, 18), (16, 17), "5 points", -1),
        ((16, 17), (16, 18), "5 points", 1),
        ((6, 11), (5, 11), "9 points", 1),
        ((1, 8), (1, 5), "8 points", -1),  # 7.5
        ((101, 200), (1, 2), "0.5 points", 1),
        ((51, 100), (1, 2), "1 point", 1),
        ((5096, 10_000), (1, 2), "1 point", 1),
        ((5094, 10_000), (1, 2), "0.9 points", 1),
        ((9_999, 10_000), (1, 1), "less than 0.1 points", -1),
        ((1, 2), (2, 4), "0.0 points", 0),
    ],
)
def test_the_difference_is_counted_from_whole_numbers(now, then, said, sign):
    difference = apart(now, then)

    assert words(difference) == said
    assert (difference > 0) - (difference < 0) == sign
    assert said.startswith(size(difference))


def test_with_nothing_to_measure_there_is_no_difference():
    assert apart((0, 0), (1, 2)) is None
    assert apart((1, 2), (0, 0)) is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "share"),
    [(29, 100, 29), (16, 18, 88), (999, 1000, 99), (7, 7, 100), (0, 0, None)],
)
def test_only_all_is_a_hundred_per_cent(numerator, denominator, share):
    assert percent(numerator, denominator) == share
