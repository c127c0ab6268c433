"""View of the home page."""

from flask import Blueprint, render_template

from app.pages.kit.access import access
from app.security.permissions import Permission

blueprint = Blueprint("home", __name__, template_folder="templates")


@blueprint.get("/")
@access(Permission.SIGNED_IN)
def index() -> str:
    """What needs attention now."""
    return render_template("home/index.html")
