"""Buttons that change something: what the register refuses is said on the page that the button stands on."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, redirect

from app.extensions import db
from app.kernel.errors import Invalid, Refused

R = TypeVar("R")


def perform(
    do: Callable[[], R], *, said: Callable[[R], str], done: Callable[[R], str], again: Callable[[str], Any]
) -> Any:
    """Do it, say what was done and go to the address *done*; or show *again* with the sentence of a refusal."""
    try:
        outcome = do()
    except (Invalid, Refused) as error:
        db.session.rollback()
        return again(error.sentence), error.status
    flash(said(outcome), "success")
    return redirect(done(outcome), 303)
