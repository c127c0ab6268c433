"""The demo: the register of Joyería Lumen, an invented jeweller, with its notice, agreements and a deal.

Everything here is made up; addresses end in ``.example``. Dates are written around :data:`ANCHOR` and moved
to the day on which a demo is made (:func:`app.demo.dates.shift_dates`), so that what is late by a week stays
late by a week. The papers behind the agreements are kept as texts (:mod:`app.demo.papers`); the register says
where they belong.
"""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.kernel.canonical import sha256

ANCHOR = dt.date(2026, 11, 1)
"""The today of the register as written."""

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "iker.solana@joyeria-lumen.example": ("admin",),
    "marta.quiroga@joyeria-lumen.example": ("compliance",),
    "beatriz.alemany@joyeria-lumen.example": ("counsel",),
    "tomas.ferrer@joyeria-lumen.example": ("counsel",),
    "clara.lumbreras@joyeria-lumen.example": ("executive",),
    "nuria.casals@casals-auditores.example": ("auditor",),
    "eleanor.whitcombe@whitcombe-pardo.example": ("guest",),
    "joan.peris@joyeria-lumen.example": (),
}
"""The roles of the people in the register, by e-mail; the last one has left and may not sign in.

The first of each role is the one to show a visitor.
"""

TEXT = "text:"
"""Begins a value in the register as written that stands for a text beside it."""

_HERE = Path(__file__).parent


def register() -> dict[str, Any]:
    """The register as written, with the texts of the notices put in; a fresh copy at each call.

    The documents of agreements are still marks that begin with :data:`TEXT`: see :mod:`app.demo.papers`.
    """
    document: dict[str, Any] = json.loads((_HERE / "register.json").read_text(encoding="utf-8"))
    for notice in document["notices"]:
        notice["text"] = read_text(notice["text"].removeprefix(TEXT))
        notice["sha256"] = sha256(notice["text"].encode())
    return document


def read_text(name: str) -> str:
    """The text file *name*, such as ``notices/current.txt``; raises :class:`OSError` where there is none."""
    return (_HERE / name).read_text(encoding="utf-8").strip()
