"""What is recorded of a line beside the decision: gates, the consent of the counterparty, a note."""

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.deals.records import Deal
from app.security.roles import Role
from tests.conftest import EMAILS
from tests.pages.dealroom import (
    act,
    item_of,
    problem_of,
    stored,
)
from tests.pages.pagereading import form_of, text_of


def test_a_gate_is_recorded_with_owner_day_and_evidence(
    deal: Deal, session: Session, lawyer: FlaskClient, today: dt.date
) -> None:
    fields = {"gate": "CONSENTS_RECORDED", "phase": "closing", "owner": EMAILS[Role.COMPLIANCE]}

    act(lawyer, "A-002", "gate", **fields, met_on=today.isoformat(), evidence="Letter no. 4")

    gate = item_of(session, "A-002").gates[0]
    assert (gate.gate.value, gate.met_on, gate.owner, gate.evidence) == (
        "CONSENTS_RECORDED",
        today,
        EMAILS[Role.COMPLIANCE],
        "Letter no. 4",
    )
    page = text_of(lawyer.get("/deals/D-001/inventory/A-002").text)
    assert "Compliance officer · Letter no. 4" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"met_on": "2199-01-01"}, "Met on: 2199-01-01 is in the future: enter it once it has happened."),
        ({"met_on": "soon"}, "Met on: “soon” is not a date"),
        ({"owner": EMAILS[Role.AUDITOR]}, "Owner: choose a member of the deal"),
        ({"evidence": "x" * 300}, "Evidence: is too long"),
        ({"gate": "DRAWBRIDGE"}, "Gate: “DRAWBRIDGE” is not one of the choices"),
        ({"phase": "someday"}, "Phase: “someday” is not one of the choices"),
    ],
)
def test_a_gate_that_cannot_be_right_is_refused(
    changes: dict[str, str], sentence: str, deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    fields = {
        "gate": "CONSENTS_RECORDED",
        "phase": "closing",
        "owner": "",
        "evidence": "Letter no. 4",
    } | changes

    response = act(lawyer, "A-002", "gate", **fields)

    assert response.status_code == 422
    assert sentence in problem_of(response.text)
    assert item_of(session, "A-002").gates == []


def test_a_refused_gate_keeps_what_was_typed(deal: Deal, lawyer: FlaskClient) -> None:
    fields = {"gate": "CONSENTS_RECORDED", "phase": "closing", "met_on": "soon", "evidence": "Letter “4”"}

    page = act(lawyer, "A-002", "gate", **fields).text

    assert 'name="met_on" value="soon"' in page
    assert 'name="evidence" maxlength="200" value="Letter “4”"' in page


def test_what_the_deal_records_meets_the_gates_of_its_lines(
    deal: Deal, session: Session, lawyer: FlaskClient, today: dt.date
) -> None:
    form = form_of(lawyer.get("/deals/D-001/edit").text, art14_notice_on=today.isoformat())
    lawyer.post("/deals/D-001/edit", data=form)

    assert "shown by the deal's own record" in text_of(lawyer.get("/deals/D-001/inventory/A-001").text)


def test_a_consent_is_requested_and_received(
    deal: Deal, session: Session, lawyer: FlaskClient, today: dt.date
) -> None:
    asked, answered = today - dt.timedelta(days=5), today - dt.timedelta(days=1)

    act(lawyer, "E-001", "consent", status="requested", on=asked.isoformat())
    act(lawyer, "E-001", "consent", status="received", on=answered.isoformat())

    item = item_of(session, "E-001")
    assert (item.consent_status, item.consent_requested_on, item.consent_received_on) == (
        "received",
        asked,
        answered,
    )
    page = lawyer.get("/deals/D-001/inventory").text
    assert "Consents received K12 1 of 1" in text_of(page)
    waiting = lawyer.get("/deals/D-001/inventory?gates=COUNTERPARTY_CONSENT").text
    assert re.findall(r'<li id="([A-H]-\d+)"', waiting) == []


@pytest.mark.parametrize(
    ("number", "fields", "status", "sentence"),
    [
        ("E-001", {"status": "promised"}, 422, "Consent: choose one of the list."),
        ("E-001", {"status": "received", "on": "2199-01-01"}, 422, "Day: 2199-01-01 is in the future"),
        ("E-001", {"status": "received", "on": "31/12/2026"}, 422, "Day: “31/12/2026” is not a date"),
        ("A-001", {"status": "received"}, 409, "A-001 is no agreement"),
    ],
)
def test_a_consent_that_cannot_be_right_is_refused(
    number: str,
    fields: dict[str, str],
    status: int,
    sentence: str,
    deal: Deal,
    session: Session,
    lawyer: FlaskClient,
) -> None:
    response = act(lawyer, number, "consent", **fields)

    assert response.status_code == status
    assert sentence in response.text
    assert [item.consent_status for item in stored(session).items] == [None] * len(stored(session).items)


def test_an_answer_before_the_request_is_refused(
    deal: Deal, session: Session, lawyer: FlaskClient, today: dt.date
) -> None:
    act(lawyer, "E-001", "consent", status="requested", on=today.isoformat())

    response = act(
        lawyer, "E-001", "consent", status="refused", on=(today - dt.timedelta(days=1)).isoformat()
    )

    assert response.status_code == 422
    assert "comes before the request" in problem_of(response.text)


def test_a_note_is_written_changed_and_removed(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    act(lawyer, "A-001", "note", note="Ask <Heron> \U0001f54a\r\ntwice")
    assert item_of(session, "A-001").note == "Ask <Heron> \U0001f54a\ntwice"
    assert "Ask &lt;Heron&gt;" in lawyer.get("/deals/D-001/inventory/A-001").text

    act(lawyer, "A-001", "note", note="  ")
    assert item_of(session, "A-001").note is None


@pytest.mark.parametrize(
    ("note", "sentence"), [("x" * 20_001, "is too long"), ("a\x07b", "control characters")]
)
def test_a_note_that_cannot_be_stored_is_refused(
    note: str, sentence: str, deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    response = act(lawyer, "A-001", "note", note=note)

    assert response.status_code == 422
    assert sentence in problem_of(response.text)
    assert item_of(session, "A-001").note is None
