"""The inventory: what it proposes, filters, the page of a line, and its issue."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.deals import operations
from app.domain.deals.records import Deal
from app.pages.deals.exception_cards import MOST_NAMED
from app.security.actor import Actor
from tests.pages.dealroom import (
    CODENAME,
)
from tests.pages.pagereading import text_of


def test_the_inventory_shows_each_line_with_its_proposal_rules_and_gates(
    deal: Deal, lawyer: FlaskClient
) -> None:
    page = text_of(lawyer.get("/deals/D-001/inventory").text)

    assert "A-002 Allergies S-002 · 25 records Consent required Undecided" in page
    assert "DR-21 Special categories move by consent only" in page
    assert "E-001 Paloma Mensajes Courier terms" in page
    assert "Counterparty's consent before closing · CR-01" in page
    assert "Lines ready K12 0 of 3" in page
    assert "Consents received K12 0 of 1" in page


def test_a_source_that_is_to_be_confirmed_is_marked(deal: Deal, lawyer: FlaskClient) -> None:
    page = text_of(lawyer.get("/deals/D-001/inventory/A-002").text)

    assert "source to confirm" in page


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["A-001", "A-002", "E-001"]),
        ("part=E", ["E-001"]),
        ("part=I", []),
        ("disposition=CONSENT_REQUIRED", ["A-002"]),
        ("gates=COUNTERPARTY_CONSENT", ["E-001"]),
        ("gates=overdue", []),
        ("decision=undecided", ["A-001", "A-002", "E-001"]),
        ("decision=approved", []),
        ("q=allerg", ["A-002"]),
        ("q=dr-21+s-002", ["A-002"]),
        ("q=%00%F0%9F%95%8A", []),
        (
            "part=ZZ&disposition=%3Cb%3E&gates=1&decision=&page=-3&size=7&open=A-999",
            ["A-001", "A-002", "E-001"],
        ),
        ("page=99", ["A-001", "A-002", "E-001"]),
    ],
)
def test_filters_leave_the_lines_that_they_name(
    query: str, numbers: list[str], deal: Deal, lawyer: FlaskClient
) -> None:
    response = lawyer.get(f"/deals/D-001/inventory?{query}")

    assert response.status_code == 200
    assert re.findall(r'<li id="([A-H]-\d+)"', response.text) == numbers


def test_a_filter_in_force_is_a_chip_that_can_be_removed(deal: Deal, lawyer: FlaskClient) -> None:
    page = lawyer.get("/deals/D-001/inventory?part=E&decision=undecided").text

    assert 'class="chip" href="/deals/D-001/inventory?part=E"' in page


def test_a_line_has_a_page_of_its_own_with_its_neighbours(deal: Deal, lawyer: FlaskClient) -> None:
    page = lawyer.get("/deals/D-001/inventory/A-002").text

    assert 'href="/deals/D-001/inventory/A-001" rel="prev"' in page
    assert 'href="/deals/D-001/inventory/E-001" rel="next"' in page
    assert lawyer.get("/deals/D-001/inventory/A-099").status_code == 404


def test_an_empty_inventory_says_how_to_begin(session: Session, counsel: Actor, lawyer: FlaskClient) -> None:
    operations.open_deal(
        counsel, Deal.parse({"codename": CODENAME, "kind": "asset_part", "perimeter": "part"})
    )

    page = text_of(lawyer.get("/deals/D-001/inventory").text)

    assert "No line yet" in page
    assert "n/a nothing to measure" in page


def test_the_inventory_is_issued_from_its_page(deal: Deal, lawyer: FlaskClient) -> None:
    page = lawyer.get("/deals/D-001/inventory").text
    button = page.partition('action="/reports"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(kind|deal)" value="([^"]*)"', button))

    response = lawyer.post("/reports", data=fields)

    assert fields == {"kind": "inventory", "deal": "D-001"}
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/reports/requests/")


def test_an_exception_names_its_first_lines_and_counts_the_rest(
    session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    some = [{"name": f"Children {number}", "minor": True} for number in range(MOST_NAMED + 5)]
    operations.open_deal(
        counsel, Deal.parse({"codename": "Project Egret", "kind": "asset_all", "segments": some})
    )

    page = lawyer.get("/deals/D-001/inventory").text
    (told,) = [one for one in re.findall(r"<article.*?</article>", page, re.DOTALL) if "DEAL-07" in one]
    assert len(re.findall(r"<a href", told)) == MOST_NAMED
    assert f"A-{MOST_NAMED:03d} and 5 more" in text_of(f"<main>{told}")
