"""R12 as its pages show it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from app.kernel import clock
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
    pill,
    ref,
    refs,
    styled,
)
from app.reporting.render.tables.words import Words
from app.reporting.render.writing import day, references_in
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.register_of_findings import HistoryRow, WaiverRow

STATUSES = ("open", "waived", "closed")
RUNNING = frozenset({"request", "runs"})

_LAST = {"open": "Due", "waived": "Waived until", "closed": "Closed"}
_WAIVERS = (Column("Finding", 26), Column("Reason", 34), Column("Asked for, approved", 16), Column("State", 14),
            Column("Ends on", 10))  # fmt: skip


def view(snapshot: Snapshot) -> Mapping[str, Any]:
    """The findings by where they stand, each with its story, and the waivers."""
    data = snapshot["data"]
    make = _Rows(snapshot)
    running = [row for row in data["waivers"] if row["state"] in RUNNING]
    over = [row for row in data["waivers"] if row["state"] not in RUNNING]
    return {
        "groups": [(status, make.findings(status)) for status in STATUSES],
        "running": LedgerTable(_WAIVERS, partial(make.waivers, running), len(running), heads=0),
        "over": LedgerTable(_WAIVERS, partial(make.waivers, over), len(over), heads=0),
    }


def rows(snapshot: Snapshot) -> int:
    """How many rows its tables have, to guess its length by."""
    data = snapshot["data"]
    return 2 * len(data["findings"]) + len(data["waivers"])


class _Rows:
    """Makes the rows of the tables of R12."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._words = Words(snapshot)
        self._found: list[HistoryRow] = snapshot["data"]["findings"]
        self._zone = clock.zone(snapshot["organisation"]["time_zone"])

    def findings(self, status: str) -> LedgerTable:
        """The findings that stand at *status*, gravest first."""
        held = [row for row in self._found if row["status"] == status]
        columns = (Column("Severity", 10), Column("Finding", 32), Column("About", 24), Column("Owner", 13),
                   Column("Since", 11), Column(_LAST[status], 10))  # fmt: skip
        return LedgerTable(
            columns, partial(self._rows, held, status), len(held), heads=1, style="stories", notes=True
        )

    def _rows(self, held: Sequence[HistoryRow], status: str) -> Iterator[Row]:
        words = self._words
        for row in held:
            severity = words.of(row["severity"], "severity") or row["severity"]
            owner = words.of(row["owner"], "person")
            cited: list[str | Run] = [" ", styled(row["citation"], "citation")] if row["citation"] else []
            age = [] if row["age_days"] is None else [BREAK, aside(plural(row["age_days"], "day"))]
            yield Row(
                (
                    cell(pill(severity, f"severity-{row['severity']}"), BREAK, styled(row["rule"], "rule")),
                    cell(name(row["title"]), BREAK, row["message"], *cited),
                    _about(row),
                    cell(owner or absent("nobody")),
                    cell(day(row["opened_on"]), *age),
                    _last(row, status),
                ),
                self._story(row, status),
                label=f"{row['rule']} {row['object']}",
            )

    def _story(self, row: HistoryRow, status: str) -> Cell:
        words = self._words
        found: list[str | Run] = []
        if status == "open" and row["remedy"]:
            found += [styled(f"Cure: {row['remedy']}", "cure")]
        for event in row["events"]:
            at = dt.datetime.fromisoformat(event["at"]).astimezone(self._zone)
            when = f"{day(at.date().isoformat())}, {at:%H:%M:%S}"
            # Names and notes are runs of their own: each keeps its direction, and leaves the words around it theirs.
            by, what = words.of(event["by"], "person"), words.of(event["what"], "event")
            found += [BREAK] if found else []
            found += [styled(when, "story-at"), " ", by or "", f" {what}", *self._said(event), " "]
            found += [styled(event["operation"], "rule")]
        return cell(*found)

    def _said(self, event: Mapping[str, Any]) -> list[str]:
        """What the note of *event* says, in parts that keep their own direction."""
        note = event["note"]
        if not note:
            return []
        if event["what"] == "assigned":
            return [": ", "nobody" if note == "nobody" else self._words.of(note, "person") or note]
        if event["what"] == "due":
            return [": ", "no due day" if note == "none" else day(note)]
        return [": “", note, "”"]

    def waivers(self, held: Sequence[WaiverRow]) -> Iterator[Row]:
        """Waivers with who asked, who approved and their end."""
        words = self._words
        for row in held:
            yield Row(
                (
                    cell(styled(row["rule"], "rule"), " ", *_about(row)),
                    cell(row["reason"]),
                    self._approved(row),
                    cell(words.of(row["state"], "waiver_state") or row["state"]),
                    cell(day(row["expires_on"])),
                ),
                label=f"{row['rule']} {row['object']}",
            )

    def _approved(self, row: WaiverRow) -> Cell:
        asked = self._words.of(row["requested_by"], "person")
        approved = self._words.of(row["approver"], "person")
        names = list(dict.fromkeys(one for one in (asked, approved) if one))
        found: list[str | Run] = [", ".join(names)] if names else [absent("not recorded")]
        if row["state"] == "request":
            found += [BREAK, late("not approved")]
        elif row["granted_on"]:
            found += [BREAK, aside(f"granted {day(row['granted_on'])}")]
        return cell(*found)


def _about(row: Mapping[str, Any]) -> Cell:
    found: list[str | Run] = [row["object_name"], " "] if row["object_name"] else []
    found.append(ref(row["object"]))
    keyed = references_in(row["key"])
    if keyed:
        found += [BREAK, refs(keyed)]
    party = row.get("third_party_name")
    if party and row["third_party"] != row["object"]:
        found += [BREAK, aside(party)]
    return cell(*found)


def _last(row: HistoryRow, status: str) -> Cell:
    if status == "waived":
        return cell(day(row["waived_until"]))
    if status == "closed":
        told = {True: aside("in time"), False: late("late")}
        when = [] if row["in_time"] is None else [BREAK, told[row["in_time"]]]
        return cell(day(row["closed_on"]), *when)
    if row["due_on"] is None:
        return cell(aside("no date"))
    if row["overdue"]:
        return cell(late(day(row["due_on"])), BREAK, late("overdue"))
    return cell(day(row["due_on"]))
