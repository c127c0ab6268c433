"""The door to Huey: jobs in SQLite beside the database, or in PostgreSQL where that is the database."""

import functools
from typing import Any

from huey import PostgresHuey, SqliteHuey

from app.settings import Settings


@functools.cache
def _open(url: str, instance: str) -> Any:
    if url.startswith("sqlite"):
        return SqliteHuey("custodia", filename=f"{instance}/queue.sqlite3", fsync=True)
    return PostgresHuey("custodia", dsn=url.replace("postgresql+psycopg:", "postgresql:"))


def of(settings: Settings) -> Any:
    """The queue of *settings*; one object a process, so that tasks are declared on it once."""
    return _open(settings.database_url, str(settings.instance))


def check(settings: Settings) -> None:
    """Raise where the queue does not answer."""
    of(settings).pending_count()
