"""Findings as the tables of several kinds of report list them."""

from app.reporting.render.tables.table import Column, Type, Value
from app.reporting.render.tables.words import Words, day, yes
from app.reporting.snapshot.schema.findings import FindingRow

FINDINGS = (
    Column("Rule", width=8),
    Column("Severity", width=9),
    Column("Object", width=14),
    Column("Name of the object", width=20, under="Object"),
    Column("Key", width=12, under="Object"),
    Column("Third party", width=7, under="Object"),
    Column("Name of the third party", width=18, under="Object"),
    Column("Finding", width=22),
    Column("Message", width=44),
    Column("Cure", width=30, under="Message"),
    Column("Citation", width=18, under="Message"),
    Column("Opened on", Type.DAY, 10),
    Column("Age in days", Type.NUMBER, 7, under="Opened on"),
    Column("Due on", Type.DAY, 10),
    Column("Overdue", width=7, under="Due on"),
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
