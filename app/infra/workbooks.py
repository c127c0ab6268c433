"""Workbooks (XLSX) of several sheets: a first one about the file, then a table a sheet, typed, filtered, fit for paper.

Written through the door for spreadsheets, so that no cell can be taken for a formula.
"""

import datetime as dt
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.infra.sheets_out import OPTIONS, fitting, is_formula

_MOST_ROWS = 1_048_576
_PAPERS = {"Letter": 1, "A4": 9}
_FRONT = (34, 90)
"""The widths of the first sheet's columns in characters."""
_LINE, _HIGHEST = 15, 409
"""The height of a line, and the most that a row may have, in points."""
_ACROSS = 210
"""How many characters side by side stay legible on a sheet of paper."""
_INK, _WASH, _RULE = "#12394A", "#EEF2F5", "#B9C4CE"


@dataclass(frozen=True)
class Head:
    """A column's head; *width* in characters. Whole numbers in it are per cent where *percent* says so."""

    text: str
    width: int = 14
    percent: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table: its name, heads and rows of texts, whole numbers, days, instants in UTC, and nothing."""

    name: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[str | int | dt.date | dt.datetime | None]]


@dataclass(frozen=True)
class Front:
    """The first sheet: a title with lines under it, facts in two columns, the sheets with what each holds, remarks."""

    name: str
    title: str
    lines: Sequence[str]
    facts: Sequence[tuple[str, str]]
    sheets: Sequence[tuple[str, str]]
    remarks: Sequence[str]


@dataclass(frozen=True)
class Properties:
    """What a workbook says of itself, the running lines of its pages, and its paper."""

    title: str
    author: str
    made_at: dt.datetime
    head: str = ""
    foot: str = ""
    paper: str = "A4"
    more: Sequence[tuple[str, str]] = field(default=())


def book(front: Front, sheets: Sequence[Sheet], properties: Properties) -> bytes:
    """A workbook of *front* and *sheets*: typed, wrapped cells, frozen and filtered heads, ready to print.

    Raises :class:`ValueError` where a sheet has more rows than a sheet can hold.
    """
    import xlsxwriter

    with tempfile.TemporaryFile() as file:
        made = xlsxwriter.Workbook(file, OPTIONS)
        made.set_properties(
            {
                "title": fitting(properties.title)[:255],
                "author": properties.author[:255],
                "created": properties.made_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0),
            }
        )
        for name, value in properties.more:
            made.set_custom_property(name, value[:255], "text")
        _front(made, front, properties)
        for sheet in sheets:
            _sheet(made, sheet, properties)
        made.close()
        file.seek(0)
        return file.read()


def _front(made: Any, front: Front, properties: Properties) -> None:
    sheet = made.add_worksheet(front.name)
    large = made.add_format({"bold": True, "font_size": 18, "font_color": _INK})
    plain = made.add_format({"valign": "top"})
    name = made.add_format({"bold": True, "valign": "top", "bottom": 1, "bottom_color": _RULE})
    value = {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": _RULE}
    values = {quoted: made.add_format({**value, "quote_prefix": quoted}) for quoted in (False, True)}
    section = made.add_format({"bold": True, "font_color": _INK, "bottom": 2, "bottom_color": _INK})
    link = made.add_format(
        {"font_color": _INK, "underline": 1, "valign": "top", "bottom": 1, "bottom_color": _RULE}
    )
    remark = made.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate(_FRONT):
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, fitting(front.title), large)
    row = 1
    for line in front.lines:
        sheet.write_string(row, 0, fitting(line), plain)
        row += 1
    for label, text in front.facts:
        row += 1
        _grow(sheet, row, [(_FRONT[1], text)])
        sheet.write_string(row, 0, label, name)
        sheet.write_string(row, 1, fitting(text), values[is_formula(text)])
    row += 2
    sheet.write_string(row, 0, "Sheet", section)
    sheet.write_string(row, 1, "What it holds", section)
    for title, text in front.sheets:
        row += 1
        _grow(sheet, row, [(_FRONT[1], text)])
        sheet.write_url(row, 0, f"internal:'{title}'!A1", link, title)
        sheet.write_string(row, 1, fitting(text), values[is_formula(text)])
    row += 1
    for text in front.remarks:
        row += 1
        _grow(sheet, row, [(_FRONT[1], text)])
        sheet.write_string(row, 1, fitting(text), remark)
    _for_print(sheet, properties)


def _sheet(made: Any, sheet: Sheet, properties: Properties) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "text": {},
        "quoted": {"quote_prefix": True},
        "number": {"num_format": "#,##0"},
        "percent": {"num_format": '0" %"'},
        "day": {"num_format": "yyyy-mm-dd", "align": "left"},
        "instant": {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"},
    }
    formats = {
        name: made.add_format({"text_wrap": True, "valign": "top", **more}) for name, more in kinds.items()
    }
    head = {"bold": True, "text_wrap": True, "valign": "bottom", "font_color": _INK, "bg_color": _WASH}
    head_format = made.add_format({**head, "bottom": 2, "bottom_color": _INK})
    page = made.add_worksheet(sheet.name)
    page.freeze_panes(1, 1)
    for place, one in enumerate(sheet.heads):
        page.set_column(place, place, one.width)
    _grow(page, 0, [(one.width, one.text) for one in sheet.heads])
    for place, one in enumerate(sheet.heads):
        page.write_string(0, place, one.text, head_format)
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        if last >= _MOST_ROWS:
            raise ValueError(f"“{sheet.name}” has more rows than a sheet can hold.")
        _grow(page, last, [(one.width, value) for one, value in zip(sheet.heads, row, strict=True)])
        for place, value in enumerate(row):
            _cell(page, last, place, value, formats, percent=sheet.heads[place].percent)
    page.autofilter(0, 0, last, max(0, len(sheet.heads) - 1))
    page.repeat_rows(0)
    page.repeat_columns(0)
    _for_print(page, properties, across=-(-sum(one.width for one in sheet.heads) // _ACROSS))


def _cell(page: Any, row: int, column: int, value: Any, formats: dict[str, Any], *, percent: bool) -> None:
    """Write *value* by its own type; a number that Excel would round and a day before its calendar stay text."""
    if type(value) is str:  # most of what there is, in tables of a hundred thousand rows
        page.write_string(row, column, fitting(value), formats["quoted" if is_formula(value) else "text"])
    elif value is None:
        return
    elif isinstance(value, int) and abs(value) < 10**15:
        page.write_number(row, column, value, formats["percent" if percent else "number"])
    elif isinstance(value, dt.datetime) and value.year >= 1901:
        instant = value.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
        page.write_datetime(row, column, instant, formats["instant"])
    elif isinstance(value, dt.date) and not isinstance(value, dt.datetime) and value.year >= 1901:
        page.write_datetime(row, column, dt.datetime.combine(value, dt.time()), formats["day"])
    else:
        text = value.isoformat() if isinstance(value, dt.date) else str(value)
        page.write_string(row, column, fitting(text), formats["quoted" if is_formula(text) else "text"])


def _grow(sheet: Any, row: int, cells: Sequence[tuple[int, Any]]) -> None:
    """Make *row* as high as its wrapped texts need, since not every program does it on opening the file."""
    lines = 1
    for width, value in cells:
        # Two for a wide character and an eighth for good measure: what is shorter takes one line.
        if isinstance(value, str) and (len(value) * 2.3 >= width or "\n" in value):
            lines = max(lines, _lines(value, width))
    if lines > 1:
        sheet.set_row(row, min(_LINE * lines, _HIGHEST))


def _lines(text: str, width: int) -> int:
    """How many lines *text* takes in a column of *width* characters, rather one too many."""
    return sum(1 + int(1.12 * _wide(line)) // width for line in text.split("\n"))


def _wide(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def _for_print(sheet: Any, properties: Properties, *, across: int = 0) -> None:
    """Set the paper and its running lines; a table, which is *across* so many sheets of paper, lies on its side."""
    if across:
        sheet.set_landscape()
    sheet.set_paper(_PAPERS[properties.paper])
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
    sheet.fit_to_pages(max(across, 1), 0)
    # An ampersand begins a code in these lines; doubled, it is itself.
    sheet.set_header(f"&L{properties.head.replace('&', '&&')[:120]}&R&A")
    sheet.set_footer(f"&L{properties.foot.replace('&', '&&')[:120]}&RPage &P of &N")
