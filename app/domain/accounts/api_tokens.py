"""Tokens with which programs act for people: made, used, revoked; a token never may more than its person."""

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.unit_of_work import Work, write_in_passing
from app.domain.accounts.models import ApiToken, Person
from app.domain.operation import operation
from app.kernel import clock
from app.kernel.errors import Invalid, Missing, Refused
from app.kernel.records import LINE
from app.security import tokens
from app.security.actor import Actor
from app.security.permissions import Permission
from app.security.roles import Role, permissions_of

LONGEST_DAYS = 366
"""The longest that a token may live, in days; a new one is then made with thought."""

_TOUCH_EVERY = dt.timedelta(minutes=1)
_PREFIX = "custodia_"
_NO_SCOPES = frozenset({Permission.PUBLIC, Permission.SIGNED_IN, Permission.SYSTEM, Permission.HOME_READ})
SCOPES: tuple[Permission, ...] = tuple(one for one in Permission if one not in _NO_SCOPES)
"""What a token may be given."""


@dataclass(frozen=True)
class Made:
    """A new token: its public *id* and the *secret*, which is shown once and kept nowhere."""

    id: str
    secret: str


@operation(Permission.SIGNED_IN, "api_token.make")
def make(work: Work, actor: Actor, email: str, name: str, scopes: Iterable[str], days: int) -> Made:
    """A token for *email*, living *days* days; people make their own, the system makes anybody's.

    Raises :class:`Invalid` for a missing name, an unknown scope or a span beyond :data:`LONGEST_DAYS`, and
    :class:`Refused` for somebody else's token and for guests, whose access is to one deal's room.
    """
    person = work.session.get(Person, email)
    if person is None or not person.active:
        raise Missing(f"{email} is nobody who may sign in.")
    if not actor.everything and (actor.email != email or actor.through):
        raise Refused("Token: only the person may make one, signed in with a browser.")
    if set(person.roles) <= {Role.GUEST.value}:
        raise Refused("Token: guests have none; they read the deal's room in a browser.")
    name = " ".join(name.split())
    if not name or len(name) > LINE:
        raise Invalid.of("name", f"Name: say in 1 to {LINE} characters what the token is for.")
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid.of("days", f"Days: choose 1 to {LONGEST_DAYS}.")
    held = permissions_of([Role(role) for role in person.roles])
    wanted = sorted(set(scopes))
    beyond = [scope for scope in wanted if scope not in SCOPES or Permission(scope) not in held]
    if beyond or not wanted:
        said = f"“{beyond[0]}” is nothing that the person may do" if beyond else "none is chosen"
        allowed = ", ".join(scope for scope in SCOPES if scope in held)
        raise Invalid.of("scopes", f"Scopes: {said}: choose among {allowed}.")
    made = Made(f"tk_{secrets.token_hex(6)}", _PREFIX + tokens.new())
    work.session.add(
        ApiToken(
            id=made.id,
            token_hash=tokens.hashed(made.secret),
            email=email,
            name=name,
            scopes=wanted,
            made_at=work.at,
            expires_at=work.at + dt.timedelta(days=days),
        )
    )
    work.notes["api_token"] = {"id": made.id, "person": email, "name": name, "scopes": wanted, "days": days}
    return made


@operation(Permission.SIGNED_IN, "api_token.revoke")
def revoke(work: Work, actor: Actor, token_id: str) -> None:
    """End a token for good: one's own, or anybody's for an administrator; raises ``Missing`` for others'."""
    found = work.session.get(ApiToken, token_id)
    mine = found is not None and found.email == actor.email
    if found is None or not (mine or actor.may(Permission.PEOPLE_WRITE)):
        raise Missing("There is no such token of yours.")
    if found.revoked_at is None:
        found.revoked_at = work.at
        work.notes["api_token"] = {"id": token_id, "person": found.email}


def of_person(session: Session, email: str | None = None) -> Sequence[ApiToken]:
    """The tokens of *email* (everybody's for ``None``) that were not revoked, newest first."""
    query = select(ApiToken).where(ApiToken.revoked_at.is_(None)).order_by(ApiToken.made_at.desc())
    return session.scalars(query if email is None else query.where(ApiToken.email == email)).all()


def actor_of(session: Session, secret: str) -> Actor | None:
    """On whose behalf a program with *secret* acts, ``None`` where the token is unknown, past or revoked.

    Neither does one lead anywhere whose person has become a guest since.

    Notes that the token was used, at most once a minute.
    """
    now = clock.now()
    row = session.execute(
        select(ApiToken.id, ApiToken.scopes, ApiToken.used_at, Person.email, Person.name, Person.roles)
        .join(Person, Person.email == ApiToken.email)
        .where(
            ApiToken.token_hash == tokens.hashed(secret),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > now,
            Person.active.is_(True),
        )
    ).one_or_none()
    if row is None or set(row.roles) <= {Role.GUEST.value}:
        return None
    if row.used_at is None or now - row.used_at > _TOUCH_EVERY:
        _touch(row.id, now)
    return Actor(
        email=row.email,
        name=row.name,
        roles=tuple(Role(role) for role in row.roles),
        scopes=frozenset(Permission(scope) for scope in row.scopes if scope in set(Permission)),
        through=row.id,
    )


def _touch(token_id: str, at: dt.datetime) -> None:
    def note(session: Session) -> None:
        found = session.get(ApiToken, token_id)
        if found is not None:
            found.used_at = at

    write_in_passing("token used", note)
