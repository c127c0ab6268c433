"""Fonts and words: what HarfBuzz makes of a word in a face, once, and in which font Pango would look for a character.

Lengths of a face are in thousandths of its size, as PDF counts glyphs.
"""

import functools
import re
from typing import Any, NamedTuple

import uharfbuzz

SETTABLE = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u058f\u10a0-\u10ff\u1e00-\u1fff\u2002-\u200a\u2010-\u2027\u202f-\u205e"
    "\u2070-\u209f\u20a0-\u20c0\u2100-\u2138\u213c-\u21ff\u2200-\u22ff\u2500-\u25fc\u27e6-\u27ef"
    "\u2e80-\u2fdf\u3000-\u312f\u3131-\u318e\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\ufe30-\ufe4f\uff01-\uffee\U00020000-\U000323af]*"
)
"""Text whose letters stand one after the other from left to right: alphabets of Europe and the Caucasus, Chinese,
Japanese, Korean. Marks, joiners, emoji and all other scripts are left to Pango."""

_PLAIN = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ɏ]+[.,;:]?(?: [A-Za-z0-9À-ÖØ-öø-ɏ]+[.,;:]?)*")
"""Text that breaks at its spaces and nowhere else."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]+)*")
_MOST_WORDS = 150_000

NO_BREAK, BREAK, SPACE = 0, 1, 2
"""What follows a word: the next one at once; the same, or a new line; a space, or a new line."""


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


class _Face(NamedTuple):
    """One font file as WeasyPrint embeds it, and as HarfBuzz shapes with it."""

    font: Any
    shaper: Any
    name: bytes
    scale: float
    extents: tuple[float, float]


class Faces:
    """The fonts of one style without its size: the first choice, and those that help out."""

    def __init__(self, style: Any, fonts: dict[Any, Any], kept: list[Any]) -> None:
        """*style* is a computed style of WeasyPrint, *fonts* those of the document, to which new ones are added.

        *kept* collects what must live as long as these fonts.
        """
        from weasyprint.text.fonts import font_features

        self._style = style
        self._fonts = fonts
        self._kept = kept
        self.language = style["lang"] or "en"
        self._features = {
            name: int(value)
            for name, value in font_features(
                *(style[f"font_{name}"] for name in ("kerning", "variant_ligatures", "variant_position")),
                *(style[f"font_variant_{name}"] for name in ("caps", "numeric", "alternates", "east_asian")),
                style["font_feature_settings"],
            ).items()
        }
        self._by_character: dict[str, _Face] = {}
        self._by_key: dict[Any, _Face] = {}
        self._words: dict[str, Word] = {}
        self._texts: dict[str, tuple[tuple[Word, int], ...]] = {}
        self._first = self._face(" ")
        self.extents = self._first.extents
        self.space = self.word(" ")

    def text(self, text: str) -> tuple[tuple[Word, int], ...]:
        """The words of *text*, which has no space at either end, each with what follows it."""
        known = self._texts.get(text)
        if known is None:
            if len(self._texts) > _MOST_WORDS:
                self._texts.clear()
            known = self._texts[text] = tuple(self._split(text))
        return known

    def _split(self, text: str) -> list[tuple[Word, int]]:
        if _PLAIN.fullmatch(text):
            words = text.split(" ")
            return [(self.word(word), SPACE) for word in words[:-1]] + [(self.word(words[-1]), NO_BREAK)]
        found, start = [], 0
        for end in (*_breaks(text, self.language), len(text)):
            piece = text[start:end]
            bare = piece.rstrip(" ")
            after = NO_BREAK if end == len(text) else SPACE if len(bare) < len(piece) else BREAK
            found.append((self.word(bare), after))
            start = end
        return found

    def word(self, text: str) -> Word:
        """*text* shaped as it stands, spaces included; raises :class:`Unsettable`."""
        known = self._words.get(text)
        if known is None:
            if len(self._words) > _MOST_WORDS:
                self._words.clear()
            known = self._words[text] = self._shape(text)
        return known

    def _shape(self, text: str) -> Word:
        width, count, pieces, others = 0.0, 0, [], []
        for face, language, part in self._runs(text):
            advance, glyphs, operand = self._glyphs(face, language, part)
            width += advance
            count += glyphs
            pieces.append((face.name, operand))
            others.append(face.extents)
        extents = None
        if any(other != self.extents for other in others):
            extents = (max(rise for rise, _ in others), max(fall for _, fall in others))
        return Word(text, width, tuple(pieces), count, extents)

    def _runs(self, text: str) -> list[tuple[_Face, str, str]]:
        """*text* parted by face and language; Pango is asked where the first face does not have it all.

        Pango derives from the script in which language letters are written, and fonts have other forms in each.
        """
        first = self._first
        for character in text:
            if (self._by_character.get(character) or self._face(character)) is not first:
                break
        else:
            return [(first, self.language, text)]
        return [(face, language, part) for face, language, part, _ in self._items(text)]

    def _items(self, text: str) -> list[tuple[_Face, str, str, int]]:
        """The runs into which Pango parts *text*: face, language, text, first glyph; kept as they are needed later."""
        from weasyprint.text.ffi import ffi
        from weasyprint.text.line_break import Layout

        layout = Layout(self._style)
        layout.set_text(text)
        line, _ = layout.get_first_line()
        encoded, found, run = text.encode(), [], line.runs[0]
        while run != ffi.NULL:
            item = run.data.item
            language = _language_of(item.analysis) or self.language
            part = encoded[item.offset : item.offset + item.length].decode()
            face = self._face_of(item.analysis.font, layout, part[0])
            found.append((face, language, part, run.data.glyphs.glyphs[0].glyph))
            run = run.next
        return found

    def _glyphs(self, face: _Face, language: str, text: str) -> tuple[float, int, bytes]:
        """Advance, number of glyphs and operand of TJ of *text* in *face*; its glyphs are noted for embedding."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "ltr"
        buffer.language = language
        uharfbuzz.shape(face.shaper, buffer, self._features)
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

    def _face(self, character: str) -> _Face:
        """The face that Pango takes for *character*; raises :class:`Unsettable` where there is none."""
        from weasyprint.text.ffi import pango

        face, _, _, glyph = self._items(character)[0]
        if glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
            raise Unsettable(character)
        self._by_character[character] = face
        return face

    def _face_of(self, pango_font: Any, layout: Any, character: str) -> _Face:
        """The face of *pango_font*, met in *layout*; its rise and fall are measured by *character*."""
        from weasyprint.pdf.fonts import Font
        from weasyprint.text.fonts import get_pango_font_key
        from weasyprint.text.line_break import Layout, line_size

        key, description, size = get_pango_font_key(pango_font)
        known = self._by_key.get(key)
        if known is not None:
            return known
        if key not in self._fonts:
            self._fonts[key] = Font(pango_font, description, size)
            self._kept.append(layout)
        font = self._fonts[key]
        if font.png or font.svg or font.colr or font.bitmap or "fvar" in font.tables:
            raise Unsettable(font.family)
        face = uharfbuzz.Face(uharfbuzz.Blob(font.file_content), font.index)
        measured = Layout(self._style)
        measured.set_text(character)
        height = line_size(measured.get_first_line()[0], self._style)[1]
        baseline = _baseline(measured)
        scale = 1000 / self._style["font_size"]
        extents = (baseline * scale, (height - baseline) * scale)
        made = _Face(font, uharfbuzz.Font(face), font.hash.encode(), 1000 / face.upem, extents)
        self._by_key[key] = made
        return made


def _language_of(analysis: Any) -> str:
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


def _baseline(layout: Any) -> float:
    from weasyprint.text.ffi import FROM_UNITS, pango

    return float(pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS)


def _breaks(text: str, language: str) -> list[int]:
    """Where Pango lets a line of *text* end, its own end left out."""
    from weasyprint.text.line_break import get_log_attrs

    attributes = get_log_attrs(text, language)
    return [index for index in range(1, len(text)) if attributes[index].is_line_break]


@functools.lru_cache(maxsize=4096)
def may_break_between(before: str, after: str, language: str) -> bool:
    """Whether a line may end between the characters *before* and *after*."""
    return bool(_breaks(before + after, language))
