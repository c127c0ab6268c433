"""DR-27 to DR-30: Quebec, Canada, Brazil, Mexico."""

import pytest

from tests.domain.deals.builders import RING, context, fired, gates, segment, with_word


@pytest.mark.parametrize(("rule", "regime"), [("DR-27", "CA-QC"), ("DR-28", "CA-PIPEDA")])
def test_canadian_deals_stand_on_a_prior_agreement_and_later_notice(rule, regime):
    on = context(regimes=[regime])
    found = fired(rule, on=on)
    assert (found.disposition, gates(found)) == (None, ["DEAL_NDA", "NOTICE_SENT*"])
    assert len(found.values["undertakings"]) == 4
    assert gates(fired(rule, on=on, kind="financing")) == ["DEAL_NDA"]
    assert gates(fired(rule, on=on, stage="abandoned")) == ["DEAL_NDA", "DELETION_CERTIFICATE*"]


@pytest.mark.parametrize(("rule", "regime"), [("DR-27", "CA-QC"), ("DR-28", "CA-PIPEDA")])
def test_anonymous_data_need_no_agreement(rule, regime):
    on = with_word(context(regimes=[regime]), "categories", RING, identifiability="anonymous")
    assert fired(rule, segment(categories=[RING]), on=on) is None


def test_in_canada_data_as_the_main_purpose_stay_behind():
    found = fired("DR-28", on=context(regimes=["CA-PIPEDA"]), kind="data_only_sale")
    assert (found.disposition, found.source_confirmed) == ("EXCLUDE", False)


def test_brazil_has_people_told_and_lets_those_who_consented_withdraw():
    on = context(regimes=["BR"])
    told = fired("DR-29", on=on)
    assert (told.disposition, gates(told)) == ("TRANSFER_NOTICE", ["NOTICE_SENT"])
    withdrawn = fired("DR-29", segment(legal_basis="A6-1-a"), on=on)
    assert (withdrawn.disposition, gates(withdrawn)) == ("TRANSFER_OPT_OUT", ["NOTICE_SENT", "WINDOW_CLOSED"])
    assert fired("DR-29", on=on, kind="share_purchase") is None


def test_mexico_is_reviewed_and_binds_the_recipient():
    on = context(regimes=["MX"])
    found = fired("DR-30", on=on)
    assert (gates(found), found.source_confirmed, found.flag[:6]) == (["BUYER_UNDERTAKING"], False, "Review")
    assert fired("DR-30", on=on, kind="share_purchase") is None
