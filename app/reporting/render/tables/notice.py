"""R5 as tables: purposes, recipients, grounds, what the notice lacks, its sentences, findings."""

from app.reporting.render.tables.findings import FINDINGS, finding
from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import Words, day, joined, yes
from app.reporting.snapshot.schema.frame import Snapshot

_PURPOSES = (
    Column("Code", width=5),
    Column("Purpose", width=30),
    Column("In the notice", width=12),
    Column("Sentences", width=8),
    Column("Active flows", Type.NUMBER, 8),
    Column("Third parties", Type.NUMBER, 8),
)
_MATRIX = (
    Column("Reference", width=7),
    Column("Third party", width=20),
    Column("Affiliation", width=12),
    Column("Purpose", width=25),
    Column("Coverage", width=10),
    Column("Purpose stated", width=10),
    Column("Recipient", width=10),
    Column("Flows", width=15),
)
_LINKS = (
    Column("Flow", width=7),
    Column("Third party", width=18),
    Column("Provision", width=8),
    Column("Strength", width=8),
    Column("Still in the notice", width=8),
    Column("Reason", width=35),
    Column("Marked by", width=14),
    Column("Marked on", Type.DAY, 9),
)
_PROVISIONS = (
    Column("Code", width=5),
    Column("Kind", width=14),
    Column("Sentence", Type.NUMBER, 6),
    Column("In short", width=40),
    Column("Open-ended", width=8),
)
_STATEMENTS = (
    Column("Statement", width=20),
    Column("State", width=12),
    Column("Rests on", width=14),
    Column("Sentence", Type.NUMBER, 6),
    Column("Proposed cure", width=35),
    Column("Source", width=16),
    Column("Note", width=20),
)
_SENTENCES = (
    Column("No.", Type.NUMBER, 4),
    Column("Sentence", width=60),
    Column("Provides", width=30),
)


def tables(snapshot: Snapshot) -> list[Table]:
    """The sheets of R5."""
    words, data = Words(snapshot), snapshot["data"]

    def coverage(key: str) -> str | None:
        return words.of(key, "coverage")

    purposes: list[tuple[Value, ...]] = [
        (
            row["code"],
            words.of(row["key"], "purpose"),
            coverage(row["stated"]),
            joined(str(number) for number in row["sentences"]),
            row["flows"],
            row["third_parties"],
        )
        for row in data["purposes"]
    ]
    matrix: list[tuple[Value, ...]] = [
        (
            row["ref"],
            row["name"],
            words.of(row["affiliation"], "affiliation"),
            words.of(cell["purpose"], "purpose"),
            coverage(cell["coverage"]),
            coverage(cell["stated"]),
            coverage(cell["recipient"]),
            joined(cell["flows"]),
        )
        for row in data["recipients"]
        for cell in row["cells"]
    ]
    links: list[tuple[Value, ...]] = [
        (
            link["flow"],
            row["name"],
            link["code"],
            words.of(link["strength"], "strength"),
            yes(link["holds"]),
            link["reason"],
            words.of(link["by"], "person"),
            day(link["on"]),
        )
        for row in data["recipients"]
        for link in row["links"]
    ]
    grounds: list[tuple[Value, ...]] = [
        (
            row["code"],
            words.of(row["kind"], "provision_kind"),
            row["sentence_no"],
            row["text"],
            yes(row["open_ended"]),
            row["express"],
            row["arguable"],
        )
        for row in data["grounds"]
    ]
    statements: list[tuple[Value, ...]] = [
        (
            words.of(row["key"], "statement"),
            row["words"],
            words.of(row["basis"], "basis"),
            row["sentence_no"],
            row["cure"],
            row["citation"],
            row["note"],
        )
        for row in data["statements"]
    ]
    sentences: list[tuple[Value, ...]] = [
        (
            row["number"],
            row["text"],
            joined(f"{one['code']} {words.of(one['kind'], 'provision_kind')}" for one in row["provisions"]),
        )
        for row in data["sentences"]
    ]
    counted = (Column("Flows, express", Type.NUMBER, 8), Column("Flows, arguable", Type.NUMBER, 8))
    return [
        Table("purposes", "Purposes used and stated", _PURPOSES, purposes),
        Table(
            "matrix",
            "Purposes by third parties",
            _MATRIX,
            matrix,
            "Coverage is the vaguer of two: whether the purpose is stated, and whether data may go to the recipient.",
        ),
        Table("links", "Links to the notice", _LINKS, links),
        Table("grounds", "Grounds of disclosure", (*_PROVISIONS, *counted), grounds),
        Table("unused", "Provisions nothing rests on", _PROVISIONS, _provisions(data["unused"], words)),
        Table("contradictions", "Contradictions", _PROVISIONS, _provisions(data["contradictions"], words)),
        Table("statements", "What the notice says and lacks", _STATEMENTS, statements),
        Table("findings", "Findings", FINDINGS, [finding(row, words) for row in data["findings"]]),
        Table("sentences", "Sentences", _SENTENCES, sentences),
    ]


def _provisions(rows: list[dict[str, object]], words: Words) -> list[tuple[Value, ...]]:
    return [
        (
            str(row["code"]),
            words.of(str(row["kind"]), "provision_kind"),
            row["sentence_no"] if isinstance(row["sentence_no"], int) else None,
            None if row["text"] is None else str(row["text"]),
            yes(bool(row["open_ended"])),
        )
        for row in rows
    ]
