"""Pages of flows."""

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agreements import operations as agreements
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import Acceptance, AgreementKind, Stage
from app.domain.catalogue import installation
from app.domain.flows import activities, operations, queries
from app.domain.flows.models import Flow as FlowRow
from app.domain.flows.records import Activity, Flow, Location, NoticeLink, Transfer
from app.domain.flows.terms import Channel, FlowStatus, Mechanism
from app.domain.notices import operations as notices
from app.domain.notices.records import Notice, Provision
from app.domain.notices.terms import ProvisionKind, Strength
from app.domain.organisation import operations as settings
from app.domain.organisation import queries as organisation
from app.domain.organisation.records import Organisation
from app.domain.organisation.terms import Regime
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import ClientOf
from tests.pages.pagereading import changed, errors_of, form_of, text_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def today(session: Session) -> dt.date:
    return organisation.today(session)


@pytest.fixture
def party(session: Session, officer: Actor, admin: Actor) -> str:
    installation.install(SYSTEM)
    settings.set_organisation(admin, Organisation(time_zone="Europe/Madrid", regimes=[Regime.GDPR]))
    return third_parties.register(officer, ThirdParty(name="Correo Rápido", role="processor")).ref or ""


@pytest.fixture
def notice(session: Session, officer: Actor, today: dt.date) -> str:
    """A notice in effect with one ground worded open-ended."""
    captured = notices.capture(
        officer,
        Notice(
            captured_on=today - 90 * DAY,
            text="We share with carriers. And so on.",
            provisions=[
                Provision(code="G2", kind=ProvisionKind.DISCLOSURE_GROUND, sentence_no=1, text="Carriers"),
                Provision(
                    code="G9",
                    kind=ProvisionKind.DISCLOSURE_GROUND,
                    sentence_no=2,
                    text="And so on",
                    unclear=True,
                ),
            ],
        ),
    )
    return captured.ref or ""


@pytest.fixture
def flow(session: Session, officer: Actor, party: str, notice: str, today: dt.date) -> str:
    """An active flow to Norway and to the United States."""
    registered = operations.register(
        officer,
        Flow(
            third_party=party,
            name="Letters to customers",
            purposes=["orders.delivery"],
            categories=["user.name", "user.financial.credit_card"],
            subjects=["customer"],
            status=FlowStatus.ACTIVE,
            first_on=today - 30 * DAY,
            channel=Channel.WEBSITE,
            locations=[Location(country="NO"), Location(country="US")],
            transfers=[Transfer(to_country="US", mechanism=Mechanism.SCC, module=2, tia_on=today - 10 * DAY)],
            notice_links=[NoticeLink(provision=f"{notice}/G2")],
            own_use=True,
        ),
    )
    return registered.ref or ""


def _new(client: FlaskClient, party: str, **changes: str) -> dict[str, object]:
    return form_of(client.get(f"/flows/new?third_party={party}").text, **changes)


def test_a_flow_is_recorded_with_its_places(client: FlaskClient, session: Session, party: str) -> None:
    page = client.post("/flows/new", data=_new(client, party, name="Letters", **{"add-locations": "1"})).text
    form = changed(
        form_of(page),
        {
            "purposes": ["orders.delivery"],
            "categories": ["user.name", "user.contact.address"],
            "locations-0-country": "NO",
        },
    )

    answer = client.post("/flows/new", data=form)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/flows/FL-0001")
    record, _ = queries.get(session, "FL-0001")
    assert (record.third_party, record.name) == (party, "Letters")
    assert sorted(record.categories) == ["user.contact.address", "user.name"]
    assert [place.country for place in record.locations] == ["NO"]


def test_a_flow_for_an_activity_begins_with_its_purposes(
    client: FlaskClient, session: Session, officer: Actor, party: str
) -> None:
    activity = activities.register(
        officer, Activity(name="Delivery", purposes=["orders.delivery"], subjects=["customer"])
    )

    form = form_of(client.get(f"/flows/new?activity={activity.ref}").text)

    assert (form["activity"], form.getlist("purposes"), form.getlist("subjects")) == (
        activity.ref,
        ["orders.delivery"],
        ["customer"],
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"third_party": ""}, "Third party: is required: fill it in."),
        ({"third_party": "TP-0404"}, "Third party: TP-0404 is not in the register"),
        ({"name": "N" * 300}, "Name: is too long"),
        ({"status": "active"}, "First shared on: is required at the status “Active”"),
        ({"status": "ended"}, "Ended on: is required at the status “Ended”"),
        ({"first_on": "2026-05-02", "ended_on": "2026-05-01"}, "Ended on comes before first shared on"),
        ({"first_on": "2 May"}, "First shared on: “2 May” is not a date"),
        ({"status": "active", "first_on": "2999-01-01"}, "First shared on: 2999-01-01 is in the future"),
        ({"categories": "user.nonsense"}, "Data categories 1: user.nonsense is not in the register"),
        ({"legal_basis": "because"}, "Legal basis: “because” is not one of the choices"),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, party: str, changes: dict[str, str], sentence: str
) -> None:
    form = changed(_new(client, party, opt_out_route="Write to us"), changes)

    answer = client.post("/flows/new", data=form)

    assert answer.status_code == 422
    assert any(one.startswith(sentence) for one in errors_of(answer.text)), errors_of(answer.text)
    again = form_of(answer.text)
    assert again["opt_out_route"] == "Write to us"
    assert {name: again.get(name) for name in changes} == changes
    assert queries.options(session) == []


