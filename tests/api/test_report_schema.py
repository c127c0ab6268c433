from flask.testing import FlaskClient

from app.reporting.schema import report_schema
from tests.conftest import ClientOf

URL = "/api/v1/report.schema.json"


def test_whoever_asks_gets_the_schema(client_of: ClientOf) -> None:
    response = client_of().get(URL)
    assert (response.status_code, response.mimetype) == (200, "application/schema+json")
    assert response.get_json() == report_schema()


def test_it_may_be_kept_and_asked_for_again_by_its_tag(client: FlaskClient) -> None:
    first = client.get(URL)
    assert first.headers["Cache-Control"] == "public, max-age=86400"
    again = client.get(URL, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
