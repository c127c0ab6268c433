"""R12 as tables: findings, their events, the waivers, and how many there are of each severity."""

from app.reporting.render.tables.findings import FINDINGS, finding
from app.reporting.render.tables.table import Column, Table, Type
from app.reporting.render.tables.words import Words, day, instant, yes
from app.reporting.snapshot.schema.frame import Snapshot

_TOTALS = (
    Column("Severity", width=12),
    Column("Open", Type.NUMBER),
    Column("Waived", Type.NUMBER),
    Column("Closed", Type.NUMBER),
)

_FINDINGS = (
    Column("Status", width=8),
    *FINDINGS,
    Column("Closed on", Type.DAY, 8),
    Column("Closed in time", width=7),
    Column("Waived until", Type.DAY, 8),
)

_EVENTS = (
    Column("Rule", width=7),
    Column("Object", width=8),
    Column("Key", width=12),
    Column("When (UTC)", Type.INSTANT, 12),
    Column("Who", width=16),
    Column("What", width=20),
    Column("Operation", width=16),
    Column("Said", width=40),
)

_WAIVERS = (
    Column("State", width=12),
    Column("Rule", width=7),
    Column("Object", width=8),
    Column("Name of the object", width=20),
    Column("Key", width=12),
    Column("Reason", width=40),
    Column("Asked for by", width=14),
    Column("Approved by", width=14),
    Column("Granted on", Type.DAY, 8),
    Column("Ends on", Type.DAY, 8),
)


def tables(snapshot: Snapshot) -> list[Table]:
    """The sheets of R12."""
    words, data = Words(snapshot), snapshot["data"]
    totals = [
        (words.of(row["severity"], "severity"), row["open"], row["waived"], row["closed"])
        for row in data["totals"]
    ]
    findings = [
        (
            words.of(row["status"], "finding_status"),
            *finding(row, words),
            day(row["closed_on"]),
            yes(row["in_time"]),
            day(row["waived_until"]),
        )
        for row in data["findings"]
    ]
    events = [
        (
            row["rule"],
            row["object"],
            row["key"] or None,
            instant(event["at"]),
            words.of(event["by"], "person"),
            words.of(event["what"], "event"),
            event["operation"],
            words.of(event["note"], "person"),
        )
        for row in data["findings"]
        for event in row["events"]
    ]
    waivers = [
        (
            words.of(row["state"], "waiver_state"),
            row["rule"],
            row["object"],
            row["object_name"],
            row["key"] or None,
            row["reason"],
            words.of(row["requested_by"], "person"),
            words.of(row["approver"], "person"),
            day(row["granted_on"]),
            day(row["expires_on"]),
        )
        for row in data["waivers"]
    ]
    timely = data["in_time"]
    note = (
        f"K10, findings in time: {timely['numerator']} of {timely['denominator']} that fell due in twelve months."
        if timely["denominator"]
        else "K10, findings in time: n/a, nothing fell due in twelve months."
    )
    return [
        Table("totals", "How many", _TOTALS, totals, note),
        Table("findings", "Findings", _FINDINGS, findings, "Deals are no part of it."),
        Table(
            "events",
            "What happened",
            _EVENTS,
            events,
            "Oldest first, with the operation as the trail names it.",
        ),
        Table("waivers", "Waivers", _WAIVERS, waivers),
    ]
