import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.agreements import operations as agreements
from app.domain.flows import operations, queries
from app.domain.flows.records import Flow
from app.domain.flows.terms import FlowStatus
from app.domain.notices.terms import Strength
from app.domain.third_parties import operations as third_parties
from app.kernel.errors import Conflict, Denied, Invalid, Missing, Refused
from app.security.actor import Actor
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")

PROVISIONS = [
    {"code": "G3", "kind": "disclosure_ground", "sentence_no": 3},
    {"code": "G2", "kind": "disclosure_ground", "sentence_no": 3, "unclear": True},
]


@pytest.fixture(autouse=True)
def _vendor(session: Session, today: dt.date) -> None:
    objects.third_party("Paloma Mensajes")


def register(officer: Actor, **fields: Any) -> Flow:
    return operations.register(officer, Flow.parse({"third_party": "TP-0001"} | fields))


def stored(session: Session, **fields: Any) -> Flow:
    return Flow.parse(queries.get(session, "FL-0001")[0].to_state() | fields)


def test_registering_gives_a_reference(session: Session, officer: Actor) -> None:
    objects.category("email")
    objects.purpose("orders")
    objects.activity("Selling")

    record = register(officer, name="Messages", activity="AC-0001", purposes=["orders"], categories=["email"])

    assert record.ref == "FL-0001"
    assert [row.ref for row in queries.of_third_party(session, "TP-0001")] == ["FL-0001"]
    assert [row.ref for row in queries.of_activity(session, "AC-0001")] == ["FL-0001"]
    assert queries.options(session, ["TP-0001"]) == [("FL-0001", "FL-0001 · Messages (Paloma Mensajes)")]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"status": "active"}, ("first_on",)),
        ({"status": "active", "first_on": "2027-03-16"}, ("first_on",)),
        ({"status": "active", "first_on": "2027-01-01", "ended_on": "2027-03-15"}, ("status",)),
        ({"status": "ended"}, ("ended_on",)),
        ({"status": "ended", "ended_on": "2027-03-16"}, ("ended_on",)),
        ({"status": "planned", "first_on": "2027-03-14"}, ("status",)),
        ({"status": "planned", "ended_on": "2028-01-01"}, ("status",)),
    ],
)
def test_status_and_dates_must_fit(
    session: Session, officer: Actor, fields: dict[str, Any], wrong: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid) as caught:
        register(officer, **fields)

    assert list(caught.value.problems) == [wrong]
    assert queries.of_third_party(session, "TP-0001") == []


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "active", "first_on": "2027-03-15"},
        {"status": "active", "first_on": "2027-01-01", "ended_on": "2027-12-31"},
        {"status": "ended", "ended_on": "2027-03-15"},
        {"status": "planned", "first_on": "2027-06-01"},
    ],
)
def test_status_and_dates_that_fit_are_kept(session: Session, officer: Actor, fields: dict[str, Any]) -> None:
    assert register(officer, **fields).status == fields["status"]


