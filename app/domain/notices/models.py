"""The tables of notice versions and their provisions."""

import datetime as dt
from typing import ClassVar

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate, Part, link, owner, ref_key
from app.domain.notices import records
from app.kernel.records import LINE


class Provision(Part):
    """What one sentence of a notice provides."""

    __tablename__ = "notice_provision"
    __table_args__ = (UniqueConstraint("notice", "code"),)

    notice: Mapped[str] = owner("notice.ref")
    code: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(30))
    sentence_no: Mapped[int | None]
    text: Mapped[str | None] = mapped_column(Text)
    unclear: Mapped[bool]


class Said(Part):
    """Whether a notice says one of the things that it ought to say."""

    __tablename__ = "notice_statement"
    __table_args__ = (UniqueConstraint("notice", "key"),)

    notice: Mapped[str] = owner("notice.ref")
    key: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(30))
    sentence_no: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Text)


class Notice(Aggregate):
    """One captured version of a privacy notice."""

    __tablename__ = "notice"
    __record__ = records.Notice
    __kind__ = "notice"
    __parts__: ClassVar[dict[str, type[Part]]] = {"provisions": Provision, "statements": Said}

    ref: Mapped[str] = ref_key()
    title: Mapped[str | None] = mapped_column(String(LINE))
    entity: Mapped[str | None] = link("entity.ref")
    url: Mapped[str | None] = mapped_column(String(LINE))
    captured_on: Mapped[dt.date | None]
    effective_on: Mapped[dt.date | None] = mapped_column(index=True)
    text: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    archived: Mapped[bool] = mapped_column(index=True)
