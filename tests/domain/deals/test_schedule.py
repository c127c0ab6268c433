"""The inventory as plain data: parts, numbers, exceptions, summary, readiness."""

import pytest

from app.domain.deals.data_lines import band
from app.domain.deals.drift import rows
from app.domain.deals.exceptions import worst
from app.domain.deals.schedule import inventory
from app.domain.findings.engine import Found
from app.domain.findings.terms import Severity
from app.kernel.canonical import canonical, digest
from tests.domain.deals.builders import (
    EMAIL,
    HEALTH,
    NAME,
    agreement,
    approved,
    context,
    deal,
    dossier,
    notice,
    segment,
)

OPTED_OUT = {"kind": "sale_share_optout", "subject_ref": "0123456789abcdef"}
MIXED = [
    segment(opted_out=True, records_signing=1500),
    segment(ref="S-002", minor=True, records_signing=60),
    segment(ref="S-003", categories=[NAME, HEALTH], records_signing=140, records_closing=120),
    segment(ref="S-004", in_perimeter=False, records_signing=9000),
    segment(ref="S-005", legal_hold=True, erasure_open=True, records_signing=None),
]
PAPERS = (
    agreement(assignment={"rule": "consent", "ref": "14.2", "notice_days": 30, "notice_address": "Calle 1"}),
    agreement(ref="AG-0002", kind="dpa", title="Processing", doc_sha256="ab" * 32, governing_law="Spain"),
)


def mixed(**changes):
    on = context(regimes=["GDPR", "US-FTC", "CCPA"], preferences=[OPTED_OUT])
    return inventory(deal(*MIXED, **changes), [dossier(*PAPERS)], on)


def numbers(found, letter):
    return [(line.number, line.type.value, line.ref) for line in found.part(letter)]


def test_a_disposition_sends_a_line_to_its_part_and_leaves_its_number():
    found = mixed()
    assert numbers(found, "A") == [("A-001", "segment", "S-001"), ("A-003", "segment", "S-003")]
    assert numbers(found, "B") == [("A-005", "segment", "S-004")]
    assert numbers(found, "C") == [("A-002", "segment", "S-002"), ("A-004", "segment", "S-005")]
    assert numbers(found, "D") == [
        ("D-001", "suppression_list", "S-001"),
        ("D-002", "consent_record", "sale_share_optout"),
    ]
    assert [line.number for line in found.lines.agreements] == ["E-001", "E-002"]


def test_a_decision_moves_the_line_and_not_the_number():
    found = mixed(items=[approved("A-003", "segment", "S-003", "EXCLUDE")])
    assert ("A-003", "segment", "S-003") in numbers(found, "C")


def test_a_line_that_was_overridden_prints_the_reason_of_the_person_and_not_of_the_rules():
    override = {
        "by": "counsel@lumen.example",
        "at": "2026-05-01T10:00:00Z",
        "reason": "Kept for the warranty claims.",
    }
    item = {
        "number": "A-001",
        "type": "segment",
        "ref": "S-001",
        "disposition": "EXCLUDE",
        "override": override,
    }

    found = mixed(items=[item])

    kept = next(line for line in found.part("C") if line.ref == "S-001")
    assert kept.reason == "Kept for the warranty claims."


def test_struck_lines_keep_their_numbers_unused():
    items = [
        {"number": "A-001", "type": "segment", "ref": "S-001"},
        {"number": "A-002", "type": "segment", "ref": "S-009"},
        {"number": "E-004", "type": "agreement", "ref": "AG-0009"},
    ]
    found = inventory(deal(segment(), segment(ref="S-002"), items=items), [dossier(*PAPERS)], context())
    assert numbers(found, "A") == [("A-001", "segment", "S-001"), ("A-003", "segment", "S-002")]
    assert [line.number for line in found.lines.agreements] == ["E-005", "E-006"]
    assert found.as_json()["struck"] == ["A-002", "E-004"]


def test_numbers_of_earlier_schedules_are_not_given_again():
    found = inventory(deal(), [], context(), used_numbers=("A-014",))
    assert numbers(found, "A") == [("A-015", "segment", "S-001")]


def test_part_a_has_the_columns_of_a_schedule():
    row = mixed().as_json()["parts"]["A"][1]
    assert {name: row[name] for name in ("number", "name", "records", "band", "legal_basis", "part")} == {
        "number": "A-003",
        "name": "Rings under warranty",
        "records": 120,
        "band": "100_999",
        "legal_basis": ["A6-1-b"],
        "part": "A",
    }
    assert row["categories"][1] == {
        "key": HEALTH,
        "label": "Health",
        "code": None,
        "sensitive": ["art9", "ccpa_spi"],
    }
    assert row["purposes"][0]["code"] == "P2"
    assert row["notices"] == [
        {"notice": "NV-0001", "effective_on": "2020-01-01", "share": 100, "ground": "express"}
    ]
    assert row["standing"]["disposition"] == "CONSENT_REQUIRED"
    assert [gate["gate"] for gate in row["standing"]["gates"]] == [
        "CONSENTS_RECORDED",
        "BUYER_UNDERTAKING",
        "NOTICE_SENT",
    ]


