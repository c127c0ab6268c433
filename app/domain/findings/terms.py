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


class FindingStatus(Term):
    """Where a finding stands."""

    OPEN = "open", "Open"
    WAIVED = "waived", "Waived"
    CLOSED = "closed", "Closed"
