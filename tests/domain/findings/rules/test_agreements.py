import pytest

from app.domain.findings.terms import Severity
from tests.domain.findings import builders as a

FLOW, PARTY = [("FL-0001", "")], [("TP-0001", "")]


def processor_with(*agreements, **changes):
    return a.dossier(a.third_party(**changes), agreements)


# AGR-01


def test_sharing_without_any_agreement_is_found():
    assert a.found("AGR-01", processor_with()) == FLOW


@pytest.mark.parametrize(
    "changes",
    [
        {"acceptance": "published_only"},
        {"signed_them_on": None},
        {"terminated_on": a.ago(1)},
        {"evergreen": False, "expires_on": a.ago(1)},
        {"effective_on": a.ago(-1)},
        {"governs_flows": []},
        {"governs_flows": ["FL-0002"]},
    ],
    ids=[
        "published only",
        "partly signed",
        "terminated",
        "expired",
        "not begun",
        "lists nothing",
        "lists another",
    ],
)
def test_an_agreement_that_does_not_bind_for_the_flow_is_none(changes):
    assert a.found("AGR-01", processor_with(a.dpa(**changes))) == FLOW


def test_one_agreement_in_force_is_enough_for_the_sharing_as_such():
    assert a.found("AGR-01", processor_with(a.nda())) == []


@pytest.mark.parametrize("affiliation", ["non_affiliated", "unknown"])
def test_unknown_affiliation_counts_as_outside_the_group(affiliation):
    assert a.found("AGR-01", processor_with(affiliation=affiliation)) == FLOW


@pytest.mark.parametrize("affiliation", ["affiliated", "public_authority"])
def test_affiliates_and_authorities_are_not_recipients_outside_the_group(affiliation):
    assert a.found("AGR-01", processor_with(affiliation=affiliation)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "planned"},
        {"status": "ended", "ended_on": a.ago(5)},
        {"ended_on": a.ago(0)},
        {"categories": ["usage.totals"]},
    ],
    ids=["planned", "ended", "ends today", "aggregate"],
)
def test_a_flow_of_no_personal_data_today_needs_no_agreement(changes):
    assert a.found("AGR-01", a.dossier(agreements=(), flows=(a.flow(**changes),))) == []


def test_an_unknown_category_counts_as_personal_data():
    case = a.dossier(agreements=(), flows=(a.flow(categories=["something.new"]),))
    assert a.found("AGR-01", case) == FLOW


def test_sharing_with_ourselves_is_no_sharing():
    assert a.found("AGR-01", processor_with(entity=a.OURS)) == []


def test_the_values_tell_which_agreements_list_the_flow_and_where_they_stand():
    (hit,) = a.hits("AGR-01", processor_with(a.dpa(terminated_on=a.ago(1), survival_months=None)))
    assert hit.values["listed_in"] == [
        {"agreement": "AG-0002", "kind": "dpa", "acceptance": "esign", "status": "terminated"}
    ]


def test_each_flow_is_judged_by_itself():
    flows = (a.flow(), a.flow(ref="FL-0002"))
    assert a.found("AGR-01", a.dossier(agreements=(a.nda(),), flows=flows)) == [("FL-0002", "")]


# AGR-02


def test_an_nda_alone_never_replaces_a_processing_agreement():
    assert a.found("AGR-02", processor_with(a.nda())) == PARTY


@pytest.mark.parametrize("kind", ["nda", "msa", "ccpa_sp", "scc_m2", "igdta", "dpa_sub"])
def test_no_other_kind_replaces_a_processing_agreement(kind):
    assert a.found("AGR-02", processor_with(a.agreement(kind))) == PARTY


def test_a_processing_agreement_that_was_only_published_is_none():
    assert a.found("AGR-02", processor_with(a.nda(), a.dpa(acceptance="published_only"))) == PARTY


def test_a_processing_agreement_must_list_each_flow():
    case = a.dossier(
        agreements=(a.dpa(), a.nda(governs_flows=["FL-0002"])), flows=(a.flow(), a.flow(ref="FL-0002"))
    )
    (hit,) = a.hits("AGR-02", case)
    assert hit.values["flows"] == ["FL-0002"]


def test_a_processor_without_flows_needs_a_processing_agreement_all_the_same():
    assert a.found("AGR-02", a.dossier(agreements=(a.nda(),), flows=())) == PARTY
    assert a.found("AGR-02", a.dossier(agreements=(a.dpa(),), flows=())) == []


@pytest.mark.parametrize("status", ["prospective", "terminated"])
def test_a_processor_that_is_not_in_use_needs_none(status):
    party = a.third_party(status=status, holds_data=False)
    assert a.found("AGR-02", a.dossier(party, (), ())) == []


def test_in_the_group_intra_group_terms_do():
    assert a.found("AGR-02", processor_with(a.agreement("igdta"), affiliation="affiliated")) == []