def test_what_stays_or_goes_says_with_whom_why_and_how():
    parts = mixed().as_json()["parts"]
    assert [(row["custodian"], row["reason"], row["method"]) for row in parts["B"] + parts["C"]] == [
        ("Joyería Lumen S.L.", "Outside the perimeter: it stays with the seller.", ""),
        ("Joyería Lumen S.L.", "DR-31", "Erase, copies and back-ups included, with a certificate"),
        ("Joyería Lumen S.L.", "DR-36", "Leave out of every file and system that is handed over"),
    ]


def test_after_an_abandoned_deal_it_is_the_recipients_copy_that_is_erased():
    found = inventory(deal(stage="abandoned"), [], context(regimes=["ES"])).part("C")
    assert [(line.number, line.custodian) for line in found] == [("A-001", "Recipient")]


def test_part_d_counts_records_and_reconciles_to_the_ledger():
    found = mixed().as_json()
    assert [(row["number"], row["records"], row["form"][:12]) for row in found["parts"]["D"]] == [
        ("D-001", 1500, "Keyed hashes"),
        ("D-002", 1, "Keyed hashes"),
    ]
    assert found["parts"]["D"][0]["categories"][0]["key"] == EMAIL
    assert found["preferences"] == {"sale_share_optout": 1}


def test_part_e_has_the_columns_of_a_schedule():
    line = {
        "number": "E-001",
        "type": "agreement",
        "ref": "AG-0001",
        "consent_status": "requested",
        "consent_requested_on": "2026-11-02",
    }
    row = mixed(items=[line]).as_json()["parts"]["E"][0]
    wanted = {
        "counterparty": "Paloma Mensajes S.L.",
        "affiliation": "non_affiliated",
        "role": "processor",
        "kind": "nda",
        "dated_on": "2022-01-10",
        "our_entity": "Joyería Lumen S.L.",
        "runs_on": True,
        "confidentiality_alive": True,
        "assignment_rule": "consent",
        "assignment_ref": "14.2",
        "coc": "silent",
        "notice_days": 30,
        "notice_address": "Calle 1",
        "consent_status": "requested",
        "consent_requested_on": "2026-11-02",
        "document": None,
    }
    assert {name: row[name] for name in wanted} == wanted
    assert [(gate["gate"], gate["due_on"]) for gate in row["standing"]["gates"]] == [
        ("COUNTERPARTY_CONSENT", "2027-01-30")
    ]


def test_a_line_added_by_hand_is_kept_and_a_line_of_a_rule_that_fell_away_is_struck():
    items = [
        {"number": "A-002", "type": "account", "ref": "Newsletter account"},
        {"number": "D-001", "type": "suppression_list", "ref": "S-001"},
    ]
    found = inventory(deal(items=items), [], context()).as_json()
    assert [row["number"] for row in found["others"]] == ["A-002"]
    assert found["struck"] == ["D-001"]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (None, None),
        (0, "lt_100"),
        (99, "lt_100"),
        (100, "100_999"),
        (9_999, "1k_9k"),
        (10_000, "10k_99k"),
        (999_999, "100k_999k"),
        (1_000_000, "gte_1m"),
    ],
)
def test_a_count_is_printed_as_a_band(records, expected):
    assert band(records) == expected


# Exceptions


def test_exceptions_gather_rules_and_findings_with_the_lines_they_affect():
    found = {line.key: line for line in mixed().exceptions}
    assert sorted(found) == ["CR-01", "DR-12", "DR-21", "DR-31", "DR-36"]
    minors = found["DR-31"]
    assert (minors.rules, minors.severity, minors.items) == (("DEAL-07", "DR-31"), "critical", ("A-002",))
    assert minors.number == "I-001"
    assert found["CR-01"].items == ("E-001",)
    assert found["DR-21"].source_confirmed is False


def test_a_rule_on_the_transfer_excepts_nothing_of_what_stays_behind():
    unknown = mixed(buyer_adopts_notice="unknown")
    undertaking = next(line for line in unknown.exceptions if line.key == "DR-01")
    assert undertaking.items == ("A-001", "A-003", "D-001")


def test_an_exception_is_accepted_when_all_its_lines_are_approved():
    items = [approved("A-003", "segment", "S-003", "CONSENT_REQUIRED")]
    found = {line.key: line.accepted_by for line in mixed(items=items).exceptions}
    assert found["DR-21"] == ("counsel@lumen.example",)
    assert found["DR-36"] == ()


@pytest.mark.parametrize(
    ("ends", "accepted"), [("2026-11-22", ("counsel@lumen.example",)), ("2026-11-21", ())]
)
def test_an_exception_is_accepted_by_a_waiver_that_still_runs(ends, accepted):
    waiver = {
        "rule": "DEAL-03",
        "object": "D-001",
        "reason": "Counsel read the wording.",
        "approver": "counsel@lumen.example",
        "expires_on": ends,
    }
    on = context(waivers=[waiver])
    found = inventory(deal(kind="financing"), [], on).exceptions
    assert [line.accepted_by for line in found if "DEAL-03" in line.rules] == [accepted]


