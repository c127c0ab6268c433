"""Alembic's environment: the application's engine and tables, batch mode for SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection

from app.db.engine import open_gate
from app.db.types import Instant, Json
from app.extensions import db

config = context.config


def _include(_object: object, _name: str | None, type_: str, _reflected: bool, _compare_to: object) -> bool:
    """Leave the full-text index and the queue alone: they are no mapped tables."""
    return not (type_ == "table" and _name is not None and _name.startswith(("search_", "huey_")))


def _render(type_: str, item: object, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write our own column types by what they are underneath, so that a revision stands without the application."""
    if type_ == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if type_ == "type" and item is Json:
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def run_offline() -> None:
    """Print the SQL of the migrations."""
    context.configure(
        url=current_app.config["SQLALCHEMY_DATABASE_URI"],
        target_metadata=db.metadata,
        literal_binds=True,
        render_as_batch=True,
        include_object=_include,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Run the migrations on the application's database."""
    with open_gate("migration"), db.engine.connect() as connection, _without_foreign_keys(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=_include,
            render_item=_render,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """On SQLite, where a table is changed by copying it: dropping the old one must not touch what refers to it.

    With foreign keys on, the drop deletes the parts of every object, or fails (sqlite.org, ALTER TABLE, section 7).
    The pragma does nothing inside a transaction. Raises :class:`RuntimeError` where a reference leads nowhere after.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.dbapi_connection
    assert raw is not None  # noqa: S101 -- narrows the type: the connection is open
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"The migration left {len(broken)} references that lead nowhere: {broken[:5]}")
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    run_offline()
else:
    run_online()
