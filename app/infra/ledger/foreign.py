"""Cells that WeasyPrint sets: laid out in a document of their own, then taken apart into lines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.infra.ledger.lines import Line, Link
from app.infra.ledger.rows import Cell
from app.infra.ledger.setting import SetCell
from app.infra.ledger.specimen import number

_MOST_CELLS = 120
"""How many cells a document holds, so that its boxes do not fill the memory."""

Foreign = tuple[int, Cell]


@dataclass(frozen=True)
class Setter:
    """Has cells set by WeasyPrint: *document* makes the source, *lay_out* the boxes, *stream* records their drawing."""

    document: Callable[[Sequence[Foreign]], str]
    lay_out: Callable[[str], Any]
    stream: Any
    kept: list[Any]

    def set(self, cells: Sequence[Foreign]) -> Iterator[tuple[Foreign, SetCell]]:
        """Each of *cells* in lines."""
        for start in range(0, len(cells), _MOST_CELLS):
            batch = cells[start : start + _MOST_CELLS]
            laid_out = self.lay_out(self.document(batch))
            fonts = len(self.stream._fonts)
            lines: dict[int, list[Line]] = {index: [] for index in range(len(batch))}
            heights = dict.fromkeys(lines, 0.0)
            for page in laid_out.pages:
                self._collect(page._page_box, lines, heights)
            if len(self.stream._fonts) > fonts:
                self.kept.append(laid_out)
            for index, foreign in enumerate(batch):
                yield foreign, SetCell(heights[index], lines[index], drawn=True)

    def _collect(self, page: Any, lines: Mapping[int, list[Line]], heights: dict[int, float]) -> None:
        """Add the lines on *page* to those of their cells; a cell may go on from page to page."""
        from weasyprint.formatting_structure import boxes
        from weasyprint.stacking import StackingContext

        reached: dict[int, float] = {}

        def visit(blocks: Mapping[Any, Any], cell: Any, index: int) -> None:
            for block, inner in blocks.items():
                mark = block.element.get("data-foreign") if block.element is not None else None
                if isinstance(block, boxes.TableCellBox):
                    cell, index = block, -1 if mark is None else int(mark)
                if index >= 0:
                    self._lines_of(block, cell, index, heights[index], lines[index], reached)
                visit(inner, cell, index)

        for context in StackingContext.from_page(page).zero_z_contexts:
            visit({context.box: context.blocks_and_cells}, None, -1)
        for index, height in reached.items():
            heights[index] += height

    def _lines_of(
        self, block: Any, cell: Any, index: int, offset: float, lines: list[Line], reached: dict[int, float]
    ) -> None:
        from weasyprint.draw import draw_inline_level
        from weasyprint.formatting_structure import boxes

        left, top = cell.content_box_x(), cell.content_box_y()
        if block is not cell and isinstance(block, boxes.BlockBox):
            self._block(block, (left, top), index, offset, lines, reached)
        for line in block.children if hasattr(block, "children") else ():
            if not isinstance(line, boxes.LineBox):
                continue
            tags: dict[Any, Any] = {}
            recorded = recording(self.stream, partial(draw_inline_level, page=None, box=line), tags)
            y = line.position_y - top
            moved = b"q 1 0 0 1 %b %b cm\n%b\nQ\n" % (number(-left), number(offset - top), recorded)
            parts = (("", moved),) if recorded else ()
            lines.append(Line(offset + y, line.height, parts, (), tuple(_links(line, left)), len(tags)))
            after = 0.0 if block is cell else float(block.margin_bottom or 0)
            reached[index] = max(reached.get(index, 0.0), y + line.height + after)

    def _block(
        self,
        block: Any,
        origin: tuple[float, float],
        index: int,
        offset: float,
        lines: list[Line],
        reached: dict[int, float],
    ) -> None:
        """The border and background of a block in a cell whose content begins at *origin*, and its height."""
        from weasyprint.draw import draw_background, draw_border

        def draw(stream: Any) -> None:
            draw_background(stream, block.background)
            draw_border(stream, block)

        left, top = origin
        y = block.border_box_y() - top
        recorded = recording(self.stream, draw, {})
        if recorded:
            moved = b"q 1 0 0 1 %b %b cm\n%b\nQ\n" % (number(-left), number(offset - top), recorded)
            lines.append(Line(offset + y, block.border_height(), (("", moved),), (), ()))
        reached[index] = max(
            reached.get(index, 0.0), y + block.border_height() + float(block.margin_bottom or 0)
        )


def _links(line: Any, left: float) -> Iterator[Link]:
    """The links in *line*."""
    from weasyprint.formatting_structure import boxes

    for box in line.children:
        if isinstance(box, boxes.InlineBox) and box.element_tag == "a" and box.element.get("href"):
            x, _, width, _ = box.hit_area()
            yield Link(x - left, x - left + width, box.element.get("href"))


def recording(stream: Any, draw: Callable[[Any], object], tags: dict[Any, Any] | None = None) -> bytes:
    """The operators that *draw* writes; *stream* lends its resources.

    Text is marked where there are *tags*, which are then filled, and what is no text is marked as an artifact.
    """
    made = stream.clone(stream=[], tags=tags)
    draw(made)
    return b"\n".join(_bytes(item) for item in made.stream)


def _bytes(item: Any) -> bytes:
    if isinstance(item, bytes):
        return item
    return bytes(item.data) if hasattr(item, "data") else str(item).encode()
