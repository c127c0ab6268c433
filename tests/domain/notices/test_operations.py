import datetime as dt
import hashlib

import pytest
from sqlalchemy.orm import Session

from app.domain.flows import operations as flows
from app.domain.notices import operations, queries
from app.domain.notices.records import Notice, Provision
from app.kernel.errors import Conflict, Denied, Invalid, Refused
from app.security.actor import Actor
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")

P2 = {"code": "P2", "kind": "purpose", "sentence_no": 2}


def test_a_captured_version_is_pinned_by_hash_and_day(
    session: Session, officer: Actor, today: dt.date
) -> None:
    record = operations.capture(officer, Notice(title="Policy", text="We care.\nAbout ñandúes 💍."))

    assert record.sha256 == hashlib.sha256("We care.\nAbout ñandúes 💍.".encode()).hexdigest()
    assert (record.ref, record.captured_on) == ("NV-0001", today)


@pytest.mark.parametrize("text", [None, "", "   \n "])
def test_a_notice_without_text_is_not_captured(session: Session, officer: Actor, text: str | None) -> None:
    with pytest.raises(Invalid) as caught:
        operations.capture(officer, Notice.parse({"text": text}))

    assert caught.value.sentence == "Text: is required: paste the whole notice."


def test_a_text_is_not_taken_in_the_future(session: Session, officer: Actor, today: dt.date) -> None:
    with pytest.raises(Invalid) as caught:
        operations.capture(officer, Notice(text="We care.", captured_on=today + dt.timedelta(days=1)))

    assert list(caught.value.problems) == [("captured_on",)]


def test_the_same_text_is_captured_once_an_entity(session: Session, officer: Actor) -> None:
    objects.notice()

    with pytest.raises(Refused) as caught:
        objects.notice()
    objects.entity()

    assert "NV-0001" in caught.value.sentence
    assert objects.notice(entity="EN-0001").ref == "NV-0002"


def test_a_captured_text_is_never_edited(session: Session, officer: Actor) -> None:
    stored = objects.notice()

    with pytest.raises(Refused):
        operations.update(officer, "NV-0001", stored.model_copy(update={"text": "We care less."}))

    assert queries.get(session, "NV-0001")[0].text == objects.POLICY


def test_dates_and_title_may_be_corrected_without_sending_the_text(session: Session, officer: Actor) -> None:
    stored = objects.notice()

    changed = operations.update(
        officer, "NV-0001", Notice(title="Privacy notice", effective_on=dt.date(2027, 1, 1)), version=1
    )

    assert (changed.text, changed.sha256) == (stored.text, stored.sha256)
    assert queries.options(session) == [("NV-0001", "NV-0001 · Privacy notice (2027-01-01)")]


def test_a_provision_stands_in_a_sentence_of_the_notice(session: Session, counsel: Actor) -> None:
    objects.notice()

    coded = operations.code(counsel, "NV-0001", [Provision.parse(P2)])
    with pytest.raises(Invalid) as caught:
        operations.code(counsel, "NV-0001", [Provision.parse(P2 | {"sentence_no": 4})])

    assert coded.provisions[0].sentence_no == 2
    assert caught.value.sentence == (
        "Provisions 1: Sentence: the notice has 3 sentences: “4” is not one of them."
    )


def test_a_code_is_given_once_a_version(session: Session, counsel: Actor) -> None:
    objects.notice()

    with pytest.raises(Invalid) as caught:
        operations.code(counsel, "NV-0001", [Provision.parse(P2), Provision.parse(P2 | {"code": "p2"})])

    assert caught.value.sentence == "Provisions 2: Code: “p2” stands twice: give one of them another code."


def test_a_file_with_a_code_twice_is_refused_as_well() -> None:
    with pytest.raises(Invalid) as caught:
        Notice.parse({"ref": "NV-0001", "provisions": [P2, P2]})

    assert caught.value.sentence == "Provisions: “P2” stands twice: remove one."


def test_a_provision_on_which_a_flow_rests_stays(session: Session, counsel: Actor, officer: Actor) -> None:
    objects.notice(provisions=[P2])
    objects.third_party()
    objects.flow("TP-0001", notice_links=[{"provision": "NV-0001/P2"}])

    with pytest.raises(Invalid) as caught:
        operations.code(counsel, "NV-0001", [])
    with pytest.raises(Refused):
        operations.archive(officer, "NV-0001")

    assert caught.value.sentence == "Provisions: “P2” covers FL-0001: unlink it there first."

    flows.unlink_provision(officer, "FL-0001", "NV-0001/P2")
    assert operations.code(counsel, "NV-0001", []).provisions == []
    assert operations.archive(officer, "NV-0001").archived


def test_coding_is_counsels_work(session: Session, officer: Actor) -> None:
    objects.notice()

    with pytest.raises(Denied):
        operations.code(officer, "NV-0001", [Provision.parse(P2)])


def test_two_people_coding_are_told_of_each_other(session: Session, counsel: Actor) -> None:
    objects.notice()
    operations.code(counsel, "NV-0001", [Provision.parse(P2)], version=1)

    with pytest.raises(Conflict):
        operations.code(counsel, "NV-0001", [Provision.parse(P2 | {"code": "P3"})], version=1)


def test_the_version_in_effect_is_the_latest_to_have_begun(session: Session) -> None:
    objects.notice("We care a lot.", captured_on=dt.date(2025, 1, 1))
    objects.notice("We care.", effective_on=dt.date(2026, 1, 1), captured_on=dt.date(2026, 2, 1))
    objects.notice("We will care.", effective_on=dt.date(2028, 1, 1))

    days = [dt.date(2024, 1, 1), dt.date(2025, 6, 1), dt.date(2027, 6, 1), dt.date(2028, 1, 1)]

    assert [queries.in_effect(session, day) for day in days] == [None, "NV-0001", "NV-0002", "NV-0003"]


def test_a_restored_version_must_not_double_another(session: Session, officer: Actor) -> None:
    objects.notice()
    operations.archive(officer, "NV-0001")
    objects.notice()

    with pytest.raises(Refused):
        operations.restore(officer, "NV-0001")


def test_provisions_are_offered_newest_version_first(session: Session) -> None:
    objects.notice("One. Two.", effective_on=dt.date(2026, 1, 1), provisions=[P2 | {"text": "Older"}])
    objects.notice("Two. Three.", effective_on=dt.date(2027, 1, 1), provisions=[P2 | {"text": "Newer"}])

    assert queries.provision_options(session) == [
        ("NV-0002/P2", "NV-0002/P2 · Newer"),
        ("NV-0001/P2", "NV-0001/P2 · Older"),
    ]
