"""What every kind of report is made from: who asks for what, and the register as judged at the instant."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import queries as accounts
from app.domain.findings import checking, reading
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.ledger import Finding
from app.domain.reports import moment
from app.infra.blobs import Blobs
from app.kernel import clock
from app.reporting.order import Order
from app.security.actor import Actor


@dataclass(frozen=True)
class Material:
    """Who asks for what; the register at that instant is read, and judged by the rules, once a kind needs it."""

    session: Session
    blobs: Blobs
    actor: Actor
    order: Order

    @functools.cached_property
    def source(self) -> reading.Source:
        """The register at the instant of the order; see :mod:`app.domain.reports.moment` for what "now" is."""
        if self.order.as_of is not None:
            return reading.Source(self.session, self.order.as_of)
        return reading.Source(self.session, at=moment.of_present(self.session, self.order.deal))

    @functools.cached_property
    def result(self) -> checking.Result:
        """What the rules find on the day of the order, and the figures."""
        return checking.check(self.source, today=self.order.on)

    @property
    def context(self) -> Context:
        """What the rules were applied with."""
        return self.result.context

    @functools.cached_property
    def people(self) -> Mapping[str, str]:
        """People's names by e-mail address."""
        return accounts.names(self.session)

    @functools.cached_property
    def findings(self) -> Sequence[Mapping[str, Any]]:
        """The findings with what the ledger knows of each: since when, by when, whose."""
        return _with_history(self.session, self.result)

    def dossiers(self, refs: Sequence[str] | None = None) -> Iterator[Dossier]:
        """The dossiers of *refs*, of everybody where that is ``None``, streamed."""
        return reading.dossiers(self.source, refs)


def _with_history(session: Session, result: checking.Result) -> list[Mapping[str, Any]]:
    """The findings with what the ledger knows of each: since when, by when, whose."""
    zone = reading.time_zone(session)
    query = select(Finding).where(Finding.opened_at <= result.as_of)
    known = {(f.rule, f.object, f.key): f for f in session.scalars(query)}
    rows: list[Mapping[str, Any]] = []
    for found in result.findings:
        ledger = known.get(found.identity)
        rows.append(
            found.as_json()
            | {
                "title": found.title,
                "third_party": found.third_party,
                "opened_on": clock.day_of(ledger.opened_at, zone).isoformat() if ledger else None,
                "due_on": ledger.due_on.isoformat() if ledger and ledger.due_on else None,
                "owner": ledger.owner if ledger else None,
            }
        )
    return rows
