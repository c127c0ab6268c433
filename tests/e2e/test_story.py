"""The whole story of a compliance officer: from signing in to the register's PDF in hand."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.reporting.papers import text_as_pdf
from app.reporting.press import check_embedded
from tests.e2e.conftest import Served, assert_accessible, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_an_officer_registers_a_third_party_files_its_agreement_and_issues_the_register(
    page: Page, served: Served, tmp_path: Path
) -> None:
    sign_in(page, served.officer)
    assert_accessible(page)

    page.get_by_role("link", name="Third parties").first.click()
    assert_accessible(page)
    page.get_by_role("link", name="Register a third party").first.click()
    assert_accessible(page)
    labelled(page, "Name").fill("Paloma Newsletter")
    labelled(page, "Role").select_option("processor")
    labelled(page, "Why this role").fill("Sends our newsletter on our instructions.")
    labelled(page, "Affiliation").select_option("non_affiliated")
    labelled(page, "Status").select_option("active")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paloma Newsletter")
    ref = page.url.rpartition("/")[2]
    assert re.fullmatch(r"TP-\d{4}", ref)
    assert_accessible(page)

    page.get_by_role("link", name="Record a flow").first.click()
    labelled(page, "Name").fill("Newsletter dispatch")
    labelled(page, "Status").select_option("active")
    labelled(page, "First shared on").fill("2026-03-01")
    page.get_by_role("checkbox", name="E-mail address", exact=True).check()
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^Record")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Newsletter dispatch")
    flow = page.url.rpartition("/")[2]

    page.goto(f"/third-parties/{ref}")
    findings = page.locator("#findings")
    expect(findings).to_contain_text("AGR-01")

    paper = tmp_path / "agreement.pdf"
    paper.write_bytes(_a_pdf())
    page.get_by_role("link", name="File an agreement").first.click()
    labelled(page, "Title").fill("Data processing agreement")
    labelled(page, "Kind").select_option("dpa")
    labelled(page, "Stage").select_option("in_force")
    labelled(page, "Acceptance").select_option("esign")
    labelled(page, "Signed by us on").fill("2026-02-20")
    labelled(page, "Signed by them on").fill("2026-02-21")
    labelled(page, "Effective on").fill("2026-03-01")
    labelled(page, "No fixed end").check()
    page.get_by_role("checkbox", name=re.compile(flow)).check()
    page.locator("input[type=file]").set_input_files(str(paper))
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^File")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Data processing agreement")
    assert_accessible(page)

    page.goto(f"/third-parties/{ref}")
    expect(page.locator("#findings")).not_to_contain_text("AGR-01")
    page.goto("/findings?status=closed")
    expect(page.get_by_role("table").first).to_contain_text("AGR-01")

    page.get_by_role("link", name="Reports").first.click()
    assert_accessible(page)
    card = page.locator("article", has_text="Processor register")
    card.locator("summary").click()
    card.get_by_role("button", name="Issue R3").click()
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible(timeout=90_000)
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    file = tmp_path / "register.pdf"
    download.value.save_as(file)
    embedded = check_embedded(file.read_bytes())
    assert embedded is not None
    assert embedded.altered == ()
    names = [row["name"] for row in embedded.snapshot["data"]["third_parties"]]
    assert names.count("Paloma Newsletter") == 1

    page.goto("/verify")
    assert_accessible(page)
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("exactly as it was issued")).to_be_visible()


def test_the_second_of_two_people_who_edit_the_same_record_chooses_field_by_field(
    page: Page, served: Served
) -> None:
    sign_in(page, served.officer)
    page.goto("/third-parties/new")
    labelled(page, "Name").fill("Twice Edited")
    page.get_by_role("button", name="Register", exact=True).click()
    address = page.url
    other = page.context.new_page()
    page.goto(f"{address}/edit")
    other.goto(f"{address}/edit")
    labelled(other, "Services").fill("What the first one wrote")
    other.get_by_role("button", name="Save").click()
    labelled(page, "Breach contact").fill("+34 600 000 000")
    labelled(page, "Services").fill("What the second one wrote")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("What the first one wrote")).to_be_visible()
    expect(page.get_by_text("What the second one wrote")).to_be_visible()
    assert_accessible(page)
    page.locator("fieldset", has_text="Services").locator("label").nth(1).click()
    page.get_by_role("button", name="Save what I chose").click()
    expect(page.locator("main")).to_contain_text("What the first one wrote")
    expect(page.locator("main")).to_contain_text("+34 600 000 000")


def test_everything_works_without_scripts(page: Page, served: Served) -> None:
    context = page.context.browser.new_context(  # type: ignore[union-attr]
        base_url=served.url, java_script_enabled=False
    )
    plain = context.new_page()
    sign_in(plain, served.officer)
    plain.goto("/third-parties/new")
    labelled(plain, "Name").fill("Scriptless")
    plain.get_by_role("button", name="Register", exact=True).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Scriptless")
    plain.goto(f"{plain.url}/edit/contacts")
    plain.get_by_role("button", name="Add to Contacts").click()
    labelled(plain, "Name").fill("Carla Vidal")
    plain.get_by_role("button", name="Save").click()
    expect(plain.locator("#contacts")).to_contain_text("Carla Vidal")
    context.close()


def labelled(page: Page, label: str) -> Locator:
    """The field under *label*, whether or not it is marked as required."""
    found = page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s+required)?\s*$"))
    return page.locator("input, select, textarea").and_(found).first


def _a_pdf() -> bytes:
    return text_as_pdf("Data processing agreement\n\n1. The processor acts on documented instructions only.")
