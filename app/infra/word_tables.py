"""Tables of word files, as XML: the library's own cells take a second for every few hundred of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
    if block.heads:
        heads = [[Line(head, strong=True)] for head in block.heads]
        made.append(_row(heads, widths, head=True))
    for cells in block.rows:
        made.append(_row(cells, widths, tall=block.tall))
    return made


def _row(
    cells: Sequence[Sequence[Line]], widths: Sequence[str], *, head: bool = False, tall: bool = False
) -> "BaseOxmlElement":
    properties = element("w:trPr", {}, element("w:cantSplit", {}))
    if tall:
        properties.append(element("w:trHeight", {"w:val": "760", "w:hRule": "atLeast"}))
    if head:
        properties.append(element("w:tblHeader", {}))
    row = element("w:tr", {}, properties)
    for lines, width in zip(cells, widths, strict=True):
        about = element("w:tcPr", {}, element("w:tcW", {"w:w": width, "w:type": "dxa"}))
        if head:
            about.append(element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": _WASH}))
        row.append(element("w:tc", {}, about, *(_cell_line(line) for line in lines or [Line("")])))
    return row


def _cell_line(line: Line) -> "BaseOxmlElement":
    close = element("w:pPr", {}, element("w:spacing", {"w:before": "0", "w:after": "0", "w:line": "240"}))
    made = element("w:p", {}, close)
    if line.name:
        made.append(run(f"{line.name}: ", colour="5A4A1A", size="15"))
    made.append(run(line.text, strong=line.strong))
    return made


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
