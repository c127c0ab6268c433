"""Pages of processing activities."""

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.catalogue import installation
from app.domain.flows import activities as operations
from app.domain.flows import operations as flows
from app.domain.flows import queries
from app.domain.flows.records import Activity, Dpia, Flow, Location, Retention
from app.domain.flows.terms import FlowStatus, RetentionUnit
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.security.actor import SYSTEM, Actor
from tests.pages.pagereading import changed, errors_of, form_of, text_of


@pytest.fixture
def vocabulary(session: Session) -> None:
    installation.install(SYSTEM)


@pytest.fixture
def activity(session: Session, officer: Actor, vocabulary: None) -> str:
    registered = operations.register(
        officer,
        Activity(
            name="Delivery of orders",
            purposes=["orders.delivery"],
            # Another order than that of the form, which an edit must not change.
            categories=["user.contact.address", "user.name"],
            subjects=["customer"],
            recipients=["Carriers"],
            retention=[
                Retention(category="user.name", amount=6, unit=RetentionUnit.YEARS, trigger="Last order")
            ],
            dpia=Dpia(needed=True),
        ),
    )
    return registered.ref or ""


def test_an_activity_is_recorded_with_retention_per_category(
    client: FlaskClient, session: Session, vocabulary: None
) -> None:
    page = form_of(client.get("/activities/new").text, name="Delivery", categories=["user.name"])
    part = client.post("/activities/new", data=changed(page, {"add-retention": "1"})).text
    form = changed(
        form_of(part),
        {
            "retention-0-category": "user.name",
            "retention-0-amount": "6",
            "retention-0-trigger": "Last order",
            "dpia-needed": "y",
        },
    )

    answer = client.post("/activities/new", data=form)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/activities/AC-0001")
    record, _ = queries.get_activity(session, "AC-0001")
    kept = Retention(category="user.name", amount=6, unit=RetentionUnit.YEARS, trigger="Last order")
    assert (record.retention, record.dpia) == ([kept], Dpia(needed=True))


def test_the_page_says_what_article_30_still_misses(client: FlaskClient, activity: str) -> None:
    words = text_of(client.get(f"/activities/{activity}").text)

    assert "4 of 7 of what Article 30 asks for is recorded" in words
    assert "Name 6 years Last order" in words
    assert "Postal address No limit recorded" in words


def test_the_page_lists_the_flows_that_serve_it(
    client: FlaskClient, session: Session, officer: Actor, activity: str
) -> None:
    party = third_parties.register(officer, ThirdParty(name="Correo Rápido")).ref or ""
    flows.register(
        officer,
        Flow(
            third_party=party,
            name="Parcels",
            activity=activity,
            status=FlowStatus.ACTIVE,
            first_on=organisation.today(session),
            locations=[Location(country="NO"), Location(country="NO", kind="access")],
        ),
    )

    page = client.get(f"/activities/{activity}").text

    assert "Parcels FL-0001 Correo Rápido Active" in text_of(page)
    assert "Countries, by its flows Norway" in text_of(page)
    assert f'href="/flows/new?activity={activity}"' in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Name: is required: fill it in."),
        ({"name": "N" * 300}, "Name: is too long"),
        ({"controller_entity": "EN-0404"}, "Controller: EN-0404 is not in the register"),
        ({"lia_on": "2999-01-01"}, "Interests weighed on: 2999-01-01 is in the future"),
        ({"lia_on": "soon"}, "Interests weighed on: “soon” is not a date"),
        (
            {"dpia-done_on": "2999-01-01"},
            "Impact assessment: Assessment done on: 2999-01-01 is in the future",
        ),
        ({"toms": "T" * 20_001}, "Security measures: is too long"),
        ({"source_channels": "pigeon"}, "Channels 1: “pigeon” is not one of the choices"),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, vocabulary: None, changes: dict[str, str], sentence: str
) -> None:
    typed = {"name": "Delivery", "recipients": "Carriers\r\nInsurers"} | changes

    answer = client.post("/activities/new", data=changed(form_of(client.get("/activities/new").text), typed))

    assert answer.status_code == 422
    assert any(one.startswith(sentence) for one in errors_of(answer.text)), errors_of(answer.text)
    again = form_of(answer.text)
    assert again["recipients"].splitlines() == ["Carriers", "Insurers"]
    assert {name: again.get(name) for name in changes} == changes
    assert queries.activity_options(session) == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"category": "user.contact.email"},
            "“user.contact.email” is none of the activity's data categories",
        ),
        ({"category": "user.name", "amount": "-1"}, "How long: must be at least 0."),
        ({"category": "user.name", "amount": "six"}, "How long: “six” is not a whole number."),
        ({"category": "user.name", "unit": "moons"}, "Unit: “moons” is not one of the choices"),
    ],
)
def test_bad_retention_is_said_at_its_line(
    client: FlaskClient, session: Session, vocabulary: None, values: dict[str, str], sentence: str
) -> None:
    page = form_of(client.get("/activities/new").text, name="Delivery", categories=["user.name"])
    part = client.post("/activities/new", data=changed(page, {"add-retention": "1"})).text
    typed = {f"retention-0-{name}": value for name, value in values.items()}

    answer = client.post("/activities/new", data=changed(form_of(part), typed))

    assert answer.status_code == 422
    assert any(sentence in one for one in errors_of(answer.text)), errors_of(answer.text)
    assert {name: form_of(answer.text)[name] for name in typed} == typed
    assert queries.activity_options(session) == []


