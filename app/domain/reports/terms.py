"""Vocabulary of reports."""

from app.kernel.words import Term


class ReportKind(Term):
    """What a report is, by the name that the command line uses."""

    BOARD = "board", "Executive audit report"
    PROMISE = "promise", "Confidentiality promise"
    REGISTER = "register", "Processor register"
    CLAUSES = "clauses", "Agreements and clauses"
    NOTICE = "notice", "Notice conformity"
    TRANSFERS = "transfers", "International transfers"
    ROPA = "ropa", "Record of processing activities"
    LEDGER = "ledger", "Opt-outs and disclosures"
    VENDOR = "vendor", "Vendor file"
    INVENTORY = "inventory", "Transfer inventory"
    COMPARISON = "comparison", "Comparison"
    FINDINGS = "findings", "Findings and trail"


CODES = {kind: f"R{number}" for number, kind in enumerate(ReportKind, 1)}
"""The numbers under which the kinds are known in the report catalogue."""


class RequestState(Term):
    """Where a request for a report stands."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Being made"
    DONE = "done", "Issued"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    DISMISSED = "dismissed", "Dismissed"


class Format(Term):
    """A rendering's format, by its file extension."""

    PDF = "pdf", "PDF"
    XLSX = "xlsx", "Excel"
    DOCX = "docx", "Word"
    JSON = "json", "JSON"
