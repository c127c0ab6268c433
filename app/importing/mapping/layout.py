"""Where a table begins: which of its first rows names the columns, if any does."""

from collections.abc import Sequence

from app.importing.kinds.registry import KINDS
from app.importing.mapping.headings import normal
from app.importing.values import countries, days, plain
from app.infra.sheets_in.tables import Cell

LOOKED_AT = 40
"""Rows among which the header is looked for."""


def header_row(rows: Sequence[Sequence[Cell]]) -> int:
    """The number, from 1, of the row among the first *rows* that names the columns; 0 where none does."""
    if not rows:
        return 0
    known = _known_headings()
    width = max(map(len, rows))
    best, most = 0, 0.0
    for number, row in enumerate(rows[:LOOKED_AT], 1):
        score = _score(row, width, known, rows[number : number + 12])
        if score > most + 0.01:
            best, most = number, score
    return best


def _known_headings() -> frozenset[str]:
    return frozenset(word for kind in KINDS.values() for target in kind.targets for word in target.known_as)


def _score(row: Sequence[Cell], width: int, known: frozenset[str], below: Sequence[Sequence[Cell]]) -> float:
    texts = [plain.line(cell) for cell in row]
    filled = [text for text in texts if text]
    if not filled or any(len(text) > 120 for text in filled) or not any(below):
        return 0.0
    if any(_is_data(text) for text in filled):
        return 0.0
    headings = [normal(text) for text in filled]
    hits = sum(1 for heading in headings if heading in known)
    distinct = len(set(headings)) / len(headings)
    share = len(filled) / width
    if width == 1:
        return float(hits)
    if not hits and (len(filled) < 2 or share < 0.5):
        return 0.0
    under = [sum(1 for cell in one if cell) for one in below if one]
    fits = sum(1 for count in under if count <= len(filled) + 1) / len(under) if under else 0.0
    # Of rows alike the first wins; a heading that is known counts more than one that only looks like one.
    return (hits * 2 + len(filled) * 0.5) * distinct * (0.4 + 0.6 * fits) * (0.6 + 0.4 * share)


def _is_data(text: str) -> bool:
    """Whether *text* is a value rather than a heading: an address, a day, a number of more than two digits."""
    if "@" in text or "://" in text or days.looks_like_day(text):
        return True
    return text.replace(".", "").replace(",", "").isdigit() and len(text) > 2


def headings(rows: Sequence[Sequence[Cell]], header: int) -> list[str]:
    """The names of the columns: those of row *header*, made distinct; letters where there is none."""
    width = max(map(len, rows), default=0)
    named = rows[header - 1] if 0 < header <= len(rows) else ()
    found: list[str] = []
    for place in range(width):
        name = plain.line(named[place])[:120] if place < len(named) else ""
        name = name or f"Column {letters(place)}"
        same = sum(1 for one in found if one.rpartition(" (")[0] == name or one == name)
        found.append(f"{name} ({same + 1})" if same else name)
    return found


def letters(place: int) -> str:
    """The letters of the column at *place* (from 0), as a spreadsheet shows them."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def is_country_column(cells: Sequence[Cell]) -> bool:
    """Whether most of *cells* name countries."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(map(countries.is_place, filled)) * 10 >= len(filled) * 7
