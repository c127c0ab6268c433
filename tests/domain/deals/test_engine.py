"""The engine: which items there are, what is split from a segment, what is put to counsel."""

import pytest

from app.domain.deals.engine import deal_firings, deal_flags
from app.domain.deals.matter import Matter
from app.domain.deals.terms import DealKind
from tests.domain.deals.builders import (
    ADDRESS,
    CARD,
    DEAL_NDA,
    EMAIL,
    NAME,
    RING,
    agreement,
    bidder,
    context,
    deal,
    dossier,
    notice,
    proposals,
    segment,
    with_word,
)

OPTED_OUT = {"kind": "sale_share_optout", "subject_ref": "0123456789abcdef"}


def test_each_segment_and_agreement_of_the_perimeter_is_an_item():
    record = deal(segment(), segment(ref="S-002"), segment(ref="S-003", in_perimeter=False))
    found = proposals(record, context(), dossier(agreement(), agreement(ref="AG-0002")))
    assert list(found) == ["S-001", "S-002", "AG-0001", "AG-0002"]


def test_every_rule_that_fired_stays_listed():
    found = proposals(deal(segment(minor=True, erasure_open=True)))["S-001"]
    assert (found.rule_ids, found.disposition, found.basis) == (
        ("DR-03", "DR-14", "DR-31", "DR-36"),
        "DELETE",
        "DR-31, DR-36",
    )


def test_a_default_says_where_it_comes_from():
    moves = proposals(deal(), context(regimes=[]))["S-001"]
    stays = proposals(deal(kind="financing", segments=[segment(relation="employee")]), context(regimes=[]))
    assert (moves.disposition, moves.basis) == (
        "TRANSFER",
        "The controller changes and no stricter rule fired.",
    )
    assert (stays["S-001"].disposition, stays["S-001"].basis) == (
        "NO_TRANSFER",
        "The controller stays the same, so that nothing moves at closing.",
    )


def test_an_opted_out_address_is_split_off_and_the_rest_follows_its_rules():
    record = deal(segment(opted_out=True, categories=[NAME, EMAIL, ADDRESS, RING]))
    found = proposals(record)
    rest, address = found["S-001"], found["suppression_list:S-001"]
    assert (rest.disposition, rest.categories) == ("TRANSFER", (NAME, ADDRESS, RING))
    assert (address.disposition, address.categories) == ("SUPPRESSION_ONLY", (EMAIL,))
    assert "DR-12" not in rest.rule_ids
    assert "DR-12" in address.rule_ids


def test_a_list_of_nothing_but_addresses_is_a_suppression_list_as_a_whole():
    only = segment(opted_out=True, categories=[EMAIL, "user.privacy_preferences"])
    found = proposals(deal(only))
    assert list(found) == ["suppression_list:S-001"]
    assert found["suppression_list:S-001"].categories == (EMAIL, "user.privacy_preferences")


def test_what_concerns_other_categories_does_not_touch_the_address():
    found = proposals(deal(segment(opted_out=True, categories=[NAME, EMAIL, CARD])))
    assert found["S-001"].disposition == "EXCLUDE"
    assert found["suppression_list:S-001"].disposition == "SUPPRESSION_ONLY"


def test_a_stricter_rule_on_the_whole_segment_touches_the_address_too():
    found = proposals(deal(segment(opted_out=True, minor=True)))
    assert found["suppression_list:S-001"].disposition == "DELETE"


def test_undivided_contact_details_stay_with_the_rest_under_a_question():
    found = proposals(deal(segment(opted_out=True, categories=["user.contact"])))
    assert found["S-001"].categories == ("user.contact",)
    assert found["suppression_list:S-001"].flags[0].startswith("Contact details are undivided")


def test_tokens_of_cards_are_an_account_of_their_own():
    found = proposals(deal(segment(categories=[NAME, CARD])))
    assert (found["S-001"].disposition, found["account:S-001"].disposition) == ("EXCLUDE", "TRANSFER")
    assert found["account:S-001"].categories == (CARD,)


def test_tokens_share_the_fate_of_a_segment_that_stays_or_goes_as_a_whole():
    other_line = proposals(deal(segment(categories=[CARD]), buyer_same_business=False))
    assert other_line["account:S-001"].disposition == "EXCLUDE"
    assert list(proposals(deal(segment(categories=[CARD], minor=True)))) == ["S-001"]


def test_cards_are_a_question_where_no_rule_speaks_of_them():
    found = proposals(deal(segment(categories=[CARD])), context(regimes=["GDPR"]))
    assert list(found) == ["S-001"]
    assert (
        "Card numbers are among the data: let tokens move instead, whatever the regime."
        in found["S-001"].flags
    )


def test_opt_outs_of_sale_are_an_item_that_goes_along():
    found = proposals(deal(), context(regimes=["CCPA"], preferences=[OPTED_OUT]))
    line = found["consent_record:sale_share_optout"]
    assert (line.disposition, line.rule_ids) == ("TRANSFER", ("DR-11",))
    assert "DR-11" not in found["S-001"].rule_ids


