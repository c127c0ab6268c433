"""R5: practice against the notice in effect."""

import json

from app.kernel.canonical import canonical
from app.reporting import press
from app.reporting.render.html import source
from app.reporting.render.tables import TABLES
from app.reporting.snapshot.notice import collect_notice
from tests.reporting import rights, samples


def test_the_order_of_reading_does_not_change_the_snapshot() -> None:
    held = rights.linked(samples.dossiers())
    forward = collect_notice(held, rights.about(), rights.findings(), people=samples.PEOPLE)
    backward = collect_notice(held[::-1], rights.about(), rights.findings()[::-1], people=samples.PEOPLE)
    assert canonical(forward) == canonical(backward)


def test_only_findings_on_the_notice_are_in_it() -> None:
    assert [row["rule"] for row in rights.notice()["data"]["findings"]] == ["NOT-05", "NOT-10"]


def test_flows_are_counted_by_how_clearly_they_are_covered() -> None:
    data = rights.notice()["data"]
    counts = {tally["key"]: tally["count"] for tally in data["coverage"]}
    assert sum(counts.values()) == data["flows"] == 4
    assert counts["none"] == sum(
        any(cell["coverage"] == "none" for cell in row["cells"]) for row in data["recipients"]
    )


def test_a_cell_is_as_clear_as_the_vaguer_of_purpose_and_recipient() -> None:
    rank = ["none", "arguable", "express"].index
    for row in rights.notice()["data"]["recipients"]:
        for cell in row["cells"]:
            assert cell["coverage"] == min(cell["stated"], cell["recipient"], key=rank)
        assert row["coverage"] == min((cell["coverage"] for cell in row["cells"]), key=rank)


def test_a_link_says_by_whom_and_whether_it_still_holds() -> None:
    links = rights.notice()["data"]["recipients"][0]["links"]
    assert [
        (link["code"], link["strength"], link["by"], link["on"], link["holds"]) for link in links[:2]
    ] == [
        ("G2", "express", "ines@solana.example", "2026-03-01", True),
        ("G9", "arguable", None, None, False),
    ]


def test_contradictions_and_what_nothing_rests_on_are_named() -> None:
    data = rights.notice()["data"]
    assert [row["code"] for row in data["contradictions"]] == ["A4"]
    assert "A4" in [row["code"] for row in data["unused"]]
    assert "G2" not in [row["code"] for row in data["unused"]]


def test_what_the_notice_lacks_has_a_cure_and_what_it_says_has_none() -> None:
    rows = {row["key"]: row for row in rights.notice()["data"]["statements"]}
    assert (rows["cookies"]["words"], rows["cookies"]["basis"], rows["cookies"]["note"]) == (
        "Partly stated",
        "reading",
        "Pixels are not named.",
    )
    assert rows["cookies"]["cure"] is not None
    assert (rows["rights"]["gap"], rows["rights"]["cure"]) == (False, None)
    assert (rows["retention"]["words"], rows["retention"]["gap"]) == ("Appears not stated", True)
    assert rows["effective_date"]["basis"] == "record"


def test_every_sentence_is_in_it_with_what_it_provides() -> None:
    rows = rights.notice()["data"]["sentences"]
    assert [(row["number"], [one["code"] for one in row["provisions"]]) for row in rows] == [
        (1, []),
        (2, ["P1"]),
        (3, ["G2"]),
        (4, ["A4"]),
        (5, ["PR5"]),
    ]


def test_without_a_notice_nothing_is_set_forth() -> None:
    data = collect_notice(samples.dossiers(), samples.context(), [])["data"]
    assert data["notice"] is None
    assert {tally["key"] for tally in data["coverage"]} == {"none"}
    assert data["statements"] == []


def test_the_empty_report_says_of_each_part_that_there_is_nothing() -> None:
    snapshot = rights.empty_notice()
    page = source(snapshot, samples.seal(snapshot), contents=False).html
    for words in (
        "No version of the notice is recorded",
        "No finding on the notice is open.",
        "No purpose of an active flow is recorded.",
        "No data flow to anybody, as far as is recorded.",
        "Without a notice there is nothing to read.",
        "The text of the notice is not recorded.",
    ):
        assert words in page


def test_tables_and_renderings_come_from_the_snapshot_alone() -> None:
    snapshot = json.loads(json.dumps(rights.notice()))
    made = {table.key: table for table in TABLES["notice"](snapshot)}
    assert {len(row) for table in made.values() for row in table.rows} <= {3, 5, 6, 7, 8, 16}
    assert all(len(row) == len(table.columns) for table in made.values() for row in table.rows)
    assert [row[0] for row in made["contradictions"].rows] == ["A4"]
    assert press.render("notice", snapshot, samples.seal(snapshot), "xlsx")[:2] == b"PK"
