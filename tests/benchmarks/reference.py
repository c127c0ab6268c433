"""The same tables set by others: what a ledger is measured against."""

import io
from collections.abc import Iterator
from typing import Any, cast

from app.infra.ledger.rows import Cell, begins_paragraph
from app.reporting.render.ledger import LedgerTable
from app.reporting.render.views import VIEWS
from app.reporting.snapshot.schema.frame import Snapshot


def tables(snapshot: Snapshot) -> Iterator[tuple[str, LedgerTable]]:
    """The ledger tables of a report with their headings."""
    for role, table in VIEWS[snapshot["kind"]](snapshot)["groups"]:
        yield snapshot["labels"]["role"][role], table


def data_lines(snapshot: Snapshot) -> LedgerTable:
    """The longest table of data lines of an inventory."""
    view = VIEWS["inventory"](snapshot)
    longest = max((lines for _, _, _, lines in view["data_parts"]), key=len)
    return cast("LedgerTable", view["declared"].data(longest))


_PREAMBLE = """
#set page(paper: "a4", flipped: true, margin: (x: 15mm, top: 23mm, bottom: 19mm),
  header: [#text(7pt)[Register of third parties] #h(1fr) #text(7pt, weight: 600)[R-2026-0001]],
  footer: context [#text(7pt)[Register extract, not legal advice]
    #h(1fr) #text(7pt)[Page #counter(page).display() of #counter(page).final().first()]])
#set text(font: ("Inter", "Noto Sans"), size: 7.7pt, lang: "en")
#set par(leading: 0.5em)
#set document(title: "Register of third parties")
#let s(k, t) = {
  if k == "name" { text(weight: 600, size: 8.4pt, t) } else if k == "ref" {
    text(font: "Noto Sans Mono", size: 0.9em, fill: rgb("#12394a"), t) } else if k == "absent" {
    text(style: "italic", fill: rgb("#4d5b67"), t) } else if k == "late" {
    text(weight: 600, fill: rgb("#8f1d14"), t) } else if k == "aside" {
    text(fill: rgb("#4d5b67"), t) } else if k.starts-with("pill") or k == "flag" {
    box(stroke: 0.6pt + rgb("#256a4f"), radius: 0.8mm, inset: (x: 1.5mm, y: 0.2mm), outset: (y: 0.4mm), text(6.6pt, t))
  } else { text(t) }
}
"""


def typst_source(snapshot: Snapshot) -> str:
    """The register as Typst source: the same columns, runs, states in frames, and notes; repeated heads."""
    parts = [_PREAMBLE]
    for heading, table in tables(snapshot):
        columns = ", ".join(f"{column.width}fr" for column in table.columns)
        heads = ", ".join(f"[*{column.title}*]" for column in table.columns)
        parts.append(f"\n= {heading}\n#table(columns: ({columns}), stroke: (bottom: 0.5pt + rgb(\"#b9c4ce\")), inset: "
                     f"(x: 0pt, y: 1.7mm), column-gutter: 2mm, table.header({heads}),\n")  # fmt: skip
        for row in table.rows():
            parts.extend(f"{{{_typst_cell(cell)}}}," for cell in row.cells)
            if row.note is not None:
                parts.append(f"table.cell(colspan: {len(table.columns)}, {{{_typst_cell(row.note)}}}),\n")
        parts.append(")\n")
    return "".join(parts)


def _typst_cell(cell: Cell) -> str:
    parts = []
    for index, run in enumerate(cell):
        if begins_paragraph(run):
            parts.append("linebreak();" if index else "")
        elif run.text == "\n":
            parts.append("linebreak();")
        else:
            quoted = run.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
            parts.append(f's("{run.style}","{quoted}");')
    return "".join(parts)


def typst(snapshot: Snapshot) -> bytes:
    """The register set by Typst, tagged, as PDF/A-3a."""
    import typst as setter

    made: Any = setter.compile(typst_source(snapshot).encode(), format="pdf", pdf_standards=["a-3a"])
    return bytes(made)


def reportlab(table: LedgerTable) -> bytes:
    """*table* set by ReportLab, paragraphs in its cells, not tagged."""
    from html import escape

    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

    style = ParagraphStyle("cell", fontName="Helvetica", fontSize=7.2, leading=9.8)
    width = landscape(A4)[0] - 30 * mm

    def paragraph(cell: Cell) -> Paragraph:
        return Paragraph("".join("<br/>" if run.text == "\n" else escape(run.text) for run in cell), style)

    rows = [[Paragraph(f"<b>{escape(column.title)}</b>", style) for column in table.columns]]
    rows += [[paragraph(cell) for cell in row.cells] for row in table.rows()]
    widths = [column.width * width / 100 for column in table.columns]
    output = io.BytesIO()
    pages = SimpleDocTemplate(output, pagesize=landscape(A4), leftMargin=15 * mm, rightMargin=15 * mm)
    pages.build([LongTable(rows, colWidths=widths, repeatRows=1)])
    return output.getvalue()
