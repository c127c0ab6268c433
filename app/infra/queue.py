"""The door to Huey: jobs in SQLite beside the database, or in PostgreSQL where that is the database.

A job is a name and plain values. What each name does is said in :data:`HANDLERS`, filled by wiring, so that whoever
hands a job in needs to know nothing but its name.
"""

import datetime as dt
import functools
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from huey import PostgresHuey, SqliteHuey, crontab

from app.settings import Settings

HANDLERS: dict[str, Callable[..., Any]] = {}
"""What each job does, by name."""

NIGHTLY: list[str] = []
"""The jobs that run once a night, after midnight UTC."""

MINUTELY: list[str] = []
"""The jobs that run once a minute, and when a worker starts."""


class Application(Protocol):
    """What the queue needs of the application: its settings, and a context to run jobs in."""

    config: Any

    def app_context(self) -> AbstractContextManager[Any]:
        """A context in which jobs may use the database."""


@dataclass(frozen=True)
class _Bound:
    """A queue with its tasks declared."""

    huey: Any
    run: Any


@functools.cache
def _open(url: str, instance: str) -> Any:
    if url.startswith("sqlite"):
        return SqliteHuey("custodia", filename=f"{instance}/queue.sqlite3", fsync=True)
    return PostgresHuey("custodia", dsn=url.replace("postgresql+psycopg:", "postgresql:"))


_bound: dict[int, _Bound] = {}


def _bind(app: Application) -> _Bound:
    """The queue of *app* with its tasks; declared once a process."""
    huey = of(app.config["SETTINGS"])
    if id(huey) not in _bound:

        def run(name: str, *values: Any) -> None:
            with app.app_context():
                HANDLERS[name](*values)

        def nightly() -> None:
            for name in NIGHTLY:
                run(name)

        def minutely() -> None:
            for name in MINUTELY:
                run(name)

        _bound[id(huey)] = _Bound(huey, huey.task(name="run")(run))
        huey.periodic_task(crontab(minute="10", hour="0"), name="nightly")(nightly)
        # A worker is asked only once it works; what waits for it a minute too long need not be made any more.
        again = huey.periodic_task(crontab(), name="minutely", expires=55)(minutely)
        huey.on_startup(name="minutely")(again)
    return _bound[id(huey)]


def of(settings: Settings) -> Any:
    """The queue of *settings*; one object a process."""
    return _open(settings.database_url, str(settings.instance))


def enqueue(app: Application, name: str, *values: Any, after: dt.timedelta | None = None) -> None:
    """Hand the job *name* with plain *values* to a worker, who begins *after* that time, at once by default.

    Raises :class:`KeyError` where nobody does such a job.
    """
    if name not in HANDLERS:
        raise KeyError(name)
    task = _bind(app).run
    if after is None:
        task(name, *values)
    else:
        task.schedule((name, *values), delay=after.total_seconds())


def work(app: Application, threads: int) -> None:
    """Work through jobs until the process is stopped."""
    _bind(app).huey.create_consumer(workers=threads, periodic=True, check_worker_health=True).run()


def check(settings: Settings) -> None:
    """Raise where the queue does not answer."""
    of(settings).pending_count()
