"""Giving a deal up: whom it closes to, and what becomes due."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.domain.deals import moves, operations, queries
from app.domain.deals.course import Diligence
from app.domain.deals.records import Deal
from app.domain.deals.terms import DealStage, HandingOn
from app.kernel import clock
from app.kernel.errors import Denied, Missing
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, actor_of
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")

GUEST = actor_of(Role.GUEST)


@pytest.fixture
def shown(session: Session, counsel: Actor, officer: Actor) -> Deal:
    """A deal in diligence with a guest and an officer, in which data were shown to a named bidder and a buyer."""
    objects.entity(legal_name="Halcyon Rings, Inc.")
    until = (clock.now().date() + dt.timedelta(days=9)).isoformat()
    operations.open_deal(
        counsel,
        Deal.parse(
            {
                "codename": "Project Perla",
                "kind": "asset_all",
                "stage": "diligence",
                "buyer_entity": "EN-0001",
                "parties": [{"part": "bidder", "name": "Corvus Partners"}, {"part": "seller", "name": "We"}],
                "members": [
                    {"person": EMAILS[Role.GUEST], "until": until},
                    {"person": EMAILS[Role.COMPLIANCE]},
                ],
            }
        ),
    )
    disclosure = Diligence(on=dt.date(2027, 3, 1), redaction_note="Counts.", recipient="Bank advisers")
    return operations.log_diligence(counsel, "D-001", disclosure)


def test_an_abandoned_deal_closes_to_guests_at_once_and_to_nobody_of_the_house(
    session: Session, shown: Deal, counsel: Actor, officer: Actor
) -> None:
    assert queries.visible_refs(session, GUEST) == {"D-001"}

    moves.move(counsel, "D-001", DealStage.ABANDONED, reason="The price.")

    assert queries.visible_refs(session, GUEST) == set()
    assert queries.visible_refs(session, officer) == queries.visible_refs(session, counsel) == {"D-001"}


def test_a_certificate_becomes_due_from_everybody_who_was_shown_data(shown: Deal, counsel: Actor) -> None:
    ended = moves.move(counsel, "D-001", DealStage.ABANDONED)

    found = [(one.recipient, one.entity, one.due_on, one.received_on) for one in ended.certificates]
    due = dt.date(2027, 3, 29)
    assert found == [
        ("Corvus Partners", None, due, None),
        ("Halcyon Rings, Inc.", "EN-0001", due, None),
        ("Bank advisers", None, due, None),
    ]


def test_where_nothing_was_shown_no_certificate_is_due(session: Session, counsel: Actor) -> None:
    operations.open_deal(
        counsel,
        Deal.parse({"codename": "X", "kind": "asset_all", "parties": [{"part": "buyer", "name": "Y"}]}),
    )
    assert moves.move(counsel, "D-001", DealStage.ABANDONED).certificates == []


def test_what_a_member_may_hand_on_is_what_was_said(session: Session, shown: Deal, counsel: Actor) -> None:
    operations.set_member(
        counsel, "D-001", GUEST.email, clock.now().date() + dt.timedelta(days=9), handing=HandingOn.SCHEDULES
    )

    assert queries.handing(session, GUEST, "D-001") is HandingOn.SCHEDULES
    queries.expect_handing(session, GUEST, "D-001", HandingOn.SCHEDULES)
    with pytest.raises(Denied):
        queries.expect_handing(session, GUEST, "D-001", HandingOn.PAPERS)
    with pytest.raises(Missing):
        queries.handing(session, actor_of(Role.AUDITOR), "D-001")
    assert queries.handing(session, SYSTEM, "D-001") is HandingOn.PAPERS
