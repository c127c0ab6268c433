"""The navigation: groups of places, each shown to those who may go there."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for

from app.kernel.version import VERSION
from app.pages.kit import access


@dataclass(frozen=True)
class Place:
    """A place in the navigation: an endpoint with its label and the name of a Bootstrap icon."""

    endpoint: str
    label: str
    icon: str


PLACES: list[tuple[str, list[Place]]] = [
    ("", [Place("home.index", "Home", "house")]),
    (
        "Register",
        [
            Place("third_parties.index", "Third parties", "building"),
            Place("agreements.index", "Agreements", "file-earmark-text"),
            Place("flows.index", "Flows", "arrow-left-right"),
            Place("activities.index", "Activities", "diagram-3"),
            Place("notices.index", "Notices", "megaphone"),
            Place("documents.index", "Documents", "folder2"),
            Place("preferences.index", "Opt-outs", "person-x"),
            Place("disclosures.index", "Disclosures", "box-arrow-up-right"),
        ],
    ),
    (
        "Audit",
        [
            Place("findings.index", "Findings", "flag"),
            Place("reports.index", "Reports", "file-earmark-check"),
            Place("deals.index", "Deals", "briefcase"),
            Place("trail.index", "Trail", "clock-history"),
        ],
    ),
    (
        "House",
        [
            Place("entities.index", "Entities", "bank"),
            Place("catalogue.index", "Vocabulary", "tags"),
            Place("people.index", "People", "people"),
            Place("settings.index", "Settings", "gear"),
        ],
    ),
]
"""Every place, in order; a place whose area is not installed or not allowed is left out."""


def register(app: Flask) -> None:
    """Make ``navigation()`` and ``actor`` known to every template."""
    app.jinja_env.globals["navigation"] = navigation
    app.context_processor(lambda: {"actor": g.get("actor"), "product_version": VERSION, "language": "en"})


def navigation() -> list[dict[str, Any]]:
    """The groups that the actor may see, with the active place marked."""
    here = (request.blueprint or "").partition(".")[0]
    groups = []
    for title, places in PLACES:
        items = [
            {
                "label": place.label,
                "url": url_for(place.endpoint),
                "icon": place.icon,
                "active": place.endpoint.partition(".")[0] == here,
                "count": None,
            }
            for place in places
            if place.endpoint in current_app.view_functions and _allowed(place.endpoint)
        ]
        if items:
            groups.append({"title": title, "items": items})
    return groups


def _allowed(endpoint: str) -> bool:
    permission = access.permission_of(current_app, endpoint)
    return permission is not None and access.actor().may(permission)
