"""R7 as tables: Article 30(1), Article 30(2), retention, recipients, and the layouts of two regulators."""

from app.reporting.render.tables.ropa_layouts import CNIL, ICO, ICO_PROCESSOR, cnil, ico, ico_processor
from app.reporting.render.tables.ropa_words import limits, recipients, safeguards
from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import Words, day, joined, yes
from app.reporting.render.writing import written
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.ropa import ActivityRow

_ACTIVITIES = (
    Column("Activity", width=8),
    Column("Name", width=18),
    Column("Controller", width=18, under="Name"),
    Column("Joint controllers", width=16, under="Name"),
    Column("Purposes (b)", width=20),
    Column("Legal basis", width=18, under="Purposes (b)"),
    Column("Groups of people (c)", width=14),
    Column("Data categories (c)", width=24),
    Column("Sensitive among them", width=14, under="Data categories (c)"),
    Column("Recipients (d)", width=22),
    Column("Transfers, safeguards (e)", width=18),
    Column("Erasure limits (f)", width=26, under=""),
    Column("Security (g)", width=22),
    Column("Channels", width=14, under="Groups of people (c)"),
    Column("Automated decisions", width=8, under="Security (g)"),
    Column("Impact assessment", width=14, under="Security (g)"),
    Column("Interests weighed on", Type.DAY, 8, under="Purposes (b)"),
    Column("Not filled", width=16, under="Name"),
)

_FOR_OTHERS = (
    Column("Activity", width=8),
    Column("Controller on whose behalf", width=24),
    Column("Joint controllers", width=16, under="Controller on whose behalf"),
    Column("Categories of processing", width=30),
    Column("Data categories", width=28),
    Column("Transfers, safeguards", width=24),
    Column("Security", width=24),
)

_RETENTION = (
    Column("Activity", width=8),
    Column("Name of the activity", width=24),
    Column("Data category", width=24),
    Column("Kept for", width=12),
    Column("From", width=26),
    Column("Ground", width=26),
)

_RECIPIENTS = (
    Column("Activity", width=8),
    Column("Name of the activity", width=24),
    Column("Third party", width=8),
    Column("Name", width=24),
    Column("Role", width=16),
    Column("Processes on our behalf", width=9),
    Column("Flows", width=16),
    Column("Agreements in force", width=18),
)


def tables(snapshot: Snapshot) -> list[Table]:
    """The parts of R7, the layouts of regulators included, which only sheets have room for."""
    rows, words = snapshot["data"]["activities"], Words(snapshot)
    return [
        *core(snapshot),
        Table(
            "ico",
            "ICO layout",
            ICO,
            [ico(row, words) for row in rows if not row["for_others"]],
            "The thirty columns of the template for controllers, in its order; empty where nothing is recorded.",
        ),
        Table(
            "cnil",
            "CNIL layout",
            CNIL,
            [cnil(row, words) for row in rows if not row["for_others"]],
            "The fields of the basic register, one activity a row; groups of data are ticked by category.",
        ),
    ]


def for_processors(snapshot: Snapshot) -> Table:
    """The record of a processor as the ICO lays it out: an export alone, since R7 has Article 30(2) already."""
    words = Words(snapshot)
    rows = [ico_processor(row, words) for row in snapshot["data"]["activities"] if row["for_others"]]
    return Table("ico_processor", "ICO layout, processor", ICO_PROCESSOR, rows)


def core(snapshot: Snapshot) -> list[Table]:
    """The parts that pages print too."""
    rows, words = snapshot["data"]["activities"], Words(snapshot)
    return [
        Table(
            "activities",
            "Article 30(1), as controller",
            _ACTIVITIES,
            [_activity(row, words) for row in rows if not row["for_others"]],
            "A row an activity; the letters are those of Article 30(1) of the GDPR. Erasure limits (f) stand in a "
            "table of their own. Representative and data protection officer are not kept in the register.",
        ),
        Table(
            "for_others",
            "Article 30(2), as processor",
            _FOR_OTHERS,
            [_for_others(row, words) for row in rows if row["for_others"]],
            "Activities whose controller is recorded as another’s entity, so that the organisation is the processor.",
        ),
        Table(
            "retention",
            "Erasure limits by category",
            _RETENTION,
            [
                (
                    row["ref"],
                    row["name"],
                    words.of(entry["category"], "category"),
                    entry["period"] or ("by criterion" if entry["trigger"] else "not recorded"),
                    entry["trigger"],
                    entry["legal_ground"],
                )
                for row in rows
                for entry in row["retention"]
            ],
        ),
        Table(
            "recipients",
            "Recipients by activity",
            _RECIPIENTS,
            [
                (
                    row["ref"],
                    row["name"],
                    entry["third_party"],
                    entry["name"],
                    words.of(entry["role"], "role"),
                    yes(entry["is_processor"]),
                    joined(entry["flows"]),
                    joined(entry["agreements"]),
                )
                for row in rows
                for entry in row["third_parties"]
            ],
            "Third parties that receive data of the activity by an active flow.",
        ),
    ]


def _activity(row: ActivityRow, words: Words) -> tuple[Value, ...]:
    assessment = None
    if row["dpia_needed"] or row["dpia_done_on"]:
        assessment = (
            f"done {written(day(row['dpia_done_on']))}"
            if row["dpia_done_on"]
            else "needed, not recorded as done"
        )
    return (
        row["ref"],
        row["name"],
        row["controller"],
        joined(row["joint"]),
        words.all(row["purposes"], "purpose"),
        words.all(row["legal_bases"], "legal_basis"),
        words.all(row["subjects"], "subject"),
        words.all(row["categories"], "category"),
        words.all(row["sensitive"], "category"),
        recipients(row, words),
        safeguards(row, words),
        limits(row, words),
        row["security"],
        words.all(row["channels"], "channel"),
        yes(row["automated_decision"]),
        assessment,
        day(row["lia_on"]),
        joined(row["missing"]),
    )


def _for_others(row: ActivityRow, words: Words) -> tuple[Value, ...]:
    return (
        row["ref"],
        row["controller"],
        joined(row["joint"]),
        joined([row["name"], words.all(row["purposes"], "purpose")]),
        words.all(row["categories"], "category"),
        safeguards(row, words),
        row["security"],
    )
