"""The home page: what each role comes for."""

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as people
from app.domain.deals import operations as deals
from app.domain.deals.records import Deal
from app.domain.deals.terms import DealKind, Side
from app.domain.evidence import operations as evidence
from app.domain.evidence.records import Preference
from app.domain.evidence.terms import PreferenceKind
from app.domain.findings import operations as findings
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import Status
from app.infra.blobs import open_blobs
from app.kernel.periods import add_business_days
from app.reporting import issue
from app.reporting.order import Order
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.domain import objects
from tests.pages.pagereading import text_of

DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def today(session: Session) -> dt.date:
    return organisation.today(session)


@pytest.fixture
def register(session: Session, officer: Actor, today: dt.date) -> Session:
    """A third party of the officer's without an agreement, to which data flow: a critical finding."""
    objects.category("email")
    third_parties.register(
        officer,
        ThirdParty(
            name="Correo Rápido", status=Status.ACTIVE, owner=officer.email, next_review_on=today - 3 * DAY
        ),
    )
    objects.active_flow("TP-0001", categories=["email"], first_on=today - 9 * DAY)
    return session


def _home(client: FlaskClient, **query: str) -> str:
    return text_of(client.get("/", query_string=query).text)


def test_an_executive_downloads_the_board_report_from_the_home_page(
    app: Flask, client_of: ClientOf, register: Session
) -> None:
    issued = issue.issue(register, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("board"))
    executive = client_of(Role.EXECUTIVE)

    page = executive.get("/").text
    response = executive.get(f"/reports/{issued.number}/pdf")

    assert f'href="/reports/{issued.number}/pdf" download' in page
    assert f"Board report {issued.number} shows the state of" in text_of(page)
    assert response.data.startswith(b"%PDF-")


def test_without_a_board_report_an_executive_is_told_who_issues_one(client_of: ClientOf) -> None:
    page = _home(client_of(Role.EXECUTIVE))

    assert "None was issued yet. The compliance officer or counsel issues one under Reports." in page


def test_figures_are_fractions_and_nothing_to_measure_is_not_all_well(
    client_of: ClientOf, register: Session
) -> None:
    page = _home(client_of(Role.EXECUTIVE))

    assert "Agreement coverage K1 0 of 1 0 %" in page
    assert "Transfer coverage K5 n/a nothing to measure (0 of 0)" in page
    assert (
        "Reviews on time K7 0 of 1 0 % Reviews on time: 0 of 1 "
        "active third parties whose next review lies ahead Without a date 0" in page
    )


def test_the_change_since_the_board_report_is_that_of_the_exact_figures(
    app: Flask, client_of: ClientOf, register: Session, officer: Actor, today: dt.date
) -> None:
    for name in ("Dos", "Tres", "Cuatro"):
        if name == "Cuatro":
            issued = issue.issue(register, open_blobs(app.config["SETTINGS"]), SYSTEM, Order("board"))
        third_parties.register(
            officer,
            ThirdParty(name=name, status=Status.ACTIVE, owner=officer.email, next_review_on=today + DAY),
        )

    page = _home(client_of(Role.EXECUTIVE))

    assert "Reviews on time K7 3 of 4 75 %" in page
    assert f"Up 8 points since {issued.number}" in page  # from 66.67, which is shown as 66
    assert "Percentages are cut, not rounded up, so that 100 % means all." in page


def test_an_executive_sees_open_criticals_with_owner_and_age(client_of: ClientOf, register: Session) -> None:
    page = _home(client_of(Role.EXECUTIVE))

    assert "Open criticals 2 " in page
    assert "Correo Rápido Compliance officer 0 days" in page


def test_an_executive_is_led_nowhere_that_is_closed(client_of: ClientOf, register: Session) -> None:
    page = client_of(Role.EXECUTIVE).get("/").text

    assert [area for area in ("/findings", "/third-parties", "/trail") if f'href="{area}' in page] == []


def test_the_officer_sees_what_needs_doing(
    client: FlaskClient, register: Session, officer: Actor, today: dt.date
) -> None:
    ending = {"evergreen": False, "expires_on": today + 40 * DAY, "title": "Carriage of parcels"}
    signed = {
        "signed_us_on": today - 50 * DAY,
        "signed_them_on": today - 50 * DAY,
        "effective_on": today - 50 * DAY,
    }
    objects.executed("TP-0001", **(ending | signed))
    received = today - 30 * DAY
    evidence.record_preference(
        officer, Preference(kind=PreferenceKind.MARKETING_OPTOUT, received_on=received)
    )
    late = (today - add_business_days(received, 10)).days

    page = _home(client)

    assert "Agreements ending 1 0 within 30 days , 1 within 60 days , 1 within 90 days" in page
    assert f"Carriage of parcels Correo Rápido · ends on {_written(today + 40 * DAY)} in 40 days" in page
    assert "Reviews due 1 1 overdue or without a date Correo Rápido Compliance officer" in page
    assert f"Opt-outs to honour 1 PF-0001 Marketing opt-out · not honoured {late} days late" in page


