"""How many statements a page asks of the database: few, and no more of a larger register."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.demo import synthetic
from app.domain.catalogue import installation
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations
from app.domain.third_parties import queries as third_parties
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.importing import register_file
from app.infra.blobs import open_blobs
from app.kernel import clock
from app.reporting import issue
from app.reporting.order import Order
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import ClientOf

OF_A_THIRD_PARTY = 12
"""Statements of the page of a third party."""

OF_A_HOME = 8
"""Statements of the home of any role, with those that find who asks."""

SEEN = 20
"""Third parties whose pages are counted, of which some have everything that a page can show."""

LARGE = 300
"""Third parties of the larger register: fifteen times those of the demo, and more than are read at a time."""


@contextmanager
def statements_of(app: Flask) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def asked(app: Flask, client_of: ClientOf) -> Callable[[Role, str], list[str]]:
    """Gives the statements with which a page is shown to a role."""

    def ask(role: Role, address: str) -> list[str]:
        client: FlaskClient = client_of(role)
        client.get(address)  # what a process reads once
        with statements_of(app) as statements:
            answer = client.get(address)
        assert answer.status_code == 200
        return statements

    return ask


@pytest.fixture
def large(app: Flask) -> None:
    """A register of :data:`LARGE` third parties."""
    with app.app_context():
        installation.install(SYSTEM)
        today = organisation.today(db.session)
        first, *others = synthetic.documents(LARGE, today=today)
        register_file.load(SYSTEM, first)
        for document in others:
            register_file.extend(SYSTEM, document)
        db.session.remove()


@pytest.fixture(params=["demo", "large"])
def register(request: pytest.FixtureRequest, session: Session) -> Session:
    """The demo's register, and one that is larger."""
    request.getfixturevalue(request.param)
    return session


def test_the_home_of_each_role_asks_few_statements_of_a_register_of_any_size(
    app: Flask, register: Session, asked: Callable[[Role, str], list[str]]
) -> None:
    issue.issue(register, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("board"))

    counted = {role: len(asked(role, "/")) for role in Role}

    assert {role: count for role, count in counted.items() if count > OF_A_HOME} == {}


def test_the_page_of_a_third_party_asks_few_statements_of_a_register_of_any_size(
    register: Session, asked: Callable[[Role, str], list[str]]
) -> None:
    refs = register.scalars(select(ThirdParty.ref).order_by(ThirdParty.ref).limit(SEEN))

    counted = {ref: len(asked(Role.COMPLIANCE, f"/third-parties/{ref}")) for ref in refs}

    assert len(counted) == SEEN
    assert {ref: count for ref, count in counted.items() if count > OF_A_THIRD_PARTY} == {}


def test_the_page_of_a_third_party_as_of_the_past_asks_little_more(
    register: Session, asked: Callable[[Role, str], list[str]], client_of: ClientOf, officer: Actor
) -> None:
    at = clock.now()
    party, version = third_parties.get(register, "TP-0001")
    operations.update(officer, "TP-0001", party.model_copy(update={"description": "Since"}), version=version)

    counted = asked(Role.COMPLIANCE, f"/third-parties/TP-0001?as_of={clock.format_instant(at)}")

    # Beside the page itself: the first instant, the day there, the deals that are open, the zone as it was.
    assert len(counted) <= OF_A_THIRD_PARTY + 4
