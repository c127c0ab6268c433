"""Error pages that help: what happened, what to do, and the number under which the log has it."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.extensions import db
from app.infra import log
from app.kernel.errors import CustodiaError

HEADINGS = {
    400: "This request could not be read",
    401: "Please sign in",
    403: "This is not open to you",
    404: "Nothing is here",
    405: "That does not work here",
    409: "This cannot be done now",
    413: "This is too large",
    415: "This kind of file is not accepted",
    422: "Something needs correcting",
    429: "Too many attempts",
    500: "Something went wrong on our side",
    503: "This cannot be done just now",
}

CURES = {
    400: "Go back, reload the page and try again.",
    401: "Sign in and try again; nothing was changed.",
    403: "Your role does not include it. An administrator can change that.",
    404: "The address may be mistyped, or what was here is not open to you. Start from the home page.",
    405: "Go back and use the buttons of the page.",
    409: "Go back, reload the page and look at the present state.",
    413: "Choose a smaller file. Nothing was changed.",
    429: "Wait a little and try again.",
    500: "Nothing was changed. Try again; if it happens again, tell your administrator the number below.",
    503: "Go back and try again in a minute.",
}


ELSEWHERE: dict[str, Callable[[HTTPException], Response]] = {}
"""Who answers below an address that leads nowhere, by its beginning; filled by wiring."""


def register(app: Flask) -> None:
    """Answer every error of *app* with a page."""
    app.register_error_handler(CustodiaError, _known)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def error_page(status: int, sentence: str = "") -> tuple[str, int]:
    """The page for *status*, with *sentence* where there is one."""
    page = render_template(
        "kit/errors/error.html",
        status=status,
        heading=HEADINGS.get(status, "That did not work"),
        sentence=sentence,
        cure=CURES.get(status, "Go back and try again."),
        request_id=g.get("request_id", ""),
    )
    return page, status


def _known(error: CustodiaError) -> tuple[str, int]:
    db.session.rollback()
    return error_page(error.status, error.sentence)


def _stale_form(error: CSRFError) -> tuple[str, int]:
    sentence = "The form was open for too long or came from another site, so it was not accepted."
    return error_page(400, sentence)


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    for beginning, answer in ELSEWHERE.items():
        if request.path.startswith(beginning):
            return answer(error)
    return error_page(error.code)


def _unknown(error: Exception) -> tuple[str, int]:
    db.session.rollback()
    log.logger().error("unhandled", path=request.path, exc_info=error)
    return error_page(500)
