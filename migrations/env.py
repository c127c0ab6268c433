"""Alembic's environment: the application's engine and tables, batch mode for SQLite."""

from alembic import context
from flask import current_app

from app.db.engine import open_gate
from app.extensions import db

config = context.config


def _include(_object: object, _name: str | None, type_: str, _reflected: bool, _compare_to: object) -> bool:
    """Leave the full-text index and the queue alone: they are no mapped tables."""
    return not (type_ == "table" and _name is not None and _name.startswith(("search_", "huey_")))


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
    with open_gate("migration"), db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=_include,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
