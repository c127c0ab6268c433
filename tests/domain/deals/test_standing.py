"""Where a line stands: proposal against decision, gates met by hand, by answer, by the deal's own record."""

import pytest

from tests.domain.deals.builders import (
    DEAL_NDA,
    agreement,
    approved,
    bidder,
    context,
    deal,
    dossier,
    review,
    segment,
)


def stands(record, *dossiers, on=None, ref="S-001"):
    lines = review(record, on, *dossiers).lines.perimeter
    return next(line.standing for line in lines if line.ref == ref)


def open_gates(standing) -> list[str]:
    return [gate.gate.value for gate in standing.open_gates]


UNKNOWN = {"buyer_adopts_notice": "unknown"}


def test_without_a_decision_the_proposal_stands_and_is_not_approved():
    found = stands(deal())
    assert (found.disposition, found.decided, found.is_approved, found.is_ready) == (
        "TRANSFER",
        None,
        False,
        False,
    )


def test_an_approved_line_with_its_gates_met_is_ready():
    met = [{"gate": "BUYER_UNDERTAKING", "met_on": "2026-11-20", "evidence": "Clause 9 of the draft"}]
    found = stands(deal(items=[approved("A-001", "segment", "S-001", "TRANSFER", gates=met)]))
    assert (open_gates(found), found.is_ready) == ([], True)


def test_a_decision_without_approval_is_not_ready():
    line = approved("A-001", "segment", "S-001", "TRANSFER", approved_on=None)
    assert stands(deal(items=[line])).is_approved is False


def test_an_override_brings_back_the_gates_that_it_makes_matter():
    silent = segment(erasure_open=True)
    kept = stands(deal(silent, **UNKNOWN))
    moved = stands(deal(silent, **UNKNOWN, items=[approved("A-001", "segment", "S-001", "TRANSFER")]))
    assert (kept.disposition, open_gates(kept)) == ("DELETE", ["DELETION_CERTIFICATE"])
    assert (moved.disposition, moved.proposed) == ("TRANSFER", "DELETE")
    assert open_gates(moved) == ["BUYER_UNDERTAKING", "DELETION_CERTIFICATE"]


def test_an_override_to_leave_data_behind_drops_the_gates_of_the_transfer():
    stored = [{"gate": "BUYER_UNDERTAKING"}, {"gate": "COURT_ORDER", "owner": "counsel@lumen.example"}]
    line = approved("A-001", "segment", "S-001", "EXCLUDE", gates=stored)
    assert open_gates(stands(deal(items=[line]))) == ["COURT_ORDER"]


def test_a_disposition_of_the_other_kind_is_no_decision():
    assert stands(deal(items=[approved("A-001", "segment", "S-001", "ASSIGN")])).decided is None


@pytest.mark.parametrize(
    ("changes", "on", "before"),
    [
        ({"notice_sent_on": "2026-11-01", "window_days": 60}, ["BR"], ["WINDOW_CLOSED"]),
        ({"notice_sent_on": "2026-10-01", "window_days": 42}, ["BR"], []),
        ({"notice_sent_on": "2026-12-01", "window_days": 42}, ["BR"], ["NOTICE_SENT", "WINDOW_CLOSED"]),
        ({}, ["CA-QC"], ["DEAL_NDA"]),
        ({"kind": "bankruptcy_363", "court_approved_on": "2026-11-02"}, ["US-BK"], []),
        ({"kind": "bankruptcy_363"}, ["US-BK"], ["COURT_ORDER"]),
    ],
)
def test_what_the_deal_records_meets_the_gates_of_its_lines(changes, on, before):
    found = stands(deal(segment(legal_basis="A6-1-a"), **changes), on=context(regimes=on))
    assert open_gates(found) == before


def test_the_ombudsmans_report_meets_its_gate_without_a_day():
    silent = {"kind": "bankruptcy_363", "cpo": "reported", "court_approved_on": "2026-11-02"}
    on = context(regimes=["US-BK"], notices=[])
    found = stands(
        deal(**silent, items=[{"type": "segment", "ref": "S-001", "gates": ["CPO_REPORT"]}]), on=on
    )
    gate = next(gate for gate in found.gates if gate.gate == "CPO_REPORT")
    assert (gate.met_on, gate.is_open) == (None, False)


@pytest.mark.parametrize(
    ("changes", "waiting"),
    [
        ({}, []),
        ({"effective_on": "2026-12-24"}, ["DEAL_NDA"]),
        ({"their_entity": "EN-0002"}, []),
    ],
)
def test_a_deal_confidentiality_agreement_in_force_meets_its_gate(changes, waiting):
    on = context(regimes=["CA-QC"])
    assert open_gates(stands(deal(), bidder(DEAL_NDA | changes), on=on)) == waiting


def test_a_confidentiality_agreement_with_another_bidder_is_none():
    on = context(regimes=["CA-QC"])
    other = DEAL_NDA | {"third_party": "TP-0001", "their_entity": "EN-0002"}
    assert open_gates(stands(deal(perimeter="part"), dossier(other), on=on)) == ["DEAL_NDA"]


@pytest.mark.parametrize(
    ("status", "waiting"),
    [
        ("received", []),
        ("waived", []),
        ("requested", ["COUNTERPARTY_CONSENT"]),
        ("refused", ["COUNTERPARTY_CONSENT"]),
    ],
)
def test_the_counterpartys_answer_meets_the_gate_of_its_consent(status, waiting):
    paper = dossier(agreement(assignment={"rule": "consent"}))
    line = {"type": "agreement", "ref": "AG-0001", "consent_status": status}
    assert open_gates(stands(deal(items=[line]), paper, ref="AG-0001")) == waiting


def test_gates_after_closing_do_not_block_it():
    found = stands(
        deal(items=[approved("A-001", "segment", "S-001", "TRANSFER")]), on=context(regimes=["GDPR"])
    )
    assert [(gate.gate, gate.is_open) for gate in found.gates] == [("NOTICE_SENT", True)]
    assert found.is_ready
