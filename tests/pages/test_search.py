"""The search over the register: exact references, words in any case, and nothing that is closed to the person."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.agreements import operations as agreements
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import AgreementKind
from app.domain.deals import operations as deals
from app.domain.deals.records import Deal
from app.domain.deals.terms import DealKind, Side
from app.domain.notices import operations as notices
from app.domain.notices.records import Notice
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.security.actor import Actor
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.pages.pagereading import text_of

pytestmark = pytest.mark.usefixtures("session")


def _register(officer: Actor, *parties: ThirdParty) -> None:
    for party in parties:
        third_parties.register(officer, party)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("TP-0001", "/third-parties/TP-0001"),
        ("tp-1", "/third-parties/TP-0001"),
        (" TP0001 ", "/third-parties/TP-0001"),
        ("AG-0001", "/agreements/AG-0001"),
        ("NV-0001", "/notices/NV-0001"),
        ("nv-0001/g2", "/notices/NV-0001#provision-G2"),
    ],
)
def test_a_reference_opens_its_object(client: FlaskClient, officer: Actor, text: str, address: str) -> None:
    _register(officer, ThirdParty(name="Correo Rápido"))
    agreements.register(officer, Agreement(third_party="TP-0001", kind=AgreementKind.NDA))
    notices.capture(officer, Notice(text="Something."))

    response = client.get("/search", query_string={"q": text})

    assert (response.status_code, response.headers["Location"]) == (302, address)


@pytest.mark.parametrize("text", ["TP-0099", "R-2026-0001", "D-001", "0" * 64])
def test_a_reference_to_nothing_is_searched_for(client: FlaskClient, text: str) -> None:
    response = client.get("/search", query_string={"q": text})

    assert response.status_code == 200
    assert f"Nothing matches “{text}”" in text_of(response.text)


def test_results_are_grouped_and_say_where_they_matched(
    client: FlaskClient, session: Session, officer: Actor
) -> None:
    _register(officer, ThirdParty(name="Correo Rápido", description="Carries parcels of valuables."))
    agreements.register(
        officer, Agreement(third_party="TP-0001", kind=AgreementKind.NDA, title="Carriage of valuables")
    )

    page = client.get("/search?q=valuables").text
    words = text_of(page)

    assert "Third parties 1" in words
    assert (
        "Correo Rápido TP-0001 · Not decided, prospective Services: Carries parcels of valuables ." in words
    )
    assert "<mark>valuables</mark>" in page
    assert "Carriage of valuables AG-0001 · Confidentiality agreement (NDA), Correo Rápido" in words


def test_words_in_a_notice_are_found_with_their_surroundings(
    client: FlaskClient, session: Session, officer: Actor
) -> None:
    notices.capture(
        officer, Notice(title="Privacy", text="First. " * 60 + "We sell nothing. " + "Last. " * 60)
    )

    words = text_of(client.get("/search?q=sell").text)

    assert "Text: … First. " in words
    assert "We sell nothing. Last." in words


def test_where_there_is_more_the_list_has_all_of_it(client: FlaskClient, officer: Actor) -> None:
    _register(officer, *(ThirdParty(name=f"Lumen {n}") for n in range(9)))

    assert 'href="/third-parties?q=lumen"' in client.get("/search?q=lumen").text


def test_an_empty_search_says_what_can_be_found(client: FlaskClient) -> None:
    words = text_of(client.get("/search?q=+").text)

    assert "Looks through third parties, agreements, flows" in words
    assert "What are you looking for?" in words


@pytest.mark.parametrize(
    "text", ["x" * 5000, "\x00\x01", "%" * 300, "😀", "<script>alert(1)</script>", "' OR 1=1 --"]
)
def test_anything_may_be_typed(client: FlaskClient, officer: Actor, text: str) -> None:
    _register(officer, ThirdParty(name="Correo Rápido"))

    response = client.get("/search", query_string={"q": text})

    assert response.status_code == 200
    assert "<script>alert" not in response.text


@pytest.fixture
def deal(session: Session, counsel: Actor) -> str:
    """A deal of counsel's."""
    opened = deals.open_deal(
        counsel, Deal(codename="Project Perla", kind=DealKind.ASSET_PART, side=Side.SELLER)
    )
    return opened.ref or ""


def test_a_deal_is_found_by_its_members_alone(client_of: ClientOf, deal: str) -> None:
    found = {
        role: "Project Perla" in text_of(client_of(role).get("/search?q=perla").text)
        for role in (Role.COUNSEL, Role.ADMIN, Role.AUDITOR, Role.COMPLIANCE, Role.GUEST)
    }

    assert found == {
        Role.COUNSEL: True,
        Role.ADMIN: False,
        Role.AUDITOR: False,
        Role.COMPLIANCE: False,
        Role.GUEST: False,
    }


def test_the_reference_of_a_deal_opens_for_its_members_alone(client_of: ClientOf, deal: str) -> None:
    statuses = {
        role: client_of(role).get(f"/search?q={deal}").status_code for role in (Role.COUNSEL, Role.COMPLIANCE)
    }

    assert statuses == {Role.COUNSEL: 302, Role.COMPLIANCE: 200}


def test_who_may_not_read_the_register_finds_nothing_of_it(client_of: ClientOf, officer: Actor) -> None:
    _register(officer, ThirdParty(name="Correo Rápido"))
    executive = client_of(Role.EXECUTIVE)

    assert "Nothing matches “correo”" in text_of(executive.get("/search?q=correo").text)
    assert executive.get("/search?q=TP-0001").status_code == 200


def test_nobody_searches_without_signing_in(client_of: ClientOf) -> None:
    response = client_of(None).get("/search?q=correo")

    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in?next=/search?q%3Dcorreo")
