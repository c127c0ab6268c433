"""Assessing an agreement beside its text: with the keyboard alone, and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.reporting.papers import text_as_pdf
from tests.e2e.conftest import Served, assert_accessible, sign_in
from tests.e2e.test_story import labelled

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

AUDIT = (
    "The processor shall make available to the controller all information necessary to demonstrate compliance "
    "with Article 28 and allow for and contribute to audits, including inspections, conducted by the controller."
)
SECRECY = (
    "The processor shall ensure that persons authorised to process the personal data have committed themselves "
    "to confidentiality."
)
PAPER = f"Data processing agreement\n\n7. Staff\n\n7.1 {SECRECY}\n\n9. Audits\n\n9.2 {AUDIT}"
MOST_STEPS = 120


def test_an_agreement_is_assessed_with_the_keyboard_alone(page: Page, served: Served) -> None:
    ref = _filed(page, served, "Keyboard Courier")
    page.goto(f"/agreements/{ref}/assess")
    assert_accessible(page)
    audit = page.locator('[data-clause="g28.h_audit"]')
    quote = page.locator('[id="quote-g28.h_audit"]')
    left = page.locator("[data-left]")
    total = int(left.inner_text())

    _tab_to(page, "[data-begin]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-clause]").first).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_text("next clause not assessed")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("[data-clause]").first).to_be_focused()
    _press_until(page, "j", '[data-clause="g28.h_audit"]')
    page.keyboard.press("ArrowDown")
    expect(audit.locator("[data-offer]").first).to_be_focused()
    shown = "".join(page.locator("[data-reader] mark.current").all_inner_texts())
    assert " ".join(shown.split()).removeprefix("9.2 ") == AUDIT

    page.keyboard.press("a")
    expect(audit).to_be_focused()
    expect(quote).to_have_value(re.compile(rf"^(9\.2 )?{re.escape(AUDIT)}$"))
    expect(page.locator('[id="ref-g28.h_audit"]')).to_have_value("9.2")
    expect(audit.get_by_label("Not assessed")).to_be_checked()
    page.keyboard.press("1")
    expect(audit.get_by_label("Present", exact=True)).to_be_checked()
    expect(left).to_have_text(str(total - 1))

    page.keyboard.press("n")
    page.keyboard.type("a1jd?")
    expect(page.locator('[id="note-g28.h_audit"]')).to_have_value("a1jd?")
    expect(audit.get_by_label("Present", exact=True)).to_be_checked()
    page.keyboard.press("Escape")
    expect(audit).to_be_focused()

    _press_until(page, "k", '[data-clause="g28.b_confidentiality"]')
    secrecy = page.locator('[data-clause="g28.b_confidentiality"]')
    offers = secrecy.locator("[data-offer]:not([hidden])")
    before = offers.count()
    page.keyboard.press("d")
    expect(offers).to_have_count(before - 1)
    page.keyboard.press("3")
    expect(secrecy.get_by_label("Absent")).to_be_checked()
    expect(left).to_have_text(str(total - 2))
    assert_accessible(page)

    secrecy.focus()
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/agreements/{ref}#clauses")
    expect(page.locator("main")).to_contain_text("2 assessments recorded.")
    page.goto(f"/agreements/{ref}/assess")
    expect(audit.get_by_label("Present", exact=True)).to_be_checked()
    expect(secrecy.get_by_label("Absent")).to_be_checked()


def test_passages_are_taken_over_and_dismissed_without_scripts(page: Page, served: Served) -> None:
    ref = _filed(page, served, "Scriptless Courier")
    context = page.context.browser.new_context(  # type: ignore[union-attr]
        base_url=served.url, java_script_enabled=False
    )
    plain = context.new_page()
    sign_in(plain, served.officer)
    plain.goto(f"/agreements/{ref}/assess")
    audit = plain.locator('[data-clause="g28.h_audit"]')
    expect(plain.locator("[data-begin]")).to_be_hidden()

    audit.locator("[data-accept]").first.click()
    assert plain.url.endswith("#clause-g28.h_audit")
    expect(plain.locator('[id="ref-g28.h_audit"]')).to_have_value("9.2")
    expect(audit.get_by_label("Not assessed")).to_be_checked()
    audit.get_by_label("Partly present").check()
    audit.locator("[data-dismiss]").first.click()
    expect(audit.get_by_role("button", name=re.compile("^Show dismissed"))).to_be_visible()
    expect(audit.get_by_label("Partly present")).to_be_checked()
    plain.get_by_role("button", name="Save", exact=True).click()
    expect(plain.locator("main")).to_contain_text("1 assessment recorded.")
    context.close()


def _filed(page: Page, served: Served, name: str) -> str:
    """An agreement with a third party called *name*, with its PDF; its reference."""
    sign_in(page, served.officer)
    page.goto("/third-parties/new")
    labelled(page, "Name").fill(name)
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.goto(f"/agreements/new?third_party={page.url.rpartition('/')[2]}")
    labelled(page, "Title").fill("Processing terms")
    labelled(page, "Kind").select_option("dpa")
    page.locator("input[type=file]").set_input_files(
        {"name": "terms.pdf", "mimeType": "application/pdf", "buffer": text_as_pdf(PAPER)}
    )
    page.get_by_role("button", name=re.compile("^File")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Processing terms")
    return page.url.rpartition("/")[2]


def _tab_to(page: Page, selector: str) -> None:
    _press_until(page, "Tab", selector)


def _press_until(page: Page, key: str, selector: str) -> None:
    """Press *key* until what *selector* names has the focus."""
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        if page.evaluate("name => document.activeElement.matches(name)", selector):
            return
    raise AssertionError(f"{key} does not lead to {selector}.")
