"""Moving the demo to another day."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from app import demo
from app.demo.dates import shift_dates


def dates_in(value: Any, path: str = "") -> Iterator[tuple[str, dt.date]]:
    """Every value that reads as a date, by its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from dates_in(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from dates_in(inner, f"{path}/{place}")
    elif isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        yield path, dt.date.fromisoformat(value)


@pytest.mark.parametrize("days", [-1, 0, 21, 365])
def test_every_date_moves_by_the_same_days_and_nothing_else_changes(days: int) -> None:
    written = demo.register()
    moved = shift_dates(written, demo.ANCHOR + dt.timedelta(days=days))
    before, after = dict(dates_in(written)), dict(dates_in(moved))
    assert len(before) > 300
    assert after == {path: day + dt.timedelta(days=days) for path, day in before.items()}
    assert shift_dates(moved, demo.ANCHOR, anchor=demo.ANCHOR + dt.timedelta(days=days)) == written


def test_the_register_as_written_stays_as_it_is() -> None:
    written = demo.register()
    shift_dates(written, dt.date(2030, 1, 1))
    assert written == demo.register()


def test_the_instant_of_an_override_moves_and_keeps_its_time() -> None:
    override = {
        "by": "beatriz.alemany@joyeria-lumen.example",
        "at": "2026-10-30T16:05:00Z",
        "reason": "Agreed.",
    }
    item = {"type": "segment", "ref": "S-001", "override": override}
    written = demo.register()
    written["deals"][0]["items"] = [item]
    moved = shift_dates(written, demo.ANCHOR + dt.timedelta(days=3))
    assert moved["deals"][0]["items"][0]["override"]["at"] == "2026-11-02T16:05:00Z"