def test_rules_on_the_whole_deal_are_listed_on_the_deal():
    late = {"kind": "bankruptcy_363", "hearing_on": "2026-11-25", "cpo": "requested"}
    matter = Matter(deal(**late), context(regimes=["US-BK"]))
    assert [one.rule_id for one in deal_firings(matter)] == ["DR-06"]
    assert "DR-06" not in proposals(matter.deal, matter.context)["S-001"].rule_ids


def test_a_segment_takes_what_it_leaves_blank_from_its_activity():
    bare = segment(categories=[], subjects=[], purposes=[], opted_out=True)
    assert proposals(deal(bare))["suppression_list:S-001"].categories == (EMAIL,)
    nothing = proposals(deal(bare | {"activity": None}))["S-001"]
    assert "No data category is recorded: rules on categories could not fire." in nothing.flags


@pytest.mark.parametrize(
    ("changes", "question"),
    [
        (
            {"subjects": ["customer", "minor"]},
            "Minors are among these people: put them into a segment of their own.",
        ),
        ({"retention_end_on": "2027-02-28"}, "The retention period ends before closing: delete by then."),
    ],
)
def test_what_the_rules_could_not_decide_is_put_to_counsel(changes, question):
    assert question in proposals(deal(segment(**changes)))["S-001"].flags
    assert question not in proposals(deal())["S-001"].flags


def test_a_complete_line_puts_nothing_to_counsel():
    assert proposals(deal())["S-001"].flags == ()
    employees = segment(relation="employee", notices=[])
    assert proposals(deal(employees))["S-001"].flags == ()


def test_questions_on_the_deal_name_structure_wording_and_buyer():
    sale = Matter(deal(kind="bankruptcy_363", buyer_purposes=[]), context())
    assert [flag[:26] for flag in deal_flags(sale)] == [
        "Contracts are assumed and ",
        "The notice announces a dea",
        "The buyer's purposes are n",
    ]
    assert deal_flags(Matter(deal(), context())) == ()


@pytest.mark.parametrize("key", ["user.contact.email", "contact.e-mail", "lumen.emails", "lumen.mail_b"])
def test_an_address_is_known_by_its_key_or_what_it_is_exported_as(key):
    on = with_word(context(), "categories", "lumen.mail_b", fides="user.contact.email")
    assert "suppression_list:S-001" in proposals(deal(segment(opted_out=True, categories=[NAME, key])), on)


# Agreements


def test_only_third_parties_that_serve_the_perimeter_bring_their_agreements():
    part = {"perimeter": "part"}
    served = proposals(deal(**part), context(), dossier(agreement()))
    elsewhere = proposals(deal(segment(activity="AC-0002"), **part), context(), dossier(agreement()))
    whole = proposals(deal(segment(activity="AC-0002")), context(), dossier(agreement()))
    assert ["AG-0001" in found for found in (served, elsewhere, whole)] == [True, False, True]


def test_the_deals_own_papers_and_what_is_spent_are_no_items():
    spent = agreement(ref="AG-0003", evergreen=False, expires_on="2024-01-31", survival_months=12)
    replaced = agreement(ref="AG-0004", superseded_by="AG-0001")
    ended_today = agreement(ref="AG-0006", terminated_on="2026-11-22")
    surviving = agreement(ref="AG-0005", evergreen=False, expires_on="2024-01-31", survival_months=60)
    found = proposals(
        deal(), context(), dossier(agreement(), spent, replaced, ended_today, surviving), bidder(DEAL_NDA)
    )
    assert list(found) == ["S-001", "AG-0001", "AG-0005"]
    doubt = "The agreement does not appear to be in force: check what is left to pass on."
    assert (doubt in found["AG-0001"].flags, doubt in found["AG-0005"].flags) == (False, True)


def test_an_agreement_is_in_force_until_its_successor_is():
    old = agreement(superseded_by="AG-0002")
    new = agreement(ref="AG-0002", effective_on="2026-12-01")
    found = proposals(deal(), context(), dossier(old, new))
    assert {ref: one.flags for ref, one in found.items() if ref != "S-001"} == {
        "AG-0001": (),
        "AG-0002": ("The agreement does not appear to be in force: check what is left to pass on.",),
    }


def test_our_own_entity_is_no_counterparty():
    assert list(proposals(deal(), context(), dossier(agreement(), entity="EN-0001"))) == ["S-001"]


def test_a_contract_that_nothing_touches_says_why():
    merger = proposals(deal(kind="merger_direct"), context(), dossier(agreement()))["AG-0001"]
    shares = proposals(deal(kind="share_purchase"), context(), dossier(agreement()))["AG-0001"]
    alone = proposals(deal(kind="data_only_sale"), context(), dossier(agreement()))["AG-0001"]
    assert [(one.disposition, one.basis) for one in (merger, shares, alone)] == [
        ("NO_ACTION", "The contract passes by operation of law."),
        ("NO_ACTION", "The contract stays where it is."),
        ("RETAIN", "Only data are sold: the contract stays with the seller."),
    ]


def test_another_structure_can_be_tried_without_saving():
    record, on = deal(buyer_adopts_notice="unknown"), context(notices=[notice()])
    tried = record.model_copy(update={"kind": DealKind.SHARE_PURCHASE})
    assert proposals(record, on)["S-001"].disposition == "TRANSFER"
    assert proposals(tried, on)["S-001"].disposition == "NO_TRANSFER"
