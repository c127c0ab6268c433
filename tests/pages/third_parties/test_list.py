"""The list of third parties: filters, export, names looked up."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.catalogue import installation
from app.domain.flows import operations as flows
from app.domain.flows.records import Flow, Location
from app.domain.flows.terms import FlowStatus
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations
from app.domain.third_parties.records import ThirdParty
from app.security.actor import SYSTEM, Actor


def test_the_list_shows_a_registered_third_party(client: FlaskClient, party: str) -> None:
    page = client.get("/third-parties").text

    assert "Correo Rápido" in page
    assert "TP-0001" in page


def test_the_export_holds_text_that_no_sheet_takes_for_a_formula(
    client: FlaskClient, session: Session, officer: Actor
) -> None:
    operations.register(officer, ThirdParty(name='=HYPERLINK("http://bad.example")'))

    sheet = client.get("/third-parties?export=csv").get_data(as_text=True)

    assert "'=HYPERLINK" in sheet


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "x" * 3000,
        "sort=nonsense&page=-1&size=7",
        "page=99999999999999999999",
        "status=nonsense&role=%F0%9F%92%8D",
        "columns=nonsense",
        "archived=maybe",
        "export=pdf",
    ],
)
def test_a_strange_address_still_shows_the_list(client: FlaskClient, party: str, query: str) -> None:
    assert client.get(f"/third-parties?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("country=NO", True),
        ("category=user.name", True),
        ("category=user.contact.email", False),
        ("agreement=none", True),
        ("status=prospective&role=unknown", True),
        ("findings=none", False),
    ],
)
def test_the_list_filters_by_what_a_third_party_receives(
    client: FlaskClient, session: Session, officer: Actor, party: str, query: str, shown: bool
) -> None:
    installation.install(SYSTEM)
    flows.register(
        officer,
        Flow(
            third_party=party,
            categories=["user.name"],
            status=FlowStatus.ACTIVE,
            first_on=organisation.today(session),
            locations=[Location(country="NO")],
        ),
    )

    assert (f'href="/third-parties/{party}"' in client.get(f"/third-parties?{query}").text) is shown


def test_a_name_is_looked_up_on_a_page_and_begins_a_form(demo: None, client: FlaskClient) -> None:
    name = re.search(r"<h1>([^<]+)</h1>", client.get("/third-parties/TP-0001").text)
    assert name is not None
    page = client.get("/third-parties/known", query_string={"name": name[1]})
    part = client.get("/third-parties/known", query_string={"name": name[1], "part": "1"})
    form = client.get(
        "/third-parties/new", query_string={"name": "Ferro & Co", "role": "processor", "x": "y"}
    )

    assert "Perhaps the same" in page.text
    assert "<html" in page.text
    assert "Perhaps the same" in part.text
    assert "<html" not in part.text
    assert 'value="Ferro &amp; Co"' in form.text
    assert client.get("/third-parties/known", query_string={"name": "<script>"}).text.count("<script>") == 0
