"""Guests of a deal: terms on entry, a trail of what they look at, copies that carry their name, and nothing else."""

import datetime as dt
import io

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import Entry
from app.domain.deals import operations
from app.domain.deals.guest_access import TERMS, TERMS_VERSION
from app.domain.deals.records import Deal
from app.infra.blobs import open_blobs
from app.kernel import clock
from app.reporting import issue, verification
from app.reporting.order import Order
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.pages.routes import ROUTES, SAMPLES
from tests.reporting import verapdf

GUEST = EMAILS[Role.GUEST]


@pytest.fixture
def deal(session: Session, counsel: Actor) -> Deal:
    """A deal of which the guest is a member."""
    made = operations.open_deal(
        counsel, Deal.parse({"codename": "Project Egret", "kind": "asset_all", "side": "target"})
    )
    operations.set_member(counsel, made.ref or "", GUEST, clock.now().date() + dt.timedelta(days=9))
    return made


@pytest.fixture
def guest(deal: Deal, client_of: ClientOf) -> FlaskClient:
    """The guest, who has accepted the terms."""
    client = client_of(Role.GUEST)
    client.post("/deals/D-001/terms", data={"version": TERMS_VERSION})
    return client


def test_nothing_of_the_deal_is_shown_before_the_terms_are_accepted(
    deal: Deal, client_of: ClientOf, session: Session
) -> None:
    client = client_of(Role.GUEST)
    for path in ("/deals/D-001", "/deals/D-001/inventory", "/deals/D-001/gates"):
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
    guest.get("/deals/D-001/inventory")

    seen = session.scalars(select(Entry).where(Entry.operation == "deal.visit").order_by(Entry.seq)).all()
    assert [(entry.actor, entry.deal, entry.notes["visit"]) for entry in seen] == [
        (GUEST, "D-001", "/deals/D-001"),
        (GUEST, "D-001", "/deals/D-001/inventory"),
    ]
    assert "/deals/D-001" not in client_of(Role.AUDITOR).get(f"/trail/{seen[0].seq}").text


@pytest.mark.verapdf
def test_a_guests_copy_carries_the_name_on_each_page_and_is_genuine_and_accessible(
    guest: FlaskClient, app: Flask, session: Session
) -> None:
    store = open_blobs(app.config["SETTINGS"])
    report = issue.issue(session, store, SYSTEM, Order("inventory", deal="D-001"))
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


def test_every_other_page_is_closed_to_a_guest(guest: FlaskClient, app: Flask) -> None:
    """Whatever the table of routes opens neither to everybody nor to any sign-in is closed."""
    for (method, rule), allowed in ROUTES.items():
        if allowed is None or Role.GUEST in allowed:
            continue
        url = rule
        for name in ("ref", "key", "number", "seq", "section", "place"):
            url = url.replace(f"<{name}>", "1").replace(f"<int:{name}>", "1")
        if "<" in url:
            continue
        assert guest.open(url, method=method).status_code in {403, 404, 405}, (method, rule)
    assert SAMPLES


def test_a_guest_of_one_deal_finds_no_trace_of_another(
    guest: FlaskClient, counsel: Actor, session: Session
) -> None:
    operations.open_deal(
        counsel, Deal.parse({"codename": "Project Heron", "kind": "asset_all", "side": "target"})
    )

    for path in ("/deals", "/", "/deals/D-002", "/deals/D-002/terms", "/deals/D-002/inventory"):
        assert "Heron" not in guest.get(path).text, path
    assert "D-002" not in guest.get("/search?q=Heron").text
    hidden, missing = guest.get("/deals/D-002").text, guest.get("/deals/D-404").text
    assert hidden.replace("D-002", "D-404")[:400] == missing[:400]


def test_after_the_last_day_and_after_removal_everything_is_closed(
    guest: FlaskClient, counsel: Actor
) -> None:
    operations.remove_member(counsel, "D-001", GUEST)

    for path in ("/deals/D-001", "/deals/D-001/terms", "/deals/D-001/inventory"):
        assert guest.get(path).status_code == 404
    assert guest.post("/deals/D-001/remarks", data={"text": "x"}).status_code == 404
