"""R11: what differs between two instants or two reports, by whom, and what is nobody's business in it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from app.db import changes
from app.db.unit_of_work import read_record
from app.domain.agreements.records import Agreement
from app.domain.audit import chain
from app.domain.deals import queries as deals
from app.domain.findings import operations as findings
from app.domain.findings.ledger import Finding
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.infra.blobs import Blobs, open_blobs
from app.kernel import clock
from app.kernel.canonical import digest
from app.kernel.errors import Invalid, Missing
from app.reporting import issue
from app.reporting.collect import collect
from app.reporting.order import Order
from app.reporting.snapshot.schema.frame import Snapshot
from app.security.actor import SYSTEM, Actor
from app.security.roles import Role
from tests.conftest import EMAILS, actor_of
from tests.domain import objects
from tests.histories import remove, rewrite

BEGIN = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def moved(app: Flask, session: Session) -> Iterator[time_machine.Traveller]:
    """The clock of the test, standing at the beginning."""
    with time_machine.travel(BEGIN, tick=False) as traveller:
        objects.third_party("Before everything")
        traveller.shift(60)
        yield traveller


@pytest.fixture
def blobs(app: Flask) -> Blobs:
    return open_blobs(app.config["SETTINGS"])


def compare(session: Session, blobs: Blobs, earlier: str, later: str | None = None, **more: Any) -> Snapshot:
    order = Order("comparison", earlier=earlier, later=later, **more)
    made = collect(session, blobs, SYSTEM, issue.settled(session, SYSTEM, order))
    session.rollback()
    return made


def now() -> str:
    return clock.format_instant(clock.now())


def told(snapshot: Snapshot, part: str = "") -> dict[str, dict[str, tuple[Any, Any]]]:
    """By object, the fields that differ in words."""
    return {
        f"{one['what']} {one['key']}": {
            field["label"]: (field["before"], field["after"]) for field in one["fields"]
        }
        for one in snapshot["data"]["objects"]
        if not part or one["part"] == part
    }


def update(session: Session, actor: Actor, ref: str, **fields: Any) -> None:
    stored, version = read_record(session, ThirdParty, ref)
    session.rollback()
    third_parties.update(actor, ref, ThirdParty.parse(stored.to_state() | fields), version=version)


def test_each_field_says_what_it_was_what_it_is_and_who_changed_it_last(
    moved: time_machine.Traveller, session: Session, blobs: Blobs, officer: Actor
) -> None:
    party = objects.third_party("Veloz", owner=EMAILS[Role.COMPLIANCE])
    since = now()
    moved.shift(3600)
    update(session, SYSTEM, party.ref or "", name="Veloz II", risk_tier="low")
    moved.shift(3600)
    update(session, officer, party.ref or "", risk_tier="high", owner=EMAILS[Role.COUNSEL])
    last = chain.last_instant(session)

    snapshot = compare(session, blobs, since)

    one = next(one for one in snapshot["data"]["objects"] if one["part"] == "third_party")
    fields = {field["path"][0]: field for field in one["fields"]}
    assert (one["what"], one["key"], one["name"]) == ("changed", party.ref, "Veloz II")
    assert (fields["name"]["before"], fields["name"]["after"]) == ("Veloz", "Veloz II")
    assert fields["name"]["by"] == "system"
    assert (fields["risk_tier"]["before"], fields["risk_tier"]["after"]) == (None, "High")
    assert fields["risk_tier"]["by"] == officer.email
    assert fields["owner"]["after"] == f"Counsel ({EMAILS[Role.COUNSEL]})"
    assert last is not None
    assert fields["owner"]["at"] == clock.format_instant(last)
    assert fields["owner"]["operation"] == "third_party.update"


def test_parts_are_matched_by_what_they_are_known_by(
    moved: time_machine.Traveller, session: Session, blobs: Blobs
) -> None:
    party = objects.third_party(
        "Veloz", contacts=[{"name": "Ana"}, {"name": "Bea", "phone": "1"}, {"name": "Cai"}]
    )
    since = now()
    moved.shift(60)
    stored, _ = read_record(session, ThirdParty, party.ref or "")
    ana, bea, _ = stored.contacts
    contacts = [bea.model_copy(update={"phone": "2"}), ana, ana.model_copy(update={"name": "Dov"})]
    update(session, SYSTEM, party.ref or "", contacts=contacts)

    assert told(compare(session, blobs, since), "third_party") == {
        f"changed {party.ref}": {
            "Contacts · Bea · Phone": ("1", "2"),
            "Contacts · Cai": ("Name: Cai", None),
            "Contacts · Dov": (None, "Name: Dov"),
        }
    }


def test_what_came_went_or_was_changed_back_in_between_does_not_differ(
    moved: time_machine.Traveller, session: Session, blobs: Blobs
) -> None:
    party = objects.third_party("Veloz")
    since = now()
    moved.shift(60)
    update(session, SYSTEM, party.ref or "", name="Other")
    moved.shift(60)
    update(session, SYSTEM, party.ref or "", name="Veloz")
    brief = objects.third_party("By mistake")
    remove(SYSTEM, "third_party", brief.ref or "")

    assert told(compare(session, blobs, since), "third_party") == {}


def test_what_was_added_and_removed_is_told_whole(
    moved: time_machine.Traveller, session: Session, blobs: Blobs
) -> None:
    gone = objects.third_party("Gone", description="Parcels")
    since = now()
    moved.shift(60)
    remove(SYSTEM, "third_party", gone.ref or "")
    came = objects.third_party("Came", status="active")

    found = told(compare(session, blobs, since), "third_party")

    assert found[f"removed {gone.ref}"]["Name"] == ("Gone", None)
    assert found[f"added {came.ref}"]["Status"] == (None, "Active")
    entry = next(one for one in compare(session, blobs, since)["data"]["objects"] if one["key"] == gone.ref)
    assert entry["operation"] == "tests.take_away"


def test_findings_and_figures_are_compared_as_they_stood(
    moved: time_machine.Traveller, session: Session, blobs: Blobs, officer: Actor
) -> None:
    findings.evaluate(SYSTEM)
    since = now()
    moved.shift(60)
    party = objects.third_party("Veloz", status="active")
    number = session.query(Finding.id).where(Finding.third_party == party.ref).first()
    session.rollback()
    assert number is not None
    findings.assign(officer, [number[0]], EMAILS[Role.COUNSEL])

    snapshot = compare(session, blobs, since)

    opened = [one for one in snapshot["data"]["objects"] if one["part"] == "finding"]
    assert opened
    assert {one["what"] for one in opened} == {"added"}
    assert {one["third_party_name"] for one in opened} == {"Veloz"}
    assert any(field["after"] == "Counsel" for one in opened for field in one["fields"])
    reviews = next(one for one in snapshot["data"]["figures"] if one["id"] == "K7")
    assert (reviews["before"]["denominator"], reviews["after"]["denominator"]) == (0, 1)


def test_neither_deals_nor_accounts_nor_hashes_of_people_are_shown(
    demo: None, session: Session, blobs: Blobs
) -> None:
    since = clock.format_instant(chain.last_instant(session) or clock.now())
    session.rollback()
    for kind in ("deal", "person", "third_party"):
        rewrite(SYSTEM, kind, "Later")

    snapshot = compare(session, blobs, since)

    assert {one["part"] for one in snapshot["data"]["objects"]} >= {"third_party"}
    assert not {one["part"] for one in snapshot["data"]["objects"]} & {"deal", "person"}
    assert "D-001" not in str(snapshot["data"])


def test_the_same_two_instants_give_the_same_comparison_whichever_is_named_first(
    moved: time_machine.Traveller, session: Session, blobs: Blobs
) -> None:
    since = now()
    moved.shift(60)
    objects.third_party("Veloz")
    until = now()
    first = compare(session, blobs, since, until)
    moved.shift(3600)
    objects.third_party("Later")

    assert digest(compare(session, blobs, until, since)) == digest(first)
    assert compare(session, blobs, since, since)["data"]["objects"] == []


def test_two_reports_are_compared_by_their_data_and_told_by_the_trail(
    moved: time_machine.Traveller, session: Session, blobs: Blobs, officer: Actor
) -> None:
    party = objects.third_party("Veloz", status="active", role="processor")
    first = issue.issue(session, blobs, SYSTEM, Order("register")).number
    moved.shift(3600)
    update(session, officer, party.ref or "", name="Veloz II")
    objects.third_party("Newcomer")
    second = issue.issue(session, blobs, SYSTEM, Order("register")).number

    snapshot = compare(session, blobs, second, first)

    sides = snapshot["data"]["earlier"], snapshot["data"]["later"]
    assert [side["report"] for side in sides] == [first, second]
    rows = {one["key"]: one for one in snapshot["data"]["objects"] if one["part"] == "third_parties"}
    assert rows[party.ref]["what"] == "changed"
    changed = {field["label"]: (field["before"], field["after"]) for field in rows[party.ref]["fields"]}
    assert changed["Name"] == ("Veloz", "Veloz II")
    assert rows[party.ref]["by"] == officer.email
    assert [one["what"] for one in rows.values() if one["name"] == "Newcomer"] == ["added"]


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        ("", "", "From: name an instant"),
        ("R-2027-0001", "2027-03-01", "two instants or two reports"),
        ("2001-01-01", "", "the register begins at"),
        ("2027-03-01", "2099-01-01", "lies ahead"),
        ("soon", "", "neither a date nor a time"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    moved: time_machine.Traveller, session: Session, blobs: Blobs, earlier: str, later: str, said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        compare(session, blobs, earlier, later)


def test_reports_of_different_kinds_are_not_compared(
    moved: time_machine.Traveller, session: Session, blobs: Blobs
) -> None:
    register = issue.issue(session, blobs, SYSTEM, Order("register")).number
    board = issue.issue(session, blobs, SYSTEM, Order("board")).number
    with pytest.raises(Invalid, match="different kinds"):
        compare(session, blobs, register, board)


def test_two_schedules_of_a_deal_are_compared_for_its_members_alone(
    demo: None, session: Session, blobs: Blobs
) -> None:
    first = issue.issue(session, blobs, SYSTEM, Order("inventory", deal="D-001")).number
    rewrite(SYSTEM, "third_party", "Later")
    second = issue.issue(session, blobs, SYSTEM, Order("inventory", deal="D-001")).number
    order = Order("comparison", earlier=first, later=second)

    stranger = actor_of(Role.COMPLIANCE)
    assert "D-001" not in deals.visible_refs(session, stranger)
    with pytest.raises(Missing):
        issue.issue(session, blobs, stranger, order)
    made = issue.issue(session, blobs, SYSTEM, order)
    assert made.deal == "D-001"


def test_a_list_in_another_order_has_not_changed() -> None:
    paper = Agreement.parse(
        {"third_party": "TP-0001", "kind": "dpa", "clauses": [{"key": "a", "state": "present"}, {"key": "b"}]}
    ).to_state()
    turned = paper | {"clauses": paper["clauses"][::-1]}
    assert list(changes.deep(Agreement, paper, turned)) == []
