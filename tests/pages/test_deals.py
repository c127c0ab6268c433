"""Pages of deals: who sees them, what members do on them, and what they refuse."""

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
from app.domain.deals import operations, queries
from app.domain.deals.course import Diligence
from app.domain.deals.records import Deal
from app.domain.deals.terms import DealStage, HandingOn
from app.extensions import db
from app.infra.blobs import open_blobs
from app.reporting import issue
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.domain import objects
from tests.pages.dealroom import (
    CODENAME,
    SECOND,
    accept_terms,
    act,
    item_of,
    mark_of,
    problem_of,
    signed_in,
    stored,
)
from tests.pages.pagereading import changed, errors_of, form_of, text_of

# Who sees a deal


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


# Members and the log of diligence


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


# Segments


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


# The inventory


def test_the_inventory_shows_each_line_with_its_proposal_rules_and_gates(
    deal: Deal, lawyer: FlaskClient
) -> None:
    page = text_of(lawyer.get("/deals/D-001/inventory").text)

    assert "A-002 Allergies S-002 · 25 records Consent required Undecided" in page
    assert "DR-21 Special categories move by consent only" in page
    assert "E-001 Paloma Mensajes Courier terms" in page
    assert "Counterparty's consent before closing · CR-01" in page
    assert "Lines ready K12 0 of 3" in page
    assert "Consents received K12 0 of 1" in page


def test_a_source_that_is_to_be_confirmed_is_marked(deal: Deal, lawyer: FlaskClient) -> None:
    page = text_of(lawyer.get("/deals/D-001/inventory/A-002").text)

    assert "source to confirm" in page


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["A-001", "A-002", "E-001"]),
        ("part=E", ["E-001"]),
        ("part=I", []),
        ("disposition=CONSENT_REQUIRED", ["A-002"]),
        ("gates=COUNTERPARTY_CONSENT", ["E-001"]),
        ("gates=overdue", []),
        ("decision=undecided", ["A-001", "A-002", "E-001"]),
        ("decision=approved", []),
        ("q=allerg", ["A-002"]),
        ("q=dr-21+s-002", ["A-002"]),
        ("q=%00%F0%9F%95%8A", []),
        (
            "part=ZZ&disposition=%3Cb%3E&gates=1&decision=&page=-3&size=7&open=A-999",
            ["A-001", "A-002", "E-001"],
        ),
        ("page=99", ["A-001", "A-002", "E-001"]),
    ],
)
def test_filters_leave_the_lines_that_they_name(
    query: str, numbers: list[str], deal: Deal, lawyer: FlaskClient
) -> None:
    response = lawyer.get(f"/deals/D-001/inventory?{query}")

    assert response.status_code == 200
    assert re.findall(r'<li id="([A-H]-\d+)"', response.text) == numbers


def test_a_filter_in_force_is_a_chip_that_can_be_removed(deal: Deal, lawyer: FlaskClient) -> None:
    page = lawyer.get("/deals/D-001/inventory?part=E&decision=undecided").text

    assert 'class="chip" href="/deals/D-001/inventory?part=E"' in page


def test_a_line_has_a_page_of_its_own_with_its_neighbours(deal: Deal, lawyer: FlaskClient) -> None:
    page = lawyer.get("/deals/D-001/inventory/A-002").text

    assert 'href="/deals/D-001/inventory/A-001" rel="prev"' in page
    assert 'href="/deals/D-001/inventory/E-001" rel="next"' in page
    assert lawyer.get("/deals/D-001/inventory/A-099").status_code == 404


def test_an_empty_inventory_says_how_to_begin(session: Session, counsel: Actor, lawyer: FlaskClient) -> None:
    operations.open_deal(
        counsel, Deal.parse({"codename": CODENAME, "kind": "asset_part", "perimeter": "part"})
    )

    page = text_of(lawyer.get("/deals/D-001/inventory").text)

    assert "No line yet" in page
    assert "n/a nothing to measure" in page


def test_the_inventory_is_issued_from_its_page(deal: Deal, lawyer: FlaskClient) -> None:
    page = lawyer.get("/deals/D-001/inventory").text
    button = page.partition('action="/reports"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(kind|deal)" value="([^"]*)"', button))

    response = lawyer.post("/reports", data=fields)

    assert fields == {"kind": "inventory", "deal": "D-001"}
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/reports/requests/")


# Deciding


