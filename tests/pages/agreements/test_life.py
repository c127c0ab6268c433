"""Where an agreement stands and what can be done next: signatures, renewal, termination, stages, flows, archive."""

import datetime as dt

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.agreements import operations, queries
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import Acceptance, AgreementKind, Stage
from app.domain.flows import operations as flows
from app.domain.flows.records import Flow
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.security.actor import Actor
from tests.pages.agreements.conftest import DAY, new
from tests.pages.pagereading import changed, form_of, text_of


def test_the_page_says_where_an_agreement_stands_and_why(
    client: FlaskClient, session: Session, officer: Actor, agreement: str, today: dt.date
) -> None:
    record, version = queries.get(session, agreement)
    ends = today + 40 * DAY
    operations.update(
        officer,
        agreement,
        record.model_copy(update={"evergreen": False, "expires_on": ends, "notice_days": 20}),
        version=version,
    )

    words = text_of(client.get(f"/agreements/{agreement}").text)

    assert "AG-0001 · Renewal due · Confidentiality agreement (NDA) with Correo Rápido" in words
    assert "(in 40 days). Notice is due by" in words
    assert "By its dates. The stage recorded by hand is “In force”." in words
    assert "Not the recorded recipient" not in words
    assert "Letters FL-0001 Active" in words
    assert "No document on file" in words


def test_the_page_of_one_that_nobody_signed_says_what_is_missing(
    client: FlaskClient, session: Session, officer: Actor, party: str, today: dt.date
) -> None:
    operations.register(
        officer,
        Agreement(
            third_party=party, kind=AgreementKind.DPA, acceptance=Acceptance.ESIGN, signed_us_on=today - DAY
        ),
    )

    words = text_of(client.get("/agreements/AG-0001").text)

    assert "Data processing agreement AG-0001 · Partly signed" in words
    assert "their signature is not recorded." in words


def test_versions_and_amendments_are_named_on_each_others_pages(
    client: FlaskClient, session: Session, officer: Actor, agreement: str, party: str, today: dt.date
) -> None:
    operations.register(
        officer,
        Agreement(third_party=party, kind=AgreementKind.NDA, title="Amendment no. 1", parent=agreement),
    )
    start = form_of(client.get(f"/agreements/{agreement}/supersede").text)
    assert (start["title"], start["stage"], start.getlist("governs_flows")) == (
        "Undertaking of secrecy",
        "draft",
        ["FL-0001"],
    )
    answer = client.post(
        f"/agreements/{agreement}/supersede", data=changed(start, {"title": "Undertaking 2026"})
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, "/agreements/AG-0003")
    old, newer = (text_of(client.get(f"/agreements/{ref}").text) for ref in (agreement, "AG-0003"))
    assert "AG-0003 is to take its place once it is concluded." in old
    for page in (old, newer):
        chain = page[page.index("Versions, amendments and annexes") :]
        places = [chain.index(ref) for ref in (agreement, "AG-0002", "AG-0003")]
        assert places == sorted(places)
        assert chain.count("this page") == 1
    assert "Undertaking of secrecy AG-0001 In force Version" in newer
    assert "Amendment no. 1 AG-0002 Draft Amendment" in newer


def test_what_ends_soon_stands_by_its_horizon_with_what_can_be_done(
    client: FlaskClient, session: Session, officer: Actor, agreement: str, today: dt.date
) -> None:
    record, _ = queries.get(session, agreement)
    ends = {"evergreen": False, "expires_on": today + 45 * DAY, "notice_days": 40}
    operations.update(officer, agreement, Agreement.parse(record.to_state() | ends))

    page = client.get("/agreements/ending").text
    words = text_of(page)

    assert "1, of them 1 without a recorded decision" in words
    within = words[words.index("Within 30 days 1") : words.index("Within 60 days 0")]
    assert "Undertaking of secrecy" in within
    assert "in 45 days" in within
    assert "in 5 days" in within
    assert "Undecided" in within
    assert f'href="/agreements/{agreement}/renew"' in page
    assert "Undertaking of secrecy" in text_of(client.get("/agreements?ending=30").text)

    record, _ = queries.get(session, agreement)
    decided = {"renewal_decided_on": today}
    operations.update(officer, agreement, Agreement.parse(record.to_state() | decided))
    assert "0 without a recorded decision" in text_of(client.get("/agreements/ending").text)
    assert "None without a decision." in text_of(client.get("/agreements/ending?decision=open").text)


def test_nothing_ends_in_a_register_without_agreements(client: FlaskClient) -> None:
    words = text_of(client.get("/agreements/ending").text)

    assert "within 90 days: 0" in words
    assert words.count("None.") == 4


