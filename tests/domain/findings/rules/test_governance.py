import pytest

from app.domain.findings.rules.governance import required_evidence
from app.domain.findings.terms import Severity
from tests.domain.findings import builders as a

FOUND = [("TP-0001", "")]


def of_party(rule, flows=None, **changes):
    return a.found(rule, a.dossier(a.third_party(**changes), flows=flows))


@pytest.mark.parametrize("due", [None, a.ago(1)])
def test_gov_01_fires_where_the_review_is_overdue_or_not_set(due):
    assert of_party("GOV-01", next_review_on=due) == FOUND


def test_gov_01_is_quiet_where_it_lies_ahead_and_for_prospects():
    assert of_party("GOV-01", next_review_on=a.TODAY) == []
    assert of_party("GOV-01", (), next_review_on=None, status="prospective", holds_data=False) == []


@pytest.mark.parametrize("owner", [None, "gone@lumen.example"])
def test_gov_02_fires_without_an_active_owner(owner):
    assert of_party("GOV-02", owner=owner) == FOUND


def test_gov_02_is_quiet_with_one():
    assert of_party("GOV-02") == []


@pytest.mark.parametrize("evidence", [[], [{"kind": "audit", "issued_on": a.ago(589)}], [{"kind": "soc2"}]])
def test_gov_03_fires_where_sharing_began_before_any_diligence(evidence):
    assert of_party("GOV-03", evidence=evidence) == FOUND


def test_gov_03_is_quiet_where_diligence_came_first_and_for_authorities():
    assert of_party("GOV-03", evidence=[{"kind": "questionnaire", "issued_on": a.ago(590)}]) == []
    assert of_party("GOV-03", evidence=[], affiliation="public_authority") == []
    assert of_party("GOV-03", (), evidence=[]) == []


@pytest.mark.parametrize(
    "evidence",
    [
        [],
        [{"kind": "soc2", "issued_on": a.ago(500), "valid_until": a.ago(1)}],
        [{"kind": "deletion_certificate", "issued_on": a.ago(5)}],
        [{"kind": "audit", "issued_on": a.ago(-5)}],
    ],
    ids=["none", "lapsed", "of another kind", "not yet issued"],
)
def test_evd_01_fires_without_valid_security_evidence(evidence):
    assert of_party("EVD-01", evidence=evidence) == FOUND


@pytest.mark.parametrize(
    ("tier", "expected"),
    [("high", Severity.HIGH), ("critical", Severity.HIGH), ("medium", None), (None, None)],
)
def test_evd_01_is_high_from_risk_tier_high(tier, expected):
    (hit,) = a.hits("EVD-01", a.dossier(a.third_party(evidence=[], risk_tier=tier)))

    assert hit.severity is expected


def test_evd_01_fires_on_data_still_held_after_the_end():
    assert of_party("EVD-01", (), evidence=[], status="terminated") == FOUND


def test_evd_01_is_quiet_with_evidence_and_where_no_data_are_held():
    assert of_party("EVD-01") == []
    assert of_party("EVD-01", (), evidence=[], holds_data=False) == []
    assert of_party("EVD-01", evidence=[], affiliation="public_authority") == []


def test_evd_02_fires_on_card_data_without_pci_attestation():
    flows = (a.flow(categories=["payment.card"]),)

    assert of_party("EVD-02", flows) == FOUND
    assert of_party("EVD-02", flows, evidence=[{"kind": "pci_aoc", "valid_until": a.ago(1)}]) == FOUND


def test_evd_02_is_quiet_with_the_attestation_and_without_card_data():
    flows = (a.flow(categories=["payment.card"]),)

    assert of_party("EVD-02", flows, evidence=[{"kind": "pci_aoc", "valid_until": a.TODAY}]) == []
    assert of_party("EVD-02") == []


def test_what_must_be_shown_is_counted_piece_by_piece():
    flows = (a.flow(categories=["payment.card"]),)
    needs = required_evidence(a.dossier(flows=flows), a.context())

    assert [(need.name, need.is_met) for need in needs] == [("security", True), ("pci_aoc", False)]
