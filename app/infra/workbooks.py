"""Workbooks (XLSX) of several sheets: a first one about the file, then a table a sheet, typed, filtered, fit for paper.

Written through the door for spreadsheets, so that no cell can be taken for a formula.
"""

import contextlib
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.infra import office
from app.infra.cells_out import Kind, fitting, is_formula
from app.infra.sheet_rows import Rows, grow, workbook

_PAPERS = {"Letter": 1, "A4": 9}
_FRONT = (34, 90)
"""The widths of the first sheet's columns in characters."""
_ACROSS = 210
"""How many characters side by side stay legible on a sheet of paper."""
_FORMATS: Mapping[Kind, Mapping[str, Any]] = {
    Kind.TEXT: {},
    Kind.QUOTED: {"quote_prefix": True},
    Kind.NUMBER: {"num_format": "#,##0"},
    Kind.PERCENT: {"num_format": '0" %"'},
    Kind.DAY: {"num_format": "yyyy-mm-dd", "align": "left"},
    Kind.INSTANT: {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"},
}
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


def book(front: Front, sheets: Sequence[Sheet], properties: Properties, data: str) -> bytes:
    """A workbook of *front* and *sheets*: typed, wrapped cells, frozen and filtered heads, ready to print.

    *data*, a JSON text, lies inside. Raises :class:`~app.kernel.errors.TooLarge` where a sheet has more rows than a
    sheet can hold.
    """
    file = io.BytesIO()
    with contextlib.ExitStack() as stack:
        with workbook(file) as made:
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
            insets = {
                f"xl/worksheets/sheet{number}.xml": _sheet(made, sheet, properties, stack)
                for number, sheet in enumerate(sheets, 2)
            }
        return office.embed(file.getvalue(), data, insets)


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
        grow(sheet, row, _FRONT[1:], [text])
        sheet.write_string(row, 0, label, name)
        sheet.write_string(row, 1, fitting(text), values[is_formula(text)])
    row += 2
    sheet.write_string(row, 0, "Sheet", section)
    sheet.write_string(row, 1, "What it holds", section)
    for title, text in front.sheets:
        row += 1
        grow(sheet, row, _FRONT[1:], [text])
        sheet.write_url(row, 0, f"internal:'{title}'!A1", link, title)
        sheet.write_string(row, 1, fitting(text), values[is_formula(text)])
    row += 1
    for text in front.remarks:
        row += 1
        grow(sheet, row, _FRONT[1:], [text])
        sheet.write_string(row, 1, fitting(text), remark)
    _for_print(sheet, properties)


def _sheet(made: Any, sheet: Sheet, properties: Properties, stack: contextlib.ExitStack) -> office.Inset:
    """Add *sheet*, and give what is to be put into its part; *stack* keeps that."""
    formats = {
        kind: made.add_format({"text_wrap": True, "valign": "top", **more}) for kind, more in _FORMATS.items()
    }
    head = {"bold": True, "text_wrap": True, "valign": "bottom", "font_color": _INK, "bg_color": _WASH}
    head_format = made.add_format({**head, "bottom": 2, "bottom_color": _INK})
    page = made.add_worksheet(sheet.name)
    page.freeze_panes(1, 1)
    for place, one in enumerate(sheet.heads):
        page.set_column(place, place, one.width)
    widths = [one.width for one in sheet.heads]
    grow(page, 0, widths, [one.text for one in sheet.heads])
    for place, one in enumerate(sheet.heads):
        page.write_string(0, place, one.text, head_format)
    body = Rows(page, head_format, formats, widths, [one.percent for one in sheet.heads])
    stack.callback(body.close)
    page.autofilter(0, 0, body.write(sheet.rows), max(0, len(sheet.heads) - 1))
    page.repeat_rows(0)
    page.repeat_columns(0)
    _for_print(page, properties, across=-(-sum(widths) // _ACROSS))
    return body.inset()


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
