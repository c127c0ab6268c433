"""After closing: what the register must say, by structure and side, and that it is applied at once."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import Entry
from app.domain.deals import aftermath, operations
from app.domain.deals.lines import collect
from app.domain.deals.matter import Matter
from app.domain.deals.records import Deal
from app.domain.deals.succession import plan
from app.domain.findings import reading
from app.domain.organisation import operations as organisation
from app.domain.organisation.records import Entity, Organisation
from app.domain.third_parties import queries as third_parties
from app.kernel.errors import Invalid, Refused
from app.security.actor import SYSTEM, Actor
from tests.domain import objects
from tests.domain.deals.builders import CLOSING, agreement, context, deal, dossier

DAY = CLOSING.isoformat()


def moved(record: Deal, *dossiers: Any, entities: dict[str, dict[str, Any]] | None = None) -> dict[str, Any]:
    """The changes of the plan, by object and field."""
    on = context()
    for ref, changes in (entities or {}).items():
        base = on.entities.get(ref) or Entity.parse({"ref": ref, "legal_name": ref})
        on.entities[ref] = base.model_copy(
            update=Entity.parse({"legal_name": "x"} | changes).model_dump(include=set(changes))
        )  # type: ignore[index]
    matter = Matter.of(record, dossiers, on)
    return {f"{one.ref}.{one.field}": one.after for one in plan(matter, collect(matter)).changes}


def told(record: Deal, *dossiers: Any) -> list[str]:
    matter = Matter.of(record, dossiers, context())
    return [ref for ref, _ in plan(matter, collect(matter)).told]


def test_a_sellers_flows_and_contracts_end_and_the_activity_has_another_controller():
    found = moved(deal(perimeter_activities=["AC-0001"]), dossier(agreement(), status="active"))
    assert found == {
        "AC-0001.controller_entity": "EN-0005",
        "AG-0001.terminated_on": DAY,
        "AG-0001.stage": "terminated",
        "FL-0001.status": "ended",
        "FL-0001.ended_on": DAY,
        "TP-0001.status": "offboarding",
    }


def test_while_the_seller_serves_the_buyer_its_flows_go_on():
    record = deal(tsa_until="2027-09-30", perimeter_activities=["AC-0001"])
    found = moved(record, dossier(agreement(), status="active"))
    assert not any(key.startswith(("FL", "TP")) for key in found)


def test_of_an_activity_of_which_a_part_stays_neither_controller_nor_flows_change():
    found = moved(deal(perimeter="part"), dossier(agreement(), status="active"))
    assert set(found) == {"AG-0001.terminated_on", "AG-0001.stage"}
    whole = moved(
        deal(perimeter="part", perimeter_third_parties=["TP-0001"]), dossier(agreement(), status="active")
    )
    assert {"FL-0001.status", "TP-0001.status"} <= set(whole)


def test_a_contract_that_stays_is_not_touched():
    kept = dossier(agreement(shared_with_retained=True), status="active")
    record = deal(perimeter="part", perimeter_third_parties=["TP-0001"])
    assert not any(key.startswith("AG") for key in moved(record, kept))


def test_in_a_merger_and_for_the_buyer_contracts_go_on_with_the_new_controller():
    for changes in ({"kind": "merger_direct"}, {"side": "buyer"}):
        record = deal(perimeter="all", **changes)
        found = moved(record, dossier(agreement(our_entity="EN-0002"), status="active"))
        after = "EN-0001" if "side" in changes else "EN-0005"
        assert found == {"AC-0001.controller_entity": after, "AG-0001.our_entity": after}


def test_processors_are_told_and_others_are_not():
    assert told(deal(), dossier(agreement())) == ["TP-0001"]
    assert told(deal(), dossier(agreement(), role="independent_controller")) == []
    assert told(deal(told=[{"third_party": "TP-0001"}]), dossier(agreement())) == []
    assert told(deal(kind="share_purchase"), dossier(agreement())) == []


def test_by_a_share_deal_the_target_changes_its_owner_and_its_group():
    entities = {
        "EN-0001": {"kind": "self", "parent": "EN-0003"},
        "EN-0003": {"kind": "affiliate"},
        "EN-0005": {"kind": "external"},
        "EN-0002": {"kind": "external", "parent": "EN-0005"},
    }
    found = moved(
        deal(kind="share_purchase", side="target", perimeter="all"),
        dossier(agreement(), affiliation="non_affiliated"),
        entities=entities,
    )
    assert found == {
        "EN-0001.parent": "EN-0005",
        "EN-0001.control_from": DAY,
        "EN-0005.kind": "affiliate",
        "EN-0005.control_from": DAY,
        "EN-0003.kind": "external",
        "EN-0003.control_to": DAY,
        "TP-0001.affiliation": "affiliated",
    }


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        (
            "seller",
            {"EN-0002.kind": "external", "EN-0002.control_to": DAY, "EN-0002.parent": "EN-0005"}
            | {"TP-0001.affiliation": "non_affiliated"},
        ),
        (
            "buyer",
            {"EN-0002.parent": "EN-0001", "EN-0002.control_from": DAY},
        ),
    ],
)
def test_a_subsidiary_that_is_sold_leaves_and_one_that_is_bought_joins(side, expected):
    record = deal(kind="share_purchase", side=side, perimeter="all", perimeter_entities=["EN-0002"])
    party = dossier(agreement(), affiliation="affiliated")
    assert moved(record, party, entities={"EN-0002": {"kind": "affiliate"}}) == expected


@pytest.mark.parametrize("changes", [{"kind": "financing"}, {"kind": "data_only_sale"}, {"closing_on": None}])
def test_of_some_deals_nothing_moves(changes):
    assert moved(deal(**changes), dossier(agreement())) == {}


# Applied


@pytest.fixture
def closed(session: Session, counsel: Actor, today: dt.date) -> Deal:
    """A sale of everything, closed, with one processor and its agreement."""
    objects.entity(legal_name="Joyería Lumen, S.L.", kind="self")
    objects.entity(legal_name="Halcyon Rings, Inc.")
    organisation.set_organisation(SYSTEM, Organisation.parse({"entity": "EN-0001"}))
    vendor = objects.third_party(role="processor")
    objects.activity(controller_entity="EN-0001")
    objects.executed(vendor.ref or "", assignment={"rule": "free"})
    return operations.open_deal(
        counsel,
        Deal.parse(
            {
                "codename": "Project Perla",
                "kind": "asset_all",
                "stage": "closed",
                "signing_on": "2027-03-01",
                "closing_on": "2027-03-10",
                "buyer_entity": "EN-0002",
            }
        ),
    )


def keys(actor: Actor) -> tuple[str, list[str]]:
    found = aftermath.prepared(actor, "D-001")[1]
    return found.mark, [one.key for one in found.changes]


def test_everything_moves_under_one_entry_that_says_nothing_of_the_deal(
    session: Session, closed: Deal, counsel: Actor
) -> None:
    before = session.query(Entry).count()
    mark, chosen = keys(counsel)

    aftermath.integrate(counsel, "D-001", mark, chosen)

    register, own = session.scalars(select(Entry).order_by(Entry.seq).offset(before)).all()
    assert (register.operation, register.deal) == ("register.move_perimeter", None)
    assert {change["key"] for change in register.changes} == {"AC-0001", "AG-0001"}
    assert "Perla" not in str(register.changes) + str(register.notes)
    assert "D-001" not in str(register.changes) + str(register.notes)
    assert (own.deal, [change["key"] for change in own.changes]) == ("D-001", ["D-001"])
    source = reading.Source(session)
    assert next(source.states("agreement"))["terminated_on"] == "2027-03-10"
    (deal_state,) = source.states("deal")
    assert [one["third_party"] for one in deal_state["told"]] == ["TP-0001"]
    assert deal_state["register_moved_on"] == "2027-03-15"
    assert keys(counsel)[1] == []


def test_what_is_not_ticked_stays(session: Session, closed: Deal, counsel: Actor) -> None:
    mark, _ = keys(counsel)
    aftermath.integrate(counsel, "D-001", mark, ["activity:AC-0001:controller_entity"], tell=False)

    source = reading.Source(session)
    assert next(source.states("agreement"))["terminated_on"] is None
    assert next(source.states("activity"))["controller_entity"] == "EN-0002"
    assert next(source.states("deal"))["told"] == []


def test_a_preview_that_is_no_longer_true_is_not_applied(
    session: Session, closed: Deal, counsel: Actor
) -> None:
    mark, chosen = keys(counsel)
    objects.activity(name="Selling in the shop")

    with pytest.raises(Refused) as caught:
        aftermath.integrate(counsel, "D-001", mark, chosen)

    assert caught.value.sentence.startswith("The register has changed since the preview")
    assert next(reading.Source(session).states("agreement"))["terminated_on"] is None


def test_nothing_moves_before_closing_or_without_a_choice(
    session: Session, closed: Deal, counsel: Actor
) -> None:
    mark, _ = keys(counsel)
    with pytest.raises(Invalid):
        aftermath.integrate(counsel, "D-001", mark, [], tell=False)
    operations.open_deal(counsel, Deal.parse({"codename": "Egret", "kind": "asset_all"}))
    with pytest.raises(Refused):
        aftermath.integrate(counsel, "D-002", mark, ["x"])


def test_who_was_told_is_ticked_off_and_taken_back(session: Session, closed: Deal, counsel: Actor) -> None:
    mark, chosen = keys(counsel)
    aftermath.integrate(counsel, "D-001", mark, chosen)

    done = aftermath.set_told(counsel, "D-001", ["TP-0001"], dt.date(2027, 3, 12), "By letter")
    assert [(one.on, one.how) for one in done.told] == [(dt.date(2027, 3, 12), "By letter")]
    with pytest.raises(Invalid):
        aftermath.set_told(counsel, "D-001", ["TP-0001"], dt.date(2027, 3, 16), None)
    with pytest.raises(Invalid):
        aftermath.set_told(counsel, "D-001", [], None, None)
    assert aftermath.set_told(counsel, "D-001", ["TP-0001"], None, None).told[0].on is None
    assert third_parties.get(session, "TP-0001")[0].name == "Paloma Mensajes"


def test_a_certificate_is_requested_and_received(session: Session, closed: Deal, counsel: Actor) -> None:
    aftermath.set_certificate(counsel, "D-001", "Halcyon", requested_on=dt.date(2027, 3, 2))
    done = aftermath.set_certificate(
        counsel, "D-001", "Halcyon", requested_on=dt.date(2027, 3, 2), received_on=dt.date(2027, 3, 9)
    )
    assert [(one.recipient, one.received_on) for one in done.certificates] == [
        ("Halcyon", dt.date(2027, 3, 9))
    ]
    for wrong in (
        {"received_on": dt.date(2027, 3, 16)},
        {"requested_on": dt.date(2027, 3, 10), "received_on": dt.date(2027, 3, 9)},
    ):
        with pytest.raises(Invalid):
            aftermath.set_certificate(counsel, "D-001", "Halcyon", **wrong)
