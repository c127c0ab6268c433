"""The tables of deals, their members, disclosures in diligence, segments and items."""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import BigInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate, Part, link, owner, ref_key
from app.db.types import Json
from app.domain.deals import records
from app.kernel.records import LINE


class Member(Part):
    """Somebody who may see a deal."""

    __tablename__ = "deal_member"
    __table_args__ = (UniqueConstraint("deal", "person"),)

    deal: Mapped[str] = owner("deal.ref")
    person: Mapped[str] = link("person.email")
    until: Mapped[dt.date | None]


class Diligence(Part):
    """A disclosure in the data room."""

    __tablename__ = "deal_diligence"

    deal: Mapped[str] = owner("deal.ref")
    on: Mapped[dt.date]
    redaction_note: Mapped[str | None] = mapped_column(Text)


class Segment(Part):
    """A part of the data that is treated alike."""

    __tablename__ = "deal_segment"
    __table_args__ = (UniqueConstraint("deal", "ref"),)

    deal: Mapped[str] = owner("deal.ref")
    ref: Mapped[str | None] = mapped_column(String(14))
    name: Mapped[str | None] = mapped_column(String(LINE))
    activity: Mapped[str | None] = link("activity.ref")
    categories: Mapped[list[str]] = mapped_column(Json)
    subjects: Mapped[list[str]] = mapped_column(Json)
    relation: Mapped[str | None] = mapped_column(String(30))
    system: Mapped[str | None] = mapped_column(String(LINE))
    legal_basis: Mapped[str | None] = mapped_column(String(30))
    purposes: Mapped[list[str]] = mapped_column(Json)
    notices: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    opted_out: Mapped[bool]
    minor: Mapped[bool]
    legal_hold: Mapped[bool]
    erasure_open: Mapped[bool]
    retention_only: Mapped[bool]
    contract_transfer_consented: Mapped[bool]
    consent_names_successor: Mapped[bool]
    last_contract_end: Mapped[dt.date | None]
    retention_end_on: Mapped[dt.date | None]
    last_activity_on: Mapped[dt.date | None]
    records_signing: Mapped[int | None] = mapped_column(BigInteger)
    records_closing: Mapped[int | None] = mapped_column(BigInteger)
    in_perimeter: Mapped[bool]


class Item(Part):
    """A numbered line of the inventory."""

    __tablename__ = "deal_item"
    __table_args__ = (UniqueConstraint("deal", "number"),)

    deal: Mapped[str] = owner("deal.ref")
    number: Mapped[str | None] = mapped_column(String(14))
    type: Mapped[str] = mapped_column(String(30))
    ref: Mapped[str] = mapped_column(String(LINE), index=True)
    disposition: Mapped[str | None] = mapped_column(String(30))
    gates: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    rule_ids: Mapped[list[str]] = mapped_column(Json)
    override: Mapped[dict[str, Any] | None] = mapped_column(Json)
    approved_by: Mapped[str | None] = link("person.email")
    approved_on: Mapped[dt.date | None]
    consent_status: Mapped[str | None] = mapped_column(String(30))
    consent_requested_on: Mapped[dt.date | None]
    consent_received_on: Mapped[dt.date | None]
    note: Mapped[str | None] = mapped_column(Text)


class Deal(Aggregate):
    """A transaction in which personal data may change hands."""

    __tablename__ = "deal"
    __record__ = records.Deal
    __kind__ = "deal"
    __parts__: ClassVar[dict[str, type[Part]]] = {
        "diligence": Diligence,
        "members": Member,
        "segments": Segment,
        "items": Item,
    }

    ref: Mapped[str] = ref_key()
    codename: Mapped[str] = mapped_column(String(LINE))
    kind: Mapped[str] = mapped_column(String(30))
    side: Mapped[str] = mapped_column(String(30))
    perimeter: Mapped[str] = mapped_column(String(30))
    perimeter_note: Mapped[str | None] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(String(30), index=True)
    signing_on: Mapped[dt.date | None]
    closing_on: Mapped[dt.date | None]
    tsa_until: Mapped[dt.date | None]
    regimes: Mapped[list[str]] = mapped_column(Json)
    buyer_entity: Mapped[str | None] = link("entity.ref")
    buyer_country: Mapped[str | None] = mapped_column(String(2))
    buyer_same_business: Mapped[bool]
    buyer_adopts_notice: Mapped[str] = mapped_column(String(30))
    buyer_purposes: Mapped[list[str]] = mapped_column(Json)
    data_standalone: Mapped[bool]
    notice_sent_on: Mapped[dt.date | None]
    window_days: Mapped[int | None]
    art14_notice_on: Mapped[dt.date | None]
    bk_petition_on: Mapped[dt.date | None]
    hearing_on: Mapped[dt.date | None]
    cpo: Mapped[str] = mapped_column(String(30))
    cpo_rationale: Mapped[str | None] = mapped_column(Text)
    court_approved_on: Mapped[dt.date | None]
    archived: Mapped[bool] = mapped_column(index=True)
