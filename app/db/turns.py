"""Turns: of several processes that want to do the same thing, on however many machines, one after another does.

On SQLite a turn is a lock on a file beside the database, on PostgreSQL an advisory lock of a connection of its own.
Both end with the process that holds them, so nothing is ever left locked.
"""

import fcntl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, func, select

from app.extensions import db

_PAUSE = threading.Event()
"""Never set: waiting for it is a pause."""

_SECONDS = 0.2


@contextmanager
def turn(name: str, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the turn called *name* inside the block; *waiting* is called again and again until it is ours.

    What *waiting* raises ends the waiting.
    """
    engine = db.engine
    with (
        _on_file(engine, name, waiting)
        if engine.dialect.name == "sqlite"
        else _on_server(engine, name, waiting)
    ):
        yield


@contextmanager
def _on_file(engine: Engine, name: str, waiting: Callable[[], None]) -> Iterator[None]:
    with Path(f"{engine.url.database}.{name}.lock").open("w") as file:
        while not _locked(file):
            waiting()
            _PAUSE.wait(_SECONDS)
        yield


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _on_server(engine: Engine, name: str, waiting: Callable[[], None]) -> Iterator[None]:
    number = zlib.crc32(name.encode())
    # Without a transaction: none may stay open for as long as the turn lasts.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not _taken(connection, number):
            waiting()
            _PAUSE.wait(_SECONDS)
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(number)))


def _taken(connection: Connection, number: int) -> bool:
    """Whether the lock is ours now; it belongs to the connection, not to a transaction."""
    return bool(connection.scalar(select(func.pg_try_advisory_lock(number))))
