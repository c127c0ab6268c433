import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.evidence import operations, queries
from app.domain.evidence.records import Disclosure, Preference
from app.domain.third_parties import operations as third_parties
from app.kernel.errors import Conflict, Denied, Invalid, Refused
from app.security.actor import Actor
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")

HASH = "0123456789abcdef" * 4


def record(officer: Actor, **fields: Any) -> Preference:
    return operations.record_preference(officer, Preference.parse({"subject_ref": HASH} | fields))


def test_an_opt_out_is_received_today_unless_said_otherwise(
    session: Session, officer: Actor, today: dt.date
) -> None:
    preference = record(officer)

    assert (preference.ref, preference.received_on) == ("PF-0001", today)


@pytest.mark.parametrize("person", ["Ana García", "ana@example.org", "ABCDEF0123456789", "0123"])
def test_a_person_appears_by_keyed_hash_alone(person: str) -> None:
    with pytest.raises(Invalid):
        Preference.parse({"subject_ref": person})


def test_an_opt_out_is_passed_on_and_confirmed(session: Session, officer: Actor, today: dt.date) -> None:
    objects.third_party()
    record(officer, received_on="2027-03-01")

    operations.tell_third_party(officer, "PF-0001", "TP-0001", dt.date(2027, 3, 2))
    operations.confirm_third_party(officer, "PF-0001", "TP-0001")
    operations.honour_preference(officer, "PF-0001", dt.date(2027, 3, 3))

    stored, version = queries.get_preference(session, "PF-0001")
    told = [(one.third_party, one.sent_on, one.ack_on) for one in stored.propagation]
    assert told == [("TP-0001", dt.date(2027, 3, 2), today)]
    assert (stored.honoured_on, version) == (dt.date(2027, 3, 3), 4)
    assert [row.ref for row in queries.told(session, "TP-0001")] == ["PF-0001"]


def test_telling_again_starts_anew(session: Session, officer: Actor, today: dt.date) -> None:
    objects.third_party()
    record(officer, propagation=[{"third_party": "TP-0001", "sent_on": today, "ack_on": today}])

    changed = operations.tell_third_party(officer, "PF-0001", "TP-0001")

    assert [(one.sent_on, one.ack_on) for one in changed.propagation] == [(today, None)]


def test_nobody_confirms_what_they_were_not_told(session: Session, officer: Actor) -> None:
    objects.third_party()
    record(officer)

    with pytest.raises(Refused) as caught:
        operations.confirm_third_party(officer, "PF-0001", "TP-0001")

    assert caught.value.sentence == "TP-0001 was not told of PF-0001 yet: record that first."


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"received_on": "2027-03-16"}, ("received_on",)),
        ({"received_on": "2027-03-10", "honoured_on": "2027-03-09"}, ("honoured_on",)),
        ({"honoured_on": "2027-03-16"}, ("honoured_on",)),
    ],
)
def test_days_of_an_opt_out_are_in_order(
    session: Session, officer: Actor, fields: dict[str, str], wrong: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid) as caught:
        record(officer, **fields)

    assert list(caught.value.problems) == [wrong]


def test_days_of_passing_on_are_in_order(session: Session, officer: Actor) -> None:
    objects.third_party()
    told = {"third_party": "TP-0001", "sent_on": "2027-03-05", "ack_on": "2027-03-04"}

    with pytest.raises(Invalid) as caught:
        record(
            officer, received_on="2027-03-06", propagation=[told, told | {"sent_on": None, "ack_on": None}]
        )

    assert list(caught.value.problems) == [
        ("propagation", 0, "sent_on"),
        ("propagation", 0, "ack_on"),
        ("propagation", 1, "third_party"),
    ]


def test_the_ledgers_do_not_hold_a_third_party_in_use(session: Session, officer: Actor) -> None:
    objects.third_party()
    record(officer, propagation=[{"third_party": "TP-0001"}])
    operations.record_disclosure(officer, Disclosure(via_third_party="TP-0001"))

    assert third_parties.archive(officer, "TP-0001").archived


def test_a_disclosure_is_recorded_and_decided(session: Session, officer: Actor, counsel: Actor) -> None:
    objects.third_party()
    filed = operations.record_disclosure(
        officer, Disclosure.parse({"requester": "Court No. 4 of Madrid", "via_third_party": "TP-0001"})
    )

    decided = operations.update_disclosure(
        officer,
        "DC-0001",
        filed.model_copy(update={"approver": counsel.email, "decided_on": dt.date(2027, 3, 15)}),
        version=1,
    )

    assert decided.approver == counsel.email
    assert [row.ref for row in queries.disclosures_through(session, "TP-0001")] == ["DC-0001"]


def test_a_disclosure_is_not_decided_before_it_was_asked_for(session: Session, officer: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        operations.record_disclosure(
            officer, Disclosure(received_on=dt.date(2027, 3, 10), decided_on=dt.date(2027, 3, 9))
        )

    assert caught.value.sentence == (
        "Decided on: 2027-03-09 comes before the request on 2027-03-10: correct one of the two."
    )


def test_an_unknown_approver_is_named(session: Session, officer: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        operations.record_disclosure(officer, Disclosure(approver="nobody@lumen.example"))

    assert list(caught.value.problems) == [("approver",)]


def test_two_people_at_one_disclosure_are_told_of_each_other(session: Session, officer: Actor) -> None:
    filed = operations.record_disclosure(officer, Disclosure())
    operations.update_disclosure(officer, "DC-0001", filed.model_copy(update={"scope": "Orders"}), version=1)

    with pytest.raises(Conflict):
        operations.update_disclosure(officer, "DC-0001", filed.model_copy(update={"scope": "All"}), version=1)


def test_ledger_entries_are_archived_and_restored(session: Session, officer: Actor) -> None:
    record(officer)
    operations.record_disclosure(officer, Disclosure())

    assert operations.archive_preference(officer, "PF-0001").archived
    assert not operations.restore_preference(officer, "PF-0001").archived
    assert operations.archive_disclosure(officer, "DC-0001").archived
    assert not operations.restore_disclosure(officer, "DC-0001").archived


def test_counsel_does_not_write_the_ledgers(session: Session, counsel: Actor) -> None:
    with pytest.raises(Denied):
        record(counsel)
