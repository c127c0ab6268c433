from typing import Any

from app.reporting.render.views.board import headline
from app.reporting.snapshot.board import collect_board
from tests.reporting import extremes, samples


def of(*findings: Any) -> str:
    """The headline over *findings*."""
    return headline(collect_board([], [], findings, samples.context()))


def test_nothing_open_is_said_first() -> None:
    assert headline(extremes.empty_board()) == "No finding is open."


def test_criticals_lead_with_age_and_those_that_nobody_owns() -> None:
    assert headline(samples.board()) == (
        "2 critical findings are open, the oldest for 20 days; 1 without an owner. 4 decisions are asked of the board."
    )


def test_one_critical_of_today_with_an_owner() -> None:
    one = samples.finding(
        "AGR-01", "critical", "FL-0001", None, opened_on="2026-11-22", owner="ines@solana.example"
    )
    assert of(one) == "1 critical finding is open. 1 decision is asked of the board."


def test_without_criticals_the_others_are_counted() -> None:
    assert of(samples.finding("GOV-01", "medium", "TP-0001", None)) == (
        "No critical finding is open; 1 other to be cured in time."
    )
