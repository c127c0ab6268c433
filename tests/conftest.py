"""What every test may ask for: an application on an empty database, people of each role, and clients.

The database is SQLite in a file, restored before each test from a template by SQLite's own backup, so that every test
runs real commits on real tables in a millisecond or so.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextvars import Context
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app
from app import demo as demo_register
from app.db.engine import open_gate
from app.demo import papers
from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as people
from app.domain.accounts import sign_in
from app.domain.accounts.records import Person
from app.domain.catalogue import installation
from app.domain.organisation.records import Organisation
from app.extensions import db
from app.importing import register_file
from app.infra import queue
from app.pages.kit.access import COOKIE
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from app.settings import Settings

# How long an example takes says how busy the machine is, not whether the product is right.
hypothesis.settings.register_profile(
    "custodia", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("custodia")


class Client(FlaskClient):
    """A client whose requests know nothing of the test's own application context.

    Flask would otherwise reuse that context, with its ``g`` and its session's open transaction, for the request.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request in a context of its own and read its answer there; the test's session then sees the rest."""

        def send() -> TestResponse:
            answer = FlaskClient.open(self, *args, **kwargs)
            answer.get_data()
            answer.close()
            return answer

        response = Context().run(send)
        if has_app_context():
            db.session.rollback()
        return response


EMAILS = {role: f"{role.value}@lumen.example" for role in Role}


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Overrides pytest-flask's: its context would keep ``g`` alive from one request of a client to the next."""


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application, on a database of its own for this process of the test run."""
    instance = tmp_path_factory.mktemp("instance")
    made = create_app(Settings.read({}, instance=instance, secret_key="tests only", log_level="ERROR"))
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    made.test_client_class = Client
    with made.app_context():
        with open_gate("tests"):
            db.create_all()
        _people_of_every_role()
        _template(instance).write_bytes(b"")
        _copy(_database(instance), _template(instance))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _fresh(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test that uses the application begins with an organisation and a person of each role, and nothing else."""
    if "app" not in request.fixturenames:
        yield
        return
    made: Flask = request.getfixturevalue("app")
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
        instance = Path(made.instance_path)
        _copy(_template(instance), _database(instance))
    queue.of(made.config["SETTINGS"]).flush()
    yield


@pytest.fixture(scope="session")
def _demo_template(app: Flask) -> Path:
    """A copy of the database with the demo's register in it, made once."""
    instance = Path(app.instance_path)
    _, register = papers.documents(lambda text: text.encode(), demo_register.register())
    with app.app_context():
        _copy(_template(instance), _database(instance))
        installation.install(SYSTEM)
        register_file.load(SYSTEM, register)
        db.session.remove()
        db.engine.dispose()
    target = instance / "demo.sqlite3"
    _copy(_database(instance), target)
    return target


@pytest.fixture
def demo(app: Flask, _demo_template: Path, _fresh: None) -> None:
    """The register of the demo, beside the people of every role."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    _copy(_demo_template, _database(Path(app.instance_path)))


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A database session inside the application's context."""
    with app.app_context():
        yield db.session  # type: ignore[misc]
        db.session.remove()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless; one a module: while its driver runs, no other event loop can (signing has one)."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed: sh app/setup.sh --tests installs it")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        expect.set_options(timeout=15_000)
        yield launched
        launched.close()


def actor_of(role: Role) -> Actor:
    """The actor who holds *role* alone."""
    return Actor(EMAILS[role], role.label, (role,))


@pytest.fixture
def officer() -> Actor:
    """The compliance officer."""
    return actor_of(Role.COMPLIANCE)


@pytest.fixture
def counsel() -> Actor:
    """The in-house counsel."""
    return actor_of(Role.COUNSEL)


@pytest.fixture
def admin() -> Actor:
    """The administrator."""
    return actor_of(Role.ADMIN)


@pytest.fixture
def client_of(app: Flask) -> "ClientOf":
    """Gives a signed-in client of a role: ``client_of(Role.COMPLIANCE)``; without a role one that is not signed in."""
    return ClientOf(app)


class ClientOf:
    """Makes clients."""

    def __init__(self, app: Flask) -> None:
        """Keep the application."""
        self.app = app

    def __call__(self, role: Role | None = None) -> FlaskClient:
        """A client, signed in as *role*."""
        client = self.app.test_client()
        if role is not None:
            with self.app.app_context():
                actor = people.actor_of(db.session, EMAILS[role])
                assert actor is not None
                token = sign_in.open_session(actor, address="127.0.0.1", agent="tests")
                db.session.remove()
            client.set_cookie(COOKIE, token)
        return client


@pytest.fixture
def client(client_of: ClientOf) -> FlaskClient:
    """A client signed in as compliance officer, who may write the register."""
    return client_of(Role.COMPLIANCE)


def _people_of_every_role() -> None:
    from app.db.unit_of_work import begin
    from app.domain.audit import chain

    for role, email in EMAILS.items():
        accounts.add(SYSTEM, Person(email=email, name=role.label, roles=[role]))
    with begin("system", "organisation.set", chain.last_instant) as work:
        work.save(Organisation(time_zone="Europe/Madrid"))
        chain.file_entry(work)
    db.session.remove()


def _database(instance: Path) -> Path:
    return instance / "custodia.sqlite3"


def _template(instance: Path) -> Path:
    return instance / "template.sqlite3"


def _copy(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as reading, sqlite3.connect(target) as writing:
        reading.backup(writing)
    reading.close()
    writing.close()
