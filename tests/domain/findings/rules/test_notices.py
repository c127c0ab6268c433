import dataclasses

import pytest

from app.domain.catalogue.records import Purpose
from tests.domain.findings import builders as a

EXPRESS = {"provision": "NV-0001/G3", "strength": "express"}
ARGUABLE = {"provision": "NV-0001/G2", "strength": "arguable"}
FLOW = [("FL-0001", "")]
NOTICE = [("NV-0001", "")]


def of_flow(rule, context=None, party=None, **changes):
    return a.found(rule, a.dossier(party, flows=(a.flow(**changes),)), context)


def of_notice(rule, **changes):
    hits = a.register_hits(rule, a.context(notices={"NV-0001": a.notice(**changes)}))
    return [(hit.object, hit.key) for hit in hits]


def provisions(*codes, kind="purpose"):
    return [{"code": code, "kind": kind} for code in codes]


def two_versions(first, second):
    return {
        "NV-0001": a.notice(ref="NV-0001", effective_on=a.ago(900), provisions=first),
        "NV-0002": a.notice(ref="NV-0002", effective_on=a.ago(100), provisions=second),
    }


def test_not_01_fires_where_no_version_was_captured():
    assert of_notice("NOT-01", captured_on=None) == NOTICE


def test_not_01_fires_on_our_entity_where_there_is_no_notice_at_all():
    hits = a.register_hits("NOT-01", a.context(notices={}))

    assert [(hit.object, hit.key) for hit in hits] == [(a.OURS, "")]


def test_not_01_is_quiet_where_a_version_was_captured():
    assert of_notice("NOT-01") == []


def test_not_02_fires_on_an_undated_notice():
    assert of_notice("NOT-02", effective_on=None) == NOTICE


def test_not_02_is_quiet_on_a_dated_notice():
    assert of_notice("NOT-02") == []


def test_not_02_looks_at_the_current_version_alone():
    versions = two_versions(provisions("P1"), provisions("P1"))
    older = a.notice(ref="NV-0001", effective_on=None, captured_on=a.ago(900))

    assert a.register_hits("NOT-02", a.context(notices=versions | {"NV-0001": older})) == []


@pytest.mark.parametrize(("days", "expected"), [(366, NOTICE), (365, [])])
def test_not_03_fires_more_than_a_year_after_the_last_capture(days, expected):
    assert of_notice("NOT-03", captured_on=a.ago(days)) == expected


def test_not_04_fires_on_a_purpose_whose_code_the_current_notice_lacks():
    unstated = a.context(notices={"NV-0001": a.notice(provisions=provisions("P4"))})

    assert of_flow("NOT-04", unstated) == FLOW


def test_not_04_fires_on_a_purpose_without_a_code():
    context = a.context(purposes={"order_status": Purpose(key="order_status")})
    (hit,) = a.hits("NOT-04", a.dossier(), context)

    assert hit.values == {"purposes": ["order_status"]}


def test_not_04_is_quiet_where_every_purpose_has_its_provision():
    assert of_flow("NOT-04", purposes=["order_status", "newsletter"]) == []


@pytest.mark.parametrize("affiliation", ["non_affiliated", "public_authority", "unknown"])
def test_not_05_fires_where_nothing_links_the_sharing_to_the_notice(affiliation):
    assert of_flow("NOT-05", party=a.third_party(affiliation=affiliation), notice_links=[]) == FLOW


def test_not_05_fires_where_the_provision_is_gone_from_the_current_notice():
    assert of_flow("NOT-05", notice_links=[{"provision": "NV-0001/G9", "strength": "express"}]) == FLOW


def test_not_05_is_quiet_with_a_link_for_affiliates_and_for_aggregate_data():
    assert of_flow("NOT-05") == []
    assert of_flow("NOT-05", party=a.third_party(affiliation="affiliated"), notice_links=[]) == []
    assert of_flow("NOT-05", notice_links=[], categories=["usage.totals"]) == []


def test_not_06_fires_where_every_link_is_arguable():
    assert of_flow("NOT-06", notice_links=[ARGUABLE]) == FLOW


