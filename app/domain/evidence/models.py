"""The tables of the opt-out and disclosure ledgers."""

import datetime as dt
from typing import ClassVar

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate, Part, link, owner, ref_key
from app.db.types import Json
from app.domain.evidence import records
from app.kernel.records import LINE


class Propagation(Part):
    """That one third party was told of an opt-out."""

    __tablename__ = "preference_propagation"

    preference: Mapped[str] = owner("preference.ref")
    third_party: Mapped[str] = link("third_party.ref")
    sent_on: Mapped[dt.date | None]
    ack_on: Mapped[dt.date | None]


class Preference(Aggregate):
    """An opt-out, an objection or a withdrawal."""

    __tablename__ = "preference"
    __record__ = records.Preference
    __kind__ = "preference"
    __parts__: ClassVar[dict[str, type[Part]]] = {"propagation": Propagation}

    ref: Mapped[str] = ref_key()
    subject_ref: Mapped[str | None] = mapped_column(String(64), index=True)
    subjects_count: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(30), index=True)
    channel: Mapped[str | None] = mapped_column(String(30))
    received_on: Mapped[dt.date | None] = mapped_column(index=True)
    honoured_on: Mapped[dt.date | None]
    scope: Mapped[list[str]] = mapped_column(Json)
    erased_on: Mapped[dt.date | None]
    archived: Mapped[bool] = mapped_column(index=True)


class Disclosure(Aggregate):
    """A compelled or investigative disclosure."""

    __tablename__ = "disclosure"
    __record__ = records.Disclosure
    __kind__ = "disclosure"

    ref: Mapped[str] = ref_key()
    requester: Mapped[str | None] = mapped_column(String(LINE))
    authority: Mapped[str | None] = mapped_column(String(LINE))
    ground: Mapped[str | None] = mapped_column(String(30))
    received_on: Mapped[dt.date | None] = mapped_column(index=True)
    subject_refs: Mapped[list[str]] = mapped_column(Json)
    subjects_count: Mapped[int | None] = mapped_column(BigInteger)
    decision: Mapped[str | None] = mapped_column(String(30))
    decided_on: Mapped[dt.date | None]
    approver: Mapped[str | None] = link("person.email")
    scope: Mapped[str | None] = mapped_column(Text)
    subject_notified: Mapped[bool]
    via_third_party: Mapped[str | None] = link("third_party.ref")
    erased_on: Mapped[dt.date | None]
    archived: Mapped[bool] = mapped_column(index=True)
