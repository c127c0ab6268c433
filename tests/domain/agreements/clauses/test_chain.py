import pytest

from app.domain.agreements.clauses.chain import Reading, chain, effective_clauses, is_amendment
from app.domain.agreements.terms import ClauseState
from tests.domain.findings import builders as a

KEY = "conf.survival"


def by_ref(*papers):
    return {paper.ref: paper for paper in papers}


def amendment(states, **changes):
    """AG-0009, an amendment of AG-0001 in force since ten days, with *states* alone assessed."""
    clauses = [{"key": key, "state": state, "assessed_on": a.ago(9)} for key, state in states.items()]
    return a.nda(
        **{"ref": "AG-0009", "parent": "AG-0001", "effective_on": a.ago(10), "clauses": clauses} | changes
    )


def state(papers, key, *known):
    return Reading(papers, a.TODAY, by_ref(*papers, *known)).state(key)


def test_the_newest_assessment_in_force_wins():
    base = a.nda({KEY: "absent"})
    assert state([base], KEY, amendment({KEY: "present"})) is ClauseState.PRESENT


def test_an_amendment_can_take_a_clause_away():
    assert state([a.nda()], KEY, amendment({KEY: "absent"})) is ClauseState.ABSENT


def test_what_the_amendment_leaves_alone_stays():
    assert state([a.nda()], "conf.nondisclosure", amendment({KEY: "absent"})) is ClauseState.PRESENT


def test_an_unassessed_row_of_the_amendment_changes_nothing():
    assert state([a.nda()], KEY, amendment({KEY: "not_assessed"})) is ClauseState.PRESENT


@pytest.mark.parametrize(
    "changes",
    [{"effective_on": a.ago(-1)}, {"signed_them_on": None}, {"acceptance": "published_only"}],
    ids=["not effective yet", "partly signed", "published only"],
)
def test_an_amendment_that_is_not_in_force_changes_nothing(changes):
    assert state([a.nda()], KEY, amendment({KEY: "absent"}, **changes)) is ClauseState.PRESENT


def test_reading_the_old_text_again_does_not_undo_the_amendment():
    base = a.nda(clauses=a.clauses("nda", {KEY: "absent"}, assessed_on=a.ago(1)))
    assert state([base], KEY, amendment({KEY: "present"})) is ClauseState.PRESENT


def test_an_amendment_of_an_amendment_is_in_the_chain():
    second = amendment({}, ref="AG-0010", parent="AG-0009", effective_on=a.ago(5))
    papers = by_ref(a.nda(), amendment({}), second)
    assert [paper.ref for paper in chain(a.nda(), a.TODAY, papers)] == ["AG-0001", "AG-0009", "AG-0010"]
    assert [paper.ref for paper in chain(second, a.TODAY, papers)] == ["AG-0001", "AG-0009", "AG-0010"]


def test_a_circle_of_parents_comes_to_an_end():
    one, two = a.nda(parent="AG-0009"), amendment({})
    assert [paper.ref for paper in chain(one, a.TODAY, by_ref(one, two))] == ["AG-0001", "AG-0009"]


def test_a_child_of_another_kind_amends_nothing():
    child = a.dpa(parent="AG-0001")
    assert is_amendment(child, by_ref(a.nda(), child)) is False
    assert list(effective_clauses(a.nda(), a.TODAY, by_ref(a.nda(), child))) == [
        clause.key for clause in a.nda().clauses
    ]


def test_the_assessment_names_the_agreement_that_it_was_read_in():
    change = amendment({KEY: "absent"})
    part = effective_clauses(a.nda(), a.TODAY, by_ref(a.nda(), change))[KEY]
    assert part.agreement == change


def test_a_duty_found_in_one_agreement_counts():
    papers = [a.nda({KEY: "absent"}), a.agreement("msa", ref="AG-0005")]
    assert state(papers, KEY) is ClauseState.PRESENT


def test_an_unread_agreement_may_still_hold_the_duty():
    papers = [a.nda({KEY: "absent"}), a.agreement("msa", {KEY: ""}, ref="AG-0005")]
    assert state(papers, KEY) is ClauseState.NOT_ASSESSED


def test_a_key_that_nobody_is_asked_for_has_no_state():
    assert state([a.dpa()], KEY) is None


def test_a_key_that_nobody_is_asked_for_is_missing_once_something_was_read():
    assert Reading([a.dpa()], a.TODAY, {}).is_missing(KEY) is True
    assert Reading([a.dpa(clauses=[])], a.TODAY, {}).is_missing(KEY) is False


def test_a_key_found_where_it_is_not_asked_for_counts():
    paper = a.dpa(clauses=[{"key": KEY, "state": "present"}])
    assert state([paper], KEY) is ClauseState.PRESENT


def test_not_assessed_is_neither_present_nor_absent():
    reading = Reading([a.nda({KEY: "not_assessed"})], a.TODAY, {})
    assert (reading.is_present(KEY), reading.is_absent(KEY), reading.is_missing(KEY)) == (False, False, False)
