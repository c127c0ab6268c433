import contextlib
import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.infra import office, sheet_rows
from app.infra.cells_out import Kind, fitting, is_formula
from app.infra.sheet_rows import Rows, grow
from app.kernel.errors import TooLarge

MADRID = dt.timezone(dt.timedelta(hours=2))
WIDTHS = [12, 0, 40]
LOOKS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"text_wrap": True},
    Kind.QUOTED: {"text_wrap": True, "quote_prefix": True},
    Kind.NUMBER: {"num_format": "#,##0"},
    Kind.PERCENT: {"num_format": '0" %"'},
    Kind.DAY: {"num_format": "yyyy-mm-dd"},
    Kind.INSTANT: {"num_format": "yyyy-mm-dd hh:mm:ss"},
}
TEXTS = [
    "plain", "", " ", "a ", " a", "a\n", "two\nlines", "tab\tin it", "\u00a0hard", "soft\u2028line",
    "R&D <b> \"q\" 'a'",
    "=1+1", "+1", "-", "@x", "|x", "%x", "\ufeff=1", " =1", "\t=1", "\r=1", "a=b",
    "<r><t>x</t></r>", "<r></r>", "</row><row>", "]]>", "_x0041_", "_X0041_", "_xZZZZ_", "_x005F_x0041_",
    "bell\x07", "nul\x00", "unit\x1f", "\x1f", "return\r\n", "del\x7f\x85", "non\ufffe\uffff", "half\ud800", "\udc00",
    "💎💎", "日本語の長い名前がここにあります", "مرحبا", "e\u0301", "word " * 60,
    "x" * 16_383, "x" * 16_384, "💎" * 16_383, "💎" * 20_000, "x" * 32_767, "x" * 32_768, "\n" * 200, "&" * 40_000,
]  # fmt: skip
OTHERS = [
    0, 7, -7, 10**15 - 1, 10**15, -(10**15), 10**30, 1.5, True, False,
    dt.date(1850, 5, 1), dt.date(1900, 12, 31), dt.date(1901, 1, 1), dt.date(2026, 2, 28), dt.date(9999, 12, 31),
    dt.datetime(2026, 3, 31, 23, 30, 59, 999_999, tzinfo=MADRID), dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    dt.datetime(2079, 6, 6, 13, 37, 1, tzinfo=dt.UTC), dt.datetime(1900, 1, 1, tzinfo=dt.UTC),
]  # fmt: skip
CELLS = st.one_of(
    st.none(),
    st.sampled_from(TEXTS),
    st.sampled_from(OTHERS),
    st.text(st.characters(exclude_categories=[]), max_size=40),
    st.integers(-(10**17), 10**17),
    st.dates(),
    st.datetimes(dt.datetime(1890, 1, 1), timezones=st.sampled_from([dt.UTC, MADRID])),  # noqa: DTZ001 -- a bound
)


def begun() -> tuple[io.BytesIO, Any, Any, Any, dict[Kind, Any]]:
    """A file, a workbook for it with a sheet and its heads, and the formats of heads and rows."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, sheet_rows._OPTIONS)
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 -- the format has no zone
    formats = {kind: book.add_format(look) for kind, look in LOOKS.items()}
    head = book.add_format({"bold": True})
    page = book.add_worksheet("Rows")
    for place, text in enumerate(("One", "Two", "Three")):
        page.write_string(0, place, text, head)
    return file, book, page, head, formats


def painted(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook whose rows are painted."""
    file, book, page, head, formats = begun()
    with contextlib.closing(Rows(page, head, formats, WIDTHS, [False, True, False])) as body:
        page.autofilter(0, 0, body.write(rows), 2)
        book.close()
        return office.repacked(file.getvalue(), {"xl/worksheets/sheet1.xml": body.inset()})


