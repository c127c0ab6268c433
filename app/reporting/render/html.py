"""HTML: the document of a kind, for a browser as it is and for the page setter as its source."""

import base64
import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from markupsafe import Markup

from app.infra.fonts import DISPLAY, MONO, TEXT
from app.reporting.render.environment import environment
from app.reporting.render.views import VIEWS
from app.reporting.seal import Seal
from app.reporting.snapshot.schema.frame import Snapshot

_DOCUMENTS = Path(__file__).parents[1] / "documents"
_SHEETS = {"A4": "A4", "Letter": "letter"}
_FITTED = {
    "A4": "",
    "Letter": "@page { margin-top: 23mm; margin-bottom: 17mm; } .cover-title { min-height: 78mm; padding-top: 36mm; }",
}
"""What makes one page of A4 one page of the shorter Letter too."""


def html(snapshot: Snapshot, seal: Seal) -> str:
    """The document for a browser: one file that fetches nothing and runs nothing, by its own policy."""
    style = _style(seal.paper, screen=True)
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _rendered(snapshot, seal, style, policy=f"default-src 'none'; style-src 'sha256-{hashed}'")


def source(snapshot: Snapshot, seal: Seal, *, contents: bool, missing: Collection[str] = ()) -> str:
    """The document for the page setter, with a page of contents or without.

    *missing* are characters known to have no glyph: they are spelled out.
    """
    style = _style(seal.paper, screen=False)
    return _rendered(snapshot, seal, style, contents=contents, missing=missing)


def _rendered(snapshot: Snapshot, seal: Seal, style: str, **context: Any) -> str:
    values = {
        "contents": False,
        "missing": (),
        "policy": "",
        **context,
        "snapshot": snapshot,
        "seal": seal,
        "style": Markup(style),  # noqa: S704 -- our own style sheet
        "labels": snapshot["labels"],
        "time_zone": snapshot["organisation"]["time_zone"],
        "created": seal.issued_at[:19] + "Z",
        "versions": ", ".join(f"{name} {version}" for name, version in sorted(seal.versions.items())),
    }
    view = VIEWS[snapshot["kind"]]
    return environment().get_template(f"{snapshot['kind']}.html").render({**values, **view(snapshot)})


def _style(paper: str, *, screen: bool) -> str:
    """The style sheet: families and paper first, since no property of a page may come from a variable of theirs."""
    stacks = {"text": TEXT, "display": DISPLAY, "mono": MONO}
    families = "".join(
        f"--{name}: " + ", ".join(f'"{family}"' for family in stack) + ";" for name, stack in stacks.items()
    )
    sheet = _SHEETS[paper]
    text = f":root {{ {families} }}\n@page {{ size: {sheet}; }}\n@page wide {{ size: {sheet} landscape; }}\n"
    text += "".join(f".w{percent}{{width:{percent}%}}" for percent in range(3, 71))
    names = ["print.css", "screen.css"] if screen else ["print.css"]
    return text + "".join((_DOCUMENTS / name).read_text(encoding="utf-8") for name in names) + _FITTED[paper]
