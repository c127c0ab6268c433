"""What the tests of agreements begin with: a third party, and an agreement in force that covers its flow."""

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.agreements import operations
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import Acceptance, AgreementKind, Stage
from app.domain.flows import operations as flows
from app.domain.flows.records import Flow
from app.domain.flows.terms import FlowStatus
from app.domain.organisation import operations as entities
from app.domain.organisation import queries as organisation
from app.domain.organisation.records import Entity
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.security.actor import Actor
from tests.pages.pagereading import form_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def today(session: Session) -> dt.date:
    return organisation.today(session)


@pytest.fixture
def party(session: Session, officer: Actor) -> str:
    entity = entities.register(officer, Entity(legal_name="Correo Rápido S.L."))
    return third_parties.register(officer, ThirdParty(name="Correo Rápido", entity=entity.ref)).ref or ""


@pytest.fixture
def agreement(session: Session, officer: Actor, party: str, today: dt.date) -> str:
    """One in force, without an end, that covers an active flow."""
    flow = flows.register(
        officer,
        Flow(third_party=party, name="Letters", status=FlowStatus.ACTIVE, first_on=today - 20 * DAY),
    )
    filed = operations.register(
        officer,
        Agreement(
            third_party=party,
            kind=AgreementKind.NDA,
            title="Undertaking of secrecy",
            acceptance=Acceptance.ESIGN,
            signed_us_on=today - 31 * DAY,
            signed_them_on=today - 30 * DAY,
            effective_on=today - 30 * DAY,
            evergreen=True,
            stage=Stage.IN_FORCE,
            governs_flows=[flow.ref],
        ),
    )
    return filed.ref or ""


def new(client: FlaskClient, party: str, **changes: str) -> dict[str, object]:
    return form_of(client.get(f"/agreements/new?third_party={party}").text, **({"kind": "nda"} | changes))
