"""XLSX: a sheet about the report, then a sheet a table, with seal and data inside."""

import datetime as dt
from collections.abc import Iterator

from app.infra import workbooks
from app.infra.sheets_out import names
from app.kernel.words import plural
from app.reporting.render.front import front
from app.reporting.render.legible import spelled_out
from app.reporting.render.tables import TABLES
from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.seal import Seal, wire
from app.reporting.snapshot.schema.frame import Snapshot

_ABOUT = "About"
_READING = "Times in the sheets are UTC. Several values in a cell are parted by “; ”."
_NARROWEST, _WIDEST = 10, 60
_CHARACTERS = 1.5
"""How many characters a sheet gives to one unit of a column's width."""


def xlsx(snapshot: Snapshot, seal: Seal) -> bytes:
    """The workbook; the same bytes for the same snapshot, seal and library."""
    tables = TABLES[snapshot["kind"]](snapshot)
    titles = names([_ABOUT, *(table.title for table in tables)])[1:]
    about = front(snapshot, seal)
    cover = workbooks.Front(
        name=_ABOUT,
        title=spelled_out(about.title),
        lines=[spelled_out(line) for line in about.lines],
        facts=[(name, spelled_out(text)) for name, text in (*about.facts, *about.provenance)],
        sheets=[(title, spelled_out(_holds(table))) for title, table in zip(titles, tables, strict=True)],
        remarks=[*about.cautions, about.verify, _READING],
    )
    sheets = [
        workbooks.Sheet(spelled_out(title), [_head(column) for column in table.columns], _rows(table))
        for title, table in zip(titles, tables, strict=True)
    ]
    properties = workbooks.Properties(
        title=spelled_out(f"{snapshot['title']} – {snapshot['organisation']['name']} – {seal.number}"),
        author=spelled_out(snapshot["organisation"]["name"]),
        made_at=dt.datetime.fromisoformat(seal.issued_at),
        head=spelled_out(f"{snapshot['title']} · {snapshot['organisation']['name']}"),
        foot=f"{seal.number} · Register extract, not legal advice · SHA-256 {seal.snapshot_sha256[:16]} …",
        paper=seal.paper,
        more=[("Report", seal.number), ("SHA-256 of the data", seal.snapshot_sha256)],
    )
    return workbooks.book(cover, sheets, properties, wire(seal, snapshot).decode())


def _holds(table: Table) -> str:
    count = plural(len(table.rows), "row") if table.rows else "Nothing recorded"
    return f"{count}. {table.note}".strip()


def _head(column: Column) -> workbooks.Head:
    text = f"{column.head} (UTC)" if column.type is Type.INSTANT else column.head
    least = 19 if column.type is Type.INSTANT else 11 if column.type is Type.DAY else _NARROWEST
    width = min(max(round(column.width * _CHARACTERS), least), _WIDEST)
    return workbooks.Head(text, width, column.type is Type.PERCENT)


def _rows(table: Table) -> Iterator[list[Value]]:
    for row in table.rows:
        yield [spelled_out(value) if isinstance(value, str) else value for value in row]
