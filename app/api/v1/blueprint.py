"""The interface as one blueprint: every route, its errors as problems, its limits in headers, its own description."""

import functools
import json
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from app.api.v1 import collections, documents, ledgers, limits, openapi, problems, report_schema, reports
from app.api.v1.resources import RESOURCES
from app.api.v1.route import OBJECT, Route
from app.security.permissions import Permission

NAME = "api_v1"


def every_route() -> list[Route]:
    """Every route of the interface, in the order of the reference."""
    found = [route for resource in RESOURCES for route in collections.routes(resource)]
    found += [*documents.routes(), *ledgers.routes(), *reports.routes(), *report_schema.routes()]
    found.append(
        Route(
            "/openapi.json",
            "openapi",
            "GET",
            description,
            Permission.PUBLIC,
            "Description",
            "This description, as OpenAPI 3.1",
            answers={200: OBJECT, 304: None},
        )
    )
    return found


def blueprint() -> Blueprint:
    """A new blueprint with everything on it."""
    made = Blueprint(NAME, __name__, url_prefix="/api/v1")
    for route in every_route():
        route.add_to(made)
    problems.register(made)
    made.after_request(limits.tell)
    return made


@functools.cache
def described() -> dict[str, Any]:
    """The OpenAPI document."""
    return openapi.document(every_route())


@functools.cache
def _description() -> bytes:
    return json.dumps(described(), ensure_ascii=False).encode()


def description() -> BaseResponse:
    """The OpenAPI document."""
    response = Response(_description(), mimetype="application/json")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    return response.make_conditional(request)
