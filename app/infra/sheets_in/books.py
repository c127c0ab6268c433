"""Workbooks: XLSX, XLSB, XLS and ODS, by calamine. Formulas are never evaluated: the stored values are read."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from app.infra.sheets_in.tables import MOST_COLUMNS, MOST_ROWS, MOST_TABLES, Fault, Table

MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes that a workbook may unpack to, by its own directory."""
MOST_MEMBERS = 5_000
"""Files that may be packed in a workbook."""

_CELLS = 8_000_000
"""Cells that the used area of a sheet may span: calamine keeps one of 24 bytes for each."""


def is_packed_book(data: bytes) -> bool:
    """Whether *data* is a packed workbook; raises :class:`Fault` beyond a limit, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise Fault("is damaged: save it anew") from error
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Fault(
            f"unpacks to more than {MOST_UNPACKED // 1_048_576} MB: save the sheet that is needed by itself"
        )
    names = {member.filename for member in members}
    return (
        bool(names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
        and "word/document.xml" not in names
    )


def tables(data: bytes) -> Iterator[Table]:
    """The sheets of the workbook *data*, empty ones left out."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        metadata = book.sheets_metadata[:MOST_TABLES]
    except calamine.PasswordError as error:
        raise Fault("is locked with a password: save it without one") from error
    except Exception as error:
        raise Fault("is damaged, or not a workbook: save it anew as XLSX") from error
    for one in metadata:
        if one.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = _sheet(book, one.name)
        if sheet is not None and sheet.end is not None:
            _check_area(sheet)
            hidden = one.visible != calamine.SheetVisibleEnum.Visible
            yield Table(one.name, sheet.iter_rows(), hidden)


def _sheet(book: Any, name: str) -> Any:
    try:
        return book.get_sheet_by_name(name)
    except Exception as error:
        raise Fault(f"has a sheet, “{name[:40]}”, that is damaged: save it anew") from error


def _check_area(sheet: Any) -> None:
    rows, columns = sheet.end[0] + 1, sheet.end[1] - sheet.start[1] + 1
    if columns > MOST_COLUMNS and rows * columns > _CELLS // 8:
        raise Fault(
            f"has a sheet with something in column {sheet.end[1] + 1:,}: delete what stands beyond the table"
        )
    if rows > MOST_ROWS * 10 or rows * columns > _CELLS:
        raise Fault(f"has a sheet with something in row {rows:,}: delete what stands below the table")
