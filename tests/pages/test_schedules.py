"""Pages of scheduled reports."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.reports import deliveries, queries, schedules
from app.domain.reports.models import ReportDelivery, ReportRequest
from app.domain.reports.records import ReportSchedule
from app.domain.reports.terms import Rhythm
from app.infra.mail import Message, Undelivered
from app.jobs import issuing
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf, actor_of

FIELDS = {
    "name": "Board report",
    "kind": "board",
    "paper": "A4",
    "rhythm": "monthly",
    "weekday": "monday",
    "day": "1",
    "month": "january",
    "time": "07:00",
    "time_zone": "Europe/Madrid",
    "recipients": [EMAILS[Role.EXECUTIVE]],
}


@pytest.fixture
def planned(session: Session) -> str:
    """The reference of a schedule."""
    plan = ReportSchedule.parse(FIELDS)
    return schedules.add(actor_of(Role.COMPLIANCE), plan).ref or ""


def test_a_schedule_is_planned_and_shown(client: FlaskClient, session: Session) -> None:
    answer = client.post("/reports/schedules/new", data=FIELDS)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert "Every month on day 1 at 07:00 (Europe/Madrid)" in page
    assert "Executive <span" in page
    assert "set CUSTODIA_MAIL_URL" in page
    listed = client.get("/reports/schedules").text
    assert "Board report" in listed
    assert "/reports/schedules/SC-0001" in listed


def test_a_new_schedule_begins_in_the_organisations_zone_with_what_can_be_scheduled(
    client: FlaskClient,
) -> None:
    page = client.get("/reports/schedules/new").text
    assert '<option selected value="Europe/Madrid">' in page
    assert 'value="inventory"' not in page
    assert EMAILS[Role.EXECUTIVE] in page
    assert EMAILS[Role.GUEST] not in page


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    answer = client.post("/reports/schedules/new", data=FIELDS | {"time": "7 o'clock", "name": "Mine"})
    assert answer.status_code == 422
    assert "is not a time of day: write it like 07:00" in answer.text
    assert 'value="7 o&#39;clock"' in answer.text
    assert 'value="Mine"' in answer.text


def test_a_schedule_is_edited(client: FlaskClient, session: Session, planned: str) -> None:
    page = f"/reports/schedules/{planned}"
    answer = client.post(f"{page}/edit", data=FIELDS | {"version": "1", "rhythm": "quarterly"})
    assert answer.status_code == 303
    assert queries.schedule(session, planned)[0].rhythm is Rhythm.QUARTERLY
    assert "On day 1 of January, April, July, October" in client.get(page).text


def test_a_schedule_is_paused_and_resumed(client: FlaskClient, planned: str) -> None:
    page = f"/reports/schedules/{planned}"
    client.post(f"{page}/pause")
    assert "Paused: nothing is issued until it is resumed." in client.get(page).text
    assert "paused" in client.get("/reports/schedules").text
    client.post(f"{page}/resume")
    assert "Paused: nothing" not in client.get(page).text


def test_run_now_it_is_issued_and_its_recipients_are_told(
    app: Flask, client: FlaskClient, session: Session, planned: str
) -> None:
    answer = client.post(f"/reports/schedules/{planned}/run")
    request_id = answer.headers["Location"].rpartition("/")[2]
    issuing.issue(request_id)
    session.rollback()
    page = client.get(f"/reports/schedules/{planned}").text
    number = session.get_one(ReportRequest, request_id).report
    assert f"/reports/{number}" in page
    assert "No mail server is set: set CUSTODIA_MAIL_URL." in page
    assert "Send again" in page


def test_a_message_given_up_is_sent_again(
    client: FlaskClient, session: Session, planned: str, tmp_path: Path
) -> None:
    request_id = client.post(f"/reports/schedules/{planned}/run").headers["Location"].rpartition("/")[2]
    issuing.issue(request_id)
    session.rollback()
    key = {"request": request_id, "recipient": EMAILS[Role.EXECUTIVE]}
    answer = client.post(f"/reports/schedules/{planned}/send", data=key)
    assert answer.status_code == 303
    row = session.get_one(ReportDelivery, tuple(key.values()), populate_existing=True)
    assert (row.state, row.attempts) == ("waiting", 0)
    box: list[Message] = []
    deliveries.send(deliveries.Key(*key.values()), box.append, str)
    assert len(box) == 1
    client.post(f"/reports/schedules/{planned}/send", data=key)
    assert (
        "The message was sent, or is still being tried." in client.get(f"/reports/schedules/{planned}").text
    )


def test_executives_see_schedules_and_change_none(client_of: ClientOf, planned: str) -> None:
    executive = client_of(Role.EXECUTIVE)
    page = executive.get(f"/reports/schedules/{planned}").text
    assert "Board report" in page
    assert "Issue now" not in page
    assert executive.post(f"/reports/schedules/{planned}/run").status_code == 403


def test_the_runs_of_schedules_stand_among_the_reports_under_way(
    client_of: ClientOf, client: FlaskClient, planned: str
) -> None:
    client.post(f"/reports/schedules/{planned}/run")
    for who in (client, client_of(Role.COUNSEL)):
        page = who.get("/reports").text
        assert "of schedule" in page
        assert "Waiting for a worker" in page
    assert "of schedule" not in client_of(Role.EXECUTIVE).get("/reports").text


def test_a_refusal_for_good_is_shown(session: Session, client: FlaskClient, planned: str) -> None:
    request_id = client.post(f"/reports/schedules/{planned}/run").headers["Location"].rpartition("/")[2]
    issuing.issue(request_id)
    session.rollback()
    key = deliveries.Key(request_id, EMAILS[Role.EXECUTIVE])
    deliveries.send_again(actor_of(Role.COMPLIANCE), key.request, key.recipient)

    def refuse(message: Message) -> None:
        raise Undelivered("The mail server refuses the recipient (code 550).", for_good=True)

    deliveries.send(key, refuse, str)
    assert "refuses the recipient (code 550)" in client.get(f"/reports/schedules/{planned}").text
