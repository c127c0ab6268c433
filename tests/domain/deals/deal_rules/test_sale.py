"""DEAL-05, DEAL-09, DEAL-10 and DEAL-14: bankruptcy, the data room, abandoned deals, the FTC's terms."""

import pytest

from app.domain.deals.deal_rules.rule import DEAL_RULES, deal_rule
from app.domain.findings.rule import RULES
from app.domain.findings.terms import Severity
from app.domain.third_parties.records import ThirdParty
from tests.domain.deals.builders import (
    DEAL_NDA,
    approved,
    bidder,
    context,
    deal,
    hits,
    keys,
    notice,
)

COURT = {"kind": "bankruptcy_363", "bk_petition_on": "2026-09-01"}
SEEN = {"diligence": [{"on": "2026-10-01", "redaction_note": "Counts only."}]}


def test_going_without_an_ombudsman_needs_a_reason():
    found = hits("DEAL-05", deal(**COURT))
    assert [(one.key, one.severity, one.values["notice"]) for one in found] == [("", "critical", "NV-0001")]


@pytest.mark.parametrize(
    ("changes", "notices"),
    [
        ({"cpo_rationale": "The sale follows the notice."}, [notice()]),
        ({"cpo": "requested"}, [notice()]),
        ({"kind": "asset_all"}, [notice()]),
        ({}, [notice(provisions=[])]),
        ({"bk_petition_on": "2019-06-01"}, [notice()]),
        ({}, []),
    ],
    ids=["reasoned", "asked for", "no bankruptcy", "no promise", "before the promise", "no notice"],
)
def test_an_answered_or_unneeded_question_is_quiet(changes, notices):
    assert keys("DEAL-05", deal(**COURT | changes), context(notices=notices)) == []


def test_a_disclosure_needs_a_confidentiality_agreement_and_a_redaction_note():
    seen = [{"on": "2026-10-01"}, {"on": "2026-10-01", "redaction_note": "Counts only."}]
    found = hits("DEAL-09", deal(diligence=seen))
    assert [one.key for one in found] == ["2026-10-01", "2026-10-01#2"]
    assert [one.message for one in found] == [
        "The disclosure of 1 Oct 2026 is recorded without a confidentiality agreement in force and without "
        "a redaction note.",
        "The disclosure of 1 Oct 2026 is recorded without a confidentiality agreement in force.",
    ]


def test_the_agreement_must_be_in_force_on_the_day_and_with_the_buyer():
    assert keys("DEAL-09", deal(**SEEN), None, bidder(DEAL_NDA)) == []
    late = bidder(DEAL_NDA | {"effective_on": "2026-10-02"})
    assert keys("DEAL-09", deal(**SEEN), None, late) == ["2026-10-01"]
    stranger = deal(**SEEN, buyer_entity="EN-0002")
    assert keys("DEAL-09", stranger, None, bidder(DEAL_NDA)) == ["2026-10-01"]
    unnamed = deal(**SEEN, buyer_entity=None)
    assert keys("DEAL-09", unnamed, None, bidder(DEAL_NDA)) == []


def test_the_bidders_agreement_counts_though_it_serves_no_activity():
    assert keys("DEAL-09", deal(**SEEN, perimeter="part"), None, bidder(DEAL_NDA)) == []


def test_a_deal_without_disclosures_is_quiet():
    assert keys("DEAL-09", deal()) == []


def test_after_an_abandoned_deal_the_bidder_certifies_deletion():
    found = hits("DEAL-10", deal(stage="abandoned", **SEEN))
    assert [(one.key, one.values["disclosed_on"]) for one in found] == [("", ["2026-10-01"])]


def certified(entity: str) -> ThirdParty:
    evidence = [{"kind": "deletion_certificate", "issued_on": "2026-11-20"}]
    return ThirdParty.parse({"ref": "TP-0009", "name": "Halcyon", "entity": entity, "evidence": evidence})


def test_a_certificate_of_the_bidder_ends_it():
    record = deal(stage="abandoned")
    assert keys("DEAL-10", record, context(third_parties=[certified("EN-0005")])) == []
    assert keys("DEAL-10", record, context(third_parties=[certified("EN-0002")])) == [""]
    met = [{"gate": "DELETION_CERTIFICATE", "phase": "after", "met_on": "2026-11-20"}]
    line = approved("A-001", "segment", "S-001", "DELETE", gates=met)
    assert keys("DEAL-10", deal(stage="abandoned", items=[line])) == []


def test_of_several_recipients_each_is_chased_until_it_certifies():
    certificates = [
        {"recipient": "Halcyon", "entity": "EN-0005", "due_on": "2026-12-01"},
        {"recipient": "Corvus", "requested_on": "2026-11-20"},
        {"recipient": "Bank", "received_on": "2026-11-21"},
    ]
    record = deal(stage="abandoned", certificates=certificates)
    found = hits("DEAL-10", record)
    assert [(one.key, one.values["due_on"]) for one in found] == [("Corvus", None), ("Halcyon", "2026-12-01")]
    assert found[0].message == "The deal was abandoned and no deletion certificate of Corvus is recorded."
    shown = context(third_parties=[certified("EN-0005")])
    assert keys("DEAL-10", record, shown) == ["Corvus"]


@pytest.mark.parametrize("stage", ["prepare", "signed", "closed"])
def test_a_deal_that_goes_on_owes_no_certificate(stage):
    assert keys("DEAL-10", deal(stage=stage)) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"data_standalone": True}, "the data are sold apart from the business"),
        (
            {"buyer_same_business": False},
            "the buyer is not recorded as in the same line of business",
        ),
    ],
)
def test_a_sale_outside_the_terms_is_found(changes, why):
    found = hits("DEAL-14", deal(**changes))
    assert [(one.key, one.severity) for one in found] == [("", "medium")]
    assert found[0].message == f"The sale departs from the FTC's terms: {why}."


@pytest.mark.parametrize(
    ("changes", "regimes"),
    [
        ({}, ["US-FTC"]),
        ({"buyer_same_business": False, "kind": "share_purchase"}, ["US-FTC"]),
        ({"buyer_same_business": False}, ["GDPR"]),
    ],
)
def test_a_sale_within_the_terms_or_outside_the_law_is_quiet(changes, regimes):
    assert keys("DEAL-14", deal(**changes), context(regimes=regimes)) == []


def test_the_fourteen_rules_are_registered_apart_from_the_ordinary_ones():
    assert sorted(DEAL_RULES) == [f"DEAL-{number:02d}" for number in range(1, 15)]
    assert [rule for rule in RULES if rule.startswith("DEAL")] == []
    with pytest.raises(ValueError, match="DEAL-01 is defined twice"):
        deal_rule("DEAL-01", Severity.LOW, title="", message="", remedy="", citation="")(iter)


def test_findings_come_gravest_first_with_the_deal_as_their_object():
    found = hits("DEAL-05", deal(**COURT))
    assert {one.object for one in found} == {"D-001"}
