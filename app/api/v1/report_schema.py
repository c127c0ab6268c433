"""``/api/v1/report.schema.json``: the form of the JSON that every report carries, for whoever reads one."""

from typing import Any

from flask import Blueprint, Response, request

from app.kernel.canonical import canonical
from app.reporting.schema import report_schema
from app.security.declared import access
from app.security.permissions import Permission

blueprint = Blueprint("report_schema", __name__, url_prefix="/api/v1")

_DAY = 24 * 60 * 60


@blueprint.get("/report.schema.json")
@access(Permission.PUBLIC)
def document() -> Any:
    """The schema; the same for everybody, and for a day from any cache."""
    response = Response(canonical(report_schema()), mimetype="application/schema+json")
    response.headers["Cache-Control"] = f"public, max-age={_DAY}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    return response.make_conditional(request)
