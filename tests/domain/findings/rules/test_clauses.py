import pytest

from tests.domain.findings import builders as a

BOTH = [("TP-0001", "AG-0001+AG-0002")]
NDA_ALONE = [("TP-0001", "AG-0001")]
DPA_ALONE = [("TP-0001", "AG-0002")]
UNREAD = {"clauses": []}


def read(states=None, dpa_states=None, flows=None):
    """The clean dossier with the clauses of NDA and processing agreement in these states."""
    return a.dossier(agreements=(a.nda(states), a.dpa(dpa_states)), flows=flows)


def only(*agreements, flows=None):
    return a.dossier(agreements=agreements, flows=flows)


ABSENT_PAIRS = [
    ("CLA-01", {"conf.nondisclosure": "absent"}, {"g28.b_confidentiality": "absent"}),
    ("CLA-02", {"conf.use_restriction": "absent"}, {"g28.a_instructions": "absent"}),
]


@pytest.mark.parametrize(("rule", "conf", "g28"), ABSENT_PAIRS)
def test_a_duty_absent_from_both_is_found(rule, conf, g28):
    assert a.found(rule, read(conf, g28)) == BOTH


@pytest.mark.parametrize(("rule", "conf", "g28"), ABSENT_PAIRS)
@pytest.mark.parametrize("state", ["present", "partial", "not_applicable", "not_assessed", ""])
def test_a_duty_found_or_unread_in_one_of_them_is_not_absent(rule, conf, g28, state):
    assert a.found(rule, read(conf, dict.fromkeys(g28, state))) == []


@pytest.mark.parametrize(("rule", "conf", "g28"), ABSENT_PAIRS)
def test_an_nda_alone_can_lack_the_duty(rule, conf, g28):
    assert a.found(rule, only(a.nda(conf))) == NDA_ALONE
    assert a.found(rule, only(a.nda())) == []


@pytest.mark.parametrize(("rule", "conf", "g28"), ABSENT_PAIRS)
def test_a_processing_agreement_alone_can_lack_the_duty(rule, conf, g28):
    assert a.found(rule, only(a.dpa(g28))) == DPA_ALONE
    assert a.found(rule, only(a.dpa())) == []


@pytest.mark.parametrize("rule", ["CLA-01", "CLA-02"])
def test_agreements_that_are_asked_for_neither_lack_it_once_one_key_was_read(rule):
    assert (
        a.found(rule, only(a.agreement("jca", clauses=[{"key": "jca.contact", "state": "present"}])))
        == NDA_ALONE
    )
    assert a.found(rule, only(a.agreement("jca", **UNREAD))) == []


def test_the_service_provider_terms_can_limit_the_use():
    papers = (a.nda({"conf.use_restriction": "absent"}), a.ccpa_sp())
    assert a.found("CLA-02", only(*papers)) == []


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6, 10, 11, 12, 15])
def test_an_unread_contract_never_yields_a_legal_finding(number):
    papers = (a.nda(**UNREAD), a.dpa(**UNREAD), a.ccpa_sp(**UNREAD))
    assert a.found(f"CLA-{number:02d}", only(*papers)) == []


def test_clauses_of_an_agreement_not_in_force_do_not_count():
    published = a.dpa(acceptance="published_only")
    assert a.found("CLA-01", only(a.nda({"conf.nondisclosure": "absent"}), published)) == NDA_ALONE


def test_flows_under_the_same_agreements_give_one_finding_and_others_their_own():
    papers = (
        a.nda({"conf.compelled": "absent"}, governs_flows=["FL-0001", "FL-0002", "FL-0003"]),
        a.dpa(governs_flows=["FL-0003"]),
    )
    flows = tuple(a.flow(ref=f"FL-000{number}") for number in (1, 2, 3))
    hits = a.hits("CLA-05", only(*papers, flows=flows))
    assert [(hit.key, hit.values["flows"]) for hit in hits] == [
        ("AG-0001", ["FL-0001", "FL-0002"]),
        ("AG-0001+AG-0002", ["FL-0003"]),
    ]


def test_flows_that_ended_or_that_nothing_governs_have_no_clauses_to_judge():
    absent = a.nda({"conf.compelled": "absent"})
    assert a.found("CLA-05", only(absent, flows=(a.flow(status="ended", ended_on=a.ago(9)),))) == []
    assert a.found("CLA-05", only(absent, flows=(a.flow(ref="FL-0002"),))) == []


# CLA-03


@pytest.mark.parametrize(
    ("definition", "expected"),
    [("absent", BOTH), ("partial", BOTH), ("not_applicable", BOTH), ("present", []), ("not_assessed", [])],
)
def test_unmarked_information_needs_a_full_definition_to_make_up_for_it(definition, expected):
    states = {"conf.unmarked_covered": "absent", "conf.definition": definition}
    assert a.found("CLA-03", read(states)) == expected


def test_a_narrow_definition_is_made_up_for_by_covering_the_unmarked():
    assert a.found("CLA-03", read({"conf.definition": "partial"})) == []


# CLA-04


@pytest.mark.parametrize("key", ["conf.no_residuals", "conf.no_own_purpose"])
def test_residuals_or_own_purposes_over_personal_data_are_found(key):
    assert a.found("CLA-04", read({key: "absent"})) == BOTH
    assert a.found("CLA-04", read({key: "partial"})) == []


