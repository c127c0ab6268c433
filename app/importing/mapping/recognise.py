"""What each column is: by its heading in five languages, and by what stands in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.imports.terms import ImportKind
from app.importing import words
from app.importing.kinds.kind import Kind
from app.importing.kinds.registry import KINDS
from app.importing.kinds.targets import Target
from app.importing.mapping.by_heading import ANY_LIST, by_heading
from app.importing.mapping.headings import normal
from app.importing.values import countries, days, plain
from app.importing.values.lexicon import Lexicon
from app.infra.sheets_in.tables import Cell
from app.kernel.records import LINE

SAMPLE = 300
"""Rows by whose cells columns are recognised."""
_ENOUGH = 55.0
"""The score from which a column is taken for a field."""
_NAMED = 70.0
"""The score from which its heading says so."""
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.I)
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.I)
_PHONE = re.compile(r"\+?[\d][\d ()./-]{6,20}")
_REF = re.compile(r"[A-Z]{2}-\d{4,}")


@dataclass(frozen=True)
class Sampled:
    """A column with its heading and the filled cells of its sample."""

    place: int
    heading: str
    cells: tuple[Cell, ...]

    def share(self, reads: str, lexicon: Lexicon | None) -> float | None:
        """The share of cells that read as *reads* asks; ``None`` where any text would."""
        if not self.cells:
            return None
        texts = [plain.line(cell) for cell in self.cells]
        filled = [
            (cell, text) for cell, text in zip(self.cells, texts, strict=True) if not plain.is_blank(text)
        ]
        if not filled:
            return None
        fits = sum(1 for cell, text in filled if _fits(cell, text, reads, lexicon))
        return fits / len(filled) if reads not in ("line", "prose", "lines", "name") else None


def _fits(cell: Cell, text: str, reads: str, lexicon: Lexicon | None) -> bool:
    match reads:
        case "country" | "places":
            return countries.is_place(cell)
        case "day":
            return days.looks_like_day(text)
        case "email":
            return bool(_EMAIL.search(text))
        case "domains":
            return bool(_URL.match(text) or _HOST.fullmatch(text.partition(" ")[0]))
        case "yes":
            lists = words.read("terms")
            return text.casefold() in lists["yes"]["words"] or text.casefold() in lists["no"]["words"]
        case "number":
            return text[:1].isdigit()
        case "word":
            return lexicon is None or lexicon.find(text) is not None or lexicon.within(text) is not None
        case "words":
            parts = plain.parts(cell)
            return lexicon is None or sum(1 for one in parts if lexicon.find(one)) * 2 >= max(1, len(parts))
    return True


def sampled(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[Sampled]:
    """The columns called *headings* with what stands in them in *rows*."""
    columns: list[dict[str, Cell]] = [{} for _ in headings]
    for row in rows:
        for place, cell in enumerate(row[: len(headings)]):
            if cell:
                columns[place].setdefault(str(cell), cell)
    return [
        Sampled(place, heading, tuple(columns[place].values())[:60]) for place, heading in enumerate(headings)
    ]


def recognise(
    kind: Kind, columns: Sequence[Sampled], lexicons: Mapping[str, Lexicon]
) -> tuple[dict[str, str | None], float]:
    """The field of each column by heading (``None``: none), and how sure all in all that the file is of *kind*.

    The best fitting pairs first; a field is filled by one column, unless it gathers several.
    """
    scored = []
    for column in columns:
        nothing = _is_nothing(kind, column)
        for target in kind.targets:
            score = _score(column, target, lexicons.get(target.lexicon))
            if nothing and score < 100:
                continue
            if score >= _ENOUGH:
                scored.append((score, -column.place, -kind.targets.index(target), column, target))
    scored.sort(key=lambda one: one[:3], reverse=True)
    found: dict[str, str | None] = {column.heading: None for column in columns}
    taken: set[str] = set()
    done: set[int] = set()
    named: set[str] = set()
    total = 0.0
    for score, _, _, column, target in scored:
        if column.place in done or (target.path in taken and not target.gathers):
            continue
        found[column.heading] = target.path
        done.add(column.place)
        taken.add(target.path)
        total += score
        if score >= _NAMED:
            named.add(target.path)
    if any(normal(column.heading) in kind.else_named for column in columns):
        named.add(kind.needs[0])
    sure = _sureness(kind, total, named, len(columns))
    if not any(path in taken for path in kind.needs):
        _take_first_text(kind, columns, found, taken)
    return found, sure


def _take_first_text(
    kind: Kind, columns: Sequence[Sampled], found: dict[str, str | None], taken: set[str]
) -> None:
    """Where no column names the thing, the first column of short, mostly different texts does."""
    target = kind.target(kind.needs[0])
    if target is None or target.reads not in ("line", "name"):
        return
    called = [column for column in columns if normal(column.heading) in kind.else_named]
    for column in [*called, *columns]:
        texts = [plain.line(cell) for cell in column.cells]
        if column in called and found[column.heading] is None:
            found[column.heading] = target.path
            taken.add(target.path)
            return
        names = [text for text in texts if text and len(text) <= 80 and not _is_typed(text)]
        if found[column.heading] is None and texts and len(names) * 10 >= len(texts) * 8:
            found[column.heading] = target.path
            taken.add(target.path)
            return


def _is_typed(text: str) -> bool:
    return bool(
        _EMAIL.search(text)
        or _URL.match(text)
        or days.looks_like_day(text)
        or _PHONE.fullmatch(text)
        or text.isdigit()
        or countries.code_of(text)
    )


def _is_nothing(kind: Kind, column: Sampled) -> bool:
    """Whether the heading is known for something that the register does not take from a list."""
    heading = normal(column.heading)
    if any(heading in target.known_as for target in kind.targets):
        return False
    return heading in _nothing() or heading.removesuffix(" link") in _nothing()


def _nothing() -> frozenset[str]:
    return frozenset(normal(word) for word in words.read("headers")["nothing"]["any"])


def _score(column: Sampled, target: Target, lexicon: Lexicon | None) -> float:
    """How well *column* is *target*: up to 100 for its heading, more or less by what stands in it."""
    heading = normal(column.heading)
    score = by_heading(heading, target)
    if not score and heading in ANY_LIST and target.lexicon == "subject":
        return 80.0 * (column.share(target.reads, lexicon) or 0.0)  # “categories” may be those of people
    if not score and target.path not in _BY_CONTENT:
        return 0.0
    if target.path == "ref" and not _are_references(column):
        return 0.0
    if target.reads in ("line", "name", "word", "country") and _is_long(column):
        return 0.0
    share = column.share(target.reads, lexicon)
    closed = (
        target.reads in ("word", "words") and lexicon is not None and not lexicon.may_add and lexicon.near
    )
    if share == 0 and len(column.cells) > 1 and (closed or heading in ANY_LIST):
        return 0.0  # nobody chose any of it from that list
    if score >= 100 and target.reads in ("word", "words") and share == 0 and lexicon is not None:
        # A column of running text under the heading of a vocabulary is described, not chosen from it.
        return 0.0 if target.path.endswith("purposes") and _is_running(column) else score - 10
    if target.path.endswith("purposes") and share is not None and share < 0.34 and _is_running(column):
        return 0.0
    if target.reads == "word" and target.path in ("role", "affiliation", "status") and share == 0:
        return score - 30
    if share is not None:
        if score and share < 0.2 and target.reads in ("day", "email", "country", "places", "domains", "yes"):
            return 0.0 if target.reads in ("domains", "email", "yes") else score - 60
        if score:
            return score + 10 * share
        return _by_content(column, target, share)
    return score


_BY_CONTENT = {
    "contact.email": "email",
    "email": "email",
    "domains": "domains",
    "flow.locations": "places",
    "locations": "places",
    "country": "country",
}
"""The fields that a column may be known for by its content alone, with how it is read."""


def _by_content(column: Sampled, target: Target, share: float) -> float:
    """A column with a heading that says nothing is known by its content, where the content leaves no doubt."""
    if share >= 0.9 and len(column.cells) > 1 and _BY_CONTENT[target.path] == target.reads:
        return 58.0
    return 0.0


def _are_references(column: Sampled) -> bool:
    texts = [plain.line(cell).upper() for cell in column.cells]
    return not texts or sum(1 for text in texts if _REF.fullmatch(text)) * 2 >= len(texts)


def _is_long(column: Sampled) -> bool:
    """Whether much of *column* is longer than a line of the register may be."""
    return sum(1 for cell in column.cells if len(plain.line(cell)) > LINE) * 5 > len(column.cells)


def _is_running(column: Sampled) -> bool:
    texts = [plain.line(cell) for cell in column.cells]
    return bool(texts) and sum(1 for text in texts if len(text.split()) > 1) * 2 >= len(texts)


def _sureness(kind: Kind, total: float, named: set[str], columns: int) -> float:
    """How sure it is that the file is of *kind*: the share of its columns that are known, less what is missing."""
    missing = sum(1 for group in kind.shows if not group & named)
    return total / max(columns, 1) - 60 * missing + _PREFERENCE.get(kind.key, 0.0)


_PREFERENCE = {
    ImportKind.THIRD_PARTIES: 10.0,
    ImportKind.SUB_PROCESSORS: 20.0,
    ImportKind.AGREEMENTS: 15.0,
    ImportKind.ACTIVITIES: 5.0,
    ImportKind.SUBJECTS: -1.0,
    ImportKind.PURPOSES: -1.0,
}
"""Where two kinds fit alike: what more than others makes a file of its kind, then the more common one."""


def kind_of(columns: Sequence[Sampled], lexicons: Mapping[str, Lexicon]) -> ImportKind:
    """The kind that a file with these *columns* fits best: third parties where nothing says otherwise."""
    sure = {kind.key: recognise(kind, columns, lexicons)[1] for kind in KINDS.values()}
    return max(sure, key=lambda key: sure[key])
