"""The passing of time: once a day every dossier is judged by the new date, and hashes are erased at their end."""

from app.db.unit_of_work import count_rows
from app.domain.evidence import retention
from app.domain.findings import operations
from app.security.actor import SYSTEM


def evaluate() -> None:
    """Run all rules with today's date and store what changed; let the database count its rows anew."""
    operations.evaluate(SYSTEM)
    count_rows()


def erase() -> None:
    """Erase the hashes in the ledgers whose retention is over."""
    retention.erase(SYSTEM)
