"""The tables of the organisation's settings and of legal entities."""

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate, link, ref_key
from app.db.types import Json
from app.domain.organisation import records
from app.kernel.records import LINE


class Organisation(Aggregate):
    """The one row of the organisation's settings."""

    __tablename__ = "organisation"
    __record__ = records.Organisation
    __kind__ = "organisation"

    ref: Mapped[str] = ref_key()
    entity: Mapped[str | None] = link("entity.ref")
    time_zone: Mapped[str] = mapped_column(String(LINE))
    holidays: Mapped[list[str]] = mapped_column(Json)
    ledger_retention_months: Mapped[int]
    regimes: Mapped[list[str]] = mapped_column(Json)
    promise_scope: Mapped[str] = mapped_column(String(30))
    public_notice_days: Mapped[int | None]


class Entity(Aggregate):
    """A legal entity: our own, an affiliate, or a counterparty."""

    __tablename__ = "entity"
    __record__ = records.Entity
    __kind__ = "entity"

    ref: Mapped[str] = ref_key()
    legal_name: Mapped[str] = mapped_column(String(LINE), index=True)
    kind: Mapped[str] = mapped_column(String(30), index=True)
    country: Mapped[str | None] = mapped_column(String(2))
    reg_no: Mapped[str | None] = mapped_column(String(LINE))
    lei: Mapped[str | None] = mapped_column(String(LINE))
    parent: Mapped[str | None] = link("entity.ref")
    control_from: Mapped[dt.date | None]
    control_to: Mapped[dt.date | None]
    control_evidence: Mapped[str | None] = mapped_column(String(LINE))
    archived: Mapped[bool] = mapped_column(index=True)
