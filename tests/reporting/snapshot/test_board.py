from app.kernel.canonical import canonical
from app.reporting.snapshot.board import collect_board
from tests.reporting import extremes, samples


def test_the_order_of_reading_does_not_change_the_snapshot() -> None:
    known = {d.third_party.ref: d.third_party for d in samples.dossiers()}
    context = samples.context(third_parties=known)
    backward = collect_board(
        samples.dossiers()[::-1],
        samples.kpis()[::-1],
        samples.findings()[::-1],
        context,
        people=samples.PEOPLE,
    )
    assert canonical(backward) == canonical(samples.board())


def test_the_figures_of_the_report_before_stand_beside_those_of_now() -> None:
    before = samples.board()
    before["as_of"] = "2026-10-31T22:59:59.999999Z"
    before["data"]["kpis"][0]["numerator"] = 1
    data = samples.board(before)["data"]
    assert data["compared_with"] == "2026-10-31T22:59:59.999999Z"
    assert data["kpis"][0]["before"] == {"numerator": 1, "denominator": 4}


def test_a_first_report_compares_with_nothing() -> None:
    data = samples.board()["data"]
    assert data["compared_with"] is None
    assert [kpi["before"] for kpi in data["kpis"]] == [None] * 6
    assert data["severities_before"] is None


def test_the_board_sees_its_six_figures_in_order_and_the_others_after_them() -> None:
    more = [{"id": "K2", "name": "Clause completeness", "numerator": 1, "denominator": 2, "parts": {}}]
    data = collect_board([], [*more, *samples.kpis()[::-1]], [], samples.context())["data"]
    assert [kpi["id"] for kpi in data["kpis"]] == ["K1", "K3", "K4", "K5", "K7", "K10"]
    assert [kpi["id"] for kpi in data["further"]] == ["K2", "K11"]


def test_a_figure_is_followed_from_report_to_report() -> None:
    data = samples.later_board()["data"]
    assert [(past["as_of"][:10], past["numerator"]) for past in data["kpis"][0]["history"]] == [
        ("2026-11-22", 2),
        ("2026-10-31", 1),
    ]
    assert data["severities_before"] == [{"key": "critical", "count": 4}]


def test_only_the_last_eleven_earlier_figures_are_kept() -> None:
    report = None
    for _ in range(14):
        report = samples.board(report)
    assert report is not None
    assert len(report["data"]["kpis"][0]["history"]) == 11


def test_a_report_of_an_earlier_form_can_be_compared_with() -> None:
    before = samples.board()
    del before["data"]["further"], before["data"]["kpis"][0]["history"]
    data = samples.board(before)["data"]
    assert [len(kpi["history"]) for kpi in data["kpis"][:2]] == [1, 1]
    assert data["further"][0]["before"] is None


def test_findings_stand_gravest_first_with_age_and_due_day() -> None:
    rows = samples.board()["data"]["findings"]
    assert [(row["rule"], row["age_days"], row["overdue"]) for row in rows] == [
        ("AGR-01", 20, True),
        ("NOT-05", 4, False),
        ("AGR-02", 52, True),
        ("GOV-01", 52, False),
        ("REC-05", 2, False),
    ]


def test_findings_name_their_object_and_third_party() -> None:
    first = samples.board()["data"]["findings"][0]
    assert (first["object"], first["object_name"], first["third_party_name"]) == (
        "FL-0005",
        "Site statistics",
        "Mirador Analytics",
    )


def test_agreements_that_ask_for_a_decision_are_those_that_flows_rest_on() -> None:
    rows = samples.board()["data"]["agreements"]
    assert [(row["ref"], row["state"]) for row in rows] == [
        ("AG-0003", "expired"),
        ("AG-0001", "renewal_due"),
    ]


def test_decisions_follow_from_what_is_open() -> None:
    decisions = samples.board()["data"]["decisions"]
    assert [(decision["ask"][:30], decision["refs"]) for decision in decisions] == [
        ("2 critical findings are open. ", ["FL-0005"]),
        ("1 high finding past the due da", ["TP-0002"]),
        ("1 critical or high finding wit", ["FL-0005"]),
        ("2 agreements that active flows", ["AG-0003", "AG-0001"]),
    ]


def test_nothing_open_asks_for_nothing() -> None:
    assert extremes.empty_board()["data"]["decisions"] == []
