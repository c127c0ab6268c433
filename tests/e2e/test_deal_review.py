"""The review of a deal in the browser: several lines at once by keyboard, other facts, and what others owe."""

import datetime as dt
import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app import create_app
from app.domain.accounts import operations as accounts
from app.domain.accounts.records import Person
from app.domain.agreements import operations as agreements
from app.domain.agreements.records import Agreement
from app.domain.deals import operations
from app.domain.deals.records import Deal
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.kernel import clock
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from app.settings import Settings
from tests.e2e.conftest import PASSWORD, Served, assert_accessible, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

COUNSEL = Actor("deal.counsel@lumen.example", "Dora Quint", (Role.COUNSEL,))


def _prepared(app: Flask) -> str:
    """A deal with two segments and an agreement that needs consent; returns its reference."""
    with app.app_context():
        accounts.add(SYSTEM, Person(email=COUNSEL.email, name=COUNSEL.name, roles=[Role.COUNSEL]))
        accounts.set_password(SYSTEM, COUNSEL.email, PASSWORD)
        vendor = third_parties.register(SYSTEM, ThirdParty(name="Correo Alondra"))
        signed = dt.date(2024, 1, 2)
        agreements.register(
            SYSTEM,
            Agreement.parse(
                {
                    "third_party": vendor.ref,
                    "kind": "msa",
                    "title": "Courier terms",
                    "stage": "in_force",
                    "acceptance": "esign",
                    "signed_us_on": signed,
                    "signed_them_on": signed,
                    "effective_on": signed,
                    "evergreen": True,
                    "assignment": {"rule": "consent", "ref": "7.2"},
                }
            ),
        )
        made = operations.open_deal(
            COUNSEL,
            Deal.parse(
                {
                    "codename": "Project Alondra",
                    "kind": "asset_all",
                    "closing_on": clock.now().date() + dt.timedelta(days=90),
                    "segments": [{"name": "Letters on the way"}, {"name": "Readers", "minor": True}],
                }
            ),
        )
        db.session.remove()
        db.engine.dispose()
    return made.ref or ""


def test_a_deal_is_reviewed_with_the_keyboard_and_tried_under_other_facts(page: Page, served: Served) -> None:
    ref = _prepared(create_app(Settings.read({}, instance=served.instance, log_level="ERROR")))
    sign_in(page, COUNSEL.email)
    page.goto(f"/deals/{ref}/inventory")
    assert_accessible(page)
    lines = page.locator("details.line > summary")
    count = lines.count()
    lines.first.focus()
    for _ in range(count):
        page.keyboard.press("x")
        page.keyboard.press("j")
    expect(page.locator("[data-ticked]")).to_have_text(f" ({count})")
    page.get_by_role("button", name="Decide as proposed").first.click()
    expect(page.get_by_text("decided as proposed.")).to_be_visible()
    expect(page.get_by_text("Every line is decided")).to_be_visible()

    page.goto(f"/deals/{ref}")
    assert_accessible(page)
    for path in ("gates", "consents", "consents/E-001/letter", "inventory/E-001"):
        page.goto(f"/deals/{ref}/{path}")
        assert_accessible(page)
    page.goto("/deals/calendar")
    page.get_by_role("button", name="Make an address").click()
    expect(page.locator("#calendar-address")).to_have_value(re.compile(r"/calendar/[\w-]+\.ics$"))
    assert_accessible(page)

    page.goto(f"/deals/{ref}/what-if")
    page.get_by_label("Structure").select_option("share_purchase")
    page.get_by_role("button", name="Compare with the deal as it is").click()
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Name").fill("As shares")
    page.get_by_role("button", name="Keep as a scenario").click()
    expect(page.get_by_text("“As shares” is kept beside the deal.")).to_be_visible()
    page.goto("/deals/remarks")
    assert_accessible(page)
