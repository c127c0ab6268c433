"""Long imports in the background: looking at their rows, writing them, taking them back."""

from typing import Any

from flask import current_app

from app.domain.accounts import queries as accounts
from app.extensions import db
from app.importing.service import Importer
from app.infra import log
from app.kernel.errors import CustodiaError, Denied


def run(step: str, batch: str, email: str) -> None:
    """Do *step* (``plan``, ``write`` or ``undo``) of the import *batch* for the person *email*.

    What can be cured is noted in the import, where its page says it.
    """
    actor = accounts.actor_of(db.session, email)
    if actor is None:
        raise Denied("Whoever asked for this may no longer sign in.")
    importer: Any = Importer(current_app.config["SETTINGS"], actor)
    try:
        getattr(importer, {"plan": "plan", "write": "write", "undo": "undo"}[step])(batch)
    except CustodiaError as error:
        log.logger().info("import refused", step=step, batch=batch, reason=error.sentence)
