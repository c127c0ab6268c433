"""What members say of a deal: comments, questions, answers, and whom they wait for."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.deals import operations, remarks
from app.domain.deals.records import Deal
from app.domain.deals.remarks import mentioned
from app.infra import mail, queue
from app.jobs import remarked
from app.kernel import clock
from app.security.actor import Actor
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.pages.dealroom import CODENAME, SECOND, accept_terms, problem_of, signed_in, stored
from tests.pages.pagereading import text_of

LINE = "/deals/D-001/inventory/A-002"


def say(client: FlaskClient, address: str = LINE, **fields: Any) -> TestResponse:
    return client.post(f"{address}/remarks", data={"text": "Where do these lie?"} | fields)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@ana.ruiz please", ["ana.ruiz@a.example"]),
        ("@ANA.RUIZ.", ["ana.ruiz@a.example"]),
        ("(@bo) and @ana.ruiz, @bo", ["bo@a.example", "ana.ruiz@a.example"]),
        ("mail ana.ruiz@a.example", []),
        ("@nobody", []),
        ("@cy", []),
        ("@cy@b.example", ["cy@b.example"]),
    ],
)
def test_a_mention_is_a_member_by_name(text: str, found: list[str]) -> None:
    members = ["ana.ruiz@a.example", "bo@a.example", "cy@a.example", "cy@b.example"]
    assert mentioned(text, members) == found


def test_a_question_on_a_line_waits_for_whom_it_asks_until_it_is_answered(
    deal: Deal, session: Session, lawyer: FlaskClient, client_of: ClientOf
) -> None:
    officer = client_of(Role.COMPLIANCE)
    response = say(lawyer, kind="question", asked=EMAILS[Role.COMPLIANCE])

    assert (response.status_code, response.headers["Location"]) == (303, LINE + "#R-001")
    assert "Compliance officer" in text_of(lawyer.get(LINE).text)
    assert "Waiting for you 1" in text_of(officer.get("/deals").text)
    assert "Asks you Counsel" in text_of(officer.get("/deals/remarks").text)
    assert "1 remark, open question" in text_of(lawyer.get("/deals/D-001/inventory?remarks=question").text)
    officer.post("/deals/D-001/remarks/read")
    assert "Asks you" in text_of(officer.get("/deals/remarks").text)

    assert say(officer, to="R-001", text="At Lark & Letter.").status_code == 303
    assert "Nothing waits for you" in text_of(officer.get("/deals/remarks").text)
    page = text_of(lawyer.get(LINE).text)
    assert "Answered" in page
    assert "At Lark & Letter." in page
    assert [(one.number, one.kind, one.line, one.to) for one in stored(session).remarks] == [
        ("R-001", "question", "A-002", None),
        ("R-002", "answer", "A-002", "R-001"),
    ]


def test_a_mention_waits_until_it_is_read(deal: Deal, lawyer: FlaskClient, client_of: ClientOf) -> None:
    officer = client_of(Role.COMPLIANCE)
    say(lawyer, "/deals/D-001", text="@compliance see the data room.")

    assert "@compliance see the data room." in officer.get("/deals/remarks").text
    officer.post("/deals/D-001/remarks/read")
    assert "Nothing waits for you" in text_of(officer.get("/deals/remarks").text)
    assert "Said to you" not in text_of(lawyer.get("/").text)
    say(officer, "/deals/D-001", text="@counsel it is there.")
    assert "Said to you" in text_of(lawyer.get("/").text)
    assert "the deal: @counsel it is there. mentions you" in text_of(lawyer.get("/").text)
    say(lawyer, "/deals/D-001", text="@compliance and this.")
    assert "and this." in officer.get("/deals/remarks").text
    assert "see the data room" not in officer.get("/deals/remarks").text


def test_a_settled_question_waits_for_nobody_and_can_be_opened_again(
    deal: Deal, lawyer: FlaskClient, client_of: ClientOf
) -> None:
    officer = client_of(Role.COMPLIANCE)
    say(lawyer, kind="question", asked=EMAILS[Role.COMPLIANCE])

    officer.post("/deals/D-001/remarks/R-001/settle", data={"settled": "yes"})
    assert "Settled" in text_of(lawyer.get(LINE).text)
    assert "Nothing waits for you" in text_of(officer.get("/deals/remarks").text)
    lawyer.post("/deals/D-001/remarks/R-001/settle", data={"settled": ""})
    assert "Open question" in text_of(lawyer.get(LINE).text)


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"text": " "}, 422, "Text: is required: write what you want to say."),
        ({"text": "x" * 20_001}, 422, "Text: is too long"),
        ({"kind": "question", "asked": "auditor@lumen.example"}, 422, "Asked: choose a member of the deal"),
    ],
)
def test_what_cannot_be_said_is_refused_and_kept(
    fields: dict[str, str], status: int, sentence: str, deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    response = say(lawyer, **fields)

    assert response.status_code == status
    assert problem_of(response.text).startswith(sentence)
    assert stored(session).remarks == []
    assert (fields.get("text", "Where do these lie?") + "</textarea>") in response.text


def test_an_answer_to_what_is_not_there_is_not_found(deal: Deal, lawyer: FlaskClient) -> None:
    assert say(lawyer, to="R-404").status_code == 404
    assert lawyer.post("/deals/D-001/remarks/R-404/settle").status_code == 404
    assert say(lawyer, "/deals/D-001/inventory/A-404").status_code == 404


def test_guests_see_and_write_what_is_for_guests(
    deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient, client_of: ClientOf
) -> None:
    operations.set_member(counsel, "D-001", EMAILS[Role.GUEST], clock.now().date() + dt.timedelta(days=9))
    guest = client_of(Role.GUEST)
    accept_terms(guest)
    say(lawyer, text="Our price is soft.")
    hidden = say(lawyer, text="@guest look")
    assert hidden.status_code == 409
    assert "is a guest and would not see it" in problem_of(hidden.text)
    say(lawyer, text="@guest which schedule?", for_guests="yes")

    page = guest.get("/deals/D-001").text
    assert "@guest which schedule?" in page
    assert "Our price is soft." not in page
    assert "which schedule?" in guest.get("/deals/remarks").text
    assert say(guest, "/deals/D-001", to="R-001", text="Is it?").status_code == 404

    say(
        guest,
        "/deals/D-001",
        line="A-002",
        text="When is closing?",
        kind="question",
        asked=EMAILS[Role.COUNSEL],
    )
    assert [one.for_guests for one in stored(session).remarks] == [False, True, True]
    assert "When is closing?" in lawyer.get("/deals/remarks").text


def test_a_remark_waits_for_nobody_who_may_not_see_the_deal_any_more(
    app: Flask, deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    operations.set_member(counsel, "D-001", SECOND)
    say(lawyer, text="@second.counsel please approve.")
    second = signed_in(app, SECOND)
    assert CODENAME in second.get("/deals/remarks").text

    operations.remove_member(counsel, "D-001", SECOND)
    assert CODENAME not in second.get("/deals/remarks").text
    assert "Said to you" not in second.get("/").text


def test_numbers_of_remarks_are_never_given_twice(deal: Deal, session: Session, counsel: Actor) -> None:
    remarks.remark(counsel, "D-001", "One")
    operations.open_deal(counsel, Deal.parse({"codename": "Egret", "kind": "asset_all"}))
    assert remarks.remark(counsel, "D-002", "Two").number == "R-001"
    assert remarks.remark(counsel, "D-001", "Three").number == "R-002"


def test_a_form_that_says_something_dangerous_shows_it_as_text(deal: Deal, lawyer: FlaskClient) -> None:
    say(lawyer, text="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in lawyer.get(LINE).text


@pytest.fixture
def posted(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder into which the installation sends its mail."""
    settings = dataclasses.replace(
        app.config["SETTINGS"], mail_url=tmp_path.as_uri(), public_url="https://custodia.example"
    )
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return tmp_path


