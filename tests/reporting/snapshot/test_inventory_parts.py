"""Parts F, G, H, J and K of R10: what fills a row, and what leaves it out."""

import datetime as dt
from dataclasses import replace
from typing import Any

from app.domain.deals.schedule import inventory as build
from app.domain.findings.dossier import Context, Dossier
from app.domain.flows.records import Flow
from app.domain.notices.records import Notice
from app.domain.third_parties.records import ThirdParty
from app.reporting.snapshot.inventory import collect_inventory
from app.reporting.snapshot.inventory_support import looks_back_to
from tests.domain.deals.builders import TODAY, agreement, approved, context, deal, dossier, notice, segment

CONSENT = agreement(assignment={"rule": "consent", "ref": "14.2", "notice_days": 30})
SPLIT = {"title": "Platform", "shared_with_retained": True}


def data(*held: Dossier, on: Context | None = None, segments: Any = (), **changes: Any) -> Any:
    """The data of R10 of the quiet deal with *changes*, whose perimeter *held* serve."""
    about, sold = on or context(), deal(*segments, **changes)
    return collect_inventory(sold, build(sold, held, about), about)["data"]


def sending(*places: dict[str, Any], **changes: Any) -> Dossier:
    """Paloma with a flow of names to *places*; *changes* are to the flow."""
    flow = {
        "ref": "FL-0001",
        "third_party": "TP-0001",
        "activity": "AC-0001",
        "status": "active",
        "categories": ["user.name"],
        "locations": list(places),
    }
    return replace(dossier(agreement()), flows=(Flow.parse(flow | changes),))


def test_part_f_asks_the_counterparty_by_closing_less_the_notice_of_the_clause() -> None:
    (row,) = [one for one in data(dossier(CONSENT))["required"] if one["of"] == "counterparty"]
    assert {
        name: row[name] for name in ("number", "of", "gate", "notice_days", "due_on", "stands", "late")
    } == {
        "number": "E-001",
        "of": "counterparty",
        "gate": "COUNTERPARTY_CONSENT",
        "notice_days": 30,
        "due_on": "2027-01-30",
        "stands": "Not started",
        "late": False,
    }


def test_part_f_says_who_answers_for_it_that_it_is_late_and_when_it_was_answered() -> None:
    gate = {"gate": "COUNTERPARTY_CONSENT", "owner": "counsel@lumen.example"}
    line = approved("E-001", "agreement", "AG-0001", "ASSIGN_CONSENT", gates=[gate])
    late = data(dossier(CONSENT), closing_on="2026-12-01", items=[line])["required"][0]
    assert (late["owner"], late["late"]) == ("counsel@lumen.example", True)
    answered = line | {
        "consent_status": "received",
        "consent_requested_on": "2026-11-02",
        "consent_received_on": "2026-11-09",
    }
    row = data(dossier(CONSENT), closing_on="2026-12-01", items=[answered])["required"][0]
    assert (row["stands"], row["late"], row["met_on"]) == ("Received", False, "2026-11-09")


def test_part_f_has_the_people_who_must_be_told_and_the_court() -> None:
    on = context(regimes=["GDPR", "US-BK", "US-FTC"])
    rows = data(
        on=on,
        segments=[segment(contract_transfer_consented=False)],
        kind="bankruptcy_363",
        bk_petition_on="2026-10-01",
    )["required"]
    assert {row["of"] for row in rows} >= {"people", "court"}


def test_part_f_is_empty_where_nobody_need_be_asked() -> None:
    rows = data(dossier(agreement()), kind="share_purchase")["required"]
    assert [row for row in rows if row["of"] != "people"] == []
    assert data(segments=[segment(in_perimeter=False)])["required"] == []


def test_part_g_says_what_a_transfer_lacks_and_asks_to_settle_it() -> None:
    (row,) = data(sending({"country": "IN", "kind": "storage"}))["transfers"]
    assert (row["flow"], row["country"], row["regime"], row["sound"]) == ("FL-0001", "IN", "GDPR", False)
    assert row["lacks"] == ["No mechanism is recorded, and no adequacy decision appears to cover it."]
    assert row["action"] == "Settle before closing what is missing."


def test_part_g_asks_for_new_clauses_where_the_exporter_changes_and_not_where_it_stays() -> None:
    recorded = {
        "to_country": "IN",
        "mechanism": "scc",
        "from_regime": "GDPR",
        "tia_on": "2026-06-01",
        "tia_outcome": "acceptable",
    }
    held = sending({"country": "IN", "kind": "storage"}, transfers=[recorded])
    (row,) = data(held)["transfers"]
    assert (row["mechanism"], row["tia_on"], row["sound"]) == ("scc", "2026-06-01", True)
    assert row["action"].startswith("The exporter changes")
    assert data(held, kind="share_purchase")["transfers"][0]["action"] == "None: the exporter stays."


def test_part_g_leaves_out_what_stays_in_the_area_or_outside_the_perimeter() -> None:
    assert data(sending({"country": "ES", "kind": "storage"}))["transfers"] == []
    apart = sending({"country": "IN", "kind": "storage"}, activity="AC-0002")
    assert data(apart, perimeter="part")["transfers"] == []


def test_part_g_judges_by_the_regimes_of_the_deal() -> None:
    held = sending({"country": "IN", "kind": "storage"})
    assert data(held, regimes=["US-FTC"])["transfers"] == []


def test_part_g_begins_with_the_sale_to_a_buyer_in_a_third_country() -> None:
    row = data(buyer_entity=None, buyer_country="IN")["transfers"][0]
    assert (row["flow"], row["lines"], row["country"], row["sound"]) == (None, ["A-001"], "IN", False)


