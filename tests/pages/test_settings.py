"""Pages of the organisation's settings, and about the installation."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.findings import queries as findings
from app.domain.flows import operations as flows
from app.domain.flows.records import Flow
from app.domain.flows.terms import FlowStatus
from app.domain.organisation import operations, queries
from app.domain.organisation.records import Entity, Organisation
from app.domain.organisation.terms import EntityKind, PromiseScope, Regime
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import Role as PartyRole
from app.domain.third_parties.terms import Status
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.domain import objects
from tests.pages.pagereading import changed, errors_of, form_of, text_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def admin_client(client_of: ClientOf) -> FlaskClient:
    return client_of(Role.ADMIN)


def test_the_settings_say_what_each_regime_switches_on(
    client: FlaskClient, session: Session, admin: Actor
) -> None:
    operations.set_organisation(
        admin, Organisation(time_zone="Europe/Madrid", regimes=[Regime.CCPA]), version=1
    )

    page = text_of(client.get("/settings").text)

    assert "California (CCPA) CCPA On 4 rules on the register and 3 rules on deals" in page
    assert "AGR-09" in page
    assert "UK GDPR UK Off" in page


def test_a_register_without_regimes_says_so(client: FlaskClient) -> None:
    page = text_of(client.get("/settings").text)

    assert "No regime is switched on: only the rules that hold everywhere are evaluated" in page


def test_the_administrator_changes_every_setting(
    admin_client: FlaskClient, session: Session, officer: Actor
) -> None:
    ours = operations.register(officer, Entity(legal_name="Joyería Lumen S.L.", kind=EntityKind.SELF))
    form = form_of(
        admin_client.get("/settings/edit").text,
        entity=ours.ref or "",
        time_zone="America/Bogota",
        holidays="2026-12-25\n2027-01-01",
        regimes=["GDPR", "CCPA"],
        promise_scope="aggregate",
    )

    response = admin_client.post("/settings/edit", data=form)
    page = text_of(admin_client.get(response.headers["Location"]).text)

    assert queries.current(session)[0] == Organisation.parse(
        {
            "entity": "EN-0001",
            "time_zone": "America/Bogota",
            "holidays": ["2026-12-25", "2027-01-01"],
            "regimes": [Regime.GDPR, Regime.CCPA],
            "promise_scope": PromiseScope.AGGREGATE,
        }
    )
    assert "Own legal entity Joyería Lumen S.L." in page
    assert "25 Dec 2026, 1 Jan 2027" in page
    assert "Administrator changed organisation ORG" in page


def test_switching_a_regime_on_finds_what_its_rules_find(
    admin_client: FlaskClient, session: Session, officer: Actor
) -> None:
    objects.category("email")
    third_parties.register(
        officer, ThirdParty(name="Correo Rápido", role=PartyRole.SERVICE_PROVIDER, status=Status.ACTIVE)
    )
    flows.register(
        officer,
        Flow(
            third_party="TP-0001",
            status=FlowStatus.ACTIVE,
            first_on=queries.today(session),
            categories=["email"],
        ),
    )
    before = {one.rule for one in findings.of_third_party(session, "TP-0001")}

    form = form_of(admin_client.get("/settings/edit").text, regimes=["CCPA"])
    admin_client.post("/settings/edit", data=form)
    session.expire_all()

    assert {one.rule for one in findings.of_third_party(session, "TP-0001")} - before == {"AGR-09"}


def test_only_our_own_entities_are_offered(admin_client: FlaskClient, officer: Actor) -> None:
    operations.register(officer, Entity(legal_name="Joyería Lumen S.L.", kind=EntityKind.SELF))
    operations.register(officer, Entity(legal_name="Correo Rápido S.A."))

    page = text_of(admin_client.get("/settings/edit").text)

    assert ("Joyería Lumen S.L." in page, "Correo Rápido S.A." in page) == (True, False)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (
            "holidays",
            "2026-02-30",
            "Holidays 1: “2026-02-30” is not a date: write it as year-month-day, such as 2026-03-31.",
        ),
        ("holidays", "2026-12-25\n2026-12-25", "Holidays 2: “2026-12-25” stands twice: remove one."),
        (
            "time_zone",
            "Mars/Olympus",
            "“Mars/Olympus” is not a known time zone: use a name such as Europe/Madrid.",
        ),
    ],
)
def test_what_cannot_be_stored_is_said_and_nothing_typed_is_lost(
    admin_client: FlaskClient, session: Session, field: str, value: str, sentence: str
) -> None:
    form = changed(form_of(admin_client.get("/settings/edit").text, regimes=["GDPR"]), {field: value})

    response = admin_client.post("/settings/edit", data=form)

    assert (response.status_code, errors_of(response.text)) == (422, [sentence])
    assert form_of(response.text).getlist("regimes") == ["GDPR"]
    assert queries.current(session)[0].regimes == []


def test_who_saves_second_sees_both_and_chooses(
    admin_client: FlaskClient, session: Session, admin: Actor
) -> None:
    form = form_of(admin_client.get("/settings/edit").text, time_zone="America/Bogota")
    operations.set_organisation(SYSTEM, Organisation(time_zone="UTC"), version=1)

    conflict = admin_client.post("/settings/edit", data=form)
    chosen = changed(form_of(conflict.text), {"choose-time_zone": "theirs"})
    admin_client.post("/settings/edit", data=chosen)

    assert conflict.status_code == 409
    assert queries.current(session)[0].time_zone == "UTC"


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.COUNSEL, Role.AUDITOR])
def test_others_read_the_settings_and_are_not_offered_to_change_them(client_of: ClientOf, role: Role) -> None:
    page = client_of(role).get("/settings").text

    assert ("/settings/edit" in page, "/settings/about" in page) == (False, False)


def test_about_tells_versions_and_sizes_and_no_secret(
    admin_client: FlaskClient, app: Flask, officer: Actor
) -> None:
    third_parties.register(officer, ThirdParty(name="Correo Rápido"))

    page = admin_client.get("/settings/about").text
    words = text_of(page)

    assert "Custodia 0.1.0" in words
    assert "Database SQLite" in words
    assert "Third parties 1 " in words
    assert app.config["SECRET_KEY"] not in page
    assert str(app.instance_path) not in page
