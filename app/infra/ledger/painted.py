"""What the painter hands over: its part of each page, and what it means in the structure of the file."""

from array import array
from dataclasses import dataclass, field
from typing import NamedTuple

from app.infra.ledger.specimen import Look

Contents = int | tuple[tuple[int, int, int], ...] | None
"""What a cell's structure element holds: a mark on the row's page; or sheet, mark (-1 for none) and link (or -1)."""


class RowElement(NamedTuple):
    """A row in the structure: its group, its sheet, whether it is a note, and what each cell holds.

    Elements are numbered as they are made: a row, then its cells, then the links in them.
    """

    element: int
    group: int
    sheet: int
    note: bool
    contents: tuple[Contents, ...]


class LinkElement(NamedTuple):
    """A link in the structure: within which element, on which sheet, its mark or -1, where, and to what."""

    element: int
    parent: int
    sheet: int
    mark: int
    boxes: tuple[tuple[float, float, float, float], ...]
    href: str


class Place(NamedTuple):
    """A place to lead to: a sheet and a height on it."""

    sheet: int
    y: float
    name: str


@dataclass(slots=True)
class Sheet:
    """The painter's part of a page: packed operators, and the element that owns each mark."""

    content: bytes = b""
    owners: "array[int]" = field(default_factory=lambda: array("I"))


@dataclass(slots=True)
class Painted:
    """A ledger as painted: its sheets, of which the first shares WeasyPrint's page, and what they hold."""

    look: Look
    sheets: list[Sheet] = field(default_factory=list)
    rows: list[RowElement] = field(default_factory=list)
    links: list[LinkElement] = field(default_factory=list)
    bookmarks: list[Place] = field(default_factory=list)
    anchors: list[Place] = field(default_factory=list)
    elements: int = 0
