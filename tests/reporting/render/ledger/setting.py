"""Sets one ledger table both ways, as a report would, and reads what came out."""

import datetime as dt
import io
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pikepdf

from app.infra.pdf import Attachment, lay_out
from app.reporting.render.html import _style
from app.reporting.render.ledger import Cell, Column, LedgerTable, Row, cell, name, ref
from app.reporting.render.ledger.places import Places

DATA = Attachment("snapshot.json", b"{}", "Data", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
COLUMNS = (Column("Third party", 30), Column("What it gets", 50), Column("Number", 20, end=True))
HEAD = "data-head='Register' data-mark='R-1' data-foot='Foot'"


def table(rows: Sequence[Row], columns: tuple[Column, ...] = COLUMNS, **fields: Any) -> LedgerTable:
    """A table of *rows*, each headed by its first cell."""
    return LedgerTable(columns, lambda: rows, len(rows), **{"heads": 0, **fields})


def simple(number: int, text: str = "Name and address", *more: Cell) -> Row:
    """A row of the table with *text*."""
    reference = f"TP-{number:04d}"
    return Row(
        (cell(name(f"Vendor {number}"), " ", ref(reference)), cell(text), cell(str(number)), *more),
        label=reference,
        anchor=reference,
    )


def document(declared: LedgerTable, *, painted: bool, before: str = "", after: str = "") -> bytes:
    """The PDF of a document with *declared*, painted or set by WeasyPrint."""
    style = _style("A4", screen=False)
    places = Places("register", "en", style, painted_beyond=0 if painted else None)
    shown = places.table(declared)
    html = (
        f"<!DOCTYPE html><html lang='en'><head><title>Probe</title><style>{style}</style></head>"
        f"<body class='register' {HEAD}><main><h1>Register</h1>{before}"
        f"<section id='part'><h2>Part one</h2>{shown}</section>{after}</main></body></html>"
    )
    return lay_out(html, ledgers=places.ledgers).write(DATA).data


@dataclass(frozen=True)
class Word:
    """A word on a page, in points."""

    page: int
    left: float
    top: float
    right: float
    text: str

    def is_at(self, other: "Word", *, across: float, down: float) -> bool:
        """Whether *other* is the same word in the same place, within so many points."""
        aside = max(abs(self.left - other.left), abs(self.right - other.right))
        below = abs(self.top - other.top)
        return (self.page, self.text) == (other.page, other.text) and aside < across and below < down


def words(data: bytes) -> list[Word]:
    """The words of *data* as poppler finds them, page by page."""
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
    clean = re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", run.stdout)
    space = "{http://www.w3.org/1999/xhtml}"
    return [
        Word(page, *(float(word.attrib[side]) for side in ("xMin", "yMin", "xMax")), word.text or "")
        for page, found in enumerate(ElementTree.fromstring(clean).iter(f"{space}page"), 1)  # noqa: S314 -- our own
        for word in found.iter(f"{space}word")
    ]


def pages(data: bytes) -> list[str]:
    """The text of each page."""
    run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return run.stdout.decode().split("\f")[:-1]


@dataclass(frozen=True)
class Element:
    """An element of the structure: its type, scope, span and text; bare of spaces, which lines add and take away."""

    kind: str
    scope: str
    span: str
    text: str


def cells(data: bytes) -> list[Element]:
    """The cells of all tables in the order of the structure; heads that WeasyPrint repeats on each page once."""
    run = subprocess.run(["pdfinfo", "-struct-text", "-"], input=data, capture_output=True, check=True)
    found: list[dict[str, str]] = []
    depth = heads = 0
    seen_head = in_head = False
    for line in run.stdout.decode().splitlines():
        indent = len(line) - len(line.lstrip())
        text = line.strip()
        if text == "THead":
            in_head, heads = True, indent
            skip, seen_head = seen_head, True
            continue
        if in_head and indent <= heads:
            in_head = False
        if in_head and skip:
            continue
        kind = re.match(r"(TH|TD)\b", text)
        if kind:
            found.append({"kind": kind[1], "scope": "", "span": "", "text": ""})
            depth = indent
        elif found and indent > depth:
            if attribute := re.match(r"/(Scope|ColSpan) /?(\w+)", text):
                found[-1]["scope" if attribute[1] == "Scope" else "span"] = attribute[2]
            elif text.startswith('"'):
                found[-1]["text"] += re.sub(r"\s", "", text[1:-1])
        elif indent <= depth:
            depth = 10_000
    return [Element(**entry) for entry in found]


def outline(data: bytes) -> list[tuple[str, list[str]]]:
    """The bookmarks, two levels of them."""
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as marks:
        return [(str(mark.title), [str(child.title) for child in mark.children]) for mark in marks.root]
