"""Pages of third parties."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.third_parties import operations
from app.domain.third_parties.records import ThirdParty
from app.security.actor import Actor


def test_the_list_shows_a_registered_third_party(client: FlaskClient, session: Session, officer: Actor) -> None:
    operations.register(officer, ThirdParty(name="Correo Rápido"))

    page = client.get("/third-parties").text

    assert "Correo Rápido" in page
    assert "TP-0001" in page
