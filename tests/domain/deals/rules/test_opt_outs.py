"""DR-09 to DR-13: sale, changed use, and opt-outs that travel."""

import pytest

from tests.domain.deals.builders import (
    EMAIL,
    NAME,
    RING,
    context,
    deal_wide,
    fired,
    gates,
    segment,
    with_word,
)

OPTED_OUT = {"kind": "sale_share_optout", "subject_ref": "0123456789abcdef"}
CALIFORNIA = context(regimes=["CCPA"])


@pytest.mark.parametrize(
    "kind", ["share_purchase", "merger_direct", "asset_part", "bankruptcy_363", "carve_out"]
)
def test_where_control_passes_there_is_no_sale(kind):
    found = fired("DR-09", on=CALIFORNIA, kind=kind)
    assert (found.disposition, found.values["sale"]) == (None, False)


def test_data_alone_are_sold_so_that_people_may_opt_out():
    found = fired("DR-09", on=CALIFORNIA, kind="data_only_sale")
    assert (found.disposition, found.values["sale"]) == ("TRANSFER_OPT_OUT", True)
    assert gates(found) == ["NOTICE_SENT", "WINDOW_CLOSED"]


def test_whoever_opted_out_is_not_sold():
    assert (
        fired("DR-09", segment(opted_out=True), on=CALIFORNIA, kind="data_only_sale").disposition == "EXCLUDE"
    )


@pytest.mark.parametrize("kind", ["reorganisation", "financing"])
def test_no_third_party_no_question_of_sale(kind):
    assert fired("DR-09", on=CALIFORNIA, kind=kind) is None


@pytest.mark.parametrize(
    "changes", [{"buyer_adopts_notice": "no"}, {"buyer_purposes": ["marketing.advertising.third_party"]}]
)
def test_another_use_is_announced_first(changes):
    found = fired("DR-10", on=CALIFORNIA, **changes)
    assert (found.disposition, gates(found)) == ("TRANSFER_NOTICE", ["NOTICE_SENT"])
    later = fired("DR-10", on=CALIFORNIA, kind="share_purchase", **changes)
    assert (later.disposition, gates(later)) == (None, ["NOTICE_SENT*"])


def test_the_same_use_needs_no_notice():
    assert fired("DR-10", on=CALIFORNIA) is None


def test_opt_outs_of_sale_travel_with_the_people():
    found = deal_wide("DR-11", context(regimes=["CCPA"], preferences=[OPTED_OUT, OPTED_OUT]))
    assert found.values == {"kind": "sale_share_optout", "count": 2}


@pytest.mark.parametrize(
    ("preferences", "kind"),
    [
        ([OPTED_OUT | {"kind": "marketing_optout"}], "asset_part"),
        ([OPTED_OUT | {"archived": True}], "asset_part"),
        ([OPTED_OUT], "share_purchase"),
        ([], "asset_part"),
    ],
)
def test_without_live_opt_outs_or_transfer_none_travel(preferences, kind):
    assert deal_wide("DR-11", context(regimes=["CCPA"], preferences=preferences), kind=kind) is None


def test_an_opted_out_address_is_held_to_suppression():
    found = fired("DR-12", segment(opted_out=True))
    assert (found.disposition, found.categories) == ("SUPPRESSION_ONLY", (EMAIL,))


def test_undivided_contact_details_may_hold_the_address():
    found = fired("DR-12", segment(opted_out=True, categories=["user.contact"]))
    assert (found.categories, found.flag[:26]) == (("user.contact",), "Contact details are undivi")


@pytest.mark.parametrize(
    ("about", "changes"),
    [
        (segment(), {}),
        (segment(opted_out=True, categories=[NAME, RING]), {}),
        (segment(opted_out=True), {"kind": "share_purchase"}),
    ],
    ids=["nobody opted out", "no address", "nothing moves"],
)
def test_nothing_to_suppress_is_quiet(about, changes):
    assert fired("DR-12", about, **changes) is None


def test_other_states_except_the_merger_and_want_notice_of_change():
    on = context(regimes=["US-states"])
    assert fired("DR-13", on=on).values["sale"] is False
    changed = fired("DR-13", on=on, buyer_adopts_notice="no")
    assert (changed.disposition, gates(changed), changed.values["sale"]) == (
        "TRANSFER_NOTICE",
        ["NOTICE_SENT"],
        False,
    )
    assert (
        fired("DR-13", on=on, kind="data_only_sale", buyer_adopts_notice="no").disposition
        == "TRANSFER_OPT_OUT"
    )
    assert fired("DR-13", on=on, kind="financing") is None


def test_people_who_live_elsewhere_are_no_matter_of_the_states():
    on = with_word(context(regimes=["US-states"]), "subjects", "customer", residency=["FR"])
    assert fired("DR-13", on=on) is None
