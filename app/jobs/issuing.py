"""Issuing a report in the background."""

from app.reporting import issue as press


def issue(request_id: str) -> None:
    """Collect, render, seal and file the report that was requested as *request_id*."""
    press.run(request_id)
