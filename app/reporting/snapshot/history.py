"""R12, findings and their trail: each finding as it stood at an instant, its history, and the waivers."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.findings.dossier import Context
from app.domain.findings.kpis import Kpi
from app.domain.findings.records import Waiver
from app.domain.findings.terms import RANK, SLA_DAYS, EventKind, FindingStatus, Severity
from app.kernel import clock
from app.reporting.snapshot.findings import Names, finding_rows
from app.reporting.snapshot.frame import People, Vocabulary, day, frame, tallies
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.register_of_findings import (
    EventRow,
    FindingsData,
    HistoryRow,
    StatusTally,
    WaiverRow,
)

TITLE = "Findings and their history"

STATUS_AFTER: Mapping[str, FindingStatus] = {
    EventKind.OPENED: FindingStatus.OPEN,
    EventKind.REOPENED: FindingStatus.OPEN,
    EventKind.WAIVED: FindingStatus.WAIVED,
    EventKind.CLOSED: FindingStatus.CLOSED,
}
"""Where a finding stands after an event that moves it."""

WAIVER_STATES: Mapping[str, str] = {
    "request": "Asked for, not approved",
    "runs": "Runs",
    "ended": "Ended",
    "withdrawn": "Withdrawn or declined",
}
"""The words for the states of a waiver."""


@dataclass(frozen=True)
class Event:
    """An event of the ledger: instant in UTC, who, what, by which operation, and what was noted."""

    at: dt.datetime
    by: str
    what: str
    operation: str
    note: str | None


@dataclass(frozen=True)
class Story:
    """A finding as the ledger has it (rule, severity, object, key, title, message …) with its events, oldest first."""

    finding: Mapping[str, Any]
    events: Sequence[Event]

    def status_at(self, instant: dt.datetime) -> FindingStatus | None:
        """Where it stood at *instant*; ``None`` before it was first opened."""
        moves = [event for event in self.events if event.at <= instant and event.what in STATUS_AFTER]
        return STATUS_AFTER[moves[-1].what] if moves else None

    def opened_at(self, instant: dt.datetime) -> dt.datetime | None:
        """When it was last opened, by *instant*."""
        opened = [
            event.at
            for event in self.events
            if event.at <= instant and event.what in {EventKind.OPENED, EventKind.REOPENED}
        ]
        return opened[-1] if opened else None

    def decided_at(self, instant: dt.datetime, what: EventKind, current: str | None) -> str | None:
        """What the last decision of the kind *what* by *instant* says; *current* where none was ever made."""
        notes = [(event.at, event.note) for event in self.events if event.what == what]
        made = [note for at, note in notes if at <= instant]
        if made:
            return made[-1]
        # A decision that came later tells nothing of what was there before it.
        return None if notes else current


def collect_findings(
    stories: Iterable[Story],
    waivers: Iterable[Waiver],
    context: Context,
    *,
    timeliness: Kpi,
    names: Names,
    people: People | None = None,
) -> Snapshot:
    """The snapshot of R12: what *stories* tell up to the context's instant, and *waivers* as recorded then.

    Deals are no part of it: their findings are told to their members alone.
    """
    vocabulary = Vocabulary(context, people)
    for status in FindingStatus:
        vocabulary.term("finding_status", status)
    rows = [row for story in stories if (row := _row(story, context, vocabulary, names)) is not None]
    order = [FindingStatus.OPEN.value, FindingStatus.WAIVED.value, FindingStatus.CLOSED.value]
    rows.sort(
        key=lambda row: (
            order.index(row["status"]),
            RANK[Severity(row["severity"])],
            row["due_on"] or "9999-12-31",
            row["rule"],
            row["object"],
            row["key"],
        )
    )
    listed = [_waiver(waiver, context, vocabulary, names) for waiver in waivers]
    listed.sort(
        key=lambda row: (
            row["state"] not in {"request", "runs"},
            row["expires_on"],
            row["rule"],
            row["object"],
        )
    )
    until: dict[tuple[str, str, str], str] = {}
    for waiver in listed:
        if waiver["state"] == "runs":
            identity = (waiver["rule"], waiver["object"], waiver["key"])
            until[identity] = max(until.get(identity, ""), waiver["expires_on"])
    for row in rows:
        if row["status"] == FindingStatus.WAIVED:
            row["waived_until"] = until.get((row["rule"], row["object"], row["key"]))
    data: FindingsData = {
        "in_time": {"numerator": timeliness.numerator, "denominator": timeliness.denominator},
        "open_critical": sum(
            row["severity"] == Severity.CRITICAL and row["status"] != FindingStatus.CLOSED for row in rows
        ),
        "oldest_critical_days": max(
            (
                row["age_days"] or 0
                for row in rows
                if row["severity"] == Severity.CRITICAL and row["status"] != FindingStatus.CLOSED
            ),
            default=0,
        ),
        "totals": [_total(severity, rows, vocabulary) for severity in Severity],
        "rules": tallies(row["rule"] for row in rows if row["status"] == FindingStatus.OPEN),
        "findings": rows,
        "waivers": listed,
    }
    return frame(
        "findings",
        TITLE,
        context,
        vocabulary,
        counts={"shown": len(rows), "total": len(rows), "of": "findings, open, waived and closed"},
        data=data,
    )


def _row(story: Story, context: Context, vocabulary: Vocabulary, names: Names) -> HistoryRow | None:
    instant, zone = context.as_of, context.organisation.time_zone
    status = story.status_at(instant)
    opened = story.opened_at(instant)
    if status is None or opened is None:
        return None
    severity = Severity(story.finding["severity"])
    opened_on = clock.day_of(opened, zone)
    days = SLA_DAYS.get(severity)
    limit = None if days is None else opened_on + dt.timedelta(days=days)
    due = story.decided_at(instant, EventKind.DUE, None) or (limit.isoformat() if limit else None)
    owner = story.decided_at(instant, EventKind.ASSIGNED, story.finding.get("owner"))
    (row,) = finding_rows(
        [
            {
                **story.finding,
                "opened_on": opened_on,
                "due_on": None if due == "none" else due,
                "owner": None if owner == "nobody" else owner,
            }
        ],
        context,
        vocabulary,
        names,
    )
    closed = _closed_on(story, instant, zone) if status is FindingStatus.CLOSED else None
    if closed is not None:
        row["overdue"] = False
        row["age_days"] = max((closed - opened_on).days, 0)
    return {
        **row,
        "status": status.value,
        "closed_on": day(closed),
        "in_time": None if closed is None or limit is None else closed <= limit,
        "waived_until": None,
        "events": [_event(event, vocabulary) for event in story.events if event.at <= instant],
    }


def _closed_on(story: Story, instant: dt.datetime, zone: str) -> dt.date | None:
    closed = [event.at for event in story.events if event.what == EventKind.CLOSED and event.at <= instant]
    return clock.day_of(closed[-1], zone) if closed else None


def _event(event: Event, vocabulary: Vocabulary) -> EventRow:
    note = event.note
    if event.what == EventKind.ASSIGNED and note and note != "nobody":
        vocabulary.person(note)
    return {
        "at": clock.format_instant(event.at),
        "what": vocabulary.term("event", EventKind(event.what)),
        "by": vocabulary.person(event.by) or event.by,
        "operation": event.operation,
        "note": note,
    }


def _waiver(waiver: Waiver, context: Context, vocabulary: Vocabulary, names: Names) -> WaiverRow:
    if waiver.archived:
        state = "withdrawn"
    elif waiver.is_request:
        state = "request"
    else:
        state = "runs" if waiver.covers(context.today) else "ended"
    return {
        "rule": waiver.rule,
        "object": waiver.object,
        "object_name": names.get(waiver.object),
        "key": waiver.key,
        "reason": waiver.reason,
        "requested_by": vocabulary.person(waiver.requested_by),
        "approver": vocabulary.person(waiver.approver),
        "granted_on": day(waiver.granted_on),
        "expires_on": waiver.expires_on.isoformat(),
        "state": vocabulary.entry("waiver_state", state, WAIVER_STATES[state]),
    }


def _total(severity: Severity, rows: Sequence[HistoryRow], vocabulary: Vocabulary) -> StatusTally:
    of = [row["status"] for row in rows if row["severity"] == severity.value]
    return {
        "severity": vocabulary.term("severity", severity),
        "open": of.count(FindingStatus.OPEN.value),
        "waived": of.count(FindingStatus.WAIVED.value),
        "closed": of.count(FindingStatus.CLOSED.value),
    }
