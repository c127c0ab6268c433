"""Rows of a ledger on pages: the rest of the page on which it begins, and as many more as it takes."""

import logging
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from app.infra.ledger import foreign
from app.infra.ledger.painted import Contents, LinkElement, Painted, Place, RowElement, Sheet
from app.infra.ledger.rows import Cell, Ledger, Row
from app.infra.ledger.setting import SetCell, remarked, set_cell
from app.infra.ledger.shaping import Unsettable
from app.infra.ledger.specimen import Framed, Look, Position, Rule, number

_PROGRESS = logging.getLogger("weasyprint.progress")
_BLOCK = 400
"""How many rows are set at a time; what WeasyPrint must set of them is set together."""
_MOST_CELLS = 2000
"""How many set cells are remembered, in case they occur again."""
_LEVEL = 4
"""How hard pages are packed: harder takes twice as long for a tenth less."""
_FEW = 40.0
"""The least height, in pixels, in which a row that is higher than a page is begun at the foot of a page."""


class Painter:
    """Paints one ledger; *stream* lends WeasyPrint's resources, *setter* sets what the painter cannot.

    *page* is the number of the page on which it begins. Each that follows is told of to those who listen to
    WeasyPrint's progress, and who may end the work by raising.
    """

    def __init__(self, ledger: Ledger, look: Look, stream: Any, setter: foreign.Setter, page: int) -> None:
        self._page = page
        self._ledger, self._look = ledger, look
        self._stream, self._setter = stream, setter
        self._known: list[dict[Cell, SetCell]] = [{} for _ in look.positions]
        self._frames: dict[int, bytes] = {}
        self._made = Painted(look)
        self._y = look.first_y
        self._fresh = self._beginning = True
        self._group = 0
        self._marks: list[bytes] = []
        self._ornaments: list[bytes] = []
        self._rules: dict[Rule, list[bytes]] = {}
        self._sheet = Sheet()

    def paint(self) -> Painted:
        """All rows, on their sheets."""
        every = self._ledger.bookmark_every
        for count, (row, cells, note) in enumerate(self._set(self._ledger.rows())):
            self._group, rest = divmod(count, every)
            label = "" if rest else row.label
            self._row(row, cells, note, label)
        self._close()
        return self._made

    # Setting

    def _set(self, rows: Iterable[Row]) -> Iterator[tuple[Row, list[SetCell], SetCell | None]]:
        """Each row with its cells set."""
        last = len(self._look.positions) - 1
        source = iter(rows)
        while block := list(islice(source, _BLOCK)):
            foreign_cells: dict[foreign.Foreign, SetCell | None] = {}
            prepared = []
            for row in block:
                cells = [self._cell(index, cell, foreign_cells) for index, cell in enumerate(row.cells)]
                note = None if row.note is None else self._cell(last, row.note, foreign_cells)
                prepared.append((row, cells, note))
            for (index, cell), made in self._setter.set(list(foreign_cells)):
                self._known[index][cell] = made
            for row, cells, note in prepared:
                done = [
                    self._known[index][cell] if made is None else made
                    for index, (cell, made) in enumerate(zip(row.cells, cells, strict=True))
                ]
                below = None
                if row.note is not None:
                    below = self._known[last][row.note] if note is None else note
                yield row, done, below
            for known in self._known:
                if len(known) > _MOST_CELLS:
                    known.clear()

    def _cell(
        self, index: int, cell: Cell, foreign_cells: dict[foreign.Foreign, SetCell | None]
    ) -> SetCell | None:
        """The cell set, or ``None`` where it must wait for WeasyPrint."""
        known = self._known[index].get(cell)
        if known is not None:
            return known
        if (index, cell) in foreign_cells:
            return None
        try:
            made = set_cell(cell, self._look.positions[index])
        except Unsettable:
            foreign_cells[index, cell] = None
            return None
        self._known[index][cell] = made
        return made

    # Placing

    def _row(self, row: Row, cells: Sequence[SetCell], note: SetCell | None, label: str) -> None:
        look = self._look
        positions = look.positions[: len(cells)]
        height = self._height(positions, cells)
        below = 0.0 if note is None else self._height(look.positions[-1:], [note])
        if self._y + height + below > look.bottom and not self._fresh:
            room = look.bottom - look.continued_y
            if height + below <= room or look.bottom - self._y < _FEW:
                self._turn()
        sheet = len(self._made.sheets)
        if label:
            self._made.bookmarks.append(Place(sheet, self._y, label))
        if row.anchor:
            self._made.anchors.append(Place(sheet, self._y, row.anchor))
        rule = None if note is not None else look.row_rule
        self._piece(positions, cells, height, rule, note=False)
        if note is not None:
            self._piece(look.positions[-1:], [note], below, look.note_rule, note=True)

    def _above(self, position: Position) -> float:
        """What stands above a cell's text. Only the ledger's first row has half of the head's rule above it."""
        return position.above_first if self._beginning else position.above

    def _height(self, positions: Sequence[Position], cells: Sequence[SetCell]) -> float:
        return max(
            self._above(position) + cell.height + position.below
            for position, cell in zip(positions, cells, strict=True)
        )

    def _piece(
        self,
        positions: Sequence[Position],
        cells: Sequence[SetCell],
        height: float,
        rule: Rule | None,
        *,
        note: bool,
    ) -> None:
        """Put a row, or a note, where the last one ended; line by line where it is higher than what is left."""
        if self._y + height <= self._look.bottom + 0.01:
            element = self._made.elements
            self._made.elements += 1 + len(cells)
            contents = tuple(
                self._put(cell, position, self._y, height, element + number)
                for number, (position, cell) in enumerate(zip(positions, cells, strict=True), 1)
            )
            self._made.rows.append(RowElement(element, self._group, len(self._made.sheets), note, contents))
            self._y += height
        else:
            self._split(positions, cells, note=note)
        if rule is not None:
            self._rule(rule)
        self._fresh = self._beginning = False

    def _split(self, positions: Sequence[Position], cells: Sequence[SetCell], *, note: bool) -> None:
        """A row that is higher than what is left of the page: of each cell, as many lines a page as it takes."""
        element = self._made.elements
        self._made.elements += 1 + len(cells)
        first_sheet = len(self._made.sheets)
        rests = [list(cell.lines) for cell in cells]
        contents: list[list[tuple[int, int, int]]] = [[] for _ in cells]
        while True:
            used = 0.0
            for index, position in enumerate(positions):
                above = self._above(position)
                room = self._look.bottom - self._y - above - position.below
                rest = rests[index]
                start = rest[0].top if rest else 0.0
                count = 0
                while count < len(rest) and rest[count].top + rest[count].height - start <= room:
                    count += 1
                count = count or (1 if self._fresh and rest else 0)
                taken = [
                    line._replace(top=line.top - start, parts=_lifted(line.parts, start))
                    for line in rest[:count]
                ]
                taken = [
                    line._replace(frames=tuple((x, y - start, frame) for x, y, frame in line.frames))
                    for line in taken
                ]
                rests[index] = rest[count:]
                if taken:
                    part = SetCell(taken[-1].top + taken[-1].height, taken, drawn=cells[index].drawn)
                    put = self._put(part, position, self._y, 0.0, element + 1 + index)
                    sheet = len(self._made.sheets)
                    contents[index] += ((sheet, put, -1),) if isinstance(put, int) else put or ()
                    used = max(used, above + part.height + position.below)
            self._y += used
            if not any(rests):
                break
            self._turn()
        held = tuple(tuple(entry) or None for entry in contents)
        self._made.rows.append(RowElement(element, self._group, first_sheet, note, held))

    def _put(self, cell: SetCell, position: Position, y: float, height: float, element: int) -> Contents:
        """Show *cell* in its *position* of a row at *y*; returns what its structure element holds."""
        if not cell.parts and not cell.frames:
            return None
        above = self._above(position)
        y += above
        if height and position.vertical == "middle":
            y += (height - above - position.below - cell.height) / 2
        x = position.x
        for left, baseline, frame in cell.frames:
            self._ornament(frame, x + left, y + baseline)
        if cell.drawn:
            return self._drawn(cell, x, y, element)
        shift = b"q 1 0 0 1 %.2f %.2f cm\n" % (x, y)
        if not cell.links and len(cell.parts) == 1:
            return self._mark(shift, cell.parts[0][1], element)
        return self._linked(cell, shift, x, y, element)

    def _mark(self, shift: bytes, operators: bytes, element: int) -> int:
        owners = self._sheet.owners
        mark = len(owners)
        owners.append(element)
        self._marks.append(b"/TD <</MCID %d>>BDC\n%b%bQ\nEMC\n" % (mark, shift, operators))
        return mark

    def _drawn(self, cell: SetCell, x: float, y: float, element: int) -> Contents:
        """A cell that WeasyPrint has drawn, and marked piece by piece."""
        sheet, owners = len(self._made.sheets), self._sheet.owners
        first = len(owners)
        owners.extend([element] * cell.marks)
        operators = b"".join(operators for _, operators in cell.parts)
        self._marks.append(b"q 1 0 0 1 %.2f %.2f cm\n%bQ\n" % (x, y, remarked(operators, first)))
        contents = [(sheet, mark, -1) for mark in range(first, first + cell.marks)]
        return (*contents, *self._links(cell, x, y, element, {})) or None

    def _linked(self, cell: SetCell, shift: bytes, x: float, y: float, element: int) -> Contents:
        """A cell with links: each has an element of its own, in the order of the text."""
        sheet, contents = len(self._made.sheets), []
        marked: dict[str, int] = {}
        for href, operators in cell.parts:
            if not href:
                contents.append((sheet, self._mark(shift, operators, element), -1))
                continue
            owner = self._made.elements
            self._made.elements += 1
            marked[href] = len(self._made.links)
            mark = self._mark(shift, operators, owner)
            contents.append((sheet, mark, owner))
            self._made.links.append(LinkElement(owner, element, sheet, mark, (), href))
        return (*contents, *self._links(cell, x, y, element, marked))

    def _links(
        self, cell: SetCell, x: float, y: float, element: int, marked: dict[str, int]
    ) -> list[tuple[int, int, int]]:
        """Where the links of *cell* are; *marked* are those whose text has been shown, the others are made."""
        sheet, contents = len(self._made.sheets), []
        for top, height, link in cell.links:
            box = (x + link.left, y + top, x + link.right, y + top + height)
            if link.href not in marked:
                owner = self._made.elements
                self._made.elements += 1
                marked[link.href] = len(self._made.links)
                contents.append((sheet, -1, owner))
                self._made.links.append(LinkElement(owner, element, sheet, -1, (), link.href))
            index = marked[link.href]
            known = self._made.links[index]
            self._made.links[index] = known._replace(boxes=(*known.boxes, box))
        return contents

    # Ornaments

    def _ornament(self, frame: Framed, x: float, baseline: float) -> None:
        """The border and background of a framed run, as WeasyPrint draws them."""
        drawn = self._frames.get(id(frame))
        box = frame.box
        if drawn is None:
            from weasyprint.draw import draw_background, draw_border

            def draw(stream: Any) -> None:
                draw_background(stream, box.background)
                draw_border(stream, box)

            drawn = self._frames[id(frame)] = foreign.recording(self._stream, draw)
        if drawn:
            place = (x - box.position_x, baseline - box.position_y - box.baseline)
            self._ornaments.append(b"q 1 0 0 1 %.2f %.2f cm\n%b\nQ\n" % (*place, drawn))

    def _rule(self, rule: Rule) -> None:
        look = self._look
        line = b"%b %b m %b %b l\n" % (number(look.x), y := number(self._y), number(look.x + look.width), y)
        self._rules.setdefault(rule, []).append(line)

    # Pages

    def _turn(self) -> None:
        """Go on to the next page."""
        self._close()
        _PROGRESS.info("Painting - Page %d", self._page + len(self._made.sheets))
        self._sheet = Sheet()
        self._y = self._look.continued_y
        self._fresh = True

    def _close(self) -> None:
        """The page is full: pack its operators. Ornaments lie below the text, and are no part of what is read."""
        drawn = [b"/Artifact BMC\n", *self._ornaments]
        for rule, lines in self._rules.items():
            drawn.append(b"q %b RG %b w\n%bS Q\n" % (rule.colour, number(rule.thickness), b"".join(lines)))
        drawn.append(b"EMC\n")
        content = b"".join((*drawn, *self._marks))
        first = not self._made.sheets
        self._sheet.content = content if first else zlib.compress(content, _LEVEL)
        self._made.sheets.append(self._sheet)
        self._marks, self._ornaments, self._rules = [], [], {}


def _lifted(parts: tuple[tuple[str, bytes], ...], by: float) -> tuple[tuple[str, bytes], ...]:
    """*parts* of a line moved up."""
    if not by:
        return parts
    shift = b"q 1 0 0 1 0 %b cm\n" % number(-by)
    return tuple((href, shift + operators + b"Q\n") for href, operators in parts)
