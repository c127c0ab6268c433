"""What Pango says of text: where a line may end, in which language letters are, how high a font is."""

import functools
import re
from typing import Any

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]+)*")


def language_of(analysis: Any) -> str:
    """The language that Pango has derived for an item, or nothing.

    WeasyPrint declares the four numbers before it in ``PangoAnalysis`` as words, while they are bytes
    (``pango-item.h``); the pointer is read from where it is. A PangoLanguage points to its name.
    """
    from weasyprint.text.ffi import ffi

    start = ffi.cast("char *", ffi.addressof(analysis)) + 4 * ffi.sizeof("void *")
    pointer = ffi.cast("char **", start)[0]
    if pointer == ffi.NULL:
        return ""
    try:
        name = str(ffi.string(pointer, 16).decode("ascii"))
    except UnicodeDecodeError:
        return ""
    return name if _LANGUAGE.fullmatch(name) else ""


def rise_and_fall(pango_font: Any) -> tuple[float, float]:
    """How far a line of *pango_font* reaches above and below its baseline, in pixels."""
    from weasyprint.text.ffi import FROM_UNITS, ffi, pango

    drawn, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
    pango.pango_font_get_glyph_extents(pango_font, 0, drawn, logical)
    return -logical.y * FROM_UNITS, (logical.y + logical.height) * FROM_UNITS


def breaks(text: str, language: str) -> list[int]:
    """Where Pango lets a line of *text* end, its own end left out."""
    from weasyprint.text.line_break import get_log_attrs

    attributes = get_log_attrs(text, language)
    return [index for index in range(1, len(text)) if attributes[index].is_line_break]


@functools.lru_cache(maxsize=4096)
def may_break_between(before: str, after: str, language: str) -> bool:
    """Whether a line may end between the characters *before* and *after*."""
    return bool(breaks(before + after, language))
