"""Who sees a deal: its members alone, whatever the address, the role and the day; what they may take along."""

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.db.unit_of_work import begin
from app.domain.audit import chain
from app.domain.deals import operations
from app.domain.deals.records import Deal
from app.domain.deals.terms import HandingOn
from app.domain.reports import releases
from app.extensions import db
from app.infra.blobs import open_blobs
from app.reporting import issue
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.pages.dealroom import (
    CODENAME,
    SECOND,
    accept_terms,
    signed_in,
    stored,
)
from tests.pages.pagereading import text_of


def _body(response: TestResponse) -> str:
    """A page without what differs from request to request, and without the reference that was asked for."""
    text = re.sub(r'nonce="[^"]*"|value="[^"]*"|<code>[^<]*</code>', "", response.text)
    return text.replace("D-999", "D-001")


def _addresses(app: Flask) -> list[tuple[str, str]]:
    """Every method and address below a deal."""
    values = {"number": "E-001", "segment": "S-001", "form": "pdf"}
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/deals/<ref>"):
            path = rule.rule.replace("<ref>", "D-001")
            for name, value in values.items():
                path = path.replace(f"<{name}>", value)
            found += [(method, path) for method in (rule.methods or set()) & {"GET", "POST"}]
    return sorted(found)


@pytest.mark.parametrize("role", list(Role))
def test_to_who_is_no_member_a_deal_is_not_there_whatever_the_address_and_the_role(
    role: Role, app: Flask, deal: Deal, client_of: ClientOf
) -> None:
    outsider = signed_in(app, SECOND) if role in {Role.COUNSEL, Role.COMPLIANCE} else client_of(role)
    addresses = _addresses(app)
    assert len(addresses) > 20

    for method, path in addresses:
        there = outsider.open(path, method=method)
        nowhere = outsider.open(path.replace("D-001", "D-999"), method=method)
        assert (method, path, there.status_code) == (method, path, 404)
        assert nowhere.status_code == 404
        assert _body(there) == _body(nowhere)
        assert CODENAME not in there.text


@pytest.mark.parametrize(
    "ref", ["d-001", "D-1", "D-00a", "D-001 ", "D-9999999999", "%00", "../D-001", "deal"]
)
def test_an_address_that_names_no_deal_is_not_found(ref: str, deal: Deal, lawyer: FlaskClient) -> None:
    assert lawyer.get(f"/deals/{ref}").status_code == 404


def test_a_deal_asks_strangers_to_sign_in_whether_or_not_it_exists(deal: Deal, client_of: ClientOf) -> None:
    stranger = client_of()

    assert stranger.get("/deals/D-001").headers["Location"] == "/sign-in?next=/deals/D-001"
    assert stranger.get("/deals/D-999").headers["Location"] == "/sign-in?next=/deals/D-999"
    assert stranger.post("/deals/D-001/archive").status_code == 401
    assert stranger.post("/deals/D-999/archive").status_code == 401


def test_the_list_of_who_has_no_deal_does_not_tell_whether_there_are_any(
    app: Flask, session: Session, client_of: ClientOf, counsel: Actor
) -> None:
    outsiders = (Role.ADMIN, Role.EXECUTIVE, Role.AUDITOR, Role.GUEST, Role.COMPLIANCE)
    before = {role: _body(client_of(role).get("/deals")) for role in outsiders}
    operations.open_deal(counsel, Deal.parse({"codename": CODENAME, "kind": "asset_all"}))

    for role in outsiders:
        assert "No deal is open to you" in before[role]
        assert _body(client_of(role).get("/deals")) == before[role]
        assert CODENAME not in client_of(role).get("/deals?export=csv&archived=all").text


def test_the_codename_is_on_no_page_of_who_is_no_member(deal: Deal, client_of: ClientOf) -> None:
    for role in (Role.ADMIN, Role.AUDITOR, Role.EXECUTIVE, Role.GUEST):
        client = client_of(role)
        for path in (
            "/",
            "/deals",
            "/reports",
            "/trail",
            "/findings",
            "/people",
            "/search?q=Heron",
            "/deals?q=Heron",
        ):
            assert "Project Heron" not in client.get(path).text


def test_members_see_the_deal_in_their_list(deal: Deal, client_of: ClientOf) -> None:
    for role in (Role.COUNSEL, Role.COMPLIANCE):
        page = client_of(role).get("/deals").text
        assert CODENAME in page
        assert "Due diligence" in page


def test_the_list_can_be_searched_filtered_and_exported(deal: Deal, lawyer: FlaskClient) -> None:
    assert CODENAME in lawyer.get("/deals?q=heron&stage=diligence&kind=asset_all").text
    assert CODENAME not in lawyer.get("/deals?stage=closed").text
    assert lawyer.get("/deals?export=csv").text.splitlines()[1].startswith(f"{CODENAME},D-001,")


