"""What each stage asks for before a deal comes to it."""

from app.domain.deals.demands import demands
from app.domain.deals.terms import DealStage
from tests.domain.deals.builders import (
    DEAL_NDA,
    agreement,
    approved,
    bidder,
    deal,
    dossier,
    review,
    segment,
)

READY = [
    approved("A-001", "segment", "S-001", "TRANSFER"),
    approved("E-001", "agreement", "AG-0001", "ASSIGN"),
]
PAPER = dossier(agreement())


def asked(stage, record, *dossiers):
    found = review(record, None, *dossiers)
    return [demand.text for demand in demands(found.matter, found.lines, stage)]


def test_diligence_asks_for_a_confidentiality_agreement_in_force():
    said = "No deal confidentiality agreement in force is recorded"
    assert asked(DealStage.DILIGENCE, deal()) == [said]
    assert asked(DealStage.DILIGENCE, deal(), bidder(DEAL_NDA)) == []
    assert asked(DealStage.DILIGENCE, deal(), bidder(DEAL_NDA | {"terminated_on": "2026-11-01"})) == [said]


def test_signing_asks_for_a_decision_and_an_approval_of_every_line():
    decided = [READY[0], READY[1] | {"approved_on": None, "approved_by": None}]
    assert asked(DealStage.SIGNED, deal(), PAPER) == ["Undecided: A-001, E-001"]
    assert asked(DealStage.SIGNED, deal(items=decided), PAPER) == ["Decided and not approved: E-001"]
    assert asked(DealStage.SIGNED, deal(items=READY), PAPER) == []


def test_closing_asks_for_every_gate_before_it_and_for_none_after():
    consent = dossier(agreement(assignment={"rule": "consent"}))
    assert asked(DealStage.CLOSED, deal(items=READY), consent) == [
        "Buyer's undertaking: A-001",
        "Counterparty's consent: E-001",
    ]
    met = [
        READY[0] | {"gates": [{"gate": "BUYER_UNDERTAKING", "met_on": "2026-11-01"}]},
        READY[1] | {"consent_status": "received", "consent_received_on": "2026-11-02"},
    ]
    assert asked(DealStage.CLOSED, deal(items=met), consent) == []


def test_integration_asks_for_the_gates_after_closing_and_for_third_parties_told():
    told = [{"third_party": "TP-0001"}, {"third_party": "TP-0002", "on": "2027-03-05"}]
    unmoved = "The perimeter has not been moved in the register"
    assert asked(DealStage.INTEGRATED, deal(told=told)) == [
        unmoved,
        "Not told of the new controller: TP-0001",
        "Notice sent: A-001",
    ]
    assert asked(DealStage.INTEGRATED, deal(art14_notice_on="2026-11-20")) == [unmoved]
    done = deal(art14_notice_on="2026-11-20", register_moved_on="2026-11-20")
    assert asked(DealStage.INTEGRATED, done) == []
    assert asked(DealStage.INTEGRATED, deal(kind="financing", notice_sent_on="2026-11-01")) != [unmoved]


def test_going_back_and_giving_up_ask_for_nothing():
    assert asked(DealStage.PREPARE, deal()) == asked(DealStage.ABANDONED, deal()) == []


def test_of_many_lines_the_first_are_named():
    many = [segment(ref=f"S-{number:03d}") for number in range(1, 12)]
    (text,) = asked(DealStage.SIGNED, deal(*many))
    assert text == "Undecided: A-001, A-002, A-003, A-004, A-005, A-006, A-007, A-008 and 3 more"
