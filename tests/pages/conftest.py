"""What the tests of several pages of a deal ask for."""

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.accounts import operations as accounts
from app.domain.accounts.records import Person
from app.domain.deals import operations
from app.domain.deals.records import Deal
from app.domain.organisation import queries as organisation
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.domain import objects
from tests.pages.dealroom import CODENAME, SECOND


@pytest.fixture
def today(session: Session) -> dt.date:
    return organisation.today(session)


@pytest.fixture
def deal(session: Session, counsel: Actor, today: dt.date) -> Deal:
    """A sale of everything with two segments and an agreement that needs a consent; members: counsel, compliance."""
    accounts.add(SYSTEM, Person(email=SECOND, name="Second Counsel", roles=[Role.COUNSEL]))
    objects.category("letters", label="Letters")
    objects.category("health", label="Health", sensitivity=["art9"])
    vendor = objects.third_party("Paloma Mensajes")
    objects.agreement(
        vendor.ref or "",
        title="Courier terms",
        stage="in_force",
        acceptance="esign",
        signed_us_on=dt.date(2020, 1, 2),
        signed_them_on=dt.date(2020, 1, 3),
        effective_on=dt.date(2020, 2, 1),
        evergreen=True,
        assignment={"rule": "consent", "ref": "7.2", "notice_days": 30},
    )
    return operations.open_deal(
        counsel,
        Deal.parse(
            {
                "codename": CODENAME,
                "kind": "asset_all",
                "regimes": ["GDPR"],
                "stage": "diligence",
                "signing_on": today + dt.timedelta(days=60),
                "closing_on": today + dt.timedelta(days=120),
                "members": [{"person": EMAILS[Role.COUNSEL]}, {"person": EMAILS[Role.COMPLIANCE]}],
                "segments": [
                    {"name": "Letters on the way", "categories": ["letters"], "records_signing": 400},
                    {"name": "Allergies", "categories": ["health"], "records_signing": 25},
                ],
            }
        ),
    )


@pytest.fixture
def lawyer(client_of: ClientOf) -> FlaskClient:
    """A member who may write."""
    return client_of(Role.COUNSEL)
