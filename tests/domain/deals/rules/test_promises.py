"""DR-01 to DR-04, DR-32 and DR-33: what the notice promised, and to whom it announced a transfer."""

from tests.domain.deals.builders import MARKETING, context, deal, fired, gates, notice, proposals, segment

UNTOLD = {"notices": [{"notice": "NV-0000", "share": 30}, {"notice": "NV-0001", "share": 70}]}
"""A segment of which a part was collected under a version without transfer wording."""


def two_versions(**changes: object):
    return context(
        notices=[notice("NV-0000", transfer=False, effective_on="2018-01-01"), notice()], **changes
    )


def test_an_unknown_stance_of_the_buyer_asks_for_its_undertaking():
    found = fired("DR-01", buyer_adopts_notice="unknown")
    assert (found.disposition, gates(found)) == (None, ["BUYER_UNDERTAKING"])


def test_a_buyer_that_declines_the_promises_needs_consent():
    found = fired("DR-01", buyer_adopts_notice="no")
    assert (found.disposition, gates(found)) == ("CONSENT_REQUIRED", ["CONSENTS_RECORDED"])


def test_promises_kept_or_kept_in_the_group_ask_for_nothing():
    assert fired("DR-01", buyer_adopts_notice="yes") is None
    assert fired("DR-01", kind="reorganisation", buyer_adopts_notice="no") is None


def test_a_share_deal_binds_the_later_use_and_not_the_closing():
    unknown = fired("DR-01", kind="share_purchase", buyer_adopts_notice="unknown")
    declined = fired("DR-01", kind="share_purchase", buyer_adopts_notice="no")
    assert (unknown.disposition, gates(unknown)) == (None, ["BUYER_UNDERTAKING*"])
    assert (declined.disposition, gates(declined)) == (None, ["CONSENTS_RECORDED*"])


def test_the_customers_notice_promised_employees_nothing():
    assert fired("DR-01", segment(relation="employee"), buyer_adopts_notice="no") is None


def test_a_purpose_that_the_notice_did_not_state_needs_consent():
    found = fired("DR-02", buyer_purposes=["marketing.advertising.third_party"])
    assert (found.disposition, gates(found)) == ("CONSENT_REQUIRED", ["CONSENTS_RECORDED"])
    assert found.values == {"extra_purposes": ["marketing.advertising.third_party"]}


def test_purposes_stated_at_collection_need_none():
    assert fired("DR-02", buyer_purposes=[MARKETING]) is None
    assert fired("DR-02", buyer_purposes=[]) is None
    assert fired("DR-02", segment(relation="employee"), buyer_purposes=["new.purpose"]) is None


def test_a_purpose_must_be_stated_in_every_version_recorded():
    older = notice("NV-0000", effective_on="2018-01-01", provisions=[{"code": "P5", "kind": "purpose"}])
    versions = context(notices=[older, notice()])
    assert fired("DR-02", segment(**UNTOLD), on=versions, buyer_purposes=[MARKETING]) is not None
    assert fired("DR-02", segment(notices=[]), on=versions, buyer_purposes=[MARKETING]) is None


def test_without_any_notice_the_sellers_own_purposes_are_the_measure():
    bare = context(notices=[])
    assert fired("DR-02", segment(notices=[]), on=bare, buyer_purposes=["jewellery.repair"]) is None
    found = fired("DR-02", segment(notices=[]), on=bare, buyer_purposes=[MARKETING])
    assert found.values == {"extra_purposes": [MARKETING]}


def test_customer_data_sold_alone_or_to_another_line_stay_behind():
    alone = fired("DR-03", data_standalone=True)
    other = fired("DR-03", buyer_same_business=False)
    assert (alone.disposition, gates(alone)) == ("EXCLUDE", [])
    assert other.disposition == "EXCLUDE"


def test_a_sale_on_the_ftc_terms_needs_the_undertaking():
    found = fired("DR-03")
    assert (found.disposition, gates(found)) == ("TRANSFER", ["BUYER_UNDERTAKING"])


