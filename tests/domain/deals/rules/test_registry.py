"""The registry of the rules on items."""

import pytest

from app.domain.deals.rules.rule import RULES, segment_rule
from app.domain.organisation.terms import Regime
from tests.domain.deals.builders import EVERY_REGIME, context, deal, proposals

DATA = [f"DR-{number:02d}" for number in range(1, 37) if number != 20] + ["DR-05a"]
CONTRACTS = [f"CR-{number:02d}" for number in range(1, 9)]
UNCONFIRMED = {
    "CR-07",
    "DR-06",
    "DR-14",
    "DR-16",
    "DR-17",
    "DR-18",
    "DR-19",
    "DR-21",
    "DR-22",
    "DR-23",
    "DR-24",
    "DR-30",
    "DR-35",
}


def test_every_rule_is_registered_once_and_only_once():
    assert sorted(RULES) == sorted(DATA + CONTRACTS)
    with pytest.raises(ValueError, match="DR-01 is defined twice"):
        segment_rule("DR-01", title="", citation="")(lambda matter, segment: None)


def test_every_rule_has_one_function_and_says_what_it_is():
    for rule in RULES.values():
        functions = [rule.per_segment, rule.per_agreement, rule.per_deal]
        assert sum(function is not None for function in functions) == 1
        assert rule.title
        assert rule.citation


def test_sources_not_read_are_marked_to_be_confirmed():
    assert {rule.id for rule in RULES.values() if not rule.confirmed} == UNCONFIRMED


@pytest.mark.parametrize("regime", EVERY_REGIME)
def test_a_rule_of_a_regime_that_is_off_does_not_fire(regime):
    others = [one for one in EVERY_REGIME if one != regime]
    switched_off = {rule.id for rule in RULES.values() if rule.regimes == {Regime(regime)}}
    for kind in ("asset_part", "bankruptcy_363", "data_only_sale"):
        found = proposals(deal(kind=kind, stage="diligence", buyer_country="US"), context(regimes=others))
        assert switched_off.isdisjoint(found["S-001"].rule_ids)


def test_the_deals_regimes_replace_those_of_the_organisation():
    found = proposals(deal(regimes=["UK"]), context(regimes=["BR"]))["S-001"]
    assert found.rule_ids == ("DR-25",)


def test_an_explanation_is_a_whole_sentence_in_cautious_words():
    for kind in ("asset_part", "share_purchase", "bankruptcy_363", "data_only_sale", "merger_direct"):
        on = context(regimes=EVERY_REGIME)
        record = deal(kind=kind, stage="diligence", buyer_country="US", buyer_adopts_notice="no")
        for proposal in proposals(record, on).values():
            for firing in proposal.firings:
                assert firing.explanation.endswith(".")
                assert firing.explanation[:1].isupper()
                assert "compliant" not in firing.explanation.lower()
