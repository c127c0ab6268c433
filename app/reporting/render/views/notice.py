"""R5 as its pages show it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from app.kernel.words import plural
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
    late,
    name,
    paragraph,
    pill,
    ref,
    refs,
)
from app.reporting.render.tables.words import Words
from app.reporting.render.writing import day
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.notice import LinkRow, RecipientRow, SentenceRow

_RECIPIENTS = (
    Column("Third party", 21),
    Column("Recipient", 11),
    Column("Purposes, and how clearly each is covered", 34),
    Column("Flows and the provisions that they rest on", 34),
)
_SENTENCES = (Column("No.", 5), Column("Sentence", 58), Column("What it provides", 37))


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """The tables that may be long, how clearly flows are covered, and the gaps."""
    data, words = snapshot["data"], Words(snapshot)
    counts = {tally["key"]: tally["count"] for tally in data["coverage"]}
    return {
        "counts": counts,
        "gaps": [row for row in data["statements"] if row["gap"]],
        "recipients": LedgerTable(
            _RECIPIENTS,
            partial(_recipients, data["recipients"], words),
            len(data["recipients"]),
            heads=0,
            style="lines",
        ),
        "sentence_table": LedgerTable(
            _SENTENCES,
            partial(_sentences, data["sentences"], words),
            len(data["sentences"]),
            heads=0,
            style="lines",
        ),
        "headline": _headline(counts, data["flows"]),
    }


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    data = snapshot["data"]
    lists = ("purposes", "recipients", "grounds", "unused", "statements", "sentences", "findings")
    return sum(len(data[key]) for key in lists)


def _headline(counts: Mapping[str, int], total: int) -> str:
    if not total:
        return "No active flow is recorded, so there is nothing to hold against the notice."
    bare = counts.get("none", 0)
    verb = "is" if bare == 1 else "are"
    return (
        f"{plural(bare, 'active flow')} of {total} {verb} not set forth in the notice."
        if bare
        else ("Every active flow is set forth in the notice, expressly or arguably.")
    )


def _recipients(held: Sequence[RecipientRow], words: Words) -> Iterator[Row]:
    for row in held:
        yield Row(
            (
                cell(
                    name(row["name"]),
                    " ",
                    ref(row["ref"]),
                    BREAK,
                    aside(words.of(row["affiliation"], "affiliation") or ""),
                ),
                cell(_coverage(row["recipient"], words)),
                _purposes(row, words),
                _links(row["links"], words),
            ),
            label=f"{row['ref']} {row['name']}",
        )


def _purposes(row: RecipientRow, words: Words) -> Cell:
    found: list[str | Run] = []
    for one in row["cells"]:
        found += [
            paragraph("agreement"),
            f"{words.of(one['purpose'], 'purpose')} ",
            _coverage(one["coverage"], words),
        ]
        if one["stated"] == "none":
            found += [" ", aside("purpose not in the notice")]
    return cell(*found)


def _links(links: Sequence[LinkRow], words: Words) -> Cell:
    """Each provision with the flows that rest on it alike: with the same strength, reason, person and day."""
    if not links:
        return cell(absent("no link is recorded"))
    alike: dict[tuple[Any, ...], list[str]] = {}
    for one in links:
        key = (one["code"], one["strength"], one["holds"], one["reason"], one["by"], one["on"])
        alike.setdefault(key, []).append(one["flow"])
    found: list[str | Run] = []
    for (code, strength, holds, reason, by, on), flows in sorted(alike.items(), key=lambda pair: pair[0][0]):
        found += [paragraph("agreement"), name(code), f" {(words.of(strength, 'strength') or '').lower()} "]
        found.append(refs(flows))
        if not holds:
            found += [", ", late("no longer in the notice")]
        marked = ", ".join(part for part in (words.of(by, "person"), day(on) if on else None) if part)
        said = ". ".join(part for part in ((reason or "").rstrip(". "), marked) if part)
        found += [BREAK, aside(said)] if said else []
    return cell(*found)


def _coverage(key: str, words: Words) -> Run:
    return pill(words.of(key, "coverage") or key, f"coverage coverage-{key}")


def _sentences(held: Sequence[SentenceRow], words: Words) -> Iterator[Row]:
    for row in held:
        lines = row["text"].split("\n")
        text: list[str | Run] = [lines[0]]
        for line in lines[1:]:
            text += [BREAK, line]
        provided: list[str | Run] = []
        for one in row["provisions"]:
            kind = words.of(one["kind"], "provision_kind") or one["kind"]
            provided += [paragraph("agreement"), name(one["code"]), f" {kind}"]
            provided += [", ", aside("open-ended")] if one["open_ended"] else []
            provided += [BREAK, aside(one["text"])] if one["text"] else []
        yield Row(
            (
                cell(str(row["number"])),
                cell(*text),
                cell(*provided) if provided else cell(absent("nothing coded")),
            ),
            label=f"Sentence {row['number']}",
        )
