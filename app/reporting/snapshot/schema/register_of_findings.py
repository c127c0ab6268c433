"""The data of R12."""

from typing_extensions import TypedDict

from app.reporting.snapshot.schema.board import Fraction
from app.reporting.snapshot.schema.findings import FindingRow
from app.reporting.snapshot.schema.frame import Tally


class EventRow(TypedDict):
    """What happened to a finding, when, by whom, and by which operation of the trail."""

    at: str
    what: str
    by: str
    operation: str
    note: str | None


class WaiverRow(TypedDict):
    """A waiver of a finding; ``state`` is request, runs, ended or withdrawn."""

    rule: str
    object: str
    object_name: str | None
    key: str
    reason: str
    requested_by: str | None
    approver: str | None
    granted_on: str | None
    expires_on: str
    state: str


class HistoryRow(FindingRow):
    """A finding with where it stands at the instant, and its history up to then, oldest first."""

    status: str
    closed_on: str | None
    in_time: bool | None
    waived_until: str | None
    events: list[EventRow]


class StatusTally(TypedDict):
    """How many findings of a severity stand where."""

    severity: str
    open: int
    waived: int
    closed: int


class FindingsData(TypedDict):
    """R12: every finding that ever was up to the instant, with its history, and every waiver."""

    in_time: Fraction
    open_critical: int
    oldest_critical_days: int
    totals: list[StatusTally]
    rules: list[Tally]
    findings: list[HistoryRow]
    waivers: list[WaiverRow]
