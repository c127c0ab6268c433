"""Words as HarfBuzz shapes them, and the faces and voices in which it does.

Lengths are in thousandths of the size of a face, as PDF counts glyphs.
"""

import functools
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import uharfbuzz


class Unsettable(Exception):
    """The painter cannot set this text as it should be."""


class Word(NamedTuple):
    """A shaped piece of text: its advance, and its glyphs by font as operands of TJ.

    ``extents`` are the fonts' rise and fall, where another font than the first had to help out.
    """

    text: str
    width: float
    pieces: tuple[tuple[bytes, bytes], ...]
    glyphs: int
    extents: tuple[float, float] | None


class Face(NamedTuple):
    """One font file as WeasyPrint embeds it, and as HarfBuzz shapes with it."""

    font: Any
    shaper: Any
    name: bytes
    scale: float
    extents: tuple[float, float]


class Voice(NamedTuple):
    """How a run is shaped: its face, and the language and script (ISO 15924), in each of which fonts have own forms.

    Pango derives the language from the script, and a space or a comma has the script of the letters before it.
    """

    face: Face
    language: str
    script: str


def shape(
    text: str, runs: Iterable[tuple[Voice, str]], usual: tuple[float, float], features: Mapping[str, int]
) -> Word:
    """The word that *text* makes in *runs* of a voice each, with the OpenType *features*.

    *usual* are the rise and fall of the first font; raises :class:`Unsettable`.
    """
    width, count, pieces, others = 0.0, 0, [], []
    for voice, part in runs:
        advance, glyphs, operand = _glyphs(voice, features, part)
        width += advance
        count += glyphs
        pieces.append((voice.face.name, operand))
        others.append(voice.face.extents)
    extents = None
    if any(other != usual for other in others):
        extents = (max(rise for rise, _ in others), max(fall for _, fall in others))
    return Word(text, width, tuple(pieces), count, extents)


def _glyphs(voice: Voice, features: Mapping[str, int], text: str) -> tuple[float, int, bytes]:
    """Advance, number of glyphs and operand of TJ of *text* in *voice*; its glyphs are noted for embedding."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    buffer.language, buffer.script = voice.language, voice.script
    face = voice.face
    uharfbuzz.shape(face.shaper, buffer, features)
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    font, scale = face.font, face.scale
    widths, readings = font.widths, font.to_unicode
    clusters = [info.cluster for info in infos]
    operand, hexes, total = [], [], 0.0
    for index, (info, position) in enumerate(zip(infos, positions, strict=True)):
        glyph, advance = info.codepoint, position.x_advance * scale
        if position.x_offset or position.y_offset or glyph == 0:
            raise Unsettable(text)
        if glyph not in readings:
            end = clusters[index + 1] if index + 1 < len(clusters) else len(text)
            if end <= clusters[index]:
                raise Unsettable(text)
            readings[glyph] = text[clusters[index] : end]
        width = widths.get(glyph)
        if width is None:
            width = widths[glyph] = round(face.shaper.get_glyph_h_advance(glyph) * scale)
        total += advance
        hexes.append(f"{glyph:04x}")
        kern = round(width - advance)
        if kern:
            operand.append(f"<{''.join(hexes)}>{kern}")
            hexes = []
    if hexes:
        operand.append(f"<{''.join(hexes)}>")
    return total, len(clusters), "".join(operand).encode()


@functools.lru_cache(maxsize=65_536)
def script_of(text: str) -> str:
    """The script of the first letter of *text*, Latin where there is none."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    return buffer.script or "Latn"
