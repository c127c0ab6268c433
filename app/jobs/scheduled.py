"""Scheduled reports: asked for when they are due, their recipients told once they are there."""

from functools import partial

from app import settings
from app.domain.reports import deliveries, schedules
from app.extensions import db
from app.infra import mail, queue
from app.jobs.context import app


def begin_due() -> None:
    """Ask for what is due, hand over the messages of what is done, and send those whose time has come."""
    for request_id in schedules.begin_due():
        queue.enqueue(app(), "issue_report", request_id)
    deliver()


def deliver() -> None:
    """Hand over the messages of what is done, and send those whose time has come."""
    deliveries.dispatch_all(db.session)
    waiting = deliveries.waiting(db.session)
    db.session.rollback()
    for key in waiting:
        deliveries.send(key, partial(mail.send, settings.current()), _address_of)


def _address_of(number: str) -> str:
    """Where people find the report *number*."""
    base = settings.current().public_url.rstrip("/")
    return f"{base}/reports/{number}" if base else f"In Custodia, open Reports and then {number}."
