"""DEAL-01, DEAL-02, DEAL-11 and DEAL-12: whether the deal can be signed and closed."""

import pytest

from app.domain.deals.drift import rows
from tests.domain.deals.builders import (
    agreement,
    approved,
    context,
    deal,
    dossier,
    hits,
    keys,
    review,
    segment,
)

PAPER = dossier(agreement(assignment={"rule": "consent", "notice_days": 100}))
DECIDED = [approved("A-001", "segment", "S-001", "TRANSFER")]
NO_REGIME = context(regimes=[])


@pytest.mark.parametrize("stage", ["signed", "closed", "integrated"])
def test_from_signing_on_every_line_must_be_decided(stage):
    assert keys("DEAL-01", deal(stage=stage), NO_REGIME, dossier(agreement())) == ["AG-0001", "S-001"]


def test_a_split_line_must_be_decided_on_its_own():
    record = deal(segment(opted_out=True), stage="signed", items=DECIDED)
    found = hits("DEAL-01", record)
    assert [(one.key, one.severity) for one in found] == [("suppression_list:S-001", "critical")]
    assert found[0].message == "The deal is signed and D-001 has no approved disposition."


def test_a_decision_nobody_approved_is_none():
    line = approved("A-001", "segment", "S-001", "TRANSFER", approved_on=None)
    assert keys("DEAL-01", deal(stage="signed", items=[line])) == ["S-001"]


def test_a_line_added_by_hand_must_be_decided_too():
    account = {"number": "A-002", "type": "account", "ref": "Newsletter account"}
    record = deal(stage="signed", items=[*DECIDED, account])
    assert keys("DEAL-01", record) == ["account:Newsletter account"]


@pytest.mark.parametrize("stage", ["prepare", "diligence", "abandoned"])
def test_before_signing_nothing_need_be_decided(stage):
    assert keys("DEAL-01", deal(stage=stage)) == []


def test_decided_lines_and_lines_outside_the_perimeter_are_quiet():
    record = deal(segment(), segment(ref="S-002", in_perimeter=False), stage="signed", items=DECIDED)
    assert keys("DEAL-01", record) == []


def test_on_the_closing_day_no_gate_may_be_open():
    found = hits("DEAL-02", deal(closing_on="2026-11-22", items=DECIDED))
    assert [(one.key, one.values["gates"]) for one in found] == [("S-001", ["BUYER_UNDERTAKING"])]
    assert found[0].message == ("The closing day has come and A-001 still waits for: buyer's undertaking.")


def test_a_stored_gate_counts_even_if_no_rule_asks_for_it():
    line = {"type": "flow", "ref": "FL-0001", "gates": ["COURT_ORDER"]}
    assert keys("DEAL-02", deal(closing_on="2026-11-22", items=[line]), NO_REGIME) == ["flow:FL-0001"]


@pytest.mark.parametrize(
    "changes",
    [
        {"closing_on": "2026-11-23"},
        {"closing_on": None},
        {"stage": "abandoned"},
        {
            "items": [
                approved(
                    "A-001",
                    "segment",
                    "S-001",
                    "TRANSFER",
                    gates=[{"gate": "BUYER_UNDERTAKING", "met_on": "2026-11-20"}],
                )
            ]
        },
    ],
)
def test_gates_met_or_not_yet_due_are_quiet(changes):
    assert keys("DEAL-02", deal(**{"closing_on": "2026-11-22"} | changes)) == []


def test_gates_after_closing_do_not_count_on_the_closing_day():
    assert keys("DEAL-02", deal(closing_on="2026-11-22"), context(regimes=["GDPR"])) == []


def test_a_consent_not_answered_by_its_last_day_is_at_risk():
    found = hits("DEAL-11", deal(), None, PAPER)
    assert [(one.key, one.severity, one.values["due_on"]) for one in found] == [
        ("AG-0001", "high", "2026-11-21")
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"consent_status": "received"}, []),
        ({"consent_status": "waived"}, []),
        ({"consent_status": "requested"}, ["AG-0001"]),
        ({"gates": [{"gate": "COUNTERPARTY_CONSENT", "met_on": "2026-11-20"}]}, []),
    ],
)
def test_an_answer_ends_the_risk(line, expected):
    record = deal(items=[{"type": "agreement", "ref": "AG-0001"} | line])
    assert keys("DEAL-11", record, None, PAPER) == expected


@pytest.mark.parametrize(
    ("paper", "changes"),
    [
        (agreement(assignment={"rule": "consent", "notice_days": 99}), {}),
        (agreement(assignment={"rule": "free", "notice_days": 100}), {}),
        (agreement(assignment={"rule": "consent", "notice_days": 100}), {"closing_on": None}),
        (agreement(assignment={"rule": "consent", "notice_days": 100}), {"stage": "abandoned"}),
    ],
)
def test_time_enough_or_nobody_to_ask_is_quiet(paper, changes):
    assert keys("DEAL-11", deal(**changes), None, dossier(paper)) == []


def test_a_notice_that_was_not_sent_in_time_is_at_risk_too():
    paper = dossier(agreement(assignment={"rule": "notice", "notice_days": 100}))
    sent = {"type": "agreement", "ref": "AG-0001", "consent_requested_on": "2026-11-01"}
    assert keys("DEAL-11", deal(), None, paper) == ["AG-0001"]
    assert keys("DEAL-11", deal(items=[sent]), None, paper) == []


def test_drift_since_signing_is_found_line_by_line():
    signed = deal(segment(), segment(ref="S-002"), segment(ref="S-003", in_perimeter=False))
    schedule = review(signed, None, dossier(agreement())).lines
    signing = rows([*schedule.data, *schedule.agreements])
    now = deal(segment(system="Storefront"), segment(ref="S-004"))
    paper = dossier(agreement(governing_law="Spain"))
    found = hits("DEAL-12", now, None, paper, signing=signing)
    assert sorted((one.key, one.values["what"]) for one in found) == [
        ("AG-0001", "changed"),
        ("S-001", "changed"),
        ("S-002", "removed"),
        ("S-004", "added"),
    ]
    changed = next(one for one in found if one.key == "AG-0001")
    assert changed.values["fields"] == {"governing_law": [None, "Spain"]}
    assert changed.message == "E-001 was changed since the signing schedule: 1 field (governing law)."


def test_without_drift_or_schedule_nothing_is_found():
    signing = rows(review(deal()).lines.facts)
    assert keys("DEAL-12", deal(), signing=signing) == []
    assert keys("DEAL-12", deal(segment(system="Storefront"))) == []
