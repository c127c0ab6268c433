import re

import pytest

from app.reporting.charts.trends import trend


def heights(svg: str) -> list[list[float]]:
    """The y of the points of each line."""
    return [
        [float(point.split(",")[1]) for point in points.split()]
        for points in re.findall(r'points="([^"]+)"', svg)
    ]


@pytest.mark.parametrize("shares", [[], [50], [None, 50], [None, None]])
def test_a_single_figure_has_no_trend(shares: list[int | None]) -> None:
    assert trend(shares, "Coverage") == ""


def test_more_stands_higher() -> None:
    assert heights(trend([40, 60, 80], "Coverage")) == [[41.0, 24.0, 7.0]]


def test_a_small_step_does_not_look_like_a_leap() -> None:
    first, second = heights(trend([50, 51], "Coverage"))[0]
    assert first - second < 2


def test_the_line_is_broken_where_there_was_nothing_to_measure() -> None:
    drawn = trend([40, 50, None, 60, 70], "Coverage")
    assert [len(line) for line in heights(drawn)] == [2, 2]
    assert drawn.count("<circle") == 1


def test_it_says_what_it_shows() -> None:
    assert "<title>A &lt;b&gt; &amp; c</title>" in trend([1, 2], "A <b> & c")
