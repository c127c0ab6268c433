"""The frame around every page, in a browser: what axe finds, narrow pages, and what the scripts add."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page, expect
from sqlalchemy.orm import Session

from app.domain.third_parties import operations
from app.domain.third_parties.records import Contact, ThirdParty
from app.security.actor import Actor
from app.security.roles import Role
from tests.pages.kit.conftest import OpenPage

pytestmark = pytest.mark.e2e

PAGES = ["/third-parties", "/third-parties/new", "/third-parties/TP-0001", "/account", "/findings"]


@pytest.fixture
def vendor(session: Session, officer: Actor) -> str:
    """A third party with a name that nothing can break and two contacts."""
    contacts = [Contact(name="Ane"), Contact(name="Bo")]
    return operations.register(officer, ThirdParty(name="W" * 200, contacts=contacts)).ref or ""


def violations(page: Page) -> list[Any]:
    """What axe finds, shortened."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    root = page.locator("html")
    return int(root.evaluate("root => root.scrollWidth - root.clientWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_pages_of_every_kind(open_page: OpenPage, vendor: str, scheme: str) -> None:
    found = {"/sign-in": violations(open_page("/sign-in", scheme=scheme))}
    page = open_page(PAGES[0], Role.COMPLIANCE, scheme=scheme)
    for path in PAGES:
        page.goto(path)
        found[path] = violations(page)

    assert {path: some for path, some in found.items() if some} == {}


def test_nothing_scrolls_sideways_at_any_width(open_page: OpenPage, vendor: str) -> None:
    wider = {}
    page = open_page(PAGES[0], Role.COMPLIANCE)
    for path in PAGES:
        page.goto(path)
        for width in (320, 390, 640, 800, 1000, 1280, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            wider[path, width] = sideways(page)

    assert {place: pixels for place, pixels in wider.items() if pixels > 0} == {}


def test_a_menu_closes_by_escape_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page("/third-parties", Role.COMPLIANCE)
    button = page.locator(".user-menu > summary")

    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_appearance_that_was_chosen_is_kept(open_page: OpenPage) -> None:
    page = open_page("/third-parties", Role.COMPLIANCE, scheme="light")
    page.locator(".user-menu > summary").click()
    page.get_by_role("button", name="Dark").click()
    dark = "rgb(18, 25, 24)"
    expect(page.locator("body")).to_have_css("background-color", dark)

    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", dark)


def test_the_first_stop_of_the_keyboard_leads_to_the_content(open_page: OpenPage) -> None:
    page = open_page("/third-parties", Role.COMPLIANCE)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_parts_are_added_and_removed_and_nothing_typed_is_lost(
    open_page: OpenPage, vendor: str, scripts: bool
) -> None:
    page = open_page(f"/third-parties/{vendor}/edit/contacts", Role.COMPLIANCE, scripts=scripts)
    names = page.get_by_label("Name", exact=False).and_(page.locator("input[type=text]"))
    expect(names).to_have_count(2)
    names.nth(0).fill("Cy")

    page.get_by_role("button", name="Add to Contacts").click()
    expect(names).to_have_count(3)
    names.nth(2).fill("Di")
    page.get_by_role("button", name="Remove Contacts 2").click()

    expect(names).to_have_count(2)
    assert [names.nth(place).input_value() for place in range(2)] == ["Cy", "Di"]


def test_leaving_a_changed_form_warns_first(open_page: OpenPage, vendor: str) -> None:
    page = open_page(f"/third-parties/{vendor}/edit/contacts", Role.COMPLIANCE)
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.locator("#contacts-0-name").fill("Changed")
    expect(page.get_by_text("Unsaved changes")).to_be_visible()

    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url(f"**/third-parties/{vendor}")

    assert asked == ["beforeunload"]


def test_without_scripts_a_page_follows_the_appearance_of_the_system(open_page: OpenPage) -> None:
    page = open_page("/third-parties", Role.COMPLIANCE, scheme="dark", scripts=False)

    expect(page.locator("body")).to_have_css("background-color", "rgb(18, 25, 24)")
    expect(page.locator(".theme")).to_be_hidden()
