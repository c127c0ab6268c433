"""The look of a ledger, measured on the boxes of its specimen, which WeasyPrint has laid out.

The specimen is a table with the ledger's anchor as its id. After its head come two groups of rows, alike: the first
shows how a row stands below the head, the second how it stands below another row. Their cells hold one element each, of
no height, and in it an element for each sample, with its number in the attribute ``data-sample``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.infra.ledger.rows import Sample
from app.infra.ledger.typeface import Faces

_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class Ink:
    """How text of one style is set.

    Lengths are in pixels: the size of the face, what letters and a space have beyond it, and how far its line reaches
    *top* and *bottom* about the baseline. ``colour`` are operators that also set the space between letters.
    """

    number: int
    faces: Faces
    size: float
    colour: bytes
    spacing: float
    space: float
    wraps: bool
    line_height: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Framed:
    """A framed run: its box as WeasyPrint has it, its extent about the baseline, and where its text begins."""

    box: Any
    ink: Ink
    width: float
    top: float
    bottom: float
    text_x: float


@dataclass(frozen=True, slots=True)
class Block:
    """The paragraph in which runs stand: its margins, and what an empty line in it measures."""

    before: float
    after: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Position:
    """A column or the note: where its text stands, and the styles in it by paragraph, style and framed words."""

    x: float
    width: float
    above_first: float
    above: float
    below: float
    align: str
    vertical: str
    heads: bool
    blocks: Mapping[str, Block]
    inks: Mapping[tuple[str, str], Ink]
    frames: Mapping[tuple[str, str, str], Framed]


@dataclass(frozen=True, slots=True)
class Rule:
    """The line below a row: its thickness in pixels and its colour, or nothing."""

    thickness: float
    colour: bytes


@dataclass(frozen=True, slots=True)
class Look:
    """All that is known of a ledger's look. Lengths are in pixels, from the top left of the page."""

    page: int
    wrapper: Any
    x: float
    width: float
    first_y: float
    continued_y: float
    bottom: float
    lift: float
    """How much higher the table's head stands on the pages that follow."""
    positions: Sequence[Position]
    row_rule: Rule | None
    note_rule: Rule | None

    @property
    def head(self) -> Any:
        """The box of the row that heads the columns."""
        return self.wrapper.get_wrapped_table().children[0].children[0]


def find(pages: Sequence[Any], anchor: str) -> tuple[int, Any]:
    """The number of the page, from 0, and the box around the table with the id *anchor*."""
    from weasyprint.formatting_structure import boxes

    for number, page in enumerate(pages):
        for box in page._page_box.descendants():
            named = box.element is not None and box.element.get("id") == anchor
            if named and isinstance(box, boxes.BlockLevelBox) and box.is_table_wrapper:
                return number, box
    raise LookupError(f"There is no table with the id {anchor}.")


