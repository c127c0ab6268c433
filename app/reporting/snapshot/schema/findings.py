"""Findings as several kinds of report list them."""

from typing_extensions import TypedDict


class FindingRow(TypedDict):
    """An open finding; ``age_days`` counts from the day it was opened to the rules' today."""

    rule: str
    severity: str
    object: str
    object_name: str | None
    key: str
    third_party: str | None
    third_party_name: str | None
    title: str
    message: str
    remedy: str
    citation: str
    opened_on: str | None
    age_days: int | None
    due_on: str | None
    overdue: bool
    owner: str | None
