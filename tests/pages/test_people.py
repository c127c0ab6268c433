"""Pages of people: roles, links to set a password, the last administrator."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db.engine import open_gate
from app.domain.accounts import queries
from app.domain.accounts.models import Person as PersonRow
from app.security.roles import Role
from app.settings import founding_token
from tests.conftest import EMAILS, ClientOf


def test_an_administrator_adds_a_person_who_sets_a_password_by_link_and_signs_in(client_of: ClientOf) -> None:
    admin, newcomer = client_of(Role.ADMIN), client_of()
    added = admin.post(
        "/people/new",
        data={"email": "Rosa@lumen.example", "name": "Rosa", "roles": ["auditor"], "active": "y"},
    )
    page = admin.post("/people/rosa@lumen.example/link").text
    link = re.search(r"/welcome/[\w-]+", page)

    assert added.status_code == 303
    assert link is not None
    password = {"password": "four words of one's own"}
    assert newcomer.post(link[0], data=password).headers["Location"] == "/sign-in"
    wrong = newcomer.post(
        "/sign-in", data={"email": "rosa@lumen.example", "password": "not the one that was set"}
    )
    assert "Not signed in" in wrong.text
    signed_in = newcomer.post("/sign-in", data={"email": "rosa@lumen.example", **password})
    assert signed_in.headers["Location"] == "/"
    assert newcomer.get("/trail").status_code == 200
    assert newcomer.post(link[0], data=password).status_code == 404


def test_a_password_that_is_too_short_is_refused_with_the_cure(client_of: ClientOf) -> None:
    admin = client_of(Role.ADMIN)
    link = re.search(r"/welcome/[\w-]+", admin.post(f"/people/{EMAILS[Role.AUDITOR]}/link").text)
    assert link is not None

    response = client_of().post(link[0], data={"password": "short"})

    assert response.status_code == 422
    assert "at least 12 characters" in response.text


def test_the_last_administrator_cannot_be_taken_away(client_of: ClientOf, session: Session) -> None:
    admin = client_of(Role.ADMIN)
    email = EMAILS[Role.ADMIN]

    response = admin.post(
        f"/people/{email}/edit",
        data={"name": "Administrator", "roles": ["auditor"], "active": "y", "version": "1"},
    )

    assert response.status_code == 409
    assert "last active administrator" in response.text
    assert queries.get(session, email)[0].roles == [Role.ADMIN]


def test_taking_a_role_away_ends_the_sessions_of_the_person(client_of: ClientOf) -> None:
    admin, auditor = client_of(Role.ADMIN), client_of(Role.AUDITOR)
    assert auditor.get("/trail").status_code == 200

    admin.post(
        f"/people/{EMAILS[Role.AUDITOR]}/edit",
        data={"name": "Auditor", "roles": ["executive"], "active": "y", "version": "1"},
    )

    assert auditor.get("/trail").headers["Location"].startswith("/sign-in")


def test_the_same_address_in_other_letters_is_the_same_person(client_of: ClientOf) -> None:
    response = client_of(Role.ADMIN).post(
        "/people/new", data={"email": EMAILS[Role.COUNSEL].upper(), "name": "Twin", "roles": ["auditor"]}
    )

    assert response.status_code == 422
    assert "already registered" in response.text


def test_an_address_that_is_none_is_named_with_the_cure(client_of: ClientOf) -> None:
    response = client_of(Role.ADMIN).post("/people/new", data={"email": "nobody", "name": "No <b>Body</b>"})

    assert response.status_code == 422
    assert "write it like name@company.example" in response.text
    assert "No &lt;b&gt;Body&lt;/b&gt;" in response.text


def test_somebody_else_s_sessions_can_be_ended(client_of: ClientOf) -> None:
    executive = client_of(Role.EXECUTIVE)

    client_of(Role.ADMIN).post(f"/people/{EMAILS[Role.EXECUTIVE]}/end-sessions")

    assert executive.get("/").headers["Location"].startswith("/sign-in")


def test_a_person_sees_and_ends_the_other_sessions_of_the_account(client_of: ClientOf) -> None:
    here, elsewhere = client_of(Role.COMPLIANCE), client_of(Role.COMPLIANCE)
    page = here.get("/account").text
    ends = re.findall(r"/account/sessions/[0-9a-f]+/end", page)

    assert len(ends) == 1
    here.post(ends[0])
    assert elsewhere.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(client_of: ClientOf) -> None:
    mine, theirs = client_of(Role.COMPLIANCE), client_of(Role.AUDITOR)
    client_of(Role.AUDITOR)
    end = re.findall(r"/account/sessions/[0-9a-f]+/end", theirs.get("/account").text)[0]

    assert mine.post(end).status_code == 404
    assert len(re.findall(r"/account/sessions/[0-9a-f]+/end", theirs.get("/account").text)) == 1


def test_signing_in_leads_nowhere_but_to_this_site(client: FlaskClient) -> None:
    for target in (
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:x",
    ):
        assert client.get("/sign-in", query_string={"next": target}).headers["Location"] == "/"
    assert client.get("/sign-in?next=/findings").headers["Location"] == "/findings"


@pytest.fixture
def founding(app: Flask, session: Session) -> str:
    """The address at which the first administrator enters, in a register that has none."""
    with open_gate("tests"):
        session.execute(update(PersonRow).where(PersonRow.email == EMAILS[Role.ADMIN]).values(active=False))
        session.commit()
    return f"/first-administrator/{founding_token(app.config['SETTINGS'].instance, make=True)}"


def test_the_first_administrator_enters_by_the_printed_link_once(founding: str, client_of: ClientOf) -> None:
    nobody = client_of()
    who = {"email": "ana@lumen.example", "name": "Ana", "password": "lamp river stone quiet"}

    assert nobody.get(founding).status_code == 200
    assert nobody.post(founding, data=who).headers["Location"] == "/sign-in"
    assert nobody.post("/sign-in", data=who).headers["Location"] == "/"
    assert nobody.get("/people/new").status_code == 200
    assert client_of().get(founding).status_code == 404


def test_a_wrong_founding_link_opens_nothing(founding: str, client_of: ClientOf) -> None:
    assert client_of().get(founding[:-1]).status_code == 404


def test_the_first_administrator_needs_an_address_and_a_password_that_fit(
    founding: str, client_of: ClientOf
) -> None:
    response = client_of().post(
        founding, data={"email": "ana", "name": "Ana", "password": "lamp river stone quiet"}
    )
    short = client_of().post(
        founding, data={"email": "ana@lumen.example", "name": "Ana", "password": "short"}
    )

    assert (response.status_code, short.status_code) == (422, 422)
    assert "write it like name@company.example" in response.text
    assert "at least 12 characters" in short.text


def test_a_link_that_leads_nowhere_shows_no_form(client_of: ClientOf) -> None:
    response = client_of().get("/welcome/no-such-token")

    assert response.status_code == 404
    assert "was used or has run out" in response.text
