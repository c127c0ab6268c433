"""Vocabulary of reports."""

from app.kernel.words import Term


class ReportKind(Term):
    """What a report is, by the name that the command line uses."""

    BOARD = "board", "Executive audit report"
    REGISTER = "register", "Processor register"
    INVENTORY = "inventory", "Transfer inventory"


CODES = {ReportKind.BOARD: "R1", ReportKind.REGISTER: "R3", ReportKind.INVENTORY: "R10"}
"""The numbers under which the kinds are known in the report catalogue."""


class RequestState(Term):
    """Where a request for a report stands."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Being made"
    DONE = "done", "Issued"
    FAILED = "failed", "Failed"


class Format(Term):
    """A rendering's format, by its file extension."""

    PDF = "pdf", "PDF"
    JSON = "json", "JSON"
