import datetime as dt
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import Entry
from app.domain.deals import items, moves, operations, queries, segments
from app.domain.deals.course import Diligence
from app.domain.deals.records import Deal, ItemGate, Segment
from app.domain.deals.terms import (
    MOVES,
    ConsentStatus,
    ContractDisposition,
    DealKind,
    DealStage,
    Disposition,
    Gate,
    GatePhase,
    ItemType,
)
from app.domain.third_parties import operations as third_parties
from app.extensions import db
from app.kernel.errors import Conflict, Denied, Invalid, Missing, Refused
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import actor_of
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")

OTHER_COUNSEL = Actor("executive@lumen.example", "Second counsel", (Role.COUNSEL,))


@pytest.fixture
def perla(session: Session, counsel: Actor, today: dt.date) -> Deal:
    """Project Perla, of which counsel is the only member."""
    return operations.open_deal(counsel, Deal(codename="Project Perla", kind=DealKind.ASSET_PART))


def stored(session: Session) -> Deal:
    return queries.get(session, SYSTEM, "D-001")[0]


def test_whoever_opens_a_deal_is_its_member(perla: Deal, counsel: Actor) -> None:
    assert (perla.ref, [member.person for member in perla.members]) == ("D-001", [counsel.email])


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.COMPLIANCE, Role.EXECUTIVE, Role.GUEST])
def test_to_others_a_deal_is_not_there(session: Session, perla: Deal, role: Role) -> None:
    stranger = actor_of(role)

    with pytest.raises(Missing) as there:
        queries.get(session, stranger, "D-001")
    with pytest.raises(Missing) as absent:
        queries.get(session, stranger, "D-002")

    assert there.value.sentence == absent.value.sentence.replace("D-002", "D-001")
    assert (queries.visible(session, stranger), queries.visible_refs(session, stranger)) == ([], set())
    assert queries.options(session, stranger) == []


def test_another_counsel_changes_nothing_in_it(session: Session, perla: Deal) -> None:
    for attempt in (
        lambda: operations.update(OTHER_COUNSEL, "D-001", perla),
        lambda: moves.move(OTHER_COUNSEL, "D-001", DealStage.DILIGENCE),
        lambda: operations.set_member(OTHER_COUNSEL, "D-001", OTHER_COUNSEL.email),
        lambda: segments.add_segment(OTHER_COUNSEL, "D-001", Segment()),
        lambda: items.add_item(OTHER_COUNSEL, "D-001", ItemType.ACCOUNT, "Shop"),
        lambda: operations.archive(OTHER_COUNSEL, "D-001"),
    ):
        with pytest.raises(Missing):
            attempt()

    assert stored(session) == perla


def test_a_member_without_the_permission_reads_and_does_not_write(
    session: Session, perla: Deal, counsel: Actor, officer: Actor
) -> None:
    operations.set_member(counsel, "D-001", officer.email)

    assert queries.get(session, officer, "D-001")[0].codename == "Project Perla"
    with pytest.raises(Denied):
        moves.move(officer, "D-001", DealStage.DILIGENCE)


def test_a_guest_sees_the_deal_until_the_last_day(
    session: Session, perla: Deal, counsel: Actor, today: dt.date
) -> None:
    guest = actor_of(Role.GUEST)
    operations.set_member(counsel, "D-001", guest.email, today)
    on_the_day = queries.visible_refs(session, guest)
    operations.remove_member(counsel, "D-001", guest.email)

    assert (on_the_day, queries.visible_refs(session, guest)) == ({"D-001"}, set())
    with pytest.raises(Invalid):
        operations.set_member(counsel, "D-001", guest.email, today - dt.timedelta(days=1))


def test_access_ends_by_itself(session: Session, perla: Deal, counsel: Actor) -> None:
    guest = actor_of(Role.GUEST)
    operations.set_member(counsel, "D-001", guest.email, dt.date(2027, 3, 20))

    with time_machine.travel(dt.datetime(2027, 3, 20, 22, 59, tzinfo=dt.UTC)):
        on_the_last_day = queries.visible_refs(session, guest)
    with time_machine.travel(dt.datetime(2027, 3, 20, 23, 1, tzinfo=dt.UTC)):
        after = queries.visible_refs(session, guest)

    assert (on_the_last_day, after) == ({"D-001"}, set())


