"""The passing of time: once a day every dossier is judged by the new date."""

from app.domain.findings import operations
from app.security.actor import SYSTEM


def evaluate() -> None:
    """Run all rules with today's date and store what changed."""
    operations.evaluate(SYSTEM)
