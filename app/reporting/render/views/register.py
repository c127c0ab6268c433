"""R3 as its pages show it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from app.reporting.render.ledger import (
    BREAK,
    Cell,
    Column,
    LedgerTable,
    Row,
    Run,
    absent,
    aside,
    cell,
    flag,
    joined,
    late,
    name,
    paragraph,
    pill,
    ref,
    tally,
)
from app.reporting.render.tables.words import Words
from app.reporting.render.writing import day, number
from app.reporting.snapshot.schema.agreements import AgreementRow
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.register import RegisterRow

_COLUMNS = (
    Column("Third party", 19),
    Column("Purposes", 14),
    Column("Data categories", 17),
    Column("Agreements, state and end", 22),
    Column("Countries", 12),
    Column("Next review", 8),
    Column("Open findings", 8),
)

_NONE = cell(absent("none recorded"))


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """Third parties by role, in the order of the totals; which states of agreements the legend must explain."""
    data = snapshot["data"]
    groups: dict[str, list[Any]] = {tally["key"]: [] for tally in data["totals"]["role"]}
    for row in data["third_parties"]:
        groups[row["role"]].append(row)
    roles = snapshot["labels"].get("role", {})
    entries = [(f"role-{number}", roles.get(role, role)) for number, role in enumerate(groups, 1)]
    stages = [tally["key"] for tally in data["totals"]["stage"]]
    tables = [(role, _table(snapshot, held)) for role, held in groups.items()]
    return {"groups": tables, "entries": entries, "stages": stages}


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    return len(snapshot["data"]["third_parties"])


def _table(snapshot: Snapshot, held: Sequence[RegisterRow]) -> LedgerTable:
    make = _Rows(Words(snapshot), snapshot["on"])
    return LedgerTable(
        _COLUMNS, partial(make.rows, held), len(held), heads=0, style="register-table", notes=True
    )


class _Rows:
    """Makes the rows of the register's tables."""

    def __init__(self, words: Words, on: str) -> None:
        self._words = words
        self._on = on

    def rows(self, held: Sequence[RegisterRow]) -> Iterator[Row]:
        """A row for each third party, with its summary as a note."""
        for row in held:
            yield Row(
                (
                    self._third_party(row),
                    self._listed(row["purposes"], "purpose"),
                    self._categories(row),
                    self._agreements(row["agreements"]),
                    self._countries(row),
                    _review(row),
                    self._findings(row),
                ),
                self._note(row),
                label=f"{row['ref']} {row['name']}",
            )

    def _third_party(self, row: RegisterRow) -> Cell:
        words = self._words
        about = [words.of(row[key], key) or "" for key in ("role", "affiliation", "status")]
        if row["risk_tier"]:
            about.append(f"{words.of(row['risk_tier'], 'risk_tier')} risk")
        found: list[str | Run] = [name(row["name"]), " ", ref(row["ref"]), BREAK, aside(" · ".join(about))]
        if row["entity"] and row["entity"] != row["name"]:
            found += [BREAK, aside(row["entity"])]
        return cell(*found)

    def _listed(self, keys: Sequence[str], vocabulary: str) -> Cell:
        return cell(", ".join(self._words.of(key, vocabulary) or key for key in keys)) if keys else _NONE

    def _categories(self, row: RegisterRow) -> Cell:
        found: list[str | Run] = [] if row["categories"] else [absent("none recorded")]
        for key in row["categories"]:
            found += [", "] if found else []
            found.append(self._words.of(key, "category") or key)
            if key in row["sensitive"]:
                found += [" ", flag("sensitive")]
        if row["subjects"]:
            named = ", ".join(self._words.of(key, "subject") or key for key in row["subjects"])
            found += [BREAK, aside(f"of {named}")]
        return cell(*found)

    def _agreements(self, agreements: Sequence[AgreementRow]) -> Cell:
        found: list[str | Run] = []
        for agreement in agreements:
            state = self._words.of(agreement["state"], "stage") or agreement["state"]
            found += [
                paragraph("agreement"),
                ref(agreement["ref"]),
                f" {self._words.of(agreement['kind'], 'agreement_kind')} ",
                pill(state, f"stage stage-{agreement['state']}"),
                " ",
                aside(ending(agreement, self._on)),
            ]
        return cell(*found) if found else _NONE

    def _countries(self, row: RegisterRow) -> Cell:
        found: list[str | Run] = []
        for country in row["countries"]:
            kinds = ", ".join(
                self._words.of(kind, "location_kind") or kind for kind in country["kinds"]
            ).lower()
            found += [BREAK] if found else []
            found += [f"{self._words.of(country['code'], 'country')} ", aside(kinds)]
        return cell(*found) if found else _NONE

    def _findings(self, row: RegisterRow) -> Cell:
        counts = [
            tally(f"{number(entry['count'])}\u00a0{(self._words.of(entry['key'], 'severity') or '').lower()}")
            for entry in row["findings"]
        ]
        return cell(*joined(counts, BREAK)) if counts else cell(aside("none"))

    def _note(self, row: RegisterRow) -> Cell:
        owner = (
            f"Owner: {self._words.of(row['owner'], 'person')}." if row["owner"] else "No owner is recorded."
        )
        description = f"{row['description']} " if row["description"] else ""
        return cell(description, aside(f"{row['summary']} {owner}"))


def _review(row: RegisterRow) -> Cell:
    if not row["next_review_on"]:
        return cell(late("no date") if row["review_overdue"] else absent("no date"))
    if row["review_overdue"]:
        return cell(late(day(row["next_review_on"])), BREAK, late("overdue"))
    return cell(day(row["next_review_on"]))


def ending(agreement: AgreementRow, on: str) -> str:
    """When *agreement* ends or ended, as seen *on* a day."""
    if agreement["ends_on"]:
        word = "until" if agreement["in_force"] or agreement["ends_on"] >= on else "ended"
        return f"{word} {day(agreement['ends_on'])}"
    return "no fixed end" if agreement["runs_on"] else "end not recorded"
