import pytest

from app.domain.catalogue.records import Category
from app.domain.findings.rules.flows import KEY_LENGTH, joined
from app.domain.findings.terms import Severity
from tests.domain.findings import builders as a

FLOW = [("FL-0001", "")]


def of_flow(rule, context=None, party=None, agreements=None, **changes):
    return a.found(rule, a.dossier(party, agreements, (a.flow(**changes),)), context)


def with_category(**changes):
    category = Category.parse({"key": "health", "label": "Health"} | changes)
    known = a.context()
    return a.context(
        categories={**known.categories, "health": category},
        activities={"AC-0001": a.activity(categories=["health"])},
    )


def certificate(days):
    return a.third_party(
        status="terminated", evidence=[{"kind": "deletion_certificate", "issued_on": a.ago(days)}]
    )


def test_flw_01_fires_on_identifiers_in_an_aggregate_flow_with_them_as_key():
    found = of_flow(
        "FLW-01", declared_class="aggregate", categories=["contact.name", "usage.totals", "contact.email"]
    )

    assert found == [("FL-0001", "contact.email+contact.name")]


def test_flw_01_counts_an_unknown_category_as_personal():
    assert of_flow("FLW-01", declared_class="aggregate", categories=["other"]) == [("FL-0001", "other")]


def test_flw_01_is_quiet_on_totals_and_on_flows_declared_personal():
    assert of_flow("FLW-01", declared_class="aggregate", categories=["usage.totals"]) == []
    assert of_flow("FLW-01") == []


def test_a_key_of_many_categories_fits_and_stays_distinct():
    many = [f"category.number.{number}" for number in range(40)]

    assert len(joined(many)) == KEY_LENGTH
    assert joined(many) != joined([*many, "z"])


def test_flw_02_fires_beyond_the_activity():
    context = a.context(activities={"AC-0001": a.activity(categories=["contact.name"])})
    (hit,) = a.hits("FLW-02", a.dossier(), context)

    assert (hit.object, hit.key) == ("FL-0001", "")
    assert hit.values == {"beyond_activity": ["contact.email"], "beyond_agreements": []}


def test_flw_02_fires_beyond_the_categories_that_the_agreements_list():
    (hit,) = a.hits("FLW-02", a.dossier(flows=(a.flow(categories=["contact.email", "contact.name"]),)))

    assert hit.values == {"beyond_activity": [], "beyond_agreements": ["contact.name"]}


def test_flw_02_is_quiet_where_a_broader_category_is_listed():
    context = a.context(
        categories={
            "contact": Category(key="contact"),
            "contact.email": Category(key="contact.email", parent="contact"),
        },
        activities={"AC-0001": a.activity(categories=["contact"])},
    )

    assert of_flow("FLW-02", context, agreements=(a.nda(categories=["contact"]),)) == []


def test_flw_02_is_quiet_where_nothing_is_listed():
    context = a.context(activities={"AC-0001": a.activity(categories=[])})

    assert of_flow("FLW-02", context, agreements=(a.nda(categories=[]),)) == []


@pytest.mark.parametrize("consideration", ["money", "other_value"])
def test_flw_03_fires_where_something_is_given_for_the_data(consideration):
    party = a.third_party(role="third_party")

    assert of_flow("FLW-03", party=party, consideration=consideration) == FLOW


@pytest.mark.parametrize(
    ("changes", "consideration"),
    [
        ({"role": "third_party"}, "none"),
        ({"role": "processor"}, "money"),
        ({"role": "service_provider"}, "money"),
        ({"role": "third_party", "affiliation": "affiliated"}, "money"),
    ],
    ids=["nothing given", "processor", "service provider", "inside the group"],
)
def test_flw_03_is_quiet_where_nothing_is_sold(changes, consideration):
    assert of_flow("FLW-03", party=a.third_party(**changes), consideration=consideration) == []


def test_flw_04_fires_on_advertising_without_an_opt_out():
    assert of_flow("FLW-04", cross_context_ads=True, opt_out_route=None) == FLOW


def test_flw_04_is_quiet_with_an_opt_out():
    assert of_flow("FLW-04", cross_context_ads=True) == []


@pytest.mark.parametrize("role", ["processor", "service_provider"])
def test_flw_05_fires_where_a_processor_acts_for_itself(role):
    assert of_flow("FLW-05", party=a.third_party(role=role), own_use=True) == FLOW


