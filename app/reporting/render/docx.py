"""DOCX: a document to redline, with the parts of the report as tables, and seal and data inside."""

import datetime as dt
from collections.abc import Iterable, Iterator

from app.domain.reports.terms import ReportKind
from app.infra import office, word
from app.infra.word_tables import Grid, Line
from app.kernel.words import plural
from app.reporting.render.front import front
from app.reporting.render.legible import spelled_out
from app.reporting.render.statements import Statement, method, preliminary
from app.reporting.render.tables import ON_PAPER
from app.reporting.render.tables.inventory_annexes import KEYS
from app.reporting.render.tables.nothing import nothing
from app.reporting.render.tables.placing import placed
from app.reporting.render.tables.table import Table
from app.reporting.render.writing import written
from app.reporting.seal import Seal, wire
from app.reporting.snapshot.schema.frame import Snapshot

SIGNING = ("Preparer", "Privacy counsel", "Business owner", "Seller", "Buyer")
"""Who signs a schedule."""


def docx(snapshot: Snapshot, seal: Seal) -> bytes:
    """The document; the same bytes for the same snapshot, seal and library."""
    is_schedule = snapshot["kind"] == ReportKind.INVENTORY
    data, organisation = snapshot["data"], snapshot["organisation"]["name"]
    head = f"{snapshot['title']} · {organisation}"
    if is_schedule:
        head = (
            f"Schedule {data['schedule'] or '[●]'} · {data['deal']['codename']} · Privileged and confidential"
        )
    paper = word.Paper(
        title=spelled_out(f"{snapshot['title']} – {organisation} – {seal.number}"),
        author=spelled_out(organisation),
        subject=f"SHA-256 of the data: {seal.snapshot_sha256}",
        made_at=dt.datetime.fromisoformat(seal.issued_at),
        blocks=list(_blocks(snapshot, seal)),
        head=spelled_out(head)[:110],
        mark=f"{data['mark'].upper()} · {seal.number}" if is_schedule else seal.number,
        foot=f"Register extract, not legal advice · SHA-256 {seal.snapshot_sha256[:16]} …",
        paper=seal.paper,
        landscape=True,
    )
    return office.embed(word.write(paper), wire(seal, snapshot).decode())


def _blocks(snapshot: Snapshot, seal: Seal) -> Iterator[word.Block]:
    about = front(snapshot, seal)
    yield word.Heading(spelled_out(about.title), 0)
    for line in about.lines:
        yield word.Paragraph(spelled_out(line), strong=line == about.lines[0])
    yield word.Facts([(name, spelled_out(text)) for name, text in about.facts])
    for text in (*about.cautions, about.verify):
        yield word.Paragraph(text, small=True)
    if snapshot["kind"] == ReportKind.INVENTORY:
        yield word.Heading("Preliminary statement")
        yield from _statements(preliminary(snapshot))
    is_schedule = snapshot["kind"] == ReportKind.INVENTORY
    tables = list(ON_PAPER[snapshot["kind"]](snapshot))
    yield from _tables(table for table in tables if not is_schedule or table.key not in KEYS)
    if is_schedule:
        yield from _signing(seal)
        yield from _tables(table for table in tables if table.key in KEYS)
    yield word.Heading("Method")
    yield from _statements(method(snapshot))
    yield word.Heading("Provenance")
    yield word.Facts([(name, spelled_out(text)) for name, text in about.provenance])


def _tables(tables: Iterable[Table]) -> Iterator[word.Block]:
    for table in tables:
        yield word.Heading(spelled_out(f"{table.title} ({plural(len(table.rows), 'row')})"))
        if table.note:
            yield word.Paragraph(spelled_out(table.note), keep=bool(table.rows))
        yield _grid(table) if table.rows else word.Paragraph(nothing(table))


def _statements(statements: Iterable[Statement]) -> Iterator[word.Block]:
    for lead, text in statements:
        yield word.Paragraph(spelled_out(text), lead=lead)


def _signing(seal: Seal) -> Iterator[word.Block]:
    yield word.Break()
    yield word.Heading("Sign-off")
    yield word.Paragraph(
        "By signing, each confirms having reviewed this Schedule in the version whose data have the SHA-256 "
        f"{seal.snapshot_sha256}, report {seal.number}, and no other."
    )
    heads = ("For", "Name and title", "Decision", "Date", "Signature")
    rows = [[[Line(person, strong=True)], *([] for _ in heads[1:])] for person in SIGNING]
    yield Grid(heads, (20, 28, 18, 14, 20), rows, tall=True)


def _grid(table: Table) -> Grid:
    """*table* as a page has room for it: columns side by side, and under some of them what belongs to them."""
    on_paper = placed(table.columns)
    rows = [
        [
            [
                Line(spelled_out(written(value)), name=head, strong=not head and seat == 0)
                for head, value in on_paper.cell(row, seat)
            ]
            for seat in range(len(on_paper.beside))
        ]
        for row in table.rows
    ]
    return Grid([table.columns[place].head for place in on_paper.beside], on_paper.widths, rows)
