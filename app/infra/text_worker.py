"""The child process that takes text out of a file from outside, so that a hostile file costs a child and no more.

Run by its path, never imported: kind as argument, the file on standard input (UTF-8 where it is text), JSON on
standard output. It loads next to nothing, so that it starts at once and can be ended at once.
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_MEMORY = 1024 * 1024 * 1024
"""Bytes of address space the child may take."""
_SECONDS = 30
"""Seconds of processor time the child may take."""
_MOST_UNPACKED = 100 * 1024 * 1024
"""Bytes that a Word file may unpack to."""
_MOST_PAGES = 500
_MOST_CHARACTERS = 3_000_000
_BULLET = "• "
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{0,2000}(?: \"[^\"\n]{0,500}\")?\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,500}>|<br ?/?>")
_HEADING = re.compile(r"^ {0,3}#{1,6} +", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![\w*_])[*_]{1,3}(?=[^\s*_])|(?<=[^\s*_])[*_]{1,3}(?![\w*_])")


class TooMuch(Exception):
    """The file goes beyond a limit, which the sentence names."""


def pdf_pages(data: bytes) -> Iterator[str]:
    """The text of each page of the PDF *data*."""
    import logging

    import pypdf

    logging.disable(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise TooMuch("is locked with a password: save it without one")
    count = len(reader.pages)
    if count > _MOST_PAGES:
        raise TooMuch(f"has {count:,} pages, more than the {_MOST_PAGES} that are read")
    for page in reader.pages:
        yield page.extract_text()


def word_pages(data: bytes) -> Iterator[str]:
    """The text of the Word file *data*, cut where it was last seen to break into pages."""
    import docx

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED:
            raise TooMuch("unpacks to too much: choose a smaller one")
    blocks: list[str] = []
    for block in _blocks(docx.Document(io.BytesIO(data))):
        before, *after = block.split("\f")
        blocks.append(before)
        for piece in after:
            yield "\n\n".join(filter(None, map(str.strip, blocks)))
            blocks = [piece]
    yield "\n\n".join(filter(None, map(str.strip, blocks)))


def _blocks(document: Any) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield " ".join(dict.fromkeys(cell.text.strip() for cell in row.cells))
        else:
            yield _paragraph(block)


def _paragraph(block: Any) -> str:
    """The words of a paragraph, with a form feed where a page begins inside or before it."""
    from docx.oxml.ns import qn

    properties = block._p.pPr
    listed = properties is not None and properties.numPr is not None
    fresh = properties is not None and properties.find(qn("w:pageBreakBefore")) is not None
    words = ["\f" if fresh else "", _BULLET if listed else ""]
    for node in block._p.iter():
        if node.tag == qn("w:t"):
            words.append(node.text or "")
        elif node.tag == qn("w:tab"):
            words.append(" ")
        elif node.tag == qn("w:lastRenderedPageBreak"):
            words.append("\f")
        elif node.tag == qn("w:br"):
            words.append("\f" if node.get(qn("w:type")) == "page" else "\n")
    return "".join(words)


def html_pages(data: bytes) -> Iterator[str]:
    """The words of a web page, which is one page here."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from app.infra.text_in import html_text

    yield html_text(data.decode())


def markdown_pages(data: bytes) -> Iterator[str]:
    """Markdown without its marks. The patterns have bounds, so that no text can make them slow."""
    text = _TAG.sub("", _LINK.sub(r"\1", data.decode()))
    yield _EMPHASIS.sub("", _HEADING.sub("", text))


_READERS = {"pdf": pdf_pages, "docx": word_pages, "html": html_pages, "md": markdown_pages}


def pages(kind: str, data: bytes) -> list[str]:
    """All pages of *data*; raises :class:`TooMuch` beyond a limit, and what the readers raise."""
    found: list[str] = []
    total = 0
    for page in _READERS[kind](data):
        total += len(page)
        if total > _MOST_CHARACTERS:
            raise TooMuch(f"holds more than {_MOST_CHARACTERS:,} characters of text")
        found.append(page)
    return found


def main() -> None:
    """Answer ``{"pages": […]}`` or ``{"fault": "…"}``, a fault being the rest of a sentence."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    answer: dict[str, Any]
    try:
        answer = {"pages": pages(sys.argv[1], sys.stdin.buffer.read())}
    except TooMuch as error:
        answer = {"fault": str(error)}
    except MemoryError:
        answer = {"fault": "takes more memory than one file may"}
    except (Exception, RecursionError):  # noqa: BLE001, RUF100 - a broken file breaks its readers in many ways
        answer = {"fault": "cannot be read; it appears to be damaged: save it anew"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