@pytest.mark.parametrize(
    ("part", "values", "sentence"),
    [
        ("locations", {"country": "XX"}, "“XX” is not a country"),
        ("locations", {"country": ""}, "Country: is required"),
        ("transfers", {"to_country": "ES"}, "Spain lies inside the area of EU GDPR"),
        (
            "transfers",
            {"to_country": "US", "mechanism": "adequacy", "module": "2"},
            "Module: belongs to standard",
        ),
        ("transfers", {"to_country": "US", "module": "9"}, "Module: must be at most 4."),
        ("notice_links", {"provision": "NV-0404/G1"}, "NV-0404/G1 is not in the register"),
    ],
)
def test_bad_input_in_a_part_is_said_at_the_part(
    client: FlaskClient, session: Session, party: str, part: str, values: dict[str, str], sentence: str
) -> None:
    page = client.post("/flows/new", data=_new(client, party, **{f"add-{part}": "1"})).text
    typed = {f"{part}-0-{name}": value for name, value in values.items()}

    answer = client.post("/flows/new", data=changed(form_of(page), typed))

    assert answer.status_code == 422
    assert any(sentence in one for one in errors_of(answer.text)), errors_of(answer.text)
    assert {name: form_of(answer.text)[name] for name in typed} == typed
    assert queries.options(session) == []


@pytest.mark.parametrize(
    "name", ["تدفق البيانات", "💍 → 𝔑", "<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0"]
)
def test_any_name_is_kept_and_shown_as_text(
    client: FlaskClient, session: Session, party: str, name: str
) -> None:
    client.post("/flows/new", data=_new(client, party, name=name))

    assert queries.get(session, "FL-0001")[0].name == name
    for address in ("/flows/FL-0001", "/flows", f"/third-parties/{party}"):
        assert "<img src=x" not in client.get(address).text
    assert "\n=cmd" not in client.get("/flows?export=csv").get_data(as_text=True)


def test_the_page_shows_what_a_flow_needs_and_what_covers_it(
    client: FlaskClient, session: Session, officer: Actor, party: str, flow: str, today: dt.date
) -> None:
    agreements.register(
        officer,
        Agreement(
            third_party=party,
            kind=AgreementKind.NDA,
            title="Undertaking",
            acceptance=Acceptance.CLICK,
            effective_on=today - 10 * DAY,
            evergreen=True,
            stage=Stage.IN_FORCE,
            governs_flows=[flow],
        ),
    )

    words = text_of(client.get(f"/flows/{flow}").text)

    for said in (
        "Payment card number",
        "Payment card, Sensitive under the CCPA",
        "Undertaking AG-0001 In force",
        "In force Confidentiality towards a recipient outside the group AG-0001",
        "Not in force Processor contract (Art. 28(3)) Data processing agreement",
        "The promise of confidentiality",
        "For itself",
        "Arguable as a whole",
        "Carriers",
        "Norway Storage Inside the area",
        "EU GDPR: Standard contractual clauses (Art. 46(2)(c)), module 2",
        "On 20 days of sharing no agreement is recorded.",
        "What it rests on : Before the data flowed",
        "Earliest effective on",
        "Limits use to performing for us (conf.use_restriction) Not assessed",
    ):
        assert said in words, said


def test_the_end_of_a_flow_is_recorded_with_its_last_day(
    client: FlaskClient, session: Session, flow: str, today: dt.date
) -> None:
    address = f"/flows/{flow}/end"

    empty = client.post(address, data=form_of(client.get(address).text))
    ahead = client.post(address, data=form_of(client.get(address).text, ended_on=str(today + DAY)))
    early = client.post(address, data=form_of(client.get(address).text, ended_on="2001-01-01"))
    done = client.post(address, data=form_of(client.get(address).text, ended_on=str(today)))

    assert [answer.status_code for answer in (empty, ahead, early, done)] == [422, 422, 422, 303]
    assert "Ended on: is required: enter the last day." in text_of(empty.text)
    assert "is in the future: keep the flow active until then." in text_of(ahead.text)
    assert "Ended on comes before first shared on" in text_of(early.text)
    record, _ = queries.get(session, flow)
    assert (record.status, record.ended_on) == (FlowStatus.ENDED, today)


