import datetime as dt

import pytest
from sqlalchemy.orm import Session

from app.domain.agreements import assessments, operations, queries
from app.domain.agreements.clauses.chain import effective_clauses
from app.domain.agreements.records import Clause
from app.domain.agreements.terms import ClauseState
from app.kernel.errors import Conflict, Denied, Invalid, Missing, Refused
from app.security.actor import SYSTEM, Actor
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")

AUDIT = Clause(key="g28.h_audit", state=ClauseState.PRESENT, ref="9.1", quote="may audit")


@pytest.fixture(autouse=True)
def _agreement(session: Session, today: dt.date) -> None:
    objects.third_party()
    objects.executed("TP-0001")


def clause(session: Session, key: str = "g28.h_audit") -> Clause:
    return next(one for one in queries.get(session, "AG-0001")[0].clauses if one.key == key)


def test_who_assessed_and_when_follow_from_the_actor_and_the_day(
    session: Session, counsel: Actor, today: dt.date
) -> None:
    forged = AUDIT.model_copy(
        update={"assessed_by": "admin@lumen.example", "assessed_on": dt.date(2020, 1, 1), "second_on": today}
    )

    assessments.assess_clause(counsel, "AG-0001", forged)

    assert clause(session) == AUDIT.model_copy(update={"assessed_by": counsel.email, "assessed_on": today})


def test_a_second_person_confirms(session: Session, counsel: Actor, officer: Actor, today: dt.date) -> None:
    assessments.assess_clause(counsel, "AG-0001", AUDIT)

    assessments.second_read(officer, "AG-0001", "g28.h_audit")

    assert (clause(session).second_reader, clause(session).second_on) == (officer.email, today)


def test_nobody_confirms_themselves(session: Session, counsel: Actor) -> None:
    assessments.assess_clause(counsel, "AG-0001", AUDIT)

    with pytest.raises(Refused) as caught:
        assessments.second_read(counsel, "AG-0001", "g28.h_audit")

    assert caught.value.sentence == (
        "Second reader: you assessed “g28.h_audit” yourself: another person must read it."
    )


def test_the_system_is_no_second_reader(session: Session, counsel: Actor) -> None:
    assessments.assess_clause(counsel, "AG-0001", AUDIT)

    with pytest.raises(Denied):
        assessments.second_read(SYSTEM, "AG-0001", "g28.h_audit")


def test_a_changed_finding_loses_its_second_reading(session: Session, counsel: Actor, officer: Actor) -> None:
    assessments.assess_clause(counsel, "AG-0001", AUDIT)
    assessments.second_read(officer, "AG-0001", "g28.h_audit")

    assessments.assess_clause(counsel, "AG-0001", AUDIT)
    kept = clause(session).second_reader
    assessments.assess_clause(counsel, "AG-0001", AUDIT.model_copy(update={"state": ClauseState.PARTIAL}))

    assert (kept, clause(session).second_reader) == (officer.email, None)


def test_taking_an_assessment_back_clears_who_made_it(session: Session, counsel: Actor) -> None:
    assessments.assess_clause(counsel, "AG-0001", AUDIT)

    assessments.assess_clause(counsel, "AG-0001", Clause(key="g28.h_audit"))

    assert clause(session) == Clause(key="g28.h_audit")


def test_what_is_not_assessed_cannot_be_second_read(session: Session, counsel: Actor, officer: Actor) -> None:
    assessments.assess_clause(counsel, "AG-0001", Clause(key="g28.h_audit"))

    with pytest.raises(Refused):
        assessments.second_read(officer, "AG-0001", "g28.h_audit")
    with pytest.raises(Missing):
        assessments.second_read(officer, "AG-0001", "g28.c_security")


