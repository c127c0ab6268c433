"""DR-16 to DR-19 and DR-22 to DR-24: the German authorities on asset deals."""

import pytest

from tests.domain.deals.builders import MARKETING, context, fired, gates, segment, with_word

GERMANY = context(regimes=["DE-DSK"])


def test_diligence_shows_no_personal_data_without_a_confidentiality_agreement():
    found = fired("DR-16", on=GERMANY, stage="diligence")
    assert (gates(found), found.flag[:6], found.source_confirmed) == (["DEAL_NDA"], "Redact", False)
    assert gates(fired("DR-16", on=GERMANY, stage="diligence", kind="share_purchase")) == ["DEAL_NDA"]
    assert fired("DR-16", on=GERMANY, stage="signed") is None
    anonymous = segment(categories=["system.operations"])
    on = with_word(GERMANY, "categories", "system.operations", identifiability="anonymous")
    assert fired("DR-16", anonymous, on=on, stage="diligence") is None


def test_people_in_negotiation_have_six_weeks_to_object():
    found = fired("DR-17", segment(relation="negotiation"), on=GERMANY, window_days=14)
    assert (found.disposition, gates(found)) == ("TRANSFER_OPT_OUT", ["NOTICE_SENT", "WINDOW_CLOSED"])
    assert [str(need.due_on) for need in found.gates] == ["2027-01-18", "None"]
    assert found.values == {"window_days": 14, "required_days": 42}


def test_a_running_contract_moves_with_the_customers_consent():
    found = fired("DR-18", on=GERMANY)
    assert (found.disposition, found.flag) == ("TRANSFER", "")
    assumed = fired("DR-18", segment(contract_transfer_consented=False), on=GERMANY)
    assert (assumed.disposition, assumed.flag[:15]) == (None, "Review the case")


def test_data_kept_for_retention_go_into_custody():
    kept = segment(relation="ended", retention_only=True)
    found = fired("DR-19", kept, on=GERMANY)
    assert (found.disposition, gates(found)) == ("CUSTODY_ONLY", ["DPA_WITH_BUYER"])
    assert fired("DR-19", segment(relation="ended"), on=GERMANY) is None


def test_consent_to_marketing_does_not_pass_by_itself():
    readers = segment(relation="newsletter_only", legal_basis="A6-1-a", purposes=[MARKETING])
    assert fired("DR-22", readers, on=GERMANY).disposition == "CONSENT_REQUIRED"
    assert fired("DR-22", readers | {"consent_names_successor": True}, on=GERMANY) is None
    assert fired("DR-22", readers | {"legal_basis": "A6-1-f"}, on=GERMANY) is None
    assert fired("DR-22", readers | {"purposes": ["jewellery.repair"]}, on=GERMANY) is None


def test_claims_take_their_debtors_along():
    found = fired("DR-23", segment(relation="open_claim"), on=GERMANY)
    assert (found.disposition, found.flag[:5]) == ("TRANSFER", "Check")
    assert fired("DR-23", on=GERMANY) is None


@pytest.mark.parametrize(("stage", "expected"), [("diligence", "EXCLUDE"), ("signed", "TRANSFER")])
def test_employees_pass_at_closing_and_stay_out_of_diligence(stage, expected):
    found = fired("DR-24", segment(relation="employee"), on=GERMANY, stage=stage)
    assert found.disposition == expected
    assert fired("DR-24", segment(subjects=["employee"], relation=None), on=GERMANY, stage=stage) is not None
    assert fired("DR-24", on=GERMANY, stage=stage) is None


@pytest.mark.parametrize("rule", ["DR-17", "DR-18", "DR-19", "DR-22", "DR-23", "DR-24"])
@pytest.mark.parametrize("kind", ["share_purchase", "merger_direct"])
def test_the_resolution_is_about_disclosure_not_shares_or_succession(rule, kind):
    abouts = [
        segment(relation="negotiation"),
        segment(),
        segment(relation="ended", retention_only=True),
        segment(legal_basis="A6-1-a", purposes=[MARKETING]),
        segment(relation="open_claim"),
        segment(relation="employee"),
    ]
    assert [fired(rule, about, on=GERMANY, kind=kind) for about in abouts] == [None] * 6
