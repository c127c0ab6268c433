"""How connections behave: tuned for one writer and many readers, and no write outside a unit of work.

The gate stands twice. At the cursor, below ORM and Core alike, a stray write is refused with a word on what is wrong.
In the database itself every transaction is read-only unless the gate was open when it began, so that what hides its
nature from the first (a common table expression, a comment in front, the driver's own cursor) fails at the second. A
unit of work opens the gate for its transaction; :func:`~app.db.unit_of_work.technical_writes` opens it for the few
tables that are no part of the register (sign-in sessions, throttles, job progress, migrations).

Readers see one state of the database from the first statement of a transaction to its last, on both databases.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.kernel.errors import Refused

_gate: ContextVar[str] = ContextVar("write_gate", default="")
"""What the present task may write: ``""`` nothing, else a word for the log."""

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE", "CREATE", "DROP", "ALTER")

WRITER_LOCK = 0x43757374
"""The PostgreSQL advisory lock that lines writers up, as SQLite's ``BEGIN IMMEDIATE`` does."""

BUSY_SECONDS = 30
"""How long a writer waits for another before it gives up."""


class WriteOutsideOperationError(RuntimeError):
    """A statement tried to write although no operation is under way: a fault of the program, never of a person."""


class Busy(Refused):
    """Another writer holds the database for longer than one waits; so forms say it, and keep what was typed."""

    status = 503

    def __init__(self) -> None:
        """Say it in a sentence."""
        super().__init__("A long change is being saved just now: try again in a minute. Nothing was changed.")


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


_hurried: ContextVar[bool] = ContextVar("hurried_writer", default=False)
"""Whether the present task writes only where nobody else does."""


@contextmanager
def hurried() -> Iterator[None]:
    """Let writers inside the block wait for nobody: where somebody writes they get :class:`Busy` at once."""
    token = _hurried.set(True)
    try:
        yield
    finally:
        _hurried.reset(token)


def line_up(session: Session) -> None:
    """Begin a write transaction, behind whoever writes already; raises :class:`Busy` after :data:`BUSY_SECONDS`."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    if _hurried.get() and not on_sqlite:
        if not session.scalar(select(func.pg_try_advisory_xact_lock(WRITER_LOCK))):
            raise Busy
        return
    try:
        session.execute(text("SELECT 1") if on_sqlite else select(func.pg_advisory_xact_lock(WRITER_LOCK)))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == "55P03":
            raise Busy from error
        raise


def guard(engine: Engine) -> None:
    """Attach the rules of this module to *engine*; once per engine."""
    if event.contains(engine, "before_cursor_execute", _refuse_stray_writes):
        return
    event.listen(engine, "before_cursor_execute", _refuse_stray_writes)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _tune_postgresql)
        event.listen(engine, "begin", _begin_postgresql)


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
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "temp_store=MEMORY",
        "analysis_limit=1000",
        "query_only=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # Straight at the driver: these two are no statements of ours, and every request pays for them.
    driver: Any = connection.connection.dbapi_connection
    if gate_is_open():
        # A write transaction takes the lock at once: upgrading a read transaction later could only fail.
        driver.execute("PRAGMA query_only=OFF")
        in_haste = _hurried.get()
        if in_haste:
            driver.execute("PRAGMA busy_timeout=0")
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise Busy from error
            raise
        finally:
            if in_haste:
                driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    else:
        driver.execute("PRAGMA query_only=ON")
        driver.execute("BEGIN")


def _tune_postgresql(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        for setting in (
            "default_transaction_read_only = on",
            "default_transaction_isolation = 'repeatable read'",
            f"lock_timeout = '{BUSY_SECONDS}s'",
            "timezone = 'UTC'",
        ):
            cursor.execute(f"SET {setting}")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    if gate_is_open():
        # A writer first waits for the lock, then must see what the one before it has written.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE")