def test_a_clause_outside_the_checklists_is_refused(session: Session, counsel: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        assessments.assess_clause(counsel, "AG-0001", Clause(key="g28.made_up"))

    assert caught.value.sentence == "Clause: “g28.made_up” is in no checklist: choose one that is."


def test_several_clauses_are_assessed_at_once(session: Session, counsel: Actor) -> None:
    away = ClauseState.NOT_APPLICABLE
    assessments.assess_clauses(
        counsel, "AG-0001", [Clause(key=key, state=away) for key in ("g28.h_audit", "g28.h_warn")]
    )

    assert queries.assessed_counts(session, ["AG-0001"]) == {("AG-0001", "not_applicable"): 2}
    assert queries.get(session, "AG-0001")[1] == 2


def test_saving_the_agreement_keeps_its_assessments(session: Session, counsel: Actor, officer: Actor) -> None:
    assessments.assess_clause(counsel, "AG-0001", AUDIT)
    stored, version = queries.get(session, "AG-0001")

    operations.update(
        officer, "AG-0001", stored.model_copy(update={"note": "Seen", "clauses": []}), version=version
    )

    assert clause(session).state is ClauseState.PRESENT


def test_a_new_version_starts_with_every_clause_unread(
    session: Session, counsel: Actor, officer: Actor
) -> None:
    assessments.assess_clause(counsel, "AG-0001", AUDIT)
    stored, _ = queries.get(session, "AG-0001")

    new = operations.supersede(officer, "AG-0001", operations.successor_of(stored))

    assert new.clauses == [Clause(key="g28.h_audit")]


def test_two_readers_at_one_agreement_are_told_of_each_other(session: Session, counsel: Actor) -> None:
    assessments.assess_clause(counsel, "AG-0001", AUDIT, version=1)

    with pytest.raises(Conflict):
        assessments.assess_clause(counsel, "AG-0001", Clause(key="g28.h_warn"), version=1)


def test_an_auditor_assesses_nothing(session: Session) -> None:
    with pytest.raises(Denied):
        assessments.assess_clause(Actor("auditor@lumen.example", "Auditor"), "AG-0001", AUDIT)


def test_what_the_earlier_version_said_is_proposed_and_stays_unread(
    session: Session, officer: Actor, counsel: Actor
) -> None:
    old = "AG-0001"
    read = {
        "key": "g28.h_audit",
        "state": "present",
        "ref": "9.2",
        "quote": "Audits are allowed.",
        "value": None,
    }
    assessments.assess_clause(counsel, old, Clause.parse(read))
    assessments.assess_clause(counsel, old, Clause.parse({"key": "g28.h_warn", "state": "absent"}))
    draft = operations.successor_of(queries.get(session, old)[0])
    new = operations.supersede(officer, old, draft.model_copy(update={"title": "Second version"})).ref or ""

    made = assessments.propose(counsel, new)

    by_key = {clause.key: clause for clause in made.clauses}
    audit = by_key["g28.h_audit"]
    assert (audit.state, audit.ref, audit.quote) == (ClauseState.NOT_ASSESSED, "9.2", "Audits are allowed.")
    assert (audit.assessed_by, audit.assessed_on, audit.second_reader) == (None, None, None)
    assert audit.note == f"Proposed from {old}, where it was read as present."
    assert by_key["g28.h_warn"] == Clause(key="g28.h_warn")
    assert effective_clauses(made, dt.date(2027, 3, 15), {new: made}) == {}
    with pytest.raises(Refused, match="Nothing to propose"):
        assessments.propose(counsel, new)


def test_a_proposal_never_touches_what_somebody_has_read_or_written(
    session: Session, officer: Actor, counsel: Actor
) -> None:
    old = "AG-0001"
    for key in ("g28.h_audit", "g28.e_rights", "g28.c_security"):
        assessments.assess_clause(counsel, old, Clause.parse({"key": key, "state": "present", "ref": "1"}))
    new = (
        operations.supersede(
            officer,
            old,
            operations.successor_of(queries.get(session, old)[0]).model_copy(update={"title": "Second"}),
        ).ref
        or ""
    )
    assessments.assess_clause(counsel, new, Clause.parse({"key": "g28.h_audit", "state": "absent"}))
    assessments.assess_clause(counsel, new, Clause.parse({"key": "g28.e_rights", "note": "Ask them."}))

    by_key = {clause.key: clause for clause in assessments.propose(counsel, new).clauses}

    assert (by_key["g28.h_audit"].state, by_key["g28.h_audit"].ref) == (ClauseState.ABSENT, None)
    assert (by_key["g28.e_rights"].note, by_key["g28.e_rights"].ref) == ("Ask them.", None)
    assert by_key["g28.c_security"].ref == "1"


def test_one_that_replaces_nothing_has_no_proposals(session: Session, counsel: Actor) -> None:
    with pytest.raises(Refused, match="replaces no earlier version"):
        assessments.propose(counsel, "AG-0001")
