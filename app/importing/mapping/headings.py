"""Headings in a form in which they can be compared."""

import functools
import re

from app.importing.values.plain import folded

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOISE = re.compile(
    r"\((?:[a-z]{1,3}|required|optional|pflicht|obligatorio|facultatif|yyyy[^)]*|dd[^)]*|mm[^)]*)\)|[*:?]",
    re.I,
)
_LEFT_OUT = frozenset(
    [
        "of",
        "the",
        "a",
        "an",
        "to",
        "for",
        "in",
        "on",
        "at",
        "by",
        "our",
        "your",
        "their",
        "its",
        "is",
        "are",
        "de",
        "del",
        "la",
        "el",
        "los",
        "las",
        "un",
        "una",
        "al",
        "le",
        "les",
        "l",
        "du",
        "des",
        "d",
        "et",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "von",
        "vom",
        "zur",
        "zum",
        "im",
        "am",
        "ein",
        "eine",
        "und",
        "van",
        "het",
        "een",
        "voor",
        "op",
        "and",
        "y",
    ]
)
_TOGETHER = (
    ("sub processor", "subprocessor"),
    ("sub processors", "subprocessors"),
    ("sous traitant", "soustraitant"),
    ("sous traitants", "soustraitants"),
    ("e mail", "email"),
    ("web site", "website"),
    ("opt out", "optout"),
)


@functools.lru_cache(maxsize=16_384)
def normal(heading: str) -> str:
    """*heading* without case, accents, punctuation, articles and prepositions; two words for one thing as one."""
    value = folded(_NOISE.sub(" ", _CAMEL.sub(" ", heading)))
    for apart, together in _TOGETHER:
        if apart in value:
            value = re.sub(rf"\b{apart}\b", together, value)
    kept = [word for word in value.split() if word not in _LEFT_OUT]
    return " ".join(kept) or value
