"""Open findings as snapshots show them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.findings.dossier import Context
from app.domain.findings.terms import RANK, Severity
from app.reporting.snapshot.frame import Vocabulary
from app.reporting.snapshot.schema.findings import FindingRow

Names = Mapping[str, str]
"""What objects are called, by reference."""


def finding_rows(
    findings: Iterable[Mapping[str, Any]], context: Context, vocabulary: Vocabulary, names: Names
) -> list[FindingRow]:
    """The rows of *findings*, gravest first, then by due day, rule and object."""
    rows = [_row(finding, context, vocabulary, names) for finding in findings]
    return sorted(
        rows,
        key=lambda row: (
            RANK[Severity(row["severity"])],
            row["due_on"] or "9999-12-31",
            row["rule"],
            row["object"],
            row["key"],
        ),
    )


def _row(finding: Mapping[str, Any], context: Context, vocabulary: Vocabulary, names: Names) -> FindingRow:
    opened = _as_day(finding.get("opened_on"))
    due = _as_day(finding.get("due_on"))
    third_party = finding.get("third_party")
    return {
        "rule": finding["rule"],
        "severity": vocabulary.term("severity", Severity(finding["severity"])),
        "object": finding["object"],
        "object_name": names.get(finding["object"]),
        "key": finding.get("key") or "",
        "third_party": third_party,
        "third_party_name": vocabulary.third_party(third_party),
        "title": finding.get("title") or "",
        "message": finding["message"],
        "remedy": finding.get("remedy") or "",
        "citation": finding.get("citation") or "",
        "opened_on": None if opened is None else opened.isoformat(),
        "age_days": None if opened is None else max((context.today - opened).days, 0),
        "due_on": None if due is None else due.isoformat(),
        "overdue": due is not None and due < context.today,
        "owner": vocabulary.person(finding.get("owner")),
    }


def _as_day(value: dt.date | str | None) -> dt.date | None:
    """A day, given as one or as YYYY-MM-DD."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
