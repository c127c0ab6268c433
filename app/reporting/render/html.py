"""HTML: the document of a kind, for a browser as it is and for the page setter as its source."""

import base64
import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from app.infra.fonts import DISPLAY, MONO, TEXT
from app.infra.ledger.rows import Ledger
from app.reporting.render.environment import environment
from app.reporting.render.ledger import PAINTED_BEYOND
from app.reporting.render.ledger.places import Places
from app.reporting.render.views import VIEWS
from app.reporting.render.writing import set_with
from app.reporting.seal import Seal
from app.reporting.snapshot.schema.frame import Snapshot

_DOCUMENTS = Path(__file__).parents[1] / "documents"
_NAMED_OTHERWISE = {"ledger": "ledgers"}
"""The documents of kinds whose own name is that of something that several share."""
_SHEETS = {"A4": "A4", "Letter": "letter"}
_FITTED = {
    "A4": "",
    "Letter": "@page { margin-top: 23mm; margin-bottom: 17mm; } .cover-title { min-height: 78mm; padding-top: 36mm; } "
    "@page front { margin: 9mm 18mm 9mm; } .front-title { margin: 3mm 0 2.6mm; } .front h2 { margin-top: 2.6mm; } "
    ".compared { margin-bottom: 2mm; } .severity-strip { margin-bottom: 2mm; } .front .tile { padding: 1.8mm 2.2mm; } "
    ".certification { margin-top: 2.4mm; padding: 2mm 4mm; } .signing td { height: 7mm; } "
    ".front-seal { margin-top: 2mm; }",
}
"""What makes one page of A4 one page of the shorter Letter too."""


def html(snapshot: Snapshot, seal: Seal) -> str:
    """The document for a browser: one file that fetches nothing and runs nothing, by its own policy."""
    style = _style(seal.paper, screen=True)
    policy = policy_of(seal.paper)
    places = Places(snapshot["kind"], snapshot["language"], style)
    return _scrolling(_rendered(snapshot, seal, style, places, policy=policy))


def with_way_back(document: str, label: str, url: str) -> str:
    """*document* for a browser with a slim head that leads to *url*, under *label*."""
    before, body, rest = document.partition("<body")
    opening, end, content = rest.partition(">")
    head = Markup('<nav class="way-back" aria-label="Way back"><a href="{}">← {}</a></nav>').format(
        url, label
    )
    return f"{before}{body}{opening}{end}\n{head}{content}"


def _scrolling(document: str) -> str:
    """*document* with each table in a frame of its own that scrolls and takes focus, named by the heading above."""
    heading, tables = "", 0

    def framed(found: re.Match[str]) -> str:
        nonlocal heading, tables
        if found["heading"] is not None:
            heading = " ".join(Markup(found["heading"]).striptags().split())  # noqa: S704 -- out of our own document
            return found[0]
        if found[0] == "</table>":
            return "</table></div>"
        tables += 1
        name = Markup("Table {}: {}").format(tables, heading)
        return f'<div class="scroll" role="group" tabindex="0" aria-label="{name}">{found[0]}'

    return _FRAMED.sub(framed, document)


def policy_of(paper: str) -> str:
    """The content security policy of a document for *paper* in a browser: its own style sheet and nothing else."""
    hashed = base64.b64encode(hashlib.sha256(_style(paper, screen=True).encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{hashed}'"


_FRAMED = re.compile(r"<h[1-6][^>]*>(?P<heading>.*?)</h[1-6]>|<table(?=[\s>])|</table>", re.DOTALL)
"""What :func:`_scrolling` looks at: headings and the ends of tables. Our documents have no table in a table."""


@dataclass(frozen=True)
class Source:
    """A document for the page setter: its HTML, and the ledgers to be painted into the places that it has for them."""

    html: str
    ledgers: Sequence[Ledger]


def source(
    snapshot: Snapshot,
    seal: Seal,
    *,
    contents: bool,
    missing: Collection[str] = (),
    painted_beyond: int | None = PAINTED_BEYOND,
) -> Source:
    """The document for the page setter, with a page of contents or without.

    *missing* are characters known to have no glyph: they are spelled out. Ledger tables of more than *painted_beyond*
    rows are left to the painter, none where it is ``None``.
    """
    style = _style(seal.paper, screen=False)
    places = Places(snapshot["kind"], snapshot["language"], style, missing, painted_beyond=painted_beyond)
    html = _rendered(snapshot, seal, style, places, contents=contents, missing=missing)
    return Source(html, places.ledgers)


def _rendered(snapshot: Snapshot, seal: Seal, style: str, places: Places, **context: Any) -> str:
    values = {
        "contents": False,
        "missing": (),
        "policy": "",
        **context,
        "ledgers": places,
        "snapshot": snapshot,
        "seal": seal,
        "style": Markup(style),  # noqa: S704 -- our own style sheet
        "labels": snapshot["labels"],
        "time_zone": snapshot["organisation"]["time_zone"],
        "created": seal.issued_at[:19] + "Z",
        "set_with": set_with(seal.versions),
    }
    view = VIEWS[snapshot["kind"]]
    name = _NAMED_OTHERWISE.get(snapshot["kind"], snapshot["kind"])
    return environment().get_template(f"{name}.html").render({**values, **view(snapshot)})


def _style(paper: str, *, screen: bool) -> str:
    """The style sheet: families and paper first, since no property of a page may come from a variable of theirs."""
    stacks = {"text": TEXT, "display": DISPLAY, "mono": MONO}
    families = "".join(
        f"--{name}: " + ", ".join(f'"{family}"' for family in stack) + ";" for name, stack in stacks.items()
    )
    sheet = _SHEETS[paper]
    text = f":root {{ {families} }}\n@page {{ size: {sheet}; }}\n@page wide {{ size: {sheet} landscape; }}\n"
    text += "".join(f".w{percent}{{width:{percent}%}}" for percent in range(3, 98))
    names = ["print.css", "screen.css"] if screen else ["print.css"]
    return text + "".join((_DOCUMENTS / name).read_text(encoding="utf-8") for name in names) + _FITTED[paper]
