"""What stands beside the clauses while they are assessed: the document's text by page, and where each may be found.

Passages are found by their words alone. They are offered, accepted or dismissed by a person; no state follows from one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.domain.agreements.passages.finder import Suggestion
from app.domain.agreements.passages.reading import Reading, read_stored
from app.domain.documents import queries as documents
from app.extensions import db
from app.kernel.errors import CustodiaError
from app.pages.kit import uploads

_NEW_LINE = re.compile(r"\s*(?:[•●▪◦■–—*-]\s|[\dA-Za-z]{1,4}[.)]|\d+(?:\.\d+)+|\([a-z\d]{1,4}\)|[“\"])")


@dataclass(frozen=True)
class Offer:
    """A passage offered for a clause; ``number`` counts from 1 in the finder's order, best first."""

    key: str
    number: int
    found: Suggestion

    @property
    def name(self) -> str:
        """What forms and anchors call it, such as ``g28.h_audit:1``."""
        return f"{self.key}:{self.number}"

    @property
    def anchor(self) -> str:
        """The id of its place in the text."""
        return f"spot-{self.key}-{self.number}"


@dataclass(frozen=True)
class Piece:
    """A stretch of a page in which nothing begins or ends: its text, the offers over it and those that begin here."""

    text: str
    over: tuple[Offer, ...]
    begins: tuple[Offer, ...]


@dataclass(frozen=True)
class Sheet:
    """A page of the document, cut into pieces."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Beside:
    """The document beside the clauses: its sheets and, by clause key, the offers; or why it cannot be shown."""

    sheets: tuple[Sheet, ...] = ()
    offers: dict[str, tuple[Offer, ...]] = field(default_factory=dict)
    problem: str = ""

    def offer(self, name: str) -> Offer | None:
        """The offer called *name*, ``None`` where there is none (any more)."""
        key = name.rpartition(":")[0]
        return next((one for one in self.offers.get(key, ()) if one.name == name), None)


def beside(sha256: str | None, keys: Iterable[str]) -> Beside:
    """The document *sha256* with what it offers for each of *keys*; empty without a document."""
    if sha256 is None:
        return Beside()
    try:
        document, _ = documents.get(db.session, sha256)
        reading = read_stored(sha256, lambda: uploads.blobs().get(sha256), document.media_type or "", keys)
    except CustodiaError as error:
        return Beside(problem=error.sentence)
    return of_reading(reading)


def of_reading(reading: Reading) -> Beside:
    """What *reading* holds, cut for showing."""
    offers = {
        key: tuple(Offer(key, number, found) for number, found in enumerate(suggestions, start=1))
        for key, suggestions in reading.suggestions.items()
    }
    every = [one for of_key in offers.values() for one in of_key]
    sheets = tuple(
        Sheet(number, tuple(_pieces(flowing(text), number, every)))
        for number, text in enumerate(reading.pages, start=1)
    )
    return Beside(sheets, offers)


def flowing(page: str) -> str:
    """*page* with the line breaks of its layout as spaces, those between paragraphs kept; no character moves."""
    lines = page.split("\n")
    full = max((len(line) for line in lines), default=0) * 0.7
    text = lines[0]
    for before, line in pairwise(lines):
        runs_on = len(before) >= full and line.strip() and not _NEW_LINE.match(line)
        text += (" " if runs_on else "\n") + line
    return text


def _pieces(text: str, page: int, offers: Sequence[Offer]) -> Iterator[Piece]:
    stretches = [
        (span.start, min(span.end, len(text)), offer)
        for offer in offers
        for span in offer.found.highlight
        if span.page == page
    ]
    cuts = sorted({0, len(text), *(start for start, _, _ in stretches), *(end for _, end, _ in stretches)})
    begun: set[str] = set()
    for start, end in pairwise(cuts):
        over = tuple(offer for first, last, offer in stretches if first <= start and end <= last)
        fresh = tuple(one for one in over if one.name not in begun and one.found.page == page)
        begun.update(one.name for one in fresh)
        yield Piece(text[start:end], over, fresh)
