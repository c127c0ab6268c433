"""Where WeasyPrint lets the painter in: as it paints its first page, and just before it writes the file."""

import functools
import zlib
from collections.abc import Callable, Sequence
from typing import Any

from app.infra.ledger import file, foreign, numbering, tagging
from app.infra.ledger.painted import Painted
from app.infra.ledger.painting import Painter
from app.infra.ledger.rows import Ledger
from app.infra.ledger.setting import remarked
from app.infra.ledger.specimen import Look, Reader, number


class Binding:
    """The ledgers of a document that is laid out and about to be written."""

    def __init__(self, document: Any, ledgers: Sequence[Ledger], lay_out: Callable[[str], Any]) -> None:
        """*lay_out* lays out a document of cells with the fonts of this one; see :mod:`app.infra.ledger.foreign`."""
        self._document, self._ledgers, self._lay_out = document, ledgers, lay_out
        self._kept: list[Any] = []
        self._reader = Reader(document.fonts, self._kept)
        self._looks = [self._reader.read(document.pages, ledger.anchor, ledger.samples) for ledger in ledgers]
        self._painted: list[Painted] = []
        self._frames: list[bytes] = []
        self._numbers: list[list[bytes]] = []
        self._marks: dict[int, int] = {}
        for index, page in enumerate(document.pages):
            page.paint = functools.partial(self._paint, index, page.paint)

    def _paint(self, index: int, paint: Callable[..., None], stream: Any, scale: float = 1) -> None:
        """Paint WeasyPrint's page *index*, before the first of them all ledgers, and on it where one begins."""
        if index == 0:
            self._paint_ledgers(stream)
        paint(stream, scale)
        for painted in self._painted:
            if painted.look.page == index:
                marks = self._marks[index] = len(stream._tags)
                sheet = painted.sheets[0]
                content = remarked(sheet.content, marks)
                stream.stream.insert(_after_head(stream, painted.look), b"q\n%b\nQ" % content)
                sheet.content = b""

    def _paint_ledgers(self, stream: Any) -> None:
        more = 0
        for ledger, look in zip(self._ledgers, self._looks, strict=True):
            setter = foreign.Setter(ledger.document, self._lay_out, stream, self._kept)
            self._painted.append(Painter(ledger, look, stream, setter, look.page + 1 + more).paint())
            more += len(self._painted[-1].sheets) - 1
        pages = self._document.pages
        added = {painted.look.page: len(painted.sheets) - 1 for painted in self._painted}
        numbers, total = [], 0
        for index in range(len(pages)):
            numbers.append(total + 1)
            total += 1 + added.get(index, 0)
        for painted in self._painted:
            page = pages[painted.look.page]
            self._frames.append(self._frame(painted.look, page, stream))
            first = numbers[painted.look.page] + 1
            self._numbers.append(
                [self._number(page, place, total) for place in range(first, first + len(painted.sheets) - 1)]
            )
        numbering.renumber(pages, numbers, total)
        self._reader.forget()
        self._ledgers = ()

    def _frame(self, look: Look, page: Any, stream: Any) -> bytes:
        """What stands around the rows on each further page: running head and foot, and the head of the table."""
        from weasyprint.draw import draw_page, draw_stacking_context
        from weasyprint.formatting_structure import boxes
        from weasyprint.stacking import StackingContext

        box = page._page_box
        counter = numbering.number_box(box)
        margins = [
            child
            for child in box.children
            if isinstance(child, boxes.MarginBox)
            and not any(inner is counter for inner in child.descendants())
        ]
        around = foreign.recording(stream, lambda made: draw_page(box.copy_with_children(margins), made))
        context = StackingContext.from_box(look.wrapper, box)
        head = foreign.recording(stream, lambda made: draw_stacking_context(made, context))
        height = number(page.height * 0.75)
        return zlib.compress(
            b"q 0.75 0 0 -0.75 0 %b cm\n/Artifact BMC\n%b\nq 1 0 0 1 0 %b cm\n%b\nQ\nEMC\nQ\nq 0.75 0 0 -0.75 0 %b cm\n"
            % (height, around, number(-look.lift), head, height)
        )

    def _number(self, page: Any, place: int, total: int) -> bytes:
        """The number of a further page; it closes what the frame has opened."""
        box = numbering.number_box(page._page_box)
        if box is None:
            return b"Q\n"
        ink = self._reader.ink(box.style)
        shown = numbering.shown(box, ink, numbering.numbered(box.text, place, total))
        return b"/Artifact BMC\n%bEMC\nQ\n" % shown

    def finish(self, pdf: Any) -> None:
        """Add the painted pages to *pdf*, which is then to be written by its own method as ever."""
        ledgers = [
            tagging.Bound(painted, frame, numbers, self._marks[painted.look.page])
            for painted, frame, numbers in zip(self._painted, self._frames, self._numbers, strict=True)
        ]
        tagging.bind(pdf, ledgers)
        self._painted.clear()
        pdf.write = functools.partial(file.write, pdf)


def _after_head(stream: Any, look: Look) -> int:
    """Where in *stream* the head of the table has been written, so that its rows follow it there too."""
    from weasyprint.formatting_structure import boxes

    texts = [box for box in look.head.descendants() if isinstance(box, boxes.TextBox)]
    last = max(stream._tags[box]["mcid"] for box in texts if box in stream._tags)
    written = stream.stream
    begins = next(
        index
        for index, item in enumerate(written)
        if isinstance(item, dict) and item.get("MCID") == last and written[index + 1] == b"BDC"
    )
    return int(written.index(b"EMC", begins)) + 1
