"""Where a column may go: a field of a record, how its cells are read, and what lists call it."""

import datetime as dt
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from app.importing import words
from app.importing.mapping.headings import normal
from app.kernel import spelling
from app.kernel.records import Record, is_list, link_of, term_type
from app.kernel.words import Term


@dataclass(frozen=True)
class Target:
    """A field that a column may fill.

    *path* is its name, after that of the part of the row that it belongs to (``entity.country``); *reads* how a cell
    is read: ``line``, ``prose``, ``day``, ``yes``, ``number``, ``email``, ``country``, ``places``, ``domains``,
    ``lines``, ``word``, ``words`` (of the lexicon *lexicon*).
    """

    path: str
    label: str
    help: str
    reads: str
    lexicon: str = ""
    vocabulary: type[Term] | None = None
    gathers: bool = False
    required: bool = False
    known_as: frozenset[str] = frozenset()


SPECIAL = {"locations": "places", "domains": "domains"}
"""How fields are read whose type does not say it."""


def of_record(
    record: type[Record],
    fields: str,
    *,
    words_from: str,
    prefix: str = "",
    group: str = "",
    reads: dict[str, str] | None = None,
    gathers: tuple[str, ...] = (),
) -> Iterator[Target]:
    """The targets for *fields* of *record* (their names, parted by spaces), below *prefix* where they belong to a part.

    *words_from* names the lists of what others call them, the first counting before the next; *group* stands before
    the label.
    """
    called: dict[str, list[str]] = {}
    for which in reversed(words_from.split()):
        called.update(words.read("headers")[which])
    for name in fields.split():
        info = record.model_fields[name]
        label = info.title or name
        own = {
            normal(name),
            normal(label),
            normal(f"{prefix.rstrip('.')} {label}"),
            normal(f"{prefix}{name}"),
        }
        if group:
            own |= {normal(f"{group}: {label}")}
            if normal(label) in {"name", "email", "country", "status"}:
                own -= {normal(name), normal(label)}
        how = (reads or {}).get(name) or _reads(name, info)
        yield Target(
            path=f"{prefix}{name}",
            label=f"{group}: {label}" if group else label,
            help=info.description or "",
            reads=how,
            lexicon=link_of(info) or (vocabulary.__name__ if (vocabulary := term_type(info)) else ""),
            vocabulary=term_type(info),
            gathers=name in gathers,
            required=info.is_required(),
            known_as=frozenset(own | {normal(word) for word in called.get(name, ())}),
        )


def made(
    path: str,
    label: str,
    reads: str,
    *,
    words_from: str,
    explained: str = "",
    lexicon: str = "",
    **more: Any,
) -> Target:
    """A target that is no field by itself, such as one date for two signatures."""
    called: dict[str, list[str]] = words.read("headers")[words_from]
    name = path.rpartition(".")[2]
    known = {normal(label), normal(name), *(normal(word) for word in called.get(name, ()))}
    return Target(path, label, explained, reads, lexicon=lexicon, known_as=frozenset(known), **more)


def _reads(name: str, info: FieldInfo) -> str:
    many, kinds, marks = (
        is_list(info),
        set(_types(info.annotation)),
        [*info.metadata, *_marks(info.annotation)],
    )
    if name in SPECIAL:
        return SPECIAL[name]
    if term_type(info) is not None or link_of(info) is not None:
        return "words" if many else "word"
    tidied_by = {getattr(mark, "func", None) for mark in marks}
    if spelling.country in tidied_by:
        return "places" if many else "country"
    if spelling.email in tidied_by:
        return "email"
    if dt.date in kinds:
        return "day"
    if bool in kinds:
        return "yes"
    if int in kinds:
        return "number"
    if many:
        return "lines"
    return "line" if spelling.one_line in tidied_by or str not in kinds else "prose"


def _types(annotation: Any) -> Iterator[type]:
    inner = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Annotated:
        yield from _types(inner[0])
    elif inner:
        for one in inner:
            yield from _types(one)
    elif isinstance(annotation, type):
        yield annotation


def _marks(annotation: Any) -> Iterator[Any]:
    inner = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Annotated:
        yield from inner[1:]
        yield from _marks(inner[0])
    else:
        for one in inner:
            yield from _marks(one)
