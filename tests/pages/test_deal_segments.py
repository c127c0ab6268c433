"""Segments of data: added, changed by several people, removed."""

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.deals import operations
from app.domain.deals.course import Diligence
from app.domain.deals.records import Deal
from app.security.actor import Actor
from tests.domain import objects
from tests.pages.dealroom import (
    SECOND,
    act,
    problem_of,
    signed_in,
    stored,
)
from tests.pages.pagereading import changed, errors_of, form_of


def test_a_segment_is_added_with_the_notices_it_was_collected_under(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    objects.notice(title="Old")
    page = lawyer.get("/deals/D-001/segments/new").text
    one_more = lawyer.post("/deals/D-001/segments/new", data=changed(form_of(page), {"add-notices": "1"}))
    assert one_more.status_code == 200
    form = changed(
        form_of(one_more.text, name="Lost parcels", relation="open_claim", records_signing="12"),
        {"notices-0-notice": "NV-0001", "notices-0-share": "40"},
    )

    response = lawyer.post("/deals/D-001/segments/new", data=form)

    assert (response.status_code, response.headers["Location"]) == (303, "/deals/D-001#segments")
    added = stored(session).segments[-1]
    assert (added.ref, added.name, added.records_signing) == ("S-003", "Lost parcels", 12)
    assert [(cohort.notice, cohort.share) for cohort in added.notices] == [("NV-0001", 40)]
    assert "Lost parcels" in lawyer.get("/deals/D-001/inventory").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"notices-0-share": "140"}, "Share: must be at most 100."),
        ({"notices-0-share": "60", "notices-1-share": "50"}, "the shares add up to 110 per cent"),
        ({"notices-1-notice": ""}, "Notice version: is required"),
        ({"records_signing": "many"}, "Records at signing: “many” is not a whole number."),
        ({"records_signing": "-4"}, "Records at signing: must be at least 0."),
        ({"retention_end_on": "31.12.2028"}, "Retention ends on: “31.12.2028” is not a date"),
        ({"activity": "AC-0099"}, "AC-0099 is not in the register"),
    ],
)
def test_a_segment_that_cannot_be_right_is_refused_and_everything_typed_stays(
    changes: dict[str, str], sentence: str, deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    objects.notice(title="Old")
    objects.notice("We care. We write.", title="New")
    page = lawyer.get("/deals/D-001/segments/S-001").text
    for _ in range(2):
        page = lawyer.post(
            "/deals/D-001/segments/S-001", data=changed(form_of(page), {"add-notices": "1"})
        ).text
    cohorts = {"notices-0-notice": "NV-0001", "notices-0-share": "50", "notices-1-notice": "NV-0002"}
    form = changed(form_of(page, name="Letters & more"), cohorts | {"notices-1-share": "50"} | changes)

    response = lawyer.post("/deals/D-001/segments/S-001", data=form)

    assert response.status_code == 422
    assert any(sentence in error for error in errors_of(response.text))
    assert form_of(response.text).to_dict() == form.to_dict()
    assert stored(session) == deal


def test_two_people_at_one_segment_choose_field_by_field(
    app: Flask, deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    operations.set_member(counsel, "D-001", SECOND)
    other = signed_in(app, SECOND)
    mine = form_of(lawyer.get("/deals/D-001/segments/S-001").text, records_signing="410")
    theirs = form_of(other.get("/deals/D-001/segments/S-001").text, name="Letters under way")
    assert other.post("/deals/D-001/segments/S-001", data=theirs).status_code == 303

    response = lawyer.post("/deals/D-001/segments/S-001", data=mine)
    assert response.status_code == 409
    assert "Letters under way" in response.text
    assert "410" in response.text

    choices = changed(form_of(response.text), {"choose-name": "theirs", "choose-records_signing": "mine"})
    assert lawyer.post("/deals/D-001/segments/S-001", data=choices).status_code == 303
    segment = stored(session).segments[0]
    assert (segment.name, segment.records_signing) == ("Letters under way", 410)


def test_two_people_at_two_segments_do_not_disturb_each_other(
    app: Flask, deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    mine = form_of(lawyer.get("/deals/D-001/segments/S-001").text, records_signing="410")
    operations.log_diligence(counsel, "D-001", Diligence(on=dt.date(2026, 1, 5)))

    assert lawyer.post("/deals/D-001/segments/S-001", data=mine).status_code == 303
    assert (stored(session).segments[0].records_signing, len(stored(session).diligence)) == (410, 1)


def test_a_segment_is_removed_until_it_is_a_numbered_line(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    assert lawyer.post("/deals/D-001/segments/S-002/remove").status_code == 303
    act(lawyer, "A-001", "note", note="Seen")

    response = lawyer.post("/deals/D-001/segments/S-001/remove")

    assert response.status_code == 409
    assert problem_of(response.text) == (
        "S-001 is line A-001 of the inventory: set it outside the perimeter instead."
    )
    assert [segment.ref for segment in stored(session).segments] == ["S-001"]


def test_a_segment_that_is_none_is_not_found(deal: Deal, lawyer: FlaskClient) -> None:
    assert lawyer.get("/deals/D-001/segments/S-099").status_code == 404
    assert lawyer.post("/deals/D-001/segments/S-099/remove").status_code == 404