def test_a_line_is_decided_as_proposed_and_then_approved(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    response = act(lawyer, "A-002", "decide", disposition="CONSENT_REQUIRED")
    assert (response.status_code, response.headers["Location"]) == (303, "/deals/D-001/inventory/A-002")
    assert (item_of(session, "A-002").disposition, item_of(session, "A-002").override) == (
        "CONSENT_REQUIRED",
        None,
    )
    assert "DR-21" in item_of(session, "A-002").rule_ids

    assert act(lawyer, "A-002", "approve").status_code == 303
    assert item_of(session, "A-002").approved_by == EMAILS[Role.COUNSEL]
    assert "Approved by Counsel on" in text_of(lawyer.get("/deals/D-001/inventory/A-002").text)


def test_the_first_decision_makes_every_number_last(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    act(lawyer, "A-002", "decide", disposition="CONSENT_REQUIRED")

    assert {(item.number, item.ref) for item in stored(session).items} == {
        ("A-001", "S-001"),
        ("A-002", "S-002"),
        ("E-001", "AG-0001"),
    }


def test_a_line_that_goes_leaves_its_number_to_nobody(
    deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    act(lawyer, "A-001", "note", note="Seen")
    act(lawyer, "A-002", "decide", disposition="CONSENT_REQUIRED")
    form = form_of(lawyer.get("/deals/D-001/segments/new").text, name="Lost parcels")

    lawyer.post("/deals/D-001/segments/new", data=form)

    page = lawyer.get("/deals/D-001/inventory").text
    assert re.findall(r'<li id="(A-\d+)"', page) == ["A-001", "A-002", "A-003"]


def test_a_decision_against_the_proposal_needs_a_reason_and_loses_nothing_typed(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    response = act(lawyer, "A-002", "decide", disposition="TRANSFER", reason="   ")

    assert response.status_code == 422
    assert problem_of(response.text) == "Reason: is required to decide against “Consent required”: say why."
    assert '<option value="TRANSFER" selected>' in response.text
    assert item_of(session, "A-002").disposition is None


def test_a_decision_against_the_proposal_is_approved_by_another_person(
    app: Flask, deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    operations.set_member(counsel, "D-001", SECOND)
    reason = "The people said yes\r\nin <writing>"
    assert act(lawyer, "A-002", "decide", disposition="TRANSFER", reason=reason).status_code == 303
    override = item_of(session, "A-002").override
    assert override is not None
    assert (override.by, override.reason, override.was) == (
        EMAILS[Role.COUNSEL],
        "The people said yes\nin <writing>",
        "CONSENT_REQUIRED",
    )
    page = lawyer.get("/deals/D-001/inventory/A-002").text
    assert "in &lt;writing&gt;" in page
    assert "/inventory/A-002/approve" not in page

    alone = act(lawyer, "A-002", "approve")
    assert alone.status_code == 409
    assert "another person must approve it" in alone.text
    assert item_of(session, "A-002").approved_by is None

    assert act(signed_in(app, SECOND), "A-002", "approve").status_code == 303
    assert item_of(session, "A-002").approved_by == SECOND


def test_deciding_anew_takes_the_approval_back(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    act(lawyer, "A-002", "decide", disposition="CONSENT_REQUIRED")
    act(lawyer, "A-002", "approve")

    act(lawyer, "A-002", "decide", disposition="EXCLUDE", reason="Not worth the letters")

    assert (item_of(session, "A-002").disposition, item_of(session, "A-002").approved_by) == ("EXCLUDE", None)
    page = lawyer.get("/deals/D-001/inventory").text
    assert "Part C: Excluded or to be destroyed" in page
    assert '<li id="A-002"' in page


def test_an_agreement_is_decided_by_what_is_done_with_contracts(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    refused = act(lawyer, "E-001", "decide", disposition="DELETE", reason="No")
    assert refused.status_code == 422
    assert problem_of(refused.text) == "Disposition: choose one of the list."

    assert act(lawyer, "E-001", "decide", disposition="ASSIGN_CONSENT").status_code == 303
    assert item_of(session, "E-001").disposition == "ASSIGN_CONSENT"


def test_nothing_is_approved_that_was_not_decided(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    response = act(lawyer, "A-001", "approve")

    assert response.status_code == 409
    assert "nothing is decided on A-001 yet: decide first." in response.text


def test_a_decision_on_a_line_that_changed_meanwhile_is_not_taken(
    app: Flask, deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    operations.set_member(counsel, "D-001", SECOND)
    seen = mark_of(lawyer.get("/deals/D-001/inventory/A-002").text, "A-002")
    act(signed_in(app, SECOND), "A-002", "decide", disposition="EXCLUDE", reason="Leave it")

    response = lawyer.post(
        "/deals/D-001/inventory/A-002/decide",
        data={"seen": seen, "back": "line", "disposition": "TRANSFER", "reason": "They agreed by letter"},
    )

    assert response.status_code == 409
    assert "has changed since you opened it" in response.text
    assert "They agreed by letter" in response.text
    assert item_of(session, "A-002").disposition == "EXCLUDE"


def test_a_decision_on_a_proposal_that_changed_meanwhile_is_not_taken(
    deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    seen = mark_of(lawyer.get("/deals/D-001/inventory/A-001").text, "A-001")
    form = form_of(lawyer.get("/deals/D-001/segments/S-001").text)
    form.setlist("categories", ["health"])
    lawyer.post("/deals/D-001/segments/S-001", data=form)

    response = lawyer.post(
        "/deals/D-001/inventory/A-001/decide", data={"seen": seen, "disposition": "TRANSFER"}
    )

    assert response.status_code == 409
    assert stored(session).items == []


def test_people_decide_on_different_lines_at_the_same_time(
    app: Flask, deal: Deal, session: Session, counsel: Actor, lawyer: FlaskClient
) -> None:
    operations.set_member(counsel, "D-001", SECOND)
    seen = mark_of(lawyer.get("/deals/D-001/inventory/A-002").text, "A-002")
    act(signed_in(app, SECOND), "E-001", "decide", disposition="ASSIGN_CONSENT")

    response = lawyer.post(
        "/deals/D-001/inventory/A-002/decide", data={"seen": seen, "disposition": "CONSENT_REQUIRED"}
    )

    assert response.status_code == 303
    assert [item.disposition for item in stored(session).items] == [
        None,
        "CONSENT_REQUIRED",
        "ASSIGN_CONSENT",
    ]


def test_a_proposal_that_changes_after_the_decision_is_said(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    act(lawyer, "A-001", "decide", disposition="TRANSFER_OPT_OUT")
    form = form_of(lawyer.get("/deals/D-001/segments/S-001").text)
    form.setlist("categories", ["health"])
    lawyer.post("/deals/D-001/segments/S-001", data=form)

    page = text_of(lawyer.get("/deals/D-001/inventory/A-001").text)

    assert "The rules propose consent required now, which they did not at the decision." in page
    assert '<li id="A-001"' in lawyer.get("/deals/D-001/inventory?decision=changed").text


def test_a_line_outside_the_perimeter_is_not_decided(
    deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    form = form_of(lawyer.get("/deals/D-001/segments/S-001").text)
    form.poplist("in_perimeter")
    lawyer.post("/deals/D-001/segments/S-001", data=form)
    page = lawyer.get("/deals/D-001/inventory").text
    assert "Part B: Retained data" in page
    assert "/inventory/A-002/decide" not in page

    number = next(iter(re.findall(r'<li id="(A-\d+)"', page.partition("Part B")[2])))
    response = lawyer.post(
        f"/deals/D-001/inventory/{number}/decide", data={"seen": "0", "disposition": "TRANSFER"}
    )

    assert response.status_code == 409
    assert stored(session).items == []


def test_after_a_decision_the_inventory_opens_where_one_was(deal: Deal, lawyer: FlaskClient) -> None:
    seen = mark_of(lawyer.get("/deals/D-001/inventory?decision=undecided").text, "A-001")

    response = lawyer.post(
        "/deals/D-001/inventory/A-001/decide",
        data={
            "seen": seen,
            "back": "decision=undecided&evil=//elsewhere.example",
            "disposition": "TRANSFER_OPT_OUT",
        },
    )

    assert response.headers["Location"] == "/deals/D-001/inventory?decision=undecided&open=A-001&then=A-002"
    page = lawyer.get(response.headers["Location"]).text
    line = page.partition('<li id="A-002"')[2].partition("<summary")[0]
    assert '<details class="line" open>' in line


def test_a_form_without_its_mark_is_not_taken(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    assert (
        lawyer.post("/deals/D-001/inventory/A-001/decide", data={"disposition": "TRANSFER"}).status_code
        == 409
    )
    assert stored(session) == deal


# Gates, consent, notes


def test_a_gate_is_recorded_with_owner_day_and_evidence(
    deal: Deal, session: Session, lawyer: FlaskClient, today: dt.date
) -> None:
    fields = {"gate": "CONSENTS_RECORDED", "phase": "closing", "owner": EMAILS[Role.COMPLIANCE]}

    act(lawyer, "A-002", "gate", **fields, met_on=today.isoformat(), evidence="Letter no. 4")

    gate = item_of(session, "A-002").gates[0]
    assert (gate.gate.value, gate.met_on, gate.owner, gate.evidence) == (
        "CONSENTS_RECORDED",
        today,
        EMAILS[Role.COMPLIANCE],
        "Letter no. 4",
    )
    page = text_of(lawyer.get("/deals/D-001/inventory/A-002").text)
    assert "Compliance officer · Letter no. 4" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"met_on": "2199-01-01"}, "Met on: 2199-01-01 is in the future: enter it once it has happened."),
        ({"met_on": "soon"}, "Met on: “soon” is not a date"),
        ({"owner": EMAILS[Role.AUDITOR]}, "Owner: choose a member of the deal"),
        ({"evidence": "x" * 300}, "Evidence: is too long"),
        ({"gate": "DRAWBRIDGE"}, "Gate: “DRAWBRIDGE” is not one of the choices"),
        ({"phase": "someday"}, "Phase: “someday” is not one of the choices"),
    ],
)
def test_a_gate_that_cannot_be_right_is_refused(
    changes: dict[str, str], sentence: str, deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    fields = {
        "gate": "CONSENTS_RECORDED",
        "phase": "closing",
        "owner": "",
        "evidence": "Letter no. 4",
    } | changes

    response = act(lawyer, "A-002", "gate", **fields)

    assert response.status_code == 422
    assert sentence in problem_of(response.text)
    assert item_of(session, "A-002").gates == []


def test_a_refused_gate_keeps_what_was_typed(deal: Deal, lawyer: FlaskClient) -> None:
    fields = {"gate": "CONSENTS_RECORDED", "phase": "closing", "met_on": "soon", "evidence": "Letter “4”"}

    page = act(lawyer, "A-002", "gate", **fields).text

    assert 'name="met_on" value="soon"' in page
    assert 'name="evidence" maxlength="200" value="Letter “4”"' in page


def test_what_the_deal_records_meets_the_gates_of_its_lines(
    deal: Deal, session: Session, lawyer: FlaskClient, today: dt.date
) -> None:
    form = form_of(lawyer.get("/deals/D-001/edit").text, art14_notice_on=today.isoformat())
    lawyer.post("/deals/D-001/edit", data=form)

    assert "shown by the deal's own record" in text_of(lawyer.get("/deals/D-001/inventory/A-001").text)


def test_a_consent_is_requested_and_received(
    deal: Deal, session: Session, lawyer: FlaskClient, today: dt.date
) -> None:
    asked, answered = today - dt.timedelta(days=5), today - dt.timedelta(days=1)

    act(lawyer, "E-001", "consent", status="requested", on=asked.isoformat())
    act(lawyer, "E-001", "consent", status="received", on=answered.isoformat())

    item = item_of(session, "E-001")
    assert (item.consent_status, item.consent_requested_on, item.consent_received_on) == (
        "received",
        asked,
        answered,
    )
    page = lawyer.get("/deals/D-001/inventory").text
    assert "Consents received K12 1 of 1" in text_of(page)
    waiting = lawyer.get("/deals/D-001/inventory?gates=COUNTERPARTY_CONSENT").text
    assert re.findall(r'<li id="([A-H]-\d+)"', waiting) == []


@pytest.mark.parametrize(
    ("number", "fields", "status", "sentence"),
    [
        ("E-001", {"status": "promised"}, 422, "Consent: choose one of the list."),
        ("E-001", {"status": "received", "on": "2199-01-01"}, 422, "Day: 2199-01-01 is in the future"),
        ("E-001", {"status": "received", "on": "31/12/2026"}, 422, "Day: “31/12/2026” is not a date"),
        ("A-001", {"status": "received"}, 409, "A-001 is no agreement"),
    ],
)
def test_a_consent_that_cannot_be_right_is_refused(
    number: str,
    fields: dict[str, str],
    status: int,
    sentence: str,
    deal: Deal,
    session: Session,
    lawyer: FlaskClient,
) -> None:
    response = act(lawyer, number, "consent", **fields)

    assert response.status_code == status
    assert sentence in response.text
    assert [item.consent_status for item in stored(session).items] == [None] * len(stored(session).items)


def test_an_answer_before_the_request_is_refused(
    deal: Deal, session: Session, lawyer: FlaskClient, today: dt.date
) -> None:
    act(lawyer, "E-001", "consent", status="requested", on=today.isoformat())

    response = act(
        lawyer, "E-001", "consent", status="refused", on=(today - dt.timedelta(days=1)).isoformat()
    )

    assert response.status_code == 422
    assert "comes before the request" in problem_of(response.text)


def test_a_note_is_written_changed_and_removed(deal: Deal, session: Session, lawyer: FlaskClient) -> None:
    act(lawyer, "A-001", "note", note="Ask <Heron> \U0001f54a\r\ntwice")
    assert item_of(session, "A-001").note == "Ask <Heron> \U0001f54a\ntwice"
    assert "Ask &lt;Heron&gt;" in lawyer.get("/deals/D-001/inventory/A-001").text

    act(lawyer, "A-001", "note", note="  ")
    assert item_of(session, "A-001").note is None


@pytest.mark.parametrize(
    ("note", "sentence"), [("x" * 20_001, "is too long"), ("a\x07b", "control characters")]
)
def test_a_note_that_cannot_be_stored_is_refused(
    note: str, sentence: str, deal: Deal, session: Session, lawyer: FlaskClient
) -> None:
    response = act(lawyer, "A-001", "note", note=note)

    assert response.status_code == 422
    assert sentence in problem_of(response.text)
    assert item_of(session, "A-001").note is None


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
