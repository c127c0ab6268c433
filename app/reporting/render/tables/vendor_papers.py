"""The papers of a third party as tables: agreements, their clauses, evidence; each with the hash of its document."""

from app.reporting.render.tables.table import Column, Type, Value
from app.reporting.render.tables.words import Words, day, joined, yes
from app.reporting.snapshot.schema.vendor import ClauseRow, PaperRow, ShownRow

AGREEMENTS = (
    Column("Agreement", width=8),
    Column("Title", width=22),
    Column("Kind", width=16, under="Title"),
    Column("State", width=12),
    Column("In force", width=6, under=""),
    Column("Accepted by", width=14),
    Column("Signed by us on", Type.DAY, 9, under="Accepted by"),
    Column("Signed by them on", Type.DAY, 9, under="Accepted by"),
    Column("Our entity", width=16),
    Column("Their entity", width=16),
    Column("Effective on", Type.DAY, 10),
    Column("Ends on", Type.DAY, 10),
    Column("Runs on", width=6, under="Ends on"),
    Column("Notice by", Type.DAY, 9, under="Ends on"),
    Column("Confidentiality survives", width=12),
    Column("Governing law", width=12, under="Confidentiality survives"),
    Column("Superseded by", width=9, under="State"),
    Column("Active flows", width=12),
    Column("Document", width=26),
    Column("SHA-256 of the document", width=34, under="Document"),
)
CLAUSES = (
    Column("Agreement", width=8),
    Column("Clause", width=24),
    Column("Key", width=14, under=""),
    Column("State", width=10),
    Column("Reference", width=8),
    Column("Value", width=8, under="Reference"),
    Column("Words relied on", width=44),
    Column("Note", width=20, under="Words relied on"),
    Column("Assessed by", width=14),
    Column("Assessed on", Type.DAY, 9, under="Assessed by"),
    Column("Second reader", width=18),
    Column("Second reading on", Type.DAY, 9, under="Second reader"),
)
EVIDENCE = (
    Column("Kind", width=20),
    Column("Issued on", Type.DAY, 10),
    Column("Valid until", Type.DAY, 10),
    Column("Valid today", width=8),
    Column("Document", width=30),
    Column("SHA-256 of the document", width=34, under="Document"),
    Column("Note", width=30),
)


def agreement(row: PaperRow, words: Words) -> tuple[Value, ...]:
    """The row of an agreement."""
    return (
        row["ref"],
        row["title"],
        words.of(row["kind"], "agreement_kind"),
        words.of(row["state"], "stage"),
        yes(row["in_force"]),
        words.of(row["acceptance"], "acceptance"),
        day(row["signed_us_on"]),
        day(row["signed_them_on"]),
        row["our_entity"],
        row["their_entity"],
        day(row["effective_on"]),
        day(row["ends_on"]),
        yes(row["runs_on"]),
        day(row["notice_by"]),
        row["survival"] or "not recorded",
        row["governing_law"],
        row["superseded_by"],
        joined(row["active_flows"]),
        row["document_name"] or ("no longer on file" if row["document_sha256"] else "none on file"),
        row["document_sha256"],
    )


def clause(row: ClauseRow, words: Words) -> tuple[Value, ...]:
    """The row of a clause."""
    return (
        row["agreement"],
        row["clause"],
        row["key"],
        words.of(row["state"], "clause_state"),
        row["ref"],
        row["value"],
        row["quote"],
        row["note"],
        words.of(row["assessed_by"], "person"),
        day(row["assessed_on"]),
        words.of(row["second_reader"], "person"),
        day(row["second_on"]),
    )


def shown(row: ShownRow, words: Words) -> tuple[Value, ...]:
    """The row of a piece of evidence."""
    return (
        words.of(row["kind"], "evidence_kind"),
        day(row["issued_on"]),
        day(row["valid_until"]),
        yes(row["valid"]),
        row["document_name"] or ("no longer on file" if row["document_sha256"] else "none on file"),
        row["document_sha256"],
        row["note"],
    )
