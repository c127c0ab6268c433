"""Deciding and approving lines, against the proposal too, and by several people at once."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.deals import operations
from app.domain.deals.records import Deal
from app.security.actor import Actor
from app.security.roles import Role
from tests.conftest import EMAILS
from tests.pages.dealroom import (
    SECOND,
    act,
    item_of,
    mark_of,
    problem_of,
    signed_in,
    stored,
)
from tests.pages.pagereading import form_of, text_of


def test_a_line_is_decided_as_proposed_and_then_approved(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    response = act(lawyer, "A-002", "decide", disposition="CONSENT_REQUIRED")
    assert (response.status_code, response.headers["Location"]) == (303, "/deals/D-001/inventory/A-002")
    assert (item_of(session, "A-002").disposition, item_of(session, "A-002").override) == (
        "CONSENT_REQUIRED",
        None,
    )
    assert "DR-21" in item_of(session, "A-002").rule_ids

    assert act(lawyer, "A-002", "approve").status_code == 303
    assert item_of(session, "A-002").approved_by == EMAILS[Role.COUNSEL]
    assert "Approved by Counsel on" in text_of(lawyer.get("/deals/D-001/inventory/A-002").text)


def test_the_first_decision_makes_every_number_last(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    act(lawyer, "A-002", "decide", disposition="CONSENT_REQUIRED")

    assert {(item.number, item.ref) for item in stored(session).items} == {
        ("A-001", "S-001"),
        ("A-002", "S-002"),
        ("E-001", "AG-0001"),
    }


def test_a_line_that_goes_leaves_its_number_to_nobody(
    deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    act(lawyer, "A-001", "note", note="Seen")
    act(lawyer, "A-002", "decide", disposition="CONSENT_REQUIRED")
    form = form_of(lawyer.get("/deals/D-001/segments/new").text, name="Lost parcels")

    lawyer.post("/deals/D-001/segments/new", data=form)

    page = lawyer.get("/deals/D-001/inventory").text
    assert re.findall(r'<li id="(A-\d+)"', page) == ["A-001", "A-002", "A-003"]


def test_a_decision_against_the_proposal_needs_a_reason_and_loses_nothing_typed(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    response = act(lawyer, "A-002", "decide", disposition="TRANSFER", reason="   ")

    assert response.status_code == 422
    assert problem_of(response.text) == "Reason: is required to decide against “Consent required”: say why."
    assert '<option value="TRANSFER" selected>' in response.text
    assert item_of(session, "A-002").disposition is None


def test_a_decision_against_the_proposal_is_approved_by_another_person(
    app: Flask, deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    operations.set_member(counsel, "D-001", SECOND)
    reason = "The people said yes\r\nin <writing>"
    assert act(lawyer, "A-002", "decide", disposition="TRANSFER", reason=reason).status_code == 303
    override = item_of(session, "A-002").override
    assert override is not None
    assert (override.by, override.reason, override.was) == (
        EMAILS[Role.COUNSEL],
        "The people said yes\nin <writing>",
        "CONSENT_REQUIRED",
    )
    page = lawyer.get("/deals/D-001/inventory/A-002").text
    assert "in &lt;writing&gt;" in page
    assert "/inventory/A-002/approve" not in page

    alone = act(lawyer, "A-002", "approve")
    assert alone.status_code == 409
    assert "another person must approve it" in alone.text
    assert item_of(session, "A-002").approved_by is None

    assert act(signed_in(app, SECOND), "A-002", "approve").status_code == 303
    assert item_of(session, "A-002").approved_by == SECOND


def test_deciding_anew_takes_the_approval_back(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    act(lawyer, "A-002", "decide", disposition="CONSENT_REQUIRED")
    act(lawyer, "A-002", "approve")

    act(lawyer, "A-002", "decide", disposition="EXCLUDE", reason="Not worth the letters")

    assert (item_of(session, "A-002").disposition, item_of(session, "A-002").approved_by) == ("EXCLUDE", None)
    page = lawyer.get("/deals/D-001/inventory").text
    assert "Part C: Excluded or to be destroyed" in page
    assert '<li id="A-002"' in page


def test_an_agreement_is_decided_by_what_is_done_with_contracts(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    refused = act(lawyer, "E-001", "decide", disposition="DELETE", reason="No")
    assert refused.status_code == 422
    assert problem_of(refused.text) == "Disposition: choose one of the list."

    assert act(lawyer, "E-001", "decide", disposition="ASSIGN_CONSENT").status_code == 303
    assert item_of(session, "E-001").disposition == "ASSIGN_CONSENT"


def test_nothing_is_approved_that_was_not_decided(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    response = act(lawyer, "A-001", "approve")

    assert response.status_code == 409
    assert "nothing is decided on A-001 yet: decide first." in response.text


def test_a_decision_on_a_line_that_changed_meanwhile_is_not_taken(
    app: Flask, deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    operations.set_member(counsel, "D-001", SECOND)
    seen = mark_of(lawyer.get("/deals/D-001/inventory/A-002").text, "A-002")
    act(signed_in(app, SECOND), "A-002", "decide", disposition="EXCLUDE", reason="Leave it")

    response = lawyer.post(
        "/deals/D-001/inventory/A-002/decide",
        data={"seen": seen, "back": "line", "disposition": "TRANSFER", "reason": "They agreed by letter"},
    )

    assert response.status_code == 409
    assert "has changed since you opened it" in response.text
    assert "They agreed by letter" in response.text
    assert item_of(session, "A-002").disposition == "EXCLUDE"


def test_a_decision_on_a_proposal_that_changed_meanwhile_is_not_taken(
    deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    seen = mark_of(lawyer.get("/deals/D-001/inventory/A-001").text, "A-001")
    form = form_of(lawyer.get("/deals/D-001/segments/S-001").text)
    form.setlist("categories", ["health"])
    lawyer.post("/deals/D-001/segments/S-001", data=form)

    response = lawyer.post(
        "/deals/D-001/inventory/A-001/decide", data={"seen": seen, "disposition": "TRANSFER"}
    )

    assert response.status_code == 409
    assert stored(session).items == []


def test_people_decide_on_different_lines_at_the_same_time(
    app: Flask, deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    operations.set_member(counsel, "D-001", SECOND)
    seen = mark_of(lawyer.get("/deals/D-001/inventory/A-002").text, "A-002")
    act(signed_in(app, SECOND), "E-001", "decide", disposition="ASSIGN_CONSENT")

    response = lawyer.post(
        "/deals/D-001/inventory/A-002/decide", data={"seen": seen, "disposition": "CONSENT_REQUIRED"}
    )

    assert response.status_code == 303
    assert [item.disposition for item in stored(session).items] == [
        None,
        "CONSENT_REQUIRED",
        "ASSIGN_CONSENT",
    ]


def test_a_proposal_that_changes_after_the_decision_is_said(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    act(lawyer, "A-001", "decide", disposition="TRANSFER_OPT_OUT")
    form = form_of(lawyer.get("/deals/D-001/segments/S-001").text)
    form.setlist("categories", ["health"])
    lawyer.post("/deals/D-001/segments/S-001", data=form)

    page = text_of(lawyer.get("/deals/D-001/inventory/A-001").text)

    assert "The rules propose consent required now, which they did not at the decision." in page
    assert '<li id="A-001"' in lawyer.get("/deals/D-001/inventory?decision=changed").text


def test_a_line_outside_the_perimeter_is_not_decided(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    form = form_of(lawyer.get("/deals/D-001/segments/S-001").text)
    form.poplist("in_perimeter")
    lawyer.post("/deals/D-001/segments/S-001", data=form)
    page = lawyer.get("/deals/D-001/inventory").text
    assert "Part B: Retained data" in page
    assert "/inventory/A-002/decide" not in page

    number = next(iter(re.findall(r'<li id="(A-\d+)"', page.partition("Part B")[2])))
    response = lawyer.post(
        f"/deals/D-001/inventory/{number}/decide", data={"seen": "0", "disposition": "TRANSFER"}
    )

    assert response.status_code == 409
    assert stored(session).items == []


def test_after_a_decision_the_inventory_opens_where_one_was(deal: Deal, lawyer: FlaskClient) -> None:
    seen = mark_of(lawyer.get("/deals/D-001/inventory?decision=undecided").text, "A-001")

    response = lawyer.post(
        "/deals/D-001/inventory/A-001/decide",
        data={
            "seen": seen,
            "back": "decision=undecided&evil=//elsewhere.example",
            "disposition": "TRANSFER_OPT_OUT",
        },
    )

    assert response.headers["Location"] == "/deals/D-001/inventory?decision=undecided&open=A-001&then=A-002"
    page = lawyer.get(response.headers["Location"]).text
    line = page.partition('<li id="A-002"')[2].partition("<summary")[0]
    assert '<details class="line" open>' in line


def test_a_form_without_its_mark_is_not_taken(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    assert (
        lawyer.post("/deals/D-001/inventory/A-001/decide", data={"disposition": "TRANSFER"}).status_code
        == 409
    )
    assert stored(session) == deal
