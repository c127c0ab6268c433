"""Every error as a problem document (RFC 9457) that names each field by JSON Pointer and says the cure."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, g, json, request
from werkzeug.exceptions import HTTPException

from app.extensions import db
from app.infra import log
from app.kernel.errors import Conflict, CustodiaError, Invalid
from app.security.declared import declared

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, str] = {
    400: "The request cannot be read",
    401: "A valid token is needed",
    403: "The token does not allow this",
    404: "Nothing is here",
    405: "This method is not offered here",
    409: "The present state does not allow this",
    410: "This is gone",
    412: "The object has changed",
    413: "The request is too large",
    415: "This media type is not read here",
    422: "Something needs correcting",
    429: "Too many requests",
    500: "Something went wrong on our side",
}

_CURES: Mapping[int, str] = {
    400: "Correct the request and send it again.",
    401: "Send “Authorization: Bearer …” with a token that was not revoked and has not run out.",
    403: "Use a token with the scope, of a person with the role; nothing was changed.",
    404: "The address may be mistyped, or what was here is not open to you.",
    405: "See the reference for what is offered at this address.",
    413: "Send less at once; nothing was changed.",
    415: "Send JSON as application/json.",
    429: "Wait as long as Retry-After says.",
    500: "Nothing was changed. Try again, and tell the administrator the request’s number if it happens again.",
}


class PreconditionFailed(CustodiaError):
    """``If-Match`` names another version than the stored one."""

    status = 412


class BadRequest(CustodiaError):
    """A query parameter or header that cannot be read."""

    status = 400


class TooManyRequests(CustodiaError):
    """The token has used up its requests for now; *wait* in seconds."""

    status = 429

    def __init__(self, sentence: str, wait: int) -> None:
        """Keep the seconds to wait."""
        super().__init__(sentence)
        self.wait = wait


def problem(status: int, detail: str = "", **more: Any) -> Response:
    """The answer with that *status*; *more* are further members."""
    body = {
        "type": f"urn:custodia:problem:{status}",
        "title": TITLES.get(status, "That did not work"),
        "status": status,
        "detail": detail or _CURES.get(status, ""),
        "instance": f"urn:uuid:{g.get('request_id', '')}",
        **more,
    }
    response = Response(json.dumps(body), status, mimetype=MEDIA_TYPE)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="custodia"'
    return response


def known(error: CustodiaError) -> Response:
    """The problem behind one of the product's own errors."""
    db.session.rollback()
    if isinstance(error, Invalid):
        fields = [
            {"pointer": pointer, "detail": sentence}
            for pointer, sentences in error.pointers().items()
            for sentence in sentences
        ]
        return problem(error.status, error.sentence, errors=fields)
    if isinstance(error, Conflict):
        status = 412 if request.headers.get("If-Match") else error.status
        return problem(status, error.sentence, current_version=error.version)
    response = problem(error.status, error.sentence)
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.wait)
    return response


def http(error: HTTPException) -> Response:
    """The problem behind an HTTP error, with the headers that belong to it (``Allow`` with 405)."""
    db.session.rollback()
    response = problem(error.code or 500, _scope_needed() if error.code == 403 else "")
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response


def _scope_needed() -> str:
    """The scope that the route asks for, where it is one, with the cure."""
    view = current_app.view_functions.get(request.endpoint or "")
    permission = None if view is None else declared(view)
    if permission is None:
        return ""
    return (
        f"This needs the scope {permission.value}: use a token that has it, of a person whose role allows it; "
        "nothing was changed."
    )


def unknown(error: Exception) -> Response:
    """The problem behind a fault of the program, which the log describes."""
    db.session.rollback()
    log.logger().error("unhandled", path=request.path, exc_info=error)
    return problem(500)


def register(blueprint: Blueprint) -> None:
    """Answer every error of *blueprint* with a problem."""
    blueprint.register_error_handler(CustodiaError, known)
    blueprint.register_error_handler(HTTPException, http)
    blueprint.register_error_handler(Exception, unknown)
