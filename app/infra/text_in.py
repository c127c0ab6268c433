"""The text of a web page as its reader sees it."""

import re
from html.parser import HTMLParser

BULLET = "• "

_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "title", "nav", "svg", "select", "button", "iframe"}
)
_LINES = {"div", "p", "pre", "blockquote", "hr", "address", "h1", "h2", "h3", "h4", "h5", "h6"}
_LISTS = {"ul", "ol", "li", "dl", "dt", "dd"}
_TABLES = {"table", "thead", "tbody", "tr", "td", "th"}
_PARTS = {"body", "main", "article", "section", "aside", "header", "footer", "figure", "figcaption"}
_BLOCKS = frozenset(_LINES | _LISTS | _TABLES | _PARTS | {"form", "fieldset"})


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
