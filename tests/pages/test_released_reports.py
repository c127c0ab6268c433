"""Which reports of a deal its guests see: those that a member released to them, and none before."""

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import Entry
from app.domain.deals import operations
from app.domain.deals.records import Deal
from app.domain.reports import queries, releases
from app.domain.reports.models import Report
from app.infra.blobs import open_blobs
from app.kernel import clock
from app.kernel.errors import Missing
from app.reporting import issue
from app.reporting.order import Order
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.api.conftest import Program
from tests.conftest import EMAILS, ClientOf, actor_of
from tests.pages.dealroom import accept_terms


@pytest.fixture
def report(app: Flask, session: Session, counsel: Actor) -> Report:
    """A draft inventory of a deal with a guest."""
    operations.open_deal(
        counsel, Deal.parse({"codename": "Project Egret", "kind": "asset_all", "side": "target"})
    )
    operations.set_member(counsel, "D-001", EMAILS[Role.GUEST], clock.now().date() + dt.timedelta(days=9))
    operations.set_member(counsel, "D-001", EMAILS[Role.COMPLIANCE])
    store = open_blobs(app.config["SETTINGS"])
    return issue.issue(session, store, SYSTEM, Order("inventory", deal="D-001"))


@pytest.fixture
def guest(report: Report, client_of: ClientOf) -> FlaskClient:
    """The guest, who has accepted the terms."""
    client = client_of(Role.GUEST)
    accept_terms(client)
    return client


def test_a_report_is_not_there_for_guests_until_it_is_released_and_not_once_it_is_withdrawn(
    report: Report, guest: FlaskClient, client_of: ClientOf
) -> None:
    lawyer = client_of(Role.COUNSEL)
    address = f"/deals/D-001/reports/{report.number}"

    def seen() -> tuple[bool, int, int]:
        room = guest.get("/deals/D-001").text
        return (
            report.number in room,
            guest.get(f"{address}/read").status_code,
            guest.get(f"{address}/pdf").status_code,
        )

    assert seen() == (False, 404, 404)
    assert lawyer.post(f"{address}/release").headers["Location"] == "/deals/D-001#reports"
    assert seen() == (True, 200, 200)
    assert lawyer.post(f"{address}/withdraw").status_code == 303
    assert seen() == (False, 404, 404)
    assert lawyer.get(f"{address}/read").status_code == 200


def test_a_release_is_no_change_of_what_the_report_shows(
    app: Flask, session: Session, report: Report, client_of: ClientOf
) -> None:
    lawyer = client_of(Role.COUNSEL)
    for act in ("release", "withdraw"):
        lawyer.post(f"/deals/D-001/reports/{report.number}/{act}")
    session.rollback()

    again = issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("inventory", deal="D-001"))

    assert again.number == report.number


def test_the_deals_page_says_what_guests_get_before_it_is_released_and_since_when_they_have_it(
    report: Report, client_of: ClientOf
) -> None:
    lawyer = client_of(Role.COUNSEL)

    before = lawyer.get("/deals/D-001").text
    assert f"/deals/D-001/reports/{report.number}/release" in before
    assert "the questions for counsel included" in before
    assert "It is a draft." in before
    lawyer.post(f"/deals/D-001/reports/{report.number}/release")
    after = lawyer.get("/deals/D-001").text

    assert "Guests see it" in after
    assert f"/deals/D-001/reports/{report.number}/withdraw" in after
    assert "released to guests by" in after


def test_release_and_withdrawal_are_in_the_trail_for_members_alone(
    report: Report, session: Session, counsel: Actor, client_of: ClientOf
) -> None:
    releases.release(counsel, "D-001", report.number)
    releases.release(counsel, "D-001", report.number)
    releases.withdraw(counsel, "D-001", report.number)

    entries = session.scalars(
        select(Entry).where(Entry.operation.in_(("deal.release_report", "deal.withdraw_report")))
    ).all()
    assert {(entry.operation, entry.deal, entry.notes["for_guests"]) for entry in entries} == {
        ("deal.release_report", "D-001", report.number),
        ("deal.withdraw_report", "D-001", report.number),
    }
    assert report.number not in client_of(Role.AUDITOR).get(f"/trail/{entries[0].seq}").text


def test_only_members_who_write_the_deal_release_its_own_reports(
    report: Report, app: Flask, session: Session, counsel: Actor, guest: FlaskClient, client_of: ClientOf
) -> None:
    operations.open_deal(
        counsel, Deal.parse({"codename": "Project Heron", "kind": "asset_all", "side": "target"})
    )
    board = issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("board"))
    for ref, number in (("D-002", report.number), ("D-001", board.number), ("D-001", "R-2000-0001")):
        with pytest.raises(Missing):
            releases.release(counsel, ref, number)
    address = f"/deals/D-001/reports/{report.number}/release"

    assert guest.post(address).status_code == 404
    assert client_of(Role.ADMIN).post(address).status_code == 404
    assert queries.releases_of(session, "D-001") == {}


def test_no_read_of_reports_gives_a_guest_what_was_not_released(report: Report, session: Session) -> None:
    actor = actor_of(Role.GUEST)

    assert session.scalars(queries.issued(session, actor)).all() == []
    with pytest.raises(Missing):
        queries.get(session, actor, report.number)


def test_programs_release_and_withdraw_as_the_page_does(
    report: Report, app: Flask, guest: FlaskClient
) -> None:
    program = Program(app, Role.COUNSEL)
    read = f"/deals/D-001/reports/{report.number}/read"

    assert program("POST", "/deals/D-001/release-report", {"number": report.number}).status_code == 200
    assert guest.get(read).status_code == 200
    assert program("POST", "/deals/D-001/withdraw-report", {"number": report.number}).status_code == 200
    assert guest.get(read).status_code == 404


def test_the_report_before_is_named_to_who_may_see_it_alone(
    report: Report, app: Flask, session: Session, client_of: ClientOf
) -> None:
    behind = issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("board"))
    assert behind.seal["previous"]["number"] == report.number
    third = issue.issue(session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("findings"))

    stranger = client_of(Role.AUDITOR)
    outside = stranger.get(f"/reports/{behind.number}").text

    assert report.number not in outside
    assert "another report" in outside
    assert report.number in client_of(Role.COUNSEL).get(f"/reports/{behind.number}").text
    assert behind.number in stranger.get(f"/reports/{third.number}").text


def test_on_the_screen_each_table_scrolls_in_a_frame_with_a_name_and_a_link_leads_back(
    report: Report, guest: FlaskClient
) -> None:
    releases.release(SYSTEM, "D-001", report.number)
    page = guest.get(f"/deals/D-001/reports/{report.number}/read").text

    frames = re.findall(r'<div class="scroll" role="group" tabindex="0" aria-label="([^"]+)">\s*<table', page)
    assert len(frames) == len(re.findall(r"<table[\s>]", page)) == page.count("</table></div>")
    assert len(set(frames)) == len(frames)
    assert '<a href="/deals/D-001#reports">← Back to Project Egret</a>' in page
