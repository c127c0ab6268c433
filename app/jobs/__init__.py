"""Jobs: thin; each takes plain values, and ends in one operation or one call of the press room."""

from collections.abc import Callable
from typing import Any

from app.jobs import issuing, nightly

HANDLERS: dict[str, Callable[..., Any]] = {
    "issue_report": issuing.issue,
    "evaluate": nightly.evaluate,
    "erase": nightly.erase,
}
"""What each job does, by the name under which it is handed in."""

NIGHTLY = ("erase", "evaluate")
"""The jobs that run once a night."""
