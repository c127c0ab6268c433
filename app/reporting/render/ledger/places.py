"""Which ledger tables of a document WeasyPrint sets and which are painted, and what the painter is told of these."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from html import escape

from markupsafe import Markup

from app.infra.ledger.rows import Cell, Ledger, Row, Sample, begins_paragraph
from app.reporting.render.ledger import markup
from app.reporting.render.ledger.declaration import LedgerTable
from app.reporting.render.legible import legible

_MOST_TEXTS = 20_000
"""How many texts are remembered as made legible."""
_KEPT_ROWS = 10_000
"""How many rows are kept from the first time that they are gone through to the second, rather than made again."""


class Places:
    """The ledger tables of one document, as its template prints them."""

    def __init__(
        self,
        kind: str,
        language: str,
        style: str,
        missing: Collection[str] = (),
        *,
        painted_beyond: int | None = None,
    ) -> None:
        """*style* is the style sheet of the document; *missing* are characters to be spelled out.

        Tables of more than *painted_beyond* rows are painted; none, where it is ``None``.
        """
        self._kind, self._language, self._style = kind, language, style
        self._missing = missing
        self._painted_beyond = painted_beyond
        self.ledgers: list[Ledger] = []
        self._made: dict[str, str] = {}
        self._kept = 0

    def table(self, declared: LedgerTable) -> Markup:
        """*declared* as HTML, or the place where it will be painted."""
        if self._painted_beyond is None or declared.count <= self._painted_beyond:
            return Markup(markup.whole(declared, declared.rows(), self._legible))  # noqa: S704 -- escaped there
        rows = declared.rows
        if self._kept + declared.count <= _KEPT_ROWS:
            self._kept += declared.count
            rows = partial(iter, list(rows()))
        samples = _samples(declared, rows())
        anchor = f"ledger-{len(self.ledgers) + 1}"
        self.ledgers.append(
            Ledger(anchor, partial(self._rows, rows), samples, partial(self._document, declared))
        )
        return Markup(markup.place(declared, anchor, samples, self._legible))  # noqa: S704 -- escaped there

    def _legible(self, text: str) -> str:
        made = self._made.get(text)
        if made is None:
            if len(self._made) > _MOST_TEXTS:
                self._made.clear()
            made = self._made[text] = legible(text, self._missing)
        return made

    def _rows(self, rows: Callable[[], Iterable[Row]]) -> Iterator[Row]:
        """The rows with their text made legible, as the templates' engine does with what it prints."""
        make = self._legible_cell
        for row in rows():
            note = None if row.note is None else make(row.note)
            yield Row(
                tuple([make(cell) for cell in row.cells]), note, legible(row.label, self._missing), row.anchor
            )

    def _legible_cell(self, cell: Cell) -> Cell:
        for run in cell:
            if not run.text.isascii() or not run.text.isprintable():
                break
        else:
            return cell
        return tuple(
            run if run.text == "\n" or begins_paragraph(run) else run._replace(text=self._legible(run.text))
            for run in cell
        )

    def _document(self, declared: LedgerTable, cells: Sequence[tuple[int, Cell]]) -> str:
        """A document of *cells*, whose text is legible already, each in its position."""
        table = markup.alone(declared, cells, str)
        return (
            f'<!DOCTYPE html><html lang="{escape(self._language)}"><head><title>Cells</title>'
            f"<style>{self._style}</style></head>"
            f'<body class="{escape(self._kind)}"><main>{table}</main></body></html>'
        )


def _samples(declared: LedgerTable, rows: Iterable[Row]) -> list[list[Sample]]:
    """The styles that occur in each position, in order of first occurrence."""
    found: list[dict[Sample, None]] = [{} for _ in declared.columns]
    if declared.notes:
        found.append({})
    known: list[set[tuple[tuple[str, str | bool], ...]]] = [set() for _ in found]
    for row in rows:
        cells = row.cells if row.note is None else (*row.cells, row.note)
        for samples, shapes, cell in zip(found, known, cells, strict=True):
            shape = tuple([(run.style, run.text if run.framed else run.text[:1] == "\f") for run in cell])
            if shape in shapes:
                continue
            shapes.add(shape)
            paragraph = ""
            for run in cell:
                if begins_paragraph(run):
                    paragraph = run.style
                elif run.text != "\n":
                    samples[Sample(paragraph, run.style, run.text if run.framed else "", run.framed)] = None
    return [list(samples) for samples in found]
