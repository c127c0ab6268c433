"""Tables and lists in HTML and Markdown. A link in a cell becomes a column of its own beside it."""

import re
from collections.abc import Iterator
from typing import Any

from app.infra.sheets_in.tables import MOST_COLUMNS, MOST_ROWS, Fault, Table

MOST_MARKDOWN = 3 * 1024 * 1024
"""Characters of the longest Markdown file: its reader takes its time."""
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})
_SKIPPED = frozenset({"script", "style", "template", "noscript"})
_FRONT_MATTER = re.compile(r"\A---\r?\n.*?\r?\n---\r?\n", re.DOTALL)
_RULE = re.compile(r"\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?")
_LINK_HEAD = " (link)"


def markdown_tables(text: str) -> Iterator[Table]:
    """The tables, else the lists, of the Markdown *text*; raises :class:`Fault` where it has none."""
    from markdown_it import MarkdownIt

    if len(text) > MOST_MARKDOWN:
        raise Fault(f"has more than {MOST_MARKDOWN // 1_048_576} MB of Markdown: split it, or save it as CSV")
    text = _evened(_FRONT_MATTER.sub("", text))
    reader = MarkdownIt("commonmark", {"html": True, "maxNesting": 30}).enable("table")
    yield from html_tables(reader.render(text))


def _evened(text: str) -> str:
    """*text* with the line below the heads of each table as wide as they are, which the format demands."""
    lines = text.split("\n")
    for number in range(1, len(lines)):
        if _RULE.fullmatch(lines[number].strip()) and "|" in lines[number - 1]:
            heads = lines[number - 1].strip().removeprefix("|").removesuffix("|").replace("\\|", "")
            width = heads.count("|") + 1
            if lines[number].strip().strip("|").count("|") + 1 != width:
                lines[number] = "|" + "---|" * width
    return "\n".join(lines)


def html_tables(text: str) -> Iterator[Table]:
    """The tables, else the lists, of the page *text*; raises :class:`Fault` where it has none.

    Nothing is fetched and no entity is looked up: it is parsed as HTML, which knows neither.
    """
    import lxml.html

    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        page = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise Fault("holds no table: choose a page with one") from error
    found = [one for table in page.iter("table") if (one := _table(table)) is not None]
    linked = bool(found)
    found = _alike(found or [one for items in page.iter("ul", "ol") if (one := _list(items)) is not None])
    if not found:
        raise Fault("holds no table and no list: choose a page with one")
    for table in found:
        yield Table(table.name, _with_links(list(table.rows)) if linked else table.rows)


def _table(table: Any) -> Table | None:
    if any(True for _ in table.iterdescendants("table")):
        return None  # a table that only lays out others
    rows: list[list[Any]] = []
    spans: dict[int, tuple[int, list[Any]]] = {}
    for row in table.iter("tr"):
        cells = _row(row, spans)
        if cells:
            rows.append(cells)
        if len(rows) > MOST_ROWS:
            raise Fault(f"has more than {MOST_ROWS:,} rows: split it into several")
    if len(rows) < 2:
        return None
    return Table(_title(table), rows)


def _row(row: Any, spans: dict[int, tuple[int, list[Any]]]) -> list[Any]:
    """The cells of *row* as pairs of text and link; *spans* are cells of earlier rows that reach into it."""
    found: list[Any] = []
    waiting = [cell for cell in row if cell.tag in ("td", "th")]

    def fill() -> None:
        while len(found) in spans:
            left, value = spans[len(found)]
            if left > 1:
                spans[len(found)] = (left - 1, value)
            else:
                del spans[len(found)]
            found.append(value)

    for cell in waiting:
        fill()
        value = [_text(cell), _link(cell)]
        wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
        for place in range(wide):
            if high > 1:
                spans[len(found)] = (high - 1, value)
            found.append(value if place == 0 or high > 1 else ["", ""])
            if len(found) > MOST_COLUMNS:
                raise Fault(f"has a table with more than {MOST_COLUMNS} columns: keep those that are needed")
    fill()
    return found


def _span(cell: Any, name: str) -> int:
    said = cell.get(name) or "1"
    return min(max(int(said), 1), 100) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def _with_links(rows: list[list[Any]]) -> list[list[str]]:
    """Rows of text, with a column of links after each column that has any."""
    linked = sorted({place for row in rows[1:] for place, (_, link) in enumerate(row) if link})
    found = []
    for number, row in enumerate(rows):
        texts = []
        for place, (text, link) in enumerate(row):
            texts.append(text)
            if place in linked:
                texts.append(f"{text}{_LINK_HEAD}" if number == 0 else link)
        found.append(texts)
    return found


def _text(element: Any) -> str:
    """What a reader sees of *element*, lines parted where they break."""
    words: list[str] = []

    def walk(node: Any) -> None:
        if not isinstance(node.tag, str) or node.tag in _SKIPPED:
            return
        if node.tag in _BREAKS and node is not element:
            words.append("\n")
        words.append(node.text or "")
        for child in node:
            walk(child)
            words.append(child.tail or "")

    walk(element)
    lines = [" ".join(line.split()) for line in "".join(words).replace("\r", "").split("\n")]
    return "\n".join(line for line in lines if line)


def _link(element: Any) -> str:
    for anchor in element.iter("a"):
        address = (anchor.get("href") or "").strip()
        if address.lower().startswith(("http://", "https://", "mailto:")):
            return address.removeprefix("mailto:") if address != _text(element) else ""
    return ""


def _title(table: Any) -> str:
    """The caption of *table*, or the heading before it."""
    caption = table.find("caption")
    if caption is not None and _text(caption):
        return _text(caption)[:80]
    for before in table.itersiblings(preceding=True):
        if before.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            return _text(before)[:80]
    return "Table"


def _alike(found: list[Table]) -> list[Table]:
    """Tables with the same heads become one, since a page often parts one list by headings."""
    joined: list[Table] = []
    for table in found:
        rows = list(table.rows)
        heads = _heads(rows[0])
        twin = next((one for one in joined if _heads(next(iter(one.rows))) == heads), None)
        if twin is None:
            joined.append(table)
        else:
            twin.rows = [*twin.rows, *rows[1:]]
            twin.name = f"{twin.name}, {table.name}"[:120]
    return joined


def _heads(row: list[Any]) -> list[str]:
    return [cell[0] if isinstance(cell, list) else cell for cell in row]


def _list(items: Any) -> Table | None:
    """A list of names, or one in which most items begin with a link or a strong word: name, address, what is said."""
    names = [_text(item) for item in items.iterchildren("li") if item.find(".//a") is None]
    if len(names) == sum(1 for _ in items.iterchildren("li")) and _are_names(names):
        return Table(_title(items), [["Name"], *([name] for name in names)])
    rows = []
    for item in items.iterchildren("li"):
        head = next((node for node in item.iter("a", "strong", "b") if _text(node)), None)
        text = _text(item)
        if head is None or not text.startswith(_text(head)[:20]):
            continue
        rest = text.removeprefix(_text(head)).strip(" \n.:;,–—-")
        rows.append([_text(head), _link(item), rest])
    count = sum(1 for _ in items.iterchildren("li"))
    if not rows or len(rows) * 2 < count or not any(row[2] for row in rows):
        return None
    return Table(_title(items), [["Name", "Link", "Description"], *rows])


def _are_names(texts: list[str]) -> bool:
    """Whether *texts* look like a list of names: several, short, none a sentence."""
    return len(texts) > 2 and all(
        0 < len(text) <= 60 and "\n" not in text and text[0].isalnum() and not text.endswith((".", ":", ";"))
        for text in texts
    )
