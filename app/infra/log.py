"""Structured logs: one line an event, as text or JSON, to standard error; never secrets, never query strings."""

import logging
import sys
from typing import Any

import structlog


def set_up(level: str, form: str) -> None:
    """Configure logging for the process; *form* is ``plain`` or ``json``."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level.upper(), 20)
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def logger() -> Any:
    """A logger that carries the context of the request."""
    return structlog.get_logger()


def bind(**values: Any) -> None:
    """Carry *values* on every line until :func:`unbind`."""
    structlog.contextvars.bind_contextvars(**values)


def unbind() -> None:
    """Forget what was bound."""
    structlog.contextvars.clear_contextvars()
