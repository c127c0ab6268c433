"""Cutting the pages of an agreement into passages: a clause, a sub-clause, a list item or a row each.

A passage keeps its place (page and characters, so that it can be shown where it stands), the heading above it and
the number printed before it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST = 1500
"""Characters beyond which a passage is cut at the end of a sentence: what one can take in at a glance."""
_SHORTEST = 40
"""Characters below which a stretch is no passage, and no sentence, of its own."""

_NUMBER = (
    r"(?:(?:article|section|clause|annex|schedule|appendix|exhibit|part|table)\s+[\dA-Z][\w.()]*"
    r"|\d{1,2}(?:\.\d{1,2}){1,4}\.?|\d{1,2}[.)]|\([a-z]{1,5}\)|\(\d{1,2}\)|[a-z]{1,4}[.)]|[A-Z][.)])"
)
_MARKED = re.compile(rf"\s*(?P<number>{_NUMBER})\s+(?=\S)", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r"\s*(?P<number>\d{1,2})\s+(?=[A-Z“\"])")
_BULLET = re.compile(r"\s*[•●▪◦■\-–—*]\s+\S")
_DEFINED = re.compile(r"\s*[“\"][^”\"]{2,80}[”\"]")
_PAGE_NUMBER = re.compile(r"\s*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\s*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.;:!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9(])")
_RUNNING = re.compile(r"[.;:]\s|[,;]\s+and the\b")
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|[A-Z]\.[A-Z]|no|nos|art|sec|cal|civ|inc|ltd|co|e\.g|i\.e|seq)\.$", re.IGNORECASE
)
_ENDED = re.compile(r"[.;:!?][\"”’)]*\s*(?:and|or)?\s*$")


@dataclass(frozen=True)
class Span:
    """A stretch of one page's text; ``page`` counts from 1, the characters from 0, ``end`` is the first beyond."""

    page: int
    start: int
    end: int


@dataclass(frozen=True)
class _Place:
    """Where a line of a passage comes from: ``offset`` in the passage's text, ``start`` in the page's."""

    offset: int
    page: int
    start: int
    length: int


