"""What the tests of notices begin with: a version of three sentences, two of them coded."""

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.notices import operations
from app.domain.notices.records import Notice, Provision
from app.domain.notices.terms import ProvisionKind
from app.domain.organisation import queries as organisation
from app.security.actor import SYSTEM, Actor

POLICY = "We value your privacy. We write to you about orders.\n\nWe may share data with those who help us."


DAY = dt.timedelta(days=1)


@pytest.fixture
def today(session: Session) -> dt.date:
    return organisation.today(session)


@pytest.fixture
def notice(session: Session, officer: Actor, today: dt.date) -> str:
    """A version of three sentences, in effect for a year, of which the second and third are coded."""
    captured = operations.capture(
        officer,
        Notice(
            title="Privacy policy", text=POLICY, effective_on=today - 365 * DAY, captured_on=today - 300 * DAY
        ),
    )
    provisions = [
        Provision(code="P1", kind=ProvisionKind.PURPOSE, sentence_no=2, text="To write about orders."),
        Provision(code="G2", kind=ProvisionKind.DISCLOSURE_GROUND, sentence_no=3, unclear=True),
    ]
    operations.code(SYSTEM, captured.ref or "", provisions)
    return captured.ref or ""


def capture(client: FlaskClient, **fields: object) -> TestResponse:
    return client.post("/notices/new", data={"title": "Privacy policy"} | fields)
