"""Words found in the columns of a table, the same on SQLite and PostgreSQL.

Every word must occur in one of the columns, in any case. The database folds the case of plain ASCII only, so
that words with other letters are asked for in the forms in which people write them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, String, and_, case, cast, false, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

MOST_WORDS = 8
"""Words beyond these are left out, so that no search takes arbitrarily long."""
LONGEST = 200
"""Characters of a search beyond these are left out."""
_AROUND = 70
"""Characters of an excerpt before and after the first word that matched."""


@dataclass(frozen=True)
class Place:
    """A column that is searched, and how people call it; *listed* where it holds a JSON list of lines."""

    label: str
    column: Any
    listed: bool = False


@dataclass(frozen=True)
class Source:
    """What is searched: the objects of one kind.

    *select_from* is the table, or a join; *shown* are further columns that a hit brings along. Hits whose *name*
    fits best come first, archived ones last.
    """

    key: Any
    name: Any
    places: Sequence[Place]
    select_from: Any = None
    where: Sequence[ColumnElement[bool]] = ()
    archived: Any = None
    shown: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Excerpt:
    """Where a hit matched: the place's *label* and its text in *pieces*, each with whether it is a match."""

    label: str
    pieces: Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class Hit:
    """An object that was found; *excerpt* is missing where the name alone matched."""

    key: Any
    name: str
    archived: bool
    shown: Mapping[str, Any]
    excerpt: Excerpt | None


@dataclass(frozen=True)
class Found:
    """The best hits of a source; *more* where there are others."""

    hits: Sequence[Hit]
    more: bool


def words_of(text: str) -> list[str]:
    """The words that *text* asks for."""
    return "".join(c if c.isprintable() else " " for c in text)[:LONGEST].split()[:MOST_WORDS]


def find(session: Session, source: Source, words: Sequence[str], *, most: int) -> Found:
    """The *most* best hits of *source* for *words*; none without words."""
    if not words:
        return Found((), more=False)
    hits = []
    rows = session.execute(_query(source, words).limit(most + 1)).all()
    for row in rows[:most]:
        values = row._mapping
        texts = [(place.label, _text(values[f"place_{n}"])) for n, place in enumerate(source.places)]
        name = str(values["name"] or "")
        # A list in JSON also matches by its brackets and quotes, which nobody meant.
        if all(any(_pattern([word]).search(text) for _, text in [("", name), *texts]) for word in words):
            shown = {label: values[f"shown_{label}"] for label in source.shown}
            excerpt = _excerpt(name, texts, words)
            hits.append(Hit(values["key"], name, bool(values["archived"]), shown, excerpt))
    return Found(hits, more=len(rows) > most)


class holds(FunctionElement[bool]):  # noqa: N801 -- reads as the SQL that it is
    """Whether a text is like a pattern with ``/`` as escape, in any case."""

    type = Boolean()
    name = "holds"
    inherit_cache = True


@compiles(holds)
def _ilike(element: holds, compiler: Any, **more: Any) -> str:
    text, pattern = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{text} ILIKE {pattern} ESCAPE '/'"


@compiles(holds, "sqlite")
def _like(element: holds, compiler: Any, **more: Any) -> str:
    """SQLite's LIKE is blind to case, and half as dear as lowering both sides."""
    text, pattern = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{text} LIKE {pattern} ESCAPE '/'"


def contains(column: Any, word: str, *, listed: bool = False) -> ColumnElement[bool]:
    """The condition that *word* occurs in *column*, in any case."""
    forms = [word] if word.isascii() else [word.lower(), word.upper(), word.capitalize()]
    if listed:
        # SQLite holds JSON as written, with escapes; PostgreSQL holds the characters themselves.
        forms += [json.dumps(form)[1:-1] for form in forms]
        column = cast(column, String)
    return or_(*(holds(column, f"%{_escaped(form)}%") for form in dict.fromkeys(forms)))


def _query(source: Source, words: Sequence[str]) -> Select[*tuple[Any, ...]]:
    places = [column.column.label(f"place_{n}") for n, column in enumerate(source.places)]
    shown = [column.label(f"shown_{label}") for label, column in source.shown.items()]
    archived = source.archived if source.archived is not None else false()
    query = select(
        source.key.label("key"), source.name.label("name"), archived.label("archived"), *places, *shown
    )
    if source.select_from is not None:
        query = query.select_from(source.select_from)
    for word in words:
        some = [contains(place.column, word, listed=place.listed) for place in source.places]
        query = query.where(or_(contains(source.name, word), *some))
    last = [] if source.archived is None else [archived]
    return query.where(*source.where).order_by(*last, _rank(source.name, words), source.name, source.key)


def _rank(name: Any, words: Sequence[str]) -> ColumnElement[int]:
    """0 for the very name, then names that begin with the words, then those that hold them all, then the rest."""
    whole = " ".join(words)
    return case(
        (holds(name, _escaped(whole)), 0),
        (holds(name, _escaped(whole) + "%"), 1),
        (and_(*(contains(name, word) for word in words)), 2),
        else_=3,
    )


def _escaped(text: str) -> str:
    return re.sub(r"([/%_])", r"/\1", text)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(
        "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE
    )


def _excerpt(name: str, texts: Sequence[tuple[str, str]], words: Sequence[str]) -> Excerpt | None:
    """The text with most of the words that the name lacks; ``None`` where the name has them all."""
    lacking = [word for word in words if not _pattern([word]).search(name)]
    if not lacking:
        return None
    label, text = max(texts, key=lambda pair: sum(bool(_pattern([word]).search(pair[1])) for word in lacking))
    return Excerpt(label, tuple(_pieces(text, words, _pattern(lacking))))


def _pieces(text: str, words: Sequence[str], first: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    match = first.search(text)
    if match is None:
        return
    start = max(0, match.start() - _AROUND)
    end = min(len(text), match.end() + _AROUND)
    # A word that the window would cut is left out whole.
    start = text.find(" ", start, match.start()) + 1 if start else 0
    cut = text.rfind(" ", match.end(), end) if end < len(text) else -1
    end = cut if cut > 0 else end
    if start:
        yield "… ", False
    at = start
    for found in _pattern(words).finditer(text, start, end):
        if found.start() > at:
            yield text[at : found.start()], False
        yield found.group(), True
        at = found.end()
    if at < end:
        yield text[at:end], False
    if end < len(text):
        yield " …", False


def mentions(column: Any, key: str) -> ColumnElement[bool]:
    """Whether the JSON list in *column* holds the text *key*, as a whole."""
    return cast(column, String).contains(f'"{key}"', autoescape=True)
