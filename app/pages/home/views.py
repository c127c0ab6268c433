"""View of the home page: one for each role; who holds several chooses."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from app.pages.home import audit, compliance, counsel, findings, house, state
from app.pages.kit import formats
from app.pages.kit.access import access, actor, permission_of
from app.security.permissions import Permission
from app.security.roles import Role

blueprint = Blueprint("home", __name__, template_folder="templates")

ORDER = (Role.COMPLIANCE, Role.COUNSEL, Role.ADMIN, Role.AUDITOR, Role.EXECUTIVE, Role.GUEST)
"""Whose home is shown first to somebody who holds several roles."""

ACTIONS = (
    ("third_parties.new", "Register a third party", "building"),
    ("agreements.new", "File an agreement", "file-earmark-text"),
    ("flows.new", "Record a flow", "arrow-left-right"),
    ("preferences.new", "Record an opt-out", "person-x"),
    ("notices.new", "Capture a notice", "megaphone"),
    ("deals.new", "Open a deal", "briefcase"),
    ("people.new", "Add a person", "people"),
    ("settings.edit", "Edit the settings", "gear"),
    ("reports.index", "Issue a report", "file-earmark-check"),
)
"""What people come to do, by the endpoint that does it."""

FIRST_STEPS = (
    ("settings.edit", "Say whose register this is, and which law applies"),
    ("entities.new", "Add your own legal entity"),
    ("notices.new", "Capture your privacy notice"),
    ("third_parties.new", "Register the first third party"),
    ("people.new", "Invite your colleagues"),
)
"""How an empty register is begun."""

OFFERED = {
    Role.COMPLIANCE: {"third_parties.new", "agreements.new", "flows.new", "preferences.new", "reports.index"},
    Role.COUNSEL: {"deals.new", "reports.index"},
    Role.ADMIN: {"people.new", "settings.edit"},
}
"""The actions that the home of a role offers."""


@blueprint.get("/")
@access(Permission.SIGNED_IN)
def index() -> str:
    """What this person comes for, by role."""
    held = [role for role in ORDER if role in actor().roles]
    role = next((one for one in held if one.value == request.args.get("view")), held[0] if held else None)
    return render_template(
        f"home/{role.value if role else 'nobody'}.html",
        organisation=formats.house().legal_name,
        views=[(one, url_for("home.index", view=one.value), one is role) for one in held],
        actions=[one for one in _allowed(ACTIONS) if one["endpoint"] in OFFERED.get(role or Role.GUEST, ())],
        **(_CONTENT[role]() if role else {}),
    )


def _allowed(places: Any) -> list[dict[str, str]]:
    """Those of *places* that are installed and that this person may open."""
    found = []
    for endpoint, label, *icon in places:
        permission = permission_of(current_app, endpoint) if endpoint in current_app.view_functions else None
        if permission is not None and actor().may(permission):
            found.append(
                {
                    "endpoint": endpoint,
                    "label": label,
                    "icon": icon[0] if icon else "",
                    "url": url_for(endpoint),
                }
            )
    return found


def _executive() -> dict[str, Any]:
    found = findings.read(findings.oldest_criticals())
    return {"findings": found, "criticals": findings.criticals(found), **state.figures_and_board()}


def _compliance() -> dict[str, Any]:
    found = findings.read(findings.gravest(findings.EVERY, mine_first=True))
    if not found.is_begun:
        return {"steps": _allowed(FIRST_STEPS)}
    lists = [*counsel.said_to_me(), *compliance.lists(found)]
    return {"findings": found, "lists": lists, **state.figures_and_board()}


def _counsel() -> dict[str, Any]:
    found = findings.read(findings.gravest(counsel.theirs()))
    return {"findings": found, "lists": counsel.lists(found)}


def _auditor() -> dict[str, Any]:
    return {
        "trail": audit.trail(),
        "lists": [audit.issued()],
        "findings": findings.read(),
        **state.figures_and_board(),
    }


def _admin() -> dict[str, Any]:
    found = findings.read()
    return {
        "steps": [] if found.is_begun else _allowed(FIRST_STEPS),
        "lists": [house.people()],
        "health": house.health(),
        "findings": found,
    }


def _guest() -> dict[str, Any]:
    return {"lists": [*counsel.said_to_me(), counsel.my_deals()]}


_CONTENT = {
    Role.COMPLIANCE: _compliance,
    Role.COUNSEL: _counsel,
    Role.ADMIN: _admin,
    Role.AUDITOR: _auditor,
    Role.EXECUTIVE: _executive,
    Role.GUEST: _guest,
}
