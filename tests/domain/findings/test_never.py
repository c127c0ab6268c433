"""What never counts, wherever it is asked: terms that nobody accepted, clauses that nobody read, an NDA as a DPA."""

import dataclasses

import pytest

from app.domain.agreements import predicates
from app.domain.agreements.clauses.catalogue import asked
from app.domain.agreements.clauses.chain import Reading, effective_clauses
from app.domain.agreements.coverage import spans
from app.domain.agreements.terms import AgreementKind, ClauseState
from app.domain.findings import measures
from app.domain.findings.limbs import Limb, LimbState
from app.domain.findings.promise import PromiseResult, promise_test
from app.domain.findings.scope import governing, is_covered, unmet
from tests.domain.findings import builders as a

UNREAD = {
    clause.key: "not_assessed" for kind in ("nda", "dpa") for clause in asked(AgreementKind(kind), a.TODAY)
}
CLAUSE_LIMBS = (Limb.ALL, Limb.ONLY, Limb.KEPT)

papers = pytest.mark.parametrize(
    "papers",
    [
        (a.nda(),),
        (a.nda(), a.nda(ref="AG-0004", effective_on=a.ago(500), parent="AG-0001")),
        (a.nda(dict.fromkeys(UNREAD, "present")),),
        (a.nda(), a.agreement("msa", ref="AG-0005")),
    ],
    ids=["nda", "amended", "nda read as a dpa", "nda and msa"],
)


@papers
def test_an_nda_never_satisfies_agr_02(papers):
    case = a.dossier(agreements=papers)

    assert a.found("AGR-02", case) == [("TP-0001", "")]
    assert not is_covered(case.flows[0], case, a.context())
    assert measures.agreement_coverage(case, a.context())[measures.TAKEN] == 0


def test_a_dpa_satisfies_it():
    assert a.found("AGR-02", a.dossier()) == []
    assert is_covered(a.flow(), a.dossier(), a.context())


def published(**changes):
    """Both agreements as published terms, with every other sign of life that a record may bear."""
    said = {"acceptance": "published_only"} | changes
    return (a.nda(**said), a.dpa(**said))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"signed_us_on": None, "signed_them_on": None},
        {"survival_indefinite": True, "survival_months": None},
    ],
)
def test_published_terms_never_count(changes):
    parsed = published(**changes)
    case, context = a.dossier(agreements=parsed), a.context()
    flow = case.flows[0]

    assert [predicates.in_force(paper, a.TODAY) for paper in parsed] == [False, False]
    assert [predicates.confidentiality_alive(paper, a.TODAY) for paper in parsed] == [False, False]
    assert spans(parsed, a.TODAY) == []
    assert governing(case, flow, context) == ()
    assert {need.reason for need in unmet(flow, case, context)} >= {"Processor contract (Art. 28(3))"}
    assert {"AGR-01", "AGR-02", "AGR-04"} <= a.all_found(case)
    test = promise_test(flow, case, context)
    assert test.result is PromiseResult.NOT_EVIDENCED
    assert {finding.state for finding in test.limbs} == {LimbState.NOT_SHOWN}
    assert measures.agreement_coverage(case, context)[measures.TAKEN] == 0
    assert measures.promise_kept(case, context)[measures.TAKEN] == 0
    assert measures.clause_completeness(case, context) == {}


@pytest.mark.parametrize("as_rows", [True, False], ids=["as not assessed", "left out"])
def test_what_nobody_read_never_counts_as_present_nor_as_absent(as_rows):
    states = UNREAD if as_rows else dict.fromkeys(UNREAD, "")
    unread = (a.nda(states), a.dpa(states))
    case, context = a.dossier(agreements=unread), a.context()

    for paper in unread:
        assert effective_clauses(paper, a.TODAY, case.agreements_by_ref) == {}
    reading = Reading(unread, a.TODAY, case.agreements_by_ref)
    assert {reading.state(key) for key in UNREAD} == {ClauseState.NOT_ASSESSED}
    assert not any(
        reading.is_present(key) or reading.is_absent(key) or reading.is_missing(key) for key in UNREAD
    )
    counts = measures.clause_completeness(case, context)
    assert (counts["present"], counts["partial"], counts[measures.TAKEN]) == (0, 0, 0)
    assert counts["not_assessed"] == counts[measures.OF] > 0
    assert measures.promise_kept(case, context)[measures.TAKEN] == 0
    test = promise_test(case.flows[0], case, context)
    assert {limb: test[limb].state for limb in CLAUSE_LIMBS} == dict.fromkeys(
        CLAUSE_LIMBS, LimbState.NOT_SHOWN
    )
    assert {rule for rule in a.all_found(case) if rule.startswith("CLA")} == {"CLA-13"}


@pytest.mark.parametrize("key", sorted(UNREAD))
def test_an_amendment_that_nobody_read_takes_nothing_away(key):
    kind = "dpa" if key.startswith("g28") else "nda"
    parent = a.agreement(kind, ref="AG-0001")
    child = a.agreement(kind, {key: "not_assessed"}, ref="AG-0002", parent="AG-0001", effective_on=a.ago(10))
    known = {paper.ref: paper for paper in (parent, child)}

    found = effective_clauses(parent, a.TODAY, known)[key]

    assert found.clause.state is ClauseState.PRESENT
    assert found.agreement.ref == "AG-0001"


@pytest.mark.parametrize("key", sorted(UNREAD))
def test_one_clause_left_unread_takes_exactly_its_weight_from_the_figure(key):
    context = a.context()
    whole = measures.clause_completeness(a.dossier(), context)
    case = a.dossier(agreements=(a.nda({key: "not_assessed"}), a.dpa({key: "not_assessed"})))
    counts = measures.clause_completeness(case, context)

    weight = whole["present"] - counts["present"]
    assert weight > 0
    assert counts["not_assessed"] == weight
    assert counts[measures.OF] == whole[measures.OF]


def test_the_clean_case_of_these_tests_is_kept():
    counts = measures.promise_kept(a.dossier(), dataclasses.replace(a.context()))

    assert (counts[measures.TAKEN], counts[measures.OF]) == (1, 1)
