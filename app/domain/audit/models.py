"""The table of trail entries."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.types import Instant, Json
from app.extensions import Base

GENESIS = "0" * 64
"""The predecessor's hash in the first entry."""


class Entry(Base):
    """One operation. ``hash`` covers every other column, so that nothing in it can be rewritten unseen."""

    __tablename__ = "entry"
    __log__ = "at"

    #: Place in the chain, from 1, without gaps.
    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    #: Instant of the operation; grows from entry to entry.
    at: Mapped[dt.datetime] = mapped_column(Instant, index=True)
    #: E-mail address of the person, or ``system``.
    actor: Mapped[str] = mapped_column(String(200), index=True)
    #: What was done, such as ``third_party.register``.
    operation: Mapped[str] = mapped_column(String(60), index=True)
    #: Per object: kind, key, action, number of the revision, its digest, and the fields changed.
    changes: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    #: What the operation adds of its own: a reason, counts, the findings opened and closed.
    notes: Mapped[dict[str, Any]] = mapped_column(Json)
    #: The deal that the entry belongs to; others than its members see the hash alone.
    deal: Mapped[str | None] = mapped_column(String(14), index=True)
    #: Hash of the predecessor.
    previous: Mapped[str] = mapped_column(String(64))
    #: SHA-256 of all the above in canonical JSON.
    hash: Mapped[str] = mapped_column(String(64), unique=True)
