"""Word files (DOCX): letters, and documents with real headings, tables and page numbers that a lawyer can redline.

A :class:`Paper` says what stands in the file, :func:`write` gives its bytes, the same for the same paper. Characters
that no XML may hold are replaced by U+FFFD.
"""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.infra.office import repacked
from app.infra.word_tables import Grid, Line, element, fit, run, table

if TYPE_CHECKING:
    from docx.document import Document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_PAPERS = {"A4": (210, 297), "Letter": (216, 279)}
_INK = "12394A"


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3; level 0 is the title of the document."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, with a bold beginning where *lead* has one; lines of the text stay lines.

    *keep* holds it on one page with what follows.
    """

    text: str
    lead: str = ""
    small: bool = False
    strong: bool = False
    keep: bool = False


@dataclass(frozen=True)
class Points:
    """A list, numbered or with dots."""

    texts: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and what it says, in two columns."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Break:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Points | Facts | Grid | Break


@dataclass(frozen=True)
class Paper:
    """What stands in a file; *head*, *mark* and *foot* run along its pages, which are numbered."""

    title: str
    author: str
    made_at: dt.datetime
    blocks: Sequence[Block]
    head: str = ""
    mark: str = ""
    foot: str = ""
    language: str = "en-GB"
    paper: str = "A4"
    landscape: bool = False
    subject: str = field(default="")


def write(paper: Paper) -> bytes:
    """The bytes of *paper* as DOCX."""
    import docx

    document = docx.Document()
    _about(document, paper)
    width = _page(document, paper)
    _styles(document, paper)
    for block in paper.blocks:
        _WRITERS[type(block)](document, block, width)
    file = io.BytesIO()
    document.save(file)
    return repacked(file.getvalue())


def _about(document: "Document", paper: Paper) -> None:
    from docx.oxml.ns import qn

    made_at = paper.made_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    core = document.core_properties
    core.title, core.author, core.subject = (
        fit(text)[:255] for text in (paper.title, paper.author, paper.subject)
    )
    core.created = core.modified = made_at
    core.last_modified_by, core.comments, core.keywords, core.revision = core.author, "", "", 1
    core.language = paper.language
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # the picture of another, empty document
            del package.rels[key]
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _page(document: "Document", paper: Paper) -> float:
    """Set paper and running lines; returns the width between the margins in millimetres."""
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    short, long = _PAPERS[paper.paper]
    across, down = (long, short) if paper.landscape else (short, long)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if paper.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(across), Mm(down)
    side = 18 if paper.landscape else 24
    section.left_margin = section.right_margin = Mm(side)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    width = across - 2 * side
    for line, left, right in (
        (section.header.paragraphs[0], paper.head, paper.mark),
        (section.footer.paragraphs[0], paper.foot, None),
    ):
        line.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(fit(left) + "\t")
        if right is not None:
            line.add_run(fit(right)).bold = True
        else:
            for words, code in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
                line.add_run(words)
                line._p.append(element("w:fldSimple", {"w:instr": code}, run("1")))
    return width


def _styles(document: "Document", paper: Paper) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    sizes = {
        "Normal": 10,
        "Title": 20,
        "Heading 1": 15,
        "Heading 2": 12,
        "Heading 3": 10.5,
        "Header": 8,
        "Footer": 8,
    }
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size = Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if "Theme" in str(key)]:
            del fonts.attrib[key]
        for script in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{script}"), "Calibri")
        if name.startswith(("Title", "Heading")):
            style.font.color.rgb = RGBColor.from_string(_INK)
            style.font.bold = True
            style.paragraph_format.space_before = Pt(0 if name == "Title" else size)
            style.paragraph_format.space_after = Pt(4)
            style.paragraph_format.keep_with_next = True
        elif name == "Normal":
            style.paragraph_format.space_after = Pt(5)
            style.paragraph_format.line_spacing = 1.1
    for name in ("Header", "Footer"):
        document.styles[name].paragraph_format.tab_stops.clear_all()
    for border in document.styles["Title"].element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), paper.language)


def _heading(document: "Document", block: Heading, _: float) -> None:
    document.add_heading(fit(block.text), block.level)


def _paragraph(document: "Document", block: Paragraph, _: float) -> None:
    made = document.add_paragraph()
    made.paragraph_format.keep_with_next = block.keep or None
    if block.lead:
        made.add_run(fit(block.lead) + " ").bold = True
    words = made.add_run(fit(block.text))
    words.bold = block.strong or None
    if block.small:
        from docx.shared import Pt

        words.font.size = Pt(8.5)


def _points(document: "Document", block: Points, _: float) -> None:
    for number, text in enumerate(block.texts, 1):
        # Numbered by hand: lists of the template share one count through the whole document.
        made = document.add_paragraph(style="List Paragraph" if block.numbered else "List Bullet")
        made.add_run(f"{number}. {fit(text)}" if block.numbered else fit(text))


def _facts(document: "Document", block: Facts, width: float) -> None:
    rows = [((Line(name, strong=True),), (Line(text),)) for name, text in block.rows]
    _grid(document, Grid((), (28, 72), rows), width)


def _grid(document: "Document", block: Grid, width: float) -> None:
    body = document.element.body
    body.insert(len(body) - 1, table(block, width))  # before the properties of the section, which stand last
    document.add_paragraph().paragraph_format.space_after = 0


def _break(document: "Document", _: Break, __: float) -> None:
    document.add_page_break()


_WRITERS: dict[type, Any] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Points: _points,
    Facts: _facts,
    Grid: _grid,
    Break: _break,
}
