"""View of the check of a report: says genuine, superseded, altered or unknown, and nothing else."""

from typing import Any

from flask import Blueprint, render_template, request

from app.extensions import csrf, db
from app.pages.kit.access import access
from app.reporting import verification
from app.security.permissions import Permission

blueprint = Blueprint("verify", __name__, template_folder="templates")


@blueprint.route("/verify", methods=["GET", "POST"])
@access(Permission.PUBLIC)
@csrf.exempt
def index() -> Any:
    """Drop a file, get a verdict; the file is not kept. Exempt from CSRF: it changes nothing and needs no session."""
    if request.method == "GET":
        return render_template("verify/index.html", verdict=None, problem="")
    file = request.files.get("file")
    data = file.read() if file is not None else b""
    if not data:
        problem = "File: is required: choose the PDF or JSON file of a report."
        return render_template("verify/index.html", verdict=None, problem=problem), 422
    return render_template("verify/index.html", verdict=verification.verify(db.session, data), problem="")
