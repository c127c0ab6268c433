"""The past in the browser: what the register said, what changed since, and the report that says so."""

import pytest
from playwright.sync_api import Page, expect

from app import create_app
from app.domain.findings import operations as findings
from app.domain.third_parties import operations, queries
from app.extensions import db
from app.kernel import clock
from app.security.actor import SYSTEM
from app.settings import Settings
from tests.domain import objects
from tests.e2e.conftest import Served, assert_accessible, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

THEN, NOW = "Transportes Brisa", "Brisa Logística 💎"


@pytest.fixture(scope="module")
def changed(served: Served) -> tuple[str, str]:
    """An instant, and a third party that was renamed, and had a flow without an agreement, after it."""
    app = create_app(Settings.read({}, instance=served.instance, log_level="ERROR"))
    with app.app_context():
        party = objects.third_party(THEN, status="active").ref or ""
        instant = clock.format_instant(clock.now())
        objects.active_flow(party, first_on="2026-02-01")
        stored, version = queries.get(db.session, party)
        db.session.rollback()
        operations.update(SYSTEM, party, stored.model_copy(update={"name": NOW}), version=version)
        findings.evaluate(SYSTEM)
        db.session.remove()
        db.engine.dispose()
    return party, instant


def test_the_past_is_read_and_compared_with_the_present(
    page: Page, served: Served, changed: tuple[str, str]
) -> None:
    party, instant = changed
    sign_in(page, served.officer)
    for path in (
        f"/third-parties/{party}",
        "/third-parties",
        "/agreements",
        "/flows",
        "/findings",
        "/figures",
    ):
        page.goto(f"{path}?as_of={instant}")
        expect(page.get_by_text("Nothing can be changed here")).to_be_visible()
        assert_accessible(page)
    page.goto(f"/third-parties/{party}?as_of={instant}")
    expect(page.get_by_role("heading", level=1)).to_have_text(THEN)
    page.get_by_role("link", name="Back to now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NOW)

    page.goto(f"/history/third_party/{party}")
    assert_accessible(page)
    page.goto(f"/history/third_party/{party}/compare?from=1&to=2")
    expect(page.get_by_role("cell", name=THEN)).to_be_visible()
    assert_accessible(page)

    page.goto("/comparison")
    assert_accessible(page)
    page.get_by_label("From").fill(instant)
    page.get_by_role("button", name="Compare").click()
    row = page.get_by_role("row", name="Name").filter(has_text=THEN)
    expect(row).to_contain_text(NOW)
    assert_accessible(page)
    page.get_by_label("Kind").select_option("finding")
    page.get_by_role("button", name="Show what matches").click()
    about = page.locator("article h2 a").first
    expect(about).to_have_attribute("href", f"/third-parties/{party}")
    assert_accessible(page)

    page.get_by_role("button", name="Issue as report R11").click()
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible(timeout=90_000)
    assert_accessible(page)
    page.goto("/reports/schedules/new")
    assert_accessible(page)
