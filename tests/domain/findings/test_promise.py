import json

import pytest

from app.domain.findings.limbs import Limb, LimbState
from app.domain.findings.promise import PromiseResult, ended_promise_tests, promise_test, promise_tests
from app.domain.organisation.records import Organisation
from app.kernel.periods import Period
from tests.domain.findings import builders as a

SHOWN, NOT_SHOWN, CONTRADICTED = LimbState
EVIDENCED, PARTLY, NOT_EVIDENCED, BY_RECORD = PromiseResult


def judged(flow=None, agreements=None, party=None, context=None):
    """The promise tested for *flow* under *agreements*."""
    flow = flow or a.flow()
    return promise_test(flow, a.dossier(party, agreements, (flow,)), context or a.context())


def under_nda(states=None, **changes):
    return judged(agreements=(a.nda(states, **changes), a.dpa()))


def states(test):
    return [finding.state for finding in test.limbs]


def failing(test):
    """The limbs that are not evidenced, with their states."""
    return {finding.limb: finding.state for finding in test.limbs if finding.state is not SHOWN}


def test_a_clean_flow_evidences_all_six_limbs():
    test = judged()
    assert [finding.limb for finding in test.limbs] == list(Limb)
    assert states(test) == [SHOWN] * 6
    assert (test.result, test.gap_days) == (EVIDENCED, 0)


def test_the_evidence_of_every_limb_is_plain_json():
    for finding in judged().limbs:
        assert finding.evidence == json.loads(json.dumps(finding.evidence))
        assert finding.reason.endswith(".")


# Limb 1


def test_without_an_agreement_nothing_is_evidenced():
    test = judged(agreements=())
    assert test.result is NOT_EVIDENCED
    assert test[Limb.AGREED].state is NOT_SHOWN


def test_published_terms_never_count():
    published = {"acceptance": "published_only", "survival_indefinite": True}
    test = judged(agreements=(a.nda(**published), a.dpa(**published)))
    assert test.result is NOT_EVIDENCED
    assert states(test) == [NOT_SHOWN] * 6
    assert test[Limb.AGREED].evidence["listed_but_not_in_force"] == [
        {"agreement": "AG-0001", "acceptance": "published_only"},
        {"agreement": "AG-0002", "acceptance": "published_only"},
    ]


def test_agreements_that_list_other_flows_do_not_count():
    assert judged(agreements=(a.nda(governs_flows=["FL-0009"]),)).result is NOT_EVIDENCED


# Limb 2


def test_a_late_agreement_is_counted_in_days_and_leaves_the_promise_partly_evidenced():
    test = judged(a.flow(first_on=a.ago(610)))
    assert failing(test) == {Limb.BEFORE: NOT_SHOWN}
    assert test.gaps == (Period(a.ago(610), a.ago(601)),)
    assert (test.result, test.gap_days) == (PARTLY, 10)


def test_a_gap_between_two_agreements_is_counted_in_days():
    signed = {"signed_us_on": a.ago(605), "signed_them_on": a.ago(604)}
    old = a.nda(evergreen=False, expires_on=a.ago(401))
    new = a.nda(ref="AG-0003", effective_on=a.ago(393), **signed)
    test = judged(agreements=(old, new))
    assert test.gaps == (Period(a.ago(400), a.ago(394)),)
    assert failing(test) == {Limb.BEFORE: NOT_SHOWN}


def test_the_days_since_the_last_agreement_count_too():
    test = judged(agreements=(a.nda(terminated_on=a.ago(4)),))
    assert test.gaps == (Period(a.ago(4), a.TODAY),)
    assert test.gap_days == 5


def test_without_any_agreement_every_day_of_sharing_is_a_gap():
    assert judged(agreements=()).gaps == (Period(a.ago(590), a.TODAY),)


def test_an_unrecorded_first_day_evidences_nothing():
    test = judged(a.flow(first_on=None))
    assert failing(test) == {Limb.BEFORE: NOT_SHOWN}
    assert test.gap_days == 0


# Limb 3


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"their_entity": a.OTHER}, False),
        ({"their_entity": a.OTHER, "affiliates_covered": True}, True),
        ({"their_entity": None}, False),
        ({"our_entity": None}, False),
        ({"our_entity": a.OTHER}, False),
    ],
)
def test_the_right_parties_must_be_recorded(changes, shown):
    test = judged(agreements=(a.nda(**changes),))
    assert failing(test) == ({} if shown else {Limb.PARTY: NOT_SHOWN})


def test_an_affiliate_of_ours_may_sign_where_the_parties_clause_names_the_group():
    affiliate = a.context().entities[a.OTHER].model_copy(update={"kind": "affiliate"})
    context = a.context(entities={**a.context().entities, a.OTHER: affiliate})
    named, silent = a.nda(our_entity=a.OTHER), a.nda({"conf.parties": "absent"}, our_entity=a.OTHER)
    assert failing(judged(agreements=(named,), context=context)) == {}
    assert failing(judged(agreements=(silent,), context=context)) == {Limb.PARTY: NOT_SHOWN}


# Limb 4


@pytest.mark.parametrize("state", ["partial", "absent", "not_assessed", "not_applicable", ""])
@pytest.mark.parametrize("key", ["conf.definition", "conf.unmarked_covered"])
def test_all_information_needs_both_clauses_present(key, state):
    assert failing(under_nda({key: state})) == {Limb.ALL: NOT_SHOWN}


