"""Guests of a deal: terms on entry, a trail of what they look at, copies that carry their name, and nothing else."""

import datetime as dt
import io
import re

import pikepdf
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import operations as accounts
from app.domain.accounts.records import Person
from app.domain.audit.models import Entry
from app.domain.deals import calendar, operations, remarks
from app.domain.deals.guest_access import TERMS, TERMS_VERSION
from app.domain.deals.models import Member
from app.domain.deals.records import Deal
from app.domain.deals.terms import HandingOn
from app.domain.reports import releases
from app.domain.reports.models import Report
from app.infra.blobs import open_blobs
from app.kernel import clock
from app.reporting import issue, verification
from app.reporting.order import Order
from app.reporting.papers import text_as_pdf
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf, actor_of
from tests.pages.dealroom import accept_terms, signed_in, stored
from tests.pages.pagereading import text_of
from tests.pages.routes import ROUTES
from tests.pages.test_access import filled
from tests.reporting import verapdf

GUEST = EMAILS[Role.GUEST]


@pytest.fixture
def deal(session: Session, counsel: Actor) -> Deal:
    """A deal of which the guest is a member."""
    made = operations.open_deal(
        counsel,
        Deal.parse(
            {
                "codename": "Project Egret",
                "kind": "asset_all",
                "side": "target",
                "segments": [{"name": "Buyers of rings"}],
            }
        ),
    )
    operations.set_member(counsel, made.ref or "", GUEST, clock.now().date() + dt.timedelta(days=9))
    return made


@pytest.fixture
def guest(deal: Deal, client_of: ClientOf) -> FlaskClient:
    """The guest, who has accepted the terms."""
    client = client_of(Role.GUEST)
    client.post("/deals/D-001/terms", data={"version": TERMS_VERSION})
    return client


def released(app: Flask, session: Session) -> Report:
    """The inventory of the deal, issued and released to its guests."""
    report = issue.issue(
        session, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("inventory", deal="D-001")
    )
    releases.release(SYSTEM, "D-001", report.number)
    return report


def test_nothing_of_the_deal_is_shown_before_the_terms_are_accepted(
    deal: Deal, client_of: ClientOf, session: Session
) -> None:
    client = client_of(Role.GUEST)
    for path in ("/deals/D-001", "/deals/D-001/reports/R10-1/pdf", "/deals/D-001/papers/00"):
        assert client.get(path).headers["Location"] == "/deals/D-001/terms"
    assert client.post("/deals/D-001/remarks", data={"text": "Hello"}).headers["Location"].endswith("/terms")
    page = client.get("/deals/D-001/terms").text
    assert all(sentence in page.replace("&#39;", "'") for sentence in TERMS)

    assert client.post("/deals/D-001/terms", data={"version": "older"}).status_code == 409
    assert client.post("/deals/D-001/terms", data={"version": TERMS_VERSION}).status_code == 303
    assert client.get("/deals/D-001").status_code == 200
    entry = session.scalars(select(Entry).where(Entry.operation == "deal.accept_terms")).one()
    assert (entry.actor, entry.deal) == (GUEST, "D-001")


def test_who_is_of_the_house_accepts_nothing(deal: Deal, client_of: ClientOf) -> None:
    lawyer = client_of(Role.COUNSEL)

    assert lawyer.get("/deals/D-001").status_code == 200
    assert lawyer.post("/deals/D-001/terms").status_code == 403


def test_a_new_last_day_leaves_the_acceptance_as_it_is(guest: FlaskClient, counsel: Actor) -> None:
    operations.set_member(counsel, "D-001", GUEST, clock.now().date() + dt.timedelta(days=30))

    assert guest.get("/deals/D-001").status_code == 200


def test_everything_that_a_guest_looks_at_is_noted_for_the_members(
    guest: FlaskClient, session: Session, client_of: ClientOf
) -> None:
    guest.get("/deals/D-001")
    guest.get("/deals/D-001/papers/00")

    seen = session.scalars(select(Entry).where(Entry.operation == "deal.visit").order_by(Entry.seq)).all()
    assert [(entry.actor, entry.deal, entry.notes["visit"]) for entry in seen] == [
        (GUEST, "D-001", "/deals/D-001"),
        (GUEST, "D-001", "/deals/D-001/papers/00"),
    ]
    assert "/deals/D-001" not in client_of(Role.AUDITOR).get(f"/trail/{seen[0].seq}").text


