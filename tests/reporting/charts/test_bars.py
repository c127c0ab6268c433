import re
from xml.etree import ElementTree

import pytest

from app.reporting.charts import bars, emblem

SVG = "{http://www.w3.org/2000/svg}"


def widths(svg: str) -> list[int]:
    """The widths of the rectangles."""
    return [int(rect.attrib["width"]) for rect in ElementTree.fromstring(svg).iter(f"{SVG}rect")]  # noqa: S314 -- our own


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(1, 2, [1000, 500]), (0, 5, [1000]), (5, 5, [1000, 1000]), (0, 0, [992]), (9, 5, [1000, 1000])],
)
def test_a_share_fills_its_bar(numerator: int, denominator: int, expected: list[int]) -> None:
    assert widths(bars.share(numerator, denominator, "Coverage")) == expected


def test_a_divided_bar_fills_its_length() -> None:
    found = widths(bars.divided([("critical", 1), ("high", 3)], "Findings"))
    assert found == [249, 747]


def test_an_empty_divided_bar_is_a_track() -> None:
    assert widths(bars.divided([], "Findings: none")) == [1000]


def test_the_longest_magnitude_fills_its_line_and_the_least_is_seen() -> None:
    assert widths(bars.magnitude(8, 8, "x")) + widths(bars.magnitude(0, 8, "x")) == [1000, 4]


@pytest.mark.parametrize(
    "svg",
    [
        bars.share(1, 2, "A <b> & “c”"),
        bars.divided([("low", 2)], "A <b> & “c”"),
        bars.magnitude(1, 2, "A <b> & “c”"),
    ],
)
def test_every_chart_says_what_it_shows(svg: str) -> None:
    title = ElementTree.fromstring(svg).find(f"{SVG}title")  # noqa: S314 -- our own
    assert title is not None
    assert title.text == "A <b> & “c”"


def test_other_data_draw_another_rosette_and_the_same_the_same() -> None:
    one, other = "00" * 32, "ff" + "00" * 31
    assert emblem.rosette(one) == emblem.rosette(one)
    assert emblem.rosette(one) != emblem.rosette(other)
    assert len(re.findall("<line ", emblem.rosette(one))) == 32
