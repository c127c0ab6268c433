"""The table of those who want to be told of changes of the public list."""

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.types import Instant
from app.extensions import Base
from app.kernel.records import LINE


class Subscriber(Base):
    """An e-mail address that asked to be told; told once it confirmed, forgotten once it has enough."""

    __tablename__ = "list_subscriber"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    email: Mapped[str] = mapped_column(String(LINE), unique=True)
    asked_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    #: Up to when it was told.
    told_until: Mapped[dt.datetime] = mapped_column(Instant)
    #: Failed attempts since the last message that went out.
    failures: Mapped[int]
    #: When a message is tried next; empty for at once.
    next_at: Mapped[dt.datetime | None] = mapped_column(Instant)
