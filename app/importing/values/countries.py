"""Countries as people write them: by code, by name in five languages, several in one cell, with their cities."""

import functools
import re
from dataclasses import dataclass

from babel.core import get_global

from app.importing import words
from app.importing.values import plain
from app.importing.values.plain import folded
from app.infra.sheets_in.tables import Cell
from app.kernel import places

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_CLOUD_REGION = re.compile(
    r"^(?:aws |gcp |azure )?(us|eu|ap|sa|ca|me|af)[- ](?:[a-z-]+-?\d[a-z]?|(?:north|south|east|west|central)[a-z]*)$",
    re.I,
)
_DASH = re.compile(r"\s[—–-]\s")
_WIDE = frozenset({"global", "worldwide", "international", "multi", "multiple", "various", "varies"})


@dataclass(frozen=True)
class Countries:
    """What a cell of places says: the countries by code, places that are no single country, and what is not known."""

    codes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@functools.cache
def _names() -> dict[str, str]:
    """Every spelling that is known, folded, to its code."""
    known = places.countries()
    found: dict[str, str] = {}
    for code, targets in get_global("territory_aliases").items():
        if len(code) in (2, 3) and code.isalpha() and len(targets) == 1 and targets[0] in known:
            found[folded(code)] = targets[0]
    lists = words.read("terms")
    for code, names in lists["states"].items():
        found.update((folded(name), code) for name in names)
    for language in ("nl", "de", "fr", "es", "en"):
        found.update((folded(name), code) for code, name in places.countries(language).items())
    for code, names in lists["countries"].items():
        found.update((folded(name), code) for name in names)
    return found | {code.lower(): code for code in known}


@functools.cache
def _regions() -> frozenset[str]:
    return frozenset(folded(word) for word in words.read("terms")["regions"]["words"])


def code_of(name: str) -> str | None:
    """The ISO 3166 code of the country that *name* names, if it names one."""
    known = _names()
    return known.get(folded(name)) or known.get(folded(" ".join(plain.at_and(name))))


def read(cell: Cell) -> Countries:
    """The countries in *cell*. Where a piece of it names a country, what is not known beside it is taken for a city."""
    if isinstance(cell, list):
        pieces = cell
    else:
        value = plain.text(cell)
        if plain.is_blank(value):
            return Countries()
        if (whole := code_of(value)) is not None:
            return Countries((whole,))
        pieces = plain.parts(value, commas=False)
    codes: dict[str, None] = {}
    regions: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for piece in pieces:
        _read_piece(piece, codes, regions, unknown)
    return Countries(tuple(codes), tuple(regions), tuple(unknown))


def _read_piece(
    piece: str, codes: dict[str, None], regions: dict[str, None], unknown: dict[str, None]
) -> None:
    # What follows a dash explains.
    piece = _DASH.split(piece, maxsplit=1)[0] if _DASH.search(piece) else piece
    if (code := code_of(piece)) is not None:
        codes[code] = None
        return
    inside = [part for found in _BRACKETS.findall(piece) for part in found.split(",")]
    outside = _BRACKETS.sub(" ", piece)
    words_found: list[str] = []
    for part in (one.strip() for one in outside.replace("/", ",").split(",")):
        words_found.extend([part] if code_of(part) else plain.at_and(part))
    known = [(word, code_of(word)) for word in words_found if word.strip()]
    if not any(code for _, code in known):
        known += [(word, code_of(word)) for word in inside if word.strip()]
    got = False
    for word, code in known:
        if code is not None:
            codes[code] = None
            got = True
        elif _is_region(word):
            regions[word.strip()] = None
            got = True
    if not got:
        unknown[piece.strip()] = None


def _is_region(word: str) -> bool:
    """Whether *word* names places that are no single country: the EU, a region of a cloud, something global."""
    said = folded(word)
    begun = said.partition(" ")[0]
    return (
        said in _regions() or (begun in _WIDE and len(said) < 40) or bool(_CLOUD_REGION.match(word.strip()))
    )


def is_place(cell: Cell) -> bool:
    """Whether *cell* names at least one country or region, and nothing that is not known."""
    found = read(cell)
    return bool(found.codes or found.regions) and not found.unknown