def by_library(rows: Sequence[Sequence[Any]]) -> bytes:
    """The same, written by XlsxWriter alone."""
    file, book, page, _, formats = begun()
    for number, row in enumerate(rows, 1):
        grow(page, number, WIDTHS, row)
        for place, value in enumerate(row):
            if isinstance(value, bool):
                page.write_string(number, place, "Yes" if value else "No", formats[Kind.TEXT])
            elif isinstance(value, int) and abs(value) < 10**15:
                page.write_number(number, place, value, formats[Kind.PERCENT if place == 1 else Kind.NUMBER])
            elif isinstance(value, dt.datetime) and value.year > 1900:
                instant = value.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
                page.write_datetime(number, place, instant, formats[Kind.INSTANT])
            elif isinstance(value, dt.date) and value.year > 1900:
                day = dt.datetime.combine(value, dt.time())
                page.write_datetime(number, place, day, formats[Kind.DAY])
            elif value is not None:
                text = value.isoformat() if isinstance(value, dt.date) else str(value)
                kind = Kind.QUOTED if is_formula(text) else Kind.TEXT
                page.write_string(number, place, fitting(text), formats[kind])
    page.autofilter(0, 0, len(rows), 2)
    book.close()
    return office.repacked(file.getvalue())


def cells(data: bytes) -> list[list[Any]]:
    """What stands below the heads, as another program reads it."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Rows").to_python()[1:]


def sheet(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("value", [*TEXTS, *OTHERS], ids=lambda value: ascii(value)[:24])
def test_a_painted_row_is_what_the_library_writes(value: Any) -> None:
    rows = [(value, None, "first"), (None, value, None), ("last", None, value), (value, value, value)]
    assert painted(rows) == by_library(rows)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12))
def test_a_painted_workbook_is_to_the_byte_what_the_library_makes(rows: list[tuple[Any, ...]]) -> None:
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    assert painted(rows) == by_library(rows)


def test_formats_are_numbered_as_the_library_does_also_those_first_used_in_the_last_row() -> None:
    rows = [("a", 1, None), ("=b", None, dt.date(2026, 1, 2)), (dt.datetime(2026, 1, 2, tzinfo=dt.UTC), 1, 2)]
    for some in (rows, rows[::-1], rows[:1], rows[1:]):
        assert painted(some) == by_library(some)


def test_many_rows_are_all_there_in_their_order() -> None:
    rows = [(f"Row {number}", number, None) for number in range(3_000)]
    data = painted(rows)
    assert data == by_library(rows)
    assert re.findall(r'<row r="(\d+)"', sheet(data)) == [str(number) for number in range(1, len(rows) + 2)]
    assert cells(data) == [[name, number, ""] for name, number, _ in rows]


def test_a_row_without_values_keeps_its_place_and_ends_no_sheet() -> None:
    data = painted([("a", 1, None), (None, None, None), ("b", 2, None), (None, None, None)])
    assert cells(data) == [["a", 1, ""], ["", "", ""], ["b", 2, ""]]
    assert '<autoFilter ref="A1:C5"/>' in sheet(data)


def test_a_sheet_without_rows_has_its_heads() -> None:
    assert cells(painted([])) == []
    assert '<autoFilter ref="A1:C1"/>' in sheet(painted([]))


def test_a_row_is_as_high_as_its_wrapped_text_and_never_higher_than_rows_can_be() -> None:
    found = sheet(
        painted(
            [("a\nb\nc", None, None), ("\n" * 500, None, None), ("a", "b\nc", None), ("last", None, None)]
        )
    )
    assert re.findall(r'<row r="(\d)" ht="([\d.]+)" customHeight="1"', found) == [
        ("2", "45"),
        ("3", "408.75"),
    ]


def test_halves_of_characters_are_replaced_since_no_file_can_hold_them() -> None:
    assert cells(painted([("a\ud800b", None, None), ("\udfff", None, None)])) == [
        ["a\ufffdb", "", ""],
        ["\ufffd", "", ""],
    ]


def test_more_rows_than_a_sheet_can_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "_MOST_ROWS", 3)
    assert len(cells(painted([("a", None, None)] * 2))) == 2
    _, book, page, head, formats = begun()
    with (
        contextlib.closing(Rows(page, head, formats, WIDTHS)) as body,
        pytest.raises(TooLarge, match="“Rows” has more"),
    ):
        body.write([("a", None, None)] * 3)
    book.close()
