"""Members of a deal, and the log of what was disclosed in diligence."""

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.deals import operations
from app.domain.deals.records import Deal
from app.security.actor import Actor
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.pages.dealroom import (
    SECOND,
    problem_of,
    stored,
)
from tests.pages.pagereading import changed, errors_of, form_of


def test_a_member_lets_another_in_until_a_day_and_out_again(
    deal: Deal, session: Session, lawyer: FlaskClient, client_of: ClientOf, today: dt.date
) -> None:
    guest, until = EMAILS[Role.GUEST], today + dt.timedelta(days=9)

    assert (
        lawyer.post("/deals/D-001/members", data={"person": guest, "until": until.isoformat()}).status_code
        == 303
    )
    assert (stored(session).members[-1].person, stored(session).members[-1].until) == (guest, until)
    assert client_of(Role.GUEST).get("/deals/D-001").headers["Location"] == "/deals/D-001/terms"

    assert lawyer.post("/deals/D-001/members/remove", data={"person": guest}).status_code == 303
    assert client_of(Role.GUEST).get("/deals/D-001").status_code == 404


def test_a_member_is_given_another_last_day(
    deal: Deal, session: Session, lawyer: FlaskClient, today: dt.date
) -> None:
    lawyer.post("/deals/D-001/members", data={"person": EMAILS[Role.COMPLIANCE], "until": today.isoformat()})

    assert [(member.person, member.until) for member in stored(session).members] == [
        (EMAILS[Role.COUNSEL], None),
        (EMAILS[Role.COMPLIANCE], today),
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"person": ""}, "Person: is required: fill it in."),
        ({"person": "nobody@lumen.example"}, "Person: choose somebody of the list"),
        ({"person": EMAILS[Role.EXECUTIVE]}, "Person: choose somebody of the list"),
        (
            {"person": EMAILS[Role.GUEST], "until": "2020-01-01"},
            "2020-01-01 has passed: choose a later day or none.",
        ),
        ({"person": EMAILS[Role.GUEST], "until": "later"}, "Until: “later” is not a date"),
    ],
)
def test_a_member_who_cannot_be_one_is_refused_and_the_form_keeps_its_input(
    data: dict[str, str], sentence: str, deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    response = lawyer.post("/deals/D-001/members", data=data)

    assert response.status_code == 422
    assert sentence in problem_of(response.text)
    assert f'name="until" value="{data.get("until", "")}"' in response.text
    assert stored(session) == deal


def test_the_last_member_who_may_write_cannot_leave(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    response = lawyer.post("/deals/D-001/members/remove", data={"person": EMAILS[Role.COUNSEL]})

    assert response.status_code == 409
    assert problem_of(response.text) != ""
    assert stored(session) == deal


def test_who_leaves_a_deal_goes_back_to_the_list_and_sees_it_no_more(
    deal: Deal, counsel: Actor, lawyer: FlaskClient
) -> None:
    operations.set_member(counsel, "D-001", SECOND)

    response = lawyer.post("/deals/D-001/members/remove", data={"person": EMAILS[Role.COUNSEL]})

    assert (response.status_code, response.headers["Location"]) == (303, "/deals")
    assert lawyer.get("/deals/D-001").status_code == 404


def test_removing_somebody_who_is_no_member_is_not_found(deal: Deal, lawyer: FlaskClient) -> None:
    assert lawyer.post("/deals/D-001/members/remove", data={"person": SECOND}).status_code == 404


def test_a_disclosure_is_logged_and_corrected(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    new = form_of(
        lawyer.get("/deals/D-001/diligence/new").text, on="2026-01-05", redaction_note="Counts alone"
    )
    assert lawyer.post("/deals/D-001/diligence/new", data=new).status_code == 303

    form = changed(
        form_of(lawyer.get("/deals/D-001/diligence").text), {"diligence-0-redaction_note": "Counts by year"}
    )
    assert lawyer.post("/deals/D-001/diligence", data=form).status_code == 303
    assert [(one.on.isoformat(), one.redaction_note) for one in stored(session).diligence] == [
        ("2026-01-05", "Counts by year")
    ]
    assert "Counts by year" in lawyer.get("/deals/D-001").text


def test_a_disclosure_without_a_day_is_refused_with_its_note_kept(deal: Deal, lawyer: FlaskClient) -> None:
    form = form_of(lawyer.get("/deals/D-001/diligence/new").text, redaction_note="Counts alone")

    response = lawyer.post("/deals/D-001/diligence/new", data=form)

    assert response.status_code == 422
    assert errors_of(response.text) == ["On: is required: fill it in."]
    assert "Counts alone" in response.text
