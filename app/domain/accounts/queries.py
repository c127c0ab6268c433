"""Reads of people and their sessions."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from app.db.unit_of_work import read_record
from app.domain.accounts import records
from app.domain.accounts.models import OneTimeLink, Person, SignIn
from app.kernel import clock
from app.security import tokens
from app.security.actor import Actor
from app.security.permissions import Permission
from app.security.roles import Role, permissions_of


def actor_of(session: Session, email: str) -> Actor | None:
    """The actor that the active person *email* is, or ``None``."""
    row = session.execute(
        select(Person.email, Person.name, Person.roles).where(Person.email == email, Person.active.is_(True))
    ).first()
    return Actor(row.email, row.name, tuple(Role(role) for role in row.roles)) if row else None


def roles_of(session: Session, email: str) -> frozenset[Role]:
    """The roles of the person *email*; none for somebody unknown."""
    found = session.scalar(select(Person.roles).where(Person.email == email))
    return frozenset(Role(role) for role in found or ())


class SignedIn(NamedTuple):
    """Whose a session is, when it was last in use, and what was read beside it."""

    actor: Actor
    seen_at: dt.datetime
    beside: tuple[Any, ...]


def signed_in(
    session: Session,
    token: str,
    *,
    idle: dt.timedelta,
    absolute: dt.timedelta,
    beside: Sequence[ColumnElement[Any]] = (),
) -> SignedIn | None:
    """The actor behind the cookie *token* and when it was last seen; ``None`` where closed, idle or too old.

    *beside* are values that every page needs as well, read in the same statement.
    """
    now = clock.now()
    row = session.execute(
        select(SignIn.token_hash, SignIn.seen_at, Person.email, Person.name, Person.roles, *beside)
        .join(Person, Person.email == SignIn.email)
        .where(
            SignIn.token_hash == tokens.hashed(token),
            SignIn.closed_at.is_(None),
            SignIn.seen_at > now - idle,
            SignIn.opened_at > now - absolute,
            Person.active.is_(True),
        )
    ).first()
    if row is None:
        return None
    found = Actor(row.email, row.name, tuple(Role(role) for role in row.roles), row.token_hash)
    return SignedIn(found, row.seen_at, tuple(row[5:]))


def open_sessions(
    session: Session, email: str, *, idle: dt.timedelta, absolute: dt.timedelta
) -> Sequence[SignIn]:
    """The sessions of *email* that would still be accepted, newest first."""
    now = clock.now()
    return session.scalars(
        select(SignIn)
        .where(
            SignIn.email == email,
            SignIn.closed_at.is_(None),
            SignIn.seen_at > now - idle,
            SignIn.opened_at > now - absolute,
        )
        .order_by(SignIn.seen_at.desc())
    ).all()


def options(session: Session) -> list[tuple[str, str]]:
    """Active people of the house as choices: e-mail address and name. Guests are known inside their deals only."""
    rows = session.execute(
        select(Person.email, Person.name).where(Person.active.is_(True)).order_by(Person.name)
    )
    outside = guests(session)
    return [(row.email, row.name) for row in rows if row.email not in outside]


def guests(session: Session) -> set[str]:
    """The addresses of the people whose only role is guest; whoever has no role (yet) is of the house."""
    rows = session.execute(select(Person.email, Person.roles))
    return {row.email for row in rows if set(row.roles) == {Role.GUEST.value}}


def names(session: Session) -> dict[str, str]:
    """Every person's name by e-mail address, also of those who left."""
    return {row.email: row.name for row in session.execute(select(Person.email, Person.name))}


def people(session: Session) -> Sequence[Row[tuple[str, str, list[str], bool, dt.datetime | None]]]:
    """Everybody with roles, whether active, and when last seen."""
    seen = select(SignIn.email, func.max(SignIn.seen_at).label("seen")).group_by(SignIn.email).subquery()
    return session.execute(
        select(Person.email, Person.name, Person.roles, Person.active, seen.c.seen)
        .outerjoin(seen, seen.c.email == Person.email)
        .order_by(Person.name)
    ).all()


def has_people(session: Session) -> bool:
    """Whether anybody is registered."""
    return session.scalar(select(Person.email).limit(1)) is not None


def get(session: Session, email: str) -> tuple[records.Person, int]:
    """The person *email* and the version; raises :class:`~app.kernel.errors.Missing`."""
    return read_record(session, records.Person, email)


def emails_with(session: Session, permission: Permission) -> set[str]:
    """The addresses of the active people whose roles allow *permission*."""
    rows = session.execute(select(Person.email, Person.roles).where(Person.active.is_(True)))
    return {row.email for row in rows if permission in permissions_of([Role(role) for role in row.roles])}


def emails_without(session: Session, permission: Permission) -> set[str]:
    """The addresses of the people whose roles do not allow *permission*, those who may not sign in any more too."""
    rows = session.execute(select(Person.email, Person.roles))
    return {row.email for row in rows if permission not in permissions_of([Role(role) for role in row.roles])}


def link_works(session: Session, token: str) -> bool:
    """Whether *token* is that of a one-time link that can still be used."""
    link = session.get(OneTimeLink, tokens.hashed(token))
    return link is not None and link.used_at is None and link.expires_at >= clock.now()


def has_administrator(session: Session) -> bool:
    """Whether an active person may administer."""
    return bool(emails_with(session, Permission.PEOPLE_WRITE))