def test_the_last_member_who_can_change_the_deal_stays(
    session: Session, perla: Deal, counsel: Actor, officer: Actor
) -> None:
    operations.set_member(counsel, "D-001", officer.email)

    with pytest.raises(Refused) as caught:
        operations.remove_member(counsel, "D-001", counsel.email)

    assert caught.value.sentence == "Members: nobody left could change the deal: add another counsel first."
    operations.remove_member(counsel, "D-001", officer.email)


def test_only_people_of_the_register_become_members(session: Session, perla: Deal, counsel: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        operations.set_member(counsel, "D-001", "nobody@lumen.example")

    assert caught.value.sentence == (
        "Members 2: Person: nobody@lumen.example is not in the register: choose one that is."
    )


def test_its_entries_in_the_trail_are_closed_to_others(session: Session, perla: Deal, counsel: Actor) -> None:
    segments.add_segment(counsel, "D-001", Segment(name="Customers"))

    entries = session.scalars(select(Entry.deal).order_by(Entry.seq.desc()).limit(2)).all()

    assert entries == ["D-001", "D-001"]


def test_a_codename_is_taken_among_ones_own_deals_alone(
    session: Session, perla: Deal, counsel: Actor
) -> None:
    with pytest.raises(Invalid) as caught:
        operations.open_deal(counsel, Deal(codename="PROJECT PERLA", kind=DealKind.MERGER_DIRECT))
    theirs = operations.open_deal(OTHER_COUNSEL, Deal(codename="Project Perla", kind=DealKind.MERGER_DIRECT))

    assert (
        caught.value.sentence == "Codename: “PROJECT PERLA” is already the codename of D-001: choose another."
    )
    assert theirs.ref == "D-002"


def test_an_object_of_a_deal_can_be_archived_without_a_word_of_it(
    session: Session, perla: Deal, counsel: Actor, officer: Actor
) -> None:
    objects.third_party()
    items.add_item(counsel, "D-001", ItemType.THIRD_PARTY, "TP-0001")
    objects.entity()
    operations.update(counsel, "D-001", stored(session).model_copy(update={"buyer_entity": "EN-0001"}))

    assert third_parties.archive(officer, "TP-0001").archived


@pytest.mark.parametrize("before", list(DealStage))
def test_moves_follow_the_lifecycle(session: Session, counsel: Actor, before: DealStage) -> None:
    days = {"signing_on": dt.date(2027, 3, 1), "closing_on": dt.date(2027, 3, 10)}
    operations.open_deal(counsel, Deal(codename="X", kind=DealKind.ASSET_ALL, stage=before, **days))

    for after in set(DealStage) - MOVES[before] - {before}:
        with pytest.raises(Refused):
            moves.move(counsel, "D-001", after, reason="Whatever is open.")
    for after in sorted(MOVES[before])[:1]:
        assert moves.move(counsel, "D-001", after, reason="Whatever is open.").stage is after


def test_signing_brings_its_day(session: Session, perla: Deal, counsel: Actor) -> None:
    moves.move(counsel, "D-001", DealStage.DILIGENCE, reason="The paper is signed on Monday.")

    with pytest.raises(Invalid) as caught:
        moves.move(counsel, "D-001", DealStage.SIGNED)
    with pytest.raises(Invalid) as early:
        moves.move(counsel, "D-001", DealStage.SIGNED, on=dt.date(2027, 3, 16))
    signed = moves.move(counsel, "D-001", DealStage.SIGNED, on=dt.date(2027, 3, 14))

    assert list(caught.value.problems) == [("signing_on",)]
    assert early.value.sentence == ("Signed on: 2027-03-16 is in the future: enter the day once it has come.")
    assert (signed.stage, signed.signing_on) == (DealStage.SIGNED, dt.date(2027, 3, 14))


def test_the_stage_changes_by_a_move_alone(session: Session, perla: Deal, counsel: Actor) -> None:
    with pytest.raises(Refused):
        operations.update(counsel, "D-001", perla.model_copy(update={"stage": DealStage.DILIGENCE}))


def test_facts_change_without_touching_members_segments_and_items(
    session: Session, perla: Deal, counsel: Actor
) -> None:
    segments.add_segment(counsel, "D-001", Segment(name="Customers"))
    items.add_item(counsel, "D-001", ItemType.SEGMENT, "S-001")
    operations.log_diligence(counsel, "D-001", Diligence(on=dt.date(2027, 3, 1)))
    bare = Deal(codename="Project Perla", kind=DealKind.ASSET_ALL)

    changed = operations.update(counsel, "D-001", bare, version=4)

    assert changed == stored(session)
    assert changed.kind is DealKind.ASSET_ALL
    assert [len(part) for part in (changed.members, changed.segments, changed.items, changed.diligence)] == [
        1,
        1,
        1,
        1,
    ]


def test_two_members_at_one_deal_are_told_of_each_other(
    session: Session, perla: Deal, counsel: Actor
) -> None:
    operations.update(counsel, "D-001", perla.model_copy(update={"window_days": 42}), version=1)

    with pytest.raises(Conflict):
        operations.update(counsel, "D-001", perla.model_copy(update={"window_days": 14}), version=1)


def test_segments_are_numbered_in_their_deal_and_never_again(
    session: Session, perla: Deal, counsel: Actor
) -> None:
    operations.open_deal(counsel, Deal(codename="Other", kind=DealKind.MERGER_DIRECT))
    first = [segments.add_segment(counsel, "D-001", Segment(name=name)).ref for name in ("A", "B")]
    segments.remove_segment(counsel, "D-001", "S-002")
    again = segments.add_segment(counsel, "D-001", Segment(name="C")).ref
    elsewhere = segments.add_segment(counsel, "D-002", Segment(name="A")).ref

    assert (first, again, elsewhere) == (["S-001", "S-002"], "S-003", "S-001")


def test_a_loaded_deal_goes_on_counting(session: Session, counsel: Actor) -> None:
    loaded = {"segments": [{"ref": "S-007", "name": "A"}, {"name": "B"}]}
    opened = operations.open_deal(counsel, Deal.parse({"codename": "X", "kind": "asset_all"} | loaded))
    segments.remove_segment(counsel, "D-001", "S-008")

    assert [segment.ref for segment in opened.segments] == ["S-007", "S-008"]
    assert segments.add_segment(counsel, "D-001", Segment()).ref == "S-009"


def test_a_segment_keeps_its_number_when_it_changes(session: Session, perla: Deal, counsel: Actor) -> None:
    segments.add_segment(counsel, "D-001", Segment(name="Customers"))

    segments.change_segment(counsel, "D-001", "S-001", Segment(ref="S-055", records_signing=1_200))

    assert [(one.ref, one.records_signing) for one in stored(session).segments] == [("S-001", 1_200)]
    with pytest.raises(Missing):
        segments.change_segment(counsel, "D-001", "S-055", Segment())


def test_a_segment_in_the_inventory_is_not_removed(session: Session, perla: Deal, counsel: Actor) -> None:
    segments.add_segment(counsel, "D-001", Segment(name="Customers"))
    items.add_item(counsel, "D-001", ItemType.SEGMENT, "S-001")

    with pytest.raises(Refused) as caught:
        segments.remove_segment(counsel, "D-001", "S-001")

    assert caught.value.sentence == (
        "S-001 is line A-001 of the inventory: set it outside the perimeter instead."
    )


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"categories": ["nothing"]}, ("segments", 0, "categories", 0)),
        ({"activity": "AC-0404"}, ("segments", 0, "activity")),
        ({"notices": [{"notice": "NV-0001"}, {"notice": "NV-0002", "share": 1}]}, ("segments", 0, "notices")),
        (
            {"notices": [{"notice": "NV-0001", "share": 50}, {"notice": "NV-0001", "share": 50}]},
            ("segments", 0, "notices", 1, "notice"),
        ),
    ],
)
def test_a_segment_must_make_sense(
    session: Session, perla: Deal, counsel: Actor, fields: dict[str, Any], wrong: tuple[Any, ...]
) -> None:
    objects.notice("One.")
    objects.notice("Two.")

    with pytest.raises(Invalid) as caught:
        segments.add_segment(counsel, "D-001", Segment.parse(fields))

    assert list(caught.value.problems) == [wrong]


