"""Text of the register made safe to set: nothing in it may be invisible, reorder its neighbours, or lack a glyph.

Escaping of markup is left to the template engine; this is about characters.
"""

import re
import unicodedata
from collections.abc import Collection

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

_JOINERS = {"\u200c", "\u200d", "\u00ad", "\u2060"}
"""Format characters that scripts and emoji need: they join, separate or hyphenate and hide nothing."""
_LINE_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_FINE = re.compile("[ -~\u00a0-\u00ac\u00ae-\u0377\u0400-\u052f\u1e00-\u1eff\u2010-\u2027\u202f-\u205e\u20a0-\u20bf"
                   "\u3041-\u3096\u3099-\u30ff\u3400-\u4dbf\u4e00-\u9ffc\uac00-\ud7a3\uff01-\uffbe]*")  # fmt: skip
"""Text that needs no second look: assigned characters of scripts that run from left to right."""
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_SPACES = " \t\n\u00a0"
_BETWEEN = f"{_SPACES},;:·"
"""What parts a text from the words before it."""
_UNSETTABLE = {"Cc", "Cf", "Cn", "Co", "Cs"}


def legible(text: str, missing: Collection[str] = ()) -> str:
    """*text* with control, direction, private and unassigned characters, and those *missing* a glyph, spelled out.

    What contains right-to-left script is isolated, so that it leaves the order of the words around it alone; spaces
    at its ends and marks before it belong to those words and stay outside.
    """
    shown = spelled_out(text, missing)
    if any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in shown):
        own = shown.lstrip(_BETWEEN)
        before, within = shown[: len(shown) - len(own)], own.rstrip(_SPACES)
        return f"{before}{FIRST_STRONG_ISOLATE}{within}{POP_ISOLATE}{own[len(within) :]}"
    return shown


def spelled_out(text: str, missing: Collection[str] = ()) -> str:
    """*text* as :func:`legible` spells it, without isolation: for a cell or a line that stands alone."""
    if (text.isascii() and text.isprintable()) or (not missing and _FINE.fullmatch(text)):
        return text
    text = _LINE_BREAKS.sub("\n", text)
    return "".join(_named(c) if _is_unsettable(c, missing) else c for c in text)


def _is_unsettable(character: str, missing: Collection[str]) -> bool:
    if character in "\n\t" or character in _JOINERS:
        return False
    return character in missing or unicodedata.category(character) in _UNSETTABLE


def _named(character: str) -> str:
    """``⟨U+202E⟩`` for the character of that number."""
    return f"\u27e8U+{ord(character):04X}\u27e9"


def abridged(text: str, columns: int) -> str:
    """The beginning of *text*, to at most *columns* of the width of a small letter, for a running head."""
    used = 0.0
    for index, character in enumerate(text):
        used += _width(character)
        if used > columns:
            return text[:index].rstrip() + "…"
    return text


def _width(character: str) -> float:
    """How wide *character* sets, in small letters: roughly, and rather too wide."""
    if unicodedata.east_asian_width(character) in "WF" or character in "MWmw@%":
        return 2
    return 1.4 if character.isupper() else 1
