"""Spreadsheets out: CSV and XLSX in which no cell can be taken for a formula.

CSV: a text that begins like a formula gets a leading apostrophe (OWASP, CSV injection), numbers and signed phone
numbers excepted. XLSX: text is written as text, whatever it begins with, in constant memory; what begins like a
formula is marked as text as well, so that it stays so when somebody edits the cell.
"""

import csv as _csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""How XlsxWriter is to write: row by row, and text always as text."""
_LONGEST = 32_767
"""The most UTF-16 units that a cell may hold."""
CUT = " … (cut to what a cell can hold)"
"""What ends a text that no cell can hold whole."""

_FORMULA = re.compile(r"^[=+\-@\t\r\n|%]")
_HARMLESS = re.compile(r"^[+-]?[\d\s().,/-]+$")


def safe(value: Any) -> Any:
    """*value* as a CSV cell: numbers and dates as they are, text never as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | dt.date):
        return value
    text = str(value)
    if is_formula(text) and not _HARMLESS.match(text):
        return "'" + text
    return text


def is_formula(text: str) -> bool:
    """Whether a sheet might take *text* for a formula."""
    return _FORMULA.match(text.lstrip(" \u00a0\ufeff")) is not None


def csv(heads: list[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    """A CSV file piece by piece, with a byte-order mark so that Excel reads it as UTF-8."""
    buffer = io.StringIO()
    writer = _csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([safe(head) for head in heads])
    for row in rows:
        writer.writerow([safe(value) for value in row])
        if buffer.tell() > 65_536:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def xlsx(title: str, heads: list[str], rows: Iterable[list[Any]]) -> bytes:
    """A workbook of one sheet with frozen, filtered heads and typed cells."""
    import xlsxwriter

    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {**OPTIONS, "default_date_format": "yyyy-mm-dd"})
        book.set_properties({"title": title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 -- the format has no zone
        sheet = book.add_worksheet(names([title])[0])
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        for place, head in enumerate(heads):
            sheet.set_column(place, place, max(12, min(40, len(head) + 4)))
            sheet.write_string(0, place, head, bold)
        last = 0
        for last, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                _write(sheet, last, place, value)
        sheet.autofilter(0, 0, last, max(0, len(heads) - 1))
        book.close()
        file.seek(0)
        return file.read()


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "Yes" if value else "No")
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif isinstance(value, dt.datetime):
        sheet.write_string(row, column, value.isoformat())
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()))
    else:
        sheet.write_string(row, column, fitting(str(value)))


def names(titles: Sequence[str]) -> list[str]:
    """Names for sheets of those *titles*: what Excel allows, each once, in the order given."""
    found: list[str] = []
    for title in titles:
        plain = " ".join(re.sub(r"[\[\]:*?/\\']", " ", title).split())[:31].strip() or "List"
        name, count = plain, 1
        while name.casefold() in {one.casefold() for one in found} | {"history"}:
            count += 1
            name = f"{plain[: 30 - len(str(count))]} {count}"
        found.append(name)
    return found


def fitting(text: str) -> str:
    """*text* as far as a cell can hold it, and with a space after it where XlsxWriter would take it for markup.

    The library writes what begins with ``<r>`` and ends with ``</r>`` as it is, for the rich text that it makes.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    if len(text) * 2 <= _LONGEST or len(text.encode("utf-16-le", "replace")) // 2 <= _LONGEST:
        return text
    units = text.encode("utf-16-le", "replace")[: 2 * (_LONGEST - len(CUT))]
    return units.decode("utf-16-le", "ignore") + CUT
