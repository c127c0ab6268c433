"""What tests read in a page: its forms as a browser would send them, and its plain text."""

import html
import re
from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, MultiDict[str, str]]] = []
        self._select: str | None = None
        self._first: str | None = None
        self._chosen = False
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name")
        if tag == "form":
            self.forms.append((found.get("action") or "", MultiDict()))
        elif not self.forms:
            return
        elif tag == "input" and name:
            self._input(name, found)
        elif tag == "select":
            self._select, self._first, self._chosen = name, None, False
        elif tag == "option" and self._select:
            value = found.get("value") or ""
            if self._first is None:
                self._first = value
            if "selected" in found:
                self.forms[-1][1].add(self._select, value)
                self._chosen = True
        elif tag == "textarea":
            self._area, self._text = name, ""

    def _input(self, name: str, found: dict[str, str | None]) -> None:
        kind = found.get("type") or "text"
        if kind in {"submit", "button", "file"} or (kind in {"checkbox", "radio"} and "checked" not in found):
            return
        self.forms[-1][1].add(name, found.get("value") or ("y" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            # A browser leaves out the line break right after the tag and sends the others as CRLF.
            self.forms[-1][1].add(self._area, self._text.removeprefix("\r\n").removeprefix("\n"))
            self._area = None
        elif tag == "select" and self._select:
            if not self._chosen and self._first is not None:
                self.forms[-1][1].add(self._select, self._first)
            self._select = None


def form_of(page: str, **changes: str | list[str]) -> MultiDict[str, str]:
    """What the largest form of *page* would send, with *changes*."""
    reader = _Forms()
    reader.feed(page)
    _, found = max(reader.forms, key=lambda form: len(form[1]))
    for name, value in changes.items():
        found.setlist(name, value if isinstance(value, list) else [str(value)])
    return found


def changed(form: MultiDict[str, str], changes: dict[str, str | list[str]]) -> MultiDict[str, str]:
    """*form* with *changes* under names that are no Python words, such as ``evidence-0-kind``."""
    for name, value in changes.items():
        form.setlist(name, value if isinstance(value, list) else [str(value)])
    return form


def text_of(page: str) -> str:
    """The words of *page* without its tags, spaces folded."""
    main = page.partition("<main")[2] or page
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def errors_of(page: str) -> list[str]:
    """The sentences of the summary of what is wrong."""
    summary = page.partition('class="error-summary"')[2].partition("</div>")[0]
    return [
        " ".join(html.unescape(re.sub(r"<[^>]*>", " ", item)).split()) for item in summary.split("<li>")[1:]
    ]