def found(rule: str, target: str, severity: Severity = Severity.HIGH) -> Found:
    return Found(rule, severity, target, "", "Title", f"{target} is wrong.", "Cure it.", "Law", {})


def test_grave_findings_of_the_register_on_the_perimeter_are_exceptions():
    register = [
        found("AGR-01", "FL-0001", Severity.CRITICAL),
        found("AGR-11", "AG-0001"),
        found("REC-03", "TP-0001", Severity.MEDIUM),
        found("GOV-03", "TP-0099"),
    ]
    record = deal(perimeter="part")
    rules = {
        line.key: (line.items, line.statement)
        for line in inventory(record, [dossier(*PAPERS)], context(), register=register).exceptions
    }
    assert rules == {
        "AGR-01": (("A-001",), "FL-0001 is wrong."),
        "AGR-11": (("E-001",), "AG-0001 is wrong."),
        "CR-01": (("E-001",), rules["CR-01"][1]),
    }


def test_exceptions_keep_their_numbers_and_the_worst_come_first_in_the_summary():
    first = mixed()
    earlier = {line.key: line.number for line in first.exceptions}
    on = context(regimes=["GDPR", "US-FTC", "CCPA"], notices=[notice(transfer=False)])
    second = inventory(deal(*MIXED), [dossier(*PAPERS)], on, earlier_exceptions=earlier)
    again = {line.key: line.number for line in second.exceptions}
    assert {key: again[key] for key in earlier} == earlier
    assert again["DR-32"] == "I-006"
    assert [line.key for line in worst(second.exceptions)] == ["DR-31", "CR-01", "DR-12"]


# Summary


def test_the_summary_counts_lines_and_records_by_disposition():
    rows_of = mixed().as_json()["summary"]["dispositions"]
    assert [(row["disposition"], row["lines"], row["records"]) for row in rows_of] == [
        ("TRANSFER", 2, 1501),
        ("CONSENT_REQUIRED", 1, 120),
        ("SUPPRESSION_ONLY", 1, 1500),
        ("EXCLUDE", 1, None),
        ("DELETE", 1, 60),
        ("ASSIGN", 1, None),
        ("ASSIGN_CONSENT", 1, None),
    ]


def test_open_gates_are_counted_by_phase():
    gates = mixed().as_json()["summary"]["gates_open"]
    assert {(row["gate"], row["phase"]): row["lines"] for row in gates} == {
        ("NOTICE_SENT", "after"): 2,
        ("BUYER_UNDERTAKING", "closing"): 3,
        ("CONSENTS_RECORDED", "closing"): 1,
        ("COUNTERPARTY_CONSENT", "closing"): 1,
        ("DELETION_CERTIFICATE", "closing"): 1,
    }


def test_readiness_counts_each_person_once():
    met = [{"gate": "BUYER_UNDERTAKING", "met_on": "2026-11-20"}]
    items = [
        approved("A-001", "segment", "S-001", "TRANSFER", gates=met),
        {"number": "E-001", "type": "agreement", "ref": "AG-0001", "consent_status": "waived"},
    ]
    assert mixed(items=items).as_json()["summary"]["readiness"] == {
        "lines_ready": 1,
        "lines": 8,
        "consents_received": 1,
        "consents_required": 1,
        "records_movable": 1500,
        "records": 1680,
        "records_band": "1k_9k",
        "lines_without_count": 1,
    }


def test_the_known_limits_count_what_is_not_recorded():
    limits = mixed().as_json()["limits"]
    assert {name: count for name, count in limits.items() if count} == {
        "records": 1,
        "retention": 4,
        "system": 4,
        "change_of_control_clause": 2,
        "document": 1,
        "governing_law": 1,
    }


def test_an_empty_deal_has_an_inventory():
    found = inventory(deal().model_copy(update={"segments": []}), [], context()).as_json()
    assert found["summary"]["readiness"]["records"] is None
    assert found["parts"] == {letter: [] for letter in "ABCDEI"}


def test_the_snapshot_is_plain_canonical_and_the_same_each_time():
    assert digest(mixed().as_json()) == digest(mixed().as_json())
    assert canonical(mixed().as_json()).startswith(b'{"deal":{"buyer_country":"ES"')


def test_the_annex_names_every_rule_that_fired_with_its_source():
    rules = mixed().as_json()["rules"]
    assert rules["DR-12"] == {
        "title": "An opted-out address moves only to keep it off lists",
        "citation": "CAN-SPAM, 15 U.S.C. 7704(a)(4)",
        "regimes": ["US-FTC"],
        "source_confirmed": True,
    }
    assert rules["DR-14"]["source_confirmed"] is False
    fired = {rule for line in mixed().lines.perimeter for rule in line.standing.rule_ids}
    assert fired == set(rules)


def test_findings_and_drift_are_part_of_the_inventory():
    signing = rows(inventory(deal(), [], context()).lines.facts)
    moved = deal(segment(system="Storefront"))
    found = inventory(moved, [], context(), signing=signing)
    assert [(one["rule"], one["key"]) for one in found.as_json()["findings"]] == [("DEAL-12", "S-001")]
