"""The navigation: groups of places, each shown to those who may go there."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for

from app.kernel.version import VERSION
from app.pages.kit import access
from app.security.permissions import Permission


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
            Place("imports.index", "Imports", "imports"),
        ],
    ),
    (
        "Oversight",
        [
            Place("oversight.evidence_index", "Evidence", "evidence"),
            Place("oversight.reviews_index", "Reviews", "calendar"),
            Place("oversight.sub_processors_index", "Sub-processors", "link"),
            Place("oversight.incidents_index", "Incidents", "attention"),
        ],
    ),
    (
        "Audit",
        [
            Place("findings.index", "Findings", "flag"),
            Place("figures.index", "Key figures", "figures"),
            Place("reports.index", "Reports", "file-earmark-check"),
            Place("exports.index", "Exports", "download"),
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
    app.context_processor(
        lambda: {
            "actor": g.get("actor"),
            "in_room": in_room(),
            "product_version": VERSION,
            "language": "en",
        }
    )


def in_room() -> bool:
    """Whether the actor is a guest, who sees the rooms of their deals and no part of the register."""
    actor = g.get("actor")
    return actor is not None and actor.may(Permission.DEALS_READ) and not actor.may(Permission.HOME_READ)


def navigation() -> list[dict[str, Any]]:
    """The groups that the actor may see, with the active place marked."""
    here, endpoint = (request.blueprint or "").partition(".")[0], request.endpoint or ""
    groups = []
    for title, places in PLACES:
        items = [
            {
                "label": place.label,
                "url": url_for(place.endpoint),
                "icon": place.icon,
                "active": _is_here(place.endpoint, here, endpoint),
                "count": None,
            }
            for place in places
            if place.endpoint in current_app.view_functions and _allowed(place.endpoint)
        ]
        if items:
            groups.append({"title": title, "items": items})
    return groups


def _is_here(place: str, area: str, endpoint: str) -> bool:
    """Whether *endpoint*, of *area*, belongs to *place*; an area with several places names each in its endpoints."""
    of, _, name = place.partition(".")
    stem = name.removesuffix("index")
    return of == area and endpoint.partition(".")[2].startswith(stem)


def _allowed(endpoint: str) -> bool:
    permission = access.permission_of(current_app, endpoint)
    return permission is not None and access.actor().may(permission)