def test_counsel_alone_marks_a_provision_express(
    client: FlaskClient, client_of: ClientOf, session: Session, flow: str, notice: str
) -> None:
    lawyer = client_of(Role.COUNSEL)
    mark = {"provision": f"{notice}/G2", "strength": "express", "reason": "Named in the sentence."}

    assert client.post(f"/flows/{flow}/provisions", data=mark).status_code == 403
    assert lawyer.post(f"/flows/{flow}/provisions", data=mark).status_code == 303

    link = queries.get(session, flow)[0].notice_links[0]
    assert (link.strength, link.reason, link.linked_by) == (
        Strength.EXPRESS,
        "Named in the sentence.",
        "counsel@lumen.example",
    )
    assert "Mark it as counsel" in lawyer.get(f"/flows/{flow}").text
    assert "Mark it as counsel" not in client.get(f"/flows/{flow}").text


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        ({"provision": "G9", "strength": "express", "reason": ""}, "is required, since"),
        ({"provision": "G404", "strength": "arguable", "reason": "x"}, "is not in the register"),
        ({"provision": "G2", "strength": "clear", "reason": "x"}, "Strength: choose express or arguable."),
        ({"provision": "G2", "strength": "express", "reason": "R" * 20_001}, "Reason: is too long"),
    ],
)
def test_a_mark_that_cannot_stand_is_refused_on_the_page(
    client_of: ClientOf, session: Session, flow: str, notice: str, mark: dict[str, str], sentence: str
) -> None:
    before = queries.get(session, flow)
    lawyer = client_of(Role.COUNSEL)
    sent = mark | {"provision": f"{notice}/{mark['provision']}"}

    answer = lawyer.post(f"/flows/{flow}/provisions", data=sent)

    assert answer.status_code == 422
    assert sentence in text_of(answer.text)
    assert mark["reason"] in answer.text
    assert queries.get(session, flow) == before


def test_a_flow_that_rests_on_counsels_mark_keeps_it_through_an_edit(
    client: FlaskClient, client_of: ClientOf, session: Session, flow: str, notice: str
) -> None:
    client_of(Role.COUNSEL).post(
        f"/flows/{flow}/provisions",
        data={"provision": f"{notice}/G2", "strength": "express", "reason": "Named."},
    )
    before = queries.get(session, flow)[0]

    answer = client.post(
        f"/flows/{flow}/edit", data=form_of(client.get(f"/flows/{flow}/edit").text, external_id="ERP-9")
    )

    assert answer.status_code == 303
    after, _ = queries.get(session, flow)
    assert after == before.model_copy(update={"external_id": "ERP-9"})


def test_only_what_has_ended_is_archived(
    client: FlaskClient, session: Session, flow: str, today: dt.date
) -> None:
    refused = client.post(f"/flows/{flow}/archive")
    operations.end(SYSTEM, flow, today)
    done = client.post(f"/flows/{flow}/archive")

    assert refused.status_code == 409
    assert f"data flow in {flow}: record" in text_of(refused.text)
    assert done.status_code == 303
    client.get(f"/flows/{flow}")
    assert f'href="/flows/{flow}"' not in client.get("/flows").text
    assert client.post(f"/flows/{flow}/restore").status_code == 303
    assert f'href="/flows/{flow}"' in client.get("/flows").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("status=active", True),
        ("status=ended", False),
        ("third_party=TP-0001", True),
        ("purpose=orders.delivery", True),
        ("purpose=essential.service", False),
        ("category=user.name", True),
        ("category=user.contact.email", False),
        ("country=NO", True),
        ("country=ES", True),
        ("declared=aggregate", False),
        ("agreement=none", True),
        ("agreement=in_force", False),
        ("notice=arguable", True),
        ("notice=express", False),
        ("q=letters+correo", True),
        ("q=nothing", False),
        ("sort=agreement&columns=activity&columns=declared", True),
        ("sort=-notice", True),
    ],
)
def test_the_list_searches_filters_and_sorts(client: FlaskClient, flow: str, query: str, shown: bool) -> None:
    # A country that no flow goes to is no choice of the filter, so it filters nothing.
    assert (f'href="/flows/{flow}"' in client.get(f"/flows?{query}").text) is shown


def test_coverage_in_the_list_follows_the_agreement(
    client: FlaskClient, session: Session, officer: Actor, party: str, flow: str, today: dt.date
) -> None:
    paper = Agreement(
        third_party=party,
        kind=AgreementKind.NDA,
        acceptance=Acceptance.CLICK,
        effective_on=today - 10 * DAY,
        expires_on=today + DAY,
        stage=Stage.IN_FORCE,
        governs_flows=[flow],
    )
    filed = agreements.register(officer, paper)
    row = f'href="/flows/{flow}"'

    assert row in client.get("/flows?agreement=in_force").text
    agreements.update(
        officer,
        filed.ref or "",
        filed.model_copy(update={"stage": Stage.TERMINATED, "terminated_on": today}),
    )

    assert row in client.get("/flows?agreement=ended").text
    assert row not in client.get("/flows?agreement=in_force").text


def test_every_page_of_the_demo_opens(demo: None, client: FlaskClient, session: Session) -> None:
    refs = session.scalars(select(FlowRow.ref)).all()

    assert len(refs) > 20
    for ref in refs:
        for page in ("", "/edit", "/end"):
            assert client.get(f"/flows/{ref}{page}").status_code == 200, f"{ref}{page}"


def test_what_is_no_flow_is_not_found(client: FlaskClient) -> None:
    for page in ("", "/edit", "/end"):
        assert client.get(f"/flows/FL-0404{page}").status_code == 404
    assert client.post("/flows/FL-0404/archive").status_code == 404
