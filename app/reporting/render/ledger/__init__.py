"""Ledger tables: tables that may be long, declared once and set by WeasyPrint or, beyond some 200 rows, painted.

A view declares the table in place of rows of markup; whichever way it is set, it looks and reads the same:

    from app.reporting.render.ledger import BREAK, Column, LedgerTable, Row, absent, aside, cell, name, ref

    def view(snapshot):
        found = snapshot["data"]["disclosures"]

        def rows():
            for entry in found:
                yield Row(
                    (
                        cell(ref(entry["ref"])),
                        cell(name(entry["recipient"]), BREAK, aside(entry["purpose"])),
                        cell(day(entry["made_on"])),
                    ),
                    label=entry["ref"],
                )

        columns = (Column("No.", 8), Column("Recipient", 74), Column("Made on", 18))
        return {"disclosures": LedgerTable(columns, rows, len(found), heads=1)}

and the template prints it, with ``{% import "ledger.html" as ledger with context %}``:

    {{ ledger.table(disclosures) }}

- A cell is made by :func:`cell` of plain strings and runs; put spaces where there shall be spaces. Runs are styled by
  the classes of ``print.css`` and nothing else: use those below, or :func:`styled` for another class. What is framed
  (:func:`pill`, :func:`flag`) does not break over lines; its words should be of a vocabulary. Text is made legible
  and escaped, whatever is in it.
- ``BREAK`` begins a new line, :func:`paragraph` a paragraph of a class; :func:`linked` makes a run a link.
- A row may have a note below it, as wide as the table; then all rows have one.
- ``rows`` is called more than once and gives the same each time; ``count`` is how many rows it gives. ``heads`` is
  the column whose cells head their rows.
- ``label`` names a row in the bookmarks; give one to each row.
- The style of a cell may depend on the class of the body, on ``main``, on the class of the table and of a paragraph,
  but on nothing else around it.
- Whatever follows a painted table begins on a new page.
"""

from app.infra.ledger.rows import BREAK, Cell, Row, Run, paragraph
from app.reporting.render.ledger.declaration import (
    PAINTED_BEYOND,
    Column,
    LedgerTable,
    absent,
    aside,
    cell,
    flag,
    joined,
    late,
    linked,
    name,
    pill,
    ref,
    refs,
    styled,
    tally,
)

__all__ = [
    "BREAK",
    "PAINTED_BEYOND",
    "Cell",
    "Column",
    "LedgerTable",
    "Row",
    "Run",
    "absent",
    "aside",
    "cell",
    "flag",
    "joined",
    "late",
    "linked",
    "name",
    "paragraph",
    "pill",
    "ref",
    "refs",
    "styled",
    "tally",
]
