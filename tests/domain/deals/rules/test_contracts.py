"""CR-01 to CR-08: what each agreement needs."""

import pytest

from tests.domain.deals.builders import agreement, contract, gates

ASSIGNED = [
    "asset_all",
    "asset_part",
    "bankruptcy_363",
    "reorganisation",
    "joint_venture",
    "spin_off",
    "carve_out",
]
MERGED = ["merger_direct", "merger_forward_triangular"]
OWNED = ["share_purchase", "merger_reverse_triangular"]


def terms(**assignment: object):
    return agreement(assignment=assignment)


@pytest.mark.parametrize("kind", ASSIGNED)
@pytest.mark.parametrize("rule", ["consent", "consent_nuw"])
def test_a_consent_clause_needs_the_counterparty(kind, rule):
    found = contract("CR-01", terms(rule=rule, notice_days=30), kind=kind)
    assert (found.disposition, gates(found)) == ("ASSIGN_CONSENT", ["COUNTERPARTY_CONSENT"])
    assert str(found.gates[0].due_on) == "2027-01-30"


def test_a_prohibition_calls_for_novation_or_a_new_processing_agreement():
    assert contract("CR-01", terms(rule="prohibited")).disposition == "NOVATE"
    processing = agreement(kind="dpa", assignment={"rule": "prohibited"})
    found = contract("CR-01", processing)
    assert (found.disposition, gates(found)) == ("REPAPER", ["COUNTERPARTY_CONSENT"])


@pytest.mark.parametrize("kind", [*MERGED, *OWNED, "financing", "data_only_sale"])
def test_without_assignment_the_assignment_rules_are_quiet(kind):
    assert contract("CR-01", terms(rule="consent"), kind=kind) is None
    assert contract("CR-02", terms(rule="notice"), kind=kind) is None


@pytest.mark.parametrize(
    ("rule", "disposition", "expected"),
    [
        ("notice", "ASSIGN_NOTICE", ["COUNTERPARTY_NOTICE"]),
        ("free", "ASSIGN", []),
        ("free_to_successor", "ASSIGN", []),
        ("silent", "ASSIGN", []),
    ],
)
def test_other_clauses_let_the_agreement_be_assigned(rule, disposition, expected):
    found = contract("CR-02", terms(rule=rule))
    assert (found.disposition, gates(found)) == (disposition, expected)
    assert contract("CR-01", terms(rule=rule)) is None
    assert bool(found.flag) is (rule == "silent")


def test_a_consent_clause_is_no_matter_of_free_assignment():
    assert contract("CR-02", terms(rule="consent")) is None


def test_conditions_of_the_clause_are_put_to_counsel():
    found = contract("CR-02", terms(rule="free", competitor_carveout=True, fee="500 EUR"))
    assert found.flag == (
        "A competitor of the counterparty cannot take it over: check the buyer. A transfer costs 500 EUR."
    )
    assert contract("CR-02", terms(rule="free"), kind="reorganisation").flag.startswith(
        "Check whether the clause"
    )
    assert "365(f)" in contract("CR-01", terms(rule="consent"), kind="bankruptcy_363").flag
    assert contract("CR-02", terms(rule="free"), kind="bankruptcy_363").flag == ""
    assert contract("CR-01", terms(rule="consent")).flag == ""


@pytest.mark.parametrize("kind", MERGED)
@pytest.mark.parametrize(
    ("rule", "disposition", "expected"),
    [
        ("consent", "ASSIGN_CONSENT", ["COUNTERPARTY_CONSENT"]),
        ("prohibited", "ASSIGN_CONSENT", ["COUNTERPARTY_CONSENT"]),
        ("silent", "ASSIGN_CONSENT", ["COUNTERPARTY_CONSENT"]),
        ("notice", "ASSIGN_NOTICE", ["COUNTERPARTY_NOTICE"]),
        ("free", "ASSIGN", []),
    ],
)
def test_a_clause_that_names_operation_of_law_bites_in_a_merger(kind, rule, disposition, expected):
    found = contract("CR-03", terms(rule=rule, by_law_covered="yes"), kind=kind)
    assert (found.disposition, gates(found)) == (disposition, expected)


def test_a_clause_silent_on_operation_of_law_is_for_counsel():
    found = contract("CR-03", terms(rule="consent", by_law_covered="silent"), kind="merger_direct")
    assert (found.disposition, gates(found)) == (None, [])
    assert found.flag == "Confirm under the governing law that a merger is no assignment."


def test_a_change_of_control_clause_is_read_in_a_merger_too():
    found = contract("CR-03", terms(rule="free", by_law_covered="no", coc="consent"), kind="merger_direct")
    assert found.flag == "Read whether the merger triggers the change-of-control clause."


def test_a_clause_that_does_not_reach_the_merger_is_quiet():
    assert contract("CR-03", terms(rule="consent", by_law_covered="no"), kind="merger_direct") is None
    assert contract("CR-03", terms(rule="consent", by_law_covered="yes"), kind="asset_part") is None


