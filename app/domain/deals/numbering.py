"""Numbers of the inventory's lines: given once, kept for good, never given to another line.

The letter says what a line is, not where it is printed: a segment keeps ``A-014`` when it is excluded and
appears in Part C, so that a comment on A-014 means the same line in every version.
"""

from collections.abc import Iterable, Mapping

from app.domain.deals.records import Item
from app.domain.deals.terms import ItemType
from app.kernel.ids import number_of

LETTERS: Mapping[ItemType, str] = {
    ItemType.SEGMENT: "A",
    ItemType.ACCOUNT: "A",
    ItemType.CONSENT_RECORD: "D",
    ItemType.SUPPRESSION_LIST: "D",
    ItemType.AGREEMENT: "E",
    ItemType.FLOW: "G",
    ItemType.THIRD_PARTY: "H",
}
"""The letter of each type of line."""
EXCEPTION = "I"
"""The letter of the exceptions."""

ItemKey = tuple[ItemType, str]
"""What a line is about: its type and the reference of the object."""


def numbered(
    items: Iterable[Item], wanted: Iterable[ItemKey], used: Iterable[str] = ()
) -> dict[ItemKey, str]:
    """The number of each line *wanted*: the stored one, else the next free one of its letter in that order.

    Free is what follows the highest number that any stored item has, wanted or struck, or that is in *used*
    (such as by a schedule already issued).
    """
    stored = {(item.type, item.ref): item.number for item in items if item.number is not None}
    highest = _highest([*stored.values(), *used])
    found: dict[ItemKey, str] = {}
    for key in wanted:
        number = stored.get(key)
        if number is None:
            letter = LETTERS[key[0]]
            number, highest[letter] = _next(letter, highest)
        found[key] = number
    return found


def numbered_exceptions(keys: Iterable[str], earlier: Mapping[str, str]) -> dict[str, str]:
    """The number of each exception by its key: as in the *earlier* version, else the next free one."""
    highest = _highest(earlier.values())
    found: dict[str, str] = {}
    for key in keys:
        number = earlier.get(key)
        if number is None:
            number, highest[EXCEPTION] = _next(EXCEPTION, highest)
        found[key] = number
    return found


def struck(items: Iterable[Item], wanted: Iterable[ItemKey]) -> tuple[str, ...]:
    """The numbers of stored lines that are no longer *wanted*: printed as struck, never used again."""
    kept = set(wanted)
    gone = (item.number for item in items if item.number and (item.type, item.ref) not in kept)
    return tuple(sorted(gone, key=by_number))


def by_number(number: str) -> tuple[str, int]:
    """A sort key: A-1000 comes after A-999."""
    return (number[:1], number_of(number))


def _highest(numbers: Iterable[str]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for number in numbers:
        letter = number[:1]
        highest[letter] = max(highest.get(letter, 0), number_of(number))
    return highest


def _next(letter: str, highest: Mapping[str, int]) -> tuple[str, int]:
    value = highest.get(letter, 0) + 1
    return f"{letter}-{value:03d}", value
