"""What the tests of third parties begin with."""

import pytest
from sqlalchemy.orm import Session

from app.domain.third_parties import operations
from app.domain.third_parties.records import ThirdParty
from app.security.actor import Actor


@pytest.fixture
def party(session: Session, officer: Actor) -> str:
    return operations.register(officer, ThirdParty(name="Correo Rápido")).ref or ""
