"""Every page on PostgreSQL, with the demo in it: queries that SQLite forgives, PostgreSQL does not."""

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.demo import PEOPLE
from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as people
from app.domain.accounts import sign_in
from app.domain.organisation import operations as organisation_operations
from app.domain.organisation import queries as organisation
from app.extensions import db
from app.kernel import clock
from app.pages.kit.access import COOKIE
from app.security.actor import SYSTEM
from app.security.roles import Role
from tests.conftest import Client
from tests.importing.files import demo_register, load
from tests.instances import forget
from tests.pages.routes import ROUTES, SAMPLES

pytestmark = pytest.mark.postgres

EVERY_ROLE = [Role.ADMIN, Role.COMPLIANCE, Role.COUNSEL, Role.EXECUTIVE, Role.AUDITOR]
WHO = "beatriz.alemany@joyeria-lumen.example"
PAGES = sorted(rule for method, rule in ROUTES if method == "GET")
SEARCHES = [
    "lumen",
    "Joyería",
    "%",
    "_",
    "'",
    '"',
    "\\",
    "a\x00b",
    "💍",
    "x" * 3_000,
    "\u202e",
    "(",
    "*",
    "lumen AND",
]


@pytest.fixture(scope="module")
def lumen(_prepared_on_postgres: Flask) -> Iterator[Flask]:
    """The demo on PostgreSQL, and a person of every role in one."""
    _prepared_on_postgres.config["RESET"]()
    with _prepared_on_postgres.app_context():
        load(demo_register())
        settings, version = organisation.current(db.session)
        published = settings.model_copy(update={"public_notice_days": 30})
        organisation_operations.set_organisation(SYSTEM, published, version=version)
        for email in PEOPLE:
            person, version = people.get(db.session, email)
            held = EVERY_ROLE if email == WHO else person.roles
            accounts.update(SYSTEM, email, person.model_copy(update={"roles": held}), version=version)
        db.session.remove()
    yield _prepared_on_postgres
    forget(_prepared_on_postgres)


@pytest.fixture
def reader(lumen: Flask) -> FlaskClient:
    """A client signed in as the person of every role, who is a member of the deal too."""
    lumen.test_client_class = Client
    with lumen.app_context():
        actor = people.actor_of(db.session, WHO)
        assert actor is not None
        token = sign_in.open_session(actor, address="127.0.0.1", agent="tests")
        db.session.remove()
    client = lumen.test_client()
    client.set_cookie(COOKIE, token)
    return client


def address(app: Flask, rule: str) -> str:
    found = next(one for one in app.url_map.iter_rules() if one.rule == rule and "GET" in (one.methods or ()))
    area, vocabulary = found.endpoint.partition(".")[0], found.endpoint.partition("_")[0]
    values = {}
    for name in found.arguments:
        places = (f"{found.endpoint}:{name}", f"{vocabulary}:{name}", f"{area}:{name}", name)
        values[name] = next(SAMPLES[place] for place in places if place in SAMPLES)
    with app.test_request_context():
        return app.url_for(found.endpoint, **values)


@pytest.mark.parametrize("rule", PAGES)
def test_a_page_opens(lumen: Flask, reader: FlaskClient, rule: str) -> None:
    answer = reader.get(address(lumen, rule))
    assert answer.status_code in {200, 302, 303, 404}, answer.text
    if "<" not in rule:
        assert answer.status_code in {200, 302, 303}


@pytest.mark.parametrize("rule", PAGES)
def test_a_page_opens_as_of_the_past(lumen: Flask, reader: FlaskClient, rule: str) -> None:
    now = reader.get(address(lumen, rule))
    answer = reader.get(address(lumen, rule), query_string={"as_of": clock.format_instant(clock.now())})
    if answer.status_code not in {400, 409}:
        assert answer.status_code == now.status_code, answer.text


LISTS = [rule for rule in PAGES if rule.count("/") == 1 and "<" not in rule and rule not in {"/", "/health"}]


@pytest.mark.parametrize("rule", LISTS)
def test_whatever_is_searched_for_a_list_opens(reader: FlaskClient, rule: str) -> None:
    answers = {words: reader.get(rule, query_string={"q": words}).status_code for words in SEARCHES}
    assert {words: status for words, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("rule", LISTS)
def test_a_list_is_sorted_and_exported_in_every_way_that_it_offers(reader: FlaskClient, rule: str) -> None:
    page = reader.get(rule).text
    ways = {html.unescape(way) for way in re.findall(r'href="([^"]*[?&](?:sort|export)=[^"]*)"', page)}
    answers = {way: reader.get(urljoin(rule, way)).status_code for way in sorted(ways)}
    assert {way: status for way, status in answers.items() if status != 200} == {}