@pytest.mark.verapdf
def test_a_guests_copy_carries_the_name_on_each_page_and_is_genuine_and_accessible(
    guest: FlaskClient, app: Flask, session: Session
) -> None:
    store = open_blobs(app.config["SETTINGS"])
    report = released(app, session)
    original = next(f.sha256 for f in issue.queries.renderings(session, report.number) if f.format == "pdf")

    first = guest.get(f"/deals/D-001/reports/{report.number}/pdf").data
    second = guest.get(f"/deals/D-001/reports/{report.number}/pdf").data

    assert first not in (second, store.get(original))
    with pikepdf.open(io.BytesIO(first)) as pdf:
        assert all("/CustodiaCopy" in page.obj.Resources.XObject for page in pdf.pages)
    verdict = verification.verify(session, first, store)
    assert verdict.holds
    assert ("Copy for", GUEST) in verdict.details
    flipped = bytearray(first)
    flipped[len(first) // 2] ^= 1
    assert not verification.verify(session, bytes(flipped), store).holds
    assert verapdf.broken_clauses({"copy": first}) == {"copy": []}


def test_a_released_pdf_is_the_guests_copy_and_stays_here_where_it_cannot_be_marked(
    guest: FlaskClient, client_of: ClientOf, session: Session
) -> None:
    lawyer = client_of(Role.COUNSEL)
    for data, name in ((text_as_pdf("Annex one"), "annex.pdf"), (b"%PDF-1.7\n%%EOF\n", "broken.pdf")):
        lawyer.post("/deals/D-001/papers", data={"file": (io.BytesIO(data), name), "for_guests": "yes"})
    whole, broken = (f"/deals/D-001/papers/{paper.sha256}" for paper in stored(session).papers)

    with pikepdf.open(io.BytesIO(guest.get(whole).data)) as pdf:
        assert all("/CustodiaCopy" in page.obj.Resources.XObject for page in pdf.pages)
    assert lawyer.get(whole).data == text_as_pdf("Annex one")
    assert guest.get(broken).status_code == 409
    assert "cannot be marked as your copy" in guest.get(broken).text


def test_a_guest_does_not_go_back_to_what_was_shown_to_them_before(
    guest: FlaskClient, client_of: ClientOf, session: Session, counsel: Actor
) -> None:
    lawyer = client_of(Role.COUNSEL)
    data = {"file": (io.BytesIO(b"Annex one"), "annex.txt"), "for_guests": "yes"}
    lawyer.post("/deals/D-001/papers", data=data)
    (paper,) = stored(session).papers
    address = f"/deals/D-001/papers/{paper.sha256}"
    assert guest.get(address).status_code == 200
    shown_at = clock.format_instant(clock.now())
    lawyer.post(address + "/release", data={"for_guests": ""})

    assert guest.get(address).status_code == 404
    assert guest.get(address, query_string={"as_of": shown_at}).status_code == 404
    assert guest.get("/deals/D-001", query_string={"as_of": shown_at}).status_code == 404
    assert lawyer.get(address, query_string={"as_of": shown_at}).status_code == 200


ROOM = {
    ("GET", "/deals/<ref>"),
    ("GET", "/deals/<ref>/terms"),
    ("POST", "/deals/<ref>/terms"),
    ("GET", "/deals/<ref>/papers/<sha>"),
    ("GET", "/deals/<ref>/reports/<number>/<form>"),
    ("GET", "/deals/<ref>/reports/<number>/read"),
    ("POST", "/deals/<ref>/remarks"),
    ("POST", "/deals/<ref>/remarks/<remark>/settle"),
    ("POST", "/deals/<ref>/remarks/read"),
}
"""Everything below a deal that is there for its guests."""


def deal_routes() -> list[tuple[str, str]]:
    return [(method, rule) for method, rule in ROUTES if rule.startswith("/deals/<ref>")]


def test_the_room_holds_schedules_released_papers_and_questions_and_nothing_of_the_register(
    app: Flask, guest: FlaskClient, counsel: Actor, session: Session
) -> None:
    remarks.remark(counsel, "D-001", "Our price is soft.")
    remarks.remark(counsel, "D-001", "Which annex do you mean?", for_guests=True)
    report = released(app, session)

    page = guest.get("/deals/D-001").text

    assert report.number in page
    assert f"/deals/D-001/reports/{report.number}/pdf" in page
    assert "Which annex do you mean?" in page
    assert "Our price is soft." not in page
    assert 'id="bar-search"' not in page
    linked = set(re.findall(r'(?:href|action)="(/[^"#?]*)', page)) - {"/sign-out"}
    statuses = {path: guest.get(path).status_code for path in linked if not path.startswith("/static")}
    assert {path for path, status in statuses.items() if status not in {200, 405}} == set()


@pytest.mark.parametrize(
    "path", ["/", "/deals", "/deals/remarks", "/account", "/deals/D-001/terms", "/deals/D-404"]
)
def test_no_page_of_a_guest_leads_where_they_may_not_go(guest: FlaskClient, path: str) -> None:
    page = guest.get(path).text

    assert 'id="bar-search"' not in page
    linked = set(re.findall(r'href="(/[^"#?]*)', page))
    assert {one for one in linked if guest.get(one).status_code != 200} == set()


def test_of_the_deal_the_room_alone_is_there(app: Flask, guest: FlaskClient) -> None:
    outside = [row for row in deal_routes() if row not in ROOM]
    assert len(outside) > 30
    for method, rule in outside:
        assert guest.open(filled(app, rule), method=method).status_code == 404, (method, rule)


def test_a_guest_reads_a_schedule_here_although_they_may_take_none(
    app: Flask, guest: FlaskClient, counsel: Actor, session: Session
) -> None:
    report = released(app, session)
    operations.set_member(
        counsel, "D-001", GUEST, clock.now().date() + dt.timedelta(days=9), handing=HandingOn.NOTHING
    )

    read = guest.get(f"/deals/D-001/reports/{report.number}/read")

    assert read.status_code == 200
    assert "Personal Information and Data Processing Arrangements" in read.text
    assert "sandbox" in read.headers["Content-Security-Policy"]
    assert "script-src" not in read.headers["Content-Security-Policy"]
    assert guest.get(f"/deals/D-001/reports/{report.number}/pdf").status_code == 403
    assert f"/reports/{report.number}/pdf" not in guest.get("/deals/D-001").text


def test_a_guest_takes_a_schedule_as_their_copy_in_no_other_form(
    app: Flask, guest: FlaskClient, session: Session
) -> None:
    report = released(app, session)

    for form in ("json", "xlsx", "docx", "html"):
        assert guest.get(f"/deals/D-001/reports/{report.number}/{form}").status_code == 404


def test_a_question_names_its_line_and_comes_back_with_what_was_typed_where_there_is_none(
    guest: FlaskClient, session: Session, counsel: Actor
) -> None:
    asked = {"text": "Where are these kept?", "kind": "question"}

    refused = guest.post("/deals/D-001/remarks", data=asked | {"line": "a-404"})
    assert refused.status_code == 422
    assert "the schedule has no line “A-404”" in refused.text
    assert "Where are these kept?</textarea>" in refused.text
    assert guest.post("/deals/D-001/remarks", data=asked | {"line": " a-001 "}).status_code == 303
    (made,) = stored(session).remarks
    assert (made.line, made.for_guests, made.by) == ("A-001", True, GUEST)
    remarks.remark(counsel, "D-001", "In Zaragoza.", to="R-001")
    page = text_of(guest.get("/deals/D-001").text)
    assert "Line A-001 Answered" in page
    assert "In Zaragoza." in page


def test_one_guest_does_not_learn_of_another(
    app: Flask, guest: FlaskClient, session: Session, counsel: Actor
) -> None:
    rival = "rival@bidder.example"
    accounts.add(SYSTEM, Person(email=rival, name="Rita Rival", roles=[Role.GUEST]))
    operations.set_member(counsel, "D-001", rival, clock.now().date() + dt.timedelta(days=9))
    other = signed_in(app, rival)
    accept_terms(other)
    other.post("/deals/D-001/remarks", data={"text": "Is the price final?", "kind": "question"})
    remarks.remark(counsel, "D-001", "Yes, to the rival.", to="R-001")

    for path in ("/deals/D-001", "/deals/remarks", "/"):
        page = guest.get(path).text
        assert not [word for word in ("Rival", rival, "Is the price final?", "to the rival") if word in page]
    assert guest.post("/deals/D-001/remarks", data={"text": "Me too.", "to": "R-001"}).status_code == 404
    assert guest.post("/deals/D-001/remarks/R-001/settle", data={"settled": "yes"}).status_code == 404
    asked = {"text": "@rival look", "kind": "question", "asked": rival}
    assert guest.post("/deals/D-001/remarks", data=asked).status_code == 422
    guest.post("/deals/D-001/remarks", data={"text": "@rival look"})
    assert stored(session).remarks[-1].mentions == []


def test_a_guest_has_no_calendar_of_the_deal(guest: FlaskClient, session: Session) -> None:
    assert guest.get("/deals/calendar").status_code == 404
    assert guest.post("/deals/calendar").status_code == 404
    token = calendar.make_address(actor_of(Role.GUEST))
    assert guest.get(f"/calendar/{token}.ics").status_code == 404


def test_every_other_page_is_closed_to_a_guest(app: Flask, demo: None, client_of: ClientOf) -> None:
    """Whatever the table of routes opens neither to everybody nor to any sign-in is closed."""
    closed = [row for row, allowed in ROUTES.items() if allowed is not None and Role.GUEST not in allowed]
    assert len(closed) > 200
    guest = client_of(Role.GUEST)
    for method, rule in closed:
        assert guest.open(filled(app, rule), method=method).status_code == 403, (method, rule)


def test_a_guest_of_one_deal_finds_no_trace_of_another(
    app: Flask, guest: FlaskClient, counsel: Actor, session: Session
) -> None:
    operations.open_deal(
        counsel, Deal.parse({"codename": "Project Heron", "kind": "asset_all", "side": "target"})
    )

    for path in ("/deals", "/", "/deals/remarks", "/search?q=Heron", "/deals?q=Heron&archived=all"):
        page = guest.get(path).text
        assert "Project Heron" not in page, path
        assert "D-002" not in page, path
    for method, rule in deal_routes():
        hidden = guest.open(filled(app, rule).replace("D-001", "D-002"), method=method)
        missing = guest.open(filled(app, rule).replace("D-001", "D-404"), method=method)
        assert (hidden.status_code, missing.status_code) == (404, 404), (method, rule)
        assert told(hidden.text).replace("D-002", "D-404") == told(missing.text), (method, rule)


def told(page: str) -> str:
    """What an error says, without the number of the request in the log."""
    return re.sub(r"number in the log \S+", "", text_of(page))


def noon_of_the_last_day(session: Session) -> dt.datetime:
    """Midday of the guest's last day as it is stored: midnight may pass between two looks at the clock."""
    until = session.scalars(select(Member.until).where(Member.person == GUEST)).one()
    assert until is not None
    return dt.datetime.combine(until, dt.time(12), dt.UTC)


def test_after_the_last_day_everything_is_closed(
    app: Flask, guest: FlaskClient, session: Session, client_of: ClientOf
) -> None:
    report = released(app, session)
    file = f"/deals/D-001/reports/{report.number}/pdf"
    last_day = noon_of_the_last_day(session)
    with time_machine.travel(last_day, tick=False):
        on_it = client_of(Role.GUEST)
        assert on_it.get(file).status_code == 200
    with time_machine.travel(last_day + dt.timedelta(days=1), tick=False):
        after = client_of(Role.GUEST)
        for method, rule in deal_routes():
            assert after.open(filled(app, rule), method=method).status_code == 404, (method, rule)
        assert after.get(file).status_code == 404
        for path in ("/", "/deals", "/deals/remarks", "/search?q=Egret"):
            assert "Project Egret" not in after.get(path).text


def test_after_removal_everything_is_closed_at_once_in_a_session_that_is_open(
    app: Flask, guest: FlaskClient, counsel: Actor, session: Session
) -> None:
    report = released(app, session)
    file = f"/deals/D-001/reports/{report.number}/pdf"
    assert guest.get(file).status_code == 200
    operations.remove_member(counsel, "D-001", GUEST)

    for method, rule in deal_routes():
        assert guest.open(filled(app, rule), method=method).status_code == 404, (method, rule)
    assert guest.get(file).status_code == 404
    assert "Project Egret" not in guest.get("/").text
