"""Who wants to be told of changes: asked for, confirmed by a link, told, ended by a link; nobody is told unasked.

The links carry an HMAC under the instance's key, so that nothing secret is stored. An address that does not confirm
is forgotten after :data:`UNCONFIRMED`.
"""

import datetime as dt
import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.db.unit_of_work import technical_writes
from app.domain.publication import listing
from app.domain.publication.listing import ListChange
from app.domain.publication.models import Subscriber
from app.kernel import clock, ids, spelling
from app.kernel.errors import Invalid, Missing
from app.kernel.records import LINE
from app.security import tokens

UNCONFIRMED = dt.timedelta(days=7)
"""How long an address is kept that asked and did not confirm."""

AGAIN = dt.timedelta(hours=1)
"""How long an address that asked again is left in peace."""

PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 10, 60, 6 * 60, 24 * 60))
"""How long is waited after a message that did not go out; after the last, always that long."""

_WHAT = "list subscription"


@dataclass(frozen=True)
class Asked:
    """An address to which a link for confirmation is to be sent."""

    id: str
    email: str


def ask(email: str) -> Asked | None:
    """Note that *email* wants to be told; ``None`` where it is told already or was sent a link a moment ago.

    Raises :class:`Invalid` for what is no address. The caller answers the same in every case, so that nobody learns
    who is told.
    """
    try:
        address = spelling.email(email.strip()).lower()
    except ValueError as error:
        raise Invalid.of(
            "email", "E-mail: is not a valid e-mail address: write it like name@company.example."
        ) from error
    if len(address) > LINE:
        raise Invalid.of("email", "E-mail: is too long.")
    now = clock.now()
    with technical_writes(_WHAT) as session:
        session.execute(
            delete(Subscriber).where(
                Subscriber.confirmed_at.is_(None), Subscriber.asked_at < now - UNCONFIRMED
            )
        )
        found = session.scalar(select(Subscriber).where(Subscriber.email == address))
        if found is None:
            found = Subscriber(
                id=str(ids.uuid7()),
                email=address,
                asked_at=now,
                confirmed_at=None,
                told_until=now,
                failures=0,
                next_at=None,
            )
            session.add(found)
        elif found.confirmed_at is not None or found.asked_at > now - AGAIN:
            return None
        else:
            found.asked_at = now
        return Asked(found.id, address)


def token_of(secret_key: str, subscriber: str, purpose: str) -> str:
    """What a link to *purpose* (``confirm`` or ``end``) carries for *subscriber*."""
    return f"{subscriber}.{tokens.keyed(secret_key, f'list:{purpose}:{subscriber}')}"


def confirm(secret_key: str, token: str) -> str:
    """Begin to tell the address behind *token*, of what happens from now on; returns it. Raises :class:`Missing`."""
    with technical_writes(_WHAT) as session:
        found = _behind(session, secret_key, token, "confirm")
        if found.confirmed_at is None:
            found.confirmed_at = found.told_until = clock.now()
        return found.email


def end(secret_key: str, token: str) -> None:
    """Forget the address behind *token*; raises :class:`Missing` for a link that leads to none."""
    with technical_writes(_WHAT) as session:
        session.delete(_behind(session, secret_key, token, "end"))


def _behind(session: Session, secret_key: str, token: str, purpose: str) -> Subscriber:
    subscriber, _, _ = token.partition(".")
    found = session.get(Subscriber, subscriber) if len(subscriber) <= 36 else None
    if found is None or not hmac.compare_digest(token, token_of(secret_key, found.id, purpose)):
        raise Missing(
            "This link leads nowhere any more: the address is not on the list of those who are told."
        )
    return found


def confirmed(session: Session) -> int:
    """How many are told."""
    query = select(func.count()).select_from(Subscriber).where(Subscriber.confirmed_at.is_not(None))
    return session.scalar(query) or 0


Tell = Callable[[str, str, Sequence[ListChange]], bool]
"""Sends a message to an address: its id, the address, the changes; whether it went out."""


def tell_all(session: Session, tell: Tell) -> int:
    """Tell everybody who is due of the changes since they were told last, by *tell*; how many messages went out."""
    if not listing.is_open(session):
        return 0
    now = clock.now()
    sent = 0
    for subscriber, email, news in list(_due(session, now)):
        went = tell(subscriber, email, news)
        sent += went
        with technical_writes(_WHAT) as writing:
            found = writing.get(Subscriber, subscriber, populate_existing=True)
            if found is None:
                continue
            if went:
                found.told_until, found.failures, found.next_at = news[-1].at, 0, None
            else:
                found.next_at = now + PAUSES[min(found.failures, len(PAUSES) - 1)]
                found.failures += 1
    return sent


def _due(session: Session, now: dt.datetime) -> Iterator[tuple[str, str, Sequence[ListChange]]]:
    rows = session.execute(
        select(Subscriber.id, Subscriber.email, Subscriber.told_until)
        .where(
            Subscriber.confirmed_at.is_not(None), Subscriber.next_at.is_(None) | (Subscriber.next_at <= now)
        )
        .order_by(Subscriber.id)
    ).all()
    if not rows:
        return
    every = listing.changes(session, min(row.told_until for row in rows))
    for row in rows:
        news = [change for change in every if change.at > row.told_until]
        if news:
            yield row.id, row.email, news
