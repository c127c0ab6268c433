"""Opening a deal, changing its facts, moving it through its stages, and its own page."""

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.deals import operations, queries
from app.domain.deals.records import Deal
from app.domain.deals.terms import DealStage
from app.infra.blobs import open_blobs
from app.reporting import issue
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS
from tests.pages.dealroom import (
    CODENAME,
    SECOND,
    act,
    problem_of,
    signed_in,
    stored,
)
from tests.pages.pagereading import changed, errors_of, form_of, text_of

# Opening and changing a deal


def test_who_opens_a_deal_is_its_first_member(session: Session, lawyer: FlaskClient) -> None:
    form = form_of(lawyer.get("/deals/new").text, codename="Project Ibis", kind="share_purchase")

    response = lawyer.post("/deals/new", data=form)

    assert (response.status_code, response.headers["Location"]) == (303, "/deals/D-001")
    assert [member.person for member in stored(session).members] == [EMAILS[Role.COUNSEL]]
    assert "Project Ibis" in lawyer.get("/deals/D-001").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"codename": ""}, "Codename: is required: fill it in."),
        ({"codename": "x" * 300}, "Codename: is too long: shorten it to 200 characters."),
        ({"kind": "barter"}, "Structure: “barter” is not one of the choices"),
        ({"signing_on": "soon"}, "Signing on: “soon” is not a date"),
        ({"signing_on": "2027-05-01", "closing_on": "2027-04-01"}, "correct one of the two dates"),
        ({"stage": "signed"}, "Signing on: is required at the stage “Signed”: enter the day."),
        ({"buyer_country": "XX"}, "“XX” is not a country"),
        ({"buyer_entity": "EN-0099"}, "EN-0099 is not in the register: choose one that is."),
        ({"window_days": "-1"}, "Objection window: must be at least 0."),
    ],
)
def test_what_cannot_be_right_is_refused_and_everything_typed_stays(
    changes: dict[str, str], sentence: str, session: Session, lawyer: FlaskClient
) -> None:
    form = changed(
        form_of(
            lawyer.get("/deals/new").text,
            codename="Project <b>Ibis</b> \U0001f54a",
            kind="asset_all",
            perimeter_note="The atelier, and =SUM(A1)",
        ),
        dict(changes),
    )

    response = lawyer.post("/deals/new", data=form)

    assert response.status_code == 422
    assert any(sentence in error for error in errors_of(response.text))
    assert form_of(response.text).to_dict() == form.to_dict()
    assert queries.visible_refs(session, SYSTEM) == set()


def test_two_deals_of_one_person_have_two_codenames(deal: Deal, lawyer: FlaskClient) -> None:
    form = form_of(lawyer.get("/deals/new").text, codename="project  HERON", kind="asset_all")

    response = lawyer.post("/deals/new", data=form)

    assert response.status_code == 422
    assert errors_of(response.text) == [
        "Codename: “project HERON” is already the codename of D-001: choose another."
    ]


def test_anothers_codename_may_be_used_since_nobody_may_know_of_it(
    app: Flask, deal: Deal, session: Session
) -> None:
    other = signed_in(app, SECOND)

    response = other.post(
        "/deals/new", data=form_of(other.get("/deals/new").text, codename=CODENAME, kind="asset_all")
    )

    assert response.status_code == 303


def test_two_people_at_the_facts_choose_field_by_field(
    deal: Deal, session: Session, lawyer: FlaskClient, counsel: Actor
) -> None:
    form = form_of(lawyer.get("/deals/D-001/edit").text, perimeter_note="Everything but the archive")
    operations.update(counsel, "D-001", deal.model_copy(update={"buyer_country": "PT"}))

    response = lawyer.post("/deals/D-001/edit", data=form)
    assert response.status_code == 409
    assert "Everything but the archive" in response.text

    assert lawyer.post("/deals/D-001/edit", data=form_of(response.text)).status_code == 303
    assert (stored(session).perimeter_note, stored(session).buyer_country) == (
        "Everything but the archive",
        "PT",
    )


