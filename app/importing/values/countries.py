"""Countries as people write them: by code, by name in five languages, several in one cell, with their cities."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from babel.core import Locale, get_global

from app.importing import words
from app.importing.values import plain
from app.importing.values.plain import folded
from app.infra.sheets_in.tables import Cell
from app.kernel import places

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_CLOUD = re.compile(r"^(?:aws|amazon|gcp|google cloud|azure)[ :]+(?=\S)", re.I)
_CLOUD_REGION = re.compile(
    r"^(us|ca|eu|ap|sa|me|af|il|europe|asia|northamerica|southamerica|australia|africa)"
    r"[- ](?:[a-z-]+-?\d[a-z]?|(?:north|south|east|west|central)[a-z]*)$",
    re.I,
)
_OF_ONE_COUNTRY = {"us": "US", "ca": "CA", "australia": "AU"}
"""Beginnings of the names of cloud regions that lie in one country, whatever follows."""
_SIDES = "north|south|east|west|central|northern|southern|eastern|western"
_SIDE_AFTER = re.compile(rf"(?: (?:{_SIDES}))+(?: ?\d)?$| \d$", re.I)
_SIDE_BEFORE = re.compile(rf"^(?:(?:{_SIDES}) )+", re.I)
"""The side of a place that is meant: “East US 2”, “Germany West Central”, “Western Europe”."""
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
    found = {folded(word) for word in words.read("terms")["regions"]["words"]}
    for language in ("en", "es", "fr", "de", "nl"):
        # Continents and their parts stand among the territories by number.
        found |= {folded(name) for code, name in Locale(language).territories.items() if code.isdigit()}
    return frozenset(found)


def code_of(name: str) -> str | None:
    """The ISO 3166 code of the country that *name* names, if it names one."""
    known = _names()
    return next(
        (
            known[word]
            for word in (folded(name), folded(" ".join(plain.at_and(name))), *map(folded, _sided(name)))
            if word in known
        ),
        None,
    )


def _sided(name: str) -> Iterator[str]:
    """*name* without the side of the place that it means, less and less of it; of a cloud region its country."""
    bare = _CLOUD.sub("", name.strip())
    cloud = _CLOUD_REGION.match(bare)
    if cloud is not None:
        if cloud[1].lower() in _OF_ONE_COUNTRY:
            yield _OF_ONE_COUNTRY[cloud[1].lower()]
        return
    for pattern in (_SIDE_AFTER, _SIDE_BEFORE):
        rest = pattern.sub("", bare)
        if rest != bare and (len(rest) > 2 or rest.isupper()):
            yield rest
            bare = rest


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
    bare = _CLOUD.sub("", word.strip())
    said = folded(bare)
    begun = said.partition(" ")[0]
    return (
        said in _regions()
        or (begun in _WIDE and len(said) < 40)
        or bool(_CLOUD_REGION.match(bare))
        or any(folded(one) in _regions() for one in _sided(word))
    )


def is_place(cell: Cell) -> bool:
    """Whether *cell* names at least one country or region, and nothing that is not known."""
    found = read(cell)
    return bool(found.codes or found.regions) and not found.unknown
