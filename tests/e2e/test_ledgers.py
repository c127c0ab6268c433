"""An opt-out from its address to the last confirmation, and the matrix of the notice by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from app import create_app
from app.domain.evidence import operations, oversight
from app.domain.evidence.records import Disclosure
from app.domain.notices import operations as notices
from app.domain.notices.records import Provision
from app.domain.notices.terms import ProvisionKind
from app.domain.third_parties.records import Evidence, Incident, Review, SubProcessor
from app.extensions import db
from app.security.actor import SYSTEM
from app.settings import Settings
from tests.domain import objects
from tests.e2e.conftest import Served, assert_accessible, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


@pytest.fixture(scope="module")
def notice(served: Served) -> str:
    """A notice, three third parties that market, and something in every list of oversight."""
    app = create_app(Settings.read({}, instance=served.instance, log_level="ERROR"))
    with app.app_context():
        objects.purpose("e2e.newsletter", marketing=True, policy_code="P4", label="E-mail letters")
        objects.purpose("e2e.parcels", label="Parcels")
        ref = objects.notice(effective_on="2026-01-01").ref or ""
        code = Provision(code="P4", kind=ProvisionKind.PURPOSE, sentence_no=2)
        notices.code(SYSTEM, ref, [code])
        parties = [objects.third_party(f"Imprenta {n}").ref or "" for n in ("Alba", "Brisa", "Cala")]
        for party in parties:
            purposes = ["e2e.newsletter", "e2e.parcels"]
            objects.active_flow(party, purposes=purposes, first_on="2026-02-01")
        oversight.add_evidence(
            SYSTEM, parties[0], Evidence.parse({"kind": "soc2", "valid_until": "2026-03-01"})
        )
        oversight.record_review(SYSTEM, parties[0], Review.parse({"on": "2026-02-01"}))
        oversight.add_incident(SYSTEM, parties[0], Incident.parse({"notified_us_on": "2026-02-01"}))
        link = {"sub_third_party": parties[1], "notified_on": "2026-02-01", "objection_days": 30}
        oversight.add_sub_processor(SYSTEM, parties[0], SubProcessor.parse(link))
        operations.record_disclosure(SYSTEM, Disclosure.parse({"requester": "Court 3", "ground": "law"}))
        db.session.remove()
        db.engine.dispose()
    return ref


@pytest.mark.usefixtures("notice")
def test_an_incident_is_archived_and_put_back(page: Page, served: Served) -> None:
    sign_in(page, served.officer)
    page.goto("/incidents")
    page.locator("tbody a").first.click()
    page.wait_for_url("**/third-parties/**", wait_until="load")
    section = page.locator("#incidents")
    section.locator("summary", has_text="Archive").first.click()
    section.locator(".panel").get_by_role("button", name="Archive").click()

    archive = page.locator("#archived")
    expect(archive).to_contain_text("Incident")
    assert_accessible(page)
    archive.get_by_role("button", name="Put back").click()
    expect(page.locator("#archived")).to_have_count(0)
    expect(page.locator("#incidents")).to_contain_text("Breach clock")


@pytest.mark.usefixtures("notice")
def test_an_opt_out_is_recorded_passed_on_and_confirmed(page: Page, served: Served) -> None:
    sign_in(page, served.officer)
    page.goto("/preferences/new")
    assert_accessible(page)
    page.get_by_label("Address of the person").fill("Lucia.Prado@example.org")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Marketing opt-out PF-\d{4}"))
    ref = page.url.rpartition("/")[2]
    assert "prado" not in page.content().lower()
    assert_accessible(page)

    page.get_by_label("All on this page").check()
    expect(page.locator("[data-rows-said]")).to_have_text("With the 3 ticked:")
    page.get_by_role("button", name="Told", exact=True).click()
    expect(page.locator("#passing-on")).to_contain_text("Told, not confirmed")

    page.goto(f"/preferences/due?q={ref}")
    assert_accessible(page)
    page.get_by_label("All on this page").check()
    page.get_by_role("button", name="Confirmed", exact=True).click()
    page.goto(f"/preferences/{ref}")
    expect(page.locator("#passing-on")).to_contain_text("3 of 3")

    page.goto("/preferences")
    page.get_by_text("Find a person").click()
    page.get_by_label("Address of the person").fill("lucia.prado@EXAMPLE.org")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("link", name=ref)).to_be_visible()


def test_the_matrix_is_walked_with_arrow_keys_and_fits_every_screen(
    page: Page, served: Served, notice: str
) -> None:
    sign_in(page, served.officer)
    page.goto(f"/notices/{notice}/matrix")
    assert_accessible(page)

    first = page.locator("[data-matrix] tbody a").first
    first.focus()
    page.keyboard.press("End")
    expect(page.locator("[data-matrix] td a:focus")).to_have_attribute("title", re.compile("purpose"))
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-matrix] tbody tr:nth-child(2) a:focus")).to_have_count(1)

    page.goto(f"/notices/{notice}/edit/statements")
    assert_accessible(page)
    for address in ("/evidence", "/reviews", "/sub-processors", "/incidents", "/disclosures/DC-0001"):
        page.goto(address)
        assert_accessible(page)