@pytest.mark.parametrize(
    ("transfer", "wrong"),
    [
        ({"to_country": "DE"}, "to_country"),
        ({"from_regime": "UK", "to_country": "GB"}, "to_country"),
        ({"to_country": "IN", "mechanism": "uk_idta"}, "mechanism"),
        ({"to_country": "IN", "mechanism": "adequacy_dpf"}, "mechanism"),
        ({"to_country": "JP", "mechanism": "adequacy", "module": 2}, "module"),
        ({"to_country": "US", "mechanism": "scc", "tia_outcome": "acceptable"}, "tia_on"),
        ({"to_country": "US", "mechanism": "scc", "tia_on": "2027-03-16"}, "tia_on"),
    ],
)
def test_a_transfer_must_make_sense(
    session: Session, officer: Actor, transfer: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(Invalid) as caught:
        register(officer, transfers=[transfer])

    assert list(caught.value.problems) == [("transfers", 0, wrong)]


def test_the_same_transfer_or_place_stands_once(session: Session, officer: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        register(
            officer,
            transfers=[{"to_country": "US"}, {"to_country": "US"}],
            locations=[{"country": "US"}, {"country": "US", "kind": "support"}, {"country": "US"}],
        )

    assert list(caught.value.problems) == [("transfers", 1, "to_country"), ("locations", 2)]


def test_a_transfer_is_documented_by_an_agreement_of_the_recipient(session: Session, officer: Actor) -> None:
    objects.third_party("Stranger")
    objects.agreement("TP-0001", kind="scc_m2")
    objects.agreement("TP-0002", kind="scc_m2")
    transfer = {"to_country": "US", "mechanism": "scc", "module": 2}

    assert register(officer, transfers=[transfer | {"doc_agreement": "AG-0001"}]).ref == "FL-0001"
    with pytest.raises(Invalid) as caught:
        register(officer, transfers=[transfer | {"doc_agreement": "AG-0002"}])

    assert caught.value.sentence == (
        "Transfers 1: Documented in: AG-0002 is with TP-0002: choose one of its own."
    )


def test_names_tell_the_flows_to_one_third_party_apart(session: Session, officer: Actor) -> None:
    objects.third_party("Another")
    register(officer, name="Newsletter")

    with pytest.raises(Invalid) as caught:
        register(officer, name="NEWSLETTER")

    assert caught.value.sentence == (
        "Name: “NEWSLETTER” to this third party is already registered as FL-0001: choose another."
    )
    assert register(officer, name="Newsletter", third_party="TP-0002").ref == "FL-0002"


def test_a_flow_to_an_archived_third_party_is_refused(session: Session, officer: Actor) -> None:
    third_parties.archive(officer, "TP-0001")

    with pytest.raises(Invalid) as caught:
        register(officer)

    assert caught.value.sentence == "Third party: TP-0001 is archived: restore it or choose another."


def test_links_to_the_notice_are_signed(session: Session, officer: Actor, today: dt.date) -> None:
    objects.notice(provisions=PROVISIONS)

    record = register(officer, notice_links=[{"provision": "NV-0001/G3", "linked_by": "admin@lumen.example"}])

    link = record.notice_links[0]
    assert (link.strength, link.linked_by, link.linked_on) == (Strength.ARGUABLE, officer.email, today)
    assert queries.resting_on(session, "NV-0001") == {"NV-0001/G3": ["FL-0001"]}


def test_an_unknown_provision_is_named(session: Session, officer: Actor) -> None:
    objects.notice(provisions=PROVISIONS)

    with pytest.raises(Invalid) as caught:
        register(officer, notice_links=[{"provision": "NV-0001/G9"}])

    assert caught.value.sentence == (
        "Set forth in the notice 1: Provision: NV-0001/G9 is not in the register: choose one that is."
    )


def test_only_counsel_marks_a_provision_express(session: Session, officer: Actor, counsel: Actor) -> None:
    objects.notice(provisions=PROVISIONS)
    register(officer, notice_links=[{"provision": "NV-0001/G3"}])

    with pytest.raises(Invalid) as caught:
        operations.update(
            officer,
            "FL-0001",
            stored(session, notice_links=[{"provision": "NV-0001/G3", "strength": "express"}]),
        )
    with pytest.raises(Denied):
        operations.mark_provision(officer, "FL-0001", "NV-0001/G3", Strength.EXPRESS)
    marked = operations.mark_provision(counsel, "FL-0001", "NV-0001/G3", Strength.EXPRESS)

    assert caught.value.sentence == (
        "Set forth in the notice 1: Strength: only counsel marks a provision express: "
        "keep “Arguable” and ask them."
    )
    assert (marked.notice_links[0].strength, marked.notice_links[0].linked_by) == ("express", counsel.email)


def test_what_counsel_marked_survives_an_officers_edit(
    session: Session, officer: Actor, counsel: Actor
) -> None:
    objects.notice(provisions=PROVISIONS)
    register(officer)
    operations.mark_provision(counsel, "FL-0001", "NV-0001/G3", Strength.EXPRESS)

    changed = operations.update(officer, "FL-0001", stored(session, name="Messages"))

    assert changed.notice_links[0].linked_by == counsel.email


def test_an_open_ended_provision_is_express_for_a_reason_only(session: Session, counsel: Actor) -> None:
    objects.notice(provisions=PROVISIONS)
    objects.flow("TP-0001")

    with pytest.raises(Invalid) as caught:
        operations.mark_provision(counsel, "FL-0001", "NV-0001/G2", Strength.EXPRESS)
    marked = operations.mark_provision(
        counsel, "FL-0001", "NV-0001/G2", Strength.EXPRESS, "It runs the site."
    )

    assert list(caught.value.problems) == [("notice_links", 0, "reason")]
    assert marked.notice_links[0].reason == "It runs the site."


def test_a_link_that_is_not_there_cannot_go(session: Session, officer: Actor) -> None:
    register(officer)

    with pytest.raises(Missing):
        operations.unlink_provision(officer, "FL-0001", "NV-0001/G3")


def test_ending_a_flow_records_its_last_day(session: Session, officer: Actor) -> None:
    objects.active_flow("TP-0001")

    ended = operations.end(officer, "FL-0001", dt.date(2027, 3, 1))

    assert (ended.status, ended.ended_on) == (FlowStatus.ENDED, dt.date(2027, 3, 1))


@pytest.mark.parametrize("day", [dt.date(2027, 1, 1), dt.date(2027, 3, 16)], ids=["before it began", "ahead"])
def test_a_flow_does_not_end_out_of_time(session: Session, officer: Actor, day: dt.date) -> None:
    objects.active_flow("TP-0001")

    with pytest.raises(Invalid):
        operations.end(officer, "FL-0001", day)

    assert queries.get(session, "FL-0001")[0].status is FlowStatus.ACTIVE


def test_a_flow_in_which_data_flow_is_not_archived(session: Session, officer: Actor) -> None:
    objects.active_flow("TP-0001")

    with pytest.raises(Refused) as caught:
        operations.archive(officer, "FL-0001")

    assert caught.value.sentence == "Status: data flow in FL-0001: record their end before archiving it."


def test_a_governed_flow_leaves_its_agreement_before_it_is_archived_or_moved(
    session: Session, officer: Actor
) -> None:
    objects.third_party("Another")
    objects.flow("TP-0001")
    objects.agreement("TP-0001", governs_flows=["FL-0001"])

    with pytest.raises(Refused) as archived:
        operations.archive(officer, "FL-0001")
    with pytest.raises(Invalid) as moved:
        operations.update(officer, "FL-0001", stored(session, third_party="TP-0002"))
    agreements.set_governed_flows(officer, "AG-0001", [])

    assert archived.value.sentence == "FL-0001 is in use by AG-0001: take it out there first."
    assert list(moved.value.problems) == [("third_party",)]
    assert operations.archive(officer, "FL-0001").archived


def test_two_people_at_one_flow_are_told_of_each_other(session: Session, officer: Actor) -> None:
    register(officer)
    operations.update(officer, "FL-0001", stored(session, name="First"), version=1)

    with pytest.raises(Conflict):
        operations.update(officer, "FL-0001", stored(session, name="Second"), version=1)


def test_saving_without_a_change_leaves_no_trace(session: Session, officer: Actor) -> None:
    register(officer)
    operations.update(officer, "FL-0001", stored(session), version=1)

    assert queries.get(session, "FL-0001")[1] == 1
