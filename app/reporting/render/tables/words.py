"""From what a snapshot holds to the values of a table's cells."""

import datetime as dt
from collections.abc import Iterable

from app.reporting.snapshot.schema.frame import Snapshot, Tally

BETWEEN = "; "
"""Stands between several values in one cell."""


class Words:
    """The words of *snapshot* for the keys in it."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Read the labels of *snapshot*."""
        self._labels = snapshot["labels"]

    def of(self, key: str | None, vocabulary: str) -> str | None:
        """The words of *key*; the key itself where the snapshot has none."""
        return None if key is None else str(self._labels.get(vocabulary, {}).get(key, key))

    def all(self, keys: Iterable[str], vocabulary: str) -> str | None:
        """The words of *keys* in one cell."""
        return joined(self.of(key, vocabulary) for key in keys)

    def tallied(self, tallies: Iterable[Tally], vocabulary: str) -> str | None:
        """Counts with what they count: ``2 High; 1 Low``."""
        return joined(f"{tally['count']} {self.of(tally['key'], vocabulary)}" for tally in tallies)


def joined(texts: Iterable[str | None]) -> str | None:
    """*texts* in one cell, nothing where there are none."""
    return BETWEEN.join(text for text in texts if text) or None


def day(text: str | None) -> dt.date | None:
    """The day that a snapshot writes as *text*."""
    return None if text is None else dt.date.fromisoformat(text)


def instant(text: str | None) -> dt.datetime | None:
    """The instant that a snapshot writes as *text*."""
    return None if text is None else dt.datetime.fromisoformat(text)


def yes(value: bool | None) -> str | None:
    """``Yes`` or ``No``; nothing where it is not recorded."""
    return None if value is None else "Yes" if value else "No"
