"""Several lines at once, four eyes, and documents that nobody but the members can tell exist."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.audit.models import Entry
from app.domain.deals import operations
from app.domain.deals.records import Deal
from app.domain.deals.terms import ContractDisposition, Gate
from app.kernel import clock
from app.security.actor import Actor
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.pages.dealroom import SECOND, accept_terms, act, item_of, problem_of, signed_in, stored
from tests.pages.pagereading import text_of

ALL = ("A-001", "A-002", "E-001")


def ticks(page: str) -> dict[str, str]:
    """What the tick of each line sends."""
    return {value.partition(":")[0]: value for value in re.findall(r'name="line" value="([^"]+)"', page)}


def many(client: FlaskClient, numbers: tuple[str, ...], act: str, **fields: Any) -> TestResponse:
    """Post the form for several lines with *numbers* ticked."""
    found = ticks(client.get("/deals/D-001/inventory").text)
    data = {"line": [found[number] for number in numbers], "act": act, "back": ""} | fields
    return client.post("/deals/D-001/inventory/bulk", data=data)


def decisions(session: Session) -> dict[str, str | None]:
    return {item.number or "": item.disposition for item in stored(session).items}


def test_ticked_lines_are_decided_as_proposed_in_one_entry_of_the_trail(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    before = session.query(Entry).count()
    response = many(lawyer, ALL, "as_proposed")

    assert (response.status_code, response.headers["Location"]) == (303, "/deals/D-001/inventory#lines")
    assert decisions(session) == {
        "A-001": "TRANSFER_OPT_OUT",
        "A-002": "CONSENT_REQUIRED",
        "E-001": "ASSIGN_CONSENT",
    }
    entries = session.query(Entry).order_by(Entry.seq).offset(before).all()
    assert [entry.operation for entry in entries] == ["deal.number_lines", "deal.decide_items"]
    line = item_of(session, "A-002")
    assert (line.decided_by, line.decided_at is not None) == (EMAILS[Role.COUNSEL], True)
    assert "DR-21" in line.rule_ids


def test_what_needs_nothing_is_left_alone(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    many(lawyer, ("A-001",), "as_proposed")
    many(lawyer, ("A-001",), "approve")

    many(lawyer, ALL, "as_proposed")

    assert item_of(session, "A-001").approved_by == EMAILS[Role.COUNSEL]


def test_deciding_otherwise_needs_a_reason_and_lines_of_one_kind(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    bare = many(lawyer, ("A-001", "A-002"), "otherwise", disposition="EXCLUDE")
    assert bare.status_code == 422
    assert problem_of(bare.text).startswith("Reason: is required to decide against")
    assert set(re.findall(r'name="line" value="([\w-]+):\w+"[^>]*checked', bare.text)) == {"A-001", "A-002"}

    mixed = many(lawyer, ALL, "otherwise", disposition="EXCLUDE", reason="Too few.")
    assert mixed.status_code == 409
    assert problem_of(mixed.text).startswith("E-001 is an agreement, for which")
    assert not any(decisions(session).values())

    assert (
        many(lawyer, ("A-001", "A-002"), "otherwise", disposition="EXCLUDE", reason="Too few.").status_code
        == 303
    )
    assert [item_of(session, number).override.reason for number in ("A-001", "A-002")] == ["Too few."] * 2  # type: ignore[union-attr]


def test_approving_several_is_all_or_nothing(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    many(lawyer, ("A-001",), "as_proposed")

    refused = many(lawyer, ALL, "approve")

    assert refused.status_code == 409
    assert problem_of(refused.text) == (
        "Disposition: nothing is decided on A-002 yet: decide first. "
        "Disposition: nothing is decided on E-001 yet: decide first."
    )
    assert item_of(session, "A-001").approved_on is None


def test_under_four_eyes_another_person_approves(
    app: Flask, deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    operations.update(counsel, "D-001", deal.model_copy(update={"four_eyes": True}))
    operations.set_member(counsel, "D-001", SECOND)
    many(lawyer, ALL, "as_proposed")

    refused = act(lawyer, "A-001", "approve")
    assert refused.status_code == 409
    assert "this deal asks for four eyes: another person must approve it." in text_of(refused.text)
    assert many(lawyer, ALL, "approve").status_code == 409
    assert "You decided it and this deal asks for four eyes" in text_of(
        lawyer.get("/deals/D-001/inventory/A-001").text
    )

    assert many(signed_in(app, SECOND), ALL, "approve").status_code == 303
    assert {item.approved_by for item in stored(session).items} == {SECOND}


def test_nothing_ticked_is_said(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    response = many(lawyer, (), "as_proposed")

    assert response.status_code == 422
    assert problem_of(response.text) == "Lines: tick at least one, or take every one that matches."
    assert many(lawyer, ("A-001",), "sing").status_code == 422


def test_lines_that_changed_since_they_were_ticked_are_not_taken(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    found = ticks(lawyer.get("/deals/D-001/inventory").text)
    act(lawyer, "A-002", "note", note="Ask the atelier.")

    data = {"line": [found["A-001"], found["A-002"]], "act": "as_proposed", "back": ""}
    response = lawyer.post("/deals/D-001/inventory/bulk", data=data)

    assert response.status_code == 409
    assert "has changed since the page was opened" in problem_of(response.text)
    assert decisions(session)["A-001"] is None


def test_a_gate_is_recorded_on_several_lines_and_keeps_what_is_left_blank(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    owner = EMAILS[Role.COMPLIANCE]
    act(lawyer, "A-001", "gate", gate="NOTICE_SENT", phase="after", owner=owner)

    fields = {"gate": "NOTICE_SENT", "phase": "after", "due_on": "2027-06-30"}
    assert many(lawyer, ("A-001", "A-002"), "gate", **fields).status_code == 303
    gates = [gate for number in ("A-001", "A-002") for gate in item_of(session, number).gates]
    assert [(gate.owner, gate.due_on) for gate in gates] == [
        (owner, dt.date(2027, 6, 30)),
        (None, dt.date(2027, 6, 30)),
    ]

    absent = many(lawyer, ("A-001", "E-001"), "gate", **fields)
    assert problem_of(absent.text).startswith("E-001 has no gate “Notice sent”")
    stranger = many(lawyer, ("A-001",), "gate", **fields, owner=EMAILS[Role.AUDITOR])
    assert problem_of(stranger.text).startswith("Owner: choose a member of the deal")


def test_answers_are_recorded_for_agreements_alone(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    wrong = many(lawyer, ALL, "consent", status="requested")
    assert problem_of(wrong.text).startswith("A-001 is no agreement")

    assert many(lawyer, ("E-001",), "consent", status="requested", on="2026-01-05").status_code == 303
    assert item_of(session, "E-001").consent_requested_on == dt.date(2026, 1, 5)


def test_every_line_that_matches_can_be_taken_beyond_the_page(
    deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    state = stored(session).to_state()
    state["segments"] += [{"ref": f"S-{n:03d}", "name": f"Letters {n}"} for n in range(3, 40)]
    operations.open_deal(counsel, Deal.parse(state | {"ref": None, "codename": "Project Egret", "items": []}))
    page = lawyer.get("/deals/D-002/inventory?size=25&part=A").text
    every = re.search(r'name="every" value="(\w+)"', page)
    assert every is not None
    assert "or with every one of the 39 lines that match" in text_of(page)

    back = "size=25&part=A"
    data = {"every": every[1], "act": "as_proposed", "back": back}
    assert lawyer.post("/deals/D-002/inventory/bulk", data=data).status_code == 303
    decided = [item for item in stored(session, "D-002").items if item.disposition]
    assert len(decided) == 39
    assert lawyer.post("/deals/D-002/inventory/bulk", data=data).status_code == 409


# Papers


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def file_(data: bytes = PDF, name: str = "Heron undertaking.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def test_the_document_of_a_gate_stays_within_the_deal(
    deal: Deal, session: Session, lawyer: FlaskClient, client_of: ClientOf
) -> None:
    response = act(lawyer, "E-001", "gate", gate="COUNTERPARTY_CONSENT", phase="closing", file=file_())

    assert response.status_code == 303
    (paper,) = stored(session).papers
    (gate,) = item_of(session, "E-001").gates
    assert (gate.gate, gate.document) == (Gate.COUNTERPARTY_CONSENT, paper.sha256)
    assert (paper.name, paper.note, paper.by) == (
        "Heron undertaking.pdf",
        "E-001: Counterparty's consent",
        EMAILS[Role.COUNSEL],
    )
    address = f"/deals/D-001/papers/{paper.sha256}"
    assert lawyer.get(address).data == PDF
    assert client_of(Role.ADMIN).get(address).status_code == 404
    assert client_of(Role.ADMIN).get(f"/documents/{paper.sha256}").status_code == 404
    assert "Heron" not in client_of(Role.COMPLIANCE).get("/documents").text


def test_a_paper_that_shows_something_is_not_taken_out(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    act(lawyer, "E-001", "consent", status="requested", file=file_())
    (paper,) = stored(session).papers

    response = lawyer.post(f"/deals/D-001/papers/{paper.sha256}/remove")

    assert response.status_code == 409
    assert "shows something on E-001" in text_of(response.text)
    assert item_of(session, "E-001").consent_document == paper.sha256


def test_guests_get_what_was_released_to_them(
    deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient, client_of: ClientOf
) -> None:
    operations.set_member(counsel, "D-001", EMAILS[Role.GUEST], clock.now().date() + dt.timedelta(days=9))
    lawyer.post(
        "/deals/D-001/papers",
        data={"file": file_(b"Annex one", "annex.txt"), "note": "Draft of the schedule"},
    )
    (paper,) = stored(session).papers
    address, guest = f"/deals/D-001/papers/{paper.sha256}", client_of(Role.GUEST)

    accept_terms(guest)
    assert guest.get(address).status_code == 404
    assert "Draft of the schedule" not in guest.get("/deals/D-001").text
    lawyer.post(address + "/release", data={"for_guests": "yes"})
    assert guest.get(address).data == b"Annex one"
    assert "Draft of the schedule" in guest.get("/deals/D-001").text
    lawyer.post(address + "/release", data={"for_guests": ""})
    assert guest.get(address).status_code == 404


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (None, "File: choose the file."),
        (file_(b"MZ" + b"\0" * 60, "deal.exe"), "is not of an accepted kind"),
        (file_(b"", "deal.pdf"), "is empty: choose the file again."),
    ],
)
def test_what_is_no_document_is_not_filed(
    file: Any, sentence: str, deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    data = {"note": "The letter"} | ({"file": file} if file is not None else {})
    response = lawyer.post("/deals/D-001/papers", data=data)

    assert response.status_code == 422
    assert sentence in text_of(response.text)
    assert 'value="The letter"' in response.text
    assert stored(session).papers == []


def test_a_notice_to_a_counterparty_is_given_once_it_is_sent(
    deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    act(
        lawyer,
        "E-001",
        "decide",
        disposition=ContractDisposition.ASSIGN_NOTICE,
        reason="Their clause says so.",
    )
    act(lawyer, "E-001", "gate", gate="COUNTERPARTY_NOTICE", phase="closing")

    act(lawyer, "E-001", "consent", status="requested", on="2026-02-03")

    page = text_of(lawyer.get("/deals/D-001/inventory/E-001").text)
    assert "Notice to counterparty before closing · added by hand met 3 Feb 2026" in page
