"""A signing schedule is sealed, and what comes after it is compared with it."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agreements import operations as agreement_operations
from app.domain.agreements import queries as agreements
from app.domain.audit.models import Entry
from app.domain.deals import items, moves, segments
from app.domain.deals import operations as deals_operations
from app.domain.deals import queries as deals
from app.domain.deals.drift import Change
from app.domain.deals.records import Segment
from app.domain.deals.terms import DealStage, Disposition
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations as third_party_operations
from app.domain.third_parties import queries as third_parties
from app.domain.third_parties.terms import Affiliation
from app.infra.blobs import Blobs, open_blobs
from app.kernel import clock
from app.reporting import issue
from app.reporting.collect import collect
from app.reporting.collecting.since_signing import told as told_of
from app.reporting.order import Order
from app.security.actor import SYSTEM, Actor

SCHEDULE = Order("inventory", deal="D-001")


@pytest.fixture
def blobs(app: Flask) -> Blobs:
    return open_blobs(app.config["SETTINGS"])


def test_a_signing_schedule_is_what_later_ones_are_compared_with(
    demo: None, session: Session, blobs: Blobs
) -> None:
    draft = collect(session, blobs, SYSTEM, SCHEDULE)["data"]
    assert (draft["mark"], draft["since_signing"]) == ("draft", None)

    today = organisation.today(session, clock.now())
    moves.move(SYSTEM, "D-001", DealStage.SIGNED, on=today, reason="Signed with what is open.")
    sealed = issue.issue(session, blobs, SYSTEM, SCHEDULE)
    assert issue.issue(session, blobs, SYSTEM, SCHEDULE).number == sealed.number

    deal, _ = deals.get(session, SYSTEM, "D-001")
    first = deal.segments[0]
    change = first.model_copy(update={"system": "Elsewhere"})
    segments.change_segment(SYSTEM, "D-001", first.ref or "", change)
    later_snapshot = collect(session, blobs, SYSTEM, SCHEDULE)
    later, later_labels = later_snapshot["data"], later_snapshot["labels"]

    since = later["since_signing"]
    assert (later["mark"], since["report"]) == ("signing", sealed.number)
    assert since["counts"] == {"added": 0, "removed": 0, "changed": 1}
    assert [(row["field"], row["after"]) for row in since["changes"]] == [("System", "Elsewhere")]
    assert [(row["by"], row["at"]) for row in since["changes"]] == [("system", _last(session))]
    assert later_labels["person"]["system"] == "System"
    assert "DEAL-12" in {found["rule"] for found in later["findings"]}


def _last(session: Session) -> str:
    """The instant of the newest entry of the trail."""
    at = session.scalar(select(Entry.at).order_by(Entry.seq.desc()).limit(1))
    assert at is not None
    return clock.format_instant(at)


def test_the_comparison_says_who_changed_each_fact_and_when(
    demo: None, session: Session, blobs: Blobs, officer: Actor, counsel: Actor
) -> None:
    moves.move(SYSTEM, "D-001", DealStage.SIGNED, on=_today(session), reason="Signed with what is open.")
    issue.issue(session, blobs, SYSTEM, SCHEDULE)
    deals_operations.set_member(SYSTEM, "D-001", counsel.email)
    told: dict[tuple[str, str | None], tuple[str, str]] = {}

    ref = collect(session, blobs, SYSTEM, SCHEDULE)["data"]["parts"]["E"][0]["ref"]
    paper, version = agreements.get(session, ref)
    clause = paper.assignment.model_copy(update={"notice_days": 77})
    changed = paper.model_copy(update={"assignment": clause})
    agreement_operations.update(officer, ref, changed, version=version)
    told["E-001", "Notice days"] = (officer.email, _last(session))
    third_party, version = third_parties.get(session, paper.third_party)
    renamed = third_party.model_copy(update={"affiliation": Affiliation.UNKNOWN})
    third_party_operations.update(officer, paper.third_party, renamed, version=version)
    told["E-001", "Affiliation"] = (officer.email, _last(session))
    items.decide_item(counsel, "D-001", "A-001", Disposition.EXCLUDE, reason="Not wanted.")
    told["A-001", "Disposition"] = (counsel.email, _last(session))
    segments.add_segment(counsel, "D-001", Segment(name="Late letters"))
    late = _last(session)

    rows = collect(session, blobs, SYSTEM, SCHEDULE)["data"]["since_signing"]["changes"]
    found = {(row["number"], row["field"]): (row["by"], row["at"]) for row in rows}
    assert {key: found[key] for key in told} == told
    (added,) = [row for row in rows if row["what"] == "Added"]
    assert (added["name"], added["by"], added["at"]) == ("Late letters", counsel.email, late)


def test_what_follows_from_the_passing_of_time_names_nobody(demo: None, session: Session) -> None:
    change = Change("agreement", "AG-0001", "E-001", "changed", {"confidentiality_alive": (True, False)})
    row = {"third_party": "TP-0001", "ref": "AG-0001"}
    now = clock.now()
    found = told_of(session, "D-001", now - dt.timedelta(days=1), now)

    assert found([change], {("agreement", "AG-0001"): row}) == {}
    assert found([], {}) == {}


def _today(session: Session) -> dt.date:
    return organisation.today(session, clock.now())
