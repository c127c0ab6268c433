"""Lists whose rows are worked out rather than selected: the same page, search, filters, sorting and export.

A column's ``sort`` is then a function of the row; a filter's ``where`` and the listing's ``search`` make a test of one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.pages.kit.lists import MOST_EXPORTED, Listing, words_in

Test = Callable[[Any], bool]
"""Whether a row is shown."""


@dataclass(frozen=True)
class Computed(Listing):
    """What such a list is made of; ``rows`` works out every row, in the order that holds where nothing is sorted by."""

    rows: Callable[[], Sequence[Any]] = tuple

    def count(self, args: MultiDict[str, str]) -> int:
        """How many rows there are with the search and filters of *args*."""
        return len(self.matching(args))

    def slice(self, args: MultiDict[str, str], first: int, size: int) -> Sequence[Any]:
        """*size* rows from the one at *first* on, in the order of *args*."""
        return self._sorted(args)[first : first + size]

    def every(self, args: MultiDict[str, str]) -> Iterator[Any]:
        """All rows of *args* that fit on a sheet, for an export."""
        return iter(self._sorted(args)[:MOST_EXPORTED])

    def matching(self, args: MultiDict[str, str]) -> list[Any]:
        """The rows that fit the search and filters of *args*."""
        tests: list[Test] = []
        words = words_in(args)
        if words:
            tests.append(self.search(words))
        for one in self.filters:
            value = " ".join(args.get(one.key, one.default).split())
            if value in {choice[0] for choice in one.offered}:
                tests.append(one.where(value))
        return [row for row in self.rows() if all(test(row) for test in tests)]

    def _sorted(self, args: MultiDict[str, str]) -> list[Any]:
        found = self.matching(args)
        column, descending = self._sort(args)
        if column is None:
            return found
        blank = [row for row in found if column.sort(row) is None]
        rest = [row for row in found if column.sort(row) is not None]
        return sorted(rest, key=column.sort, reverse=descending) + blank


def mentioning(text_of: Callable[[Any], str]) -> Callable[[str], Any]:
    """A search over what *text_of* gives of a row: every word must occur in it, in any case."""

    def search(words: str) -> Test:
        wanted = words.casefold().split()
        return lambda row: all(word in text_of(row).casefold() for word in wanted)

    return search


def no_query() -> Any:
    """Stands for the query of a listing that has none."""
    raise AssertionError("A computed list selects nothing.")
