"""Jobs: thin; each takes plain values, and ends in one operation or one call of the press room.

The queue belongs to the settings of the process, so tasks are declared when it is bound to an application.
"""

import functools
from collections.abc import Callable
from typing import Any

from flask import Flask
from huey import crontab

from app.infra import queue
from app.jobs import issuing, nightly
from app.settings import Settings

_TASKS: dict[str, Callable[..., Any]] = {"issue_report": issuing.issue}
_bound: dict[int, dict[str, Any]] = {}


def bind(app: Flask, settings: Settings) -> Any:
    """Declare every task on the queue of *settings*, each to run inside *app*; returns the queue."""
    found = queue.of(settings)
    if id(found) not in _bound:
        _bound[id(found)] = {
            name: found.task(name=name, retries=0)(_inside(app, function)) for name, function in _TASKS.items()
        }
        found.periodic_task(crontab(minute="10", hour="0"), name="nightly")(_inside(app, nightly.evaluate))
    return found


def enqueue(app: Flask, name: str, *args: Any) -> None:
    """Hand the task *name* with plain *args* to a worker."""
    settings: Settings = app.config["SETTINGS"]
    bind(app, settings)
    _bound[id(queue.of(settings))][name](*args)


def _inside(app: Flask, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        with app.app_context():
            return function(*args, **kwargs)

    return run