def test_signatures_are_recorded_side_by_side_and_the_stage_follows(
    client: FlaskClient, session: Session, officer: Actor, party: str, today: dt.date
) -> None:
    ref = operations.register(officer, Agreement(third_party=party, kind=AgreementKind.DPA)).ref or ""
    address = f"/agreements/{ref}/sign"
    assert "Record a signature" in client.get(f"/agreements/{ref}").text

    first = form_of(client.get(address).text, acceptance="wet", signed_us_on=str(today))
    assert client.post(address, data=first).status_code == 303
    assert queries.get(session, ref)[0].stage is Stage.PARTLY_SIGNED
    wrong = client.post(address, data=form_of(client.get(address).text, signed_them_on="2999-01-01"))
    assert (wrong.status_code, "Signed by them on: 2999-01-01 is in the future" in text_of(wrong.text)) == (
        422,
        True,
    )
    both = form_of(client.get(address).text, signed_them_on=str(today), effective_on=str(today))
    assert client.post(address, data=both).status_code == 303

    record, _ = queries.get(session, ref)
    assert (record.stage, record.signed_us_on, record.signed_them_on) == (Stage.IN_FORCE, today, today)
    assert "Record a signature" not in client.get(f"/agreements/{ref}").text
    late = client.post(address, data=both)
    assert (late.status_code, "is concluded already" in late.text) == (409, True)


def test_a_termination_is_recorded_with_its_day(
    client: FlaskClient, session: Session, agreement: str, today: dt.date
) -> None:
    address = f"/agreements/{agreement}/terminate"

    empty = client.post(address, data=form_of(client.get(address).text))
    backwards = client.post(address, data=form_of(client.get(address).text, terminated_on="2001-01-01"))
    done = client.post(address, data=form_of(client.get(address).text, terminated_on=str(today)))

    assert empty.status_code == 422
    assert "Terminated on: is required at the stage “Terminated”" in text_of(empty.text)
    assert backwards.status_code == 422
    assert "Terminated on comes before effective on" in text_of(backwards.text)
    assert done.status_code == 303
    record, _ = queries.get(session, agreement)
    assert (record.stage, record.terminated_on) == (Stage.TERMINATED, today)


def test_a_renewal_records_the_decision_and_the_new_end(
    client: FlaskClient, session: Session, agreement: str, today: dt.date
) -> None:
    address = f"/agreements/{agreement}/renew"
    form = form_of(client.get(address).text, renewal_decided_on=str(today), expires_on=str(today + 400 * DAY))
    form.poplist("evergreen")

    assert client.post(address, data=form).status_code == 303
    record, _ = queries.get(session, agreement)
    assert (record.renewal_decided_on, record.expires_on, record.evergreen) == (
        today,
        today + 400 * DAY,
        False,
    )


def test_a_stage_moves_by_one_click_and_only_where_the_lifecycle_allows(
    client: FlaskClient, session: Session, agreement: str
) -> None:
    assert client.post(f"/agreements/{agreement}/move", data={"stage": "suspended"}).status_code == 303
    refused = client.post(f"/agreements/{agreement}/move", data={"stage": "draft"})

    assert refused.status_code == 409
    assert "Suspended cannot become Draft" in text_of(refused.text)
    assert queries.get(session, agreement)[0].stage is Stage.SUSPENDED
    assert client.post(f"/agreements/{agreement}/move", data={"stage": "lost"}).status_code == 400


def test_an_executed_agreement_keeps_its_kind(client: FlaskClient, session: Session, agreement: str) -> None:
    address = f"/agreements/{agreement}/edit"

    answer = client.post(address, data=form_of(client.get(address).text, kind="dpa", note="New note"))

    assert answer.status_code == 409
    assert "is executed, so this stays as it is: replace it by a new version." in text_of(answer.text)
    assert form_of(answer.text)["note"] == "New note"
    assert queries.get(session, agreement)[0].kind is AgreementKind.NDA


def test_the_flows_governed_are_chosen_among_those_of_the_third_party(
    client: FlaskClient, session: Session, officer: Actor, agreement: str
) -> None:
    other = third_parties.register(officer, ThirdParty(name="Garza")).ref or ""
    flows.register(officer, Flow(third_party=other, name="Parcels"))
    address = f"/agreements/{agreement}/flows"
    page = client.get(address).text

    wrong = client.post(address, data=form_of(page, governs_flows=["FL-0001", "FL-0002"]))
    none = client.post(address, data={"version": form_of(page)["version"]})

    assert "Parcels" not in page
    assert wrong.status_code == 422
    assert "FL-0002 goes to TP-0002" in text_of(wrong.text)
    assert none.status_code == 303
    assert queries.get(session, agreement)[0].governs_flows == []


def test_an_agreement_that_carries_an_active_flow_cannot_be_archived(
    client: FlaskClient, session: Session, agreement: str
) -> None:
    answer = client.post(f"/agreements/{agreement}/archive")

    assert answer.status_code == 409
    assert "governs FL-0001, where data flow" in text_of(answer.text)


def test_archiving_hides_an_agreement_until_it_is_restored(
    client: FlaskClient, session: Session, party: str
) -> None:
    client.post("/agreements/new", data=new(client, party, title="Undertaking"))
    row = 'href="/agreements/AG-0001"'

    assert client.post("/agreements/AG-0001/archive").status_code == 303
    assert row not in client.get("/agreements").text
    assert row in client.get("/agreements?archived=yes").text
    assert client.get("/agreements/AG-0001").status_code == 200
    assert client.post("/agreements/AG-0001/restore").status_code == 303
    assert row in client.get("/agreements").text
