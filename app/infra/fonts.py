"""The fonts that print needs: which, in what order, whether they are installed and in what version.

Asked of fontconfig through the libraries that WeasyPrint has loaded anyway.
"""

import functools
from pathlib import Path
from typing import Any

TEXT = (
    "Inter",
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "Noto Sans CJK TC",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Kannada",
    "Noto Sans Malayalam",
    "Noto Sans Sinhala",
    "Noto Sans Thai",
    "Noto Sans Lao",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
    "Noto Sans Georgian",
    "Noto Sans Armenian",
    "Noto Sans Ethiopic",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Sans Math",
)
"""Families for text, first choice first: what Inter lacks is looked for in the next, and so on."""

DISPLAY = ("Inter Display", *TEXT)
"""Families for large type."""

MONO = ("Noto Sans Mono", *TEXT)
"""Families for references and hashes."""

EMOJI = "Noto Color Emoji"
"""The family of emoji; no style names it, since Pango would take its digits too, but fontconfig falls back to it."""

WANTED = tuple(dict.fromkeys((*DISPLAY, *MONO, EMOJI)))
"""Every family that print needs."""


def missing_fonts() -> list[str]:
    """The families that print wants and this machine lacks."""
    return [family for family in WANTED if _file_of(family) is None]


@functools.cache
def font_versions() -> dict[str, str]:
    """The version of each wanted family, as the font file states it; families that are not installed are left out."""
    files = {family: _file_of(family) for family in WANTED}
    return {family: _version_in(path) for family, path in files.items() if path is not None}


def _file_of(family: str) -> Path | None:
    """The file that fontconfig picks for the regular face of *family*; ``None`` where it offers another family."""
    from weasyprint.text.ffi import ffi, fontconfig

    pattern = ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
    fontconfig.FcPatternAddString(pattern, b"family", family.encode())
    fontconfig.FcConfigSubstitute(ffi.NULL, pattern, fontconfig.FcMatchPattern)
    fontconfig.FcDefaultSubstitute(pattern)
    result = ffi.new("FcResult *")
    match = fontconfig.FcFontMatch(ffi.NULL, pattern, result)
    if match == ffi.NULL:
        return None
    match = ffi.gc(match, fontconfig.FcPatternDestroy)
    if family not in _strings(ffi, fontconfig, match, b"family"):
        return None
    return Path(_strings(ffi, fontconfig, match, b"file")[0])


def _strings(ffi: Any, fontconfig: Any, pattern: Any, name: bytes) -> list[str]:
    """All values of the property *name* of *pattern* (a font answers to several family names)."""
    found: list[str] = []
    value = ffi.new("FcChar8 **")
    while fontconfig.FcPatternGetString(pattern, name, len(found), value) == fontconfig.FcResultMatch:
        found.append(ffi.string(value[0]).decode())
    return found


def _version_in(path: Path) -> str:
    """The version that the font file at *path* states, without the word."""
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=0, lazy=True) as font:
        stated = font["name"].getDebugName(5) or f"{font['head'].fontRevision:.3f}"
    return str(stated).removeprefix("Version ").split(";")[0].strip()
