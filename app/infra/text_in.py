"""The text of an uploaded file: plain text, Markdown, HTML or Word, judged by content as every upload is."""

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import PurePosixPath

from app.infra.media import Upload, decoded, inspect
from app.kernel.errors import Invalid, TooLarge

BULLET = "• "
_MOST_UNPACKED = 100 * 1024 * 1024
"""Bytes that a Word file may unpack to."""

_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "title", "nav", "svg", "select", "button", "iframe"}
)
_LINES = {"div", "p", "pre", "blockquote", "hr", "address", "h1", "h2", "h3", "h4", "h5", "h6"}
_LISTS = {"ul", "ol", "li", "dl", "dt", "dd"}
_TABLES = {"table", "thead", "tbody", "tr", "td", "th"}
_PARTS = {"body", "main", "article", "section", "aside", "header", "footer", "figure", "figcaption"}
_BLOCKS = frozenset(_LINES | _LISTS | _TABLES | _PARTS | {"form", "fieldset"})
_HEADING_MARK = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+|[ \t]+#+[ \t]*$", re.MULTILINE)
_UNDERLINE = re.compile(r"^[ \t]*(?:={3,}|-{3,}|\*{3,}|_{3,})[ \t]*$", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\w)(\*\*\*|\*\*|\*|___|__|_)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")


def read_text(upload: Upload, *, limit: int, field: str = "file") -> str:
    """The text in *upload*, with single line feeds as line ends.

    Raises :class:`~app.kernel.errors.Invalid` at *field* for a file that holds no text that can be taken out
    faithfully, :class:`~app.kernel.errors.TooLarge` beyond *limit* bytes.
    """
    name, _ = inspect(upload, limit=limit, field=field)
    match PurePosixPath(name).suffix.lower():
        case ".txt":
            text = decoded(upload.data) or ""
        case ".md":
            text = _without_marks(decoded(upload.data) or "")
        case ".html" | ".htm":
            text = html_text(decoded(upload.data) or "")
        case ".docx":
            text = _word_text(upload.data, name, field)
        case ".pdf":
            cure = "copy the text in a PDF reader and paste it, or choose the page as HTML, Word or text"
            raise Invalid.of(
                field, f"File: “{name}” is a PDF, whose text cannot be taken out reliably: {cure}."
            )
        case _:
            raise Invalid.of(field, f"File: “{name}” holds no text: use txt, md, html or docx.")
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text).strip()
    if not text:
        raise Invalid.of(
            field, f"File: no text was found in “{name}”: choose another file or paste the text."
        )
    return text


def html_text(markup: str) -> str:
    """What a reader of the page *markup* sees of its main part, a paragraph a block, list items with bullets."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects visible text in blocks; that of ``main`` or ``article`` alone where the page has one."""

    def __init__(self) -> None:
        """Nothing read yet."""
        super().__init__(convert_charrefs=True)
        self._blocks: list[tuple[str, bool]] = []
        self._words: list[str] = []
        self._mark = ""
        self._skipping = 0
        self._main = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag == "br":
            self._words.append("\n")
        elif tag in _BLOCKS:
            self._end_block()
            self._mark = BULLET if tag == "li" else self._mark
            self._main += tag in {"main", "article"}

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        elif tag in _BLOCKS:
            self._end_block()
            self._main = max(0, self._main - (tag in {"main", "article"}))

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._words.append(re.sub(r"\s+", " ", data))

    def _end_block(self) -> None:
        lines = [" ".join(line.split()) for line in "".join(self._words).split("\n")]
        text = "\n".join(line for line in lines if line)
        if text:
            self._blocks.append((self._mark + text, self._main > 0))
            self._mark = ""
        self._words = []

    def text(self) -> str:
        """All that was collected."""
        self._end_block()
        main = [block for block, inside in self._blocks if inside]
        return "\n\n".join(main or [block for block, _ in self._blocks])


def _without_marks(text: str) -> str:
    """Markdown *text* without the marks of headings, emphasis and links; its lists are read as they are."""
    text = _LINK.sub(r"\1", text)
    text = _UNDERLINE.sub("", text)
    text = _HEADING_MARK.sub("", text)
    return _EMPHASIS.sub(r"\2", text)


def _word_text(data: bytes, name: str, field: str) -> str:
    import docx
    from docx.opc.exceptions import OpcError

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED:
            raise TooLarge(f"File: “{name}” unpacks to too much: choose a smaller one.")
    try:
        document = docx.Document(io.BytesIO(data))
    except (OpcError, KeyError, ValueError, SyntaxError) as error:
        raise Invalid.of(field, f"File: “{name}” cannot be opened as a Word file: save it anew.") from error
    return "\n\n".join(_word_blocks(document))


def _word_blocks(document: object) -> Iterator[str]:
    """The paragraphs and table rows of a Word *document* in order."""
    from docx.table import Table

    for block in document.iter_inner_content():  # type: ignore[attr-defined]
        if isinstance(block, Table):
            for row in block.rows:
                yield " ".join(dict.fromkeys(cell.text.strip() for cell in row.cells))
            continue
        properties = block._p.pPr
        is_item = properties is not None and properties.numPr is not None
        is_item = is_item or (block.style is not None and str(block.style.name).startswith("List"))
        if block.text.strip():
            yield (BULLET if is_item else "") + block.text.strip()
