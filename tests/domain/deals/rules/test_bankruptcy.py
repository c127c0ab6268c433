"""DR-05 to DR-08: sales under section 363 of the Bankruptcy Code."""

import pytest

from tests.domain.deals.builders import (
    BIRTH,
    CARD,
    EMAIL,
    NAME,
    PHONE,
    RING,
    context,
    deal_wide,
    fired,
    gates,
    notice,
    segment,
)

SALE = {"kind": "bankruptcy_363", "bk_petition_on": "2026-09-01"}


def bankrupt(**changes: object):
    return context(regimes=["US-BK"], **changes)


def test_a_promise_without_transfer_wording_calls_for_ombudsman_and_court():
    found = fired("DR-05", on=bankrupt(notices=[notice(transfer=False)]), **SALE)
    assert (found.disposition, gates(found)) == (None, ["COURT_ORDER", "CPO_REPORT"])
    assert found.values["categories"] == [NAME, EMAIL]


def test_transfer_wording_leaves_the_consistent_route_arguable():
    assert fired("DR-05", on=bankrupt(), **SALE) is None
    found = fired("DR-05a", on=bankrupt(), **SALE)
    assert (gates(found), found.values["consistent_with_policy"]) == (["COURT_ORDER"], "arguable")
    assert fired("DR-05a", on=bankrupt(notices=[notice(transfer=False)]), **SALE) is None


def test_the_notice_of_the_petition_counts_not_that_of_today():
    older = notice("NV-0000", transfer=False, effective_on="2020-01-01")
    newer = notice("NV-0001", effective_on="2026-10-01")
    found = fired("DR-05", on=bankrupt(notices=[older, newer]), **SALE)
    assert found.values["notice"] == "NV-0000"


@pytest.mark.parametrize(
    ("about", "changes"),
    [
        (segment(categories=[RING]), {}),
        (segment(relation="employee"), {}),
        (segment(), {"kind": "asset_all"}),
    ],
    ids=["nothing identifying", "employees", "no bankruptcy"],
)
def test_what_lies_outside_section_363_is_quiet(about, changes):
    on = bankrupt(notices=[notice(transfer=False)])
    assert fired("DR-05", about, on=on, **SALE | changes) is None


def test_a_notice_without_the_promise_is_quiet():
    free = bankrupt(notices=[notice(provisions=[{"code": "P1", "kind": "purpose"}])])
    assert fired("DR-05", on=free, **SALE) is None
    assert fired("DR-05a", on=free, **SALE) is None


def test_an_ombudsman_not_appointed_a_week_before_the_hearing_is_too_late():
    found = deal_wide("DR-06", bankrupt(), **SALE, cpo="requested", hearing_on="2026-11-28")
    assert (gates(found), found.values["days_left"], found.source_confirmed) == (["CPO_REPORT"], 6, False)


@pytest.mark.parametrize(
    "changes", [{}, {"cpo": "requested", "cpo_rationale": "Asked on 1 November."}, {"cpo": "not_needed"}]
)
def test_an_ombudsman_neither_appointed_nor_reasoned_away_is_missing(changes):
    assert deal_wide("DR-06", bankrupt(), **SALE, hearing_on="2026-11-22", **changes) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"hearing_on": "2026-11-29", "cpo": "requested"},
        {"hearing_on": "2026-11-28", "cpo": "appointed"},
        {"hearing_on": "2026-11-28", "cpo": "reported"},
        {"hearing_on": "2026-11-28", "cpo": "not_needed", "cpo_rationale": "No consumers."},
        {"hearing_on": "2026-11-10", "cpo": "requested", "court_approved_on": "2026-11-12"},
        {"cpo": "requested"},
    ],
)
def test_an_ombudsman_in_time_or_not_needed_is_quiet(changes):
    assert deal_wide("DR-06", bankrupt(), **SALE | changes) is None


def test_identifying_data_of_consumers_and_employees_are_labelled_apart():
    consumers = fired("DR-07", on=bankrupt(), **SALE)
    employees = fired("DR-07", segment(relation="employee"), on=bankrupt(), **SALE)
    assert (consumers.values["bk_pii"], consumers.disposition) == (True, None)
    assert employees.values["label"] == "outside ombudsman's scope"
    assert fired("DR-07", segment(categories=[RING]), on=bankrupt(), **SALE) is None


@pytest.mark.parametrize("category", [CARD, PHONE, BIRTH, "user.government_id.passport_number"])
def test_the_settlement_keeps_numbers_and_dates_back(category):
    found = fired("DR-08", segment(categories=[NAME, category]), on=bankrupt(), **SALE)
    assert (found.disposition, found.values["categories"]) == ("EXCLUDE", [category])


def test_the_settlement_keeps_back_whom_nobody_heard_of_for_two_years():
    dormant = fired("DR-08", segment(last_activity_on="2024-11-21"), on=bankrupt(), **SALE)
    assert dormant.disposition == "EXCLUDE"
    assert fired("DR-08", segment(last_activity_on="2024-11-22"), on=bankrupt(), **SALE) is None
    assert fired("DR-08", segment(categories=[CARD]), on=bankrupt(), kind="asset_all") is None
