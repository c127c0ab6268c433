import pytest

from tests.domain.findings import builders as a


def with_dpa(states=None, party=None, **changes):
    return a.dossier(party, (a.nda(), a.dpa(states, **changes)))


# CLA-08, CLA-09


def test_each_core_term_absent_is_a_finding_of_its_own():
    case = with_dpa({"g28.h_audit": "absent", "g28.c_security": "absent"})
    assert sorted(a.found("CLA-08", case)) == [("AG-0002", "g28.c_security"), ("AG-0002", "g28.h_audit")]


@pytest.mark.parametrize("state", ["present", "partial", "not_applicable", "not_assessed", ""])
def test_a_core_term_in_any_other_state_is_not_absent(state):
    assert a.found("CLA-08", with_dpa({"g28.h_audit": state})) == []


@pytest.mark.parametrize(
    ("key", "state", "expected"),
    [
        ("g28.e_rights", "absent", [("AG-0002", "g28.e_rights")]),
        ("g28.h_warn", "absent", [("AG-0002", "g28.h_warn")]),
        ("g28.e_rights", "partial", [("AG-0002", "g28.e_rights")]),
        ("g28.h_audit", "partial", [("AG-0002", "g28.h_audit")]),
        ("g28.h_audit", "absent", []),
        ("g28.e_rights", "not_assessed", []),
        ("own.clause", "absent", []),
    ],
)
def test_a_weak_term_is_a_light_one_absent_or_any_in_part(key, state, expected):
    assert a.found("CLA-09", with_dpa({key: state})) == expected


@pytest.mark.parametrize("changes", [{"acceptance": "published_only"}, {"terminated_on": a.ago(1)}])
def test_terms_of_an_agreement_not_in_force_are_not_judged(changes):
    states = {"g28.h_audit": "absent", "g28.e_rights": "absent"}
    assert a.found("CLA-08", with_dpa(states, **changes)) == []
    assert a.found("CLA-09", with_dpa(states, **changes)) == []


def test_article_28_terms_are_judged_under_its_regimes_alone():
    case = with_dpa({"g28.h_audit": "absent", "g28.e_rights": "absent"})
    assert a.found("CLA-08", case, a.context(("CCPA",))) == []
    assert a.found("CLA-09", case, a.context(("CCPA",))) == []


def amended(base, change):
    amendment = a.dpa(
        ref="AG-0009",
        parent="AG-0002",
        effective_on=a.ago(200),
        clauses=[{"key": key, "state": state, "assessed_on": a.ago(190)} for key, state in change.items()],
    )
    return a.dossier(agreements=(a.nda(), a.dpa(base), amendment))


def test_an_amendment_cures_an_absent_term():
    assert a.found("CLA-08", amended({"g28.h_audit": "absent"}, {"g28.h_audit": "present"})) == []


def test_a_term_that_an_amendment_removes_is_found_in_the_amendment():
    assert a.found("CLA-08", amended({}, {"g28.h_audit": "absent"})) == [("AG-0009", "g28.h_audit")]


def test_a_term_that_the_amendment_leaves_absent_is_found_once():
    assert a.found("CLA-08", amended({"g28.h_audit": "absent"}, {})) == [("AG-0002", "g28.h_audit")]


# CLA-13


def executed(days, states=None, **changes):
    return with_dpa(states, signed_us_on=a.ago(days), signed_them_on=a.ago(days), **changes)


def test_an_unread_agreement_is_found_after_thirty_days():
    assert a.found("CLA-13", executed(31, clauses=[])) == [("AG-0002", "")]
    assert a.found("CLA-13", executed(30, clauses=[])) == []


@pytest.mark.parametrize("state", ["not_assessed", ""])
def test_one_unassessed_clause_is_found_and_named(state):
    (hit,) = a.hits("CLA-13", executed(31, {"g28.h_audit": state}))
    assert hit.values["not_assessed"] == ["g28.h_audit"]
    assert (hit.blanks["count"], hit.blanks["of"]) == (1, 21)


@pytest.mark.parametrize(
    "changes",
    [
        {"acceptance": "published_only"},
        {"signed_them_on": None},
        {"terminated_on": a.ago(1)},
        {"evergreen": False, "expires_on": a.ago(1)},
        {"superseded_by": "AG-0001"},
    ],
    ids=["published only", "partly signed", "terminated", "expired", "replaced"],
)
def test_what_does_not_bind_need_not_be_read(changes):
    assert a.found("CLA-13", with_dpa(**{"clauses": []} | changes)) == []


def test_a_kind_without_a_checklist_need_not_be_read():
    assert a.found("CLA-13", a.dossier(agreements=(a.agreement("bcr"),))) == []


def test_an_agreement_signed_but_not_yet_effective_is_to_be_read():
    assert a.found("CLA-13", executed(60, clauses=[], effective_on=a.ago(-30))) == [("AG-0002", "")]


def test_an_amendment_is_not_asked_for_the_whole_checklist():
    assert a.found("CLA-13", amended({}, {"g28.h_audit": "present"})) == []


def test_a_clause_read_in_the_amendment_is_read():
    assert a.found("CLA-13", amended({"g28.h_audit": ""}, {"g28.h_audit": "present"})) == []


# CLA-14


def read_by(tier, **reading):
    clauses = a.clauses("dpa", **reading)
    return a.dossier(a.third_party(risk_tier=tier), (a.dpa(clauses=clauses),))


@pytest.mark.parametrize(
    ("tier", "expected"),
    [("low", []), ("medium", []), (None, []), ("high", [("AG-0002", "")]), ("critical", [("AG-0002", "")])],
)
def test_a_second_reading_is_asked_for_at_a_high_tier(tier, expected):
    assert a.found("CLA-14", read_by(tier, second_reader=None, second_on=None)) == expected


def test_a_second_reading_by_the_first_reader_is_none():
    (hit,) = a.hits("CLA-14", read_by("high", second_reader=a.COUNSEL))
    assert hit.blanks["count"] == 21


def test_clauses_read_by_two_are_in_order():
    assert a.found("CLA-14", read_by("high")) == []


def test_unassessed_clauses_need_no_second_reading():
    assert a.found("CLA-14", read_by("high", state="not_assessed", second_reader=None)) == []