def test_not_06_is_quiet_with_an_express_link_and_without_any():
    assert of_flow("NOT-06", notice_links=[ARGUABLE, EXPRESS]) == []
    assert of_flow("NOT-06", notice_links=[]) == []


@pytest.mark.parametrize("channel", ["other", "sms", "post", "phone"])
def test_not_07_fires_on_a_channel_that_the_notice_does_not_name(channel):
    assert of_flow("NOT-07", channel=channel) == FLOW


@pytest.mark.parametrize("channel", ["website", "social_media", "email", "account", None])
def test_not_07_is_quiet_on_a_named_or_unrecorded_channel(channel):
    assert of_flow("NOT-07", channel=channel) == []


@pytest.mark.parametrize("evidence", ["terms", "browse"])
def test_not_08_fires_where_consent_is_only_the_use_of_the_site(evidence):
    assert of_flow("NOT-08", legal_basis="consent", consent_evidence=evidence) == FLOW


def test_not_08_is_quiet_with_an_opt_in_or_another_basis():
    assert of_flow("NOT-08", legal_basis="consent", consent_evidence="opt_in") == []
    assert of_flow("NOT-08", legal_basis="contract", consent_evidence="terms") == []


def test_not_09_fires_on_minors():
    assert of_flow("NOT-09", subjects=["customer", "child"]) == FLOW


def test_not_09_is_quiet_on_adults_and_on_ended_flows():
    assert of_flow("NOT-09") == []
    assert of_flow("NOT-09", subjects=["child"], status="ended", ended_on=a.ago(5)) == []


@pytest.mark.parametrize("code", ["A3", "A4"])
def test_not_10_fires_where_aggregate_purposes_need_identifiers(code):
    assert of_notice("NOT-10", provisions=provisions("P1", code)) == NOTICE


def test_not_10_is_quiet_on_purposes_that_need_none():
    assert of_notice("NOT-10", provisions=provisions("P1", "A1", "A6")) == []


def test_not_11_fires_where_an_old_flow_relies_on_a_ground_added_later():
    versions = two_versions(
        provisions("G3", kind="disclosure_ground"), provisions("G3", "G7", kind="disclosure_ground")
    )
    (hit,) = a.hits(
        "NOT-11",
        a.dossier(flows=(a.flow(notice_links=[{"provision": "NV-0002/G7"}], first_on=a.ago(590)),)),
        a.context(notices=versions),
    )

    assert (hit.object, hit.key) == ("FL-0001", "")
    assert hit.values["provisions"] == ["NV-0002/G7"]
    assert hit.values["notice_then"] == "NV-0001"


@pytest.mark.parametrize(
    "changes",
    [
        {"notice_links": [{"provision": "NV-0002/G7"}], "first_on": a.ago(50)},
        {"notice_links": [{"provision": "NV-0002/G3"}]},
        {"notice_links": [{"provision": "NV-0002/PR9"}]},
        {"notice_links": [{"provision": "NV-0002/G7"}], "first_on": None},
    ],
    ids=["began later", "ground kept from before", "a promise", "beginning not recorded"],
)
def test_not_11_is_quiet_where_nothing_was_broadened_for_the_flow(changes):
    added = [*provisions("G3", "G7", kind="disclosure_ground"), *provisions("PR9", kind="promise")]
    versions = two_versions(provisions("G3", kind="disclosure_ground"), added)

    assert of_flow("NOT-11", a.context(notices=versions), **changes) == []


def test_a_flow_to_ourselves_is_no_sharing():
    ours = a.third_party(entity=a.OURS)
    rules = ("NOT-04", "NOT-05", "NOT-06", "NOT-07", "NOT-09")
    case = a.dossier(ours, flows=(a.flow(notice_links=[], channel="sms", subjects=["child"]),))

    assert [rule for rule in rules if a.found(rule, case)] == []


def test_the_past_is_judged_by_the_notice_of_that_day():
    versions = two_versions(provisions("P3"), provisions("P4"))
    now = a.context(notices=versions)
    then = dataclasses.replace(now, today=a.ago(200))

    assert a.found("NOT-04", a.dossier(), now) == FLOW
    assert a.found("NOT-04", a.dossier(), then) == []
