"""Pages of the key figures: all thirteen with their fractions, and what each misses."""

import re

import pytest
from flask.testing import FlaskClient

from app.domain.findings.figure_words import COUNTED, MISSED, OF
from app.domain.findings.kpis import NAMES
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.pages.pagereading import text_of


def test_all_thirteen_are_found_with_what_each_counts_and_of_what(demo: None, client: FlaskClient) -> None:
    page = text_of(client.get("/figures").text)

    assert set(COUNTED) == set(OF) == set(MISSED) == set(NAMES)
    assert len(NAMES) == 13
    for key, name in NAMES.items():
        assert f"{name} {key}" in page
        assert COUNTED[key][1:] in page
        assert f"of {OF[key]}" in page
    assert re.search(r"Agreement coverage K1 \d+ of \d+ \d+ %", page)


def test_nothing_to_measure_is_never_a_percentage(client: FlaskClient) -> None:
    page = text_of(client.get("/figures").text)

    assert page.count("n/a") == 12
    assert "%" not in page
    assert "nothing to measure" in page


@pytest.mark.parametrize("key", NAMES)
def test_each_figure_has_its_page_with_the_objects_that_it_misses(
    demo: None, client: FlaskClient, key: str
) -> None:
    answer = client.get(f"/figures/{key}")

    assert answer.status_code == 200
    assert MISSED[key] in text_of(answer.text)


def test_a_missed_flow_leads_to_its_page_and_says_why(demo: None, client: FlaskClient) -> None:
    page = client.get("/figures/K1").text

    assert 'href="/flows/FL-0025"' in page
    assert "Cantil Seguros" in page
    assert "Lacks: Confidentiality towards a recipient outside the group" in text_of(page)


def test_as_many_are_listed_as_the_fraction_lacks(demo: None, client: FlaskClient) -> None:
    page = client.get("/figures/K1").text
    fraction = re.search(r"<strong>(\d+)</strong> of (\d+)", page)
    assert fraction is not None

    assert page.count('<tr role="row"') - 1 == int(fraction[2]) - int(fraction[1])


def test_unknown_figures_and_places_are_no_pages(client: FlaskClient) -> None:
    assert client.get("/figures/K14").status_code == 404
    assert client.get("/figures/K1?first=minus").status_code == 200


def test_no_codename_is_told_to_who_is_no_member(demo: None, client_of: ClientOf) -> None:
    for role in (Role.COMPLIANCE, Role.AUDITOR, Role.ADMIN):
        for address in ("/figures", "/figures/K12"):
            assert "Project" not in client_of(role).get(address).text
