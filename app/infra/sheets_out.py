"""Lists out: CSV and XLSX in which no cell can be taken for a formula.

CSV: a text that begins like a formula gets a leading apostrophe (OWASP, CSV injection), numbers and signed phone
numbers excepted. XLSX: text is written as text, whatever it begins with, in constant memory; what begins like a
formula is marked as text as well, so that it stays so when somebody edits the cell.
"""

import contextlib
import csv as _csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.infra import office
from app.infra.cells_out import Kind, is_formula
from app.infra.sheet_rows import Rows, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

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
    """A workbook of one sheet with frozen, filtered heads and typed cells; instants are ISO 8601 texts.

    Raises :class:`~app.kernel.errors.TooLarge` where there are more rows than a sheet can hold.
    """
    file = io.BytesIO()
    with contextlib.ExitStack() as stack:
        with workbook(file) as book:
            book.set_properties({"title": title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 -- it has no zone
            sheet = book.add_worksheet(names([title])[0])
            bold = book.add_format({"bold": True, "bottom": 1})
            formats = {
                Kind.QUOTED: book.add_format({"quote_prefix": True}),
                Kind.DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
            }
            sheet.freeze_panes(1, 0)
            for place, head in enumerate(heads):
                sheet.set_column(place, place, max(12, min(40, len(head) + 4)))
                sheet.write_string(0, place, head, bold)
            body = stack.enter_context(contextlib.closing(Rows(sheet, bold, formats, [0] * len(heads))))
            last = body.write([_zoned(value) for value in row] for row in rows)
            sheet.autofilter(0, 0, last, max(0, len(heads) - 1))
        return office.repacked(file.getvalue(), {"xl/worksheets/sheet1.xml": body.inset()})


def _zoned(value: Any) -> Any:
    """*value*, an instant as text: a sheet has no zones."""
    return value.isoformat() if isinstance(value, dt.datetime) else value


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
