"""Lines: pieces of text and framed runs, broken where a line is full, and written as operators of PDF."""

from typing import NamedTuple

from app.infra.ledger.shaping import Word
from app.infra.ledger.specimen import Block, Framed, Ink, Position
from app.infra.ledger.typeface import BREAK, NO_BREAK, SPACE

_SLACK = 0.01
"""Lengths are added up in another order than Pango's; a line may be this many pixels longer."""


class Link(NamedTuple):
    """Where in a line a link stands, in pixels, and where it leads."""

    left: float
    right: float
    href: str


class Line(NamedTuple):
    """A line: its top and height in the cell, its text by link (none for most), its frames, and the links' places.

    *marks* is how many marks its text brings along, counted from 0, where WeasyPrint has drawn it.
    """

    top: float
    height: float
    parts: tuple[tuple[str, bytes], ...]
    frames: tuple[tuple[float, float, Framed], ...]
    links: tuple[Link, ...]
    marks: int = 0


class Piece:
    """A word or a framed run that no line breaks; *glue* is what follows it.

    Where that is a space, *gap* is its style, *blank* its word and *space* its width.
    """

    __slots__ = ("blank", "frame", "gap", "glue", "href", "ink", "space", "width", "word")

    def __init__(
        self,
        ink: Ink,
        word: Word,
        frame: Framed | None,
        width: float,
        href: str,
        glue: int,
        blank: Word | None = None,
    ) -> None:
        self.ink = self.gap = ink
        self.word = word
        self.frame = frame
        self.width = width
        self.href = href
        self.glue = glue
        self.blank, self.space = ink.faces.space, ink.space
        if blank is not None:
            self.blank, self.space = blank, blank.width * ink.size / 1000 + ink.spacing

    def spaced(self, gap: Ink | None = None, blank: Word | None = None) -> None:
        """Let a space follow: of the same text, or in the style *gap*, there perhaps in another font."""
        self.glue = SPACE
        if gap is not None:
            self.gap, self.blank, self.space = gap, gap.faces.space, gap.space
            if blank is not None:
                self.blank, self.space = blank, blank.width * gap.size / 1000 + gap.spacing


def broken(pieces: list[Piece], room: float) -> list[list[Piece]]:
    """*pieces* in lines no longer than *room*; a word longer than that is broken anywhere."""
    lines: list[list[Piece]] = []
    line: list[Piece] = []
    chunk: list[Piece] = []
    used = gap = width = 0.0
    limit = room + _SLACK
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        chunk.append(piece)
        width += piece.width
        if piece.glue == NO_BREAK and index < last:
            continue
        if line and used + gap + width > limit:
            lines.append(line)
            line = []
            used = gap = 0.0
        if width > limit and not line:
            *full, chunk = _torn(chunk, room)
            lines += full
            width = sum(part.width for part in chunk)
        used += gap + width
        if line:
            line += chunk
            chunk = []
        else:
            line, chunk = chunk, []
        gap = piece.space if piece.glue == SPACE else 0.0
        width = 0.0
    lines.append(line)
    return lines


def _torn(chunk: list[Piece], room: float) -> list[list[Piece]]:
    """*chunk*, which is longer than *room*, broken where each line is full."""
    lines: list[list[Piece]] = [[]]
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


def _cut(piece: Piece, room: float, *, at_start: bool) -> tuple[Piece | None, Piece | None]:
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
    head.glue = BREAK
    return head, tail


def _part(piece: Piece, text: str) -> Piece:
    ink, word = piece.ink, piece.ink.faces.word(text)
    part = Piece(
        ink, word, None, word.width * ink.size / 1000 + word.glyphs * ink.spacing, piece.href, piece.glue
    )
    if piece.gap is not piece.ink:
        part.gap, part.blank, part.space = piece.gap, piece.blank, piece.space
    return part


