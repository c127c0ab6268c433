"""DR-14, DR-21, DR-25, DR-26 and DR-34: the GDPR, the United Kingdom, Spain."""

import pytest

from tests.domain.deals.builders import HEALTH, NAME, context, fired, gates, segment, with_word

EUROPE = context(regimes=["GDPR"])


def test_an_asset_deal_is_a_disclosure_that_the_buyer_announces_within_a_month():
    found = fired("DR-14", on=EUROPE)
    assert (found.disposition, gates(found), found.source_confirmed) == (None, ["NOTICE_SENT*"], False)
    assert [str(need.due_on) for need in found.gates] == ["2027-03-31"]
    assert (found.values, found.flag) == ({"legal_basis": ["A6-1-b"]}, "")


def test_a_disclosure_without_recorded_basis_is_a_question():
    found = fired("DR-14", segment(legal_basis=None, purposes=["lumen.unknown"]), on=EUROPE)
    assert found.flag == "No legal basis is recorded for the disclosure: record one."


def test_the_basis_of_the_purposes_counts_where_the_segment_names_none():
    found = fired("DR-14", segment(legal_basis=None), on=EUROPE)
    assert found.values == {"legal_basis": ["A6-1-b"]}


@pytest.mark.parametrize(
    "kind", ["share_purchase", "merger_direct", "merger_reverse_triangular", "financing"]
)
def test_shares_and_succession_disclose_nothing(kind):
    assert fired("DR-14", on=EUROPE, kind=kind) is None


def test_special_categories_move_by_consent():
    sensitive = segment(categories=[NAME, HEALTH])
    found = fired("DR-21", sensitive, on=EUROPE)
    assert (found.disposition, found.categories, gates(found)) == (
        "CONSENT_REQUIRED",
        (HEALTH,),
        ["CONSENTS_RECORDED"],
    )
    assert fired("DR-21", on=EUROPE) is None
    assert fired("DR-21", sensitive, on=EUROPE, kind="share_purchase") is None
    assert fired("DR-21", sensitive, on=context(regimes=["CCPA"])) is None


def test_a_category_inherits_what_its_parent_is():
    on = with_word(EUROPE, "categories", "lumen.allergy", parent=HEALTH, sensitivity=[])
    assert fired("DR-21", segment(categories=["lumen.allergy"]), on=on).categories == ("lumen.allergy",)


def test_the_united_kingdom_has_people_told_of_a_new_controller():
    on = context(regimes=["UK"])
    found = fired("DR-25", on=on)
    assert (found.disposition, gates(found)) == ("TRANSFER_NOTICE", ["NOTICE_SENT"])
    assert fired("DR-25", on=on, kind="merger_direct").disposition == "TRANSFER_NOTICE"
    assert fired("DR-25", on=on, kind="share_purchase") is None


def test_spain_presumes_structural_change_lawful_and_has_people_told():
    on = context(regimes=["ES"])
    found = fired("DR-26", on=on)
    assert (found.disposition, gates(found)) == ("TRANSFER_NOTICE", ["NOTICE_SENT"])
    assert fired("DR-26", on=on, kind="data_only_sale") is None
    assert fired("DR-26", on=on, kind="share_purchase") is None


def test_in_spain_the_bidder_of_an_abandoned_deal_deletes_its_own_copy():
    found = fired("DR-26", on=context(regimes=["ES"]), stage="abandoned")
    assert (found.disposition, gates(found), found.values["whose"]) == (
        "DELETE",
        ["DELETION_CERTIFICATE*"],
        "recipient",
    )


def test_a_buyer_outside_the_area_needs_a_mechanism():
    found = fired("DR-34", on=EUROPE, buyer_country="US")
    assert (gates(found), found.values) == (
        ["TRANSFER_MECHANISM"],
        {"to_country": "US", "adequacy_row": None},
    )
    assert gates(fired("DR-34", on=EUROPE, buyer_country="US", kind="share_purchase")) == [
        "TRANSFER_MECHANISM*"
    ]


def test_an_adequate_country_is_named_and_still_a_transfer():
    assert fired("DR-34", on=EUROPE, buyer_country="CH").values["adequacy_row"] == "EU-CH"


def test_the_buyers_entity_tells_its_country_where_the_deal_does_not():
    assert fired("DR-34", on=EUROPE, buyer_country=None) is None
    on = with_word(EUROPE, "entities", "EN-0005", country="US")
    assert fired("DR-34", on=on, buyer_country=None).values["to_country"] == "US"


def test_inside_the_area_nothing_is_transferred():
    assert fired("DR-34", on=EUROPE, buyer_country="NO") is None
    assert fired("DR-34", on=EUROPE, buyer_country=None, buyer_entity=None) is None
