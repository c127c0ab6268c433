"""R8 as its pages show it."""

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
    ref,
)
from app.reporting.render.tables.words import Words
from app.reporting.render.writing import day, number
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.ledger import DisclosureRow, OptOutRow, TellingRow

_OPT_OUTS = (
    Column("Opt-out", 11),
    Column("What was asked, and how it came in", 29),
    Column("Received", 10),
    Column("Due", 10),
    Column("Honoured by us", 20),
    Column("Confirmed by those who market", 20),
)
_TELLINGS = (
    Column("Third party", 28),
    Column("Opt-out", 11),
    Column("Told", 13),
    Column("Confirmed", 13),
    Column("Due", 13),
    Column("State", 22),
)
_DISCLOSURES = (
    Column("Disclosure", 10),
    Column("Requester and authority", 22),
    Column("Ground", 13),
    Column("Received", 9),
    Column("Decision and approver", 19),
    Column("Scope", 27),
)


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """The tables that may be long; what is overdue stands first."""
    data, words = snapshot["data"], Words(snapshot)
    open_ones = [row for row in data["tellings"] if row["ack_on"] is None]
    late_ones = [row for row in data["tellings"] if row["ack_on"] is not None and row["late"]]
    listed = [*open_ones, *late_ones]
    overdue = [row for row in data["opt_outs"] if row["late"] and row["honoured_on"] is None]
    return {
        "opt_outs": LedgerTable(
            _OPT_OUTS,
            partial(_opt_outs, data["opt_outs"], words),
            len(data["opt_outs"]),
            heads=0,
            style="lines",
        ),
        "tellings": LedgerTable(
            _TELLINGS, partial(_tellings, listed, words), len(listed), heads=0, style="lines"
        ),
        "disclosures": LedgerTable(
            _DISCLOSURES,
            partial(_disclosures, data["disclosures"], words),
            len(data["disclosures"]),
            heads=0,
            style="lines",
        ),
        "open_tellings": len(open_ones),
        "late_tellings": sum(row["late"] for row in open_ones),
        "confirmed_late": len(late_ones),
        "overdue": len(overdue),
        "honoured": sum(row["honoured_on"] is not None for row in data["opt_outs"]),
        "in_time": sum(row["honoured_on"] is not None and not row["late"] for row in data["opt_outs"]),
        "incomplete": [row for row in data["disclosures"] if row["missing"]],
        "headline": _headline(len(overdue), sum(row["late"] for row in open_ones), data),
    }


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    data = snapshot["data"]
    listed = sum(len(data[key]) for key in ("opt_outs", "marketers", "disclosures", "findings"))
    return listed + sum(1 for row in data["tellings"] if row["ack_on"] is None or row["late"])


def _headline(overdue: int, unconfirmed: int, data: Mapping[str, Any]) -> str:
    if not data["opt_outs"] and not data["disclosures"]:
        return "Nothing is recorded in either ledger."
    parts = []
    if overdue:
        parts.append(f"{plural(overdue, 'opt-out')} overdue and not recorded as honoured")
    if unconfirmed:
        parts.append(f"{plural(unconfirmed, 'confirmation')} overdue from those who market")
    bare = sum(bool(row["missing"]) for row in data["disclosures"])
    if bare:
        parts.append(f"{plural(bare, 'disclosure')} not completely recorded")
    return (
        f"{'; '.join(parts)}."
        if parts
        else "Nothing is overdue, and every disclosure is completely recorded."
    )


def _opt_outs(held: Sequence[OptOutRow], words: Words) -> Iterator[Row]:
    for row in held:
        about = [words.of(row["channel"], "preference_channel") or "channel not recorded"]
        about += [f"for {words.all(row['scope'], 'purpose')}"] if row["scope"] else ["for all marketing"]
        about += [plural(row["people"], "person", "people")] if row["people"] is not None else []
        yield Row(
            (
                cell(ref(row["ref"])),
                cell(
                    name(words.of(row["kind"], "preference_kind") or row["kind"]),
                    BREAK,
                    aside("; ".join(about)),
                ),
                _day(row["received_on"]),
                _day(row["due_on"]),
                _honoured(row),
                _confirmed(row),
            ),
            label=row["ref"],
        )


def _honoured(row: OptOutRow) -> Cell:
    days = "" if row["days"] is None else f"after {plural(row['days'], 'business day')}"
    if row["honoured_on"] is None:
        if row["late"]:
            return cell(late("not recorded, overdue"), BREAK, aside(days.replace("after", "open for")))
        return cell(absent("not yet"), BREAK, aside(days.replace("after", "open for")))
    found: list[str | Run] = [day(row["honoured_on"]), BREAK, aside(days)]
    if row["late"]:
        found += [", ", late("late")]
    return cell(*found)


def _confirmed(row: OptOutRow) -> Cell:
    if not row["to_tell"]:
        return cell(absent("nobody to be told"))
    found: list[str | Run] = [f"{number(row['confirmed'])} of {number(row['to_tell'])}"]
    if row["overdue"]:
        found += [BREAK, late(f"{number(row['overdue'])} overdue")]
    if row["confirmed_late"]:
        found += [BREAK, aside(f"{number(row['confirmed_late'])} confirmed late")]
    return cell(*found)


def _tellings(held: Sequence[TellingRow], words: Words) -> Iterator[Row]:
    for row in held:
        state: list[str | Run] = [words.of(row["state"], "telling_state") or row["state"]]
        if row["late"]:
            state += [", ", late("late" if row["ack_on"] else "overdue")]
        yield Row(
            (
                cell(name(row["name"]), " ", ref(row["third_party"])),
                cell(ref(row["opt_out"])),
                _day(row["sent_on"]),
                _day(row["ack_on"]),
                _day(row["due_on"]),
                cell(*state),
            ),
            label=f"{row['opt_out']} {row['name']}",
        )


def _disclosures(held: Sequence[DisclosureRow], words: Words) -> Iterator[Row]:
    for row in held:
        asked: list[str | Run] = [
            name(row["requester"]) if row["requester"] else absent("requester not recorded")
        ]
        asked += [BREAK, aside(row["authority"])] if row["authority"] else []
        if row["via"]:
            asked += [BREAK, aside(f"through {row['via_name'] or row['via']}")]
        decided: list[str | Run] = [
            words.of(row["decision"], "disclosure_decision") or absent("outcome not recorded")
        ]
        decided += [BREAK, f"decided {day(row['decided_on'])}"] if row["decided_on"] else []
        approver = words.of(row["approver"], "person")
        decided += [BREAK, aside(approver) if approver else late("no approver")]
        scope: list[str | Run] = [row["scope"]] if row["scope"] else [absent("not recorded")]
        about = [plural(row["people"], "person", "people")] if row["people"] is not None else []
        about += ["the person concerned was told"] if row["subject_notified"] else []
        scope += [BREAK, aside("; ".join(about))] if about else []
        yield Row(
            (
                cell(ref(row["ref"])),
                cell(*asked),
                cell(words.of(row["ground"], "ground") or late("no ground")),
                _day(row["received_on"]),
                cell(*decided),
                cell(*scope),
            ),
            label=row["ref"],
        )


def _day(value: str | None) -> Cell:
    return cell(day(value)) if value else cell(absent("not recorded"))
