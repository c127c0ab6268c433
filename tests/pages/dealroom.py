"""A deal at hand for the tests of its pages: how to read it, and how to act on one of its lines as a person does."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.accounts import queries as people
from app.domain.accounts import sign_in
from app.domain.deals import queries
from app.domain.deals.guest_access import TERMS_VERSION
from app.domain.deals.records import Deal, Item
from app.extensions import db
from app.pages.kit.access import COOKIE
from app.security.actor import SYSTEM
from tests.pages.pagereading import text_of

CODENAME = "Project Heron"
SECOND = "second.counsel@lumen.example"
"""Another counsel, who is no member unless a test says so."""


def signed_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        actor = people.actor_of(db.session, email)  # type: ignore[arg-type]
        assert actor is not None
        token = sign_in.open_session(actor, address="127.0.0.1", agent="tests")
        db.session.remove()
    client.set_cookie(COOKIE, token)
    return client


def stored(session: Session, ref: str = "D-001") -> Deal:
    session.expire_all()
    return queries.get(session, SYSTEM, ref)[0]


def item_of(session: Session, number: str) -> Item:
    return next(item for item in stored(session).items if item.number == number)


def mark_of(page: str, number: str) -> str:
    """The mark that the forms of the line *number* carry."""
    found = re.search(
        rf'action="/deals/D-001/inventory/{number}/\w+".*?name="seen" value="(\w+)"', page, re.DOTALL
    )
    assert found is not None
    return found[1]


def act(client: FlaskClient, number: str, what: str, **fields: Any) -> TestResponse:
    """Post a form of the line *number* as its own page holds it."""
    page = client.get(f"/deals/D-001/inventory/{number}").text
    return client.post(
        f"/deals/D-001/inventory/{number}/{what}",
        data={"seen": mark_of(page, number), "back": "line"} | fields,
    )


def problem_of(page: str) -> str:
    """The sentence at the form that was not taken."""
    found = page.partition('id="problem">')[2].partition("</div>")[0]
    return text_of("<main" + found)


def accept_terms(guest: FlaskClient, ref: str = "D-001") -> None:
    """Accept the terms as a guest does on entry."""
    assert guest.post(f"/deals/{ref}/terms", data={"version": TERMS_VERSION}).status_code == 303
