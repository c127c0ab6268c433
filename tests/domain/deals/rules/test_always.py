"""DR-15, DR-31, DR-35 and DR-36."""

import pytest

from tests.domain.deals.builders import CARD, NAME, context, deal_wide, fired, gates, segment

NO_REGIME = context(regimes=[])


@pytest.mark.parametrize("kind", ["share_purchase", "merger_reverse_triangular"])
def test_where_the_controller_stays_nothing_moves(kind):
    assert deal_wide("DR-15", NO_REGIME, kind=kind).disposition == "NO_TRANSFER"


@pytest.mark.parametrize("kind", ["merger_direct", "asset_part", "reorganisation", "financing"])
def test_where_the_controller_may_change_the_share_rule_is_quiet(kind):
    assert deal_wide("DR-15", NO_REGIME, kind=kind) is None


@pytest.mark.parametrize("kind", ["asset_part", "share_purchase"])
def test_minors_data_are_deleted_under_any_structure(kind):
    found = fired("DR-31", segment(minor=True), on=NO_REGIME, kind=kind)
    assert (found.disposition, gates(found)[0].rstrip("*")) == ("DELETE", "DELETION_CERTIFICATE")
    assert fired("DR-31", segment(subjects=["minor"]), on=NO_REGIME, kind=kind).disposition == "DELETE"


def test_a_legal_hold_keeps_minors_data_with_the_seller():
    found = fired("DR-31", segment(minor=True, legal_hold=True), on=NO_REGIME)
    assert (found.disposition, gates(found)) == ("EXCLUDE", [])


def test_adults_and_mixed_groups_are_not_deleted():
    assert fired("DR-31", on=NO_REGIME) is None
    assert fired("DR-31", segment(subjects=["customer", "minor"]), on=NO_REGIME) is None


def test_card_numbers_stay_behind():
    found = fired("DR-35", segment(categories=[NAME, CARD]))
    assert (found.disposition, found.categories, found.source_confirmed) == ("EXCLUDE", (CARD,), False)
    assert fired("DR-35") is None
    assert fired("DR-35", segment(categories=[CARD]), kind="share_purchase") is None
    assert fired("DR-35", segment(categories=[CARD]), on=context(regimes=["GDPR"])) is None


@pytest.mark.parametrize("changes", [{"retention_end_on": "2026-11-21"}, {"erasure_open": True}])
def test_what_should_be_gone_is_deleted_before_closing(changes):
    found = fired("DR-36", segment(**changes), on=NO_REGIME)
    assert (found.disposition, gates(found)) == ("DELETE", ["DELETION_CERTIFICATE"])
    held = fired("DR-36", segment(**changes, legal_hold=True), on=NO_REGIME)
    assert (held.disposition, gates(held)) == ("EXCLUDE", [])


def test_the_last_day_of_retention_still_counts():
    assert fired("DR-36", segment(retention_end_on="2026-11-22"), on=NO_REGIME) is None
    assert fired("DR-36", on=NO_REGIME) is None