@pytest.mark.parametrize(
    "role", ["independent_controller", "joint_controller", "service_provider", "unknown"]
)
def test_only_a_processor_needs_a_processing_agreement(role):
    assert a.found("AGR-02", processor_with(a.nda(), role=role)) == []


@pytest.mark.parametrize(("regimes", "expected"), [(("UK",), PARTY), (("CCPA",), []), ((), [])])
def test_article_28_is_asked_under_its_regimes_alone(regimes, expected):
    assert a.found("AGR-02", processor_with(a.nda()), a.context(regimes)) == expected


# AGR-03


def test_the_days_before_the_first_agreement_are_counted():
    case = a.dossier(flows=(a.flow(first_on=a.ago(645)),))
    (hit,) = a.hits("AGR-03", case)
    assert (hit.object, hit.key, hit.values["days"]) == ("FL-0001", "", 45)


def test_sharing_that_begins_with_the_agreement_is_in_time():
    assert a.found("AGR-03", a.dossier(flows=(a.flow(first_on=a.ago(600)),))) == []


def renewed(gap):
    """An agreement of 500 to 301 days ago and one that begins *gap* days after its last."""
    old = a.nda(evergreen=False, expires_on=a.ago(301))
    new = a.nda(
        ref="AG-0002", effective_on=a.ago(300 - gap), signed_us_on=a.ago(310), signed_them_on=a.ago(310)
    )
    return a.dossier(agreements=(old, new))


def test_a_renewal_without_gap_counts_as_one():
    assert a.found("AGR-03", renewed(gap=0)) == []


def test_a_gap_between_two_agreements_is_counted():
    (hit,) = a.hits("AGR-03", renewed(gap=12))
    assert hit.values["days"] == 12
    assert hit.values["gaps"] == [{"from": a.ago(300).isoformat(), "to": a.ago(289).isoformat(), "days": 12}]


def test_what_follows_the_last_agreement_is_not_before_it():
    assert a.found("AGR-03", processor_with(a.nda(evergreen=False, expires_on=a.ago(30)))) == []


@pytest.mark.parametrize("changes", [{"first_on": None}, {"status": "planned", "first_on": a.ago(800)}])
def test_without_a_first_day_of_sharing_nothing_is_counted(changes):
    assert a.found("AGR-03", a.dossier(flows=(a.flow(**changes),))) == []


def test_terms_that_were_only_published_do_not_make_the_sharing_timely():
    case = a.dossier(
        agreements=(
            a.nda(acceptance="published_only", effective_on=a.ago(900)),
            a.dpa(effective_on=a.ago(580)),
        )
    )
    (hit,) = a.hits("AGR-03", case)
    assert hit.values["days"] == 10


# AGR-09


def test_a_service_provider_needs_its_own_terms():
    assert a.found("AGR-09", processor_with(a.nda(), a.dpa(), role="service_provider")) == PARTY
    assert a.found("AGR-09", processor_with(a.nda(), role="contractor")) == PARTY


def test_service_provider_terms_in_force_do():
    assert a.found("AGR-09", processor_with(a.ccpa_sp(), role="service_provider")) == []


def test_service_provider_terms_are_asked_under_the_ccpa_alone():
    assert a.found("AGR-09", processor_with(role="service_provider"), a.context(("GDPR",))) == []


# AGR-10


@pytest.mark.parametrize("changes", [{"consideration": "money"}, {"cross_context_ads": True}])
def test_a_sale_or_sharing_needs_third_party_terms(changes):
    flows = (a.flow(**changes),)
    assert a.found("AGR-10", a.dossier(flows=flows)) == FLOW
    assert a.found("AGR-10", a.dossier(agreements=(a.agreement("ccpa_tp"),), flows=flows)) == []


def test_without_sale_or_sharing_no_third_party_terms_are_needed():
    assert a.found("AGR-10", a.dossier()) == []


# AGR-12


def test_an_affiliate_needs_intra_group_terms():
    assert a.found("AGR-12", processor_with(a.nda(), affiliation="affiliated")) == PARTY


@pytest.mark.parametrize("kind", ["igdta", "dpa"])
def test_intra_group_or_processing_terms_do_for_an_affiliate(kind):
    assert a.found("AGR-12", processor_with(a.agreement(kind), affiliation="affiliated")) == []


def test_an_affiliate_that_gets_no_personal_data_needs_no_terms():
    case = a.dossier(a.third_party(affiliation="affiliated"), (), (a.flow(categories=["usage.totals"]),))
    assert a.found("AGR-12", case) == []


# AGR-13


def test_joint_controllers_need_an_arrangement():
    assert a.found("AGR-13", processor_with(a.agreement("c2c"), role="joint_controller")) == PARTY
    assert a.found("AGR-13", processor_with(a.agreement("jca"), role="joint_controller")) == []


def test_a_finding_has_its_words_and_its_severity():
    rule = a.RULES["AGR-01"]
    assert rule.severity is Severity.CRITICAL
    assert rule.message == (
        "Personal data flow out of the group, and no agreement in force is recorded for the flow."
    )
