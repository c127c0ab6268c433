"""What every job may ask of the application that runs it."""

from typing import Any

from flask import current_app


def app() -> Any:
    """The application itself, to be handed to the queue or to another thread."""
    return current_app._get_current_object()  # type: ignore[attr-defined]
