"""R6 as tables: transfers, what lapses soon, onward transfers, adequacy rows, flows without a place."""

import datetime as dt

from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import Words, day, joined, yes
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.transfers import TransferRow

SOON_DAYS = 180
"""What ends within so many days lapses soon: long enough to plan."""

TRANSFERS = (
    Column("Flow", width=8),
    Column("Name of the flow", width=18, under="Third party"),
    Column("Third party", width=16),
    Column("Reference", width=8, under="Third party"),
    Column("Role", width=14, under="Third party"),
    Column("Data categories", width=18),
    Column("Leaves the area of", width=10),
    Column("Country", width=12),
    Column("What is there", width=12, under="Country"),
    Column("Mechanism", width=18),
    Column("Module", Type.NUMBER, 7, under="Mechanism"),
    Column("Agreement", width=8, under="Mechanism"),
    Column("Adequacy row", width=12, under="Mechanism"),
    Column("Adequacy row recorded", width=12, under=""),
    Column("Fallback clauses", width=12, under="Mechanism"),
    Column("Framework status", width=12, under="Mechanism"),
    Column("Framework checked on", Type.DAY, 8, under="Mechanism"),
    Column("Assessed on", Type.DAY, 16),
    Column("Outcome", width=14, under="Assessed on"),
    Column("Measures", width=20, under="Assessed on"),
    Column("Onward", width=7, under="Assessed on"),
    Column("Holds as recorded", width=16),
    Column("What is missing", width=24, under="Holds as recorded"),
    Column("Lapses on", Type.DAY, 10),
    Column("What lapses", width=16, under="Lapses on"),
)

_LAPSING = (
    Column("Lapses on", Type.DAY, 12),
    Column("What lapses", width=30),
    Column("Flow", width=8),
    Column("Third party", width=25),
    Column("Country", width=15),
    Column("Mechanism", width=25),
)

_ONWARD = (
    Column("Third party", width=8),
    Column("Name", width=25),
    Column("Sub-processor", width=8),
    Column("Name of the sub-processor", width=25),
    Column("Country", width=18),
    Column("Needs a mechanism", width=10),
    Column("Mechanism recorded", width=25),
)

_ADEQUACY = (
    Column("Row", width=14),
    Column("Under", width=12),
    Column("Country", width=15),
    Column("From", Type.DAY, 10),
    Column("To", Type.DAY, 10),
    Column("Note", width=40),
    Column("Source", width=30),
    Column("State of the source", width=12),
    Column("Checked on", Type.DAY, 10),
)

_UNPLACED = (
    Column("Flow", width=8),
    Column("Name of the flow", width=35),
    Column("Third party", width=8),
    Column("Name", width=35),
)


def tables(snapshot: Snapshot) -> list[Table]:
    """The parts of R6."""
    words, data = Words(snapshot), snapshot["data"]
    rows = data["transfers"]
    until = dt.date.fromisoformat(snapshot["on"]) + dt.timedelta(days=SOON_DAYS)
    lapsing = sorted(
        (row for row in rows if row["lapse"] and dt.date.fromisoformat(row["lapse"]["on"]) <= until),
        key=lambda row: (row["lapse"]["on"], row["flow"]),
    )
    return [
        Table(
            "transfers",
            "Transfers",
            TRANSFERS,
            [transfer(row, words) for row in rows],
            "A row a flow, regime and country; those that do not hold as recorded stand first.",
        ),
        Table(
            "lapsing",
            "What lapses soon",
            _LAPSING,
            [
                (
                    day(row["lapse"]["on"]),
                    row["lapse"]["what"],
                    row["flow"],
                    f"{row['third_party_name']} ({row['third_party']})",
                    words.of(row["country"], "country"),
                    words.of(row["mechanism"], "mechanism"),
                )
                for row in lapsing
            ],
            f"What transfers rest on and ends within {SOON_DAYS} days.",
        ),
        Table(
            "onward",
            "Onward transfers",
            _ONWARD,
            [
                (
                    row["third_party"],
                    row["third_party_name"],
                    row["sub_third_party"],
                    row["sub_third_party_name"],
                    words.of(row["country"], "country"),
                    yes(row["needs"]),
                    row["mechanism"],
                )
                for row in data["onward"]
            ],
            "Sub-processors in use, by the country in which they process as recorded.",
        ),
        Table(
            "adequacy",
            "Adequacy rows used",
            _ADEQUACY,
            [
                (
                    row["key"],
                    words.of(row["regime"], "regime"),
                    words.of(row["country"], "country"),
                    day(row["valid_from"]),
                    day(row["valid_to"]),
                    row["note"] or None,
                    row["source"],
                    "checked" if row["confirmed"] else "source to confirm",
                    day(row["checked_on"]),
                )
                for row in data["adequacy"]
            ],
            "The rows of the product’s own dated table on which transfers rest, or that were named with them.",
        ),
        Table(
            "unplaced",
            "Flows without a place",
            _UNPLACED,
            [
                (row["flow"], row["flow_name"], row["third_party"], row["third_party_name"])
                for row in data["unplaced"]
            ],
            "Active flows of personal data for which no country is recorded; whether they are transfers is not known.",
        ),
    ]


def transfer(row: TransferRow, words: Words) -> tuple[Value, ...]:
    """The row of a transfer."""
    lapse = row["lapse"]
    return (
        row["flow"],
        row["flow_name"],
        row["third_party_name"],
        row["third_party"],
        words.of(row["role"], "role"),
        words.all(row["categories"], "category"),
        words.of(row["regime"], "regime"),
        words.of(row["country"], "country"),
        words.all(row["places"], "location_kind"),
        words.of(row["mechanism"], "mechanism"),
        row["module"],
        row["document"],
        row["adequacy"],
        row["adequacy_recorded"],
        joined(row["fallback"]),
        words.of(row["dpf_status"], "dpf_status"),
        day(row["dpf_checked_on"]),
        day(row["tia_on"]),
        words.of(row["tia_outcome"], "tia_outcome"),
        row["measures"],
        yes(row["onward"]),
        yes(row["sound"]),
        " ".join(row["lacks"]) or None,
        day(lapse["on"]) if lapse else None,
        lapse["what"] if lapse else None,
    )