def test_lines_are_numbered_by_part_and_never_again(session: Session, perla: Deal, counsel: Actor) -> None:
    objects.third_party()
    objects.agreement("TP-0001", title="A")
    objects.agreement("TP-0001", title="B")
    segments.add_segment(counsel, "D-001", Segment())

    numbers = [
        items.add_item(counsel, "D-001", ItemType.SEGMENT, "S-001").number,
        items.add_item(counsel, "D-001", ItemType.AGREEMENT, "AG-0001").number,
    ]
    items.remove_item(counsel, "D-001", "E-001")
    numbers.append(items.add_item(counsel, "D-001", ItemType.AGREEMENT, "AG-0002").number)

    assert numbers == ["A-001", "E-001", "E-002"]
    assert [tuple(row) for row in queries.holding(session, counsel, ItemType.AGREEMENT, "AG-0002")] == [
        ("D-001", "E-002", None)
    ]


def test_a_line_is_about_one_object_that_is_there(session: Session, perla: Deal, counsel: Actor) -> None:
    objects.third_party()
    items.add_item(counsel, "D-001", ItemType.THIRD_PARTY, "TP-0001")

    for kind, target in (
        (ItemType.SEGMENT, "S-001"),
        (ItemType.FLOW, "FL-0001"),
        (ItemType.AGREEMENT, "AG-0001"),
    ):
        with pytest.raises(Invalid):
            items.add_item(counsel, "D-001", kind, target)
    with pytest.raises(Refused):
        items.add_item(counsel, "D-001", ItemType.THIRD_PARTY, "TP-0001")


