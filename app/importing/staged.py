"""A staged file as it is looked at: which of its tables, from which row, with what in its columns."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.importing import lexicons
from app.importing.kinds.registry import KINDS
from app.importing.mapping import layout, recognise
from app.infra.sheets_in import reading
from app.infra.sheets_in.reading import Found
from app.infra.sheets_in.tables import Cell

_TABLES_TRIED = 15


@dataclass(frozen=True)
class View:
    """A staged table as it is read now."""

    table: Found
    header: int
    headings: list[str]
    sample: list[list[Cell]]
    columns: list[recognise.Sampled]

    @property
    def body(self) -> list[list[Cell]]:
        """The rows of the sample below the header that are filled."""
        return [row for row in self.sample[self.header :] if row]


def view(rows: Path, table: Found, header: int) -> View:
    """*table* of the staged *rows*, read with row *header* as its header."""
    found = sample(rows, table)
    headings = layout.headings(found, header)
    return View(table, header, headings, found, recognise.sampled(headings, found[header:]))


def sample(rows: Path, table: Found) -> list[list[Cell]]:
    """The first rows of *table*."""
    found = []
    for number, row in enumerate(reading.rows(rows, table)):
        if number >= recognise.SAMPLE:
            break
        found.append(row)
    return found


def best_table(session: Session, rows: Path, found: reading.Reading) -> dict[str, int]:
    """The table, among the first ones, whose columns are known best, and its header row."""
    known = lexicons.read(session)
    best, most = {"table": 0, "header": 0}, -1e9
    for number, table in enumerate(found.tables[:_TABLES_TRIED]):
        first = sample(rows, table)
        header = layout.header_row(first)
        columns = recognise.sampled(layout.headings(first, header), first[header:])
        sure = max(recognise.recognise(kind, columns, known)[1] for kind in KINDS.values())
        sure += (5 if table.rows - header > 1 else -50) - (40 if table.hidden else 0)
        if sure > most + 1:
            best, most = {"table": number, "header": header}, sure
    return best
