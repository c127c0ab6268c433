"""What findings and figures stood at an instant, as the ledgers said then, to compare two of them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import past
from app.domain.findings import figures, reading
from app.domain.findings.kpis import Kpi
from app.domain.findings.ledger import Finding, FindingEvent
from app.domain.findings.terms import FindingStatus
from app.kernel import clock

COMPARED = ("status", "severity", "message", "owner", "due_on")
"""The columns of a finding in which two instants are compared."""

Identity = tuple[str, str, str]
"""Rule, object and key of a finding."""


@dataclass(frozen=True)
class Standing:
    """A finding that was not closed at an instant."""

    number: int
    identity: Identity
    third_party: str | None
    values: Mapping[str, Any]


def standing(
    session: Session, at: dt.datetime, *, third_party: str | None = None
) -> dict[Identity, Standing]:
    """The findings that were open or waived at *at*, by identity."""
    columns = [getattr(Finding, name) for name in COMPARED]
    query = select(
        Finding.id, Finding.rule, Finding.object, Finding.key, Finding.third_party, *columns
    ).where(Finding.status != FindingStatus.CLOSED)
    if third_party is not None:
        query = query.where(Finding.third_party == third_party)
    found = {}
    with _then(session, at):
        for row in session.execute(query):
            identity = (row.rule, row.object, row.key)
            values = {name: getattr(row, name) for name in COMPARED}
            found[identity] = Standing(row.id, identity, row.third_party, values)
    return found


def last_events(
    session: Session, numbers: list[int], earlier: dt.datetime, later: dt.datetime
) -> dict[int, FindingEvent]:
    """The last event of each of the findings *numbers* between two instants."""
    found: dict[int, FindingEvent] = {}
    for start in range(0, len(numbers), 500):
        query = select(FindingEvent).where(
            FindingEvent.finding.in_(numbers[start : start + 500]),
            FindingEvent.at > earlier,
            FindingEvent.at <= later,
        )
        for event in session.scalars(query.order_by(FindingEvent.id)):
            found[event.finding] = event
    return found


def kept_figures(session: Session, at: dt.datetime) -> dict[str, Kpi]:
    """The key figures as they were kept at *at*; none before they were first counted."""
    with _then(session, at):
        found = figures.read(session)
    return {} if found is None else dict(found.by_id)


def _then(session: Session, at: dt.datetime) -> Any:
    return past.reading(past.Past(at, clock.day_of(at, reading.time_zone(session))))
