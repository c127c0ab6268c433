"""What a ledger is made of: rows of cells, cells of runs of text, each run in a style by the name of its class."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Run(NamedTuple):
    """A piece of text in one style.

    ``style`` is its class in the style sheet, none for plain text. A *framed* run (a pill, a flag) has borders or a
    background and stays on one line. ``href`` makes it a link: ``#anchor`` or an address.
    """

    text: str
    style: str = ""
    framed: bool = False
    href: str = ""


BREAK = Run("\n")
"""Begins a new line."""

_PARAGRAPH = "\f"


def paragraph(style: str) -> Run:
    """Begins a paragraph of the class *style*; a cell has either paragraphs only or none."""
    return Run(_PARAGRAPH, style)


def begins_paragraph(run: Run) -> bool:
    """Whether *run* is the mark that :func:`paragraph` makes."""
    return run.text == _PARAGRAPH


Cell = tuple[Run, ...]


class Row(NamedTuple):
    """A row: a cell for each column, and below them a *note* as wide as the table, where there is one.

    ``label`` names the row in the bookmarks; ``anchor`` is where a link ``#anchor`` leads.
    """

    cells: tuple[Cell, ...]
    note: Cell | None = None
    label: str = ""
    anchor: str = ""


class Sample(NamedTuple):
    """A style as it occurs in one position: the class of its paragraph, its own, and the words of a framed run."""

    paragraph: str
    style: str
    text: str
    framed: bool


@dataclass(frozen=True)
class Ledger:
    """A table to be painted, for the place in the document that has the id *anchor*.

    Positions are the columns, and one more for notes. The document must show, in that place, a table with its head,
    and below it two groups of rows with the *samples* of each position; :func:`app.infra.ledger.specimen.read` says
    how. ``rows`` gives the rows, the same whenever it is asked. ``document`` makes a document in which WeasyPrint sets
    the given cells in their positions.
    """

    anchor: str
    rows: Callable[[], Iterable[Row]]
    samples: Sequence[Sequence[Sample]]
    document: Callable[[Sequence[tuple[int, Cell]]], str]
    bookmark_every: int = 250
