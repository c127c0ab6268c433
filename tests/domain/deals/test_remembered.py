"""What a process remembers of a deal's inventory is what it would be made anew."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.deals import operations, queries, remembered, segments
from app.domain.deals.records import Deal, Segment
from app.domain.deals.remembered import Memory
from app.extensions import db
from app.security.actor import Actor
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def deal(session: Session, counsel: Actor) -> Deal:
    vendor = objects.third_party()
    objects.executed(vendor.ref or "", assignment={"rule": "consent"})
    return operations.open_deal(
        counsel,
        Deal.parse(
            {
                "codename": "Perla",
                "kind": "asset_all",
                "closing_on": "2027-06-01",
                "segments": [{"name": "Customers", "retention_end_on": "2027-03-15"}],
            }
        ),
    )


def lines(session: Session, actor: Actor) -> list[tuple[str, str]]:
    made = remembered.inventory(session, queries.get(session, actor, "D-001")[0])
    return [(line.number, line.standing.disposition.value) for line in made.lines.facts]


def test_what_did_not_change_is_not_read_again(session: Session, deal: Deal, counsel: Actor) -> None:
    record, _ = queries.get(session, counsel, "D-001")
    first = remembered.inventory(session, record)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert remembered.inventory(session, record) is first
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) <= 4


def test_a_change_of_the_deal_of_the_register_or_of_the_day_is_seen_at_once(
    session: Session, deal: Deal, counsel: Actor
) -> None:
    assert lines(session, counsel) == [("A-001", "TRANSFER_OPT_OUT"), ("E-001", "ASSIGN_CONSENT")]

    segments.add_segment(counsel, "D-001", Segment(name="Minors", minor=True))
    assert ("A-002", "DELETE") in lines(session, counsel)

    other = objects.third_party(name="Correo Sur")
    objects.executed(other.ref or "", assignment={"rule": "free"})
    assert ("E-002", "ASSIGN") in lines(session, counsel)

    with time_machine.travel(dt.datetime(2027, 3, 17, 12, tzinfo=dt.UTC)):
        assert ("A-001", "DELETE") in lines(session, counsel)


def test_two_deals_are_told_apart(session: Session, deal: Deal, counsel: Actor) -> None:
    operations.open_deal(counsel, Deal.parse({"codename": "Egret", "kind": "share_purchase"}))
    assert lines(session, counsel)[0] == ("A-001", "TRANSFER_OPT_OUT")
    other = remembered.inventory(session, queries.get(session, counsel, "D-002")[0])
    assert [line.standing.disposition.value for line in other.lines.facts] == ["NO_ACTION"]


def test_a_memory_forgets_what_was_used_longest_ago() -> None:
    memory: Memory[int] = Memory(2)
    memory.put("a", 1)
    memory.put("b", 2)
    assert memory.get("a") == 1
    memory.put("c", 3)
    assert [memory.get(key) for key in "abc"] == [1, None, 3]
