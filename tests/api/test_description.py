"""The OpenAPI document is valid, complete, and true: what is sent to each route is answered as it says."""

import inspect
import sys
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from flask import Flask
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from app.api.v1 import limits
from app.api.v1.blueprint import described, every_route
from app.api.v1.ledgers import ON_FINDINGS
from app.api.v1.resources import RESOURCES
from app.security.roles import Role
from tests.api.conftest import Program
from tests.conftest import ClientOf


def test_the_document_is_valid_openapi(app: Flask) -> None:
    validate(described())


def test_every_route_is_described_and_no_other(app: Flask) -> None:
    served = {
        (method, rule.rule.replace("<int:", "<").replace("<path:", "<").replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api_v1.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    said = {(method.upper(), path) for path, methods in described()["paths"].items() for method in methods}
    assert served == said


def test_the_document_is_public_and_cached(client_of: ClientOf) -> None:
    first = client_of().get("/api/v1/openapi.json")
    again = client_of().get("/api/v1/openapi.json", headers={"If-None-Match": first.headers["ETag"]})

    assert first.json == described()
    assert again.status_code == 304


@pytest.mark.parametrize("role", [None, Role.COMPLIANCE])
def test_the_reference_shows_every_route(role: Role | None, client_of: ClientOf) -> None:
    page = client_of(role).get("/api/reference")

    assert page.status_code == 200
    assert all(path in page.text for path in described()["paths"])
    assert page.text.count('class="more reference-route"') == sum(
        len(one) for one in described()["paths"].values()
    )


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
PARTS = 8
"""The routes are parted among so many tests, which run side by side."""

SETTINGS = hypothesis.settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.generate],
)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_is_answered_by_a_fault_or_undocumented(part: int, demo: None, app: Flask) -> None:
    programs = [Program(app, role) for role in (Role.COMPLIANCE, Role.COUNSEL, Role.ADMIN)]
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for place, found in enumerate(schema.get_all_operations()):
        if place % PARTS == part:
            _probe(found.ok(), programs)


def _probe(operation: Any, programs: list[Program]) -> None:
    """Send made-up requests to *operation*, by the first program whose person may."""

    @SETTINGS
    @hypothesis.given(case=operation.as_strategy())
    def send(case: Any) -> None:
        for program in programs:
            limits.forget()
            response = case.call(headers={"Authorization": f"Bearer {program.secret}"})
            if response.status_code != 403:
                break
        case.validate_response(response, checks=CHECKS)

    send()


LEFT_OUT = {
    # Of one's own browser, or of the house itself.
    *("api_token.make", "api_token.revoke", "session.open", "session.close", "catalogue.install"),
    *("person.end_sessions", "person.found", "person.make_link", "person.set_password", "person.use_link"),
    *("person.make_calendar_address", "person.revoke_calendar_address", "deal.accept_terms", "deal.visit"),
    # Done by a worker, or by the routes that have a form of their own (files, reports, findings, settings).
    *(
        "report.file",
        "report.copy",
        "report.dispatch",
        "findings.evaluate",
        "findings.evaluate_portion",
        "findings.evaluate_register",
        "ledger.erase",
        "deal.number_lines",
    ),
    *("document.file", "document.replace", "deal.file_paper", "finding.withdraw", "organisation.set"),
    # The same for one alone, or for several objects at once.
    *("agreement.assess_clause", "agreement.second_read"),
    *("preference.tell_several", "preference.confirm_several"),
    # Set up by an administrator, or looked through as a preview, on a page.
    *("register.move_perimeter", "register.bulk"),
}


def test_every_operation_on_the_register_is_offered_to_programs(app: Flask) -> None:
    offered = {inspect.unwrap(one) for one in _offered()}
    names = {
        name: function
        for name, function in _by_name().items()
        if name.partition(".")[0] not in {"webhook", "schedule", "import"} and name not in LEFT_OUT
    }
    assert [name for name, function in sorted(names.items()) if function not in offered] == []


def _offered() -> Iterator[Any]:
    for resource in RESOURCES:
        yield from (
            one
            for one in (resource.create, resource.update, resource.archive, resource.restore)
            if one is not None
        )
        yield from (action.operation for action in resource.actions)
    yield from ON_FINDINGS.values()


def _by_name() -> dict[str, Any]:
    """Every operation's function by its name in the trail."""
    found = {}
    for module in [one for name, one in sys.modules.items() if name.startswith("app.domain.")]:
        for function in vars(module).values():
            name = getattr(function, "operation_name", None)
            if isinstance(name, str):
                found[name] = inspect.unwrap(function)
    return found


def test_the_reference_is_written_for_readers_not_for_documentation_tools(app: Flask) -> None:
    summaries = [route.summary for route in every_route()]

    assert all(summaries)
    assert [text for text in summaries if set(text) & set("*`") or "raises" in text.lower()] == []
