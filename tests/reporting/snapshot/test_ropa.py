import copy

import pytest

from app.kernel.canonical import canonical
from app.reporting.render.tables.ropa import tables
from app.reporting.render.tables.table import Table
from app.reporting.render.views.ropa import view
from app.reporting.snapshot.ropa import collect_ropa
from tests.reporting import samples, tabled


def sheet(key: str) -> Table:
    """The table of that key of the ordinary record."""
    return next(table for table in tables(tabled.ropa()) if table.key == key)


def cells(key: str, head: str) -> list[object]:
    """A column of a table."""
    found = sheet(key)
    place = [column.head for column in found.columns].index(head)
    return [row[place] for row in found.rows]


def test_the_order_of_reading_does_not_change_the_snapshot() -> None:
    parties = tabled.held(["One", "Two"])
    about = tabled.context(parties, "x")
    one, other = (collect_ropa(given, about, tabled.K13) for given in (parties, parties[::-1]))
    assert canonical(one) == canonical(other)


def test_an_activity_joins_what_it_says_with_what_its_flows_show() -> None:
    row = tabled.ropa()["data"]["activities"][0]
    assert row["categories"] == [
        "user.name",
        "user.contact.email",
        "user.health_and_medical",
        "user.location.precise",
    ]
    assert row["sensitive"] == ["user.health_and_medical", "user.location.precise"]
    assert [one["third_party"] for one in row["third_parties"]] == ["TP-0001", "TP-0002"]
    assert [one["agreements"] for one in row["third_parties"]] == [["AG-0001"], ["AG-0002"]]
    assert sorted({one["country"] for one in row["transfers"]}) == ["GB", "IN", "US"]
    assert row["legal_bases"] == ["A6-1-f"]


def test_each_category_has_its_own_erasure_limit_or_says_that_none_is_recorded() -> None:
    assert cells("retention", "Kept for")[:2] == ["6 years", "not recorded"]


def test_pages_set_the_categories_that_share_a_limit_in_one_row_and_lose_none() -> None:
    snapshot = copy.deepcopy(tabled.ropa())
    kept = snapshot["data"]["activities"][0]["retention"]
    kept.append({**kept[0], "category": "user.location.precise"})
    [printed] = [part.table for part in view(snapshot)["printed"] if part.anchor == "part-retention"]
    rows = [["".join(run.text for run in cell) for cell in row.cells] for row in printed.rows()]
    assert [row[2] for row in rows] == ["Name; Precise location", "E-mail address", "Postal address"]
    assert [row[3] for row in rows] == cells("retention", "Kept for")


def test_an_activity_of_somebody_elses_stands_in_the_processors_part() -> None:
    assert cells("activities", "Activity") == ["AC-0001"]
    assert cells("for_others", "Controller on whose behalf") == ["Veloz Paquetería, S.A."]


def test_what_article_30_asks_for_and_is_empty_is_named() -> None:
    second = tabled.ropa()["data"]["activities"][1]
    assert "the purposes (Art. 30(1)(b))" in second["missing"]
    assert tabled.ropa()["data"]["completeness"] == tabled.K13


def test_flows_that_serve_no_recorded_activity_are_told() -> None:
    assert tabled.ropa()["data"]["unassigned"] == ["FL-0090"]


def test_the_ico_layout_has_its_thirty_columns_in_order() -> None:
    heads = [column.head for column in sheet("ico").columns]
    assert len(heads) == 30
    assert heads[6] == "Link to contract with processor"
    assert heads[16] == "Existence of automated decision-making"
    assert heads[29] == "Reasons for not adhering to retention and erasure policy"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Link to contract with processor", ["AG-0001; AG-0002"]),
        ("Existence of automated decision-making", ["Yes"]),
        ("Link to record of legitimate interests assessment", ["Weighed on 2025-05-05"]),
        ("Data Protection Impact Assessment progress", ["Not recorded"]),
        ("Has a personal data breach occurred?", ["Yes"]),
    ],
)
def test_the_ico_layout_says_what_is_recorded(head: str, expected: list[object]) -> None:
    assert cells("ico", head) == expected


def test_the_cnil_layout_ticks_groups_of_data_and_parts_the_recipients() -> None:
    assert cells("cnil", "Identity") == ["Yes"]
    assert cells("cnil", "Working life") == [None]
    assert cells("cnil", "Other data") == ["Yes"]
    assert cells("cnil", "Processors") == ["Veloz Paquetería; Lark & Finch Mailing"]
    assert cells("cnil", "External organisations") == [None]


def test_an_archived_activity_is_left_out() -> None:
    activity = samples.context().activities["AC-0001"].model_copy(update={"archived": True})
    found = collect_ropa([], samples.context(activities={"AC-0001": activity}), None)
    assert found["data"]["activities"] == []
