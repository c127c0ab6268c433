"""Writes of people: invite, change, deactivate; set passwords; make and use one-time links."""

import datetime as dt

from sqlalchemy import func, select

from app.db.unit_of_work import Work
from app.domain.accounts import queries
from app.domain.accounts.models import Credential, OneTimeLink, Person, SignIn
from app.domain.accounts.records import Person as PersonRecord
from app.domain.operation import operation
from app.kernel.errors import Invalid, Refused
from app.security import passwords, tokens
from app.security.actor import Actor
from app.security.permissions import Permission
from app.security.roles import Role

LINK_LIFE = dt.timedelta(hours=48)
"""How long a one-time link works."""


@operation(Permission.PEOPLE_WRITE, "person.add")
def add(work: Work, actor: Actor, data: PersonRecord) -> PersonRecord:
    """Add a person, who signs in once a password is set by one-time link."""
    record = data.model_copy(update={"email": data.email.lower()})
    taken = work.session.scalar(select(Person.email).where(func.lower(Person.email) == record.email))
    if taken is not None:
        raise Invalid.of("email", f"E-mail: {record.email} is already registered: open that person instead.")
    work.save(record)
    return record


@operation(Permission.PEOPLE_WRITE, "person.update")
def update(
    work: Work, actor: Actor, email: str, data: PersonRecord, *, version: int | None = None
) -> PersonRecord:
    """Change name, roles or activity of *email*; the last active administrator cannot be taken away."""
    stored = work.get(PersonRecord, email)
    record = data.model_copy(update={"email": stored.email})
    was_admin = stored.active and Role.ADMIN in stored.roles
    is_admin = record.active and Role.ADMIN in record.roles
    if was_admin and not is_admin and not _other_admins(work, email):
        raise Refused("Roles: this is the last active administrator: make somebody else administrator first.")
    work.save(record, version=version)
    if not record.active or set(record.roles) != set(stored.roles):
        close_sessions_of(work, email)
    if not record.active:
        void_links_of(work, email)
    return record


@operation(Permission.SIGNED_IN, "person.set_password")
def set_password(work: Work, actor: Actor, email: str, password: str, *, present: str | None = None) -> None:
    """Give *email* a new password and end its other sessions.

    People change their own, naming the *present* one; the system and one-time links need not. Raises
    :class:`Refused` for somebody else's, :class:`Invalid` for an unfit one or a wrong present one.
    """
    credential = work.session.get(Credential, email)
    if not actor.everything:
        if actor.email != email:
            raise Refused("Password: only the person may change it: send a one-time link instead.")
        if credential is None or not passwords.matches(credential.password_hash, present or ""):
            raise Invalid.of("present", "Present password: it does not match: type it again.")
    hashed = passwords.hashed(password)
    if credential is None:
        work.session.add(Credential(email=email, password_hash=hashed, changed_at=work.at))
    else:
        credential.password_hash, credential.changed_at = hashed, work.at
    close_sessions_of(work, email, but=actor.session)
    work.notes["person"] = email


@operation(Permission.PEOPLE_WRITE, "person.make_link")
def make_link(work: Work, actor: Actor, email: str) -> str:
    """A token with which *email* sets a password once within :data:`LINK_LIFE`; earlier ones stop working.

    Raises :class:`Refused` for somebody who may not sign in.
    """
    if not work.get(PersonRecord, email).active:
        raise Refused(f"{email} may not sign in: make the person active first.")
    void_links_of(work, email)
    token = tokens.new()
    work.session.add(
        OneTimeLink(
            token_hash=tokens.hashed(token), email=email, made_at=work.at, expires_at=work.at + LINK_LIFE
        )
    )
    work.notes["person"] = email
    return token


@operation(Permission.PUBLIC, "person.use_link")
def use_link(work: Work, actor: Actor, token: str, password: str) -> str:
    """Set the password of the person behind *token*; returns the e-mail address. Raises :class:`Invalid`."""
    link = work.session.get(OneTimeLink, tokens.hashed(token))
    if link is None or link.used_at is not None or link.expires_at < work.at:
        raise Invalid.of("token", "This link was used or has run out: ask an administrator for a new one.")
    hashed = passwords.hashed(password)
    link.used_at = work.at
    credential = work.session.get(Credential, link.email)
    if credential is None:
        work.session.add(Credential(email=link.email, password_hash=hashed, changed_at=work.at))
    else:
        credential.password_hash, credential.changed_at = hashed, work.at
    close_sessions_of(work, link.email)
    work.actor = link.email
    work.notes["person"] = link.email
    return link.email


def void_links_of(work: Work, email: str) -> None:
    """Let no link that was made for *email* work any more."""
    open_ones = select(OneTimeLink).where(OneTimeLink.email == email, OneTimeLink.used_at.is_(None))
    for link in work.session.scalars(open_ones):
        link.used_at = work.at


def close_sessions_of(work: Work, email: str, *, but: str | None = None) -> None:
    """End every open session of *email*, except the one whose token hash is *but*."""
    for open_one in work.session.scalars(
        select(SignIn).where(
            SignIn.email == email, SignIn.closed_at.is_(None), SignIn.token_hash != (but or "")
        )
    ):
        open_one.closed_at = work.at


def _other_admins(work: Work, email: str) -> bool:
    rows = work.session.execute(select(Person.roles).where(Person.active.is_(True), Person.email != email))
    return any(Role.ADMIN in row.roles for row in rows)


@operation(Permission.PEOPLE_WRITE, "person.end_sessions")
def end_sessions(work: Work, actor: Actor, email: str) -> None:
    """End every session of *email*."""
    work.get(PersonRecord, email)
    close_sessions_of(work, email)
    work.notes["person"] = email


@operation(Permission.PUBLIC, "person.found")
def found(work: Work, actor: Actor, data: PersonRecord, password: str) -> PersonRecord:
    """Enter *data* as the first administrator, with *password*; raises :class:`Refused` where there is one already."""
    if queries.has_administrator(work.session):
        raise Refused("There is an administrator already: ask that person for a link.")
    hashed = passwords.hashed(password)
    stored = work.session.get(Person, data.email)
    record = data.model_copy(update={"roles": [Role.ADMIN], "active": True})
    work.save(record)
    work.actor = record.email
    if stored is not None and work.session.get(Credential, data.email) is not None:
        raise Refused("This person has a password already: sign in with it.")
    work.session.flush()
    work.session.add(Credential(email=record.email, password_hash=hashed, changed_at=work.at))
    return record
