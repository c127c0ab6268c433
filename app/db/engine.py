"""How connections behave: SQLite tuned for one writer and many readers, and no write outside a unit of work.

The gate stands at the cursor, below ORM and Core alike, so that no statement slips past it. A unit of work opens it
for its transaction; :func:`technical_writes` opens it for the few tables that are no part of the register (sign-in
sessions, throttles, job progress, migrations).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event

_gate: ContextVar[str] = ContextVar("write_gate", default="")
"""What the present task may write: ``""`` nothing, else a word for the log."""

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE")

WRITER_LOCK = 0x43757374
"""The PostgreSQL advisory lock that lines writers up, as SQLite's ``BEGIN IMMEDIATE`` does."""


class WriteOutsideOperationError(RuntimeError):
    """A statement tried to write although no operation is under way: a fault of the program, never of a person."""


@contextmanager
def open_gate(why: str) -> Iterator[None]:
    """Allow writes inside the block; *why* is a word for whoever debugs."""
    token = _gate.set(why)
    try:
        yield
    finally:
        _gate.reset(token)


def gate_is_open() -> bool:
    """Whether the present task may write."""
    return bool(_gate.get())


def guard(engine: Engine) -> None:
    """Attach the rules of this module to *engine*; once per engine."""
    if event.contains(engine, "before_cursor_execute", _refuse_stray_writes):
        return
    event.listen(engine, "before_cursor_execute", _refuse_stray_writes)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _refuse_stray_writes(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    if not _gate.get() and statement.lstrip()[:8].upper().startswith(_WRITES):
        raise WriteOutsideOperationError(f"No operation is under way: {statement[:80]}")


def _tune_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transaction handling is switched off; _begin_sqlite begins transactions instead.
    connection.isolation_level = None
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=30000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A write transaction takes the lock at once: upgrading a read transaction later could only fail.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if gate_is_open() else "BEGIN")