def test_residuals_without_personal_data_are_not_found():
    flows = (a.flow(categories=["usage.totals"]),)
    assert a.found("CLA-04", read({"conf.no_residuals": "absent"}, flows=flows)) == []


# CLA-05, CLA-06


def test_no_clause_on_compelled_disclosure_is_found():
    assert a.found("CLA-05", read({"conf.compelled": "absent"})) == BOTH
    assert a.found("CLA-05", read({"conf.compelled": "partial"})) == []


def test_confidentiality_that_ends_with_the_contract_is_found():
    assert a.found("CLA-06", read({"conf.survival": "absent", "conf.survival_pd": "absent"})) == BOTH


@pytest.mark.parametrize("key", ["conf.survival", "conf.survival_pd"])
def test_one_kind_of_survival_is_enough(key):
    assert a.found("CLA-06", read({key: "absent"})) == []


# CLA-07


def training(state):
    return read({"conf.no_ai_training": state}, flows=(a.flow(ai_training=True),))


@pytest.mark.parametrize(
    ("state", "expected"),
    [("present", BOTH), ("absent", BOTH), ("partial", []), ("not_applicable", []), ("not_assessed", [])],
)
def test_training_is_found_unless_it_is_narrowly_permitted_or_unread(state, expected):
    assert a.found("CLA-07", training(state)) == expected


def test_training_under_agreements_that_say_nothing_of_it_is_found():
    assert a.found("CLA-07", only(a.dpa(), flows=(a.flow(ai_training=True),))) == DPA_ALONE


def test_combining_is_judged_by_the_clauses_on_combining():
    flows = (a.flow(combines=True),)
    assert a.found("CLA-07", read(flows=flows)) == BOTH
    assert a.found("CLA-07", read({"conf.no_own_purpose": "partial"}, flows=flows)) == []


def test_without_training_or_combining_the_clause_alone_is_no_finding():
    assert a.found("CLA-07", read({"conf.no_ai_training": "absent"})) == []


# CLA-10, CLA-11


def service_provider(states=None, flows=None):
    return a.dossier(a.third_party(role="service_provider"), (a.ccpa_sp(states),), flows)


SERVICE = [("TP-0001", "AG-0003")]


@pytest.mark.parametrize(
    ("state", "expected"), [("absent", SERVICE), ("partial", SERVICE), ("present", []), ("not_assessed", [])]
)
def test_specific_purposes_must_be_found(state, expected):
    assert a.found("CLA-10", service_provider({"ccpa.51a2": state})) == expected


def test_a_generic_purpose_is_found_in_flow_or_agreement():
    in_flow = service_provider(flows=(a.flow(purposes=["anything"]),))
    in_agreement = only(a.ccpa_sp(purposes=["anything"]))
    assert a.found("CLA-10", in_flow) == SERVICE
    assert a.hits("CLA-10", in_agreement)[0].values["generic_purposes"] == ["anything"]


@pytest.mark.parametrize("key", ["ccpa.51a1", "ccpa.51a3", "ccpa.51a4", "ccpa.51a5"])
def test_a_core_service_provider_term_absent_is_found(key):
    (hit,) = a.hits("CLA-11", service_provider({key: "absent"}))
    assert (hit.object, hit.key, hit.blanks["missing"]) == ("TP-0001", "AG-0003", key)


@pytest.mark.parametrize("key", ["ccpa.51a2", "ccpa.51a7", "ccpa.d1"])
def test_terms_of_other_weight_or_place_are_not_missing_core_terms(key):
    assert a.found("CLA-11", service_provider({key: "absent"})) == []


@pytest.mark.parametrize("rule", ["CLA-10", "CLA-11"])
def test_the_ccpa_rules_are_silent_where_the_ccpa_is_off(rule):
    case = service_provider({"ccpa.51a1": "absent", "ccpa.51a2": "absent"})
    assert a.found(rule, case, a.context(("GDPR",))) == []


# CLA-12


def breach_clause(value, state="present"):
    clauses = [{"key": "g28.f_breach_time", "state": state, "value": value}]
    return only(a.nda(), a.dpa(clauses=clauses))


@pytest.mark.parametrize(
    ("value", "expected"), [("72", []), ("73", BOTH), ("3 days", []), ("4 days", BOTH), (None, [])]
)
def test_a_breach_clock_longer_than_three_days_is_found(value, expected):
    assert a.found("CLA-12", breach_clause(value)) == expected


def test_an_absent_breach_clause_is_found():
    assert a.found("CLA-12", breach_clause(None, "absent")) == BOTH


def test_a_shorter_clock_in_another_agreement_is_enough():
    slow = a.dpa(clauses=[{"key": "g28.f_breach_time", "state": "present", "value": "96"}])
    assert a.found("CLA-12", only(slow, a.dpa(ref="AG-0004"))) == []


def test_the_breach_clock_is_asked_under_article_33_alone():
    assert a.found("CLA-12", breach_clause("96"), a.context(("CCPA",))) == []


# CLA-15


def test_a_return_duty_absent_from_either_text_is_found():
    assert a.found("CLA-15", read({"conf.return": "absent"})) == BOTH
    assert a.found("CLA-15", read(None, {"g28.g_return": "absent"})) == BOTH


def test_a_partial_return_duty_is_not_absent():
    assert a.found("CLA-15", read({"conf.return": "partial"}, {"g28.g_return": "partial"})) == []
