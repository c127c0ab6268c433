"""Cells broken into lines, as WeasyPrint would break them, each line as operators of PDF.

A cell is set about its own top left corner, so that one that occurs often is set once and moved.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.infra.ledger.lines import Line, Link, Piece, broken, composed
from app.infra.ledger.pango import may_break_between
from app.infra.ledger.rows import Cell, Run, begins_paragraph
from app.infra.ledger.shaping import Unsettable
from app.infra.ledger.specimen import GREEDY_SPACES, Framed, Ink, Position
from app.infra.ledger.typeface import BREAK, NO_BREAK, SETTABLE


@dataclass(slots=True)
class SetCell:
    """A cell in lines; ``parts`` are those of all its lines together, one where it has no links.

    Where WeasyPrint has *drawn* it, its text brings its marks along, and its ornaments are among it.
    """

    height: float
    lines: Sequence[Line]
    parts: list[tuple[str, bytes]] = field(default_factory=list)
    frames: list[tuple[float, float, Framed]] = field(default_factory=list)
    links: list[tuple[float, float, Link]] = field(default_factory=list)
    marks: int = 0
    drawn: bool = False

    def __post_init__(self) -> None:
        for line in self.lines:
            self.frames += line.frames
            self.links += ((line.top, line.height, link) for link in line.links)
            for href, drawn in line.parts:
                operators = remarked(drawn, self.marks) if line.marks and self.marks else drawn
                if self.parts and self.parts[-1][0] == href:
                    self.parts[-1] = (href, self.parts[-1][1] + operators)
                else:
                    self.parts.append((href, operators))
            self.marks += line.marks


_MARK = re.compile(rb"(?<=/MCID )\d+(?=>>\s?BDC)")


def remarked(operators: bytes, by: int) -> bytes:
    """*operators* with the numbers of their marks raised."""
    return _MARK.sub(lambda found: b"%d" % (int(found[0]) + by), operators)


def is_settable(cell: Cell) -> bool:
    """Whether the painter has all that the text of *cell* needs, as far as its characters tell."""
    return all(run.text.isascii() or SETTABLE.fullmatch(run.text) for run in cell)


def set_cell(cell: Cell, position: Position) -> SetCell:
    """*cell* set in *position*; raises :class:`Unsettable` where WeasyPrint must do it."""
    if not is_settable(cell):
        raise Unsettable("script")
    lines: list[Line] = []
    y = after = 0.0
    paragraphs = _paragraphs(cell)
    for index, (paragraph, runs) in enumerate(paragraphs, 1):
        block = position.blocks[paragraph]
        y += max(after, block.before) if lines else block.before
        after = block.after
        forced = _forced_lines(runs, paragraph, position)
        if index < len(paragraphs):
            _end(forced[-1])
        for pieces in forced:
            for line in broken(pieces, position.width):
                lines.append(composed(line, y, block, position))
                y += lines[-1].height
    return SetCell(y + after, lines)


def _paragraphs(cell: Cell) -> list[tuple[str, list[Run]]]:
    found: list[tuple[str, list[Run]]] = []
    for run in cell:
        if begins_paragraph(run):
            found.append((run.style, []))
        else:
            if not found:
                found.append(("", []))
            runs = found[-1][1]
            if runs and _is_plain(run) and _is_plain(runs[-1]):
                runs[-1] = Run(runs[-1].text + run.text)
            else:
                runs.append(run)
    return found


def _is_plain(run: Run) -> bool:
    """Whether *run* is text without an element of its own, which makes one text with others beside it."""
    return not (run.style or run.framed or run.href) and run.text != "\n"


def _forced_lines(runs: list[Run], paragraph: str, position: Position) -> list[list[Piece]]:
    """The pieces of *runs*, a list for each line that the declaration asks for."""
    pieces: list[Piece] = []
    found = [pieces]
    spaced = True  # at the beginning of a line a space collapses
    for text, style, framed, href in runs:
        if text == "\n":
            _end(pieces)
            pieces = []
            found.append(pieces)
            spaced = True
            continue
        if framed:
            frame = position.frames.get((paragraph, style, text))
            if frame is None or frame.width > position.width:
                raise Unsettable("frame")
            if not spaced and pieces[-1].glue == NO_BREAK:
                pieces[-1].glue = BREAK
            word = frame.ink.faces.word(text)
            pieces.append(Piece(frame.ink, word, frame, frame.width, href, NO_BREAK))
            spaced = False
            continue
        ink = position.inks[paragraph, style]
        if "  " in text or not text.isprintable():
            text = GREEDY_SPACES.sub(" ", text)  # noqa: PLW2901 -- as a style sheet has it
        bare = text.strip(" ")
        if not spaced and text[:1] == " ":
            pieces[-1].spaced(ink, ink.faces.lead(bare) if bare else None)
            spaced = True
        if not bare:
            continue
        if not spaced:
            _join(pieces[-1], bare, ink)
        _add(pieces, bare, ink, href)
        spaced = text[-1] == " "
        if spaced:
            pieces[-1].spaced()
    return found


def _end(pieces: list[Piece]) -> None:
    """Let a space follow at the end of a line: it is not seen, but keeps words apart for those who listen or copy."""
    if pieces and pieces[-1].glue == NO_BREAK:
        pieces[-1].spaced()


def _join(last: Piece, text: str, ink: Ink) -> None:
    """Let a line break between *last* and *text*, where the two characters that meet allow it."""
    if last.frame is not None or may_break_between(last.word.text[-1], text[0], ink.faces.language):
        last.glue = BREAK


def _add(pieces: list[Piece], text: str, ink: Ink, href: str) -> None:
    size, spacing = ink.size / 1000, ink.spacing
    if ink.wraps:
        pieces += [
            Piece(ink, word, None, word.width * size + word.glyphs * spacing, href, glue, blank)
            for word, glue, blank in ink.faces.text(text)
        ]
    else:
        word = ink.faces.word(text)
        pieces.append(Piece(ink, word, None, word.width * size + word.glyphs * spacing, href, NO_BREAK))
