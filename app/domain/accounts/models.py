"""The tables of people, their credentials, sessions and one-time links, and of failed sign-ins."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate
from app.db.types import Instant, Json, key_text
from app.domain.accounts import records
from app.extensions import Base
from app.kernel.records import LINE


class Person(Aggregate):
    """Somebody who works with the register."""

    __tablename__ = "person"
    __record__ = records.Person
    __kind__ = "person"
    __key__ = "email"

    email: Mapped[str] = mapped_column(key_text(LINE), primary_key=True)
    name: Mapped[str] = mapped_column(String(LINE))
    roles: Mapped[list[str]] = mapped_column(Json)
    active: Mapped[bool]


class Credential(Base):
    """A person's password; no part of the register, never dumped."""

    __tablename__ = "credential"

    email: Mapped[str] = mapped_column(ForeignKey("person.email", ondelete="CASCADE"), primary_key=True)
    #: argon2id hash with its parameters.
    password_hash: Mapped[str] = mapped_column(String(LINE))
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)


class SignIn(Base):
    """A server-side session: revocable, listed to its person, limited in idle and absolute time."""

    __tablename__ = "sign_in"

    #: SHA-256 of the token in the cookie, so that reading the table opens no session.
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    email: Mapped[str] = mapped_column(ForeignKey("person.email", ondelete="CASCADE"), index=True)
    opened_at: Mapped[dt.datetime] = mapped_column(Instant)
    seen_at: Mapped[dt.datetime] = mapped_column(Instant)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    address: Mapped[str | None] = mapped_column(String(64))
    agent: Mapped[str | None] = mapped_column(String(LINE))


class OneTimeLink(Base):
    """A link with which a person sets a password, once and within hours."""

    __tablename__ = "one_time_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    email: Mapped[str] = mapped_column(ForeignKey("person.email", ondelete="CASCADE"), index=True)
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    used_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class FailedSignIn(Base):
    """Failed attempts, counted by a keyed hash of name or address, to slow guessing down."""

    __tablename__ = "failed_sign_in"

    #: HMAC of what was tried (a name or a network address); neither is stored in clear.
    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    first_at: Mapped[dt.datetime] = mapped_column(Instant)
    last_at: Mapped[dt.datetime] = mapped_column(Instant)
