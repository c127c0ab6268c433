"""Bringing an instance to life: folders, keys, migrations, the shipped vocabulary."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, select

from app.db.engine import WRITER_LOCK
from app.domain.catalogue import installation
from app.extensions import db
from app.infra import certificates
from app.kernel.errors import Refused
from app.kernel.words import Term
from app.security.actor import SYSTEM

FOLDERS = ("blobs", "keys", "reports")
"""The folders of an instance beside its database."""

PREPARING = WRITER_LOCK + 1
"""The PostgreSQL advisory lock of whoever prepares the instance."""


class Standing(Term):
    """Where the tables of the database stand against those that this version of the product needs."""

    CURRENT = "current", "up to date"
    BEHIND = "behind", "without the latest migrations"
    AHEAD = "ahead", "made by a newer version of Custodia"


def prepare() -> None:
    """Make everything that the instance lacks; does little where it lacks nothing.

    Raises :class:`Refused` for a database that a newer version has made.
    """
    instance = Path(current_app.instance_path)
    for name in FOLDERS:
        (instance / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    _close(instance)
    if standing() is not Standing.CURRENT:
        with _alone(instance):
            _migrate()
    installation.install(SYSTEM)
    db.session.remove()
    settings = current_app.config["SETTINGS"]
    if not settings.signing_certificate:
        certificates.identity(
            settings
        )  # made on first use: it is to be there, and in backups, from the first day


def _close(instance: Path) -> None:
    """Let nobody but the user that Custodia runs as look into *instance*, whatever an earlier version let.

    What another user owns stays as it is: that user has decided who may read it.
    """
    folders = (instance, *(instance / name for name in (*FOLDERS, "imports")))
    for path in (*folders, *instance.glob("*.sqlite3*")):
        with suppress(FileNotFoundError, PermissionError):
            path.chmod(0o700 if path.is_dir() else 0o600)


def standing() -> Standing:
    """Where the database's tables stand."""
    found = revision()
    if found == _scripts().get_current_head():
        return Standing.CURRENT
    return Standing.BEHIND if found is None or knows(found) else Standing.AHEAD


def revision() -> str | None:
    """The migration that the database's tables are at; ``None`` where it has no tables."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def knows(name: str) -> bool:
    """Whether *name* is a migration of this version."""
    return any(script.revision == name for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_alembic())


def expect_current() -> None:
    """Raise :class:`Refused`, naming the cure, where the database's tables are not those of this version."""
    found = standing()
    if found is Standing.AHEAD:
        raise Refused(
            "The database was made by a newer version of Custodia: "
            "run that version, or restore a backup made with this one."
        )
    if found is Standing.BEHIND:
        raise Refused("The database is not up to date: run “python -m app up --empty --once” first.")


def _migrate() -> None:
    if standing() is Standing.BEHIND:  # another process may have been faster
        logging.getLogger("alembic").setLevel(logging.WARNING)
        command.upgrade(_alembic(), "head")
    expect_current()


def _alembic() -> Any:
    return current_app.extensions["migrate"].migrate.get_config()


@contextmanager
def _alone(instance: Path) -> Iterator[None]:
    """Hold a lock, so that of several processes that start at once only one migrates."""
    if db.engine.dialect.name == "sqlite":
        with (instance / "preparing.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with db.engine.connect() as connection:
        connection.execute(select(func.pg_advisory_lock(PREPARING)))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(PREPARING)))
