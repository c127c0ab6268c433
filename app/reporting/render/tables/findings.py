"""Findings as the tables of several kinds of report list them."""

from app.reporting.render.tables.table import Column, Type, Value
from app.reporting.render.tables.words import Words, day, yes
from app.reporting.snapshot.schema.findings import FindingRow

FINDINGS = (
    Column("Rule", width=7),
    Column("Severity", width=7),
    Column("Object", width=7),
    Column("Name of the object", width=20),
    Column("Key", width=12),
    Column("Third party", width=7),
    Column("Name of the third party", width=18),
    Column("Finding", width=20),
    Column("Message", width=35),
    Column("Cure", width=30),
    Column("Citation", width=18),
    Column("Opened on", Type.DAY, 8),
    Column("Age in days", Type.NUMBER, 7),
    Column("Due on", Type.DAY, 8),
    Column("Overdue", width=7),
    Column("Owner", width=14),
)


def finding(row: FindingRow, words: Words) -> tuple[Value, ...]:
    """The row of an open finding."""
    return (
        row["rule"],
        words.of(row["severity"], "severity"),
        row["object"],
        row["object_name"],
        row["key"] or None,
        row["third_party"],
        row["third_party_name"],
        row["title"] or None,
        row["message"],
        row["remedy"] or None,
        row["citation"] or None,
        day(row["opened_on"]),
        row["age_days"],
        day(row["due_on"]),
        yes(row["overdue"]),
        words.of(row["owner"], "person"),
    )
