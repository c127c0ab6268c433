"""Routes that belong to no area: health, and the favicon that browsers ask for."""

from typing import Any

from flask import Blueprint, current_app, jsonify, redirect, url_for
from sqlalchemy import text

from app.extensions import db
from app.infra import log, queue
from app.pages.kit.access import access
from app.security.permissions import Permission

blueprint = Blueprint("kit", __name__, template_folder="templates")


@blueprint.get("/health")
@access(Permission.PUBLIC)
def health() -> Any:
    """Process, database and queue; 503 where one does not answer. Says nothing that an outsider could use."""
    found = {"process": "ok", "database": _try(_database), "queue": _try(_queue)}
    healthy = all(state == "ok" for state in found.values())
    return jsonify(found), 200 if healthy else 503


@blueprint.get("/favicon.ico")
@access(Permission.PUBLIC)
def favicon() -> Any:
    """Browsers ask for this whatever the page says."""
    return redirect(url_for("static", filename="icons/custodia.svg"))


def _database() -> None:
    db.session.execute(text("SELECT 1"))


def _queue() -> None:
    queue.check(current_app.config["SETTINGS"])


def _try(check: Any) -> str:
    try:
        check()
    except Exception as error:
        log.logger().error("health", exc_info=error)
        db.session.rollback()
        return "failed"
    return "ok"