def test_consent_that_names_the_successor_opens_the_way():
    found = fired("DR-03", segment(consent_names_successor=True), buyer_same_business=False)
    assert (found.disposition, gates(found)) == (
        "CONSENT_REQUIRED",
        ["BUYER_UNDERTAKING", "CONSENTS_RECORDED"],
    )


def test_the_ftc_terms_are_for_sales_of_assets():
    assert fired("DR-03", kind="merger_direct", buyer_same_business=False) is None
    assert fired("DR-03", kind="share_purchase", buyer_same_business=False) is None


def test_a_promise_that_names_bankruptcy_binds_the_purchaser():
    promise = {"code": "PR9", "kind": "promise", "text": "These terms hold in a bankruptcy as well."}
    told = context(notices=[notice(provisions=[promise])])
    found = fired("DR-04", on=told, kind="bankruptcy_363")
    assert (gates(found), found.values) == (["BUYER_UNDERTAKING"], {"provisions": ["NV-0001/PR9"]})
    assert fired("DR-04", on=told, kind="asset_all") is None
    assert fired("DR-04", kind="bankruptcy_363") is None


def test_a_structure_that_the_notice_does_not_announce_needs_a_way_out():
    silent = context(notices=[notice(transfer=False)])
    found = fired("DR-32", on=silent, window_days=30)
    assert (found.disposition, gates(found)) == ("TRANSFER_OPT_OUT", ["NOTICE_SENT", "WINDOW_CLOSED"])
    assert [str(need.due_on) for need in found.gates] == ["2027-01-30", "None"]


def test_financing_is_not_announced_and_binds_on_enforcement():
    found = fired("DR-32", kind="financing")
    assert (found.disposition, gates(found)) == ("TRANSFER_OPT_OUT", ["NOTICE_SENT*", "WINDOW_CLOSED*"])


def test_wording_that_covers_the_structure_arguably_is_wording():
    assert fired("DR-32", kind="bankruptcy_363") is None
    assert fired("DR-32") is None


def test_a_share_deal_is_no_transfer_to_announce():
    assert fired("DR-32", on=context(notices=[]), kind="share_purchase") is None


def test_a_cohort_without_transfer_wording_needs_consent_in_the_united_states():
    found = fired("DR-33", segment(**UNTOLD), on=two_versions(regimes=["US-FTC"]))
    assert (found.disposition, gates(found)) == ("CONSENT_REQUIRED", ["CONSENTS_RECORDED"])
    assert found.values == {"notices": ["NV-0000"], "shares": {"NV-0000": 30}}


def test_a_cohort_without_transfer_wording_is_weighed_in_europe():
    found = fired("DR-33", segment(**UNTOLD), on=two_versions(regimes=["GDPR"]))
    assert (found.disposition, gates(found)) == (None, [])
    assert found.flag.startswith("Weigh the interests")


def test_cohorts_that_were_told_or_are_empty_are_quiet():
    told = [{"notice": "NV-0000", "share": 0}, {"notice": "NV-0001", "share": 100}]
    assert fired("DR-33", on=two_versions()) is None
    assert fired("DR-33", segment(notices=told), on=two_versions()) is None
    assert fired("DR-33", segment(**UNTOLD), on=two_versions(), kind="share_purchase") is None


def test_an_unrecorded_version_is_a_question_unless_none_announced_it():
    unrecorded = segment(notices=[])
    mixed = proposals(deal(unrecorded), two_versions())["S-001"]
    assert "DR-33" not in mixed.rule_ids
    assert "The notice version at collection is not recorded." in mixed.flags
    none_told = context(notices=[notice(transfer=False)])
    assert fired("DR-33", unrecorded, on=none_told).disposition == "CONSENT_REQUIRED"


def test_employees_are_judged_only_by_a_notice_that_they_were_given():
    none_told = context(notices=[notice(transfer=False)])
    assert fired("DR-33", segment(relation="employee", notices=[]), on=none_told) is None
    given = segment(relation="employee")
    assert fired("DR-33", given, on=none_told).disposition == "CONSENT_REQUIRED"
    assert fired("DR-32", given, on=none_told) is None