@pytest.fixture
def line(session: Session, perla: Deal, counsel: Actor) -> str:
    """The number of a line about an account."""
    return items.add_item(counsel, "D-001", ItemType.ACCOUNT, "Shop platform").number or ""


def test_a_decision_as_proposed_needs_no_reason(session: Session, line: str, counsel: Actor) -> None:
    decided = items.decide_item(
        counsel, "D-001", line, Disposition.TRANSFER, proposed=Disposition.TRANSFER, rule_ids=["DR-14"]
    )

    assert (decided.disposition, decided.rule_ids, decided.override) == ("TRANSFER", ["DR-14"], None)


def test_deciding_otherwise_needs_a_reason_and_a_person(session: Session, line: str, counsel: Actor) -> None:
    against = {"proposed": Disposition.EXCLUDE}

    with pytest.raises(Invalid) as caught:
        items.decide_item(counsel, "D-001", line, Disposition.TRANSFER, reason="  ", **against)
    with pytest.raises(Denied):
        items.decide_item(SYSTEM, "D-001", line, Disposition.TRANSFER, reason="Because", **against)
    decided = items.decide_item(
        counsel, "D-001", line, Disposition.TRANSFER, reason="Consent given.", **against
    )

    assert list(caught.value.problems) == [("reason",)]
    assert decided.override is not None
    assert (decided.override.by, decided.override.reason, decided.override.was) == (
        counsel.email,
        "Consent given.",
        "EXCLUDE",
    )
    assert stored(session).items[0] == decided


