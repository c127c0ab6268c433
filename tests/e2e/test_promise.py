"""From a processing agreement on paper to two sealed reports: uploaded, assessed by keyboard, confirmed by a second."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app import create_app
from app.domain.accounts import operations as accounts
from app.domain.accounts.records import Person
from app.extensions import db
from app.reporting.papers import text_as_pdf
from app.reporting.press import check_embedded
from app.security.actor import SYSTEM
from app.security.roles import Role
from app.settings import Settings
from tests.e2e.conftest import PASSWORD, Served, assert_accessible, sign_in
from tests.e2e.test_assessing import AUDIT, SECRECY, _press_until, _tab_to
from tests.e2e.test_story import labelled

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

COUNSEL = "counsel@lumen.example"
RETURN = (
    "At the choice of the controller the processor deletes or returns all the personal data after the end of the "
    "provision of services, and deletes existing copies."
)
PAPER = f"Data processing agreement\n\n7. Staff\n\n7.1 {SECRECY}\n\n8. End\n\n8.1 {RETURN}\n\n9. Audits\n\n9.2 {AUDIT}"


@pytest.fixture
def counsel(served: Served) -> str:
    """Somebody else who reads clauses."""
    app = create_app(Settings.read({}, instance=served.instance, log_level="ERROR"))
    with app.app_context():
        accounts.add(SYSTEM, Person(email=COUNSEL, name="Carles Font", roles=[Role.COUNSEL]))
        accounts.set_password(SYSTEM, COUNSEL, PASSWORD)
        db.session.remove()
        db.engine.dispose()
    return COUNSEL


def test_a_dpa_is_uploaded_assessed_by_keyboard_confirmed_and_proved(
    page: Page, served: Served, counsel: str, tmp_path: Path
) -> None:
    sign_in(page, served.officer)
    party, flow, agreement = _filed(page)

    page.goto(f"/flows/{flow}")
    kept = page.get_by_role("listitem").filter(has=page.get_by_text("Kept while data are held", exact=True))
    expect(kept.get_by_role("img", name="Not evidenced")).to_be_visible()
    page.goto("/figures/K2")
    before = _fraction(page)

    page.goto(f"/agreements/{agreement}/assess")
    _tab_to(page, "[data-begin]")
    page.keyboard.press("Enter")
    _press_until(page, "j", '[data-clause="g28.g_return"]')
    page.keyboard.press("a")
    expect(page.locator('[id="quote-g28.g_return"]')).to_have_value(re.compile(re.escape(RETURN)))
    page.keyboard.press("1")
    _press_until(page, "j", '[data-clause="g28.h_audit"]')
    page.keyboard.press("a")
    page.keyboard.press("3")
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/agreements/{agreement}#clauses")
    expect(page.locator("main")).to_contain_text("2 assessments recorded.")
    expect(page.locator("main")).to_contain_text("2 clauses wait for a second reader")
    assert_accessible(page)

    expect(page.locator("#findings")).to_contain_text("CLA-08")
    expect(page.locator("#findings")).to_contain_text("CLA-14")
    page.goto(f"/flows/{flow}")
    expect(kept.get_by_role("img", name="Evidenced", exact=True)).to_be_visible()
    page.goto("/figures/K2")
    assert _fraction(page)[0] > before[0]
    assert_accessible(page)

    page.goto(f"/agreements/{agreement}/second-reading")
    expect(page.locator("main")).to_contain_text("Nothing to read a second time")
    reader = page.context.browser.new_context(base_url=served.url)  # type: ignore[union-attr]
    second = reader.new_page()
    sign_in(second, counsel)
    second.goto(f"/agreements/{agreement}/second-reading")
    assert_accessible(second)
    for box in second.get_by_role("checkbox").all():
        box.check()
    second.get_by_role("button", name="Confirm what is ticked").click()
    expect(second.locator("main")).to_contain_text("2 assessments confirmed.")
    expect(second.locator("#findings")).not_to_contain_text("CLA-14")
    reader.close()

    promise = _issued(page, "R2", "Confidentiality promise", tmp_path)
    row = next(row for row in promise["data"]["flows"] if row["ref"] == flow)
    assert {limb["limb"]: limb["state"] for limb in row["limbs"]}["kept"] == "shown"
    proof = next(one for one in promise["data"]["evidence"] if one["ref"] == agreement)
    assert [(one["clause"], one["second_reader"]) for one in proof["clauses"]] == [("g28.g_return", counsel)]
    clauses = _issued(page, "R4", "Agreements and clauses", tmp_path)
    read = next(row for row in clauses["data"]["agreements"] if row["ref"] == agreement)
    states = {cell["key"]: cell["state"] for cell in read["clauses"]}
    assert (states["g28.g_return"], states["g28.h_audit"]) == ("present", "absent")
    assert states["g28.c_security"] == "not_assessed"
    assert read["third_party"] == party


def test_several_findings_are_ticked_and_decided_on_with_the_keyboard(page: Page, served: Served) -> None:
    sign_in(page, served.officer)
    page.goto("/third-parties/new")
    labelled(page, "Name").fill("Ticked Together")
    labelled(page, "Status").select_option("active")
    page.get_by_role("button", name="Register", exact=True).click()
    ref = page.url.rpartition("/")[2]
    page.goto(f"/findings?third_party={ref}")
    assert_accessible(page)
    expect(page.get_by_role("button", name="Set the owner")).to_be_disabled()
    boxes = page.locator("[data-row]")
    count = boxes.count()
    assert count > 1

    page.locator("#tick-all").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text(f"With the {count} ticked:")).to_be_visible()
    page.get_by_role("button", name="Set the owner").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Set the owner: {count} findings")
    assert_accessible(page)
    page.get_by_label("Owner").select_option("officer@lumen.example")
    page.get_by_role("button", name="Set the owner").press("Enter")
    expect(page.locator("main")).to_contain_text(f"{count} findings: the owner is recorded.")
    assert page.url.endswith(f"third_party={ref}")

    page.get_by_role("link", name="Role not decided").click()
    assert_accessible(page)
    expect(page.locator("#why")).to_contain_text("The rule:")


def _filed(page: Page) -> tuple[str, str, str]:
    """A processor at high risk with a flow under an uploaded agreement: the three references."""
    page.goto("/third-parties/new")
    labelled(page, "Name").fill("Proved Courier")
    labelled(page, "Role").select_option("processor")
    labelled(page, "Affiliation").select_option("non_affiliated")
    labelled(page, "Status").select_option("active")
    labelled(page, "Risk tier").select_option("high")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Proved Courier")
    party = page.url.rpartition("/")[2]
    page.goto(f"/flows/new?third_party={party}")
    labelled(page, "Name").fill("Parcels")
    labelled(page, "Status").select_option("active")
    labelled(page, "First shared on").fill("2026-03-01")
    page.get_by_role("checkbox", name="E-mail address", exact=True).check()
    page.get_by_role("button", name=re.compile("^Record")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Parcels")
    flow = page.url.rpartition("/")[2]
    page.goto(f"/agreements/new?third_party={party}&flow={flow}")
    labelled(page, "Title").fill("Processing terms")
    labelled(page, "Kind").select_option("dpa")
    labelled(page, "Acceptance").select_option("esign")
    labelled(page, "Signed by us on").fill("2026-02-20")
    labelled(page, "Signed by them on").fill("2026-02-21")
    labelled(page, "Effective on").fill("2026-03-01")
    labelled(page, "No fixed end").check()
    page.locator("input[type=file]").set_input_files(
        {"name": "dpa.pdf", "mimeType": "application/pdf", "buffer": text_as_pdf(PAPER)}
    )
    page.get_by_role("button", name=re.compile("^File")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Processing terms")
    return party, flow, page.url.rpartition("/")[2]


def _fraction(page: Page) -> tuple[int, int]:
    """The fraction on the page of a figure."""
    text = page.locator("main").inner_text()
    found = re.search(r"([\d,]+) of ([\d,]+)", text)
    assert found is not None, text
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def _issued(page: Page, code: str, name: str, folder: Path) -> Any:
    """The snapshot inside the PDF of a report that is issued from its page."""
    page.goto("/reports")
    card = page.locator("article", has_text=name)
    card.locator("summary").click()
    card.get_by_role("button", name=f"Issue {code}").click()
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible(timeout=180_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    file = folder / f"{code}.pdf"
    download.value.save_as(file)
    embedded = check_embedded(file.read_bytes())
    assert embedded is not None
    assert embedded.altered == ()
    return embedded.snapshot
