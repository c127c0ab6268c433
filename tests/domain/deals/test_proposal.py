"""How firings become one proposal: the strictest wins, gates are merged, some fall away with the transfer."""

import datetime as dt

import hypothesis.strategies as st
from hypothesis import given

from app.domain.deals.proposal import (
    CONTRACT_STRICTNESS,
    GateNeed,
    binding,
    heaviest,
    merged,
    strictest,
)
from app.domain.deals.rules.rule import Firing, Need
from app.domain.deals.terms import STRICTNESS, ContractDisposition, Disposition, Gate, GatePhase
from tests.domain.deals.builders import CLOSING, EVERY_REGIME, context, deal, dossier, proposals, segment

DAYS = st.one_of(st.none(), st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))
NEEDS = st.builds(Need, st.sampled_from(Gate), st.sampled_from(GatePhase), DAYS)


def firing(disposition=None, gates=(), rule_id="DR-01"):
    return Firing(rule_id, disposition, tuple(gates), "Because.", "Law", {}, source_confirmed=True)


FIRINGS = st.builds(
    firing,
    st.one_of(st.none(), st.sampled_from(Disposition), st.sampled_from(ContractDisposition)),
    st.lists(NEEDS, max_size=3),
    st.sampled_from(["DR-01", "DR-02", "DR-33"]),
)


@given(st.sampled_from(Disposition), st.lists(FIRINGS), FIRINGS)
def test_another_firing_never_makes_the_disposition_milder(base, firings, another):
    before, after = strictest(base, firings), strictest(base, [*firings, another])
    assert STRICTNESS[after] >= STRICTNESS[before] >= STRICTNESS[base]


@given(st.sampled_from(ContractDisposition), st.lists(FIRINGS), FIRINGS)
def test_another_firing_never_makes_less_work_of_a_contract(base, firings, another):
    rank = CONTRACT_STRICTNESS
    assert rank[heaviest(base, [*firings, another])] >= rank[heaviest(base, firings)] >= rank[base]


@given(st.lists(FIRINGS), FIRINGS)
def test_another_firing_never_takes_a_gate_away_or_makes_it_later(firings, another):
    before = {(need.phase, need.gate): need for need in merged(firings, CLOSING)}
    after = {(need.phase, need.gate): need for need in merged([*firings, another], CLOSING)}
    assert set(before) <= set(after)
    for key, need in before.items():
        assert set(need.rule_ids) <= set(after[key].rule_ids)
        assert need.due_on is None or after[key].due_on <= need.due_on


@given(st.permutations([firing(one, [Need(Gate.NOTICE_SENT)]) for one in Disposition]))
def test_the_order_of_the_rules_does_not_matter(firings):
    assert strictest(Disposition.NO_TRANSFER, firings) is Disposition.DELETE
    assert merged(firings, None) == (GateNeed(Gate.NOTICE_SENT, GatePhase.CLOSING, None, ("DR-01",)),)


@given(
    st.sets(st.sampled_from(EVERY_REGIME)),
    st.sampled_from(EVERY_REGIME),
    st.fixed_dictionaries(
        {
            "opted_out": st.just(False),
            "minor": st.booleans(),
            "legal_hold": st.booleans(),
            "relation": st.sampled_from(
                ["negotiation", "active_contract", "ended", "open_claim", "employee"]
            ),
            "retention_only": st.booleans(),
            "legal_basis": st.sampled_from(["A6-1-a", "A6-1-b"]),
            "categories": st.sets(
                st.sampled_from(["user.name", "user.financial.credit_card", "user.health_and_medical"])
            ).map(sorted),
        }
    ),
    st.sampled_from(["share_purchase", "merger_direct", "asset_part", "bankruptcy_363", "data_only_sale"]),
)
def test_switching_another_regime_on_never_makes_a_line_milder(regimes, another, changes, kind):
    record = deal(segment(**changes), kind=kind, stage="diligence", buyer_adopts_notice="no")
    before = proposals(record, context(regimes=sorted(regimes)))["S-001"]
    after = proposals(record, context(regimes=sorted(regimes | {another})))["S-001"]
    assert STRICTNESS[after.disposition] >= STRICTNESS[before.disposition]
    assert set(before.rule_ids) <= set(after.rule_ids)


def test_a_gate_is_listed_once_a_phase_with_all_its_rules_and_the_earliest_day():
    soon, late = dt.date(2027, 1, 10), dt.date(2027, 2, 10)
    found = merged(
        [
            firing(gates=[Need(Gate.NOTICE_SENT, due_on=late)], rule_id="DR-26"),
            firing(gates=[Need(Gate.NOTICE_SENT, due_on=soon)], rule_id="DR-17"),
            firing(gates=[Need(Gate.NOTICE_SENT, GatePhase.AFTER, CLOSING)], rule_id="DR-14"),
            firing(gates=[Need(Gate.COURT_ORDER)], rule_id="DR-05"),
        ],
        CLOSING,
    )
    assert found == (
        GateNeed(Gate.NOTICE_SENT, GatePhase.CLOSING, soon, ("DR-17", "DR-26")),
        GateNeed(Gate.COURT_ORDER, GatePhase.CLOSING, CLOSING, ("DR-05",)),
        GateNeed(Gate.NOTICE_SENT, GatePhase.AFTER, CLOSING, ("DR-14",)),
    )


def test_gates_of_a_transfer_fall_away_where_nothing_is_transferred():
    every = merged([firing(gates=[Need(gate) for gate in Gate])], None)
    gone = {Gate.DEAL_NDA, Gate.DELETION_CERTIFICATE}
    assert {need.gate for need in binding(every, Disposition.DELETE)} == gone
    assert {need.gate for need in binding(every, Disposition.EXCLUDE)} == gone
    no_own_use = set(Gate) - {Gate.NOTICE_SENT, Gate.WINDOW_CLOSED, Gate.CONSENTS_RECORDED}
    assert {need.gate for need in binding(every, Disposition.SUPPRESSION_ONLY)} == no_own_use
    assert {need.gate for need in binding(every, Disposition.CUSTODY_ONLY)} == no_own_use
    assert binding(every, Disposition.TRANSFER) == every
    assert binding(every, ContractDisposition.ASSIGN) == every


def test_the_same_deal_gives_the_same_proposals():
    record, on = deal(segment(opted_out=True)), context(regimes=EVERY_REGIME)
    assert proposals(record, on, dossier()) == proposals(record, on, dossier())
