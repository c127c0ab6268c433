"""Structure × regime × segment × clause: what is proposed, behind which gates, by which rule.

Each row says what changes from the quiet deal, segment or agreement; the rules named decide the disposition. Gates
with a star are met after closing.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from app.domain.deals.rules.rule import RULES
from app.domain.deals.terms import ContractDisposition, DealKind, Disposition, Gate
from app.domain.flows.terms import FlowStatus
from tests.domain.deals.builders import (
    BIRTH,
    CARD,
    EVERY_REGIME,
    HEALTH,
    MARKETING,
    NAME,
    agreement,
    context,
    deal,
    dossier,
    gates,
    notice,
    proposals,
    segment,
)

EU, US, CA, BK = ["GDPR"], ["US-FTC"], ["CCPA"], ["US-BK"]
SHARES, REVERSE, MERGER, FORWARD = (
    "share_purchase",
    "merger_reverse_triangular",
    "merger_direct",
    "merger_forward_triangular",
)
ALL, PART, COURT, ALONE = "asset_all", "asset_part", "bankruptcy_363", "data_only_sale"
UNTOLD = {"notices": [{"notice": "NV-0000", "share": 30}, {"notice": "NV-0001", "share": 70}]}
READERS = {"relation": "newsletter_only", "legal_basis": "A6-1-a", "purposes": [MARKETING]}


@dataclass(frozen=True)
class Case:
    """One row: the deal's structure and regimes, what else is changed, and what must come of it.

    ``announced``: the notice in effect has wording on a transfer of the business.
    """

    kind: str
    regimes: list[str]
    disposition: str
    gates: str = ""
    by: str = ""
    segment: dict[str, Any] = field(default_factory=dict)
    agreement: dict[str, Any] = field(default_factory=dict)
    deal: dict[str, Any] = field(default_factory=dict)
    announced: bool = True
    line: str = "S-001"
    leaving: bool = False


def paper(structure: str, disposition: str, gates: str = "", by: str = "", /, **changes: Any) -> Case:
    """A row about an agreement; *changes* are to it, its assignment clause among them."""
    return Case(structure, EU, disposition, gates, by, agreement=changes, line="AG-0001")


def clause(**terms: Any) -> dict[str, Any]:
    """An agreement's assignment terms."""
    return {"assignment": terms}