def test_a_name_that_is_taken_is_refused(client: FlaskClient, session: Session, activity: str) -> None:
    form = form_of(client.get("/activities/new").text, name="DELIVERY of orders")

    answer = client.post("/activities/new", data=form)

    assert answer.status_code == 422
    assert f"is already registered as {activity}" in text_of(answer.text)


def test_an_edit_that_changes_nothing_leaves_no_trace(
    client: FlaskClient, session: Session, activity: str
) -> None:
    before = queries.get_activity(session, activity)

    client.post(f"/activities/{activity}/edit", data=form_of(client.get(f"/activities/{activity}/edit").text))

    assert queries.get_activity(session, activity) == before


def test_what_flows_serve_cannot_be_archived(
    client: FlaskClient, session: Session, officer: Actor, activity: str
) -> None:
    party = third_parties.register(officer, ThirdParty(name="Correo Rápido")).ref or ""
    flow = flows.register(officer, Flow(third_party=party, activity=activity)).ref or ""

    refused = client.post(f"/activities/{activity}/archive")
    flows.archive(officer, flow)
    done = client.post(f"/activities/{activity}/archive")

    assert refused.status_code == 409
    assert f"is in use by {flow}" in text_of(refused.text)
    assert done.status_code == 303
    client.get(f"/activities/{activity}")
    assert f'href="/activities/{activity}"' not in client.get("/activities").text
    assert client.post(f"/activities/{activity}/restore").status_code == 303
    assert f'href="/activities/{activity}"' in client.get("/activities").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("purpose=orders.delivery", True),
        ("purpose=essential.service", False),
        ("category=user.name", True),
        ("category=user.contact.email", False),
        ("subject=customer", True),
        ("subject=employee", False),
        ("dpia=due", True),
        ("dpia=done", False),
        ("dpia=not_needed", False),
        ("complete=no", True),
        ("complete=yes", False),
        ("q=orders", True),
        ("q=nothing", False),
        ("sort=-flows", True),
        ("sort=gaps&columns=controller&columns=categories", True),
    ],
)
def test_the_list_searches_filters_and_sorts(
    client: FlaskClient, activity: str, query: str, shown: bool
) -> None:
    assert (f'href="/activities/{activity}"' in client.get(f"/activities?{query}").text) is shown


def test_an_assessment_that_was_done_is_found_as_done(
    client: FlaskClient, session: Session, officer: Actor, activity: str
) -> None:
    record, _ = queries.get_activity(session, activity)
    done = record.model_copy(update={"dpia": Dpia(needed=True, done_on=dt.date(2026, 1, 15))})
    operations.update(officer, activity, done)

    assert f'href="/activities/{activity}"' in client.get("/activities?dpia=done").text
    assert f'href="/activities/{activity}"' not in client.get("/activities?dpia=due").text


def test_every_page_of_the_demo_opens(demo: None, client: FlaskClient, session: Session) -> None:
    refs = [ref for ref, _ in queries.activity_options(session)]

    assert len(refs) >= 8
    for ref in refs:
        for page in ("", "/edit"):
            assert client.get(f"/activities/{ref}{page}").status_code == 200, f"{ref}{page}"


def test_what_is_no_activity_is_not_found(client: FlaskClient) -> None:
    for page in ("", "/edit"):
        assert client.get(f"/activities/AC-0404{page}").status_code == 404
