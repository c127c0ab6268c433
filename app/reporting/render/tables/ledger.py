"""R8 as tables: opt-outs, whom they were passed on to, third parties that market, disclosures, findings."""

from app.reporting.render.tables.findings import FINDINGS, finding
from app.reporting.render.tables.table import Column, Table, Type
from app.reporting.render.tables.words import Words, day, joined, yes
from app.reporting.snapshot.schema.frame import Snapshot

_OPT_OUTS = (
    Column("Opt-out", width=8),
    Column("Kind", width=16),
    Column("Channel", width=14),
    Column("Scope", width=20),
    Column("People", Type.NUMBER, 6),
    Column("Received", Type.DAY, 9),
    Column("Due", Type.DAY, 9),
    Column("Honoured", Type.DAY, 9),
    Column("Business days", Type.NUMBER, 8),
    Column("Honoured in time", width=9),
    Column("To be told", Type.NUMBER, 7),
    Column("Confirmed", Type.NUMBER, 7, under="To be told"),
    Column("Confirmed late", Type.NUMBER, 7, under="To be told"),
    Column("Overdue", Type.NUMBER, 7, under="To be told"),
    Column("Hash erased", Type.DAY, 9, under=""),
)
_TELLINGS = (
    Column("Opt-out", width=8),
    Column("Third party", width=8),
    Column("Name", width=22),
    Column("State", width=14),
    Column("Told", Type.DAY, 9),
    Column("Confirmed", Type.DAY, 9),
    Column("Due", Type.DAY, 9),
    Column("Late", width=6),
)
_MARKETERS = (
    Column("Third party", width=8),
    Column("Name", width=25),
    Column("Opt-outs", Type.NUMBER, 8),
    Column("Told", Type.NUMBER, 8),
    Column("Confirmed", Type.NUMBER, 8),
    Column("Confirmed late", Type.NUMBER, 8),
    Column("Overdue", Type.NUMBER, 8),
)
_DISCLOSURES = (
    Column("Disclosure", width=8),
    Column("Requester", width=20),
    Column("Authority", width=18),
    Column("Ground", width=14),
    Column("Received", Type.DAY, 9),
    Column("Decided", Type.DAY, 9),
    Column("Decision", width=11),
    Column("Approver", width=14),
    Column("Scope", width=28),
    Column("People", Type.NUMBER, 6),
    Column("Person told", width=6, under="People"),
    Column("Through", width=14, under="Requester"),
    Column("Not recorded", width=14, under="Scope"),
)


def tables(snapshot: Snapshot) -> list[Table]:
    """The sheets of R8."""
    words, data = Words(snapshot), snapshot["data"]
    opt_outs = [
        (
            row["ref"],
            words.of(row["kind"], "preference_kind"),
            words.of(row["channel"], "preference_channel"),
            words.all(row["scope"], "purpose"),
            row["people"],
            day(row["received_on"]),
            day(row["due_on"]),
            day(row["honoured_on"]),
            row["days"],
            yes(row["honoured_on"] is not None and not row["late"]),
            row["to_tell"],
            row["confirmed"],
            row["confirmed_late"],
            row["overdue"],
            day(row["erased_on"]),
        )
        for row in data["opt_outs"]
    ]
    tellings = [
        (
            row["opt_out"],
            row["third_party"],
            row["name"],
            words.of(row["state"], "telling_state"),
            day(row["sent_on"]),
            day(row["ack_on"]),
            day(row["due_on"]),
            yes(row["late"]),
        )
        for row in data["tellings"]
    ]
    marketers = [
        (
            row["ref"],
            row["name"],
            row["requests"],
            row["told"],
            row["confirmed"],
            row["late"],
            row["overdue"],
        )
        for row in data["marketers"]
    ]
    disclosures = [
        (
            row["ref"],
            row["requester"],
            row["authority"],
            words.of(row["ground"], "ground"),
            day(row["received_on"]),
            day(row["decided_on"]),
            words.of(row["decision"], "disclosure_decision"),
            words.of(row["approver"], "person"),
            row["scope"],
            row["people"],
            yes(row["subject_notified"]),
            row["via_name"] or row["via"],
            joined(row["missing"]),
        )
        for row in data["disclosures"]
    ]
    return [
        Table(
            "opt_outs",
            "Opt-outs",
            _OPT_OUTS,
            opt_outs,
            "People appear as counts alone. Business days leave out weekends and the holidays of the organisation.",
        ),
        Table("tellings", "Passed on", _TELLINGS, tellings),
        Table("marketers", "Third parties that market", _MARKETERS, marketers),
        Table("disclosures", "Disclosures", _DISCLOSURES, disclosures),
        Table("findings", "Findings", FINDINGS, [finding(row, words) for row in data["findings"]]),
    ]
