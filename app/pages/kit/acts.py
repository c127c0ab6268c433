"""Buttons that change something: what the register refuses is said on the page that the button stands on."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from app.extensions import db
from app.kernel.errors import Invalid, Refused

R = TypeVar("R")
N = TypeVar("N", int, int | None)


def version_seen(otherwise: N) -> int | N:
    """The version on which the form that was sent was opened, *otherwise* where it does not say."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def told(said: str, url: str) -> Response:
    """Say what was done, on the page at *url*."""
    flash(said, "success")
    return redirect(url, 303)


def perform(
    do: Callable[[], R], *, said: Callable[[R], str], done: Callable[[R], str], again: Callable[[str], Any]
) -> Any:
    """Do it, say what was done and go to the address *done*; or show *again* with the sentence of a refusal."""
    try:
        outcome = do()
    except (Invalid, Refused) as error:
        db.session.rollback()
        return again(error.sentence), error.status
    return told(said(outcome), done(outcome))
