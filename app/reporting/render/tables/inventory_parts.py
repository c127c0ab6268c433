"""Parts F, G, H, J and K of R10 as tables; none for a schedule sealed before there was such a part."""

from collections.abc import Callable, Mapping
from typing import Any

from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import Words, day, joined, yes

_REQUIRED = (
    Column("Line", width=7),
    Column("Of whom", width=24),
    Column("About", width=24),
    Column("Consent or notice", width=20),
    Column("Phase", width=12, under="Consent or notice"),
    Column("Due on", Type.DAY, 12),
    Column("Notice in days", Type.NUMBER, 7, under="Due on"),
    Column("Overdue", width=7, under="Due on"),
    Column("Owner", width=16),
    Column("State", width=14),
    Column("Requested", Type.DAY, 10, under="State"),
    Column("Answered", Type.DAY, 10, under="State"),
    Column("Met on", Type.DAY, 10, under="State"),
    Column("Rules", width=12),
)
_TRANSFERS = (
    Column("Flow", width=8),
    Column("What goes", width=20),
    Column("Lines", width=12, under="What goes"),
    Column("Recipient", width=20),
    Column("Third party", width=8, under="Recipient"),
    Column("Leaves the area of", width=10, under="Country"),
    Column("Country", width=14),
    Column("Mechanism", width=20),
    Column("Module", Type.NUMBER, 7, under="Mechanism"),
    Column("Agreement", width=8, under="Mechanism"),
    Column("Assessed on", Type.DAY, 12),
    Column("Outcome", width=12, under="Assessed on"),
    Column("Holds as recorded", width=18),
    Column("What is missing", width=20, under="Holds as recorded"),
    Column("Action", width=24),
)
_REACHED = (
    Column("Counterparty", width=24),
    Column("Third party", width=8, under="Counterparty"),
    Column("Lines", width=12, under="Counterparty"),
    Column("Sub-processor", width=22),
    Column("Reference", width=8, under="Sub-processor"),
    Column("Works for", width=18),
    Column("Reference of that", width=8, under="Works for"),
    Column("Steps away", Type.NUMBER, 7, under="Works for"),
    Column("In use", width=9),
    Column("Authorisation", width=14),
    Column("Objection until", Type.DAY, 10, under="Authorisation"),
    Column("Decision", width=10, under="Authorisation"),
    Column("Same duties", width=14, under="Authorisation"),
    Column("Country", width=14),
    Column("Mechanism", width=18),
    Column("Confirmed on", Type.DAY, 12),
)
_SHARED = (
    Column("Line", width=7),
    Column("What", width=20),
    Column("Name", width=28),
    Column("Reference", width=8, under="Name"),
    Column("Counterparty", width=22),
    Column("Disposition", width=16),
    Column("Segregation as noted", width=26),
    Column("Open gates", width=20),
    Column("Ends on", Type.DAY, 12),
)
_NOTICES = (
    Column("Version", width=9),
    Column("Notice", width=28),
    Column("Entity", width=18, under="Notice"),
    Column("Effective on", Type.DAY, 12),
    Column("Captured on", Type.DAY, 12),
    Column("In effect until", Type.DAY, 12),
    Column("In effect now", width=9),
    Column("Announces a transfer of the business", width=16),
    Column("SHA-256 of the text", width=40),
)
_INCIDENTS = (
    Column("Third party", width=9),
    Column("Name", width=20),
    Column("Incident", width=28),
    Column("They knew on", Type.DAY, 12),
    Column("Told us on", Type.DAY, 12),
    Column("Authority told on", Type.DAY, 12),
    Column("Why it is not told", width=20, under="Authority told on"),
    Column("People told on", Type.DAY, 12),
    Column("People affected", Type.NUMBER, 10),
    Column("Closed on", Type.DAY, 12),
)
_FIGURES = (
    Column("Figure", width=60),
    Column("Count", Type.NUMBER, 10),
    Column("Of", Type.NUMBER, 10),
)

Row = Mapping[str, Any]


def early(data: Mapping[str, Any], words: Words) -> list[Table]:
    """Parts F, G and H, which stand before the exceptions."""
    return [
        *sheet(
            data.get("required"),
            "part_f",
            "Part F Consents and notices",
            _REQUIRED,
            _required,
            words,
            "What counterparties, the people concerned and courts must be asked or told. Due is the last day to ask: "
            "closing less the notice period of the clause. Filings with authorities are not recorded here.",
        ),
        *sheet(
            data.get("transfers"),
            "part_g",
            "Part G International transfers",
            _TRANSFERS,
            _transfer,
            words,
            "Personal data in the perimeter that leave the area of a regime evaluated, and what the transaction asks "
            "for.",
        ),
        *sheet(
            data.get("sub_processors"),
            "part_h",
            "Part H Sub-processors",
            _REACHED,
            _reached,
            words,
            "Those who work for the counterparties of Part E, as recorded, and those who work for them.",
        ),
    ]


