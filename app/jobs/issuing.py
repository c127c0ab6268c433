"""Issuing a report in the background."""

from flask import current_app

from app.extensions import db
from app.infra.blobs import open_blobs
from app.reporting import issue as press


def issue(request_id: str) -> None:
    """Collect, render, seal and file the report that was requested as *request_id*."""
    press.run(db.session, open_blobs(current_app.config["SETTINGS"]), request_id)
