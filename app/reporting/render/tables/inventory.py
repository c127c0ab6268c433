"""R10 as tables: a sheet a part, each line under the number that it keeps from version to version."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.reporting.render.tables import inventory_annexes, inventory_closing, inventory_parts
from app.reporting.render.tables.inventory_annexes import source
from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import BETWEEN, Words, day, joined, yes
from app.reporting.render.writing import day as written
from app.reporting.snapshot.schema.frame import Snapshot

DATA_PARTS: tuple[tuple[str, str, str], ...] = (
    ("A", "Transferred data assets", "Data sets that go to the buyer, each under its conditions."),
    ("B", "Retained data", "Data sets that stay where they are, and with whom."),
    ("C", "Excluded or to be destroyed", "Data sets that must not move, and what becomes of them."),
    ("D", "Suppression and preferences", "Records that travel only so that people’s choices are kept."),
)
"""Letter, title and lead of the parts that list data."""

_STANDING = (
    Column("Disposition", width=17),
    Column("Standing", width=20, under="Disposition"),
    Column("Override", width=20, under="Disposition"),
    Column("Gates", width=24),
    Column("Questions for counsel", width=25, under="Gates"),
    Column("Rules", width=12, under="Disposition"),
    Column("Note", width=20, under="Disposition"),
)

_DATA = (
    Column("No.", width=7),
    Column("Data set", width=20),
    Column("Reference", width=8, under="Data set"),
    Column("Type", under="Data set"),
    Column("Activity", width=8, under="Data set"),
    Column("System and location", width=20, under="Data set"),
    Column("Subjects", width=18, under="Categories"),
    Column("Categories", width=26),
    Column("Sensitive among them", width=16, under="Categories"),
    Column("Purposes", width=22),
    Column("Legal basis", width=18, under="Purposes"),
    Column("Notice at collection, ground", width=24),
    Column("Records", Type.NUMBER, 10),
    Column("Records at signing", Type.NUMBER, 8, under="Records"),
    Column("Retention ends", Type.DAY, 8, under="Records"),
    Column("Reason", width=20, under="Gates"),
    Column("Custodian", width=14, under="Gates"),
    Column("Method", width=20, under="Gates"),
    Column("Form", width=18, under="Gates"),
    *_STANDING,
)

_AGREEMENTS = (
    Column("No.", width=7),
    Column("Counterparty", width=20),
    Column("Third party", width=7, under="Counterparty"),
    Column("Affiliation", under="Counterparty"),
    Column("Role", width=12, under="Counterparty"),
    Column("Agreement", width=7, under="Title"),
    Column("Title", width=22),
    Column("Kind", width=16, under="Title"),
    Column("Dated", Type.DAY, 8, under="Title"),
    Column("Our contracting entity", width=18, under="Title"),
    Column("Effective on", Type.DAY, 8, under="Expires on"),
    Column("Expires on", Type.DAY, 12),
    Column("Runs on", width=6, under="Expires on"),
    Column("Terminated on", Type.DAY, 8, under="Expires on"),
    Column("Governing law", width=12, under="Expires on"),
    Column("Confidentiality binds now", width=10, under="Confidentiality until"),
    Column("Confidentiality until", width=14),
    Column("Assignment clause", width=8, under="Assignment rule"),
    Column("Assignment rule", width=16),
    Column("By operation of law", width=12, under="Assignment rule"),
    Column("Change of control clause", width=8, under="Change of control rule"),
    Column("Change of control rule", width=16),
    Column("Notice in days", Type.NUMBER, 7, under="Change of control rule"),
    Column("Notice address", width=20, under="Change of control rule"),
    Column("Shared with the retained business", width=8, under="Gates"),
    Column("Consent", width=12, under="Gates"),
    Column("Consent requested", Type.DAY, 8, under="Gates"),
    Column("Consent answered", Type.DAY, 8, under="Gates"),
    Column("Document, SHA-256", width=30, under="Title"),
    *_STANDING,
)

_OTHERS = (Column("No.", width=7), Column("Type", width=14), Column("Object", width=14), *_STANDING)

_EXCEPTIONS = (
    Column("No.", width=7),
    Column("Severity", width=8),
    Column("Exception", width=22),
    Column("Statement", width=36, under="Exception"),
    Column("Lines affected", width=16),
    Column("Objects", width=16, under="Lines affected"),
    Column("Rules", width=14),
    Column("Citation", width=18, under="Rules"),
    Column("Source", width=10, under="Rules"),
    Column("Proposed treatment", width=32),
    Column("Accepted by", width=16),
)

_SUMMARY = (
    Column("Of", width=8),
    Column("Disposition", width=20),
    Column("Lines", Type.NUMBER, 7),
    Column("Records", Type.NUMBER, 8),
)

_GATES = (
    Column("No.", width=7),
    Column("Line", width=22),
    Column("Gate", width=20),
    Column("Phase", width=12),
    Column("State", width=7),
    Column("Due on", Type.DAY, 8),
    Column("Met on", Type.DAY, 8),
    Column("Owner", width=14),
    Column("Evidence", width=20),
)


def tables(snapshot: Snapshot) -> list[Table]:
    """The sheets of R10."""
    words, data = Words(snapshot), snapshot["data"]
    parts = data["parts"]
    everything = [
        *(line for letter, _, _ in DATA_PARTS for line in parts[letter]),
        *parts["E"],
        *data["others"],
    ]
    summary = [
        (row["of"].capitalize(), words.of(row["disposition"], "disposition"), row["lines"], row["records"])
        for row in data["summary"]["dispositions"]
    ]
    return [
        Table("summary", "Summary", _SUMMARY, summary, "Lines of the perimeter by disposition."),
        *(
            Table(
                f"part_{letter.lower()}",
                f"Part {letter} {title}",
                _DATA,
                [_data_line(line, words) for line in parts[letter]],
                lead,
            )
            for letter, title, lead in DATA_PARTS
        ),
        Table(
            "part_e",
            "Part E Agreements",
            _AGREEMENTS,
            [_agreement_line(line, words) for line in parts["E"]],
            "Agreements with those that receive the data in the perimeter. Assignment and change of control are "
            "different clauses.",
        ),
        Table(
            "others",
            "Other lines",
            _OTHERS,
            [
                (line["number"], words.of(line["type"], "item_type"), line["ref"], *_standing(line, words))
                for line in data["others"]
            ],
            "Lines that a person added; no rule proposes anything for them.",
        ),
        Table("gates", "Gates", _GATES, list(_gates(everything, words)), "Every condition of every line."),
        *inventory_parts.early(data, words),
        Table(
            "part_i",
            "Part I Exceptions",
            _EXCEPTIONS,
            [_exception(line, words) for line in parts["I"]],
            "What is disclosed against the warranties.",
        ),
        *inventory_parts.late(data, words),
        *inventory_closing.closing(data, words),
        *inventory_annexes.annexes(data, words),
    ]


def _data_line(line: Mapping[str, Any], words: Words) -> tuple[Value, ...]:
    return (
        line["number"],
        line["name"],
        line["ref"],
        words.of(line["type"], "item_type"),
        line["activity"],
        line["system"],
        _entries(line["subjects"]),
        _entries(line["categories"]),
        _entries(entry for entry in line["categories"] if entry.get("sensitive")),
        _entries(line["purposes"]),
        words.all(line["legal_basis"], "legal_basis"),
        joined(_cohort(cohort, words) for cohort in line["notices"]),
        line["records"],
        line["records_signing"],
        day(line["retention_end_on"]),
        line["reason"] or None,
        line["custodian"] or None,
        line["method"] or None,
        line["form"] or None,
        *_standing(line, words),
    )


def _agreement_line(line: Mapping[str, Any], words: Words) -> tuple[Value, ...]:
    until = "without limit" if line["confidentiality_unlimited"] else written(line["confidentiality_until"])
    return (
        line["number"],
        line["counterparty"],
        line["third_party"],
        words.of(line["affiliation"], "affiliation"),
        words.of(line["role"], "role"),
        line["ref"],
        line["title"],
        words.of(line["kind"], "agreement_kind"),
        day(line["dated_on"]),
        line["our_entity"],
        day(line["effective_on"]),
        day(line["expires_on"]),
        yes(line["runs_on"]),
        day(line["terminated_on"]),
        line["governing_law"],
        yes(line["confidentiality_alive"]),
        until,
        line["assignment_ref"],
        words.of(line["assignment_rule"], "assignment_rule"),
        words.of(line["by_law_covered"], "by_law"),
        line["coc_ref"],
        words.of(line["coc"], "change_of_control"),
        line["notice_days"],
        line["notice_address"],
        yes(line["shared_with_retained"]),
        words.of(line["consent_status"], "consent_status"),
        day(line["consent_requested_on"]),
        day(line["consent_received_on"]),
        line["document"],
        *_standing(line, words),
    )


def _exception(line: Mapping[str, Any], words: Words) -> tuple[Value, ...]:
    return (
        line["number"],
        words.of(line["severity"], "severity"),
        line["title"],
        line["statement"],
        joined(line["items"]),
        joined(line["objects"]),
        joined(line["rules"]),
        line["citation"],
        source(line),
        line["treatment"],
        words.all(line["accepted_by"], "person"),
    )


def _standing(line: Mapping[str, Any], words: Words) -> tuple[Value, ...]:
    """The cells of :data:`_STANDING`."""
    where = line["standing"]
    if where["approved"]:
        by = f" by {words.of(where['approved_by'], 'person')}" if where["approved_by"] else ""
        state = f"Approved{by} {written(where['approved_on'])}"
    elif where["decided"]:
        state = "Decided, not approved"
    else:
        state = "Proposed" if where["proposed"] else "Outside the perimeter"
    override = where["override"]
    return (
        words.of(where["disposition"], "disposition"),
        state,
        _override(override, words) if override else None,
        joined(_gate(gate, words) for gate in where["gates"]),
        joined(flag.rstrip(".") for flag in where["flags"]),
        joined(where["rule_ids"]),
        where["note"],
    )


def _override(override: Mapping[str, Any], words: Words) -> str:
    proposed = f", proposed was {words.of(override['from'], 'disposition')}" if override["from"] else ""
    return f"By {words.of(override['by'], 'person')}{proposed}: {override['reason']}"


def _gate(gate: Mapping[str, Any], words: Words) -> str:
    state = "Open" if gate["open"] else "Met"
    phase = " after closing" if gate["phase"] == "after" else ""
    return f"{state}: {words.of(gate['gate'], 'gate')}{phase}"


def _gates(lines: Iterable[Mapping[str, Any]], words: Words) -> Iterable[tuple[Value, ...]]:
    for line in lines:
        for gate in line["standing"]["gates"]:
            yield (
                line["number"],
                line.get("name") or line.get("title") or line["ref"],
                words.of(gate["gate"], "gate"),
                words.of(gate["phase"], "gate_phase"),
                "Open" if gate["open"] else "Met",
                day(gate["due_on"]),
                day(gate["met_on"]),
                words.of(gate["owner"], "person"),
                gate["evidence"],
            )


def _cohort(cohort: Mapping[str, Any], words: Words) -> str:
    since = f" of {written(cohort['effective_on'])}" if cohort["effective_on"] else ""
    return f"{cohort['notice']}{since}, {cohort['share']} %: {words.of(cohort['ground'], 'coverage')}"


def _entries(entries: Iterable[Mapping[str, Any]]) -> str | None:
    """Vocabulary with its code in the notice, where it has one."""
    return (
        BETWEEN.join(
            f"{entry['label']} ({entry['code']})" if entry.get("code") else entry["label"]
            for entry in entries
        )
        or None
    )
