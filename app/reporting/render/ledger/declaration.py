"""The declaration of a ledger table, and the runs that its cells are made of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.infra.ledger.rows import Cell, Row, Run

PAINTED_BEYOND = 200
"""The most rows that WeasyPrint sets in print; a longer table is painted."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in per cent of the table, and whether its figures stand at its end."""

    title: str
    width: int
    end: bool = False


@dataclass(frozen=True)
class LedgerTable:
    """A table of *count* rows; see :mod:`app.reporting.render.ledger` for how to declare one.

    ``style`` is its class in the style sheet; ``entry`` that of the group that a row and its note make, ``note`` that
    of the note's row; they are printed only where rows have notes.
    """

    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Row]]
    count: int
    heads: int | None = None
    style: str = ""
    notes: bool = False
    entry: str = "entry"
    note: str = "summary-line"


def cell(*parts: str | Run) -> Cell:
    """A cell of runs; strings are plain text, empty ones are left out."""
    return tuple(Run(part) if type(part) is str else part for part in parts if part)  # type: ignore[misc]


def styled(text: str, style: str) -> Run:
    """*text* in the class *style*."""
    return Run(text, style)


def linked(run: Run, href: str) -> Run:
    """*run* as a link to ``#anchor`` or an address."""
    return run._replace(href=href)


def name(text: str) -> Run:
    """What a row is about."""
    return Run(text, "name")


def ref(text: str) -> Run:
    """The reference of an object."""
    return Run(text, "ref")


def refs(references: Iterable[str]) -> Run:
    """Several references, which may break over lines."""
    return Run(", ".join(references), "refs")


def aside(text: str) -> Run:
    """What is said beside the main thing."""
    return Run(text, "aside")


def absent(text: str = "not recorded") -> Run:
    """That nothing is recorded."""
    return Run(text, "absent")


def late(text: str) -> Run:
    """What is overdue."""
    return Run(text, "late")


def tally(text: str) -> Run:
    """A count with its word, kept on one line."""
    return Run(text, "tally")


def pill(text: str, style: str) -> Run:
    """A state or severity in its frame: *style* as in ``severity-high`` or ``stage stage-draft``."""
    return Run(text, f"pill {style}", framed=True)


def flag(text: str) -> Run:
    """A short mark in a frame."""
    return Run(text, "flag", framed=True)


def joined(runs: Iterable[Run | str], separator: Run | str) -> list[Run | str]:
    """*runs* with *separator* between them."""
    found: list[Run | str] = []
    for run in runs:
        if found:
            found.append(separator)
        found.append(run)
    return found