def test_a_definition_of_marked_information_only_contradicts_the_promise():
    test = under_nda({"conf.definition": "partial", "conf.unmarked_covered": "absent"})
    assert failing(test) == {Limb.ALL: CONTRADICTED}
    assert test.result is BY_RECORD


# Limb 5


@pytest.mark.parametrize("use", ["own_use", "combines", "ai_training"])
def test_recorded_own_use_contradicts_the_promise(use):
    test = judged(a.flow(**{use: True}))
    assert failing(test) == {Limb.ONLY: CONTRADICTED}
    assert test.result is BY_RECORD


@pytest.mark.parametrize(
    "key", ["conf.use_restriction", "conf.no_residuals", "conf.no_own_purpose", "conf.no_ai_training"]
)
def test_a_bar_read_and_absent_contradicts_the_promise(key):
    assert failing(under_nda({key: "absent"})) == {Limb.ONLY: CONTRADICTED}


@pytest.mark.parametrize("state", ["partial", "not_assessed", ""])
def test_a_restriction_of_use_that_was_not_found_in_full_is_not_evidenced(state):
    assert failing(under_nda({"conf.use_restriction": state})) == {Limb.ONLY: NOT_SHOWN}


def test_purposes_beyond_the_agreement_are_not_evidenced():
    test = judged(a.flow(purposes=["order_status", "newsletter"]))
    assert failing(test) == {Limb.ONLY: NOT_SHOWN}
    assert test[Limb.ONLY].evidence["purposes_beyond"] == ["newsletter"]


# Limb 6


def test_a_return_duty_in_either_text_is_enough():
    assert failing(under_nda({"conf.return": "absent"})) == {}


def test_without_a_return_duty_the_keeping_is_not_evidenced():
    papers = (a.nda({"conf.return": "partial"}), a.dpa({"g28.g_return": "not_assessed"}))
    assert failing(judged(agreements=papers)) == {Limb.KEPT: NOT_SHOWN}


def test_confidentiality_that_ended_while_data_flow_contradicts_the_promise():
    test = judged(agreements=(a.nda(terminated_on=a.ago(4), survival_months=None),))
    assert test[Limb.KEPT].state is CONTRADICTED
    assert test.result is BY_RECORD


ENDED = {"status": "ended", "ended_on": a.ago(50)}


def certified(days):
    return a.third_party(evidence=[{"kind": "deletion_certificate", "issued_on": a.ago(days)}])


def test_an_ended_flow_is_tested_on_its_last_day():
    ended = {"terminated_on": a.ago(50)}
    test = judged(a.flow(**ENDED), (a.nda(**ended), a.dpa(**ended)), certified(20))
    assert test.on == a.ago(51)
    assert (failing(test), test.result) == ({}, EVIDENCED)


@pytest.mark.parametrize(
    "party", [a.third_party(), certified(60), certified(-5)], ids=["none", "older", "future"]
)
def test_an_ended_flow_needs_a_deletion_certificate_since_its_end(party):
    assert failing(judged(a.flow(**ENDED), party=party)) == {Limb.KEPT: NOT_SHOWN}


def test_confidentiality_must_last_until_deletion():
    ended = {"terminated_on": a.ago(50), "survival_months": None}
    test = judged(a.flow(**ENDED), (a.nda(**ended), a.dpa(**ended)), certified(20))
    assert failing(test) == {Limb.KEPT: CONTRADICTED}


# Roll-up and scope


def test_a_processing_agreement_alone_leaves_the_promise_partly_evidenced():
    test = judged(agreements=(a.dpa(),))
    assert failing(test) == {Limb.ALL: NOT_SHOWN, Limb.ONLY: NOT_SHOWN}
    assert test.result is PARTLY


def test_an_unread_nda_never_counts_as_evidence():
    test = judged(agreements=(a.nda(clauses=[]),))
    assert failing(test) == {Limb.ALL: NOT_SHOWN, Limb.ONLY: NOT_SHOWN, Limb.KEPT: NOT_SHOWN}


def flows_of_each_kind():
    return a.dossier(
        flows=(
            a.flow(),
            a.flow(ref="FL-0002", declared_class="aggregate"),
            a.flow(ref="FL-0003", status="planned"),
            a.flow(ref="FL-0004", **ENDED),
        )
    )


def narrow():
    return a.context(organisation=Organisation(entity=a.OURS, promise_scope="aggregate"))


@pytest.mark.parametrize(
    ("context", "active", "ended"),
    [(a.context(), ["FL-0001", "FL-0002"], ["FL-0004"]), (narrow(), ["FL-0002"], [])],
    ids=["every flow", "aggregate flows only"],
)
def test_the_scope_of_the_promise_is_a_setting(context, active, ended):
    case = flows_of_each_kind()
    assert [test.flow.ref for test in promise_tests(case, context)] == active
    assert [test.flow.ref for test in ended_promise_tests(case, context)] == ended


def test_no_promise_is_tested_towards_ourselves():
    case = a.dossier(a.third_party(entity=a.OURS), flows=(a.flow(), a.flow(ref="FL-0004", **ENDED)))
    assert list(promise_tests(case, a.context())) == []
    assert list(ended_promise_tests(case, a.context())) == []
