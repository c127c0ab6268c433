"""DEAL-03, DEAL-04, DEAL-06, DEAL-07, DEAL-08 and DEAL-13: what people were promised and told."""

import pytest

from tests.domain.deals.builders import (
    NAME,
    approved,
    context,
    deal,
    hits,
    keys,
    notice,
    segment,
)

UNTOLD = {"notices": [{"notice": "NV-0000", "share": 30}, {"notice": "NV-0001", "share": 70}]}
VERSIONS = context(notices=[notice("NV-0000", transfer=False, effective_on="2018-01-01"), notice()])
GERMANY = context(regimes=["DE-DSK"])
TALKING = segment(relation="negotiation")


def test_a_structure_that_no_notice_announces_is_grave():
    found = hits("DEAL-03", deal(), context(notices=[notice(transfer=False)]))
    assert [(one.object, one.key, one.severity) for one in found] == [("D-001", "", "high")]
    assert hits("DEAL-03", deal(), context(notices=[]))[0].values["notice"] is None
    assert [one.severity for one in hits("DEAL-03", deal(kind="financing"))] == ["high"]


def test_a_structure_announced_arguably_is_for_counsel():
    found = hits("DEAL-03", deal(kind="bankruptcy_363"))
    assert [(one.severity, one.values["coverage"]) for one in found] == [("medium", "arguable")]


@pytest.mark.parametrize("kind", ["asset_part", "share_purchase", "merger_direct"])
def test_a_structure_announced_expressly_is_quiet(kind):
    assert hits("DEAL-03", deal(kind=kind)) == []


def test_a_cohort_without_transfer_wording_is_found_on_its_segment():
    found = hits("DEAL-04", deal(segment(**UNTOLD)), VERSIONS)
    assert [(one.key, one.values["shares"]) for one in found] == [("S-001", {"NV-0000": 30})]


@pytest.mark.parametrize(
    ("about", "changes"),
    [
        (segment(), {}),
        (segment(**UNTOLD), {"kind": "share_purchase"}),
        (segment(**UNTOLD, in_perimeter=False), {}),
        (segment(relation="employee", notices=[]), {}),
    ],
    ids=["told", "nothing moves", "outside", "employees"],
)
def test_people_who_were_told_or_stay_are_quiet(about, changes):
    assert keys("DEAL-04", deal(about, **changes), VERSIONS) == []


def test_opted_out_people_decided_as_a_transfer_are_found():
    record = deal(segment(opted_out=True), items=[approved("A-001", "segment", "S-001", "TRANSFER")])
    found = hits("DEAL-06", record)
    assert [(one.key, one.values["number"]) for one in found] == [("S-001", "A-001")]


def test_opted_out_people_without_a_split_are_found():
    assert keys("DEAL-06", deal(segment(opted_out=True)), context(regimes=["GDPR"])) == ["S-001"]


@pytest.mark.parametrize(
    "items",
    [
        [],
        [
            approved("A-001", "segment", "S-001", "TRANSFER"),
            approved("D-001", "suppression_list", "S-001", "SUPPRESSION_ONLY"),
        ],
        [approved("A-001", "segment", "S-001", "EXCLUDE")],
    ],
    ids=["split proposed", "split decided", "left behind"],
)
def test_addresses_held_to_suppression_are_quiet(items):
    assert keys("DEAL-06", deal(segment(opted_out=True), items=items)) == []


def test_a_suppression_list_decided_as_a_transfer_is_found():
    items = [approved("D-001", "suppression_list", "S-001", "TRANSFER")]
    assert keys("DEAL-06", deal(segment(opted_out=True), items=items)) == ["S-001"]


@pytest.mark.parametrize(
    ("about", "changes"),
    [
        (segment(), {}),
        (segment(opted_out=True, categories=[NAME]), {}),
        (segment(opted_out=True), {"kind": "share_purchase"}),
    ],
    ids=["nobody opted out", "no address", "nothing moves"],
)
def test_without_addresses_of_opted_out_people_nothing_is_found(about, changes):
    assert keys("DEAL-06", deal(about, **changes), context(regimes=["GDPR"])) == []


@pytest.mark.parametrize("changes", [{"minor": True}, {"subjects": ["customer", "minor"]}])
def test_minors_in_the_perimeter_are_critical(changes):
    found = hits("DEAL-07", deal(segment(**changes)))
    assert [(one.key, one.severity) for one in found] == [("S-001", "critical")]


def test_minors_taken_out_are_quiet():
    gone = [approved("A-001", "segment", "S-001", "DELETE")]
    assert keys("DEAL-07", deal(segment(minor=True), items=gone)) == []
    assert keys("DEAL-07", deal(segment(minor=True, in_perimeter=False))) == []
    assert keys("DEAL-07", deal()) == []


@pytest.mark.parametrize(("days", "given"), [(None, "not recorded"), (41, "41 days")])
def test_six_weeks_are_needed_where_people_are_in_negotiation(days, given):
    found = hits("DEAL-08", deal(TALKING, window_days=days), GERMANY)
    assert [(one.key, one.message) for one in found] == [
        ("S-001", f"The window is {given}; S-001 needs at least 42 days.")
    ]


def test_a_closing_before_the_window_ends_is_found_on_the_deal():
    record = deal(notice_sent_on="2027-01-20", window_days=42)
    found = hits("DEAL-08", record)
    assert [(one.key, one.values["window_ends_on"]) for one in found] == [("", "2027-03-03")]


@pytest.mark.parametrize(
    ("about", "changes", "on"),
    [
        (TALKING, {"window_days": 42}, GERMANY),
        (TALKING, {"window_days": 10}, context()),
        (segment(), {"window_days": 10}, GERMANY),
        (segment(), {"notice_sent_on": "2027-01-18", "window_days": 42}, GERMANY),
    ],
    ids=["six weeks", "not Germany", "no negotiation", "closing on the last day"],
)
def test_windows_long_enough_are_quiet(about, changes, on):
    assert keys("DEAL-08", deal(about, **changes), on) == []


def test_the_buyers_notice_is_missed_after_a_month():
    found = hits("DEAL-13", deal(closing_on="2026-10-22", stage="closed"), context(regimes=["GDPR"]))
    assert [(one.key, one.severity, one.values["due_on"]) for one in found] == [("", "medium", "2026-11-21")]


@pytest.mark.parametrize(
    ("changes", "regimes"),
    [
        ({"closing_on": "2026-10-23"}, ["GDPR"]),
        ({"art14_notice_on": "2026-11-01"}, ["GDPR"]),
        ({"kind": "share_purchase"}, ["GDPR"]),
        ({"stage": "abandoned"}, ["GDPR"]),
        ({"closing_on": None}, ["GDPR"]),
        ({}, ["US-FTC"]),
    ],
)
def test_a_notice_sent_not_yet_due_or_not_owed_is_quiet(changes, regimes):
    record = deal(**{"closing_on": "2026-10-22", "stage": "closed"} | changes)
    assert keys("DEAL-13", record, context(regimes=regimes)) == []
