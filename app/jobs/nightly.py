"""The passing of time: once a day dossiers are judged by the new date, and what is over is erased or forgotten."""

from flask import current_app

from app.db.unit_of_work import count_rows
from app.domain.evidence import retention
from app.domain.findings import operations
from app.importing import sweeping
from app.security.actor import SYSTEM


def evaluate() -> None:
    """Run all rules with today's date and store what changed; let the database count its rows anew."""
    operations.evaluate(SYSTEM)
    count_rows()


def erase() -> None:
    """Erase the hashes in the ledgers whose retention is over."""
    retention.erase(SYSTEM)


def sweep() -> None:
    """Forget imports that nobody finished."""
    sweeping.sweep(current_app.config["SETTINGS"])
