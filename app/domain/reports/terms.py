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


class Paper(Term):
    """A size of paper."""

    A4 = "A4", "A4"
    LETTER = "Letter", "Letter"


class Rhythm(Term):
    """How often a scheduled report is issued."""

    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every week"
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every quarter"
    YEARLY = "yearly", "Every year"


class Weekday(Term):
    """A day of the week, in the order of ISO 8601."""

    MONDAY = "monday", "Monday"
    TUESDAY = "tuesday", "Tuesday"
    WEDNESDAY = "wednesday", "Wednesday"
    THURSDAY = "thursday", "Thursday"
    FRIDAY = "friday", "Friday"
    SATURDAY = "saturday", "Saturday"
    SUNDAY = "sunday", "Sunday"


class Month(Term):
    """A month, in order."""

    JANUARY = "january", "January"
    FEBRUARY = "february", "February"
    MARCH = "march", "March"
    APRIL = "april", "April"
    MAY = "may", "May"
    JUNE = "june", "June"
    JULY = "july", "July"
    AUGUST = "august", "August"
    SEPTEMBER = "september", "September"
    OCTOBER = "october", "October"
    NOVEMBER = "november", "November"
    DECEMBER = "december", "December"


class DeliveryState(Term):
    """Where the message to one recipient of a scheduled report stands."""

    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Not sent"


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
