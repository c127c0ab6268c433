import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.evidence import oversight, queries
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties import queries as registered
from app.domain.third_parties.records import Evidence, Incident, Review, SubProcessor
from app.domain.third_parties.terms import Status, SubDecision
from app.kernel.errors import Conflict, Invalid, Missing, Refused
from app.security.actor import Actor
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture(autouse=True)
def _vendors(session: Session, today: dt.date) -> None:
    objects.third_party("Vendor")
    objects.third_party("Sub")


def test_evidence_is_added_changed_and_removed(session: Session, officer: Actor) -> None:
    audit = Evidence.parse({"kind": "audit", "issued_on": "2027-01-10", "valid_until": "2027-04-01"})

    oversight.add_evidence(officer, "TP-0001", Evidence.parse({"kind": "soc2"}))
    oversight.add_evidence(officer, "TP-0001", audit)
    oversight.change_evidence(officer, "TP-0001", 0, Evidence.parse({"kind": "iso27001"}))
    oversight.remove_evidence(officer, "TP-0001", 0)

    assert registered.get(session, "TP-0001")[0].evidence == [audit]
    lapsing = queries.lapsing(session, dt.date(2027, 6, 1))
    assert [tuple(row) for row in lapsing] == [("TP-0001", "Vendor", "audit", dt.date(2027, 4, 1))]


def test_a_place_that_somebody_emptied_is_missing(session: Session, officer: Actor) -> None:
    for place in (0, -1):
        with pytest.raises(Missing):
            oversight.remove_evidence(officer, "TP-0001", place)


def test_two_people_at_one_third_party_are_told_of_each_other(session: Session, officer: Actor) -> None:
    oversight.add_evidence(officer, "TP-0001", Evidence.parse({"kind": "soc2"}), version=1)

    with pytest.raises(Conflict):
        oversight.add_evidence(officer, "TP-0001", Evidence.parse({"kind": "audit"}), version=1)


def test_an_unknown_document_is_named(session: Session, officer: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        oversight.add_evidence(officer, "TP-0001", Evidence.parse({"kind": "soc2", "doc_sha256": "a" * 64}))

    assert list(caught.value.problems) == [("evidence", 0, "doc_sha256")]


def test_a_review_moves_the_dates_of_the_third_party(
    session: Session, officer: Actor, today: dt.date
) -> None:
    oversight.record_review(officer, "TP-0001", Review(on=today), next_on=dt.date(2028, 3, 15))
    record = oversight.record_review(officer, "TP-0001", Review(on=dt.date(2026, 3, 1)))

    assert (record.last_review_on, record.next_review_on) == (today, dt.date(2028, 3, 15))
    assert [review.by for review in record.reviews] == [officer.email, officer.email]


@pytest.mark.parametrize(
    ("on", "next_on", "wrong"),
    [
        (dt.date(2027, 3, 16), None, ("reviews", 0, "on")),
        (dt.date(2027, 3, 15), dt.date(2027, 3, 15), ("next_review_on",)),
    ],
)
def test_a_review_lies_behind_and_the_next_ahead(
    session: Session, officer: Actor, on: dt.date, next_on: dt.date | None, wrong: tuple[Any, ...]
) -> None:
    with pytest.raises(Invalid) as caught:
        oversight.record_review(officer, "TP-0001", Review(on=on), next_on=next_on)

    assert list(caught.value.problems) == [wrong]


def test_an_incident_is_told_after_it_was_known(session: Session, officer: Actor) -> None:
    early = Incident.parse({"aware_third_party_on": "2027-03-05", "notified_us_on": "2027-03-04"})

    with pytest.raises(Invalid) as caught:
        oversight.add_incident(officer, "TP-0001", early)
    late = early.model_copy(update={"notified_us_on": dt.date(2027, 3, 8)})

    assert list(caught.value.problems) == [("incidents", 0, "notified_us_on")]
    assert oversight.add_incident(officer, "TP-0001", late).incidents == [late]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"notified_us_time": "09:30"}, "notified_us_on"),
        (
            {
                "aware_third_party_on": "2027-03-05",
                "aware_third_party_time": "10:00",
                "notified_us_on": "2027-03-05",
                "notified_us_time": "09:30",
            },
            "notified_us_time",
        ),
        (
            {
                "notified_us_on": "2027-03-05",
                "notified_us_time": "10:00",
                "notified_sa_on": "2027-03-05",
                "notified_sa_time": "09:59",
            },
            "notified_sa_time",
        ),
    ],
)
def test_a_time_of_day_has_its_day_and_keeps_the_order(
    session: Session, officer: Actor, given: dict[str, str], wrong: str
) -> None:
    with pytest.raises(Invalid) as caught:
        oversight.add_incident(officer, "TP-0001", Incident.parse(given))

    assert list(caught.value.problems) == [("incidents", 0, wrong)]


def test_a_sub_processor_is_announced_and_decided_on(
    session: Session, officer: Actor, today: dt.date
) -> None:
    link = SubProcessor.parse({"sub_third_party": "TP-0002", "notified_on": "2027-03-01"})
    oversight.add_sub_processor(officer, "TP-0001", link)

    decided = oversight.decide_sub_processor(officer, "TP-0001", 0, SubDecision.OBJECTED)

    assert [(sub.decision, sub.decided_on) for sub in decided.sub_processors] == [("objected", today)]
    assert [row.ref for row in registered.works_for(session, "TP-0002")] == ["TP-0001"]
    assert registered.chain(session, "TP-0001") == {"TP-0001", "TP-0002"}


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ({"sub_third_party": "TP-0001"}, "sub_third_party"),
        ({"sub_third_party": "TP-0404"}, "sub_third_party"),
        ({"sub_third_party": "TP-0002", "decided_on": "2027-03-01"}, "decision"),
        (
            {"sub_third_party": "TP-0002", "notified_on": "2027-03-01", "objection_due": "2027-02-01"},
            "objection_due",
        ),
    ],
)
def test_a_link_to_a_sub_processor_must_make_sense(
    session: Session, officer: Actor, link: dict[str, str], wrong: str
) -> None:
    with pytest.raises(Invalid) as caught:
        oversight.add_sub_processor(officer, "TP-0001", SubProcessor.parse(link))

    assert list(caught.value.problems) == [("sub_processors", 0, wrong)]


def test_confirming_the_list_dates_it_and_each_link(session: Session, officer: Actor, today: dt.date) -> None:
    oversight.add_sub_processor(officer, "TP-0001", SubProcessor.parse({"sub_third_party": "TP-0002"}))

    with_one = oversight.confirm_sub_processors(officer, "TP-0001")
    with_none = oversight.confirm_sub_processors(officer, "TP-0002")

    assert (with_one.list_confirmed_on, with_one.sub_processors[0].list_confirmed_on) == (today, today)
    assert with_none.list_confirmed_on == today


def test_an_archived_third_party_is_not_overseen(session: Session, officer: Actor) -> None:
    third_parties.archive(officer, "TP-0001")

    with pytest.raises(Refused):
        oversight.confirm_sub_processors(officer, "TP-0001")


def test_overseeing_leaves_the_rest_as_it_was(session: Session, officer: Actor, today: dt.date) -> None:
    third_parties.move(officer, "TP-0001", Status.ACTIVE)
    before = registered.get(session, "TP-0001")[0]

    after = oversight.record_review(officer, "TP-0001", Review(on=today))

    same = {"reviews": [], "last_review_on": None}
    assert after.model_copy(update=same) == before
