"""The tables of imports: none is part of the register, which learns of an import when it is written.

The file itself and its rows are staged in the instance folder (:mod:`app.infra.staging`).
"""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.types import Instant, Json, key_text
from app.extensions import Base
from app.kernel.records import LINE


class ImportBatch(Base):
    """One file on its way into the register."""

    __tablename__ = "import_batch"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    #: Name of the file as it was sent.
    name: Mapped[str] = mapped_column(String(LINE))
    #: What its rows become; empty until it is known.
    kind: Mapped[str | None] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(12), index=True)
    #: The tables in the file, and how it was read.
    reading: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Which table, and which of its rows is the header (0: none).
    layout: Mapped[dict[str, Any]] = mapped_column(Json)
    #: What each column means and what was decided on values.
    mapping: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Rows that are known to be an object that there is already: row number to its reference.
    merges: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Counts by action, values outside the vocabulary, and what else the last look found.
    outcome: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Why the last step failed.
    problem: Mapped[str | None] = mapped_column(Text)
    #: Number of the newest trail entry when the rows were last compared with the register.
    head: Mapped[int | None] = mapped_column(BigInteger)
    #: Number of the trail entry that wrote it.
    entry: Mapped[int | None] = mapped_column(BigInteger, index=True)
    asked_by: Mapped[str] = mapped_column(String(LINE))
    asked_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)


class ImportRow(Base):
    """What one row of the file would do, or did."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_action", "batch", "action", "place"),)

    batch: Mapped[str] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True)
    #: Number of the row in its table, from 1, as a spreadsheet shows it.
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(String(10))
    #: Whether it may be something that is registered already.
    doubtful: Mapped[bool]
    #: Whether something of it is left out.
    warned: Mapped[bool]
    #: How the row is called: the name in it.
    title: Mapped[str] = mapped_column(String(LINE))
    #: The object that it changes.
    ref: Mapped[str | None] = mapped_column(key_text(100))
    #: Differences, remarks, refusals and likenesses.
    details: Mapped[dict[str, Any]] = mapped_column(Json)


class ImportMapping(Base):
    """A mapping saved by name, to be used for the next file of the same shape."""

    __tablename__ = "import_mapping"

    name: Mapped[str] = mapped_column(String(LINE), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_by: Mapped[str] = mapped_column(String(LINE))
    saved_at: Mapped[dt.datetime] = mapped_column(Instant)
