"""R2: which flows it tests, what it says of each, and what it rests on."""

import pytest

from app.domain.organisation.records import Organisation
from app.reporting.snapshot.promise import collect_promise
from tests.reporting import extremes, samples


def by_ref(snapshot):
    return {row["ref"]: row for row in snapshot["data"]["flows"]}


def test_each_flow_has_its_result_and_the_figure_counts_active_flows_alone():
    snapshot = samples.promise()

    assert {ref: row["result"] for ref, row in by_ref(snapshot).items()} == {
        "FL-0001": "evidenced",
        "FL-0002": "partly_evidenced",
        "FL-0003": "contradicted",
        "FL-0004": "not_evidenced",
        "FL-0006": "not_evidenced",
    }
    assert [row["ref"] for row in snapshot["data"]["flows"] if not row["active"]] == ["FL-0006"]
    assert snapshot["data"]["kept"] == {"numerator": 1, "denominator": 4}
    assert {tally["key"]: tally["count"] for tally in snapshot["data"]["results"]} == {
        "contradicted": 1, "not_evidenced": 1, "partly_evidenced": 1, "evidenced": 1,
    }  # fmt: skip


def test_limbs_are_counted_over_the_active_flows():
    totals = {row["limb"]: row for row in samples.promise()["data"]["limbs"]}

    assert list(totals) == ["agreed", "before", "party", "all", "only", "kept"]
    assert {row["shown"] + row["not_shown"] + row["contradicted"] for row in totals.values()} == {4}
    assert totals["agreed"]["not_shown"] == 1
    assert totals["only"]["contradicted"] == 1


def test_days_without_an_agreement_are_told_with_their_first_and_last():
    row = by_ref(samples.promise())["FL-0002"]

    assert row["gaps"] == [{"first": "2024-11-01", "last": "2024-12-31", "days": 61}]
    assert row["gap_days"] == 61


def test_evidence_is_numbered_and_quotes_only_what_limbs_look_at():
    evidence = {row["ref"]: row for row in samples.promise()["data"]["evidence"]}

    assert [row["number"] for row in evidence.values()] == [1, 2, 3]
    assert evidence["AG-0001"]["flows"] == ["FL-0001"]
    assert evidence["AG-0001"]["document"] == "ab" * 32
    quoted = {one["clause"]: one["quote"] for one in evidence["AG-0001"]["clauses"]}
    assert quoted == dict.fromkeys(samples.CONFIDENTIALITY, "Delivery addresses")


def test_a_quote_beside_a_clause_that_nobody_assessed_is_no_evidence():
    proposed = samples.agreement(
        1,
        "TP-0001",
        ["FL-0001"],
        kind="nda",
        clauses=samples.read(*samples.CONFIDENTIALITY, state="not_assessed"),
    )
    dossier = samples.promise_dossiers()[0]
    snapshot = collect_promise(
        [type(dossier)(dossier.third_party, (proposed,), dossier.flows)], samples.context()
    )

    assert [row["clauses"] for row in snapshot["data"]["evidence"]] == [[]]
    assert by_ref(snapshot)["FL-0001"]["result"] == "partly_evidenced"


@pytest.mark.parametrize(("scope", "expected"), [("all", 5), ("aggregate", 0)])
def test_only_flows_in_the_scope_are_tested(scope, expected):
    organisation = Organisation.parse({"promise_scope": scope})
    snapshot = samples.promise(organisation=organisation)

    assert len(snapshot["data"]["flows"]) == snapshot["counts"]["shown"] == expected
    assert snapshot["data"]["scope"] == organisation.promise_scope.value


def test_an_empty_register_has_nothing_to_measure():
    data = extremes.empty_promise()["data"]

    assert (data["kept"], data["flows"], data["evidence"]) == ({"numerator": 0, "denominator": 0}, [], [])
