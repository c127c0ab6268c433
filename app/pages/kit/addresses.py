"""Where the page of an object is, by its kind and key; none where no page shows that kind or this person may not."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import current_app, url_for

from app.pages.kit import access

_REFERENCE = re.compile(r"[A-Z]{1,2}-[0-9]{3,9}")

_PAGES = {
    "third_party": "third_parties.detail",
    "agreement": "agreements.detail",
    "flow": "flows.detail",
    "activity": "activities.detail",
    "document": "documents.detail",
    "notice": "notices.detail",
    "entity": "entities.detail",
    "preference": "preferences.detail",
    "disclosure": "disclosures.detail",
    "deal": "deals.detail",
    "organisation": "settings.index",
    "finding": "findings.detail",
}

_KINDS = {
    "TP": "third_party",
    "AG": "agreement",
    "FL": "flow",
    "AC": "activity",
    "NV": "notice",
    "EN": "entity",
    "PF": "preference",
    "DC": "disclosure",
    "D": "deal",
}


def address(kind: str, key: str) -> str | None:
    """The address of the page about the object *key* of *kind*."""
    endpoint = _PAGES.get(kind, "")
    if endpoint not in current_app.view_functions:
        return None
    permission = access.permission_of(current_app, endpoint)
    if permission is None or not access.actor().may(permission):
        return None
    values: dict[str, Any] = dict.fromkeys(next(current_app.url_map.iter_rules(endpoint)).arguments, key)
    return url_for(endpoint, **values)


def reference(text: str | None) -> str | None:
    """*text* where it has the form of a reference, so that it can be looked for; else ``None``."""
    return text if text and _REFERENCE.fullmatch(text) else None


def kind_of(ref: str) -> str:
    """The kind of object that the reference *ref* names, by its letters; ``""`` where they say nothing."""
    return _KINDS.get(ref.partition("-")[0], "")


def address_of(ref: str) -> str | None:
    """The address of the page about the object with the reference *ref*."""
    return address(kind_of(ref), ref)


def with_query(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """*path*, which may carry arguments already, with further *pairs* of arguments."""
    said = urlencode(list(pairs))
    if not said:
        return path
    return f"{path}{'&' if '?' in path else '?'}{said}"