def work_through(app: Flask) -> None:
    """Do every job whose time has come, as a worker does."""
    waiting = queue.of(app.config["SETTINGS"])
    for task in waiting.read_schedule(clock.now().replace(tzinfo=None)):
        waiting.enqueue(task)
    while (task := waiting.dequeue()) is not None:
        waiting.execute(task)


def test_whom_a_remark_names_is_told_by_mail_without_a_word_of_it(
    app: Flask, deal: Deal, session: Session, counsel: Actor, posted: Path
) -> None:
    operations.set_member(counsel, "D-001", SECOND)
    made = remarks.remark(counsel, "D-001", "@compliance and @second.counsel: the price is soft.")
    operations.remove_member(counsel, "D-001", SECOND)

    remarked.tell("D-001", made.number or "")
    work_through(app)

    (letter,) = [path.read_text() for path in posted.iterdir()]
    assert f"To: {EMAILS[Role.COMPLIANCE]}" in letter
    assert "https://custodia.example/deals/remarks" in letter
    for hidden in (CODENAME, "Heron", "price"):
        assert hidden not in letter


def test_mail_that_the_server_does_not_take_is_tried_again_until_the_last_pause_is_over(
    app: Flask, deal: Deal, session: Session, counsel: Actor, posted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = remarks.remark(counsel, "D-001", "@compliance look.")
    tried: list[str] = []

    def refuse(_settings: object, message: mail.Message) -> None:
        tried.append(message.to)
        raise mail.Undelivered("The mail server cannot be reached.")

    with monkeypatch.context() as broken:
        broken.setattr(mail, "send", refuse)
        remarked.tell("D-001", made.number or "")
        work_through(app)
        assert tried == [EMAILS[Role.COMPLIANCE]]
        work_through(app)
        assert len(tried) == 1  # a minute has not passed

    with time_machine.travel(clock.now() + mail.PAUSES[0] * 1.5, tick=False):
        work_through(app)
    assert len(list(posted.iterdir())) == 1

    monkeypatch.setattr(mail, "send", refuse)
    for failed in range(len(mail.PAUSES) + 1):
        remarked.write("D-001", made.number or "", EMAILS[Role.COMPLIANCE], failed)
    work_through(app)
    assert len(queue.of(app.config["SETTINGS"]).scheduled()) == len(mail.PAUSES)


def test_mail_that_was_settled_or_refused_for_good_is_not_tried_again(
    app: Flask, deal: Deal, session: Session, counsel: Actor, posted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = remarks.remark(counsel, "D-001", "@compliance look.")

    def refuse(_settings: object, _message: mail.Message) -> None:
        raise mail.Undelivered("The mail server refuses the recipient (code 550).", for_good=True)

    with monkeypatch.context() as refusing:
        refusing.setattr(mail, "send", refuse)
        remarked.write("D-001", made.number or "", EMAILS[Role.COMPLIANCE], 0)
    assert queue.of(app.config["SETTINGS"]).pending_count() == 0
    remarks.settle(counsel, "D-001", made.number or "")
    remarked.write("D-001", made.number or "", EMAILS[Role.COMPLIANCE], 0)
    assert not list(posted.iterdir())


def test_without_mail_nobody_is_written_to(app: Flask, deal: Deal, session: Session, counsel: Actor) -> None:
    made = remarks.remark(counsel, "D-001", "@compliance look.")
    remarked.tell("D-001", made.number or "")
    remarked.tell("D-001", "R-404")
    remarked.tell("D-404", "R-001")
    assert queue.of(app.config["SETTINGS"]).pending_count() == 0
