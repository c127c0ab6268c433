"""A third party through its lifecycle: steps, archive, two who edit at once."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.flows import operations as flows
from app.domain.flows.records import Flow
from app.domain.third_parties import operations, queries
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import Status
from app.security.actor import Actor
from tests.pages.pagereading import form_of, text_of


def test_a_step_of_the_lifecycle_is_one_click(client: FlaskClient, session: Session, party: str) -> None:
    answer = client.post(f"/third-parties/{party}/move", data={"status": "active"})

    assert answer.status_code == 303
    assert queries.get(session, party)[0].status is Status.ACTIVE


def test_a_step_that_the_lifecycle_does_not_allow_is_refused_on_the_page(
    client: FlaskClient, session: Session, party: str
) -> None:
    answer = client.post(f"/third-parties/{party}/move", data={"status": "suspended"})

    assert answer.status_code == 409
    assert "Prospective cannot become Suspended" in text_of(answer.text)
    assert queries.get(session, party)[0].status is Status.PROSPECTIVE
    assert client.post(f"/third-parties/{party}/move", data={"status": "nonsense"}).status_code == 400


def test_archiving_hides_it_from_the_list_until_it_is_restored(client: FlaskClient, party: str) -> None:
    assert client.post(f"/third-parties/{party}/archive").status_code == 303
    client.get("/third-parties")
    assert f'href="/third-parties/{party}"' not in client.get("/third-parties").text
    assert f'href="/third-parties/{party}"' in client.get("/third-parties?archived=yes").text
    assert (
        "left out of lists, rules and reports until it is restored"
        in client.get(f"/third-parties/{party}").text
    )

    assert client.post(f"/third-parties/{party}/restore").status_code == 303
    assert f'href="/third-parties/{party}"' in client.get("/third-parties").text


def test_what_is_in_use_cannot_be_archived(
    client: FlaskClient, session: Session, officer: Actor, party: str
) -> None:
    flows.register(officer, Flow(third_party=party, name="Letters"))

    answer = client.post(f"/third-parties/{party}/archive")

    assert answer.status_code == 409
    assert "is in use by FL-0001" in text_of(answer.text)
    assert not queries.get(session, party)[0].archived


def test_the_second_of_two_editors_chooses_field_by_field_and_loses_nothing(
    client: FlaskClient, session: Session, party: str
) -> None:
    address = f"/third-parties/{party}/edit"
    theirs = form_of(client.get(address).text, description="Theirs", breach_contact="their line")
    mine = form_of(client.get(address).text, description="Mine", external_id="ERP-7")
    assert client.post(address, data=theirs).status_code == 303

    conflict = client.post(address, data=mine)

    assert conflict.status_code == 409
    choice = form_of(conflict.text)
    assert (choice["choose-description"], choice["choose-breach_contact"]) == ("mine", "theirs")
    assert "Mine" in conflict.text
    assert "Theirs" in conflict.text
    assert client.post(address, data=choice).status_code == 303
    record, _ = queries.get(session, party)
    assert (record.description, record.breach_contact, record.external_id) == ("Mine", "their line", "ERP-7")


def test_an_edit_that_changes_nothing_leaves_no_trace(
    client: FlaskClient, session: Session, officer: Actor
) -> None:
    party = operations.register(
        officer, ThirdParty(name="Correo", description="One\nTwo", aliases=["A", "B"])
    ).ref
    before = queries.get(session, party or "")

    client.post(f"/third-parties/{party}/edit", data=form_of(client.get(f"/third-parties/{party}/edit").text))

    assert queries.get(session, party or "") == before
