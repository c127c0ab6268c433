"""R11 as tables: every field that differs, how much of each part and third party, the figures at both instants."""

from collections.abc import Iterator

from app.reporting.render.change_words import WHAT, person
from app.reporting.render.tables.table import Column, Table, Type, Value
from app.reporting.render.tables.words import Words, instant
from app.reporting.snapshot.schema.comparison import ChangedObject
from app.reporting.snapshot.schema.frame import Snapshot

_CHANGES = (
    Column("Part", width=10),
    Column("Reference", width=9),
    Column("Name", width=18),
    Column("Third party", width=8),
    Column("Name of the third party", width=15),
    Column("What", width=7),
    Column("Field", width=18),
    Column("Before", width=25),
    Column("After", width=25),
    Column("When", Type.INSTANT, 11),
    Column("By", width=12),
    Column("Operation", width=12),
    Column("Reason", width=15),
    Column("Entry of the trail", Type.NUMBER, 7),
)

_PARTS = (
    Column("Part", width=20),
    Column("Added", Type.NUMBER),
    Column("Removed", Type.NUMBER),
    Column("Changed", Type.NUMBER),
)

_PARTIES = (
    Column("Third party", width=8),
    Column("Name", width=25),
    Column("Added", Type.NUMBER),
    Column("Removed", Type.NUMBER),
    Column("Changed", Type.NUMBER),
)

_FIGURES = (
    Column("Figure", width=6),
    Column("Name", width=20),
    Column("Numerator before", Type.NUMBER),
    Column("Denominator before", Type.NUMBER),
    Column("Numerator after", Type.NUMBER),
    Column("Denominator after", Type.NUMBER),
)


def tables(snapshot: Snapshot) -> list[Table]:
    """The sheets of R11."""
    data, words = snapshot["data"], Words(snapshot)
    changes = [row for one in data["objects"] for row in _rows(one, snapshot)]
    parts = [
        (words.of(tally["part"], "part"), tally["added"], tally["removed"], tally["changed"])
        for tally in data["tallies"]
    ]
    parties = [
        (tally["ref"], tally["name"], tally["added"], tally["removed"], tally["changed"])
        for tally in data["third_parties"]
    ]
    made = [
        Table("changes", "Changes", _CHANGES, changes, note="A row for each field that differs."),
        Table("parts", "By kind", _PARTS, parts),
        Table("third_parties", "By third party", _PARTIES, parties),
    ]
    if data["figures"]:
        figures = [
            (
                one["id"],
                one["name"],
                *(
                    one[side][number] if one[side] else None
                    for side in ("before", "after")
                    for number in ("numerator", "denominator")
                ),
            )
            for one in data["figures"]
        ]
        made.append(
            Table("figures", "Figures", _FIGURES, figures, note="As they were kept at the two instants.")
        )
    return made


def _rows(one: ChangedObject, snapshot: Snapshot) -> Iterator[tuple[Value, ...]]:
    words = Words(snapshot)
    head = (
        words.of(one["part"], "part"),
        one["key"],
        one["name"],
        one["third_party"],
        one["third_party_name"],
        WHAT[one["what"]],
    )
    for field in one["fields"]:
        told = field if field["at"] else one
        yield (
            *head,
            field["label"],
            field["before"],
            field["after"],
            instant(told["at"]),
            person(told, snapshot) or None,
            told["operation"],
            told["reason"],
            told["entry"],
        )
    if not one["fields"]:
        yield (
            *head,
            None,
            None,
            None,
            instant(one["at"]),
            person(one, snapshot) or None,
            one["operation"],
            one["reason"],
            one["entry"],
        )
