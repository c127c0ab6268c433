"""Instances of their own: an empty one as ``up --empty`` would find it, on SQLite and on PostgreSQL.

Each process of the test run makes its own, and brings it back to its first state before each test: a file copied by
SQLite's own backup, a database made anew from a template. The fixtures are imported by the ``conftest.py`` of the
folders that use them.
"""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from app import create_app
from app.cli import instance
from app.extensions import db
from app.settings import Settings

POSTGRES_URL = os.environ.get("CUSTODIA_TEST_POSTGRES_URL", "")

ON_BOTH = [
    pytest.param("empty", id="sqlite"),
    pytest.param("empty_on_postgres", id="postgresql", marks=pytest.mark.postgres),
]
"""Parameters for :func:`instance_on`."""


def make_app(folder: Path, database_url: str = "") -> Flask:
    """An application on the instance in *folder*, whose database need not exist yet."""
    made = create_app(
        Settings.read(
            {}, instance=folder, secret_key="tests only", log_level="ERROR", database_url=database_url
        )
    )
    made.config.update(TESTING=True)
    return made


def forget(app: Flask) -> None:
    """Close every connection of *app* to its database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def copy_sqlite(source: Path, target: Path) -> None:
    """Make the database *target* what *source* is."""
    reading, writing = sqlite3.connect(source), sqlite3.connect(target)
    reading.backup(writing)
    reading.close()
    writing.close()


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("empty")
    made = make_app(folder)
    with made.app_context():
        instance.prepare()
    forget(made)
    template = folder / "template.sqlite3"
    copy_sqlite(folder / "custodia.sqlite3", template)

    def reset() -> None:
        forget(made)
        copy_sqlite(template, folder / "custodia.sqlite3")

    made.config["RESET"] = reset
    yield made
    forget(made)


def reset(app: Flask) -> None:
    """Bring the database of *app*, which comes from a fixture below, back to its first state."""
    app.config["RESET"]()


@pytest.fixture
def empty(_prepared: Flask) -> Iterator[Flask]:
    """An application on a prepared, empty instance on SQLite."""
    reset(_prepared)
    yield _prepared
    forget(_prepared)


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of the PostgreSQL server for tests; skips where there is none."""
    if not POSTGRES_URL:
        pytest.skip("CUSTODIA_TEST_POSTGRES_URL names no PostgreSQL server")
    return POSTGRES_URL


@contextmanager
def postgres_database(server: str, template: str = "") -> Iterator[str]:
    """A new database on *server*, dropped afterwards; gives its URL.

    It sorts text as a dictionary does, as most servers are set up to, and other than SQLite.
    """
    name = f"custodia_test_{uuid.uuid4().hex[:12]}"
    as_people_sort = "template0 LOCALE 'C.UTF-8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
    on_server(server, f"CREATE DATABASE {name} TEMPLATE {template or as_people_sort}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def on_server(server: str, statement: str) -> None:
    """Run *statement* outside any transaction."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def _prepared_on_postgres(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("empty-on-postgres")
    with postgres_database(postgres_server) as url, postgres_database(postgres_server) as template_url:
        template_app = make_app(folder, template_url)
        with template_app.app_context():
            instance.prepare()
        forget(template_app)
        made = make_app(folder, url)
        name, template = make_url(url).database, make_url(template_url).database

        def reset() -> None:
            forget(made)
            on_server(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")
            on_server(postgres_server, f"CREATE DATABASE {name} TEMPLATE {template}")

        made.config["RESET"] = reset
        yield made
        forget(made)


@pytest.fixture
def empty_on_postgres(_prepared_on_postgres: Flask) -> Iterator[Flask]:
    """An application on a prepared, empty instance on PostgreSQL."""
    reset(_prepared_on_postgres)
    yield _prepared_on_postgres
    forget(_prepared_on_postgres)


@pytest.fixture(params=ON_BOTH)
def either(request: pytest.FixtureRequest) -> Any:
    """An application on a prepared, empty instance, on SQLite and on PostgreSQL."""
    return request.getfixturevalue(request.param)
