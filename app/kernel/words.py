"""Closed vocabularies: an enumeration whose members are stored by key and shown by label; words within sentences."""

import datetime as dt
from enum import StrEnum
from typing import Any, Self


class Term(StrEnum):
    """A member is written ``KEY = "key", "Label"``, optionally with other spellings accepted on input.

    ``Term("key")`` finds by key; an alias or a label, in any case, is found too (:meth:`_missing_`).
    """

    label: str
    aliases: tuple[str, ...]

    def __new__(cls, key: str, label: str = "", *aliases: str) -> Self:
        """Store *key* as the value and *label* for people."""
        member = str.__new__(cls, key)
        member._value_ = key
        member.label = label or key.replace("_", " ").capitalize()
        member.aliases = aliases
        return member

    @classmethod
    def _missing_(cls, value: object) -> Any:
        """Accept an alias or a label in any case; ``None`` lets the caller raise."""
        if not isinstance(value, str):
            return None
        wanted = value.strip().casefold()
        for member in cls:
            if wanted in {
                member.value.casefold(),
                member.label.casefold(),
                *(a.casefold() for a in member.aliases),
            }:
                return member
        return None

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of key and label, in order of definition, for a select field."""
        return [(member.value, member.label) for member in cls]


def listing(words: list[str], conjunction: str = "and") -> str:
    """*words* as running text: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def in_line(words: str) -> str:
    """*words* as they stand within a sentence: without their capital, unless they begin with an abbreviation."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def plural(count: int, one: str, many: str = "") -> str:
    """``1 flow``, ``2 flows``: *count* with the fitting noun (thousands separated)."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def written(day: dt.date) -> str:
    """*day* as sentences, pages and reports write it: ``3 Mar 2026``; data carry YYYY-MM-DD."""
    return f"{day.day} {day:%b %Y}"
