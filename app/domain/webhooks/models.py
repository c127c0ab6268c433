"""The tables of webhooks and of what each was told."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.types import Instant, Json
from app.extensions import Base
from app.kernel.records import LINE


class Webhook(Base):
    """An address that is told of events. Its secret is derived, not stored, so that reading the table signs nothing."""

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(LINE))
    url: Mapped[str] = mapped_column(String(LINE))
    #: First words of the operations that it is told of, such as ``third_party``.
    kinds: Mapped[list[str]] = mapped_column(Json)
    #: Together with the instance's key and the id it makes the secret.
    salt: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool]
    #: The newest trail entry that was looked at.
    last_seq: Mapped[int] = mapped_column(BigInteger)
    made_by: Mapped[str] = mapped_column(String(LINE))
    made_at: Mapped[dt.datetime] = mapped_column(Instant)


class Delivery(Base):
    """One event for one address: how often it was sent and what came back."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (Index("ix_webhook_delivery_due", "state", "next_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    webhook: Mapped[str] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"), index=True)
    event: Mapped[str] = mapped_column(String(60))
    #: What is sent.
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(Integer)
    #: When it is sent next; while it is being sent, when somebody else may try.
    next_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    made_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)
    done_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    #: The status that came back, if any did.
    status: Mapped[int | None]
    problem: Mapped[str | None] = mapped_column(Text)
