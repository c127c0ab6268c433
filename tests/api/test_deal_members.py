"""Programs and deals: guests have no interface, and whoever is no member, or no longer, finds no deal there."""

import datetime as dt
import re

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.api.v1 import limits
from app.api.v1.blueprint import every_route
from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as people
from app.domain.accounts.records import Person
from app.domain.deals import operations
from app.domain.deals.guest_access import TERMS_VERSION
from app.domain.deals.records import Deal
from app.infra.blobs import open_blobs
from app.kernel import clock
from app.reporting import issue
from app.reporting.order import Order
from app.security.actor import SYSTEM, Actor
from app.security.permissions import Permission
from app.security.roles import Role
from tests.api.conftest import Program
from tests.conftest import EMAILS, ClientOf

MEMBER = EMAILS[Role.COMPLIANCE]


def _open(counsel: Actor, codename: str = "Project Heron") -> str:
    made = operations.open_deal(
        counsel,
        Deal.parse({"codename": codename, "kind": "asset_all", "segments": [{"name": "Buyers of rings"}]}),
    )
    return made.ref or ""


def _addresses(key: str) -> list[tuple[str, str]]:
    """Every route with the deal *key* wherever one takes a key."""
    found = []
    for route in every_route():
        if route.permission is not Permission.PUBLIC:
            rule = re.sub(r"<int:\w+>", "1", route.rule)
            found.append((route.method, re.sub(r"<(?:path:)?\w+>", key, rule)))
    return found


def test_no_route_opens_to_a_guest_with_a_cookie(
    session: Session, counsel: Actor, client_of: ClientOf
) -> None:
    ref = _open(counsel)
    operations.set_member(counsel, ref, EMAILS[Role.GUEST], clock.now().date() + dt.timedelta(days=9))
    guest: FlaskClient = client_of(Role.GUEST)
    guest.post(f"/deals/{ref}/terms", data={"version": TERMS_VERSION})

    assert len(_addresses(ref)) > 100
    for method, path in _addresses(ref):
        assert guest.open(f"/api/v1{path}", method=method, json={}).status_code == 401, (method, path)


def test_no_route_opens_to_the_token_of_who_has_become_a_guest(
    app: Flask, session: Session, counsel: Actor
) -> None:
    ref = _open(counsel)
    operations.set_member(counsel, ref, MEMBER)
    program = Program(app, Role.COMPLIANCE)
    assert program("GET", f"/deals/{ref}").status_code == 200
    person, version = people.get(session, MEMBER)
    accounts.update(SYSTEM, MEMBER, person.model_copy(update={"roles": [Role.GUEST]}), version=version)

    for method, path in _addresses(ref):
        assert program(method, path, {}).status_code == 401, (method, path)


def _said(answer: TestResponse) -> str:
    """The answer without the number of the request."""
    return re.sub(r'"instance": ?"[^"]*"', "", f"{answer.status_code} {answer.text}")


def _is_nowhere(app: Flask, program: Program, ref: str, number: str) -> None:
    """To *program* neither the deal *ref* nor its report *number* is anywhere, whatever it calls."""
    limits.forget()
    for method, path in _addresses(ref):
        if "/deals/" not in path:
            continue
        hidden, missing = program(method, path, {}), program(method, path.replace(ref, "D-404"), {})
        assert hidden.status_code == missing.status_code, (method, path, hidden.text)
        assert hidden.status_code in {404, 422}, (method, path, hidden.text)
        assert _said(hidden).replace(ref, "D-404") == _said(missing), (method, path)
        assert "Heron" not in hidden.text
        limits.forget()
    assert program("GET", f"/deals/{ref}").status_code == 404
    for route in every_route():
        if route.method == "GET" and "<" not in route.rule:
            assert "Heron" not in program("GET", route.rule).text, route.rule
            limits.forget()
    hidden, missing = (
        program("POST", "/reports", {"kind": "inventory", "deal": one}) for one in (ref, "D-404")
    )
    assert _said(hidden).replace(ref, "D-404") == _said(missing)
    assert program("GET", f"/reports/{number}").status_code == 404


def test_a_deal_is_nowhere_for_who_is_no_member_after_the_last_day_and_after_removal(
    app: Flask, session: Session, counsel: Actor
) -> None:
    other = Person(email="other.counsel@lumen.example", name="Olga Otero", roles=[Role.COUNSEL])
    accounts.add(SYSTEM, other)
    leading, today = Actor(other.email, other.name, (Role.COUNSEL,)), clock.now().date()
    ref = _open(leading)
    report = issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("inventory", deal=ref))
    program = Program(app, Role.COUNSEL)
    _is_nowhere(app, program, ref, report.number)

    operations.set_member(leading, ref, counsel.email, today + dt.timedelta(days=5))
    assert program("GET", f"/deals/{ref}").status_code == 200
    assert program("GET", f"/reports/{report.number}").status_code == 200
    with time_machine.travel(clock.now() + dt.timedelta(days=6), tick=True):
        _is_nowhere(app, program, ref, report.number)

    operations.remove_member(leading, ref, counsel.email)
    _is_nowhere(app, program, ref, report.number)
