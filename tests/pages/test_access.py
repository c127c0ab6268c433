"""Every route for every role and for nobody, against one table."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.security.roles import Role
from tests.conftest import ClientOf
from tests.pages.routes import ROUTES, SAMPLES

IMPLIED = {"HEAD", "OPTIONS"}


def _rows(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        # What programs may do is held by a table of its own, since they come with tokens instead of cookies.
        if not rule.endpoint.startswith("api_v1.")
        for method in (rule.methods or set()) - IMPLIED
    }


def test_the_table_lists_every_route_and_no_other(app: Flask) -> None:
    assert _rows(app) == set(ROUTES)


@pytest.mark.parametrize(("method", "rule"), sorted(ROUTES, key=lambda row: (row[1], row[0])))
def test_a_route_opens_to_the_roles_of_the_table_alone(
    method: str, rule: str, app: Flask, client_of: ClientOf, demo: None
) -> None:
    allowed = ROUTES[method, rule]
    url = filled(app, rule)
    outcomes = {}
    for role in (None, *Role):
        response = client_of(role).open(url, method=method)
        outcomes[role] = _outcome(response.status_code, response.headers.get("Location", ""))

    expected = {}
    for role in (None, *Role):
        if allowed is None or role in allowed:
            expected[role] = "open"
        elif role is None:
            expected[role] = "sign in"
        else:
            expected[role] = "closed"
    assert outcomes == expected


def _outcome(status: int, location: str) -> str:
    if status == 401 or (status == 302 and location.startswith("/sign-in?")):
        return "sign in"
    if status == 403:
        return "closed"
    return "open" if status < 500 else f"error {status}"


def filled(app: Flask, rule: str) -> str:
    """An address for *rule*: each variable from the sample of its endpoint, of its area, or of its name."""
    found: Rule = next(one for one in app.url_map.iter_rules() if one.rule == rule)
    area = found.endpoint.partition(".")[0]
    vocabulary = found.endpoint.partition("_")[0]
    values = {}
    for name in found.arguments:
        places = (f"{found.endpoint}:{name}", f"{vocabulary}:{name}", f"{area}:{name}", name)
        values[name] = next(SAMPLES[place] for place in places if place in SAMPLES)
    with app.test_request_context():
        return app.url_for(found.endpoint, **values)
