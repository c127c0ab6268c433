"""Writes the ledger of findings: what a run found against what is stored, with an event for everything that changed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, insert, select

from app.db.unit_of_work import Work
from app.domain.findings.dossier import Context
from app.domain.findings.engine import Found, RuleFailure
from app.domain.findings.ledger import Finding, FindingEvent
from app.domain.findings.terms import RANK, SLA_DAYS, FindingStatus, Severity
from app.infra import log
from app.kernel import clock

Identity = tuple[str, str, str]


class Keeper:
    """Keeps findings within one unit of work: the findings that meet a condition are those that were found."""

    def __init__(self, work: Work, context: Context) -> None:
        """Judge by *context* in *work*."""
        self.work = work
        self.context = context
        self._events: list[dict[str, Any]] = []

    def keep(self, results: Iterable[Found | RuleFailure], where: ColumnElement[bool]) -> None:
        """Let the stored findings that meet *where* be what *results* say: open, refresh, reopen, waive, close.

        A rule that failed says nothing, so its findings stay as they are.
        """
        found: dict[Identity, Found] = {}
        failed: set[tuple[str, str | None]] = set()
        for result in results:
            if isinstance(result, RuleFailure):
                failed.add((result.rule, result.object or None))
                log.logger().error(
                    "rule failed", rule=result.rule, object=result.object, exc_info=result.error
                )
            else:
                found.setdefault(result.identity, result)
        session = self.work.session
        stored = {_identity(row): row for row in session.scalars(select(Finding).where(where))}
        moved = self._elsewhere([one for identity, one in found.items() if identity not in stored])
        fresh: list[Finding] = []
        for identity, one in found.items():
            row = stored.get(identity) or moved.get(identity)
            if row is None:
                fresh.append(self._new(one))
            else:
                self._refresh(row, one)
        session.add_all(fresh)
        session.flush()
        for row in fresh:
            self._note("opened", row)
            if row.status == FindingStatus.WAIVED.value:
                self._note("waived", row)
        for identity, row in stored.items():
            gone = identity not in found and (row.rule, row.third_party) not in failed
            if gone and row.status != FindingStatus.CLOSED.value:
                row.status, row.closed_at, row.changed_at = (
                    FindingStatus.CLOSED.value,
                    self.work.at,
                    self.work.at,
                )
                self._note("closed", row)
        session.flush()
        if self._events:
            session.execute(insert(FindingEvent), self._events)
            self._events = []

    def _elsewhere(self, some: Sequence[Found]) -> dict[Identity, Finding]:
        """Findings stored in another dossier: a flow or an agreement was given to another third party."""
        objects = sorted({one.object for one in some})
        found: dict[Identity, Finding] = {}
        for start in range(0, len(objects), 500):
            query = select(Finding).where(Finding.object.in_(objects[start : start + 500]))
            found.update((_identity(row), row) for row in self.work.session.scalars(query))
        return found

    def _new(self, one: Found) -> Finding:
        at = self.work.at
        return Finding(
            rule=one.rule,
            object=one.object,
            key=one.key,
            third_party=one.third_party,
            status=self._status(one).value,
            opened_at=at,
            changed_at=at,
            closed_at=None,
            due_on=self._due(one.severity),
            owner=self._owner(one),
            **_said(one),
        )

    def _refresh(self, row: Finding, one: Found) -> None:
        before, status, said = row.status, self._status(one).value, _said(one)
        self._follow_severity(row, one)
        changed = {name for name, value in said.items() if getattr(row, name) != value}
        for name in changed:
            setattr(row, name, said[name])
        if row.third_party != one.third_party:
            row.third_party = one.third_party
            changed.add("third_party")
        if before == FindingStatus.CLOSED.value:
            row.opened_at, row.closed_at = self.work.at, None
            row.due_on = self._due(one.severity)
            row.owner = row.owner or self._owner(one)
        row.status = status
        if before == status:
            if changed:
                self._event("changed", row)
        elif status == FindingStatus.WAIVED.value:
            self._note("waived", row)
        else:
            self._note("reopened", row)
        if changed or before != status:
            row.changed_at = self.work.at

    def _status(self, one: Found) -> FindingStatus:
        return FindingStatus.WAIVED if one.identity in self.context.waived else FindingStatus.OPEN

    def _owner(self, one: Found) -> str | None:
        """The owner of the third party, where that person is active."""
        party = self.context.third_parties.get(one.third_party or "")
        return party.owner if party is not None and party.owner in self.context.active_people else None

    def _due(self, severity: Severity) -> dt.date | None:
        return due_on(severity, self.work.at, self.context.organisation.time_zone)

    def _follow_severity(self, row: Finding, one: Found) -> None:
        """Move the due day with a severity that changed, unless a person set it."""
        zone = self.context.organisation.time_zone
        if row.severity != one.severity and row.due_on == due_on(Severity(row.severity), row.opened_at, zone):
            row.due_on = due_on(one.severity, row.opened_at, zone)

    def _note(self, what: str, row: Finding) -> None:
        """Note an event, and let the trail entry say which findings the operation opened and closed."""
        self._event(what, row)
        notes = self.work.notes.setdefault("findings", {})
        notes.setdefault(what, []).append([row.rule, row.object, row.key])

    def _event(self, what: str, row: Finding) -> None:
        self._events.append(
            {
                "finding": row.id,
                "at": self.work.at,
                "actor": self.work.actor,
                "what": what,
                "operation": self.work.operation,
                "note": None,
                "values": row.values,
            }
        )


def due_on(severity: Severity, opened_at: dt.datetime, time_zone: str) -> dt.date | None:
    """The day by which a finding of *severity* should be closed (K10), counted from the day on which it opened."""
    days = SLA_DAYS.get(severity)
    return None if days is None else clock.day_of(opened_at, time_zone) + dt.timedelta(days=days)


def _identity(row: Finding) -> Identity:
    return (row.rule, row.object, row.key)


def _said(one: Found) -> dict[str, Any]:
    """What a finding says, by column."""
    return {
        "severity": one.severity.value,
        "severity_rank": RANK[one.severity],
        "title": one.title,
        "message": one.message,
        "remedy": one.remedy,
        "citation": one.citation,
        "values": one.values,
        "rule_version": one.version,
    }
