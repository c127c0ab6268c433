"""Gates together, consents with their letters, and the calendar at a secret address."""

import datetime as dt
import io
import re
import zipfile

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as people
from app.domain.deals import calendar, operations
from app.domain.deals.models import CalendarAddress
from app.domain.deals.records import Deal
from app.domain.deals.terms import HandingOn
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.domain import objects
from tests.pages.dealroom import CODENAME, act, item_of, stored
from tests.pages.pagereading import text_of


def test_the_gates_of_a_deal_stand_together_with_their_lines(deal: Deal, lawyer: FlaskClient) -> None:
    page = text_of(lawyer.get("/deals/D-001/gates").text)

    assert "Counterparty's consent CR-01 open on 1 line, first due" in page
    assert "Open: E-001" in page
    assert re.search(r"Notice sent DR-14 open on 2 lines, first due \d+ \w+ \d+ Open: A-001 , A-002", page)


def test_a_gate_is_recorded_on_every_line_on_which_it_is_open(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    data = {"gate": "NOTICE_SENT", "phase": "after", "met_on": "2026-01-05", "evidence": "Mailing of January"}
    assert lawyer.post("/deals/D-001/gates", data=data).status_code == 303

    met = [item_of(session, number).gates for number in ("A-001", "A-002")]
    assert [[(gate.met_on, gate.evidence) for gate in gates] for gates in met] == [
        [(dt.date(2026, 1, 5), "Mailing of January")]
    ] * 2
    assert "met on 2" in text_of(lawyer.get("/deals/D-001/gates").text)


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"met_on": "2199-01-01"}, 422, "Met on: 2199-01-01 is in the future"),
        ({}, 422, "Fill in at least one of owner, due, met and evidence."),
        ({"gate": "COURT_ORDER", "met_on": "2026-01-05"}, 409, "“Court order” is open on no line."),
        ({"owner": "auditor@lumen.example"}, 422, "Owner: choose a member of the deal"),
        ({"due_on": "soon"}, 422, "Due on: “soon” is not a date"),
    ],
)
def test_what_cannot_be_recorded_on_them_is_said(
    changes: dict[str, str], status: int, sentence: str, deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    response = lawyer.post("/deals/D-001/gates", data={"gate": "NOTICE_SENT", "phase": "after"} | changes)

    assert response.status_code == status
    assert sentence in text_of(response.text) or "COURT" in str(changes)
    assert not any(item.gates for item in stored(session).items)


# Consents and letters


def test_the_consents_say_whom_to_ask_by_when_and_where_it_stands(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    act(lawyer, "E-001", "consent", status="requested", on="2026-01-05")
    page = text_of(lawyer.get("/deals/D-001/consents").text)

    assert deal.closing_on is not None
    ask_by = deal.closing_on - dt.timedelta(days=30)
    assert (
        f"E-001 Paloma Mensajes Courier terms Counterparty's consent Assign with consent · CR-01 {ask_by.day} "
        in page
    )
    assert "30 days' notice Requested requested 5 Jan 2026" in page
    assert "The people concerned Letters on the way Notice sent after closing · DR-14" in page


def words(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def test_a_letter_names_neither_the_deal_nor_the_buyer_until_it_may(
    deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    objects.entity(legal_name="Halcyon Rings, Inc.")
    named = stored(session).model_copy(update={"buyer_entity": "EN-0001", "letter_from": "A. Ruiz, counsel"})
    operations.update(counsel, "D-001", named)
    address = "/deals/D-001/consents/E-001/letter"
    page = lawyer.get(address).text
    made = words(lawyer.post(address).data)

    assert "clause 7.2" in made
    assert "We ask for your consent to the assignment." in made
    assert "the agreement gives you 30 days" in made
    assert "A. Ruiz, counsel" in made
    for hidden in (CODENAME, "Heron", "Halcyon", "D-001"):
        assert hidden not in made
    assert "Halcyon" not in page.partition("<main")[2]

    operations.update(counsel, "D-001", named.model_copy(update={"letters_name_buyer": True}))
    assert "passes to Halcyon Rings, Inc." in words(lawyer.post(address).data)


def test_what_was_changed_in_the_draft_is_in_the_file(deal: Deal, lawyer: FlaskClient) -> None:
    address = "/deals/D-001/consents/E-001/letter"
    response = lawyer.post(address, data={"body": "One.\r\n\r\nTwo, =1+1.", "to": "Paloma\nLegal"})

    assert response.headers["Content-Disposition"].endswith("E-001-paloma-mensajes.docx")
    assert "One.\nTwo, =1+1." in words(response.data)


def test_every_letter_comes_in_one_archive(deal: Deal, lawyer: FlaskClient) -> None:
    data = lawyer.get("/deals/D-001/consents/letters.zip").data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["E-001-paloma-mensajes.docx"]
        assert "consent to the assignment" in words(archive.read(archive.namelist()[0]))


def test_a_line_of_data_has_no_letter(deal: Deal, lawyer: FlaskClient) -> None:
    assert lawyer.get("/deals/D-001/consents/A-001/letter").status_code == 404


def test_who_may_not_hand_on_papers_gets_no_letter(
    deal: Deal, session: Session, counsel: Actor, client_of: ClientOf
) -> None:
    operations.set_member(counsel, "D-001", EMAILS[Role.COMPLIANCE], handing=HandingOn.SCHEDULES)
    officer = client_of(Role.COMPLIANCE)

    assert officer.get("/deals/D-001/consents/E-001/letter").status_code == 403
    assert officer.get("/deals/D-001/consents/letters.zip").status_code == 403
    assert "Word files" not in officer.get("/deals/D-001/consents").text


# The calendar


def address_in(page: str) -> str:
    found = re.search(r'value="http://[^/"]+(/calendar/[^"]+\.ics)"', page)
    assert found is not None
    return found[1]


def made_by(client: FlaskClient) -> str:
    return address_in(client.post("/deals/calendar").text)


def unfolded(feed: str) -> str:
    return feed.replace("\r\n ", "")


def test_the_calendar_says_what_is_due_and_no_codename(
    deal: Deal, lawyer: FlaskClient, client_of: ClientOf
) -> None:
    feed = client_of().get(made_by(lawyer))

    assert (feed.status_code, feed.mimetype) == (200, "text/calendar")
    text = unfolded(feed.text)
    assert deal.closing_on is not None
    ask_by = deal.closing_on - dt.timedelta(days=30)
    assert f"DTSTART;VALUE=DATE:{ask_by:%Y%m%d}\r\n" in text
    assert "SUMMARY:D-001: counterparty's consent due on 1 line\r\n" in text
    assert "SUMMARY:D-001: closing\r\n" in text
    for hidden in (CODENAME, "Heron", "Paloma", "Allergies"):
        assert hidden not in text


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    address = made_by(lawyer)

    token = address.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in lawyer.get("/deals/calendar").text
    assert token not in {row.token_hash for row in session.query(CalendarAddress)}


def test_a_new_address_ends_the_old_one_and_revoking_ends_it_too(
    deal: Deal, lawyer: FlaskClient, client_of: ClientOf
) -> None:
    stranger = client_of()
    first, second = made_by(lawyer), made_by(lawyer)

    assert [stranger.get(one).status_code for one in (first, second)] == [404, 200]
    lawyer.post("/deals/calendar/revoke")
    assert stranger.get(second).status_code == 404
    assert stranger.get("/calendar/nothing.ics").status_code == 404


def test_the_calendar_follows_what_its_person_may_see_and_hand_on(
    app: Flask, deal: Deal, session: Session, counsel: Actor, client_of: ClientOf
) -> None:
    officer, stranger = client_of(Role.COMPLIANCE), client_of()
    address = made_by(officer)
    assert "D-001" in stranger.get(address).text

    operations.set_member(counsel, "D-001", EMAILS[Role.COMPLIANCE], handing=HandingOn.SCHEDULES)
    assert "D-001" not in stranger.get(address).text
    operations.set_member(counsel, "D-001", EMAILS[Role.COMPLIANCE])
    assert "D-001" in stranger.get(address).text
    operations.remove_member(counsel, "D-001", EMAILS[Role.COMPLIANCE])
    assert "VEVENT" not in stranger.get(address).text
    person, _ = people.get(session, EMAILS[Role.COMPLIANCE])
    accounts.update(SYSTEM, person.email, person.model_copy(update={"active": False}))
    assert stranger.get(address).status_code == 404


def test_of_an_abandoned_deal_only_certificates_are_due(session: Session, counsel: Actor) -> None:
    operations.open_deal(
        counsel,
        Deal.parse(
            {
                "codename": CODENAME,
                "kind": "asset_all",
                "stage": "abandoned",
                "closing_on": "2027-09-01",
                "certificates": [
                    {"recipient": "Halcyon", "due_on": "2027-05-01"},
                    {"recipient": "Corvus", "due_on": "2027-05-02", "received_on": "2027-05-01"},
                ],
            }
        ),
    )
    found = calendar.happenings(session, counsel, "https://custodia.example/")
    assert [(one.on, one.summary, one.url) for one in found] == [
        (
            dt.date(2027, 5, 1),
            "D-001: a certificate of deletion is due",
            "https://custodia.example/deals/D-001",
        )
    ]
