"""Signing in and out: uniform failure, throttled by name and by network address, server-side sessions."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.unit_of_work import Work, technical_writes
from app.domain.accounts.models import Credential, FailedSignIn, Person, SignIn
from app.domain.operation import operation
from app.kernel import clock
from app.kernel.errors import CustodiaError, Missing
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
    name exists. *secret* keys the buckets in which failures are counted.
    """
    name = name.strip().lower()
    buckets = {
        tokens.keyed(secret, f"name:{name}"): PER_NAME,
        tokens.keyed(secret, f"address:{address}"): PER_ADDRESS,
    }
    _refuse_when_throttled(session, buckets)
    row = session.execute(
        select(Person.email, Credential.password_hash)
        .join(Credential, Credential.email == Person.email)
        .where(func.lower(Person.email) == name, Person.active.is_(True))
    ).first()
    if not passwords.matches(row.password_hash if row else None, password) or row is None:
        _count_failure(buckets)
        raise SignInFailed("E-mail or password is not right: check both and try again.")
    with technical_writes("sign-in") as writing:
        for bucket in buckets:
            found = writing.get(FailedSignIn, bucket)
            if found is not None:
                writing.delete(found)
    return str(row.email)


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
    """Note that a session is in use, at most every :data:`TOUCH_EVERY`."""
    if clock.now() - seen_at < TOUCH_EVERY:
        return
    with technical_writes("session") as session:
        found = session.get(SignIn, token_hash)
        if found is not None:
            found.seen_at = clock.now()


def _refuse_when_throttled(session: Session, buckets: dict[str, int]) -> None:
    since = clock.now() - WINDOW
    for bucket, most in buckets.items():
        found = session.get(FailedSignIn, bucket)
        if found is not None and found.last_at > since and found.count >= most:
            minutes = max(1, round((found.last_at + WINDOW - clock.now()).total_seconds() / 60))
            raise TooManyAttempts(f"Too many failed attempts: wait {minutes} minutes and try again.")


def _count_failure(buckets: dict[str, int]) -> None:
    now = clock.now()
    with technical_writes("sign-in") as session:
        for bucket in buckets:
            found = session.get(FailedSignIn, bucket)
            if found is None:
                session.add(FailedSignIn(bucket=bucket, count=1, first_at=now, last_at=now))
            elif found.last_at < now - WINDOW:
                found.count, found.first_at, found.last_at = 1, now, now
            else:
                found.count, found.last_at = found.count + 1, now
