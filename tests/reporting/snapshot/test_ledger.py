"""R8: opt-outs honoured and passed on, disclosures with their approval, and no hash of anybody."""

import json

from app.kernel.canonical import canonical
from app.reporting import press
from app.reporting.render.html import source
from app.reporting.render.tables import TABLES
from app.reporting.snapshot.ledger import collect_ledger
from tests.reporting import rights, samples


def test_the_order_of_reading_does_not_change_the_snapshot() -> None:
    forward = rights.ledger()
    backward = collect_ledger(
        samples.dossiers()[::-1],
        rights.K9,
        rights.about(preferences=rights.preferences()[::-1], disclosures=rights.disclosures()[::-1]),
        rights.findings()[::-1],
        people=samples.PEOPLE,
    )
    assert canonical(forward) == canonical(backward)


def test_no_hash_of_a_person_is_in_it() -> None:
    text = json.dumps(rights.ledger())
    assert "ab" * 32 not in text
    assert "cd" * 32 not in text


def test_each_opt_out_says_whether_it_was_honoured_and_passed_on_in_time() -> None:
    rows = {row["ref"]: row for row in rights.ledger()["data"]["opt_outs"]}
    assert (rows["PF-0001"]["due_on"], rows["PF-0001"]["days"], rows["PF-0001"]["late"]) == (
        "2026-09-15",
        1,
        False,
    )
    assert (rows["PF-0001"]["confirmed"], rows["PF-0001"]["confirmed_late"]) == (1, 1)
    assert (rows["PF-0002"]["honoured_on"], rows["PF-0002"]["late"], rows["PF-0002"]["overdue"]) == (
        None,
        True,
        1,
    )
    assert (rows["PF-0003"]["late"], rows["PF-0003"]["erased_on"]) == (False, "2026-11-20")
    assert (rows["PF-0004"]["due_on"], rows["PF-0004"]["days"], rows["PF-0004"]["late"]) == (
        None,
        None,
        False,
    )


def test_holidays_move_the_due_day() -> None:
    organisation = samples.context().organisation.model_copy(
        update={"holidays": [samples.dt.date(2026, 9, 8)]}
    )
    rows = rights.ledger(organisation=organisation)["data"]["opt_outs"]
    assert next(row["due_on"] for row in rows if row["ref"] == "PF-0001") == "2026-09-16"


def test_those_who_market_are_added_up() -> None:
    assert rights.ledger()["data"]["marketers"] == [
        {
            "ref": "TP-0002",
            "name": "Lark & Finch Mailing",
            "requests": 3,
            "told": 1,
            "confirmed": 1,
            "late": 1,
            "overdue": 1,
        }
    ]


def test_what_is_missing_of_a_disclosure_is_named_and_a_refusal_needs_no_scope() -> None:
    rows = {row["ref"]: row["missing"] for row in rights.ledger()["data"]["disclosures"]}
    assert rows == {"DC-0001": [], "DC-0002": ["approver", "scope"], "DC-0003": []}


def test_only_findings_on_the_ledgers_are_in_it() -> None:
    assert [row["rule"] for row in rights.ledger()["data"]["findings"]] == ["DSC-01", "RTS-01"]


def test_nothing_due_is_not_applicable_rather_than_all() -> None:
    snapshot = collect_ledger(
        [], [{"id": "K9", "numerator": 0, "denominator": 0, "parts": {}}], samples.context(), []
    )
    page = source(snapshot, samples.seal(snapshot), contents=False).html
    assert "none fell due in the last 12 months" in page
    for words in (
        "Nothing is recorded in either ledger.",
        "No opt-out, objection or withdrawal is recorded.",
        "Nobody has to be told",
        "No disclosure is recorded.",
    ):
        assert words in page


def test_tables_and_renderings_come_from_the_snapshot_alone() -> None:
    snapshot = json.loads(json.dumps(rights.ledger()))
    made = {table.key: table for table in TABLES["ledger"](snapshot)}
    assert all(len(row) == len(table.columns) for table in made.values() for row in table.rows)
    assert list(made) == ["opt_outs", "tellings", "marketers", "disclosures", "findings"]
    assert press.render("ledger", snapshot, samples.seal(snapshot), "xlsx")[:2] == b"PK"
