"""Tokens: whom they act for, what they may, when they end; and how often they may ask."""

import datetime as dt
import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from app.api.v1 import limits
from app.api.v1.blueprint import every_route
from app.api.v1.resources import RESOURCES
from app.domain.accounts import api_tokens, operations
from app.domain.accounts import queries as people
from app.extensions import db
from app.kernel.errors import Invalid, Missing, Refused
from app.pages.tokens.words import SCOPES
from app.security.actor import SYSTEM, Actor
from app.security.permissions import Permission
from app.security.roles import Role
from tests.api.conftest import Program
from tests.conftest import EMAILS, ClientOf


def test_without_a_valid_token_nothing_is_said(app: Flask, client_of: ClientOf) -> None:
    for headers in ({}, {"Authorization": "Bearer custodia_guess"}, {"Authorization": "Basic eDp5"}):
        answer = client_of().get("/api/v1/third-parties", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json is not None
        assert answer.json["status"] == 401


def test_a_cookie_opens_nothing_there(client_of: ClientOf) -> None:
    assert client_of(Role.COMPLIANCE).get("/api/v1/third-parties").status_code == 401


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.GUEST])
def test_a_route_opens_to_a_token_with_its_scope_alone(role: Role, app: Flask, demo: None) -> None:
    program = Program(app, role)
    allowed = {one for one in api_tokens.SCOPES if one in people_permissions(app, role)}
    for route in every_route():
        if route.permission is Permission.PUBLIC:
            continue
        rule = re.sub(r"<int:\w+>", "1", route.rule)
        answer = program(route.method, re.sub(r"<(?:path:)?\w+>", "none", rule), {})
        expected = route.permission in allowed
        assert (answer.status_code != 403) is expected, (role, route.method, route.rule, answer.status_code)
        assert answer.status_code < 500, (route.method, route.rule, answer.text)
        limits.forget()


def people_permissions(app: Flask, role: Role) -> frozenset[Permission]:
    with app.app_context():
        actor = people.actor_of(db.session, EMAILS[role])
        assert actor is not None
        return actor.permissions


def test_scopes_narrow_what_the_person_may(app: Flask) -> None:
    reader = Program(app, Role.COMPLIANCE, [Permission.REGISTER_READ])

    assert reader("GET", "/third-parties").status_code == 200
    assert reader("POST", "/third-parties", {"name": "Ferro"}).status_code == 403
    assert reader("POST", "/third-parties/bulk", {"items": [{"name": "Ferro"}]}).status_code == 403
    assert reader("GET", "/findings").status_code == 403
    assert "the scope register:write" in reader("POST", "/third-parties", {"name": "Ferro"}).json["detail"]
    assert "the scope findings:read" in reader("GET", "/findings").json["detail"]


def test_a_token_loses_what_its_person_loses(app: Flask, session: Session, program: Program) -> None:
    person, version = people.get(session, EMAILS[Role.COMPLIANCE])
    operations.update(
        SYSTEM, person.email, person.model_copy(update={"roles": [Role.AUDITOR]}), version=version
    )
    assert program("GET", "/third-parties").status_code == 200
    assert program("POST", "/third-parties", {"name": "Ferro"}).status_code == 403

    person, version = people.get(session, EMAILS[Role.COMPLIANCE])
    operations.update(SYSTEM, person.email, person.model_copy(update={"active": False}), version=version)
    assert program("GET", "/third-parties").status_code == 401


def test_a_token_ends_by_itself_and_by_revoking(program: Program, session: Session) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=31), tick=True):
        assert program("GET", "/third-parties").status_code == 401
    assert program("GET", "/third-parties").status_code == 200

    api_tokens.revoke(SYSTEM, program.id)
    assert program("GET", "/third-parties").status_code == 401


def test_nobody_makes_or_revokes_the_token_of_another(
    program: Program, session: Session, officer: Actor
) -> None:
    with pytest.raises(Refused):
        api_tokens.make(officer, EMAILS[Role.AUDITOR], "mine", ["register:read"], 5)
    other = api_tokens.make(SYSTEM, EMAILS[Role.AUDITOR], "theirs", ["register:read"], 5)
    with pytest.raises(Missing):
        api_tokens.revoke(officer, other.id)


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        (" ", ["register:read"], 5, "name"),
        ("x", [], 5, "scopes"),
        ("x", ["people:write"], 5, "scopes"),
        ("x", ["everything"], 5, "scopes"),
        ("x", ["register:read"], 0, "days"),
        ("x", ["register:read"], 367, "days"),
    ],
)
def test_what_a_token_cannot_be_is_named(
    name: str, scopes: list[str], days: int, field: str, officer: Actor, session: Session
) -> None:
    with pytest.raises(Invalid) as raised:
        api_tokens.make(officer, officer.email, name, scopes, days)
    assert list(raised.value.problems) == [(field,)]


def test_a_guest_has_no_token(session: Session) -> None:
    with pytest.raises(Refused):
        api_tokens.make(SYSTEM, EMAILS[Role.GUEST], "x", ["deals:read"], 5)


def test_a_program_that_asks_too_often_waits(program: Program, app: Flask) -> None:
    answers = [program("GET", "/kpis") for _ in range(3)]
    left = [int(re.search(r"r=(\d+)", one.headers["RateLimit"])[1]) for one in answers]  # type: ignore[index]
    assert left == [limits.PER_MINUTE - 1, limits.PER_MINUTE - 2, limits.PER_MINUTE - 3]

    with app.test_request_context():
        for _ in range(limits.PER_MINUTE - 3):
            limits.count(program.id)
    refused = program("GET", "/kpis")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_a_person_makes_a_token_on_a_page_and_revokes_it(client_of: ClientOf, app: Flask) -> None:
    client = client_of(Role.COMPLIANCE)
    page = client.post(
        "/account/tokens", data={"name": "Procurement sync", "scopes": ["register:read"], "days": "30"}
    )
    secret = re.search(r"custodia_[\w-]+", page.text)
    assert secret is not None
    bearer = {"Authorization": f"Bearer {secret[0]}"}
    assert client_of().get("/api/v1/third-parties", headers=bearer).status_code == 200
    assert secret[0] not in client.get("/account/tokens").text

    token_id = re.search(r"tk_[0-9a-f]{12}", client.get("/account/tokens").text)
    assert token_id is not None
    assert client.post(f"/account/tokens/{token_id[0]}/revoke").status_code == 303
    assert client_of().get("/api/v1/third-parties", headers=bearer).status_code == 401


def test_what_is_wrong_with_a_new_token_stands_at_its_field(client_of: ClientOf) -> None:
    page = client_of(Role.COMPLIANCE).post("/account/tokens", data={"name": "Sync", "days": "9999"})

    assert page.status_code == 422
    assert "choose 1 to 366" in page.text
    assert "Sync" in page.text


def test_every_collection_needs_a_scope_to_read_and_to_write() -> None:
    assert all(one.reads in api_tokens.SCOPES and one.writes in api_tokens.SCOPES for one in RESOURCES)


def test_every_scope_is_offered_in_words() -> None:
    assert set(api_tokens.SCOPES) == set(SCOPES)
