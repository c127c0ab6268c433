"""One run of all rules and KPIs over a register, without storing anything: what ``check`` and reports are made of."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.findings import engine, kpis, reading
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.engine import Found, RuleFailure
from app.domain.findings.kpis import FindingRow, Kpi
from app.domain.findings.ledger import Finding
from app.kernel import clock


@dataclass(frozen=True)
class Result:
    """What one run found; ``waived`` are findings that a waiver in force covers."""

    context: Context
    findings: list[Found]
    waived: list[Found]
    failures: list[RuleFailure]
    kpis: list[Kpi]

    @property
    def as_of(self) -> dt.datetime:
        """The instant of the data."""
        return self.context.as_of

    @property
    def on(self) -> dt.date:
        """The rules' today."""
        return self.context.today

    def as_json(self) -> dict[str, Any]:
        """As ``check --json`` prints it."""
        return {
            "as_of": clock.format_instant(self.as_of),
            "on": self.on.isoformat(),
            "findings": [found.as_json() for found in self.findings],
            "kpis": [kpi.as_json() for kpi in self.kpis],
        }


def check(source: reading.Source, *, today: dt.date | None = None) -> Result:
    """Run every rule over *source* with *today* (by default the day of its instant)."""
    with reading.standing(source):
        return _check(source, today)


def _check(source: reading.Source, today: dt.date | None) -> Result:
    context = reading.context(source, today=today)
    found: list[Found] = []
    failures: list[RuleFailure] = []

    def sort(results: Iterator[Found | RuleFailure]) -> None:
        for result in results:
            if isinstance(result, RuleFailure):
                failures.append(result)
            else:
                found.append(result)

    def judged() -> Iterator[Dossier]:
        for dossier in reading.dossiers(source):
            sort(engine.on_dossier(dossier, context))
            yield dossier

    figures = kpis.evaluate(judged(), context, finding_rows(source.session, context.as_of))
    sort(engine.on_register(context))
    covered = context.waived
    found.sort(key=engine.gravest_first)
    return Result(
        context=context,
        findings=[one for one in found if one.identity not in covered],
        waived=[one for one in found if one.identity in covered],
        failures=failures,
        kpis=figures,
    )


def finding_rows(session: Session, as_of: dt.datetime) -> list[FindingRow]:
    """The history of findings up to *as_of*, as the KPI on their timeliness takes it."""
    zone = reading.time_zone(session)
    query = select(Finding.severity, Finding.opened_at, Finding.closed_at, Finding.due_on).where(
        Finding.opened_at <= as_of
    )
    return [
        FindingRow.of(
            severity=row.severity,
            opened_on=clock.day_of(row.opened_at, zone),
            closed_on=clock.day_of(row.closed_at, zone) if row.closed_at and row.closed_at <= as_of else None,
        )
        for row in session.execute(query)
    ]
