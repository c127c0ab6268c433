"""The feed of changes as Atom (RFC 4287)."""

import datetime as dt
from collections.abc import Sequence
from xml.etree import ElementTree

from app.domain.publication.listing import ListChange
from app.domain.publication.words import sentence_of, title_of
from app.kernel import clock

_ATOM = "http://www.w3.org/2005/Atom"
_MOST = 200
_NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def atom(title: str, page: str, here: str, changes: Sequence[ListChange]) -> bytes:
    """The feed called *title* at *here*, of *changes* in order of time, for the page at *page*."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", page)
    _add(feed, "title", title)
    _add(feed, "updated", clock.format_instant(changes[-1].at if changes else _NEVER))
    ElementTree.SubElement(feed, f"{{{_ATOM}}}link", rel="self", href=here, type="application/atom+xml")
    ElementTree.SubElement(feed, f"{{{_ATOM}}}link", rel="alternate", href=page, type="text/html")
    author = ElementTree.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", title)
    for change in list(reversed(changes))[:_MOST]:
        entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
        _add(entry, "id", f"{page}#{change.id}")
        _add(entry, "title", title_of(change))
        _add(entry, "updated", clock.format_instant(change.at))
        ElementTree.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", href=page, type="text/html")
        _add(entry, "summary", sentence_of(change))
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text
