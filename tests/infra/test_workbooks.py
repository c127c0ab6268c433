import datetime as dt
import io
import re
import zipfile
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app.infra import office
from app.infra.sheets_out import names
from app.infra.workbooks import Front, Head, Properties, Sheet, book

FRONT = Front(
    "About", "A title", ["A line"], [("Report", "R-2026-0001")], [("Rows", "3 rows.")], ["A remark."]
)
PROPERTIES = Properties(
    "A title", "Somebody", dt.datetime(2026, 11, 22, tzinfo=dt.UTC), head="R&D", paper="Letter"
)


def made(
    *rows: tuple[Any, ...], heads: tuple[Head, ...] = (Head("One", 20), Head("Two", 10, percent=True))
) -> bytes:
    """A workbook with a sheet of those *rows*."""
    return book(FRONT, [Sheet("Rows", heads, rows)], PROPERTIES, "{}")


def cells(data: bytes) -> list[list[Any]]:
    """What stands in the second sheet, below its heads."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Rows").to_python()[1:]


def part(data: bytes, name: str) -> str:
    """The XML of a part of the workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_each_value_keeps_its_type() -> None:
    instant = dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert cells(made(("text", 50), (dt.date(2026, 3, 31), 7), (instant, None))) == [
        ["text", 50],
        [dt.date(2026, 3, 31), 7],
        [dt.datetime(2026, 3, 31, 21, 30), ""],  # noqa: DTZ001 -- sheets have no zones
    ]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+CMD|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "{=1}",
     "http://evil.example", "mailto:x@y.example",
     "internal:'About'!A1", "1e5", "0012", "<r><t>x</t></r>", "_x0041_", "\x07bell"],
)  # fmt: skip
def test_a_text_is_never_a_formula_a_link_a_number_or_markup(text: str) -> None:
    data = made((text, None), (text, None))
    sheet = part(data, "xl/worksheets/sheet2.xml")
    assert "<f" not in re.sub(r"<formula1?|<fo", "", sheet)
    assert "<hyperlink" not in sheet
    assert re.findall(r'<c r="A[23]"[^>]* t="(\w+)"', sheet) == ["inlineStr"] * 2
    assert [row[0].strip() for row in cells(data)] == [text.strip()] * 2


@pytest.mark.parametrize(("text", "marked"), [("=1+1", True), ("-", True), ("plain", False), ("a=b", False)])
def test_what_begins_like_a_formula_stays_text_when_somebody_edits_it(text: str, marked: bool) -> None:
    data = made((text, None), (text, None))
    styles = re.findall(r'<c r="A[23]" s="(\d+)"', part(data, "xl/worksheets/sheet2.xml"))
    formats = re.findall(r"<xf [^>]*>", part(data, "xl/styles.xml").partition("<cellXfs")[2])
    assert ['quotePrefix="1"' in formats[int(style)] for style in styles] == [marked] * 2


def test_numbers_that_would_be_rounded_and_days_before_the_calendar_stay_text() -> None:
    assert cells(made((10**16, None), (dt.date(1850, 5, 1), None))) == [
        ["10000000000000000", ""],
        ["1850-05-01", ""],
    ]


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    for found, _ in cells(made(("💎" * 20_000, None), ("x" * 32_768, None), ("💎" * 20_000, None))):
        assert found.endswith("(cut to what a cell can hold)")
        assert len(found.encode("utf-16-le")) // 2 <= 32_767


def test_heads_are_frozen_filtered_and_repeated_on_paper() -> None:
    data = made(("a", 1), ("b", 2))
    sheet = part(data, "xl/worksheets/sheet2.xml")
    assert '<pane xSplit="1" ySplit="1" topLeftCell="B2"' in sheet
    assert '<autoFilter ref="A1:B3"/>' in sheet
    assert "Rows!$1:$1" in part(data, "xl/workbook.xml")
    assert 'paperSize="1"' in sheet
    assert "R&amp;&amp;D" in sheet


def test_names_of_sheets_are_allowed_and_unlike_each_other() -> None:
    long = "A title that is far longer than thirty-one characters"
    found = names(["Part A: [x]/y?", long, long, long.upper(), "", "history", "'quoted'"])
    assert found == [
        "Part A x y",
        "A title that is far longer than",
        "A title that is far longer th 2",
        "A TITLE THAT IS FAR LONGER TH 3",
        "List",
        "history 2",
        "quoted",
    ]


def test_the_same_input_gives_the_same_bytes() -> None:
    assert made(("a", 1)) == made(("a", 1))


def test_the_data_lie_inside() -> None:
    assert office.embedded(made(("a", 1), ("b", 2)), 1_000) == b"{}"
