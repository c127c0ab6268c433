"""Tables of plain values as pages show them: the same rows and numbers as the sheets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.reporting.render.ledger import (
    BREAK,
    Cell,
    Column,
    LedgerTable,
    Row,
    Run,
    aside,
    cell,
    name,
    ref,
    styled,
)
from app.reporting.render.tables.nothing import nothing
from app.reporting.render.tables.placing import Placed, placed
from app.reporting.render.tables.table import Table, Type, Value
from app.reporting.render.writing import grouped, written

_HASH = re.compile("[0-9a-f]{64}")
_REFERENCE = 9
"""A first column that is not wider holds references, a wider one names."""


@dataclass(frozen=True)
class Part:
    """A part of a report: where it stands, its title, what must be known of it, its table, what an empty one says."""

    anchor: str
    title: str
    note: str
    table: LedgerTable
    empty: str


def parts(tables: Iterable[Table]) -> list[Part]:
    """*tables* as the parts that a document prints."""
    return [
        Part(f"part-{table.key}", table.title, table.note, ledger(table), nothing(table)) for table in tables
    ]


def ledger(table: Table) -> LedgerTable:
    """*table* as one that may be long."""
    on_paper = placed(table.columns)
    columns = tuple(
        Column(table.columns[place].head, width, end=table.columns[place].type in {Type.NUMBER, Type.PERCENT})
        for place, width in zip(on_paper.beside, _per_cent(on_paper.widths), strict=True)
    )
    rows = partial(_rows, on_paper, table.rows)
    return LedgerTable(columns, rows, len(table.rows), heads=0, style="lines")


def _rows(on_paper: Placed, rows: Sequence[Sequence[Value]]) -> Iterator[Row]:
    for row in rows:
        cells = tuple(_cell(on_paper, row, seat) for seat in range(len(on_paper.beside)))
        yield Row(cells, label=written(row[0]) if row[0] is not None else "")


def _cell(on_paper: Placed, row: Sequence[Value], seat: int) -> Cell:
    parts: list[str | Run] = []
    for head, value in on_paper.cell(row, seat):
        if not head:
            parts.append(_own(on_paper, seat, value))
        else:
            parts += [BREAK, styled(head, "k"), " ", written(value)]
    return cell(*parts)


def _own(on_paper: Placed, seat: int, value: Value) -> str | Run:
    if value is None:
        return aside("–")
    if seat:
        is_hash = isinstance(value, str) and _HASH.fullmatch(value)
        return styled(" ".join(grouped(written(value))), "hashes") if is_hash else written(value)
    is_reference = on_paper.columns[on_paper.beside[0]].width <= _REFERENCE
    return ref(written(value)) if is_reference else name(written(value))


def _per_cent(widths: Sequence[int]) -> list[int]:
    """*widths* as whole per cent that come to a hundred."""
    whole = sum(widths)
    shares = [100 * width // whole for width in widths]
    rests = sorted(range(len(widths)), key=lambda place: -(100 * widths[place] % whole))
    for place in rests[: 100 - sum(shares)]:
        shares[place] += 1
    return shares
