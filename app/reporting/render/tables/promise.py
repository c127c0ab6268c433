"""R2 as tables: flows with their limbs, the reasons, the gaps, the evidence."""

from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import Words, day, joined, yes
from app.reporting.snapshot.schema.frame import Snapshot

_FLOWS = (
    Column("Flow", width=7),
    Column("Name of the flow", width=22),
    Column("Third party", width=7),
    Column("Name of the third party", width=20),
    Column("Under way", width=6),
    Column("Result", width=14),
    Column("Agreed", width=12),
    Column("Before the data flowed", width=12),
    Column("By the right party", width=12),
    Column("For all information", width=12),
    Column("For use only to perform", width=12),
    Column("Kept while data are held", width=12),
    Column("Days without an agreement", Type.NUMBER, 8),
    Column("First shared on", Type.DAY, 8),
    Column("Ended on", Type.DAY, 8),
    Column("Tested on", Type.DAY, 8),
    Column("Agreements", width=16),
)

_REASONS = (
    Column("Flow", width=7),
    Column("Third party", width=20),
    Column("Limb", width=16),
    Column("State", width=12),
    Column("Why", width=40),
    Column("Clauses", width=40),
)

_GAPS = (
    Column("Flow", width=7),
    Column("Third party", width=20),
    Column("From", Type.DAY, 8),
    Column("To", Type.DAY, 8),
    Column("Days", Type.NUMBER, 7),
)

_EVIDENCE = (
    Column("No.", Type.NUMBER, 5),
    Column("Agreement", width=7),
    Column("Third party", width=7),
    Column("Name of the third party", width=20),
    Column("Kind", width=18),
    Column("Title", width=25),
    Column("State", width=12),
    Column("Acceptance", width=14),
    Column("Signed by us on", Type.DAY, 8),
    Column("Signed by them on", Type.DAY, 8),
    Column("Effective on", Type.DAY, 8),
    Column("Last day", Type.DAY, 8),
    Column("Document, SHA-256", width=30),
    Column("Flows", width=16),
)

_CLAUSES = (
    Column("No.", Type.NUMBER, 5),
    Column("Agreement", width=7),
    Column("Clause", width=14),
    Column("What it asks", width=28),
    Column("State", width=10),
    Column("Reference", width=8),
    Column("Quote", width=45),
    Column("Assessed by", width=14),
    Column("Assessed on", Type.DAY, 8),
    Column("Second reader", width=14),
    Column("Read second on", Type.DAY, 8),
)

LIMBS = ("agreed", "before", "party", "all", "only", "kept")


def tables(snapshot: Snapshot) -> list[Table]:
    """The sheets of R2."""
    words, data = Words(snapshot), snapshot["data"]
    flows: list[tuple[Value, ...]] = []
    reasons: list[tuple[Value, ...]] = []
    gaps: list[tuple[Value, ...]] = []
    for row in data["flows"]:
        states = {limb["limb"]: words.of(limb["state"], "limb_state") for limb in row["limbs"]}
        flows.append(
            (
                row["ref"],
                row["name"],
                row["third_party"],
                row["third_party_name"],
                yes(row["active"]),
                words.of(row["result"], "promise_result"),
                *(states.get(limb) for limb in LIMBS),
                row["gap_days"],
                day(row["first_on"]),
                day(row["ended_on"]),
                day(row["on"]),
                joined(row["agreements"]),
            )
        )
        reasons.extend(
            (
                row["ref"],
                row["third_party_name"],
                words.of(limb["limb"], "limb"),
                words.of(limb["state"], "limb_state"),
                limb["reason"],
                joined(
                    f"{cite['agreement']} {words.of(cite['clause'], 'clause')}: "
                    f"{words.of(cite['state'], 'clause_state')}" + (f", {cite['ref']}" if cite["ref"] else "")
                    for cite in limb["cites"]
                ),
            )
            for limb in row["limbs"]
        )
        gaps.extend(
            (row["ref"], row["third_party_name"], day(gap["first"]), day(gap["last"]), gap["days"])
            for gap in row["gaps"]
        )
    evidence = [
        (
            row["number"],
            row["ref"],
            row["third_party"],
            row["third_party_name"],
            words.of(row["kind"], "agreement_kind"),
            row["title"],
            words.of(row["state"], "stage"),
            words.of(row["acceptance"], "acceptance"),
            day(row["signed_us_on"]),
            day(row["signed_them_on"]),
            day(row["effective_on"]),
            day(row["ends_on"]),
            row["document"],
            joined(row["flows"]),
        )
        for row in data["evidence"]
    ]
    clauses = [
        (
            row["number"],
            row["ref"],
            one["clause"],
            words.of(one["clause"], "clause"),
            words.of(one["state"], "clause_state"),
            one["ref"],
            one["quote"],
            words.of(one["assessed_by"], "person"),
            day(one["assessed_on"]),
            words.of(one["second_reader"], "person"),
            day(one["second_on"]),
        )
        for row in data["evidence"]
        for one in row["clauses"]
    ]
    kept = data["kept"]
    note = (
        f"K3, promise kept: {kept['numerator']} of {kept['denominator']} active flows in scope"
        if kept["denominator"]
        else "K3, promise kept: n/a, no active flow is in scope"
    )
    scope = words.of(data["scope"], "promise_scope")
    return [
        Table("flows", "Flows", _FLOWS, flows, f"{note}. Scope: {scope}."),
        Table("reasons", "Limbs and reasons", _REASONS, reasons, "Why each limb stands as it does."),
        Table(
            "gaps", "Days without an agreement", _GAPS, gaps, "Days of sharing for which none is recorded."
        ),
        Table("evidence", "Evidence", _EVIDENCE, evidence, "The agreements that flows rest or rested on."),
        Table("clauses", "Clauses relied on", _CLAUSES, clauses, "As people read them; nothing is inferred."),
    ]