def composed(line: list[Piece], y: float, block: Block, position: Position) -> Line:
    """*line* at *y* in its cell, as high as what stands in it asks for."""
    top, bottom = block.top, block.bottom
    ink: Ink | None = None
    mixed: dict[int, tuple[Ink, float, float]] = {}
    for piece in line:
        if piece.frame is not None:
            top, bottom = min(top, piece.frame.top), max(bottom, piece.frame.bottom)
            continue
        if piece.ink is not ink:
            ink = piece.ink
            top, bottom = min(top, ink.top), max(bottom, ink.bottom)
        if piece.word.extents is not None:
            rise, fall = piece.word.extents
            _, most_rise, most_fall = mixed.get(ink.number, (ink, *ink.faces.extents))
            mixed[ink.number] = (ink, max(rise, most_rise), max(fall, most_fall))
    for ink, rise, fall in mixed.values():
        leading = (ink.line_height - (rise + fall) * ink.size / 1000) / 2
        top, bottom = (
            min(top, -rise * ink.size / 1000 - leading),
            max(bottom, fall * ink.size / 1000 + leading),
        )
    x = 0.0
    if position.align != "left" and line:
        left = position.width - _width(line)
        x = left if position.align == "right" else left / 2
    parts, frames, links = _operators(line, x, y - top)
    return Line(y, bottom - top, parts, frames, links)


def _width(line: list[Piece]) -> float:
    return (
        sum(piece.width + (piece.space if piece.glue == SPACE else 0.0) for piece in line[:-1])
        + line[-1].width
    )


Frames = tuple[tuple[float, float, Framed], ...]
Parts = tuple[tuple[str, bytes], ...]


def _operators(line: list[Piece], x: float, baseline: float) -> tuple[Parts, Frames, tuple[Link, ...]]:
    """What shows *line* with its baseline at *baseline*: text by link, frames and links."""
    writer = _Writer(baseline)
    frames: list[tuple[float, float, Framed]] = []
    links: list[Link] = []
    show, begin = writer.show, writer.begin
    ink: Ink | None = None
    href = ""
    for piece in line:
        frame = piece.frame
        if frame is not None:
            frames.append((x, baseline, frame))
            ink, href = None, piece.href
            begin(piece.ink, x + frame.text_x, href)
        elif piece.ink is not ink or piece.href != href:
            ink, href = piece.ink, piece.href
            begin(ink, x, href)
        show(piece.word)
        if href:
            links.append(Link(x, x + piece.width, href))
        x += piece.width
        if piece.glue == SPACE:
            gap = piece.gap
            if gap is not ink:
                ink = gap
                begin(gap, x, href)
            show(piece.blank)
            x += piece.space
    return writer.parts(), tuple(frames), _merged(links)


class _Writer:
    """Writes the text of a line: operators by link."""

    def __init__(self, baseline: float) -> None:
        self._baseline = baseline
        self._parts: list[tuple[str, list[bytes]]] = []
        self._out: list[bytes] = []
        self._size = 0.0
        self._font = b""
        self._shown: list[bytes] = []

    def begin(self, ink: Ink, x: float, href: str) -> None:
        """Go on in *ink* at *x*."""
        if self._shown:
            self._close()
        if not self._parts or self._parts[-1][0] != href:
            self._out = []
            self._parts.append((href, self._out))
            self._font = b""
        if ink.size != self._size:
            self._size, self._font = ink.size, b""
        self._out.append(b"%b1 0 0 -1 %.2f %.2f Tm\n" % (ink.colour, x, self._baseline))

    def show(self, word: Word) -> None:
        """Show *word* after what was shown last."""
        for name, operand in word.pieces:
            if name != self._font:
                if self._shown:
                    self._close()
                self._out.append(b"/%b %.3f Tf\n" % (name, self._size))
                self._font = name
            self._shown.append(operand)

    def _close(self) -> None:
        self._out.append(b"[%b]TJ\n" % b"".join(self._shown))
        self._shown.clear()

    def parts(self) -> Parts:
        """All that was written, by link."""
        if self._shown:
            self._close()
        return tuple([(href, b"BT\n%bET\n" % b"".join(operators)) for href, operators in self._parts])


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
    writer.begin(ink, x, "")
    writer.show(ink.faces.word(text))
    return b"".join(operators for _, operators in writer.parts())