@pytest.mark.parametrize("kind", OWNED)
@pytest.mark.parametrize(
    ("coc", "disposition", "expected"),
    [
        ("consent", "COC_CONSENT", ["COUNTERPARTY_CONSENT"]),
        ("notice", "COC_NOTICE", ["COUNTERPARTY_NOTICE"]),
        ("termination_right", "COC_TERMINATION_RISK", []),
    ],
)
def test_a_new_owner_calls_on_the_change_of_control_clause(kind, coc, disposition, expected):
    found = contract("CR-04", terms(rule="prohibited", coc=coc), kind=kind)
    assert (found.disposition, gates(found)) == (disposition, expected)


@pytest.mark.parametrize(
    ("coc", "kind"), [("none", "share_purchase"), ("silent", "share_purchase"), ("consent", "asset_part")]
)
def test_no_change_of_control_clause_or_no_new_owner_is_quiet(coc, kind):
    assert contract("CR-04", terms(coc=coc), kind=kind) is None


def test_a_processing_agreement_is_never_left_alone():
    assert contract("CR-05", agreement(kind="dpa")).disposition == "ASSIGN"
    forbidden = agreement(kind="dpa", assignment={"rule": "prohibited"})
    assert contract("CR-05", forbidden).disposition == "REPAPER"
    assert contract("CR-05") is None
    assert contract("CR-05", agreement(kind="dpa"), kind="share_purchase") is None


@pytest.mark.parametrize("kind", [*ASSIGNED, *MERGED, *OWNED])
def test_a_shared_contract_is_split(kind):
    found = contract("CR-06", agreement(shared_with_retained=True), kind=kind, perimeter="part")
    assert (found.disposition, gates(found)) == ("SPLIT", ["DPA_WITH_BUYER"])


PARTIAL = ["asset_part", "carve_out", "joint_venture", "spin_off"]


@pytest.mark.parametrize("kind", PARTIAL)
def test_a_structure_that_sells_a_part_leaves_a_business_whatever_the_perimeter_says(kind):
    found = contract("CR-06", agreement(shared_with_retained=True), kind=kind, perimeter="all")
    assert found.disposition == "SPLIT"


@pytest.mark.parametrize("kind", sorted({*ASSIGNED, *MERGED, *OWNED} - {*PARTIAL}))
def test_where_the_whole_business_is_sold_no_contract_is_shared_with_another(kind):
    assert contract("CR-06", agreement(shared_with_retained=True), kind=kind, perimeter="all") is None


@pytest.mark.parametrize("kind", ["financing", "data_only_sale"])
def test_a_contract_that_stays_is_not_split(kind):
    shared = agreement(shared_with_retained=True)
    assert contract("CR-06", shared, kind=kind, perimeter="part") is None
    assert contract("CR-06", perimeter="part") is None


@pytest.mark.parametrize("paper", ["scc_m1", "scc_m2", "scc_m3", "scc_m4", "uk_idta", "uk_addendum"])
def test_transfer_clauses_are_signed_anew_by_a_new_exporter(paper):
    found = contract("CR-07", agreement(kind=paper))
    assert (found.disposition, found.source_confirmed) == ("REPAPER", False)
    assert contract("CR-07", agreement(kind=paper), kind="merger_direct").disposition == "REPAPER"
    assert contract("CR-07", agreement(kind=paper), kind="share_purchase") is None
    assert contract("CR-07") is None


def test_a_notice_period_longer_than_the_days_to_closing_comes_too_late():
    late = terms(rule="consent", notice_days=100)
    found = contract("CR-08", late)
    assert found.values == {"notice_days": 100, "days_to_closing": 99, "gate": "COUNTERPARTY_CONSENT"}
    assert contract("CR-08", terms(rule="notice", notice_days=100)).values["gate"] == "COUNTERPARTY_NOTICE"
    assert contract("CR-08", terms(coc="consent", notice_days=100), kind="share_purchase") is not None


@pytest.mark.parametrize(
    ("about", "changes"),
    [
        (terms(rule="consent", notice_days=99), {}),
        (terms(rule="free", notice_days=100), {}),
        (terms(rule="consent"), {}),
        (terms(rule="consent", notice_days=100), {"closing_on": None}),
        (terms(rule="consent", notice_days=100), {"kind": "share_purchase"}),
        (terms(rule="consent", notice_days=100), {"kind": "merger_direct"}),
        (terms(rule="consent", notice_days=100), {"kind": "financing"}),
    ],
    ids=[
        "just in time",
        "nobody to ask",
        "no period",
        "no closing day",
        "no assignment",
        "law not covered",
        "nothing passes",
    ],
)
def test_time_enough_or_nobody_to_ask_is_quiet(about, changes):
    assert contract("CR-08", about, **changes) is None


@pytest.mark.parametrize("status", ["received", "waived"])
def test_an_answer_of_the_counterparty_settles_the_notice_period(status):
    line = {"type": "agreement", "ref": "AG-0001", "consent_status": status}
    assert contract("CR-08", terms(rule="consent", notice_days=100), items=[line]) is None
