"""R9 as tables: a table for each thing that a file holds."""

from app.reporting.render.tables.findings import FINDINGS, finding
from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.transfers import TRANSFERS, transfer
from app.reporting.render.tables.vendor_papers import (
    AGREEMENTS,
    CLAUSES,
    EVIDENCE,
    agreement,
    clause,
    shown,
)
from app.reporting.render.tables.words import Words, day, instant, joined, yes
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.vendor import FlowRow

_FACTS = (Column("Field", width=24), Column("What is recorded", width=60), Column("Group", width=16))
_CONTACTS = (
    Column("Name", width=24),
    Column("Function", width=20),
    Column("E-mail", width=28),
    Column("Telephone", width=16),
)
_FLOWS = (
    Column("Flow", width=8),
    Column("Name", width=18),
    Column("Activity", width=14, under="Name"),
    Column("Status", width=8),
    Column("First shared on", Type.DAY, 8, under="Status"),
    Column("Ended on", Type.DAY, 8, under="Status"),
    Column("Purposes", width=18),
    Column("Legal basis", width=16, under="Purposes"),
    Column("Data categories", width=22),
    Column("Sensitive among them", width=14, under="Data categories"),
    Column("Subjects", width=14, under="Data categories"),
    Column("Volume", width=12, under="Data categories"),
    Column("Places", width=14),
    Column("Use by the recipient", width=16, under="Places"),
    Column("Agreements", width=12),
    Column("Set forth in the notice", width=16, under="Purposes"),
    Column("Promise", width=14),
    Column("Days without agreement", Type.NUMBER, 7, under="Promise"),
    Column("Limbs", width=34),
)
_SUBS = (
    Column("Sub-processor", width=8),
    Column("Name", width=22),
    Column("In use", width=6),
    Column("Authorisation", width=12),
    Column("Country", width=12),
    Column("Onward mechanism", width=18),
    Column("Notified on", Type.DAY, 10),
    Column("Objection due", Type.DAY, 10),
    Column("Decision", width=12),
    Column("Decided on", Type.DAY, 10, under="Decision"),
    Column("Flow-down", width=12),
    Column("Rank", Type.NUMBER, 6),
    Column("Confirmed on", Type.DAY, 10),
)
_INCIDENTS = (
    Column("What happened", width=26),
    Column("They knew on", Type.DAY, 10),
    Column("They knew at", width=6, under="They knew on"),
    Column("Told us on", Type.DAY, 10),
    Column("Told us at", width=6, under="Told us on"),
    Column("Authority told on", Type.DAY, 10),
    Column("Authority told at", width=6, under="Authority told on"),
    Column("Closed on", Type.DAY, 10),
    Column("Data categories", width=22),
    Column("People", Type.NUMBER, 8),
    Column("Note", width=30),
)
_REVIEWS = (
    Column("Reviewed on", Type.DAY, 12),
    Column("By", width=20),
    Column("Outcome", width=18),
    Column("Note", width=50),
)
_WAIVERS = (
    Column("Rule", width=8),
    Column("Object", width=9),
    Column("Key", width=14),
    Column("Reason", width=44),
    Column("Approved by", width=18),
    Column("Granted on", Type.DAY, 10),
    Column("Ends on", Type.DAY, 10),
    Column("Covers today", width=8),
)
_HISTORY = (
    Column("Entry", Type.NUMBER, 7),
    Column("When", Type.INSTANT, 22),
    Column("By", width=16),
    Column("Operation", width=18),
    Column("Object", width=9),
    Column("What", width=9),
    Column("Fields", width=50),
    Column("Hash of the entry", width=22, under=""),
)
_CUT = "The newest changes only; the trail has the others."


