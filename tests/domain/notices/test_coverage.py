import pytest

from app.domain.catalogue.records import Purpose
from app.domain.deals.terms import DealKind
from app.domain.notices.coverage import (
    DEAL_WORDS,
    Coverage,
    broadening,
    clearest,
    code_of,
    deal_coverage,
    link_coverage,
    provisions_for_deal,
    provisions_for_purpose,
    purpose_coverage,
    weakest,
)
from app.domain.notices.records import Notice, Provision
from app.domain.notices.terms import ProvisionKind, Strength

G4 = Provision(code="G4", kind=ProvisionKind.TRANSFER, sentence_no=17)
VAGUE_G4 = Provision(code="G4", kind=ProvisionKind.TRANSFER, unclear=True)
G1 = Provision(code="G1", kind=ProvisionKind.DISCLOSURE_GROUND)
G3 = Provision(code="G3", kind=ProvisionKind.DISCLOSURE_GROUND)
P1 = Provision(code="P1", kind=ProvisionKind.PURPOSE, sentence_no=5)
P6 = Provision(code="P6", kind=ProvisionKind.PURPOSE, unclear=True)
PR1 = Provision(code="PR1", kind=ProvisionKind.PROMISE)
PURCHASE = Purpose(key="purchase", policy_code="P1")
IMPROVE = Purpose(key="improve", policy_code="P6")
UNCODED = Purpose(key="appraisal")
LINKS = [("NV-0001/G3", Strength.ARGUABLE), ("NV-0001/G1", Strength.EXPRESS)]


def notice(*provisions):
    return Notice(provisions=list(provisions))


def test_a_purpose_is_covered_by_the_provision_with_its_code():
    assert provisions_for_purpose(notice(P1, P6), PURCHASE) == (P1,)
    assert purpose_coverage(notice(P1, P6), PURCHASE) is Coverage.EXPRESS


def test_an_open_ended_provision_covers_a_purpose_only_arguably():
    assert purpose_coverage(notice(P1, P6), IMPROVE) is Coverage.ARGUABLE


@pytest.mark.parametrize(
    ("in_notice", "purpose"),
    [(notice(P1), IMPROVE), (notice(P1), UNCODED), (notice(P1), None), (None, PURCHASE)],
)
def test_a_purpose_without_a_provision_is_not_covered(in_notice, purpose):
    assert purpose_coverage(in_notice, purpose) is Coverage.NONE


def test_links_cover_as_clearly_as_the_clearest_of_them():
    assert link_coverage(notice(G1, G3), LINKS) is Coverage.EXPRESS
    assert link_coverage(notice(G1, G3), LINKS[:1]) is Coverage.ARGUABLE


def test_a_link_lapses_with_its_provision():
    assert link_coverage(notice(G3), LINKS) is Coverage.ARGUABLE
    assert link_coverage(notice(P1), LINKS) is Coverage.NONE
    assert link_coverage(None, LINKS) is Coverage.NONE


def test_every_kind_of_deal_has_its_reach():
    assert set(DEAL_WORDS) == {kind.value for kind in DealKind}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (DealKind.SHARE_PURCHASE, Coverage.EXPRESS),
        (DealKind.MERGER_REVERSE_TRIANGULAR, Coverage.EXPRESS),
        (DealKind.ASSET_PART, Coverage.EXPRESS),
        (DealKind.BANKRUPTCY_363, Coverage.ARGUABLE),
        (DealKind.JOINT_VENTURE, Coverage.ARGUABLE),
        (DealKind.REORGANISATION, Coverage.ARGUABLE),
        (DealKind.DATA_ONLY_SALE, Coverage.ARGUABLE),
        (DealKind.SPIN_OFF, Coverage.ARGUABLE),
        (DealKind.FINANCING, Coverage.NONE),
    ],
)
def test_the_usual_words_reach_as_far_as_they_name_a_deal(kind, expected):
    assert deal_coverage(notice(G4), kind) is expected


def test_a_carve_out_by_asset_sale_is_named():
    assert deal_coverage(notice(G4), DealKind.CARVE_OUT, as_asset_sale=True) is Coverage.EXPRESS
    assert deal_coverage(notice(G4), DealKind.FINANCING, as_asset_sale=True) is Coverage.NONE


def test_open_ended_transition_words_are_never_better_than_arguable():
    assert deal_coverage(notice(VAGUE_G4), DealKind.ASSET_ALL) is Coverage.ARGUABLE


def test_without_transition_words_only_a_reorganisation_has_something_to_rest_on():
    assert deal_coverage(notice(G1, P1), DealKind.ASSET_ALL) is Coverage.NONE
    assert deal_coverage(notice(G1, P1), DealKind.REORGANISATION) is Coverage.ARGUABLE
    assert provisions_for_deal(notice(G1, G4), DealKind.ASSET_ALL) == (G4,)
    assert deal_coverage(None, DealKind.ASSET_ALL) is Coverage.NONE


def test_new_purposes_and_grounds_broaden_a_notice_and_promises_do_not():
    assert broadening(notice(P1, G3), notice(P1, G3, G4, P6, PR1)) == {"G4", "P6"}


def test_weakest_and_clearest_of_nothing_is_not_covered():
    assert weakest([]) is Coverage.NONE
    assert clearest([]) is Coverage.NONE
    assert weakest([Coverage.EXPRESS, Coverage.ARGUABLE]) is Coverage.ARGUABLE


def test_a_provision_is_known_by_its_code():
    assert code_of("NV-0012/G3") == "G3"
