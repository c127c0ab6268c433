"""Views of the organisation's settings: what they are and what they do, their history, and about the installation."""

from typing import Any

from flask import Blueprint, render_template, url_for

from app.domain.organisation import operations, queries
from app.extensions import db
from app.pages.kit import editing, history
from app.pages.kit.access import access, actor
from app.pages.settings import regimes
from app.pages.settings.about import about as facts_about
from app.pages.settings.forms import settings_form
from app.pages.settings.seal import seal
from app.security.permissions import Permission

blueprint = Blueprint("settings", __name__, template_folder="templates")


@blueprint.get("/settings")
@access(Permission.SETTINGS_READ)
def index() -> str:
    """The settings, with what each regime switches on."""
    organisation, _ = queries.current(db.session)
    names = queries.names(db.session)
    return render_template(
        "settings/index.html",
        organisation=organisation,
        entity=names.get(organisation.entity or ""),
        regimes=regimes.switched(organisation.regimes),
        always=regimes.always(),
        seal=seal(),
        history=history.timeline([("organisation", queries.KEY)]),
        may_write=actor().may(Permission.SETTINGS_WRITE),
    )


@blueprint.route("/settings/edit", methods=["GET", "POST"])
@access(Permission.SETTINGS_WRITE)
def edit() -> Any:
    """Change the settings; every rule is evaluated anew."""
    organisation, version = queries.current(db.session)
    return editing.edit(
        settings_form(),
        organisation,
        version,
        lambda data, seen: operations.set_organisation(actor(), data, version=seen),
        done=url_for("settings.index"),
        said="The settings are saved, and every rule was evaluated anew.",
        title="Edit the settings",
        crumbs=[("Settings", url_for("settings.index"))],
    )


@blueprint.get("/settings/about")
@access(Permission.SETTINGS_WRITE)
def about() -> str:
    """Version, libraries and facts of this installation, for whoever runs it."""
    return render_template("settings/about.html", about=facts_about())