def test_flw_05_is_quiet_for_controllers_and_without_own_use():
    assert of_flow("FLW-05", party=a.third_party(role="independent_controller"), own_use=True) == []
    assert of_flow("FLW-05") == []


@pytest.mark.parametrize("flag", ["art9", "ccpa_spi", "bank", "child"])
def test_flw_06_fires_on_sensitive_data_at_a_tier_below_high(flag):
    assert of_flow("FLW-06", with_category(sensitivity=[flag]), categories=["health"]) == FLOW


def test_flw_06_fires_where_the_assessment_is_needed_and_missing():
    context = with_category(sensitivity=["art9"])
    activity = a.activity(dpia={"needed": True})
    context.activities["AC-0001"] = activity

    assert of_flow("FLW-06", context, a.third_party(risk_tier="high"), categories=["health"]) == FLOW


def test_flw_06_is_quiet_where_it_was_assessed_and_on_plain_data():
    context = with_category(sensitivity=["art9"])
    context.activities["AC-0001"] = a.activity(dpia={"needed": True, "done_on": a.ago(30)})

    assert of_flow("FLW-06", context, a.third_party(risk_tier="high"), categories=["health"]) == []
    assert of_flow("FLW-06", with_category(sensitivity=["card"]), categories=["health"]) == []


def test_flw_07_fires_on_the_flow_of_a_mere_link():
    assert of_flow("FLW-07", party=a.third_party(role="link_only")) == FLOW


def test_flw_07_fires_on_the_third_party_where_only_trackers_were_found():
    party = a.third_party(role="link_only", trackers_found=True)

    assert a.found("FLW-07", a.dossier(party, flows=())) == [("TP-0001", "")]


def test_flw_07_is_quiet_on_a_mere_link_and_on_recipients():
    assert a.found("FLW-07", a.dossier(a.third_party(role="link_only"), flows=())) == []
    assert of_flow("FLW-07", party=a.third_party(trackers_found=True)) == []


def test_flw_08_fires_where_the_third_party_left_and_the_flow_goes_on():
    assert of_flow("FLW-08", party=a.third_party(status="terminated")) == FLOW


@pytest.mark.parametrize("days", [31, 400])
def test_flw_08_fires_where_no_deletion_is_certified_after_thirty_days(days):
    assert of_flow("FLW-08", status="ended", ended_on=a.ago(days)) == FLOW


def test_flw_08_fires_where_the_certificate_is_older_than_the_end():
    assert of_flow("FLW-08", party=certificate(90), status="ended", ended_on=a.ago(60)) == FLOW


def test_flw_08_is_quiet_within_thirty_days_with_a_certificate_and_on_totals():
    assert of_flow("FLW-08", status="ended", ended_on=a.ago(30)) == []
    assert of_flow("FLW-08", party=certificate(40), status="ended", ended_on=a.ago(60)) == []
    assert of_flow("FLW-08", status="ended", ended_on=a.ago(60), categories=["usage.totals"]) == []


def test_flw_09_fires_on_a_purpose_that_no_governing_agreement_names():
    (hit,) = a.hits("FLW-09", a.dossier(flows=(a.flow(purposes=["order_status", "newsletter"]),)))

    assert (hit.object, hit.key) == ("FL-0001", "")
    assert hit.values == {"purposes": ["newsletter"], "agreements": ["AG-0001", "AG-0002"]}


def test_flw_09_is_quiet_where_one_agreement_names_it_and_where_none_governs():
    agreements = (a.nda(purposes=[]), a.dpa(purposes=["order_status", "newsletter"]))

    assert of_flow("FLW-09", agreements=agreements, purposes=["newsletter"]) == []
    assert of_flow("FLW-09", agreements=(), purposes=["newsletter"]) == []


@pytest.mark.parametrize("status", ["planned", "ended"])
def test_flows_that_do_not_run_are_not_judged_by_what_they_would_carry(status):
    changes = {"status": status, "ended_on": None, "declared_class": "aggregate", "own_use": True}
    rules = ("FLW-01", "FLW-03", "FLW-04", "FLW-05", "FLW-09")

    assert [rule for rule in rules if of_flow(rule, **changes)] == []


def test_a_sale_is_critical():
    (hit,) = a.hits(
        "FLW-03", a.dossier(a.third_party(role="third_party"), flows=(a.flow(consideration="money"),))
    )

    assert hit.severity is None
    assert a.RULES["FLW-03"].severity is Severity.CRITICAL