def _written(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"


def test_an_agreement_whose_renewal_is_decided_waits_no_more(
    client: FlaskClient, register: Session, today: dt.date
) -> None:
    long_ago = today - 50 * DAY
    objects.executed(
        "TP-0001",
        evergreen=False,
        expires_on=today + 40 * DAY,
        renewal_decided_on=today,
        signed_us_on=long_ago,
        signed_them_on=long_ago,
        effective_on=long_ago,
    )

    assert "No agreement ends within 90 days without a decision." in _home(client)


def test_overdue_findings_and_ones_own_are_counted(client: FlaskClient, register: Session) -> None:
    counts = _home(client).partition("Findings to clear")[2].partition("Critical")[0]

    assert counts.split() == ["8", "0", "overdue", ",", "7", "mine", ",", "2", "critical"]


def test_everything_done_is_said_in_a_sentence(client: FlaskClient, officer: Actor, today: dt.date) -> None:
    third_parties.register(officer, ThirdParty(name="Correo", owner=officer.email))

    page = _home(client)

    assert "Every opt-out is honoured and confirmed." in page
    assert "Every review of an active third party lies more than 30 days ahead." in page


def test_an_empty_register_begins_with_first_steps(client: FlaskClient, client_of: ClientOf) -> None:
    officer, administrator = _home(client), _home(client_of(Role.ADMIN))

    assert "First steps" in officer
    assert "Register the first third party" in officer
    assert "Say whose register this is, and which law applies" not in officer
    assert "Say whose register this is, and which law applies" in administrator


def test_quick_actions_are_those_that_the_person_may_do(client: FlaskClient, client_of: ClientOf) -> None:
    officer, auditor = client.get("/").text, client_of(Role.AUDITOR).get("/").text

    assert ('href="/third-parties/new"' in officer, 'href="/third-parties/new"' in auditor) == (True, False)


@pytest.fixture
def deal(session: Session, counsel: Actor, today: dt.date) -> str:
    """A deal of counsel's to which the guest is invited until a day."""
    opened = deals.open_deal(
        counsel,
        Deal(
            codename="Project Perla", kind=DealKind.ASSET_PART, side=Side.SELLER, closing_on=today + 60 * DAY
        ),
    )
    deals.set_member(counsel, opened.ref or "", EMAILS[Role.GUEST], until=today + 9 * DAY)
    return opened.ref or ""


def test_counsel_and_guest_see_their_deals_and_nobody_else_does(
    client_of: ClientOf, deal: str, register: Session
) -> None:
    found = {role: "Project Perla" in _home(client_of(role)) for role in Role}

    assert found == {role: role in {Role.COUNSEL, Role.GUEST} for role in Role}


def test_a_guest_is_told_until_when_a_deal_is_open(
    client_of: ClientOf, deal: str, register: Session, today: dt.date
) -> None:
    page = _home(client_of(Role.GUEST))

    assert f"open to you until {_written(today + 9 * DAY)} closing in 60 days" in page
    assert "Correo Rápido" not in page


def test_counsel_sees_the_notice_and_what_is_not_coded(client_of: ClientOf, register: Session) -> None:
    objects.notice()

    page = _home(client_of(Role.COUNSEL))

    assert "The notice 1 0 active flows with an arguable link Privacy policy NV-0001" in page
    assert "nothing coded yet to code" in page


def test_counsel_sees_agreements_that_nobody_read(
    client_of: ClientOf, register: Session, today: dt.date
) -> None:
    long_ago = today - 200 * DAY
    objects.executed(
        "TP-0001", title="Processing", signed_us_on=long_ago, signed_them_on=long_ago, effective_on=long_ago
    )

    page = _home(client_of(Role.COUNSEL))

    assert "Clauses to read 1 Processing Correo Rápido · first reading" in page


def test_an_auditor_sees_the_head_of_the_trail_and_what_was_done_last(
    client_of: ClientOf, register: Session
) -> None:
    findings.evaluate(SYSTEM)

    page = client_of(Role.AUDITOR).get("/").text
    words = text_of(page)

    assert "Check the whole trail" in words
    assert "flow: register" in words
    assert f"Rules last run {_written(organisation.today(register))}" in words
    assert "session: open" not in words


def test_an_auditor_sees_of_a_deal_its_place_in_the_trail_alone(
    client_of: ClientOf, deal: str, register: Session
) -> None:
    words = _home(client_of(Role.AUDITOR))

    assert "Closed to you" in words
    assert "deal: open" not in words


def test_an_administrator_sees_who_cannot_work_yet_and_what_runs(
    client_of: ClientOf, register: Session
) -> None:
    page = _home(client_of(Role.ADMIN))

    assert "Administrator Administrator · admin@lumen.example no password yet" in page
    assert "Queue 0 jobs waiting Well" in page
    assert "Reports 0 requests failed Well" in page


def test_who_holds_several_roles_chooses_whose_home_to_see(
    client_of: ClientOf, register: Session, session: Session
) -> None:
    person, version = people.get(session, EMAILS[Role.COUNSEL])
    both = person.model_copy(update={"roles": [Role.COUNSEL, Role.EXECUTIVE]})
    accounts.update(SYSTEM, person.email, both, version=version)
    client = client_of(Role.COUNSEL)

    assert "What waits for a lawyer." in _home(client)
    assert "Key figures" in _home(client, view="executive")
    assert "What waits for a lawyer." in _home(client, view="admin")


def test_who_holds_no_role_is_told_so(client_of: ClientOf, session: Session) -> None:
    person, version = people.get(session, EMAILS[Role.GUEST])
    accounts.update(SYSTEM, person.email, person.model_copy(update={"roles": []}), version=version)

    assert "You hold no role yet" in _home(client_of(Role.GUEST))
