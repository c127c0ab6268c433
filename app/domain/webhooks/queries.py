"""Reads of webhooks and deliveries."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.webhooks.models import Delivery, Webhook
from app.kernel.errors import Missing

SHOWN = 100
"""The most deliveries that a page shows."""


def every(session: Session) -> Sequence[Webhook]:
    """All webhooks by name."""
    return session.scalars(select(Webhook).order_by(Webhook.name, Webhook.id)).all()


def get(session: Session, webhook_id: str) -> Webhook:
    """The webhook with that id; raises :class:`Missing`."""
    found = session.get(Webhook, webhook_id)
    if found is None:
        raise Missing("There is no such webhook.")
    return found


def deliveries(session: Session, webhook_id: str) -> Sequence[Delivery]:
    """What the webhook was told, newest first."""
    query = select(Delivery).where(Delivery.webhook == webhook_id)
    return session.scalars(query.order_by(Delivery.made_at.desc(), Delivery.id.desc()).limit(SHOWN)).all()


def tallies(session: Session) -> dict[str, dict[str, int]]:
    """How many deliveries of each webhook are in each state."""
    found: dict[str, dict[str, int]] = {}
    rows = session.execute(
        select(Delivery.webhook, Delivery.state, func.count()).group_by(Delivery.webhook, Delivery.state)
    )
    for webhook, state, count in rows:
        found.setdefault(webhook, {})[state] = count
    return found
