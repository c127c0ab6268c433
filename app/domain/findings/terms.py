"""Vocabulary of findings."""

from app.kernel.words import Term


class Severity(Term):
    """How grave a finding is."""

    CRITICAL = "critical", "Critical", "C"
    HIGH = "high", "High", "H"
    MEDIUM = "medium", "Medium", "M"
    LOW = "low", "Low", "L"
    INFO = "info", "Info", "I"


RANK: dict[Severity, int] = {severity: rank for rank, severity in enumerate(Severity)}
"""Gravest first."""

SLA_DAYS: dict[Severity, int] = {
    Severity.CRITICAL: 7,
    Severity.HIGH: 30,
    Severity.MEDIUM: 90,
    Severity.LOW: 180,
}
"""Days within which a finding should be closed (K10); info has no date."""


FOUR_EYES = frozenset({Severity.CRITICAL, Severity.HIGH})
"""The severities at which a waiver needs a second person."""


class FindingStatus(Term):
    """Where a finding stands."""

    OPEN = "open", "Open"
    WAIVED = "waived", "Waived"
    CLOSED = "closed", "Closed"


class EventKind(Term):
    """What happens to a finding, as its history tells it after the name of who did it."""

    OPENED = "opened", "opened the finding"
    CHANGED = "changed", "changed what it says"
    CLOSED = "closed", "closed the finding: its cause is gone"
    REOPENED = "reopened", "reopened the finding"
    WAIVED = "waived", "let the finding stand"
    ASSIGNED = "assigned", "set the owner"
    COMMENTED = "commented", "commented"
    DUE = "due", "set the due day"
    ASKED = "waiver_asked", "asked for a waiver"
    DECLINED = "waiver_declined", "declined the waiver"
    WITHDRAWN = "waiver_withdrawn", "withdrew the waiver"
