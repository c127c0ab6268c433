"""Cells as text: tidied, blank ones known as such, several values in one parted, folded for comparison."""

import functools
import re
import unicodedata
from collections.abc import Iterator

from app.importing import words
from app.infra.sheets_in.tables import Cell

_APART = re.compile(r"[\W_]+")
_QUOTED = re.compile(r"'[=+\-@|%\t\r\n]")
_STRONG = re.compile(r"\s*(?:[;|\n•·‣▪●]|\r\n?| / )\s*")
_BRACKETED = re.compile(r"\([^()\n]*\)")
_WEAK = re.compile(r"\s*,\s*")
_AND = re.compile(r"\s+(?:and|und|et|y|e|en|&|\+)\s+", re.I)
_BULLET = re.compile(r"^\s*(?:[-*–•]|\d{1,2}[.)])\s+")


def text(cell: Cell) -> str:
    """*cell* as one text, without the apostrophe that a sheet puts before what could be taken for a formula."""
    if cell is None:
        return ""
    value = "; ".join(cell) if cell.__class__ is not str else cell
    value = value.strip()
    return value[1:] if value[:1] == "'" and _QUOTED.match(value) else value


def line(cell: Cell) -> str:
    """*cell* as a single line: breaks and runs of spaces become one space."""
    return _spaced(text(cell))


def _spaced(value: str) -> str:
    """*value* with one space for each run of spaces and breaks."""
    return " ".join(value.split())


@functools.lru_cache(maxsize=65_536)
def folded(value: str) -> str:
    """*value* as it is compared: no case, accents, punctuation."""
    bare = value.casefold()
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFKD", bare)
        bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _APART.sub(" ", bare).strip()


@functools.cache
def _blanks() -> frozenset[str]:
    return frozenset(words.read("terms")["blank"]["words"])


def is_blank(value: str) -> bool:
    """Whether *value* says that there is none: nothing, a dash, “n/a” in five languages, a sheet's own error."""
    return not value or (len(value) < 20 and value.casefold() in _blanks())


def is_running(value: str) -> bool:
    """Whether *value* is running text rather than a term: long, or of many words."""
    return len(value) > 48 or len(value.split()) > 5


def parts(cell: Cell, *, commas: bool = True) -> list[str]:
    """The several values in *cell*: a list as it is, else parted at line breaks, semicolons, bars, bullets and commas.

    Commas inside brackets stay; a comma parts only where nothing stronger does, and only with *commas*.
    """
    if isinstance(cell, list):
        return list(dict.fromkeys(" ".join(one.split()) for one in cell if not is_blank(one.strip())))
    # What stands in brackets belongs to what stands before them.
    whole = _BRACKETED.sub(lambda found: found[0].replace(";", ",").replace(" / ", ", "), text(cell))
    found = [piece for piece in _STRONG.split(whole) if piece]
    if commas and len(found) == 1:
        found = list(_at_commas(found[0]))
    found = [
        _BULLET.sub("", piece).strip(" .") if piece.endswith(".") else _BULLET.sub("", piece)
        for piece in found
    ]
    return list(dict.fromkeys(_spaced(one) for one in found if not is_blank(one)))


def _at_commas(value: str) -> Iterator[str]:
    depth, start = 0, 0
    for place, character in enumerate(value):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth = max(0, depth - 1)
        elif character == "," and not depth:
            yield value[start:place].strip()
            start = place + 1
    yield value[start:].strip()


def at_and(value: str) -> list[str]:
    """*value* parted at “and” and its like."""
    return [piece for piece in _AND.split(value) if piece.strip()]
