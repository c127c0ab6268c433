"""Telling other systems of what happened."""

from flask import current_app

from app.domain.webhooks import delivery
from app.infra import outgoing


def tell() -> None:
    """Lay out what happened since, and send what is due."""
    delivery.lay_out()
    while delivery.send_due(current_app.config["SECRET_KEY"], outgoing.post) == delivery.AT_ONCE:
        pass
