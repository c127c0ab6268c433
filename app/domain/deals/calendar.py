"""A person's calendar of deals: the days on which something is due, behind a secret address of that person alone.

Whoever holds the address reads it without signing in, as calendar programs must, so it says as little as it can: the
reference of the deal and what is due, never the codename, a party or a counterparty. It shows what the person may
see and hand on today, and nothing once the address is revoked or the person has left.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db.unit_of_work import Work, technical_writes
from app.domain.accounts import queries as accounts
from app.domain.deals import line_numbers, queries
from app.domain.deals.facts import window_ends_on
from app.domain.deals.lines import collect
from app.domain.deals.matter import Matter
from app.domain.deals.models import CalendarAddress
from app.domain.deals.records import Deal
from app.domain.deals.required import requirements
from app.domain.deals.terms import DealStage, HandingOn
from app.domain.findings import reading
from app.domain.operation import operation
from app.kernel import clock
from app.kernel.canonical import digest
from app.kernel.errors import Missing
from app.kernel.icalendar import Happening
from app.kernel.words import plural
from app.security import tokens
from app.security.actor import Actor
from app.security.permissions import Permission

OVER = frozenset({DealStage.INTEGRATED})
"""The stages in which nothing becomes due any more."""


@operation(Permission.DEALS_READ, "person.make_calendar_address")
def make_address(work: Work, actor: Actor) -> str:
    """A new secret for *actor*'s calendar, shown once; the one before it stops working."""
    _revoke(work, actor.email)
    token = tokens.new()
    work.session.add(
        CalendarAddress(token_hash=tokens.hashed(token), email=actor.email, made_at=work.at, read_at=None)
    )
    work.notes["person"] = actor.email
    return token


@operation(Permission.DEALS_READ, "person.revoke_calendar_address")
def revoke_address(work: Work, actor: Actor) -> None:
    """Let the address of *actor*'s calendar lead nowhere."""
    _revoke(work, actor.email)
    work.notes["person"] = actor.email


def _revoke(work: Work, email: str) -> None:
    work.session.execute(
        update(CalendarAddress)
        .where(CalendarAddress.email == email, CalendarAddress.revoked_at.is_(None))
        .values(revoked_at=work.at)
    )


def address_of(session: Session, email: str) -> CalendarAddress | None:
    """The address of the calendar of *email* that works, if there is one; the secret itself is not kept."""
    return session.scalar(
        select(CalendarAddress).where(CalendarAddress.email == email, CalendarAddress.revoked_at.is_(None))
    )


def reader_of(session: Session, token: str) -> Actor:
    """The person behind the address with *token*; raises :class:`Missing` where it leads nowhere, as for guests."""
    found = session.scalar(
        select(CalendarAddress.email).where(
            CalendarAddress.token_hash == tokens.hashed(token), CalendarAddress.revoked_at.is_(None)
        )
    )
    actor = accounts.actor_of(session, found) if found is not None else None
    if actor is None or not actor.may(Permission.DEALS_READ) or not actor.may(Permission.HOME_READ):
        raise Missing("This calendar does not exist, or its address was revoked.")
    return actor


def note_reading(token: str) -> None:
    """Remember when the address was read last, so that its person can tell a forgotten one."""
    with technical_writes("calendar.read") as session:
        session.execute(
            update(CalendarAddress)
            .where(CalendarAddress.token_hash == tokens.hashed(token))
            .values(read_at=clock.now())
        )


def happenings(session: Session, actor: Actor, public_url: str) -> list[Happening]:
    """What becomes due in the deals that *actor* may see and hand on, the first first."""
    refs = [
        row.ref
        for row in queries.visible(session, actor)
        if DealStage(row.stage) not in OVER and queries.handing(session, actor, row.ref) is HandingOn.PAPERS
    ]
    if not refs:
        return []
    source = reading.Source(session)
    context, dossiers = reading.context(source), list(reading.dossiers(source))
    found: list[Happening] = []
    for ref in refs:
        deal, _ = queries.get(session, actor, ref)
        found += _of_deal(session, Matter.of(deal, dossiers, context), public_url)
    return sorted(found, key=lambda one: (one.on, one.uid))


def _of_deal(session: Session, matter: Matter, public_url: str) -> Iterator[Happening]:
    deal = matter.deal
    page = f"{public_url.rstrip('/')}/deals/{deal.ref}" if public_url else ""
    for one in deal.certificates:
        if deal.stage is DealStage.ABANDONED and one.due_on is not None and one.received_on is None:
            uid = _uid(deal, "certificate", one.recipient)
            yield Happening(uid, one.due_on, f"{deal.ref}: a certificate of deletion is due", url=page)
    if deal.stage is DealStage.ABANDONED:
        return
    for what, day in _days(deal, matter):
        if day is not None:
            yield Happening(_uid(deal, what), day, f"{deal.ref}: {what}", url=page)
    lines = collect(matter, line_numbers.given_out(session, deal.ref or ""))
    due: dict[tuple[dt.date, str], list[str]] = defaultdict(list)
    asked = {(one.number, one.gate): one.due_on for one in requirements(matter, lines)}
    for line in lines.perimeter:
        for gate in line.standing.gates:
            day = asked.get((line.number, gate.gate)) or gate.due_on
            if gate.is_open and day is not None:
                due[day, gate.gate.label].append(line.number)
    for (day, label), numbers in due.items():
        summary = f"{deal.ref}: {label.lower()} due on {plural(len(numbers), 'line')}"
        yield Happening(
            _uid(deal, label, day.isoformat()),
            day,
            summary,
            description="Lines " + ", ".join(numbers[:60]) + (" …" if len(numbers) > 60 else ""),
            url=f"{page}/gates" if page else "",
        )


def _days(deal: Deal, matter: Matter) -> tuple[tuple[str, dt.date | None], ...]:
    signed = deal.stage not in {DealStage.PREPARE, DealStage.DILIGENCE}
    closed = deal.stage is DealStage.CLOSED
    return (
        ("signing", None if signed else deal.signing_on),
        ("closing", None if closed else deal.closing_on),
        ("the objection window ends", window_ends_on(matter)),
        ("hearing", deal.hearing_on),
        ("transitional services end", deal.tsa_until),
    )


def _uid(deal: Deal, *what: str) -> str:
    return f"{digest([deal.ref, *what])[:32]}@custodia"
