"""View of the check of a report: says genuine, superseded, altered or unknown, and nothing else."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from app import settings
from app.extensions import csrf, db
from app.infra import certificates
from app.infra.blobs import open_blobs
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
        return _page()
    file = request.files.get("file")
    data = file.read() if file is not None else b""
    if file is None or not data:
        return _page(
            problem="File: is required: choose the file of a report, and one that is not empty."
        ), 422
    verdict = verification.verify(db.session, data, open_blobs(settings.current()))
    return _page(verdict=verdict, name=(file.filename or "")[:200])


def _page(**context: Any) -> str:
    configured = settings.current()
    return render_template(
        "verify/index.html",
        **{"verdict": None, "problem": "", "name": ""} | context,
        fingerprint=certificates.facts(certificates.identity(configured).certificate).fingerprint,
        limit=2 * configured.upload_limit - 10_000,  # what a request may have, less its other parts
    )


@blueprint.get("/verify/certificate")
@access(Permission.PUBLIC)
def certificate() -> Response:
    """The certificate with which reports are sealed now, and those that certify it: for checks without the register."""
    identity = certificates.identity(settings.current())
    return Response(
        certificates.pem(identity.chain),
        mimetype="application/x-pem-file",
        headers={"Content-Disposition": 'attachment; filename="custodia-seal.pem"'},
    )
