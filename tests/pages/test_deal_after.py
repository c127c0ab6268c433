"""What if, after closing, and certificates of a failed deal, as a person does them."""

import datetime as dt
import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.deals import moves, operations
from app.domain.deals.course import Diligence
from app.domain.deals.records import Deal
from app.domain.deals.terms import DealStage
from app.domain.findings import reading
from app.kernel import clock
from app.security.actor import Actor
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.domain import objects
from tests.pages.dealroom import CODENAME, accept_terms, problem_of, stored
from tests.pages.pagereading import text_of

WHAT_IF = "/deals/D-001/what-if"


def tried(**facts: Any) -> dict[str, Any]:
    return {
        "try": "1",
        "kind": "share_purchase",
        "buyer_adopts_notice": "unknown",
        "regimes": ["GDPR"],
    } | facts


def test_what_if_shows_both_readings_and_saves_nothing(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    page = text_of(lawyer.get(WHAT_IF, query_string=tried()).text)

    assert "Structure Sale of all assets Share purchase" in page
    assert "No transfer (controller stays) 0 2 +2" in page
    assert "Assign with consent 1 0 −1" in page
    assert re.search(r"E-001 Paloma Mensajes .* Assign with consent No action", page)
    assert "− CR-01" in page
    assert stored(session) == deal


def test_what_if_starts_with_the_deal_as_it_is(deal: Deal, lawyer: FlaskClient) -> None:
    page = lawyer.get(WHAT_IF).text
    assert re.search(r'<option[^>]*selected[^>]*value="asset_all"|value="asset_all"[^>]*selected', page)
    assert "Side by side" not in page
    assert (
        "No line changes"
        in lawyer.get(
            WHAT_IF,
            query_string=tried(kind="asset_all", signing_on=deal.signing_on, closing_on=deal.closing_on),
        ).text
    )


def test_facts_that_cannot_be_are_said_and_kept(deal: Deal, lawyer: FlaskClient) -> None:
    response = lawyer.get(WHAT_IF, query_string=tried(closing_on="soon"))
    assert response.status_code == 422
    assert "“soon” is not a date" in text_of(response.text)
    assert 'value="soon"' in response.text


def test_what_was_tried_is_kept_and_applied(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    nameless = lawyer.post(WHAT_IF, data=tried(act="keep", name=""))
    assert problem_of(nameless.text) == "Name: is required: give the scenario a name to keep it."

    kept = lawyer.post(WHAT_IF, data=tried(act="keep", name="As shares", note="Cheaper"))
    assert kept.status_code == 303
    assert "As shares" in text_of(lawyer.get("/deals/D-001").text)
    assert "Share purchase" in text_of(lawyer.get(kept.headers["Location"]).text)

    version = re.search(r'name="version" value="(\d+)"', lawyer.get(kept.headers["Location"]).text)
    assert version is not None
    data = tried(act="apply", version=version[1])
    assert lawyer.post(WHAT_IF, data=data).status_code == 303
    assert stored(session).kind == "share_purchase"
    assert stored(session).regimes == ["GDPR"]
    lawyer.post(WHAT_IF, data={"act": "drop", "name": "As shares"})
    assert stored(session).scenarios == []


def test_a_reader_tries_and_saves_nothing(deal: Deal, client_of: ClientOf) -> None:
    officer = client_of(Role.COMPLIANCE)
    page = officer.get(WHAT_IF, query_string=tried()).text
    assert "Side by side" in page
    assert "Apply to the deal" not in page
    assert officer.post(WHAT_IF, data=tried(act="apply")).status_code == 403


def test_a_guest_tries_nothing(deal: Deal, counsel: Actor, client_of: ClientOf) -> None:
    operations.set_member(counsel, "D-001", EMAILS[Role.GUEST], clock.now().date() + dt.timedelta(days=9))
    guest = client_of(Role.GUEST)
    accept_terms(guest)
    assert guest.get(WHAT_IF).status_code == 404


def test_after_closing_the_register_is_moved_field_by_field(
    deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient, client_of: ClientOf, today: dt.date
) -> None:
    objects.entity(legal_name="Halcyon Rings, Inc.")
    early = today - dt.timedelta(days=3)
    record = stored(session).model_copy(
        update={"signing_on": early, "closing_on": early, "buyer_entity": "EN-0001"}
    )
    operations.update(counsel, "D-001", record)
    for stage in (DealStage.SIGNED, DealStage.CLOSED):
        if stage is DealStage.CLOSED:
            assert "It can be applied once the deal has closed" in text_of(
                lawyer.get("/deals/D-001/after").text
            )
        moves.move(counsel, "D-001", stage, on=early, reason="For the test.")
    page = lawyer.get("/deals/D-001/after").text
    ticked = re.findall(r'name="change" value="([^"]+)"', page)
    mark = re.search(r'name="mark" value="(\w+)"', page)
    assert mark is not None
    assert set(ticked) == {"agreement:AG-0001:terminated_on", "agreement:AG-0001:stage"}

    none = lawyer.post("/deals/D-001/after", data={"mark": mark[1]})
    assert none.status_code == 422
    stale = lawyer.post("/deals/D-001/after", data={"mark": "0" * 16, "change": ticked})
    assert (stale.status_code, problem_of(stale.text).startswith("The register has changed")) == (409, True)
    assert lawyer.post("/deals/D-001/after", data={"mark": mark[1], "change": ticked}).status_code == 303
    assert next(reading.Source(session).states("agreement"))["stage"] == "terminated"
    trail = client_of(Role.AUDITOR).get("/trail").text
    assert CODENAME not in trail
    assert "Nothing is left to move" in text_of(lawyer.get("/deals/D-001/after").text)


def test_certificates_of_a_failed_deal_are_chased(
    deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient, today: dt.date
) -> None:
    operations.log_diligence(
        counsel, "D-001", Diligence(on=today, recipient="Corvus", redaction_note="Counts.")
    )
    lawyer.post("/deals/D-001/stage", data={"stage": "abandoned", "reason": "The price."})
    page = text_of(lawyer.get("/deals/D-001").text)
    assert "no deletion certificate of Corvus is recorded" in page

    wrong = lawyer.post(
        "/deals/D-001/certificates", data={"recipient": "Corvus", "received_on": "2199-01-01"}
    )
    assert (wrong.status_code, 'value="2199-01-01"' in wrong.text) == (422, True)
    data = {"recipient": "Corvus", "requested_on": today.isoformat(), "received_on": today.isoformat()}
    assert lawyer.post("/deals/D-001/certificates", data=data).status_code == 303
    assert stored(session).certificates[0].received_on == today
    assert "no deletion certificate" not in text_of(lawyer.get("/deals/D-001").text)
    assert lawyer.post("/deals/D-001/certificates", data={"recipient": ""}).status_code == 422