def test_an_override_is_approved_by_another(session: Session, line: str, counsel: Actor) -> None:
    operations.set_member(counsel, "D-001", OTHER_COUNSEL.email)
    items.decide_item(
        counsel,
        "D-001",
        line,
        ContractDisposition.RETAIN,
        proposed=ContractDisposition.ASSIGN,
        reason="Shared",
    )

    with pytest.raises(Refused):
        items.approve_item(counsel, "D-001", line)

    assert items.approve_item(OTHER_COUNSEL, "D-001", line).approved_by == OTHER_COUNSEL.email


def test_deciding_anew_takes_the_approval_back(
    session: Session, line: str, counsel: Actor, today: dt.date
) -> None:
    with pytest.raises(Refused):
        items.approve_item(counsel, "D-001", line)
    items.decide_item(counsel, "D-001", line, Disposition.TRANSFER)
    approved = items.approve_item(counsel, "D-001", line)

    assert (approved.approved_by, approved.approved_on) == (counsel.email, today)
    with pytest.raises(Refused):
        items.remove_item(counsel, "D-001", line)
    assert items.decide_item(counsel, "D-001", line, Disposition.DELETE).approved_on is None


@pytest.fixture
def signed(line: str, counsel: Actor) -> str:
    """The line, decided and approved, in a deal that is signed."""
    moves.move(counsel, "D-001", DealStage.DILIGENCE, reason="The paper is signed on Monday.")
    for number in [item.number or "" for item in queries.get(db.session, SYSTEM, "D-001")[0].items]:  # type: ignore[arg-type]
        items.decide_item(counsel, "D-001", number, Disposition.TRANSFER)
        items.approve_item(counsel, "D-001", number)
    return line


def test_open_gates_block_closing_and_later_ones_do_not(
    session: Session, signed: str, counsel: Actor
) -> None:
    moves.move(counsel, "D-001", DealStage.SIGNED, on=dt.date(2027, 3, 1), reason="The rest follows.")
    items.set_gate(counsel, "D-001", signed, ItemGate(gate=Gate.BUYER_UNDERTAKING))
    items.set_gate(counsel, "D-001", signed, ItemGate(gate=Gate.NOTICE_SENT, phase=GatePhase.AFTER))

    with pytest.raises(Refused) as caught:
        moves.move(counsel, "D-001", DealStage.CLOSED, on=dt.date(2027, 3, 15))
    met = ItemGate(gate=Gate.BUYER_UNDERTAKING, met_on=dt.date(2027, 3, 10), evidence="Signed letter")
    items.set_gate(counsel, "D-001", signed, met)

    assert f"Buyer's undertaking: {signed}" in caught.value.sentence
    closed = moves.move(counsel, "D-001", DealStage.CLOSED, on=dt.date(2027, 3, 15), reason="See the list.")
    assert closed.stage == "closed"
    assert not any("Buyer's undertaking" in text for text in closed.moves[-1].left_open)
    assert [gate.met_on for gate in stored(session).items[0].gates] == [dt.date(2027, 3, 10), None]


def test_a_counterpartys_consent_is_asked_and_answered_in_order(
    session: Session, line: str, counsel: Actor
) -> None:
    items.set_consent(counsel, "D-001", line, ConsentStatus.REQUESTED, on=dt.date(2027, 3, 5))

    for day in (dt.date(2027, 3, 4), dt.date(2027, 3, 16)):
        with pytest.raises(Invalid):
            items.set_consent(counsel, "D-001", line, ConsentStatus.RECEIVED, on=day)
    answered = items.set_consent(counsel, "D-001", line, ConsentStatus.RECEIVED, on=dt.date(2027, 3, 9))

    assert (answered.consent_requested_on, answered.consent_received_on) == (
        dt.date(2027, 3, 5),
        dt.date(2027, 3, 9),
    )
    assert items.set_consent(counsel, "D-001", line, ConsentStatus.NOT_STARTED).consent_requested_on is None


def test_an_archived_deal_rests(session: Session, perla: Deal, counsel: Actor) -> None:
    operations.archive(counsel, "D-001")

    assert queries.visible(session, counsel) == []
    with pytest.raises(Refused):
        segments.add_segment(counsel, "D-001", Segment())
    assert not operations.restore(counsel, "D-001").archived
