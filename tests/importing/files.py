"""Register files as tests need them."""

import copy
import json
from typing import Any

from flask import Flask

from app import demo
from app.db.history import Revision
from app.demo import papers
from app.domain.audit import chain
from app.domain.findings.reading import Source
from app.extensions import db
from app.importing import register_file
from app.security.actor import SYSTEM

FRAME = {"format": "custodia-register", "version": 1}

SMALL: dict[str, Any] = FRAME | {
    "people": [{"email": "ana@lumen.example", "name": "Ana Ruiz", "active": True}],
    "entities": [{"ref": "EN-0001", "legal_name": "Joyería Lumen, S.L.", "kind": "self"}],
    "activities": [{"ref": "AC-0001", "name": "Selling online"}],
    "notices": [
        {"ref": "NV-0001", "provisions": [{"code": "G2", "kind": "disclosure_ground"}]},
    ],
    "third_parties": [
        {"ref": "TP-0001", "name": "Paloma Mensajes", "owner": "ana@lumen.example"},
        {"ref": "TP-0002", "name": "Correo Sur"},
    ],
    "agreements": [{"ref": "AG-0001", "third_party": "TP-0001", "kind": "dpa", "governs_flows": ["FL-0001"]}],
    "flows": [
        {
            "ref": "FL-0001",
            "third_party": "TP-0001",
            "notice_links": [{"provision": "NV-0001/G2", "strength": "arguable"}],
        }
    ],
    "deals": [
        {
            "ref": "D-001",
            "codename": "Project Perla",
            "kind": "asset_all",
            "members": [{"person": "ana@lumen.example"}],
            "segments": [{"ref": "S-001", "name": "Customers"}],
        }
    ],
}
"""A file with a row of most lists, each valid."""


def small(**lists: Any) -> dict[str, Any]:
    """:data:`SMALL` with some of its lists replaced."""
    return copy.deepcopy(SMALL) | lists


def demo_register() -> dict[str, Any]:
    """The register of the demo, its papers filed as plain text."""
    return papers.documents(lambda text: text.encode(), demo.register())[1]


def as_bytes(document: object) -> bytes:
    return json.dumps(document).encode()


def load(document: dict[str, Any]) -> dict[str, int]:
    """Load *document* by way of its bytes; needs an application's context."""
    counts = register_file.load(SYSTEM, register_file.read(as_bytes(document)))
    db.session.remove()
    return counts


def dumped() -> str:
    """The present register as text; needs an application's context."""
    text = register_file.text(register_file.dump(Source(db.session)))
    db.session.remove()
    return text


def fingerprint(app: Flask) -> tuple[Any, ...]:
    """What changes with anything written to the register: its text, the head of the trail, how many revisions."""
    with app.app_context():
        return dumped(), chain.head(db.session), db.session.query(Revision).count()
