"""The tables of people, their credentials, sessions, tokens and one-time links, and of failed sign-ins."""

import datetime as dt

from sqlalchemy import ForeignKey, String, Text
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


class ApiToken(Base):
    """A bearer token with which a program acts for a person, within scopes and until a day."""

    __tablename__ = "api_token"

    #: Such as ``tk_5Jq2…``: public, so that a token is told apart in lists and in the trail.
    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    #: SHA-256 of the secret, so that reading the table opens nothing.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(ForeignKey("person.email", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(LINE))
    #: Permissions by key; the person's roles limit them further.
    scopes: Mapped[list[str]] = mapped_column(Json)
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    used_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class ApiReply(Base):
    """What a program was answered under an idempotency key, so that a request sent twice is done once."""

    __tablename__ = "api_reply"

    token: Mapped[str] = mapped_column(ForeignKey("api_token.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(LINE), primary_key=True)
    #: SHA-256 of method, address and body, so that a key is not used for two different requests.
    request: Mapped[str] = mapped_column(String(64))
    #: Empty while the first request is under way.
    status: Mapped[int | None]
    headers: Mapped[dict[str, str]] = mapped_column(Json)
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)


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
