"""Reads what a report needs and hands it to the collector of its kind."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import queries as accounts
from app.domain.deals import line_numbers, schedule
from app.domain.deals import queries as deals
from app.domain.deals.numbering import ItemKey, by_number
from app.domain.deals.records import Deal
from app.domain.findings import checking, reading
from app.domain.findings.ledger import Finding
from app.domain.reports import queries as reports
from app.domain.reports.terms import ReportKind
from app.infra.blobs import Blobs
from app.kernel import clock
from app.kernel.errors import Invalid
from app.reporting.press import extract
from app.reporting.snapshot.board import collect_board
from app.reporting.snapshot.inventory import collect_inventory
from app.reporting.snapshot.register import collect_register
from app.reporting.snapshot.schema import Snapshot
from app.security.actor import SYSTEM, Actor


@dataclass(frozen=True)
class Order:
    """What is asked for: a kind, and the instant, day, deal and paper where they are not the usual ones."""

    kind: str
    as_of: dt.datetime | None = None
    on: dt.date | None = None
    deal: str | None = None
    paper: str = "A4"


def collect(session: Session, blobs: Blobs, actor: Actor, order: Order) -> Snapshot:
    """The snapshot that *order* asks for, as *actor* may see it.

    Raises :class:`~app.kernel.errors.Missing` for a deal that the actor may not see and :class:`Invalid` where an
    inventory is asked for without one.
    """
    source = reading.Source(session, order.as_of)
    result = checking.check(source, today=order.on)
    context = result.context
    people = accounts.names(session)
    found = _with_history(session, result)
    match ReportKind(order.kind):
        case ReportKind.REGISTER:
            return collect_register(reading.dossiers(source), context, found, people=people)
        case ReportKind.BOARD:
            figures = [kpi.as_json() for kpi in result.kpis]
            previous = _previous(session, blobs, context.as_of)
            return collect_board(reading.dossiers(source), figures, found, context, previous, people=people)
        case ReportKind.INVENTORY:
            deal = _deal(session, actor, order, source)
            made = _inventory(session, deal, source, result)
            if order.as_of is None and _number_lines(deal, made):
                deal = _deal(session, actor, order, source)
                made = _inventory(session, deal, source, result)
            return collect_inventory(deal, made, context, people=people)


def _deal(session: Session, actor: Actor, order: Order, source: reading.Source) -> Deal:
    if order.deal is None:
        raise Invalid.of("deal", "Deal: name the deal whose inventory is wanted, such as D-001.")
    live, _ = deals.get(session, actor, order.deal)
    if order.as_of is None:
        return live
    past = next((state for state in source.states("deal") if state["ref"] == order.deal), None)
    if past is None:
        raise Invalid.of("as of", f"As of that time there was no deal {order.deal}: choose a later time.")
    return Deal.restore(past)


def _inventory(
    session: Session, deal: Deal, source: reading.Source, result: checking.Result
) -> schedule.Inventory:
    return schedule.inventory(
        deal,
        reading.dossiers(source),
        result.context,
        register=result.findings,
        used_numbers=line_numbers.given_out(session, deal.ref or ""),
    )


class Numbered(Protocol):
    """A line of the inventory: its number, and what it is about."""

    @property
    def number(self) -> str: ...

    @property
    def key(self) -> ItemKey: ...


def _number_lines(deal: Deal, made: schedule.Inventory) -> bool:
    """Make the numbers last that are about to be printed; whether any was new."""
    if deal.archived:
        return False
    lines: list[Numbered] = [*made.lines.data, *made.lines.agreements, *made.lines.others]
    in_order = sorted(lines, key=lambda line: by_number(line.number))
    stored = {(item.type, item.ref) for item in deal.items}
    fresh = [line.key for line in in_order if line.key not in stored]
    if fresh:
        line_numbers.number_lines(SYSTEM, deal.ref or "", fresh)
    return bool(fresh)


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


def _previous(session: Session, blobs: Blobs, before: dt.datetime) -> Snapshot | None:
    """The snapshot of the newest board report on an earlier state, to compare with."""
    earlier = reports.latest_before(session, ReportKind.BOARD.value, before)
    if earlier is None:
        return None
    wire = next((f for f in reports.renderings(session, earlier.number) if f.format == "json"), None)
    found = extract(blobs.get(wire.sha256)) if wire is not None else None
    return found[1] if found else None