class Reader:
    """Reads looks; styles that are the same share their faces and inks."""

    def __init__(self, fonts: dict[Any, Any], kept: list[Any]) -> None:
        """*fonts* are those of the document; *kept* collects what must live as long as they."""
        self._fonts = fonts
        self._kept = kept
        self._faces: dict[Any, Faces] = {}
        self._inks: dict[Any, Ink] = {}

    def forget(self) -> None:
        """Let go of what only setting needs, once all is set."""
        for faces in self._faces.values():
            faces.forget()

    def read(self, pages: Sequence[Any], anchor: str, samples: Sequence[Sequence[Sample]]) -> Look:
        """The look of the ledger at *anchor*; its specimen rows are taken off the page."""
        number, wrapper = find(pages, anchor)
        table = wrapper.get_wrapped_table()
        head, first, second, *_ = table.children
        page_box = pages[number]._page_box
        top = page_box.content_box_y()
        first_y = first.children[0].position_y
        positions = []
        columns = len(first.children[0].children)
        for index, wanted in enumerate(samples):
            row, cell = (0, index) if index < columns else (1, 0)
            positions.append(
                self._position(first.children[row], second.children[row], cell, wanted, framed_page=page_box)
            )
        look = Look(
            page=number,
            wrapper=wrapper,
            x=table.content_box_x(),
            width=sum(table.column_widths),
            first_y=first_y,
            continued_y=top + first_y - table.position_y,
            bottom=top + page_box.height,
            lift=table.position_y - top,
            positions=positions,
            row_rule=_rule(second.children[0]),
            note_rule=_rule(second.children[1]) if len(second.children) > 1 else None,
        )
        table.children = (head,)
        return look

    def _position(
        self, first: Any, second: Any, index: int, samples: Sequence[Sample], framed_page: Any
    ) -> Position:
        cell, before = second.children[index], first.children[index]
        found = {int(box.element.get("data-sample")): box for box in _samples(cell)}
        blocks = {"": _block(cell.children[0].style, 0, 0)}
        inks: dict[tuple[str, str], Ink] = {}
        frames: dict[tuple[str, str, str], Framed] = {}
        for number, sample in enumerate(samples):
            box = found[number]
            if sample.framed:
                framed = self._framed(box)
                if framed is not None:
                    frames[sample.paragraph, sample.style, sample.text] = framed
            else:
                inks[sample.paragraph, sample.style] = self.ink(box.style)
        for paragraph, box in _paragraphs(cell):
            blocks[paragraph] = _block(box.style, box.margin_top, box.margin_bottom)
        return Position(
            x=cell.content_box_x(),
            width=cell.width,
            above_first=before.content_box_y() - before.position_y,
            above=cell.content_box_y() - cell.position_y,
            below=cell.padding_bottom + cell.border_bottom_width,
            align={"end": "right", "left": "left", "right": "right", "center": "center"}.get(
                cell.style["text_align_all"], "left"
            ),
            vertical=str(cell.style["vertical_align"]),
            heads=cell.element_tag == "th",
            blocks=blocks,
            inks=inks,
            frames=frames,
        )

    def _framed(self, box: Any) -> Framed | None:
        """The framed run that *box* shows, or ``None`` where it does not stand on one line."""
        from weasyprint.formatting_structure import boxes

        texts = [child for child in box.descendants() if isinstance(child, boxes.TextBox)]
        if len(texts) != 1:
            return None
        return Framed(
            box=box,
            ink=self.ink(texts[0].style),
            width=box.margin_width(),
            top=-box.baseline,
            bottom=box.margin_height() - box.baseline,
            text_x=texts[0].position_x - box.position_x,
        )

    def ink(self, style: Any) -> Ink:
        """How text of the computed *style* is set."""
        from weasyprint.text.line_break import strut

        face_key = repr(
            [style[name] for name in ("font_family", "font_style", "font_weight", "font_stretch", "lang")]
            + [style["font_feature_settings"], style["font_variant_numeric"], style["font_kerning"]]
        )
        faces = self._faces.get(face_key)
        if faces is None:
            faces = self._faces[face_key] = Faces(style, self._fonts, self._kept)
        spacing = 0.0 if style["letter_spacing"] == "normal" else float(style["letter_spacing"])
        wraps = style["white_space"] in {"normal", "pre-line"}
        colour = _colour(style["color"])
        height, baseline = strut(style)
        key = (face_key, style["font_size"], colour, spacing, wraps, height)
        if key not in self._inks:
            self._inks[key] = Ink(
                number=len(self._inks),
                faces=faces,
                size=style["font_size"],
                colour=b"%b rg %.3f Tc " % (colour, spacing),
                spacing=spacing,
                space=faces.space.width * style["font_size"] / 1000 + spacing,
                wraps=wraps,
                line_height=height,
                top=-baseline,
                bottom=height - baseline,
            )
        return self._inks[key]


def _samples(cell: Any) -> Iterator[Any]:
    """The boxes of the samples in *cell*, the outermost of each."""
    seen: set[str] = set()
    for box in cell.descendants():
        number = None if box.element is None else box.element.get("data-sample")
        if number is not None and number not in seen:
            seen.add(number)
            yield box


def _paragraphs(cell: Any) -> Iterator[tuple[str, Any]]:
    """The paragraphs in *cell* that show samples, by class."""
    from weasyprint.formatting_structure import boxes

    for box in cell.descendants():
        if isinstance(box, boxes.BlockBox) and box.element.get("data-paragraph") is not None:
            yield box.element.get("class"), box


def _block(style: Any, before: float, after: float) -> Block:
    from weasyprint.text.line_break import strut

    height, baseline = strut(style)
    return Block(before, after, -baseline, height - baseline)


def _rule(row: Any) -> Rule | None:
    """The line below *row*, as its first cell has it."""
    style = row.children[0].style
    if style["border_bottom_style"] in {"none", "hidden"} or not style["border_bottom_width"]:
        return None
    colour = style["border_bottom_color"]
    return Rule(
        float(style["border_bottom_width"]), _colour(style["color"] if colour == "currentcolor" else colour)
    )


def _colour(colour: Any) -> bytes:
    """The operands of ``rg`` and ``RG``."""
    return b" ".join(number(channel) for channel in colour.to("srgb").coordinates)


def number(value: float) -> bytes:
    """*value* as PDF writes numbers, without zeros that say nothing."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return b"0" if text in {"-0", ""} else text.encode()


GREEDY_SPACES = re.compile(r"[ \t\n\r\f]+")
"""What a style sheet collapses to one space."""
