"""``/api/v1/report.schema.json``: the form of the JSON that every report carries, for whoever reads one."""

from collections.abc import Iterator

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from app.api.v1.route import OBJECT, Route
from app.kernel.canonical import canonical
from app.reporting.schema import report_schema
from app.security.permissions import Permission

MEDIA_TYPE = "application/schema+json"

_DAY = 24 * 60 * 60


def routes() -> Iterator[Route]:
    """The one route."""
    yield Route(
        "/report.schema.json",
        "report_schema",
        "GET",
        document,
        Permission.PUBLIC,
        "Description",
        "The form of the JSON that every report carries, as JSON Schema",
        answers={200: OBJECT, 304: None},
        answers_as=MEDIA_TYPE,
    )


def document() -> BaseResponse:
    """The schema; the same for everybody, and for a day from any cache."""
    response = Response(canonical(report_schema()), mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = f"public, max-age={_DAY}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    return response.make_conditional(request)