def chained(*links: tuple[str, str]) -> tuple[Dossier, Context]:
    """Paloma of Part E with a register in which each first of *links* uses each second."""
    names = sorted({ref for link in links for ref in link})
    parties = {
        ref: ThirdParty.parse(
            {
                "ref": ref,
                "name": f"Party {ref}",
                "entity": "EN-0002",
                "sub_processors": [{"sub_third_party": sub} for one, sub in links if one == ref],
            }
        )
        for ref in names
    }
    held = replace(dossier(agreement()), third_party=parties["TP-0001"])
    return held, context(third_parties=list(parties.values()))


def test_part_h_follows_the_chain_once_and_out_of_a_circle() -> None:
    held, on = chained(("TP-0001", "TP-0002"), ("TP-0002", "TP-0003"), ("TP-0003", "TP-0001"))
    rows = data(held, on=on)["sub_processors"]
    assert [(row["sub_third_party"], row["via"], row["depth"]) for row in rows] == [
        ("TP-0002", "TP-0001", 1),
        ("TP-0003", "TP-0002", 2),
    ]
    assert rows[0]["lines"] == ["E-001"]


def test_part_h_is_empty_without_sub_processors() -> None:
    assert data(dossier(agreement()))["sub_processors"] == []


def test_part_j_has_agreements_to_split_services_and_data_in_custody() -> None:
    items = [
        approved("E-001", "agreement", "AG-0001", "SPLIT", note="Two accounts from closing."),
        approved("A-001", "segment", "S-001", "CUSTODY_ONLY"),
    ]
    rows = data(dossier(agreement(**SPLIT)), items=items, tsa_until="2027-08-31")["shared"]
    assert [(row["number"], row["sort"], row["segregation"], row["ends_on"]) for row in rows] == [
        (None, "Transitional services", None, "2027-08-31"),
        ("E-001", "Agreement to be split", "Two accounts from closing.", "2027-08-31"),
        ("A-001", "Data in custody", None, "2027-08-31"),
    ]


def test_part_j_names_the_agreement_on_transitional_services_with_its_end() -> None:
    paper = agreement(ref="AG-0002", kind="tsa", title="Services", evergreen=False, expires_on="2027-06-30")
    (row,) = data(dossier(paper))["shared"]
    assert (row["ref"], row["name"], row["ends_on"]) == ("AG-0002", "Services", "2027-06-30")


def test_part_j_is_empty_where_nothing_is_shared() -> None:
    assert data(dossier(agreement()))["shared"] == []


def test_part_k_gives_each_version_of_the_notice_the_days_on_which_it_was_in_effect() -> None:
    versions = [
        notice("NV-0001", transfer=False, effective_on="2020-01-01"),
        notice("NV-0002", effective_on="2024-05-25"),
    ]
    rows = data(on=context(notices=versions))["support"]["notices"]
    shown = [
        (row["ref"], row["effective_on"], row["until"], row["current"], row["announces"]) for row in rows
    ]
    assert shown == [
        ("NV-0001", "2020-01-01", "2024-05-24", False, False),
        ("NV-0002", "2024-05-25", None, True, True),
    ]


def test_part_k_knows_the_notices_of_each_entity_apart() -> None:
    versions = [
        Notice.parse({"ref": "NV-0001", "entity": "EN-0001", "effective_on": "2020-01-01"}),
        Notice.parse({"ref": "NV-0002", "entity": "EN-0002", "effective_on": "2021-01-01"}),
    ]
    rows = data(on=context(notices=versions))["support"]["notices"]
    assert [(row["ref"], row["until"]) for row in rows] == [("NV-0001", None), ("NV-0002", None)]


def test_part_k_lists_incidents_of_thirty_six_months_and_those_still_open() -> None:
    recent = {"title": "Lost laptop", "aware_third_party_on": "2025-02-01", "closed_on": "2025-03-01"}
    spent = {"title": "Old", "aware_third_party_on": "2021-02-01", "closed_on": "2021-03-01"}
    still = {"title": "Open", "aware_third_party_on": "2021-02-01", "notified_sa_on": "2021-02-03"}
    found = data(dossier(agreement(), incidents=[recent, spent, still]))["support"]
    assert [row["name"] for row in found["incidents"]] == ["Open", "Lost laptop"]
    figures = {row["figure"]: (row["count"], row["of"]) for row in found["figures"]}
    assert figures["Incidents reported to a supervisory authority"] == (1, 2)


def test_part_k_counts_opt_outs_in_time_and_overdue_and_names_no_hash() -> None:
    person = "0123456789abcdef"
    requests = [
        {"ref": "PF-0001", "kind": "marketing_optout", "subject_ref": person, "received_on": "2026-10-01",
         "honoured_on": "2026-10-05"},
        {"ref": "PF-0002", "kind": "marketing_optout", "subject_ref": person, "received_on": "2026-10-01"},
    ]  # fmt: skip
    made = data(on=context(preferences=requests))
    counts = {(row["count"], row["of"]) for row in made["support"]["figures"] if ":" in row["figure"]}
    assert counts == {(1, 2)}
    assert person not in str(made)


def test_part_k_says_that_nothing_is_in_the_ledger() -> None:
    figures = data()["support"]["figures"]
    assert {row["count"] for row in figures} == {0}
    assert figures[-1]["figure"] == "Opt-outs, objections and withdrawals in the ledger"


def test_the_look_back_is_thirty_six_months_in_every_year() -> None:
    assert looks_back_to(TODAY) == dt.date(2023, 11, 22)
    assert looks_back_to(dt.date(2024, 2, 29)) == dt.date(2021, 2, 28)
    assert looks_back_to(dt.date(2, 1, 1)) == dt.date.min
