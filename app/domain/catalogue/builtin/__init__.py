"""The vocabulary that the product ships: data categories, subject groups and purposes, read from files.

Keys follow fideslang (CC BY 4.0) and name the matching term of the W3C Data Privacy Vocabulary; labels,
descriptions and flags are our own, as are the keys that neither has. Organisations add keys of their own;
these stay as they are.
"""

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from app.domain.catalogue.records import Category, Purpose, Subject
from app.kernel.records import Record

_HERE = Path(__file__).parent
_Entry = TypeVar("_Entry", bound=Record)


@functools.cache
def categories() -> tuple[Category, ...]:
    """The shipped data categories, parents before their children."""
    return _read("categories.toml", "category", Category)


@functools.cache
def subjects() -> tuple[Subject, ...]:
    """The shipped groups of data subjects."""
    return _read("subjects.toml", "subject", Subject)


@functools.cache
def purposes() -> tuple[Purpose, ...]:
    """The shipped purposes, with the legal basis proposed for each regime."""
    return _read("purposes.toml", "purpose", Purpose)


def _read(name: str, table: str, record: type[_Entry]) -> tuple[_Entry, ...]:
    entries: list[Mapping[str, Any]] = tomllib.loads((_HERE / name).read_text(encoding="utf-8"))[table]
    return tuple(record.parse({**entry, "builtin": True}) for entry in entries)
