"""Copies of a whole database as one file, consistent while others read and write; and databases made from them.

SQLite copies itself page by page from one read transaction (https://www.sqlite.org/backup.html). PostgreSQL is copied
by its own ``pg_dump`` in the custom format, and filled by ``pg_restore`` in one transaction; both programs come with
its client package. Jobs that wait are no part of a copy: a restored instance must not do again what was done.
"""

import sqlite3
import subprocess
from pathlib import Path

from sqlalchemy import URL, make_url

from app.kernel.errors import Refused
from app.settings import child_environment


def copy(database_url: str, target: Path) -> None:
    """Write a copy of the database at *database_url* to *target*.

    Raises :class:`Refused` where the program that does it is missing or fails; it says why.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        _copy_sqlite(Path(url.database or ""), target)
        return
    options = ("--format=custom", "--no-owner", "--no-privileges", "--exclude-table-data=huey_*")
    _run("pg_dump", url, *options, f"--file={target}")


def fill(database_url: str, source: Path) -> None:
    """Fill the empty database at *database_url* from the copy *source*, all or nothing.

    Raises :class:`Refused` as :func:`copy` does, and for a copy of SQLite that is damaged.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        _fill_sqlite(Path(url.database or ""), source)
        return
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run("pg_restore", url, *options, f"--dbname={_address(url)}", str(source))


def _copy_sqlite(database: Path, target: Path) -> None:
    reading, writing = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True), sqlite3.connect(target)
    try:
        reading.backup(writing)
        # The copy is one file, whoever opens it next.
        writing.execute("PRAGMA journal_mode=DELETE")
    finally:
        reading.close()
        writing.close()


def _fill_sqlite(database: Path, source: Path) -> None:
    reading = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)
    try:
        problem = reading.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        problem = str(error)
    finally:
        reading.close()
    if problem != "ok":
        raise Refused(f"The database in the backup is damaged: {problem}. Use another backup.")
    for left in ("-wal", "-shm"):  # of the empty database whose place the copy takes
        Path(f"{database}{left}").unlink(missing_ok=True)
    source.chmod(0o600)
    source.replace(database)


def _address(url: URL) -> str:
    """*url* as the programs of PostgreSQL take it; the password goes another way, since all may see a command line."""
    without = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return without.render_as_string()


def _run(program: str, url: URL, *arguments: str) -> None:
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    database = () if program == "pg_restore" else (f"--dbname={_address(url)}",)
    try:
        done = subprocess.run(  # noqa: S603 -- a program of ours with an address of the settings
            [program, "--no-password", *database, *arguments],
            env=child_environment(**password),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise Refused(
            f"{program} is missing on this machine: install Debian’s package postgresql-client, "
            "of the server’s version or later."
        ) from error
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"]
        raise Refused(f"{program} failed: {lines[0].removeprefix(f'{program}: ')}.")