def test_editing_the_facts_leaves_members_segments_and_stage(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    form = form_of(lawyer.get("/deals/D-001/edit").text, codename="Project Egret")

    assert lawyer.post("/deals/D-001/edit", data=form).status_code == 303
    assert stored(session) == deal.model_copy(update={"codename": "Project Egret"})


def test_an_archived_deal_leaves_the_list_is_not_changed_and_can_be_restored(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    assert lawyer.post("/deals/D-001/archive", follow_redirects=True).status_code == 200
    assert CODENAME not in lawyer.get("/deals").text
    assert CODENAME in lawyer.get("/deals?archived=yes").text
    assert "Decide as proposed" not in lawyer.get("/deals/D-001/inventory").text
    assert lawyer.post("/deals/D-001/stage", data={"stage": "prepare"}).status_code == 409

    assert lawyer.post("/deals/D-001/restore").status_code == 303
    assert stored(session).archived is False


# Stages


def _moves(page: str) -> set[str]:
    return set(re.findall(r'name="stage" value="(\w+)"', page))


def test_only_the_moves_that_are_allowed_are_offered(deal: Deal, lawyer: FlaskClient) -> None:
    assert _moves(lawyer.get("/deals/D-001").text) == {"prepare", "signed", "abandoned"}


def test_signing_takes_the_day_and_moves_the_deal(
    deal: Deal, session: Session, lawyer: FlaskClient, today: dt.date
) -> None:
    data = {"stage": "signed", "on": today.isoformat(), "reason": "The lines follow tonight."}
    response = lawyer.post("/deals/D-001/stage", data=data)

    assert response.status_code == 303
    assert (stored(session).stage, stored(session).signing_on) == (DealStage.SIGNED, today)
    assert _moves(lawyer.get("/deals/D-001").text) == {"closed", "abandoned"}


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({"stage": "signed", "on": "yesterday"}, 422, "Day: “yesterday” is not a date"),
        ({"stage": "signed", "on": "2199-01-01"}, 422, "Signed on: 2199-01-01 is in the future"),
        ({"stage": "signed"}, 422, "is in the future: enter the day once it has come."),
        ({"stage": "signed", "on": "2020-01-01"}, 409, "Stage: Signed asks for more: Undecided: A-001"),
    ],
)
def test_a_move_that_cannot_be_is_refused_with_a_sentence(
    data: dict[str, str], status: int, sentence: str, deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    response = lawyer.post("/deals/D-001/stage", data=data)

    assert response.status_code == status
    assert sentence in text_of(response.text)
    assert stored(session) == deal


def test_a_refused_move_keeps_the_day_that_was_typed(deal: Deal, lawyer: FlaskClient) -> None:
    page = lawyer.post("/deals/D-001/stage", data={"stage": "signed", "on": "yesterday"}).text

    assert 'name="on" value="yesterday"' in page
    assert problem_of(page).startswith("Day: “yesterday” is not a date")


def test_a_stage_that_is_none_is_a_bad_request(deal: Deal, lawyer: FlaskClient) -> None:
    assert lawyer.post("/deals/D-001/stage", data={"stage": "married"}).status_code == 400


def test_a_stage_that_does_not_follow_is_refused(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    assert lawyer.post("/deals/D-001/stage", data={"stage": "closed"}).status_code == 409
    assert stored(session) == deal


def test_before_signing_the_page_says_what_is_still_open(deal: Deal, lawyer: FlaskClient) -> None:
    assert "The stage asks for more: Undecided: A-001, A-002, E-001" in text_of(
        lawyer.get("/deals/D-001").text
    )


def test_passing_over_what_a_stage_asks_for_is_kept_with_its_reason(
    deal: Deal, session: Session, lawyer: FlaskClient, today: dt.date
) -> None:
    data = {"stage": "signed", "on": today.isoformat(), "reason": "The lines follow\r\ntonight."}
    lawyer.post("/deals/D-001/stage", data=data)

    (move,) = stored(session).moves
    assert (move.stage, move.on, move.by) == (DealStage.SIGNED, today, EMAILS[Role.COUNSEL])
    assert (move.reason, move.left_open) == ("The lines follow\ntonight.", ["Undecided: A-001, A-002, E-001"])
    page = text_of(lawyer.get("/deals/D-001").text)
    assert "Left open: Undecided: A-001, A-002, E-001" in page


def test_a_refused_move_keeps_the_reason_that_was_typed(deal: Deal, lawyer: FlaskClient) -> None:
    data = {"stage": "signed", "on": "yesterday", "reason": "Tonight, =1+1"}
    assert ">Tonight, =1+1</textarea>" in lawyer.post("/deals/D-001/stage", data=data).text


# The deal's own page


def _signed(lawyer: FlaskClient) -> None:
    day = dt.date(2020, 1, 1).isoformat()
    moved = lawyer.post("/deals/D-001/stage", data={"stage": "signed", "on": day, "reason": "Tonight."})
    assert moved.status_code == 303


def test_the_page_shows_findings_with_the_line_that_they_are_about(
    deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    _signed(lawyer)

    page = text_of(lawyer.get("/deals/D-001").text)

    assert "Critical DEAL-01 on line A-001 The deal is signed and A-001 has no approved disposition." in page
    assert "2 more of DEAL-01 The deal is signed and A-002 has no approved disposition. line A-002" in page


def test_the_history_tells_lines_and_members_apart(deal: Deal, lawyer: FlaskClient, today: dt.date) -> None:
    act(lawyer, "A-002", "decide", disposition="EXCLUDE", reason="Leave it")
    lawyer.post("/deals/D-001/members", data={"person": EMAILS[Role.GUEST], "until": today.isoformat()})

    page = text_of(lawyer.get("/deals/D-001").text.partition('id="history"')[2])

    assert "Counsel decided a line" in page
    assert "Line A-002: Disposition Not recorded after: Exclude (stays with seller)" in page
    assert "Member Guest Not recorded after: Guest, until" in page
    assert "Counsel opened the deal" in page


def test_the_page_lists_the_reports_of_the_deal_with_their_files(
    app: Flask, deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    issued = issue.issue(
        session, open_blobs(app.config["SETTINGS"]), SYSTEM, issue.Order("inventory", deal="D-001")
    )

    page = lawyer.get("/deals/D-001").text

    assert f'href="/deals/D-001/reports/{issued.number}/pdf"' in page
    assert f'href="/reports/{issued.number}"' in page


def test_a_deal_of_which_nothing_is_known_yet_is_shown(
    session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    operations.open_deal(counsel, Deal.parse({"codename": "פרויקט Ibis", "kind": "bankruptcy_363"}))

    page = text_of(lawyer.get("/deals/D-001").text)

    assert "No segment yet" in page
    assert "Bankruptcy Petition on Not recorded" in page
