"""Signing in and out: uniform failure, throttled by name and by network address, server-side sessions."""

import datetime as dt

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from app.db.unit_of_work import Work, technical_writes, write_in_passing
from app.domain.accounts.models import Credential, FailedSignIn, Person, SignIn
from app.domain.operation import operation
from app.kernel import clock
from app.kernel.errors import CustodiaError, Missing
from app.kernel.words import plural
from app.security import passwords, tokens
from app.security.actor import Actor
from app.security.permissions import Permission

WINDOW = dt.timedelta(minutes=15)
"""Failures are counted over this time."""
PER_NAME = 8
"""Failures after which a name has to wait."""
PER_ADDRESS = 40
"""Failures after which a network address has to wait."""
TOUCH_EVERY = dt.timedelta(minutes=1)
"""How often the last-seen time of a session is written."""


class SignInFailed(CustodiaError):
    """Wrong name or password: one sentence for both."""

    status = 422


class TooManyAttempts(CustodiaError):
    """Guessing is being slowed down."""

    status = 429


def authenticate(session: Session, secret: str, name: str, password: str, address: str) -> str:
    """The e-mail address of the active person with these credentials.

    Raises :class:`SignInFailed` or :class:`TooManyAttempts`; both take the same path and time whether or not the
    name exists. *secret* keys the buckets in which failures are counted. An attempt counts as failed until it has
    succeeded, so that guesses made at the same time are counted too.
    """
    name = name.strip().lower()
    by_name, by_address = tokens.keyed(secret, f"name:{name}"), tokens.keyed(secret, f"address:{address}")
    _count_attempt({by_name: PER_NAME, by_address: PER_ADDRESS})
    row = _credential(session, name)
    if not passwords.matches(row.password_hash if row else None, password) or row is None:
        raise SignInFailed("E-mail or password is not right: check both and try again.")
    with technical_writes("sign-in") as writing:
        # The name begins anew; the address takes back this attempt alone, or one's own account would cover guessing.
        writing.execute(delete(FailedSignIn).where(FailedSignIn.bucket == by_name))
        counted = update(FailedSignIn).where(FailedSignIn.bucket == by_address)
        writing.execute(counted.values(count=FailedSignIn.count - 1))
    return str(row.email)


def _credential(session: Session, name: str) -> Row[str, str] | None:
    """Address and password hash of the active person *name*; what no address can hold is asked of no database."""
    if not name.isprintable():
        return None
    return session.execute(
        select(Person.email, Credential.password_hash)
        .join(Credential, Credential.email == Person.email)
        .where(Person.email == name, Person.active.is_(True))
    ).first()


@operation(Permission.SIGNED_IN, "session.open")
def open_session(work: Work, actor: Actor, *, address: str, agent: str) -> str:
    """Open a session for *actor*; returns the token for the cookie."""
    token = tokens.new()
    work.session.add(
        SignIn(
            token_hash=tokens.hashed(token),
            email=actor.email,
            opened_at=work.at,
            seen_at=work.at,
            address=address[:64],
            agent=agent[:200],
        )
    )
    work.notes["person"] = actor.email
    return token


@operation(Permission.SIGNED_IN, "session.close")
def close_session(work: Work, actor: Actor, token_hash: str) -> None:
    """End one of the actor's own sessions; raises :class:`Missing` for anybody else's."""
    found = work.session.get(SignIn, token_hash)
    if found is None or found.email != actor.email:
        raise Missing("This session is not open any more.")
    found.closed_at = work.at
    work.notes["person"] = actor.email


def touch(token_hash: str, seen_at: dt.datetime) -> None:
    """Note that a session is in use, at most every :data:`TOUCH_EVERY`, and not while somebody else writes."""
    if clock.now() - seen_at < TOUCH_EVERY:
        return

    def note(session: Session) -> None:
        found = session.get(SignIn, token_hash)
        if found is not None:
            found.seen_at = clock.now()

    write_in_passing("session", note)


def _count_attempt(buckets: dict[str, int]) -> None:
    """Count an attempt in each of *buckets*, which name how many are allowed; refuse where that is used up."""
    now = clock.now()
    with technical_writes("sign-in") as session:
        session.execute(delete(FailedSignIn).where(FailedSignIn.last_at <= now - WINDOW))
        rows = session.scalars(select(FailedSignIn).where(FailedSignIn.bucket.in_(buckets)))
        known = {row.bucket: row for row in rows}
        for bucket, row in known.items():
            if row.count >= buckets[bucket]:
                seconds = (row.last_at + WINDOW - now).total_seconds()
                minutes = plural(max(1, round(seconds / 60)), "minute")
                raise TooManyAttempts(f"Too many failed attempts: wait {minutes} and try again.")
        for bucket in buckets:
            counted = known.get(bucket)
            if counted is None:
                session.add(FailedSignIn(bucket=bucket, count=1, first_at=now, last_at=now))
            else:
                counted.count, counted.last_at = counted.count + 1, now