CASES = {
    # The controller stays.
    "shares, EU": Case(SHARES, EU, "NO_TRANSFER", by="DR-15"),
    "shares, everywhere": Case(
        SHARES, EVERY_REGIME, "NO_TRANSFER", "DEAL_NDA", "DR-15", deal={"buyer_country": "ES"}
    ),
    "reverse merger, US": Case(REVERSE, US, "NO_TRANSFER", by="DR-15"),
    "shares, promises declined": Case(
        SHARES, US, "NO_TRANSFER", "CONSENTS_RECORDED*", "DR-15", deal={"buyer_adopts_notice": "no"}
    ),
    "shares, card and health data": Case(
        SHARES, [*EU, *US], "NO_TRANSFER", by="DR-15", segment={"categories": [NAME, CARD, HEALTH]}
    ),
    "shares, opted out": Case(SHARES, US, "NO_TRANSFER", by="DR-15", segment={"opted_out": True}),
    "shares, untold cohort": Case(SHARES, US, "NO_TRANSFER", by="DR-15", segment=UNTOLD),
    "shares in diligence, Germany": Case(
        SHARES, ["DE-DSK"], "NO_TRANSFER", "DEAL_NDA", "DR-15", deal={"stage": "diligence"}
    ),
    "shares, buyer in the US": Case(
        SHARES, EU, "NO_TRANSFER", "TRANSFER_MECHANISM*", "DR-15", deal={"buyer_country": "US"}
    ),
    "shares, minors": Case(SHARES, EU, "DELETE", "DELETION_CERTIFICATE*", "DR-31", segment={"minor": True}),
    "shares, past retention": Case(
        SHARES, EU, "DELETE", "DELETION_CERTIFICATE*", "DR-36", segment={"retention_end_on": "2025-12-31"}
    ),
    # No rule asks for more than a transfer.
    "assets, no regime": Case(ALL, [], "TRANSFER"),
    "assets, EU": Case(ALL, EU, "TRANSFER", "NOTICE_SENT*"),
    "assets in part, US terms kept": Case(PART, US, "TRANSFER", "BUYER_UNDERTAKING", "DR-03"),
    "merger, EU": Case(MERGER, EU, "TRANSFER"),
    "merger, California": Case(MERGER, CA, "TRANSFER"),
    "reorganisation, US": Case("reorganisation", US, "TRANSFER", deal={"buyer_adopts_notice": "no"}),
    "joint venture, EU": Case("joint_venture", EU, "TRANSFER", "NOTICE_SENT*"),
    "assets, Canada": Case(ALL, ["CA-PIPEDA"], "TRANSFER", "DEAL_NDA NOTICE_SENT*"),
    "assets, Quebec": Case(ALL, ["CA-QC"], "TRANSFER", "DEAL_NDA NOTICE_SENT*"),
    "assets, Mexico": Case(ALL, ["MX"], "TRANSFER", "BUYER_UNDERTAKING"),
    "assets, EU, buyer in the US": Case(
        ALL, EU, "TRANSFER", "TRANSFER_MECHANISM NOTICE_SENT*", deal={"buyer_country": "US"}
    ),
    "running contract, Germany": Case(ALL, ["DE-DSK"], "TRANSFER", by="DR-18"),
    "open claims, Germany": Case(
        PART, ["DE-DSK"], "TRANSFER", by="DR-23", segment={"relation": "open_claim"}
    ),
    "employees after signing, Germany": Case(
        PART, ["DE-DSK"], "TRANSFER", by="DR-24", segment={"relation": "employee"}, deal={"stage": "signed"}
    ),
    "assets, US, stance unknown": Case(
        ALL, US, "TRANSFER", "BUYER_UNDERTAKING", "DR-03", deal={"buyer_adopts_notice": "unknown"}
    ),
    # Notice.
    "assets, UK": Case(ALL, ["UK"], "TRANSFER_NOTICE", "NOTICE_SENT", "DR-25"),
    "merger, UK": Case(FORWARD, ["UK"], "TRANSFER_NOTICE", "NOTICE_SENT", "DR-25"),
    "carve-out, Spain": Case("carve_out", ["ES"], "TRANSFER_NOTICE", "NOTICE_SENT", "DR-26"),
    "assets, EU and Spain": Case(ALL, [*EU, "ES"], "TRANSFER_NOTICE", "NOTICE_SENT NOTICE_SENT*", "DR-26"),
    "assets, Brazil": Case(ALL, ["BR"], "TRANSFER_NOTICE", "NOTICE_SENT", "DR-29"),
    "assets, California, promises declined": Case(
        ALL, CA, "TRANSFER_NOTICE", "NOTICE_SENT", "DR-10", deal={"buyer_adopts_notice": "no"}
    ),
    "assets, other states, new purpose": Case(
        ALL,
        ["US-states"],
        "TRANSFER_NOTICE",
        "NOTICE_SENT",
        "DR-13",
        deal={"buyer_purposes": ["new.purpose"]},
    ),
    # Opt-out.
    "negotiation, Germany": Case(
        ALL,
        ["DE-DSK"],
        "TRANSFER_OPT_OUT",
        "NOTICE_SENT WINDOW_CLOSED",
        "DR-17",
        segment={"relation": "negotiation"},
    ),
    "consented data, Brazil": Case(
        ALL,
        ["BR"],
        "TRANSFER_OPT_OUT",
        "NOTICE_SENT WINDOW_CLOSED",
        "DR-29",
        segment={"legal_basis": "A6-1-a"},
    ),
    "spin-off, notice silent": Case(
        "spin_off", CA, "TRANSFER_OPT_OUT", "NOTICE_SENT WINDOW_CLOSED", "DR-32", announced=False
    ),
    "financing, not announced": Case(
        "financing", [], "TRANSFER_OPT_OUT", "NOTICE_SENT* WINDOW_CLOSED*", "DR-32"
    ),
    "data alone, California": Case(ALONE, CA, "TRANSFER_OPT_OUT", "NOTICE_SENT WINDOW_CLOSED", "DR-09"),
    # Consent.
    "assets, US, promises declined": Case(
        ALL,
        US,
        "CONSENT_REQUIRED",
        "CONSENTS_RECORDED BUYER_UNDERTAKING",
        "DR-01",
        deal={"buyer_adopts_notice": "no"},
    ),
    "merger, US, new purpose": Case(
        MERGER,
        US,
        "CONSENT_REQUIRED",
        "CONSENTS_RECORDED",
        "DR-02",
        deal={"buyer_purposes": ["new.purpose"]},
    ),
    "untold cohort, US": Case(
        ALL, US, "CONSENT_REQUIRED", "CONSENTS_RECORDED BUYER_UNDERTAKING", "DR-33", segment=UNTOLD
    ),
    "untold cohort, EU": Case(ALL, EU, "TRANSFER", "NOTICE_SENT*", segment=UNTOLD),
    "health data, EU": Case(
        ALL,
        EU,
        "CONSENT_REQUIRED",
        "CONSENTS_RECORDED NOTICE_SENT*",
        "DR-21",
        segment={"categories": [NAME, HEALTH]},
    ),
    "newsletter, Germany": Case(
        PART, ["DE-DSK"], "CONSENT_REQUIRED", "CONSENTS_RECORDED", "DR-22", segment=READERS
    ),
    "newsletter that named the successor, Germany": Case(
        PART, ["DE-DSK"], "TRANSFER", segment=READERS | {"consent_names_successor": True}
    ),
    "negotiation and health data, Germany": Case(
        ALL,
        ["DE-DSK"],
        "CONSENT_REQUIRED",
        "NOTICE_SENT WINDOW_CLOSED CONSENTS_RECORDED",
        "DR-21",
        segment={"relation": "negotiation", "categories": [NAME, HEALTH]},
    ),
    # Custody and suppression.
    "kept for retention, Germany": Case(
        ALL,
        [*EU, "DE-DSK"],
        "CUSTODY_ONLY",
        "DPA_WITH_BUYER",
        "DR-19",
        segment={"relation": "ended", "retention_only": True},
    ),
    "opted out, US: the address": Case(
        ALL,
        US,
        "SUPPRESSION_ONLY",
        "BUYER_UNDERTAKING",
        "DR-12",
        segment={"opted_out": True},
        line="suppression_list:S-001",
    ),
    "opted out, US: the rest": Case(
        ALL, US, "TRANSFER", "BUYER_UNDERTAKING", "DR-03", segment={"opted_out": True}
    ),
    # Stays behind.
    "assets, US, another line of business": Case(
        ALL, US, "EXCLUDE", by="DR-03", deal={"buyer_same_business": False}
    ),
    "data alone, US": Case(ALONE, US, "EXCLUDE", by="DR-03", deal={"data_standalone": True}),
    "data alone, California, opted out": Case(ALONE, CA, "EXCLUDE", by="DR-09", segment={"opted_out": True}),
    "data alone, Canada": Case(ALONE, ["CA-PIPEDA"], "EXCLUDE", by="DR-28"),
    "card numbers, US": Case(ALL, US, "EXCLUDE", by="DR-35", segment={"categories": [NAME, CARD]}),
    "employees in diligence, Germany": Case(
        PART,
        ["DE-DSK"],
        "EXCLUDE",
        "DEAL_NDA",
        "DR-24",
        segment={"relation": "employee"},
        deal={"stage": "diligence"},
    ),
    "bankruptcy, birth dates": Case(COURT, BK, "EXCLUDE", by="DR-08", segment={"categories": [NAME, BIRTH]}),
    "bankruptcy, dormant": Case(COURT, BK, "EXCLUDE", by="DR-08", segment={"last_activity_on": "2023-01-31"}),
    "minors under legal hold": Case(
        ALL, EU, "EXCLUDE", by="DR-31", segment={"minor": True, "legal_hold": True}
    ),
    # Bankruptcy.
    "bankruptcy, notice announces a sale": Case(COURT, BK, "TRANSFER", "COURT_ORDER"),
    "bankruptcy, FTC and Code": Case(COURT, [*BK, *US], "TRANSFER", "BUYER_UNDERTAKING COURT_ORDER", "DR-03"),
    "bankruptcy, notice silent on a sale": Case(
        COURT,
        BK,
        "TRANSFER_OPT_OUT",
        "NOTICE_SENT WINDOW_CLOSED CPO_REPORT COURT_ORDER",
        "DR-32",
        announced=False,
    ),
    "bankruptcy, employees": Case(COURT, BK, "TRANSFER", segment={"relation": "employee"}, announced=False),
    # Gone.
    "minors": Case(ALL, EU, "DELETE", "DELETION_CERTIFICATE", "DR-31", segment={"minor": True}),
    "erasure asked for": Case(
        ALL, US, "DELETE", "DELETION_CERTIFICATE", "DR-36", segment={"erasure_open": True}
    ),
    "abandoned, Spain": Case(
        ALL, ["ES"], "DELETE", "DELETION_CERTIFICATE*", "DR-26", deal={"stage": "abandoned"}
    ),
    # Contracts.
    "assets, consent clause": paper(
        PART, "ASSIGN_CONSENT", "COUNTERPARTY_CONSENT", "CR-01", **clause(rule="consent")
    ),
    "assets, reasonable consent": paper(
        ALL, "ASSIGN_CONSENT", "COUNTERPARTY_CONSENT", "CR-01", **clause(rule="consent_nuw")
    ),
    "assets, prohibition": paper(ALL, "NOVATE", "COUNTERPARTY_CONSENT", "CR-01", **clause(rule="prohibited")),
    "assets, prohibition in a dpa": paper(
        ALL, "REPAPER", "COUNTERPARTY_CONSENT", "CR-01, CR-05", kind="dpa", **clause(rule="prohibited")
    ),
    "assets, notice clause": paper(
        ALL, "ASSIGN_NOTICE", "COUNTERPARTY_NOTICE", "CR-02", **clause(rule="notice")
    ),
    "assets, free": paper(ALL, "ASSIGN", "", "CR-02", **clause(rule="free")),
    "assets, silent": paper(ALL, "ASSIGN", "", "CR-02", **clause(rule="silent")),
    "assets, free dpa": paper(ALL, "ASSIGN", "", "CR-02, CR-05", kind="dpa", **clause(rule="free")),
    "assets, standard clauses": paper(ALL, "REPAPER", "", "CR-07", kind="scc_m2", **clause(rule="silent")),
    "carve-out, shared contract": replace(
        paper(
            "carve_out",
            "SPLIT",
            "DPA_WITH_BUYER COUNTERPARTY_CONSENT",
            "CR-06",
            shared_with_retained=True,
            **clause(rule="consent"),
        ),
        deal={"perimeter": "part", "perimeter_third_parties": ["TP-0001"]},
    ),
    "all shares, contract marked as shared": paper(
        SHARES, "NO_ACTION", shared_with_retained=True, **clause(rule="consent")
    ),
    "all assets, contract marked as shared": paper(
        ALL,
        "ASSIGN_CONSENT",
        "COUNTERPARTY_CONSENT",
        "CR-01",
        shared_with_retained=True,
        **clause(rule="consent"),
    ),
    "merger, law covered": paper(
        MERGER,
        "ASSIGN_CONSENT",
        "COUNTERPARTY_CONSENT",
        "CR-03",
        **clause(rule="consent", by_law_covered="yes"),
    ),
    "forward merger, law not covered": paper(
        FORWARD, "NO_ACTION", **clause(rule="consent", by_law_covered="no")
    ),
    "merger, law silent": paper(MERGER, "NO_ACTION", "", "CR-03", **clause(rule="consent")),
    "merger, dpa": paper(MERGER, "NO_ACTION", kind="dpa", **clause(rule="free")),
    "shares, assignment forbidden": paper(SHARES, "NO_ACTION", **clause(rule="prohibited")),
    "shares, control by consent": paper(
        SHARES, "COC_CONSENT", "COUNTERPARTY_CONSENT", "CR-04", **clause(coc="consent")
    ),
    "shares, control by notice": paper(
        SHARES, "COC_NOTICE", "COUNTERPARTY_NOTICE", "CR-04", **clause(coc="notice")
    ),
    "reverse merger, right to terminate": paper(
        REVERSE, "COC_TERMINATION_RISK", "", "CR-04", **clause(coc="termination_right")
    ),
    "assets, control clause": paper(ALL, "ASSIGN", "", "CR-02", **clause(rule="free", coc="consent")),
    "assets, a party that is leaving": Case(
        ALL,
        EU,
        "TERMINATE",
        agreement={"governs_flows": ["FL-0001"]} | clause(rule="consent"),
        line="AG-0001",
        leaving=True,
    ),
    "shares, a party that is leaving": Case(
        SHARES,
        EU,
        "NO_ACTION",
        agreement={"governs_flows": ["FL-0001"]},
        line="AG-0001",
        leaving=True,
    ),
    "data alone, contract": paper(ALONE, "RETAIN", **clause(rule="consent")),
    "financing, contract": paper("financing", "NO_ACTION", **clause(rule="consent", coc="consent")),
    "reorganisation, free": paper("reorganisation", "ASSIGN", "", "CR-02", **clause(rule="free")),
    "spin-off, standard clauses": paper(
        "spin_off", "REPAPER", "", "CR-07", kind="scc_m1", **clause(rule="silent")
    ),
    "bankruptcy, consent clause": paper(
        COURT, "ASSIGN_CONSENT", "COUNTERPARTY_CONSENT", "CR-01", **clause(rule="consent")
    ),
    "joint venture, notice clause": paper(
        "joint_venture", "ASSIGN_NOTICE", "COUNTERPARTY_NOTICE", "CR-02", **clause(rule="notice")
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_case_is_proposed_as_the_law_has_it(name):
    case = CASES[name]
    older = notice("NV-0000", transfer=False, effective_on="2018-01-01")
    on = context(regimes=case.regimes, notices=[older, notice(transfer=case.announced)])
    record = deal(segment(**case.segment), kind=case.kind, **case.deal)
    party = dossier(agreement(**case.agreement), **({"status": "offboarding"} if case.leaving else {}))
    if case.leaving:
        ended = party.flows[0].model_copy(update={"status": FlowStatus.ENDED})
        party = replace(party, flows=(ended,))
    found = proposals(record, on, party)[case.line]
    deciding = [one.rule_id for one in found.firings if one.disposition == found.disposition]
    expected_by = [] if case.disposition == "NO_ACTION" else [rule for rule in case.by.split(", ") if rule]
    assert (found.disposition, gates(found), deciding) == (
        case.disposition,
        sorted(case.gates.split()),
        expected_by,
    )
    assert set(case.by.split(", ")) - {""} <= set(found.rule_ids)
    cited = {need.gate.value for one in found.firings if one.citation for need in one.gates}
    assert {gate.rstrip("*") for gate in case.gates.split()} <= cited
    assert all(RULES[rule].citation == one.citation for one in found.firings for rule in [one.rule_id])


def test_every_structure_is_tried_on_data_and_on_a_contract():
    for kind in DealKind:
        lines = {case.line for case in CASES.values() if case.kind == kind}
        assert "S-001" in lines, kind
    on_paper = {case.kind for case in CASES.values() if case.line == "AG-0001"}
    assert on_paper == set(DealKind)


def test_there_are_enough_cases_and_they_cover_every_structure_disposition_and_gate():
    assert len(CASES) >= 60
    reached = {case.disposition for case in CASES.values()}
    left_to_counsel = {"ANONYMISE"}
    assert {*Disposition, *ContractDisposition} - reached == left_to_counsel
    assert {case.kind for case in CASES.values()} == set(DealKind)
    asked = {gate.rstrip("*") for case in CASES.values() for gate in case.gates.split()}
    assert asked == set(Gate)
