"""An object's history for people: what was done, by whom, field by field, as the ``timeline`` macro takes it."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from app.db.aggregate import KINDS
from app.domain.audit import queries
from app.domain.audit.queries import Event
from app.extensions import db
from app.kernel.records import label_of
from app.pages.kit import formats
from app.pages.kit.addresses import address
from app.pages.kit.editing import in_words

VERBS = {"created": "recorded", "changed": "changed", "removed": "removed"}


def timeline(objects: Sequence[tuple[str, str]], *, most: int = 50) -> list[dict[str, Any]]:
    """The newest changes of *objects* (pairs of kind and key)."""
    names = formats.people()
    return [entry(event, names) for event in queries.history(db.session, objects, most=most)]


def entry(event: Event, names: dict[str, str]) -> dict[str, Any]:
    """One change in words."""
    record = KINDS[event.kind].__record__
    return {
        "at": event.at,
        "who": names.get(event.actor, event.actor.capitalize()),
        "what": f"{VERBS[event.action]} {event.kind.replace('_', ' ')} {_short(event.key)}",
        "url": None if event.action == "removed" else address(event.kind, event.key),
        "hash": event.hash,
        "revision": None
        if event.action == "removed"
        else url_for("revisions.detail", kind=event.kind, key=event.key, number=event.number),
        "changes": [
            {"label": label_of(record, (name,)), "before": in_words(before), "after": in_words(after)}
            for name, (before, after) in event.diff.items()
        ],
    }


def _short(key: str) -> str:
    """*key* as people cite it: a hash by its beginning."""
    return f"{key[:12]}…" if len(key) > 40 else key
