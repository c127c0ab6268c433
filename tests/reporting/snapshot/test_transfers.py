import datetime as dt
from typing import Any

from app.domain.findings.dossier import Dossier
from app.kernel.canonical import canonical
from app.reporting.snapshot.schema.transfers import TransferRow
from app.reporting.snapshot.transfers import collect_transfers
from tests.reporting import samples, tabled


def rows(**transfer: Any) -> list[TransferRow]:
    """The transfers of one flow to the United States, recorded as *transfer*; the recipient is not on the list."""
    flow = samples.flow(
        1,
        "TP-0001",
        locations=[{"country": "US", "kind": "storage"}],
        transfers=[{"to_country": "US", **transfer}] if transfer else [],
    )
    papers = (samples.agreement(1, "TP-0001", ["FL-0001"], kind="scc_m2"),)
    found = collect_transfers([Dossier(samples.third_party(1), papers, (flow,))], samples.context())
    made: list[TransferRow] = found["data"]["transfers"]
    return made


def test_the_order_of_reading_does_not_change_the_snapshot() -> None:
    parties = tabled.held(["One", "Two"])
    about = tabled.context(parties, "x")
    assert canonical(collect_transfers(parties, about)) == canonical(collect_transfers(parties[::-1], about))


def test_those_that_do_not_hold_stand_first_and_are_counted_as_k5_does() -> None:
    data = tabled.transfers()["data"]
    assert [row["sound"] for row in data["transfers"]] == [False, False, True, True, True, True]
    assert data["coverage"] == {"numerator": 4, "denominator": 6}


def test_a_transfer_without_ground_says_so() -> None:
    (row,) = rows()
    assert (row["sound"], row["mechanism"], row["adequacy"], row["lapse"]) == (False, None, None, None)
    assert row["lacks"] == ["No mechanism is recorded, and no adequacy decision appears to cover it."]


def test_a_framework_without_membership_says_so_and_names_the_fallback() -> None:
    (row,) = rows(mechanism="adequacy_dpf")
    assert row["lacks"] == ["Active membership of the framework, seen within 180 days, is not recorded."]
    assert row["fallback"] == ["AG-0001"]


def test_clauses_need_an_assessment_of_the_last_two_years_and_an_agreement_in_force() -> None:
    (row,) = rows(mechanism="scc", tia_on="2024-01-01", doc_agreement="AG-0077")
    assert row["lacks"] == [
        "No transfer assessment of the last 730 days is recorded.",
        "The agreement named, AG-0077, is not in force as recorded.",
    ]


def test_an_assessment_that_ended_badly_does_not_carry() -> None:
    (row,) = rows(mechanism="scc", tia_on="2026-01-01", tia_outcome="not_acceptable")
    assert row["lacks"] == ["The assessment ended as not acceptable."]


def test_what_lapses_first_is_named() -> None:
    (row,) = rows(mechanism="scc", tia_on="2026-01-01", tia_outcome="acceptable", doc_agreement="AG-0001")
    assert (row["sound"], row["lacks"]) == (True, [])
    assert row["lapse"] == {"on": "2027-12-31", "what": "agreement AG-0001"}


def test_an_adequacy_row_comes_with_its_dates_and_its_source() -> None:
    found = {row["key"]: row for row in tabled.transfers()["data"]["adequacy"]}
    assert (found["EU-GB-2025"]["valid_from"], found["EU-GB-2025"]["valid_to"]) == (
        "2025-12-19",
        "2031-12-27",
    )
    assert found["EU-US-DPF"]["confirmed"] is True
    assert "2023/1795" in found["EU-US-DPF"]["source"]


def test_flows_without_a_place_are_told_apart_from_those_that_stay() -> None:
    data = tabled.transfers()["data"]
    assert [row["flow"] for row in data["unplaced"]] == ["FL-0090"]
    assert data["inside"] == 1


def test_sub_processors_abroad_need_a_mechanism_where_no_row_covers_their_country() -> None:
    assert [(row["country"], row["needs"]) for row in tabled.transfers()["data"]["onward"]] == [
        ("IN", True)
    ] * 2


def test_a_date_at_the_end_of_the_calendar_does_not_break_it() -> None:
    (row,) = rows(mechanism="scc", tia_on=dt.date.max.isoformat())
    assert row["lapse"] is not None
