"""The table of waivers."""

import datetime as dt

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate, link
from app.domain.findings import records
from app.kernel.records import LINE


class Waiver(Aggregate):
    """A decision to live with a finding until a day."""

    __tablename__ = "waiver"
    __table_args__ = (Index("ix_waiver_finding", "rule", "object", "key"),)
    __record__ = records.Waiver
    __kind__ = "waiver"

    ref: Mapped[str] = mapped_column(String(36), primary_key=True)
    rule: Mapped[str] = mapped_column(String(10))
    object: Mapped[str] = mapped_column(String(LINE))
    key: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[str | None] = link("person.email")
    approver: Mapped[str | None] = link("person.email")
    granted_on: Mapped[dt.date | None]
    expires_on: Mapped[dt.date] = mapped_column(index=True)
    archived: Mapped[bool] = mapped_column(index=True)
