"""Fonts and words: what HarfBuzz makes of a word in a face, once, and in which font Pango would look for a character.

Lengths of a face are in thousandths of its size, as PDF counts glyphs.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import uharfbuzz

from app.infra.ledger.pango import breaks, language_of, rise_and_fall
from app.infra.ledger.shaping import Face, Unsettable, Voice, Word, script_of, shape

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

_DIGIT = re.compile("[0-9]")
_GLYPHS = re.compile(rb"<([0-9a-f]*)>")
_ZEROS = str.maketrans("123456789", "000000000")
_PROBES = ("00", "-0", "0-", "0,", "0.", "0/0", ":0", "(0)", "A0", "0a", "0;", "#0", "0%")
_MOST_WORDS = 60_000
_MOST_TEXTS = 10_000

NO_BREAK, BREAK, SPACE = 0, 1, 2
"""What follows a word: the next one at once; the same, or a new line; a space, or a new line."""


Part = tuple[Word, int, Word | None]
"""A word, what follows it, and the space where one follows that is not the usual one."""


class _Form(NamedTuple):
    """A word whose digits are zeros, and its operand with gaps for other digits."""

    word: Word
    operand: bytes | None


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
        self._by_character: dict[str, Face] = {}
        self._by_key: dict[Any, Face] = {}
        self._words: dict[str, Word] = {}
        self._leads: dict[str, Word] = {}
        self._texts: dict[str, tuple[Part, ...]] = {}
        self._first = self._face(" ")
        self.extents = self._first.extents
        self._digits: dict[str, bytes] = {}
        self._mixed: dict[tuple[object, ...], Word] = {}
        self._forms: dict[str, _Form] = {}
        self.space = self.word(" ")
        self._digits = self._alike()

    def forget(self) -> None:
        """Let go of the words, once all is set."""
        for known in (self._texts, self._words, self._leads, self._forms, self._mixed):
            known.clear()

    def text(self, text: str) -> tuple[Part, ...]:
        """The words of *text*, which has no space at either end, each with what follows it.

        Where other fonts help out, a space may be of theirs; then it comes with its word.
        """
        known = self._texts.get(text)
        if known is None:
            if len(self._texts) > _MOST_TEXTS:
                self._texts.clear()
                self._leads.clear()
            known = self._texts[text] = tuple(self._split(text))
        return known

    def lead(self, text: str) -> Word | None:
        """The space before *text*, where that is not the usual one."""
        if text.isascii():
            return None
        self.text(text)
        return self._leads.get(text)

    def _split(self, text: str) -> list[Part]:
        if _PLAIN.fullmatch(text):
            words = text.split(" ")
            found: list[Part] = [(self.word(word), SPACE, None) for word in words[:-1]]
            return [*found, (self.word(words[-1]), NO_BREAK, None)]
        owners = None
        if not self._is_all_first(text):
            before, *owners = self._owners(f" {text} ")
            if before.face is not self._first:
                self._leads[text] = self._joined(" ", [before])
        found, start = [], 0
        for end in (*breaks(text, self.language), len(text)):
            piece = text[start:end]
            bare = piece.rstrip(" ")
            after = NO_BREAK if end == len(text) else SPACE if len(bare) < len(piece) else BREAK
            if owners is None:
                found.append((self.word(bare), after, None))
            else:
                stop = start + len(bare)
                word = self._joined(bare, owners[start:stop])
                found.append((word, after, self._joined(" ", owners[stop : stop + 1])))
            start = end
        return found

    def _is_all_first(self, text: str) -> bool:
        first = self._first
        return all(
            (self._by_character.get(character) or self._face(character)) is first for character in text
        )

    def _owners(self, text: str) -> list[Voice]:
        """For each character of *text*, how Pango sets it there."""
        return [voice for voice, part, _ in self._items(text) for _ in part]

    def _joined(self, text: str, owners: Sequence[Voice]) -> Word:
        """*text* shaped, each character in its voice."""
        runs: list[tuple[Voice, str]] = []
        for character, voice in zip(text, owners, strict=True):
            if runs and runs[-1][0] == voice:
                runs[-1] = (voice, runs[-1][1] + character)
            else:
                runs.append((voice, character))
        key = (text, *((voice.face.name, voice.language, voice.script) for voice, _ in runs))
        known = self._mixed.get(key)
        if known is None:
            if len(self._mixed) > _MOST_WORDS:
                self._mixed.clear()
            known = self._mixed[key] = self._shaped(text, runs)
        return known

    def word(self, text: str) -> Word:
        """*text* shaped as it stands, spaces included; raises :class:`Unsettable`."""
        known = self._words.get(text)
        if known is None:
            known = self._filled(text) if self._digits and text.isascii() else None
            if known is None:
                known = self._shape(text)
            if len(self._words) > _MOST_WORDS:
                self._words.clear()
            self._words[text] = known
        return known

    def _filled(self, text: str) -> Word | None:
        """A word with digits, made from the same word with other digits: references differ in nothing else."""
        pattern = text.translate(_ZEROS)
        if pattern == text and not _DIGIT.search(text):
            return None
        form = self._forms.get(pattern)
        if form is None:
            form = self._forms[pattern] = self._form(pattern)
        if form.operand is None:
            return None
        operand = form.operand % tuple([self._digits[digit] for digit in _DIGIT.findall(text)])
        return Word(
            text, form.word.width, ((form.word.pieces[0][0], operand),), form.word.glyphs, form.word.extents
        )

    def _form(self, pattern: str) -> "_Form":
        """*pattern* shaped, with gaps where its zeros are; without an operand where they are not just zeros."""
        word = self._shape(pattern)
        zero = self._digits["0"]
        found = [glyph for glyphs in _GLYPHS.findall(word.pieces[0][1]) for glyph in _each(glyphs)]
        if len(word.pieces) > 1 or found.count(zero) != pattern.count("0"):
            return _Form(word, None)

        def with_gaps(glyphs: re.Match[bytes]) -> bytes:
            return b"<%b>" % b"".join(b"%b" if glyph == zero else glyph for glyph in _each(glyphs[1]))

        return _Form(word, _GLYPHS.sub(with_gaps, word.pieces[0][1]))

    def _alike(self) -> dict[str, bytes]:
        """The glyphs of the digits, where digits are all as wide as each other and leave their neighbours alone."""
        found: dict[str, bytes] = {}
        for digit in "0123456789":
            glyphs = _GLYPHS.findall(self._shape(digit).pieces[0][1])
            if len(glyphs) != 1 or len(glyphs[0]) != 4:
                return {}
            found[digit] = glyphs[0]
        for probe in _PROBES:
            shaped = set()
            for digit, glyph in found.items():
                word = self._shape(probe.replace("0", digit))
                shaped.add((word.width, word.pieces[0][1].replace(glyph, b"0")))
            if len(shaped) > 1:
                return {}
        return found

    def _shape(self, text: str) -> Word:
        if self._is_all_first(text):
            return self._shaped(text, [(Voice(self._first, self.language, script_of(text)), text)])
        return self._shaped(text, [(voice, part) for voice, part, _ in self._items(text)])

    def _shaped(self, text: str, runs: Iterable[tuple[Voice, str]]) -> Word:
        return shape(text, runs, self.extents, self._features)

    def _items(self, text: str) -> list[tuple[Voice, str, int]]:
        """The runs into which Pango parts *text*: voice, text, first glyph."""
        from weasyprint.text.ffi import ffi
        from weasyprint.text.line_break import Layout

        layout = Layout(self._style)
        layout.set_text(text)
        line, _ = layout.get_first_line()
        encoded, found, run = text.encode(), [], line.runs[0]
        while run != ffi.NULL:
            item = run.data.item
            language = language_of(item.analysis) or self.language
            part = encoded[item.offset : item.offset + item.length].decode()
            face = self._face_of(item.analysis.font, layout)
            found.append((Voice(face, language, script_of(part)), part, run.data.glyphs.glyphs[0].glyph))
            run = run.next
        return found

    def _face(self, character: str) -> Face:
        """The face that Pango takes for *character*; raises :class:`Unsettable` where there is none."""
        from weasyprint.text.ffi import pango

        voice, _, glyph = self._items(character)[0]
        if glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
            raise Unsettable(character)
        self._by_character[character] = voice.face
        return voice.face

    def _face_of(self, pango_font: Any, layout: Any) -> Face:
        """The face of *pango_font*, met in *layout*."""
        from weasyprint.pdf.fonts import Font
        from weasyprint.text.fonts import get_pango_font_key

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
        rise, fall = rise_and_fall(pango_font)
        scale = 1000 / self._style["font_size"]
        extents = (rise * scale, fall * scale)
        made = Face(font, uharfbuzz.Font(face), font.hash.encode(), 1000 / face.upem, extents)
        self._by_key[key] = made
        return made


def _each(glyphs: bytes) -> list[bytes]:
    """*glyphs* one by one."""
    return [glyphs[start : start + 4] for start in range(0, len(glyphs), 4)]
