"""R4: the effective state of each clause, the matrices, and what ends soon."""

from app.domain.findings import kpis
from app.reporting.render.views.clauses import view
from tests.reporting import extremes, samples


def agreements(snapshot):
    return {row["ref"]: row for row in snapshot["data"]["agreements"]}


def cells(snapshot, ref):
    return {cell["key"]: cell for cell in agreements(snapshot)[ref]["clauses"]}


def test_an_amendment_in_force_is_read_with_what_it_amends():
    snapshot = samples.clauses()

    assert set(agreements(snapshot)) == {"AG-0001", "AG-0003"}
    assert agreements(snapshot)["AG-0001"]["amended_by"] == ["AG-0002"]
    audit = cells(snapshot, "AG-0001")["g28.h_audit"]
    assert (audit["state"], audit["agreement"], audit["quote"]) == (
        "present",
        "AG-0002",
        "Audits once a year.",
    )
    security = cells(snapshot, "AG-0001")["g28.c_security"]
    assert (security["agreement"], security["ref"]) == ("AG-0001", "Data processing terms")
    assert snapshot["counts"] == {"shown": 3, "total": 3, "of": "agreements"}


def test_what_nobody_assessed_has_a_state_and_nothing_else():
    unread = cells(samples.clauses(), "AG-0003")["conf.definition"]

    assert unread.pop("key") == "conf.definition"
    assert unread.pop("state") == "not_assessed"
    assert set(unread.values()) == {None}


def test_a_matrix_has_a_line_for_each_agreement_asked_and_a_column_for_each_clause_asked():
    snapshot = samples.clauses()
    families = {family["family"]: family for family in snapshot["data"]["families"]}

    assert set(families) == {"g28", "conf"}
    assert families["g28"]["agreements"] == ["AG-0001"]
    assert len(families["g28"]["columns"]) == 21
    assert len(families["conf"]["columns"]) == 23
    for family, table in view(snapshot)["matrices"]:
        rows = list(table.rows())
        assert len(rows) == table.count == len(family["agreements"])
        assert {len(row.cells) for row in rows} == {len(table.columns)} == {1 + len(family["columns"])}


def test_the_figure_is_that_of_the_key_figures():
    held = samples.clause_dossiers()
    expected = next(kpi for kpi in kpis.evaluate(held, samples.context(), []) if kpi.id == "K2")

    assert samples.clauses()["data"]["completeness"] == {
        "numerator": expected.numerator,
        "denominator": expected.denominator,
    }


def test_ends_and_days_for_notice_come_by_horizon():
    ends = {row["ref"]: row for row in samples.clauses()["data"]["ending"]}

    assert {ref: (row["on"], row["days"], row["horizon"], row["renews"]) for ref, row in ends.items()} == {
        "AG-0001": ("2026-12-10", 18, 30, False),
        "AG-0003": ("2027-01-31", 70, 30, True),
    }
    assert (ends["AG-0003"]["notice_by"], ends["AG-0003"]["notice_days"]) == ("2026-12-02", 10)
    assert {row["decided"] for row in ends.values()} == {False}


def test_readings_by_one_person_are_counted():
    assert {ref: row["alone"] for ref, row in agreements(samples.clauses()).items()} == {
        "AG-0001": 2,
        "AG-0003": 0,
    }


def test_an_empty_register_has_nothing_to_measure():
    data = extremes.empty_clauses()["data"]

    assert data["completeness"] == {"numerator": 0, "denominator": 0}
    assert (data["ending"], data["families"], data["agreements"]) == ([], [], [])


def test_unread_clauses_are_named_by_their_numbers_in_ranges():
    rows = list(view(samples.clauses())["open"].rows())
    unread = [row for row in rows if row.label.endswith("not assessed")]

    assert ["".join(run.text for run in row.cells[3]) for row in unread] == [
        "Confidentiality: 1–23",
        "GDPR Article 28: 1–7, 9–13, 15–21",
    ]
    assert view(samples.clauses())["open"].count == len(rows)
