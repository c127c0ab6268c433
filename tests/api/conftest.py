"""Programs: clients that come with a token instead of a cookie."""

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.api.v1 import limits
from app.domain.accounts import api_tokens
from app.extensions import db
from app.security.actor import SYSTEM
from app.security.permissions import Permission
from app.security.roles import GRANTS, Role
from tests.conftest import EMAILS


class Program:
    """A program that acts for the person of a role."""

    def __init__(self, app: Flask, role: Role, scopes: Sequence[Permission] | None = None) -> None:
        """Make a token with *scopes*, by default all that the role may have."""
        wanted = [one for one in api_tokens.SCOPES if one in (GRANTS[role] if scopes is None else scopes)]
        with app.app_context():
            made = api_tokens.make(SYSTEM, EMAILS[role], "tests", wanted, 30)
            db.session.remove()
        self.id, self.secret = made.id, made.secret
        self.client = app.test_client()

    def __call__(self, method: str, path: str, json: Any = None, **headers: str) -> TestResponse:
        """Send a request below ``/api/v1``; in the names of *headers* underscores stand for dashes."""
        sent = {"Authorization": f"Bearer {self.secret}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(f"/api/v1{path}", method=method, json=json, headers=sent)


@pytest.fixture(autouse=True)
def _unlimited() -> None:
    """Every test begins with all requests left."""
    limits.forget()


@pytest.fixture
def program(app: Flask) -> Program:
    """A program of the compliance officer, with every scope."""
    return Program(app, Role.COMPLIANCE)
