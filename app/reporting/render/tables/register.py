"""R3 as tables: third parties, and their agreements."""

from app.reporting.render.tables.table import Column, Table, Type
from app.reporting.render.tables.words import Words, day, joined, yes
from app.reporting.snapshot.schema.frame import Snapshot

_THIRD_PARTIES = (
    Column("Reference", width=7),
    Column("Third party", width=18),
    Column("Legal entity", width=18),
    Column("Role"),
    Column("Affiliation"),
    Column("Status"),
    Column("Risk tier", width=7),
    Column("Owner", width=12),
    Column("Purposes", width=25),
    Column("Data categories", width=30),
    Column("Sensitive among them", width=15),
    Column("Subjects", width=18),
    Column("Agreements", width=25),
    Column("Countries", width=20),
    Column("Flows"),
    Column("Last review", Type.DAY, 8),
    Column("Next review", Type.DAY, 8),
    Column("Review overdue", width=7),
    Column("Open findings", width=12),
    Column("Description", width=25),
    Column("Summary", width=30),
)

_AGREEMENTS = (
    Column("Reference", width=7),
    Column("Third party", width=7),
    Column("Name", width=18),
    Column("Kind", width=18),
    Column("Title", width=25),
    Column("State"),
    Column("In force", width=6),
    Column("Effective on", Type.DAY, 8),
    Column("Ends on", Type.DAY, 8),
    Column("Runs on", width=6),
    Column("Notice by", Type.DAY, 8),
    Column("Active flows", width=14),
)


def tables(snapshot: Snapshot) -> list[Table]:
    """The sheets of R3."""
    words, rows = Words(snapshot), snapshot["data"]["third_parties"]
    third_parties = [
        (
            row["ref"],
            row["name"],
            row["entity"],
            words.of(row["role"], "role"),
            words.of(row["affiliation"], "affiliation"),
            words.of(row["status"], "status"),
            words.of(row["risk_tier"], "risk_tier"),
            words.of(row["owner"], "person"),
            words.all(row["purposes"], "purpose"),
            words.all(row["categories"], "category"),
            words.all(row["sensitive"], "category"),
            words.all(row["subjects"], "subject"),
            joined(agreement["ref"] for agreement in row["agreements"]),
            words.all((country["code"] for country in row["countries"]), "country"),
            words.tallied(row["flows"], "flow_status"),
            day(row["last_review_on"]),
            day(row["next_review_on"]),
            yes(row["review_overdue"]),
            words.tallied(row["findings"], "severity"),
            row["description"],
            row["summary"],
        )
        for row in rows
    ]
    agreements = [
        (
            agreement["ref"],
            agreement["third_party"],
            agreement["third_party_name"],
            words.of(agreement["kind"], "agreement_kind"),
            agreement["title"],
            words.of(agreement["state"], "stage"),
            yes(agreement["in_force"]),
            day(agreement["effective_on"]),
            day(agreement["ends_on"]),
            yes(agreement["runs_on"]),
            day(agreement["notice_by"]),
            joined(agreement["active_flows"]),
        )
        for row in rows
        for agreement in row["agreements"]
    ]
    return [
        Table("third_parties", "Third parties", _THIRD_PARTIES, third_parties),
        Table("agreements", "Agreements", _AGREEMENTS, agreements),
    ]
