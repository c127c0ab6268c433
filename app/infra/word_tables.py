"""Tables of word files, as XML: the library's own cells take a second for every few hundred of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_TWENTIETHS = 56.69
"""Twentieths of a point in a millimetre, the units of tables."""
_WASH, _RULE = "EEF2F5", "B9C4CE"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Line:
    """A line of a cell: a small name before it where there is one."""

    text: str
    name: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: heads, which are repeated on every page, shares of the width, and cells of several lines."""

    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[Sequence[Line]]]
    tall: bool = False


def table(block: Grid, width: float) -> "BaseOxmlElement":
    """*block* as a table that is *width* millimetres wide."""
    whole = sum(block.widths)
    widths = [str(round(width * _TWENTIETHS * share / whole)) for share in block.widths]
    line = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": _RULE}
    borders = element(
        "w:tblBorders", {}, *(element(f"w:{side}", line) for side in ("top", "bottom", "insideH"))
    )
    margins = element(
        "w:tblCellMar",
        {},
        *(
            element(f"w:{side}", {"w:w": "60", "w:type": "dxa"})
            for side in ("top", "left", "bottom", "right")
        ),
    )
    made = element(
        "w:tbl",
        {},
        element(
            "w:tblPr",
            {},
            element("w:tblW", {"w:w": str(sum(map(int, widths))), "w:type": "dxa"}),
            borders,
            element("w:tblLayout", {"w:type": "fixed"}),
            margins,
            element(
                "w:tblLook",
                {"w:firstRow": "1" if block.heads else "0", "w:firstColumn": "1", "w:noVBand": "1"},
            ),
        ),
        element("w:tblGrid", {}, *(element("w:gridCol", {"w:w": one}) for one in widths)),
    )
    rows = (
        [_row([[Line(head, strong=True)] for head in block.heads], widths, head=True)] if block.heads else []
    )
    rows += [_row(cells, widths, tall=block.tall) for cells in block.rows]
    made.extend(_parsed("".join(rows)))
    return made


def _parsed(rows: str) -> "BaseOxmlElement":
    """The elements that *rows* are, as children of one: a long table has too many to make them singly."""
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml

    return parse_xml(f"<w:tbl {nsdecls('w')}>{rows}</w:tbl>")


def _row(
    cells: Sequence[Sequence[Line]], widths: Sequence[str], *, head: bool = False, tall: bool = False
) -> str:
    height = '<w:trHeight w:val="760" w:hRule="atLeast"/>' if tall else ""
    repeated = "<w:tblHeader/>" if head else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_WASH}"/>' if head else ""
    parts = [f"<w:tr><w:trPr><w:cantSplit/>{height}{repeated}</w:trPr>"]
    for lines, width in zip(cells, widths, strict=True):
        parts.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>')
        parts += [_cell_line(line) for line in lines or [Line("")]]
        parts.append("</w:tc>")
    parts.append("</w:tr>")
    return "".join(parts)


def _cell_line(line: Line) -> str:
    named = _run(f"{line.name}: ", colour="5A4A1A", size="15") if line.name else ""
    spacing = '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240"/></w:pPr>'
    return f"<w:p>{spacing}{named}{_run(line.text, strong=line.strong)}</w:p>"


def _run(text: str, *, strong: bool = False, colour: str = "", size: str = "17") -> str:
    """What :func:`run` makes, as text."""
    bold = "<w:b/>" if strong else ""
    ink = f'<w:color w:val="{colour}"/>' if colour else ""
    words = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in fit(text).split("\n")]
    properties = f'<w:rPr>{bold}{ink}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    return f"<w:r>{properties}{'<w:br/>'.join(words)}</w:r>"


def run(text: str, *, strong: bool = False, colour: str = "", size: str = "17") -> "BaseOxmlElement":
    """A run of *text*, its lines parted by breaks; *size* in half points."""
    properties = element("w:rPr", {})
    if strong:
        properties.append(element("w:b", {}))
    if colour:
        properties.append(element("w:color", {"w:val": colour}))
    properties.append(element("w:sz", {"w:val": size}))
    properties.append(element("w:szCs", {"w:val": size}))
    run = element("w:r", {}, properties)
    for number, line in enumerate(fit(text).split("\n")):
        if number:
            run.append(element("w:br", {}))
        words = element("w:t", {"xml:space": "preserve"})
        words.text = line
        run.append(words)
    return run


def element(tag: str, attributes: dict[str, str], *children: "BaseOxmlElement") -> "BaseOxmlElement":
    """An element of the format, with its names as the standard writes them: ``w:tbl``."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    made.extend(children)
    return made


def fit(text: str) -> str:
    """*text* without the characters that no XML may hold, its lines ended in one way."""
    return _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
