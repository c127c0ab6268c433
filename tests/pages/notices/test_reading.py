"""A version as it is read: what each sentence provides, which flows rest on it, and the list of versions."""

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.flows import operations as flows
from app.domain.flows.records import Flow, NoticeLink
from app.domain.flows.terms import FlowStatus
from app.domain.notices import operations
from app.domain.notices.records import Notice, Provision
from app.domain.notices.terms import ProvisionKind, Strength
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.security.actor import SYSTEM, Actor
from tests.pages.notices.conftest import DAY, POLICY
from tests.pages.pagereading import text_of


def test_a_version_shows_what_each_sentence_provides(client: FlaskClient, notice: str) -> None:
    page = text_of(client.get(f"/notices/{notice}").text)

    assert "2 We write to you about orders. P1 Purpose To write about orders." in page
    assert "3 We may share data with those who help us. G2 Ground of disclosure Open-ended" in page


def test_a_version_shows_the_flows_that_rest_on_a_provision(
    client: FlaskClient, session: Session, officer: Actor, notice: str, today: dt.date
) -> None:
    party = third_parties.register(officer, ThirdParty(name="Correo Rápido"))
    flows.register(
        officer,
        Flow(
            third_party=party.ref or "",
            status=FlowStatus.ACTIVE,
            first_on=today - 9 * DAY,
            notice_links=[NoticeLink(provision=f"{notice}/G2", strength=Strength.ARGUABLE)],
        ),
    )

    page = text_of(client.get(f"/notices/{notice}").text)

    assert "1 flow linked, 0 expressly FL-0001 Correo Rápido: arguable" in page


def test_a_newer_version_carries_the_flows_that_were_linked_to_an_older_one(
    client: FlaskClient, session: Session, officer: Actor, notice: str, today: dt.date
) -> None:
    party = third_parties.register(officer, ThirdParty(name="Correo Rápido"))
    link = NoticeLink(provision=f"{notice}/G2", strength=Strength.ARGUABLE)
    flows.register(officer, Flow(third_party=party.ref or "", notice_links=[link]))
    newer = operations.capture(officer, Notice(text=POLICY + " New.", effective_on=today - 9 * DAY))
    operations.code(
        SYSTEM, newer.ref or "", [Provision(code="G2", kind=ProvisionKind.DISCLOSURE_GROUND, sentence_no=3)]
    )

    page = text_of(client.get(f"/notices/{newer.ref}").text)

    assert f"FL-0001 Correo Rápido: arguable, planned (linked in {notice})" in page


def test_the_list_says_from_when_to_when_each_version_is_in_effect(
    client: FlaskClient, officer: Actor, session: Session, notice: str, today: dt.date
) -> None:
    operations.capture(officer, Notice(text="Newer. Shorter.", effective_on=today - 9 * DAY))
    operations.capture(officer, Notice(text="Coming.", effective_on=today + 9 * DAY))

    rows = client.get("/notices?export=csv").text.splitlines()

    assert [row.split(",")[1:6] for row in rows[1:]] == [
        ["NV-0003", "Not yet in effect", str(today + 9 * DAY), "", "1"],
        ["NV-0002", "In effect", str(today - 9 * DAY), str(today + 8 * DAY), "2"],
        ["NV-0001", "Replaced", str(today - 365 * DAY), str(today - 10 * DAY), "3"],
    ]


@pytest.mark.parametrize(
    ("state", "refs"), [("planned", ["NV-0003"]), ("in_force", ["NV-0002"]), ("superseded", ["NV-0001"])]
)
def test_the_list_is_filtered_by_state(
    client: FlaskClient,
    officer: Actor,
    session: Session,
    notice: str,
    today: dt.date,
    state: str,
    refs: list[str],
) -> None:
    operations.capture(officer, Notice(text="Newer.", effective_on=today - 9 * DAY))
    operations.capture(officer, Notice(text="Coming.", effective_on=today + 9 * DAY))

    rows = client.get(f"/notices?state={state}&export=csv").text.splitlines()

    assert [row.split(",")[1] for row in rows[1:]] == refs
