"""The register as of a past instant, for queries that know nothing of it.

While :func:`reading` is in force, every statement that reads a register table finds, in front of it, a common table
expression of the same name, which holds the rows as they were at the instant. Such a name hides the table of that name
on both databases. So no query, page or report needs a second code path, nothing is copied, and a read-only
transaction suffices. The rows come

- of a register object from its own table where it was not changed since, else from the revision valid then, and so do
  its parts;
- of a ledger (:mod:`app.db.ledgers`), which follows from the register, from its own table or what it superseded;
- of a log, whose rows are only ever added, from its own table up to the instant.

Where nothing changed since, a page costs little more than now; what did change is read from its revision.
"""

import datetime as dt
import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event

from app.db.engine import gate_is_open
from app.db.history import Revision
from app.db.views import filtered, views, writer
from app.kernel import clock

_MENTION = re.compile(r'(?:\bFROM|\bJOIN|,)\s+"?([a-z][a-z_]*)"?(?![a-z_".(])')
"""A table that a statement reads; names that are none do no harm."""

_WORD = re.compile(r"[a-z]\w*")

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Past:
    """The instant at which the register is read, its *day* in the organisation's time zone, and what is open to whom.

    ``open_to`` holds the keys of confidential objects that whoever looks may see *now*: what was open to them then is
    no reason to show it today, and what is open today shows its whole past.
    """

    at: dt.datetime
    day: dt.date
    open_to: frozenset[str] = _NOTHING


_current: ContextVar[Past | None] = ContextVar("past", default=None)


def current() -> Past | None:
    """The past that the present task reads, ``None`` while it reads the register as it is."""
    return _current.get()


@contextmanager
def reading(past: Past) -> Iterator[None]:
    """Read the register as of *past* inside the block; the clock stands there too."""
    token = _current.set(past)
    try:
        with clock.standing(past.at):
            yield
    finally:
        _current.reset(token)


def attach(engine: Engine) -> None:
    """Let the statements of *engine* read the past where :func:`reading` says so; once per engine."""
    if not event.contains(engine, "before_cursor_execute", _look_back):
        event.listen(engine, "before_cursor_execute", _look_back, retval=True)


def _look_back(
    conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _executemany: bool
) -> tuple[str, Any]:
    past = _current.get()
    if past is None or gate_is_open():
        return statement, parameters
    tables = _read_by(statement)
    if not tables:
        return statement, parameters
    schema = conn.dialect.default_schema_name or "main"
    prefix = _prefix(conn.dialect.name, schema, tables, _words_of(statement), past)
    head, _, rest = statement.lstrip().partition(" ")
    if head.upper() != "WITH":
        return f"WITH {prefix} {statement}", parameters
    recursive, _, after = rest.lstrip().partition(" ")
    if recursive.upper() == "RECURSIVE":
        return f"WITH RECURSIVE {prefix}, {after}", parameters
    return f"WITH {prefix}, {rest}", parameters


@functools.lru_cache(maxsize=4096)
def _read_by(statement: str) -> tuple[str, ...]:
    """The tables with a past that *statement* reads; those of revisions last, since the others are made from it."""
    if not statement.lstrip()[:6].upper().startswith(("SELECT", "WITH", "(SELEC")):
        return ()
    known = views()
    found = [name for name in dict.fromkeys(_MENTION.findall(statement)) if name in known]
    return tuple(sorted(found, key=lambda name: (name == Revision.__tablename__, name)))


@functools.lru_cache(maxsize=4096)
def _words_of(statement: str) -> frozenset[str] | None:
    """The words of *statement*, names of columns among them; ``None`` where it asks for whatever there is."""
    if "*" in statement.replace("count(*)", ""):
        return None
    return frozenset(_WORD.findall(statement))


@functools.lru_cache(maxsize=256)
def _prefix(
    dialect: str, schema: str, tables: tuple[str, ...], words: frozenset[str] | None, past: Past
) -> str:
    sql = writer(dialect, schema, past.at, past.day, words)
    # SQLite keeps no statistics: it takes what a condition leaves for a handful of rows and joins by scanning again and
    # again. Rows that are made once get an index of their own. A single table is better asked through its indexes, and
    # so is one of which rows are left out and none made.
    made_once = frozenset(tables if dialect == "sqlite" and len(tables) > 1 else ()) - filtered()
    return ", ".join(
        f'"{name}" AS {"" if name in made_once else "NOT "}MATERIALIZED ({views()[name](sql)})'
        for name in tables
    )