def test_a_guest_sees_the_deal_until_the_end_of_the_last_day(
    app: Flask, deal: Deal, session: Session, counsel: Actor, client_of: ClientOf, today: dt.date
) -> None:
    guest = client_of(Role.GUEST)
    operations.set_member(counsel, "D-001", EMAILS[Role.GUEST], today)
    number = issue.issue(
        session, open_blobs(app.config["SETTINGS"]), SYSTEM, issue.Order("inventory", deal="D-001")
    )
    releases.release(SYSTEM, "D-001", number.number)

    paths = [
        "/deals/D-001",
        f"/deals/D-001/reports/{number.number}/read",
        f"/deals/D-001/reports/{number.number}/pdf",
    ]
    accept_terms(guest)
    assert [guest.get(path).status_code for path in paths] == [200, 200, 200]
    assert guest.get(paths[2]).data.startswith(b"%PDF")
    assert CODENAME in guest.get("/deals").text

    _let_end(session, today - dt.timedelta(days=1))
    assert [guest.get(path).status_code for path in paths] == [404, 404, 404]
    assert CODENAME not in guest.get("/deals").text


def _let_end(session: Session, day: dt.date) -> None:
    """Let the guest's membership end on *day*, as time does: no operation puts a last day into the past."""
    with begin("system", "deal.set_member", chain.last_instant) as work:
        record = work.get(Deal, "D-001")
        members = [
            member.model_copy(update={"until": day}) if member.person == EMAILS[Role.GUEST] else member
            for member in record.members
        ]
        work.save(record.model_copy(update={"members": members}))
        chain.file_entry(work, deal="D-001")


def test_a_report_is_not_served_under_another_deal(
    app: Flask, deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    operations.open_deal(counsel, Deal.parse({"codename": "Project Egret", "kind": "asset_all"}))
    issued = issue.issue(
        session, open_blobs(app.config["SETTINGS"]), SYSTEM, issue.Order("inventory", deal="D-001")
    )

    assert lawyer.get(f"/deals/D-001/reports/{issued.number}/json").status_code == 200
    assert lawyer.get(f"/deals/D-002/reports/{issued.number}/json").status_code == 404
    assert lawyer.get(f"/deals/D-001/reports/{issued.number}/exe").status_code == 404
    assert lawyer.get("/deals/D-001/reports/R-2000-0001/pdf").status_code == 404


def test_who_may_hand_on_nothing_takes_no_report_along(
    app: Flask, deal: Deal, session: Session, counsel: Actor, client_of: ClientOf
) -> None:
    operations.set_member(counsel, "D-001", EMAILS[Role.COMPLIANCE], handing=HandingOn.NOTHING)
    issued = issue.issue(
        session, open_blobs(app.config["SETTINGS"]), SYSTEM, issue.Order("inventory", deal="D-001")
    )
    paths = [f"/deals/D-001/reports/{issued.number}/pdf", f"/reports/{issued.number}/pdf"]
    officer, lawyer = client_of(Role.COMPLIANCE), client_of(Role.COUNSEL)

    assert [officer.get(path).status_code for path in paths] == [403, 403]
    assert "May hand on: nothing: to be read here only" in text_of(lawyer.get("/deals/D-001").text)
    operations.set_member(counsel, "D-001", EMAILS[Role.COMPLIANCE], handing=HandingOn.SCHEDULES)
    assert [officer.get(path).status_code for path in paths] == [200, 200]


def test_the_database_is_asked_as_often_for_a_deal_of_others_as_for_one_that_is_not(
    app: Flask, deal: Deal
) -> None:
    outsider = signed_in(app, SECOND)
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    for method, path in _addresses(app):
        counts = []
        for address in (path, path.replace("D-001", "D-999")):
            asked.clear()
            event.listen(engine, "before_cursor_execute", note)
            outsider.open(address, method=method)
            event.remove(engine, "before_cursor_execute", note)
            counts.append(list(asked))
        assert (method, path, counts[0]) == (method, path, counts[1])


def test_a_member_who_may_not_write_reads_and_changes_nothing(
    app: Flask, deal: Deal, session: Session, client_of: ClientOf
) -> None:
    reader = client_of(Role.COMPLIANCE)
    before = stored(session)

    main = reader.get("/deals/D-001/inventory/A-001").text.partition("<main")[2]
    assert re.findall(r'method="post" (?:enctype="[^"]*" )?action="([^"]*)"', main) == [
        "/deals/D-001/inventory/A-001/remarks"
    ]
    assert "Add a segment" not in reader.get("/deals/D-001").text
    for method, path in _addresses(app):
        # A letter is drafted for whoever may hand papers on; nothing of it is stored.
        if method == "POST" and "/remarks" not in path and not path.endswith("/letter"):
            assert (path, reader.post(path).status_code) == (path, 403)
    assert stored(session) == before