@dataclass(frozen=True)
class Passage:
    """A stretch of the document that says one thing, under its ``heading``, with the ``number`` printed before it."""

    text: str
    places: tuple[_Place, ...]
    heading: str
    number: str
    order: int

    def spans(self, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
        """Where the characters from *start* to *end* of the passage's text stand: one span a page."""
        last = len(self.text) if end is None else end
        by_page: dict[int, Span] = {}
        for place in self.places:
            begin = max(start, place.offset) - place.offset
            stop = min(last, place.offset + place.length) - place.offset
            if begin < stop:
                before = by_page.get(place.page)
                at = before.start if before else place.start + begin
                by_page[place.page] = Span(place.page, at, place.start + stop)
        return tuple(by_page.values())


@dataclass(frozen=True)
class _Line:
    text: str
    page: int
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass
class _Open:
    """A passage being put together, and what stands over it."""

    lines: list[_Line]
    heading: str
    number: str


def segments(pages: Sequence[str]) -> tuple[Passage, ...]:
    """The passages of the document whose *pages* are given, in order."""
    found: list[Passage] = []
    for block in _blocks(_lines(pages)):
        for piece in _pieces(block.lines):
            text, places = _joined(piece)
            found.append(Passage(text, places, block.heading, block.number, len(found)))
    return tuple(found)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """From and to of each sentence of *text*; a number or a short heading goes with what follows it."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if end.start() - start >= _SHORTEST and not _ABBREVIATED.search(text, start, end.start()):
            yield start, end.start()
            start = end.end()
    if start < len(text):
        yield start, len(text)


def _lines(pages: Sequence[str]) -> list[_Line]:
    """All lines but page numbers and what is printed on top or at the foot of most pages."""
    split = [page.split("\n") for page in pages]
    edges = Counter(line for lines in split for line in {" ".join(at.split()) for at in _edge(lines)})
    running = {line for line, count in edges.items() if line and len(pages) > 2 and count > len(pages) / 2}
    found: list[_Line] = []
    for number, lines in enumerate(split, start=1):
        place = 0
        for index, text in enumerate(lines):
            at_edge = index < 3 or index >= len(lines) - 3
            printed = _PAGE_NUMBER.fullmatch(text) or " ".join(text.split()) in running
            if not (at_edge and len(pages) > 1 and (printed or not text.strip())):
                found.append(_Line(text, number, place))
            place += len(text) + 1
    return found


def _edge(lines: Sequence[str]) -> list[str]:
    filled = [line for line in lines if line.strip()]
    return filled[:2] + filled[-2:]


def _blocks(lines: Sequence[_Line]) -> Iterator[_Open]:
    widths = sorted(len(line.text) for line in lines if line.text.strip())
    wide = widths[int(len(widths) * 0.9)] if widths else 0
    heading = ""
    current = _Open([], "", "")
    before: _Line | None = None
    for line in lines:
        if not line.text.strip():
            before = None
            continue
        if _begins(line, before, wide):
            if current.lines:
                if _is_heading(current.lines):
                    heading = " ".join(" ".join(at.text.split()) for at in current.lines)
                elif not _too_short(current):
                    yield current
                    current = _Open([], heading, "")
            if not (current.lines and _too_short(current) and not _is_heading(current.lines)):
                current = _Open([], heading, _number(line.text))
        current.lines.append(line)
        before = line
    if current.lines:
        yield current


def _begins(line: _Line, before: _Line | None, wide: int) -> bool:
    """Whether *line* opens a passage, seen from the one *before* it (``None`` after a blank one)."""
    text = line.text
    if before is None or _BULLET.match(text) or _is_heading_text(before.text):
        return True
    ended = bool(_ENDED.search(before.text))
    marked = _MARKED.match(text)
    if marked and (ended or not marked["number"][0].isalpha() or before.text.rstrip().endswith(",")):
        return True
    if marked and before.text.strip().lower() in {"and", "or"}:
        return True
    if ended and (line.page != before.page or _PLAIN_NUMBER.match(text) or _DEFINED.match(text)):
        return True
    if _is_heading_text(text) and (ended or text.isupper()):
        return True
    return ended and len(before.text) < wide * 0.75


def _number(text: str) -> str:
    marked = _MARKED.match(text) or _PLAIN_NUMBER.match(text)
    return marked["number"].strip("().") if marked else ""


def _is_heading(lines: Sequence[_Line]) -> bool:
    return len(lines) <= 2 and _is_heading_text(" ".join(line.text for line in lines))


def _is_heading_text(text: str) -> bool:
    """Whether *text* looks like a heading: short, unfinished, and numbered or in capitals or mostly capitalised."""
    if len(text) > 110:
        return False
    words = re.findall(r"[A-Za-z’']+", re.sub(rf"^\s*{_NUMBER}", "", text, flags=re.IGNORECASE))
    if not words or text.rstrip().endswith((",", ";", "and", "or", ":")):
        return False
    if text.isupper():
        return True
    bare = _MARKED.sub("", text, count=1)
    if _ENDED.search(text) or _BULLET.match(text) or _DEFINED.match(text) or _RUNNING.search(bare):
        return False
    if bare != text and len(words) <= 5 and len(text) < 50:
        return True
    long = [word for word in words if len(word) > 3]
    capital = sum(word[0].isupper() for word in long)
    return bool(long) and len(words) <= 14 and capital >= len(long) * 0.75 and words[0][0].isupper()


def _too_short(block: _Open) -> bool:
    return sum(len(line.text.strip()) for line in block.lines) < _SHORTEST


def _pieces(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """*lines* cut into pieces of at most :data:`LONGEST` characters, at ends of sentences where there are any."""
    piece: list[_Line] = []
    size = 0
    for line in (part for whole in lines for part in _parts(whole)):
        if piece and size + len(line.text) > LONGEST:
            yield piece
            piece, size = [], 0
        piece.append(line)
        size += len(line.text) + 1
    if piece:
        yield piece


def _parts(line: _Line) -> Iterator[_Line]:
    """*line* itself, or, where it is a paragraph too long for a passage, its sentences."""
    if len(line.text) <= LONGEST:
        yield line
        return
    for start, end in sentences(line.text):
        for at in range(start, end, LONGEST):
            yield _Line(line.text[at : min(end, at + LONGEST)], line.page, line.start + at)


def _joined(lines: Sequence[_Line]) -> tuple[str, tuple[_Place, ...]]:
    """*lines* as running text, and where each of them stands."""
    text = ""
    places: list[_Place] = []
    for line in lines:
        words = re.sub(r"\s", " ", line.text.strip())
        if words:
            text += " " if text else ""
            indent = len(line.text) - len(line.text.lstrip())
            places.append(_Place(len(text), line.page, line.start + indent, len(words)))
            text += words
    return text, tuple(places)
