"""Guests are of their deals only: let in until a day, given nothing to answer for, and offered nowhere else."""

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as people
from app.domain.accounts.records import Person
from app.domain.deals import items, operations, queries
from app.domain.deals.records import Deal, ItemGate
from app.domain.deals.terms import Gate
from app.domain.findings import operations as findings
from app.domain.findings.queries import may_own
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.kernel import clock
from app.kernel.errors import Invalid
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, ClientOf
from tests.pages.dealroom import act, problem_of
from tests.pages.pagereading import text_of

GUEST = EMAILS[Role.GUEST]


@pytest.fixture
def deal(session: Session, counsel: Actor) -> Deal:
    """A deal of counsel alone, with a segment."""
    return operations.open_deal(
        counsel,
        Deal.parse(
            {
                "codename": "Project Egret",
                "kind": "asset_all",
                "side": "target",
                "segments": [{"name": "Buyers of rings"}],
            }
        ),
    )


@pytest.fixture
def lawyer(client_of: ClientOf) -> FlaskClient:
    """Counsel in a browser."""
    return client_of(Role.COUNSEL)


def soon() -> dt.date:
    return clock.now().date() + dt.timedelta(days=9)


def test_a_guest_is_let_in_with_a_last_day_only(deal: Deal, counsel: Actor, lawyer: FlaskClient) -> None:
    refused = lawyer.post("/deals/D-001/members", data={"person": GUEST, "until": "", "handing": "papers"})

    assert refused.status_code == 422
    assert f"Until: is required for {GUEST}, a guest: enter the last day." in text_of(refused.text)
    with pytest.raises(Invalid) as found:
        operations.set_member(counsel, "D-001", GUEST)
    assert set(found.value.problems) == {("members", 1, "until")}
    made = operations.set_member(counsel, "D-001", GUEST, soon())
    assert made.members[-1].until == soon()
    assert operations.set_member(counsel, "D-001", EMAILS[Role.COMPLIANCE]).members[-1].until is None


def test_no_deal_is_opened_with_a_guest_who_has_no_last_day(session: Session, counsel: Actor) -> None:
    with pytest.raises(Invalid) as found:
        operations.open_deal(
            counsel, Deal.parse({"codename": "Project Heron", "kind": "asset_all", "members": [GUEST]})
        )
    assert set(found.value.problems) == {("members", 1, "until")}


def test_a_member_without_a_last_day_who_has_become_a_guest_is_not_let_in(
    deal: Deal, session: Session, counsel: Actor
) -> None:
    new = "new@advisers.example"
    accounts.add(SYSTEM, Person(email=new, name="Nina", roles=[Role.COUNSEL]))
    operations.set_member(counsel, "D-001", new)
    assert queries.visible_refs(session, Actor(new, "Nina", (Role.COUNSEL,))) == {"D-001"}
    person, version = people.get(session, new)
    accounts.update(SYSTEM, new, person.model_copy(update={"roles": [Role.GUEST]}), version=version)

    assert queries.visible_refs(session, Actor(new, "Nina", (Role.GUEST,))) == set()


def test_a_third_party_is_not_given_to_a_guest(session: Session, officer: Actor) -> None:
    with pytest.raises(Invalid, match="is a guest: choose somebody of the house"):
        third_parties.register(officer, ThirdParty.parse({"name": "Correo Perla", "owner": GUEST}))
    made = third_parties.register(
        officer, ThirdParty.parse({"name": "Correo Perla", "owner": EMAILS[Role.COUNSEL]})
    )
    with pytest.raises(Invalid, match="is a guest"):
        third_parties.update(officer, made.ref or "", made.model_copy(update={"owner": GUEST}))


def test_a_finding_is_not_given_to_a_guest(session: Session, officer: Actor) -> None:
    with pytest.raises(Invalid, match="choose an active person"):
        findings.assign(officer, [1], GUEST)
    assert may_own(session, EMAILS[Role.COUNSEL])


def test_who_has_another_role_beside_guest_or_none_yet_is_of_the_house(
    session: Session, officer: Actor
) -> None:
    for email, roles in (("both@lumen.example", [Role.GUEST, Role.COUNSEL]), ("new@lumen.example", [])):
        accounts.add(SYSTEM, Person(email=email, name="Nina", roles=roles))
        assert may_own(session, email)


def test_a_gate_is_not_given_to_a_guest(deal: Deal, counsel: Actor, lawyer: FlaskClient) -> None:
    operations.set_member(counsel, "D-001", GUEST, soon())
    given = {"gate": "notice_sent", "phase": "closing", "due_on": soon().isoformat()}
    made = act(lawyer, "A-001", "gate", **given)
    assert made.status_code == 303, problem_of(made.text)
    gate = ItemGate(gate=Gate.NOTICE_SENT, owner=GUEST)

    with pytest.raises(Invalid, match="is a guest, who sees no gate"):
        items.set_gate(counsel, "D-001", "A-001", gate)
    page = lawyer.get("/deals/D-001/inventory/A-001").text
    owners = re.findall(r'<select[^>]*name="owner".*?</select>', page, re.DOTALL)
    assert owners
    assert all(EMAILS[Role.COUNSEL] in one and GUEST not in one for one in owners)


@pytest.mark.parametrize("path", ["/findings", "/third-parties", "/third-parties/new", "/trail"])
def test_no_filter_or_choice_outside_a_deal_names_a_guest(client_of: ClientOf, path: str) -> None:
    page = client_of(Role.COMPLIANCE).get(path).text

    assert f'value="{EMAILS[Role.COUNSEL]}"' in page
    assert f'value="{GUEST}"' not in page