def tables(snapshot: Snapshot) -> list[Table]:
    """The parts of R9."""
    words, data = Words(snapshot), snapshot["data"]
    facts = [(row["name"], row["value"] or "not recorded", row["group"]) for row in data["facts"]]
    contacts = [(row["name"], row["function"], row["email"], row["phone"]) for row in data["contacts"]]
    return [
        Table("identity", "Identity and relationship", _FACTS, facts),
        Table("contacts", "Contacts", _CONTACTS, contacts, "Business contacts, no data subjects."),
        Table(
            "flows",
            "Flows and the promise",
            _FLOWS,
            [_flow(row, words) for row in data["flows"]],
            "Each flow with the six limbs of the promise of confidentiality, as the register shows them.",
        ),
        Table("agreements", "Agreements", AGREEMENTS, [agreement(row, words) for row in data["agreements"]]),
        Table(
            "clauses",
            "Clauses",
            CLAUSES,
            [clause(row, words) for row in data["clauses"]],
            "As assessed; a clause that nobody has assessed never counts as present.",
        ),
        Table("transfers", "Transfers", TRANSFERS, [transfer(row, words) for row in data["transfers"]]),
        Table(
            "sub_processors",
            "Sub-processors",
            _SUBS,
            [
                (
                    row["sub_third_party"],
                    row["name"],
                    yes(row["in_use"]),
                    words.of(row["authorisation"], "authorisation"),
                    words.of(row["country"], "country"),
                    row["mechanism"],
                    day(row["notified_on"]),
                    day(row["objection_due"]),
                    words.of(row["decision"], "sub_decision"),
                    day(row["decided_on"]),
                    words.of(row["flowdown"], "flowdown"),
                    row["rank"],
                    day(row["confirmed_on"]),
                )
                for row in data["sub_processors"]
            ],
        ),
        Table("evidence", "Evidence", EVIDENCE, [shown(row, words) for row in data["evidence"]]),
        Table(
            "incidents",
            "Incidents",
            _INCIDENTS,
            [
                (
                    row["title"] or "not described",
                    day(row["aware_on"]),
                    row.get("aware_time"),
                    day(row["notified_us_on"]),
                    row.get("notified_us_time"),
                    day(row["notified_sa_on"]),
                    row.get("notified_sa_time"),
                    day(row["closed_on"]),
                    words.all(row["categories"], "category"),
                    row["people"],
                    row["note"],
                )
                for row in data["incidents"]
            ],
        ),
        Table(
            "reviews",
            "Reviews",
            _REVIEWS,
            [
                (
                    day(row["on"]),
                    words.of(row["by"], "person"),
                    words.of(row["outcome"], "review_outcome"),
                    row["note"],
                )
                for row in data["reviews"]
            ],
        ),
        Table("findings", "Open findings", FINDINGS, [finding(row, words) for row in data["findings"]]),
        Table(
            "waivers",
            "Waivers",
            _WAIVERS,
            [
                (
                    row["rule"],
                    row["object"],
                    row["key"] or None,
                    row["reason"],
                    words.of(row["approver"], "person"),
                    day(row["granted_on"]),
                    day(row["expires_on"]),
                    yes(row["covers"]),
                )
                for row in data["waivers"]
            ],
        ),
        Table(
            "history",
            "History from the trail",
            _HISTORY,
            [
                (
                    row["entry"],
                    instant(row["at"]),
                    words.of(row["by"], "person"),
                    row["operation"],
                    row["object"],
                    row["action"],
                    joined(row["fields"]),
                    row["hash"],
                )
                for row in data["changes"]
            ],
            f"Of the third party, its agreements and flows, newest first. {_CUT if data['changes_cut'] else ''}",
        ),
    ]


def _flow(row: FlowRow, words: Words) -> tuple[Value, ...]:
    activity = row["activity"] and " ".join(filter(None, (row["activity"], row["activity_name"])))
    limbs = joined(
        f"{words.of(one['limb'], 'limb')}: {(words.of(one['state'], 'limb_state') or '').lower()}"
        + ("" if one["state"] == "shown" else f" ({one['reason'].rstrip('.')})")
        for one in row["limbs"]
    )
    return (
        row["ref"],
        row["name"],
        activity,
        words.of(row["status"], "flow_status"),
        day(row["first_on"]),
        day(row["ended_on"]),
        words.all(row["purposes"], "purpose"),
        words.of(row["legal_basis"], "legal_basis"),
        words.all(row["categories"], "category"),
        words.all(row["sensitive"], "category"),
        words.all(row["subjects"], "subject"),
        words.of(row["volume"], "volume_band"),
        joined(row["places"]),
        joined(row["uses"]),
        joined(row["agreements"]),
        joined(row["notice"]),
        words.of(row["promise"], "promise") or "not tested",
        row["gap_days"] or None,
        limbs,
    )
