"""R12: where each finding stood at an instant, who did what, and which waivers ran."""

import datetime as dt

import pytest

from tests.reporting import extremes, samples


def at(day, hour=23):
    return {"as_of": dt.datetime(2026, 10, day, hour, tzinfo=dt.UTC), "today": dt.date(2026, 10, day)}


def statuses(snapshot):
    return {row["rule"]: row["status"] for row in snapshot["data"]["findings"]}


def one(snapshot, rule):
    return next(row for row in snapshot["data"]["findings"] if row["rule"] == rule)


def test_findings_stand_where_their_last_event_left_them_gravest_first():
    snapshot = samples.history()

    assert list(statuses(snapshot).items()) == [
        ("AGR-01", "open"),
        ("GOV-01", "waived"),
        ("REC-05", "closed"),
    ]
    assert one(snapshot, "GOV-01")["waived_until"] == "2027-02-01"
    assert (one(snapshot, "REC-05")["closed_on"], one(snapshot, "REC-05")["in_time"]) == ("2026-10-06", True)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (1, {"AGR-01": "open", "GOV-01": "open"}),
        (4, {"AGR-01": "closed", "GOV-01": "open", "REC-05": "open"}),
        (5, {"AGR-01": "closed", "GOV-01": "waived", "REC-05": "open"}),
        (9, {"AGR-01": "open", "GOV-01": "waived", "REC-05": "closed"}),
    ],
)
def test_as_of_shows_what_was_known_then_and_nothing_later(day, expected):
    snapshot = samples.history(**at(day))

    assert statuses(snapshot) == expected
    last = max(event["at"] for row in snapshot["data"]["findings"] for event in row["events"])
    assert last <= snapshot["as_of"]
    assert snapshot["counts"]["shown"] == len(expected)


def test_nothing_is_told_of_what_had_not_happened_yet():
    assert samples.history(**at(1, hour=6))["data"]["findings"] == []


def test_owner_and_due_day_are_those_decided_by_then():
    before, after = one(samples.history(**at(9)), "AGR-01"), one(samples.history(), "AGR-01")

    assert (before["owner"], before["due_on"]) == ("ines@solana.example", "2026-10-16")
    assert (after["opened_on"], after["due_on"]) == ("2026-10-09", "2026-12-24")


def test_history_names_who_and_by_which_operation_oldest_first():
    events = one(samples.history(), "AGR-01")["events"]

    assert [(event["what"], event["by"], event["operation"]) for event in events[:2]] == [
        ("opened", "system", "finding.opened"),
        ("assigned", "ines@solana.example", "finding.assigned"),
    ]
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)


def test_waivers_are_told_with_who_asked_who_approved_and_whether_they_run():
    waivers = samples.history()["data"]["waivers"]

    assert [(row["state"], row["approver"]) for row in waivers] == [
        ("request", None),
        ("runs", "bruno@solana.example"),
        ("withdrawn", "bruno@solana.example"),
    ]


def test_totals_add_up_to_what_is_listed():
    snapshot = samples.history()
    totals = snapshot["data"]["totals"]

    assert sum(row["open"] + row["waived"] + row["closed"] for row in totals) == len(
        snapshot["data"]["findings"]
    )
    assert snapshot["data"]["in_time"] == {"numerator": 3, "denominator": 4}
    assert (snapshot["data"]["open_critical"], snapshot["data"]["oldest_critical_days"]) == (1, 44)


def test_an_empty_register_has_nothing_to_tell():
    data = extremes.empty_findings()["data"]

    assert (data["findings"], data["waivers"], data["rules"]) == ([], [], [])