def late(data: Mapping[str, Any], words: Words) -> list[Table]:
    """Parts J and K, which stand behind the exceptions."""
    held = data.get("support") or {}
    return [
        *sheet(
            data.get("shared"),
            "part_j",
            "Part J Shared and transitional",
            _SHARED,
            _shared,
            words,
            "Transitional services, agreements to be split or shared with the retained business, data in custody.",
        ),
        *sheet(
            held.get("notices"),
            "part_k",
            "Part K Notice history",
            _NOTICES,
            _notice,
            words,
            "Every version of the privacy notice on record, with the days between which it appears to have been in "
            "effect.",
        ),
        *sheet(
            held.get("incidents"),
            "part_k_incidents",
            "Part K Incidents",
            _INCIDENTS,
            _incident,
            words,
            "Incidents of the last 36 months, or still open, at third parties in the perimeter. Complaints are not "
            "recorded in this register.",
        ),
        *sheet(
            held.get("figures"),
            "part_k_figures",
            "Part K Requests and opt-outs",
            _FIGURES,
            _figure,
            words,
            "Counts of the ledgers of the organisation; no person is named in them.",
        ),
    ]


def sheet(
    rows: list[Row] | None,
    key: str,
    title: str,
    columns: tuple[Column, ...],
    make: Callable[[Row, Words], tuple[Value, ...]],
    words: Words,
    note: str,
) -> list[Table]:
    """The table of *rows*; none where the snapshot has no such part."""
    if rows is None:
        return []
    return [Table(key, title, columns, [make(row, words) for row in rows], note)]


def _required(row: Row, words: Words) -> tuple[Value, ...]:
    return (
        row["number"],
        row["whom"],
        row["about"],
        words.of(row["gate"], "gate"),
        words.of(row["phase"], "gate_phase"),
        day(row["due_on"]),
        row["notice_days"],
        "Yes" if row["late"] else None,
        words.of(row["owner"], "person") or "not recorded",
        row["stands"],
        day(row["requested_on"]),
        day(row["answered_on"]),
        day(row["met_on"]),
        joined(row["rule_ids"]),
    )


def _transfer(row: Row, words: Words) -> tuple[Value, ...]:
    return (
        row["flow"],
        row["name"],
        joined(row["lines"]),
        row["recipient"],
        row["third_party"],
        words.of(row["regime"], "regime"),
        words.of(row["country"], "country") or "not recorded",
        words.of(row["mechanism"], "mechanism") or "not recorded",
        row["module"],
        row["document"],
        day(row["tia_on"]),
        words.of(row["tia_outcome"], "tia_outcome"),
        yes(row["sound"]),
        " ".join(row["lacks"]) or None,
        row["action"],
    )


def _reached(row: Row, words: Words) -> tuple[Value, ...]:
    return (
        row["counterparty_name"],
        row["counterparty"],
        joined(row["lines"]),
        row["sub_name"] or row["sub_third_party"],
        row["sub_third_party"],
        row["via_name"],
        row["via"],
        row["depth"],
        yes(row["in_use"]),
        words.of(row["authorisation"], "authorisation"),
        day(row["objection_due"]),
        words.of(row["decision"], "sub_decision"),
        words.of(row["flowdown"], "flowdown") or "not recorded",
        words.of(row["country"], "country") or "not recorded",
        row["mechanism"] or "not recorded",
        day(row["confirmed_on"]),
    )


def _shared(row: Row, words: Words) -> tuple[Value, ...]:
    return (
        row["number"],
        row["sort"],
        row["name"],
        row["ref"],
        row["counterparty"],
        words.of(row["disposition"], "disposition"),
        row["segregation"] or "not recorded",
        words.all(row["gates_open"], "gate"),
        day(row["ends_on"]),
    )


def _notice(row: Row, words: Words) -> tuple[Value, ...]:
    return (
        row["ref"],
        row["name"],
        row["entity"],
        day(row["effective_on"]),
        day(row["captured_on"]),
        day(row["until"]),
        yes(row["current"]),
        yes(row["announces"]),
        row["sha256"],
    )


def _incident(row: Row, words: Words) -> tuple[Value, ...]:
    return (
        row["third_party"],
        row["recipient"],
        row["name"],
        day(row["aware_on"]),
        day(row["told_us_on"]),
        day(row["authority_on"]),
        row["authority_not_needed"],
        day(row["people_told_on"]),
        row["people"],
        day(row["closed_on"]),
    )


def _figure(row: Row, words: Words) -> tuple[Value, ...]:
    return row["figure"], row["count"], row["of"]
