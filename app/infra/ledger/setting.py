"""Cells broken into lines, as WeasyPrint would break them, each line as operators of PDF.

A cell is set about its own top left corner, so that one that occurs often is set once and moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.infra.ledger.rows import Cell, Run, begins_paragraph
from app.infra.ledger.specimen import GREEDY_SPACES, Framed, Ink, Position, number
from app.infra.ledger.typeface import BREAK, NO_BREAK, SETTABLE, SPACE, Unsettable, Word, may_break_between

_SLACK = 0.01
"""Lengths are added up in another order than Pango's; a line may be this many pixels longer."""


class Link(NamedTuple):
    """Where in a line a link stands, in pixels, and where it leads."""

    left: float
    right: float
    href: str


class Line(NamedTuple):
    """A line: its top and height in the cell, its text by link (none for most), its frames, and the links' places."""

    top: float
    height: float
    parts: tuple[tuple[str, bytes], ...]
    frames: tuple[tuple[float, float, Framed], ...]
    links: tuple[Link, ...]


@dataclass(slots=True)
class SetCell:
    """A cell in lines; ``parts`` are those of all its lines together, one where it has no links."""

    height: float
    lines: Sequence[Line]
    parts: list[tuple[str, bytes]] = field(default_factory=list)
    frames: list[tuple[float, float, Framed]] = field(default_factory=list)
    links: list[tuple[float, float, Link]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for line in self.lines:
            self.frames += line.frames
            self.links += ((line.top, line.height, link) for link in line.links)
            for href, operators in line.parts:
                if self.parts and self.parts[-1][0] == href:
                    self.parts[-1] = (href, self.parts[-1][1] + operators)
                else:
                    self.parts.append((href, operators))


class _Piece(NamedTuple):
    """A word or a framed run that no line breaks; *glue* is what follows it, *gap* the style of a space that does."""

    ink: Ink
    word: Word
    frame: Framed | None
    width: float
    href: str
    glue: int
    gap: Ink | None = None


def is_settable(cell: Cell) -> bool:
    """Whether the painter has all that the text of *cell* needs, as far as its characters tell."""
    return all(run.text.isascii() or SETTABLE.fullmatch(run.text) for run in cell)


def set_cell(cell: Cell, position: Position) -> SetCell:
    """*cell* set in *position*; raises :class:`Unsettable` where WeasyPrint must do it."""
    if not is_settable(cell):
        raise Unsettable("script")
    lines: list[Line] = []
    y = after = 0.0
    for paragraph, runs in _paragraphs(cell):
        block = position.blocks[paragraph]
        y += max(after, block.before) if lines else block.before
        after = block.after
        for pieces in _forced_lines(runs, paragraph, position):
            for line in _broken(pieces, position.width):
                composed = _composed(line, y, block.top, block.bottom, position)
                lines.append(composed)
                y += composed.height
    return SetCell(y + after, lines)


def _paragraphs(cell: Cell) -> list[tuple[str, list[Run]]]:
    found: list[tuple[str, list[Run]]] = []
    for run in cell:
        if begins_paragraph(run):
            found.append((run.style, []))
        else:
            if not found:
                found.append(("", []))
            found[-1][1].append(run)
    return found


def _forced_lines(runs: list[Run], paragraph: str, position: Position) -> list[list[_Piece]]:
    """The pieces of *runs*, a list for each line that the declaration asks for."""
    found: list[list[_Piece]] = [[]]
    spaced = True  # at the beginning of a line a space collapses
    for run in runs:
        if run.text == "\n":
            found.append([])
            spaced = True
            continue
        pieces = found[-1]
        if run.framed:
            frame = position.frames.get((paragraph, run.style, run.text))
            if frame is None or frame.width > position.width:
                raise Unsettable("frame")
            word = frame.ink.faces.word(run.text)
            if pieces and not spaced and pieces[-1].glue == NO_BREAK:
                pieces[-1] = pieces[-1]._replace(glue=BREAK)
            pieces.append(_Piece(frame.ink, word, frame, frame.width, run.href, NO_BREAK))
            spaced = False
            continue
        ink = position.inks[paragraph, run.style]
        text = run.text
        if "  " in text or "\n" in text or "\t" in text or "\r" in text:
            text = GREEDY_SPACES.sub(" ", text)
        bare = text.strip(" ")
        if text[:1] == " " and not spaced and pieces:
            pieces[-1] = pieces[-1]._replace(glue=SPACE, gap=ink)
            spaced = True
        if not bare:
            continue
        if pieces and not spaced:
            _join(pieces, bare, ink)
        _add(pieces, bare, ink, run.href)
        spaced = text[-1] == " "
        if spaced:
            pieces[-1] = pieces[-1]._replace(glue=SPACE, gap=ink)
    return found


def _join(pieces: list[_Piece], text: str, ink: Ink) -> None:
    """Let a line break between the last piece and *text*, where the two characters that meet allow it."""
    last = pieces[-1]
    if last.frame is not None or may_break_between(last.word.text[-1], text[0], ink.faces.language):
        pieces[-1] = last._replace(glue=BREAK)


def _add(pieces: list[_Piece], text: str, ink: Ink, href: str) -> None:
    size, spacing = ink.size / 1000, ink.spacing
    if ink.wraps:
        pieces += [
            _Piece(ink, word, None, word.width * size + word.glyphs * spacing, href, glue)
            for word, glue in ink.faces.text(text)
        ]
    else:
        word = ink.faces.word(text)
        pieces.append(_Piece(ink, word, None, word.width * size + word.glyphs * spacing, href, NO_BREAK))


def _space(piece: _Piece) -> float:
    """The width of the space after *piece*."""
    ink = piece.gap or piece.ink
    return ink.faces.space.width * ink.size / 1000 + ink.spacing


def _broken(pieces: list[_Piece], room: float) -> list[list[_Piece]]:
    """*pieces* in lines no longer than *room*; a word longer than that is broken anywhere."""
    lines: list[list[_Piece]] = []
    line: list[_Piece] = []
    used = 0.0
    start = 0
    limit = room + _SLACK
    for index, piece in enumerate(pieces):
        if piece.glue == NO_BREAK and index + 1 < len(pieces):
            continue
        chunk = pieces[start : index + 1]
        start = index + 1
        width = sum(part.width for part in chunk)
        gap = _space(line[-1]) if line and line[-1].glue == SPACE else 0.0
        if line and used + gap + width > limit:
            lines.append(line)
            line, used, gap = [], 0.0, 0.0
        if width > limit and not line:
            *full, chunk = _torn(chunk, room)
            lines += full
            width = sum(part.width for part in chunk)
        line += chunk
        used += gap + width
    lines.append(line)
    return lines


def _torn(chunk: list[_Piece], room: float) -> list[list[_Piece]]:
    """*chunk*, which is longer than *room*, broken where each line is full."""
    lines: list[list[_Piece]] = [[]]
    used = 0.0
    for piece in chunk:
        rest = piece
        while used + rest.width > room + _SLACK and rest.frame is None and rest.ink.wraps:
            head, tail = _cut(rest, room - used, at_start=not lines[-1])
            if head is not None:
                lines[-1].append(head)
            lines.append([])
            used = 0.0
            if tail is None:
                break
            rest = tail
        else:
            lines[-1].append(rest)
            used += rest.width
    return [line for line in lines if line]


def _cut(piece: _Piece, room: float, *, at_start: bool) -> tuple[_Piece | None, _Piece | None]:
    """The longest beginning of *piece* that fits into *room* (at least one character at the start of a line)."""
    word = piece.word
    text, ink = word.text, piece.ink
    fits = 0
    used = 0.0
    for character in text:
        used += ink.faces.word(character).width * ink.size / 1000 + ink.spacing
        if used > room + _SLACK:
            break
        fits += 1
    fits = max(fits, 1 if at_start else 0)
    if fits == 0:
        return None, piece
    if fits >= len(text):
        return piece, None
    head, tail = _part(piece, text[:fits]), _part(piece, text[fits:])
    return head._replace(glue=BREAK), tail


def _part(piece: _Piece, text: str) -> _Piece:
    word = piece.ink.faces.word(text)
    return piece._replace(
        word=word, width=word.width * piece.ink.size / 1000 + word.glyphs * piece.ink.spacing
    )


def _composed(line: list[_Piece], y: float, top: float, bottom: float, position: Position) -> Line:
    """*line* at *y* in its cell; *top* and *bottom* are how far an empty line reaches about its baseline."""
    fallen: dict[int, tuple[Ink, float, float]] = {}
    width = 0.0
    for index, piece in enumerate(line):
        if piece.frame is not None:
            top, bottom = min(top, piece.frame.top), max(bottom, piece.frame.bottom)
        else:
            ink = piece.ink
            if ink.struts:
                top, bottom = min(top, ink.top), max(bottom, ink.bottom)
            rise, fall = piece.word.extents or ink.faces.extents
            _, known_rise, known_fall = fallen.get(ink.number, (ink, 0.0, 0.0))
            fallen[ink.number] = (ink, max(rise, known_rise), max(fall, known_fall))
        width += piece.width
        if piece.glue == SPACE and index + 1 < len(line):
            width += _space(piece)
    for ink, rise, fall in fallen.values():
        leading = (ink.line_height - (rise + fall) * ink.size / 1000) / 2
        top, bottom = (
            min(top, -rise * ink.size / 1000 - leading),
            max(bottom, fall * ink.size / 1000 + leading),
        )
    x = {"left": 0.0, "right": position.width - width, "center": (position.width - width) / 2}[position.align]
    parts, frames, links = _operators(line, x, y - top)
    return Line(y, bottom - top, parts, frames, links)


class _Writer:
    """Writes the text of a line: operators by link, and no operator that says again what holds anyway."""

    def __init__(self, baseline: float) -> None:
        self._y = number(baseline)
        self._parts: list[tuple[str, list[bytes]]] = []
        self._ink: Ink | None = None
        self._font: tuple[bytes, float] | None = None
        self._shown: list[bytes] = []

    def word(self, word: Word, ink: Ink, x: float, href: str, *, moved: bool = False) -> None:
        """Show *word* in *ink* at *x*, or where the one before ends unless *moved*."""
        if not self._parts or self._parts[-1][0] != href:
            self.close()
            self._parts.append((href, []))
            self._ink = self._font = None
        if ink is not self._ink or moved:
            self.close()
            place = (ink.colour, number(ink.spacing), number(x), self._y)
            self._parts[-1][1].append(b"%b rg %b Tc 1 0 0 -1 %b %b Tm\n" % place)
            self._ink = ink
        for name, operand in word.pieces:
            if (name, ink.size) != self._font:
                self.close()
                self._parts[-1][1].append(b"/%b %b Tf\n" % (name, number(ink.size)))
                self._font = (name, ink.size)
            self._shown.append(operand)

    def close(self) -> None:
        """Write what has been gathered."""
        if self._shown:
            self._parts[-1][1].append(b"[" + b"".join(self._shown) + b"]TJ\n")
            self._shown.clear()

    def parts(self) -> tuple[tuple[str, bytes], ...]:
        """All that was written, by link."""
        self.close()
        return tuple((href, b"BT\n" + b"".join(operators) + b"ET\n") for href, operators in self._parts)


def _operators(
    line: list[_Piece], x: float, baseline: float
) -> tuple[tuple[tuple[str, bytes], ...], tuple[tuple[float, float, Framed], ...], tuple[Link, ...]]:
    """What shows *line* with its baseline at *baseline*: text by link, frames and links."""
    writer = _Writer(baseline)
    frames: list[tuple[float, float, Framed]] = []
    links: list[Link] = []
    moved = False
    for piece in line:
        if piece.frame is None:
            writer.word(piece.word, piece.ink, x, piece.href, moved=moved)
            moved = False
        else:
            frames.append((x, baseline, piece.frame))
            writer.word(piece.word, piece.ink, x + piece.frame.text_x, piece.href, moved=True)
            moved = True
        if piece.href:
            links.append(Link(x, x + piece.width, piece.href))
        x += piece.width
        if piece.glue == SPACE:
            ink = piece.gap or piece.ink
            writer.word(ink.faces.space, ink, x, piece.href, moved=moved)
            moved = False
            x += _space(piece)
    return writer.parts(), tuple(frames), _merged(links)


def _merged(links: list[Link]) -> tuple[Link, ...]:
    """Links of the same run that stand side by side, as one."""
    found: list[Link] = []
    for link in links:
        if found and found[-1].href == link.href:
            found[-1] = Link(found[-1].left, link.right, link.href)
        else:
            found.append(link)
    return tuple(found)


def written(text: str, ink: Ink, x: float, baseline: float) -> bytes:
    """Operators that show *text*, which has no right-to-left or complex script, on one line."""
    writer = _Writer(baseline)
    writer.word(ink.faces.word(text), ink, x, "")
    return b"".join(operators for _, operators in writer.parts())
