"""The two sides of a comparison: instants of the register, or sealed reports of one kind."""

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.audit import chain
from app.domain.findings import reading
from app.domain.reports import queries
from app.domain.reports.models import Report
from app.domain.reports.terms import ReportKind
from app.kernel import clock
from app.kernel.errors import Invalid
from app.security.actor import Actor

NUMBER = re.compile(r"R-\d{4}-\d{4,9}", re.IGNORECASE)
"""What the number of a report looks like."""


@dataclass(frozen=True)
class Sides:
    """The earlier and the later instant; with the reports, where these are what is compared."""

    earlier: dt.datetime
    later: dt.datetime
    reports: tuple[Report, Report] | None = None

    @property
    def deal(self) -> str | None:
        """The deal that both reports are on."""
        return self.reports[0].deal if self.reports else None


def resolve(session: Session, actor: Actor, earlier: str | None, later: str | None) -> Sides:
    """What *earlier* and *later* (now where it is left out) name, the earlier first whichever was asked for first.

    Raises :class:`Invalid` for what cannot be compared and :class:`~app.kernel.errors.Missing` for a report that is
    not open to *actor*.
    """
    first, second = (earlier or "").strip(), (later or "").strip()
    if not first:
        raise Invalid.of("from", "From: name an instant, such as 2026-03-31, or a report's number.")
    if NUMBER.fullmatch(first) and NUMBER.fullmatch(second):
        return _of_reports(session, actor, first.upper(), second.upper())
    if NUMBER.fullmatch(first) or NUMBER.fullmatch(second):
        raise Invalid.of("to", "From and to: compare two instants or two reports, not one with the other.")
    zone = reading.time_zone(session)
    one = _instant(session, first, zone, "from")
    other = _instant(session, second, zone, "to") if second else _now(session)
    return Sides(min(one, other), max(one, other))


def _now(session: Session) -> dt.datetime:
    """The present instant, behind every entry: instants of entries only ever grow, whatever the clock does."""
    return max(clock.now(), chain.last_instant(session) or clock.now())


def _instant(session: Session, text: str, zone: str, side: str) -> dt.datetime:
    try:
        found = reading.resolve_instant(session, text, zone)
    except reading.BeforeRegister as error:
        raise reading.BeforeRegister(side, f"{side.capitalize()}: {error.asked}", error.first) from error
    except Invalid as error:
        raise Invalid.of(side, f"{side.capitalize()}: {error.sentence}") from error
    assert found is not None  # noqa: S101 -- there is a text
    return found


def _of_reports(session: Session, actor: Actor, first: str, second: str) -> Sides:
    one, other = queries.get(session, actor, first), queries.get(session, actor, second)
    if one.kind != other.kind:
        raise Invalid.of(
            "to",
            f"From and to: {first} and {second} are of different kinds: choose two reports of one kind.",
        )
    if one.kind == ReportKind.COMPARISON:
        raise Invalid.of("from", f"From: {first} is itself a comparison: compare what it compares.")
    if one.deal != other.deal:
        raise Invalid.of("to", f"From and to: {first} and {second} are on different deals.")
    if (other.as_of, other.place) < (one.as_of, one.place):
        one, other = other, one
    return Sides(one.as_of, other.as_of, (one, other))
