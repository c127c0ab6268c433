import json
from typing import Any

from app.domain.findings.dossier import Dossier
from app.kernel.canonical import canonical
from app.reporting.snapshot.register import collect_register
from tests.reporting import samples


def row(*dossiers: Dossier, findings: Any = (), ref: str = "TP-0001") -> dict[str, Any]:
    """The row of the third party *ref* in the register of *dossiers*."""
    snapshot = collect_register(dossiers, samples.context(), findings)
    return next(row for row in snapshot["data"]["third_parties"] if row["ref"] == ref)


def leaves(value: Any) -> list[Any]:
    """Everything in *value* that is no container."""
    if isinstance(value, dict):
        return [leaf for entry in value.values() for leaf in leaves(entry)]
    if isinstance(value, list):
        return [leaf for entry in value for leaf in leaves(entry)]
    return [value]


def test_the_order_of_reading_does_not_change_the_snapshot() -> None:
    forward = collect_register(samples.dossiers(), samples.context(), samples.findings())
    backward = collect_register(samples.dossiers()[::-1], samples.context(), samples.findings()[::-1])
    assert canonical(forward) == canonical(backward)


def test_a_snapshot_holds_json_types_and_no_floats() -> None:
    snapshot = samples.register()
    assert json.loads(json.dumps(snapshot)) == snapshot
    assert {type(leaf) for leaf in leaves(snapshot)} <= {str, int, bool, type(None)}


def test_the_head_names_organisation_instant_day_and_regimes() -> None:
    head = {key: value for key, value in samples.register().items() if key not in {"data", "labels"}}
    assert head == {
        "format": "custodia-report",
        "version": 1,
        "kind": "register",
        "title": "Register of third parties",
        "language": "en",
        "organisation": {
            "ref": "EN-0001",
            "name": "Orfebrería Solana, S.L.",
            "country": "ES",
            "time_zone": "Europe/Madrid",
        },
        "as_of": "2026-11-22T22:59:59.999999Z",
        "on": "2026-11-22",
        "regimes": ["GDPR", "US-FTC", "ES"],
        "regimes_off": ["UK", "CCPA", "US-BK", "US-states", "CA-PIPEDA", "CA-QC", "BR", "DE-DSK", "MX"],
        "parameters": {},
        "counts": {"shown": 6, "total": 6, "of": "third parties"},
    }


def test_every_key_has_its_words() -> None:
    snapshot = samples.register()
    labels = snapshot["labels"]
    found = row(*samples.dossiers(), findings=samples.findings(), ref="TP-0002")
    assert [labels["purpose"][key] for key in found["purposes"]] == [
        "Newsletter and offers by e-mail",
        "Learn preferences",
    ]
    assert labels["role"][found["role"]] == "Processor"
    assert labels["person"]["ines@solana.example"] == "Inés Robledo"
    assert [labels["country"][country["code"]] for country in found["countries"]] == [
        "India",
        "United States",
    ]


def test_ended_flows_are_counted_but_their_data_are_not_listed() -> None:
    held = samples.dossiers()[5]
    found = row(held, ref="TP-0006")
    assert found["flows"] == [{"key": "ended", "count": 1}]
    assert (found["purposes"], found["categories"], found["countries"]) == ([], [], [])


def test_a_flow_marked_active_that_has_ended_counts_as_ended() -> None:
    over = Dossier(samples.third_party(1), (), (samples.flow(1, "TP-0001", ended_on="2026-01-01"),))
    assert row(over)["flows"] == [{"key": "ended", "count": 1}]


def test_the_summary_names_the_flows_without_an_agreement_in_force() -> None:
    bare = Dossier(
        samples.third_party(1),
        (samples.agreement(1, "TP-0001", ["FL-0001"]),),
        (samples.flow(1, "TP-0001"), samples.flow(2, "TP-0001")),
    )
    assert row(bare)["summary"] == (
        "2 active flows of personal data; no agreement in force is recorded for FL-0002."
    )


def test_the_summary_of_covered_flows_says_so() -> None:
    assert row(samples.dossiers()[0])["summary"] == (
        "1 active flow of personal data; an agreement in force is recorded for it."
    )


def test_who_left_and_still_holds_data_is_said_to() -> None:
    assert row(samples.dossiers()[5], ref="TP-0006")["summary"] == (
        "No active flow is recorded. Still holds data, as recorded."
    )


def test_an_agreement_long_dead_is_left_out_and_one_relied_on_is_not() -> None:
    ended = {"terminated_on": "2025-06-30"}
    dead = samples.agreement(1, "TP-0001", [], **ended)
    relied_on = samples.agreement(2, "TP-0001", ["FL-0001"], **ended)
    found = row(Dossier(samples.third_party(1), (dead, relied_on), (samples.flow(1, "TP-0001"),)))
    assert [(agr["ref"], agr["state"], agr["ends_on"]) for agr in found["agreements"]] == [
        ("AG-0002", "terminated", "2025-06-29")
    ]


def test_a_category_is_sensitive_by_itself_or_by_a_broader_one() -> None:
    held = Dossier(
        samples.third_party(1),
        (),
        (samples.flow(1, "TP-0001", categories=["user.name", "user.government_id.passport_number"]),),
    )
    assert row(held)["sensitive"] == ["user.government_id.passport_number"]


def test_a_review_without_a_date_is_overdue_only_for_the_active() -> None:
    active = Dossier(samples.third_party(1, next_review_on=None))
    prospect = Dossier(samples.third_party(2, next_review_on=None, status="prospective"))
    assert row(active)["review_overdue"] is True
    assert row(prospect, ref="TP-0002")["review_overdue"] is False


def test_open_findings_are_counted_gravest_first() -> None:
    found = row(*samples.dossiers(), findings=samples.findings(), ref="TP-0002")
    assert found["findings"] == [{"key": "high", "count": 1}, {"key": "medium", "count": 1}]


def test_the_totals_divide_the_third_parties() -> None:
    totals = samples.register()["data"]["totals"]
    assert totals["role"] == [
        {"key": "processor", "count": 3},
        {"key": "third_party", "count": 1},
        {"key": "independent_controller", "count": 2},
    ]
    assert totals["severity"] == [
        {"key": "critical", "count": 2},
        {"key": "high", "count": 1},
        {"key": "medium", "count": 1},
        {"key": "low", "count": 1},
    ]
