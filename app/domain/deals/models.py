"""The tables of deals: members, diligence, segments, items, and what happens along the way."""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate, Part, link, owner, ref_key
from app.db.types import Instant, Json
from app.domain.deals import records
from app.extensions import Base
from app.kernel.records import LINE


class Member(Part):
    """Somebody who may see a deal."""

    __tablename__ = "deal_member"
    __table_args__ = (UniqueConstraint("deal", "person"),)

    deal: Mapped[str] = owner("deal.ref")
    person: Mapped[str] = link("person.email")
    until: Mapped[dt.date | None]
    handing: Mapped[str] = mapped_column(String(30))
    terms_accepted: Mapped[str | None] = mapped_column(String(20))
    terms_accepted_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class Diligence(Part):
    """A disclosure in the data room."""

    __tablename__ = "deal_diligence"

    deal: Mapped[str] = owner("deal.ref")
    on: Mapped[dt.date]
    recipient: Mapped[str | None] = mapped_column(String(LINE))
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
    band_signing: Mapped[str | None] = mapped_column(String(30))
    band_closing: Mapped[str | None] = mapped_column(String(30))
    opt_outs: Mapped[int | None] = mapped_column(BigInteger)
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
    decided_by: Mapped[str | None] = link("person.email")
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    override: Mapped[dict[str, Any] | None] = mapped_column(Json)
    approved_by: Mapped[str | None] = link("person.email")
    approved_on: Mapped[dt.date | None]
    consent_status: Mapped[str | None] = mapped_column(String(30))
    consent_requested_on: Mapped[dt.date | None]
    consent_received_on: Mapped[dt.date | None]
    consent_document: Mapped[str | None] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(Text)


class Party(Part):
    """A party of the transaction."""

    __tablename__ = "deal_party"

    deal: Mapped[str] = owner("deal.ref")
    part: Mapped[str] = mapped_column(String(30))
    entity: Mapped[str | None] = link("entity.ref")
    name: Mapped[str | None] = mapped_column(String(LINE))
    signatory: Mapped[str | None] = mapped_column(String(LINE))


class Move(Part):
    """That the deal came to a stage."""

    __tablename__ = "deal_move"

    deal: Mapped[str] = owner("deal.ref")
    stage: Mapped[str] = mapped_column(String(30))
    on: Mapped[dt.date]
    at: Mapped[dt.datetime] = mapped_column(Instant)
    by: Mapped[str | None] = link("person.email")
    reason: Mapped[str | None] = mapped_column(Text)
    left_open: Mapped[list[str]] = mapped_column(Json)


class Remark(Part):
    """A comment, a question or an answer."""

    __tablename__ = "deal_remark"
    __table_args__ = (UniqueConstraint("deal", "number"),)

    deal: Mapped[str] = owner("deal.ref")
    number: Mapped[str | None] = mapped_column(String(14))
    kind: Mapped[str] = mapped_column(String(30))
    line: Mapped[str | None] = mapped_column(String(14))
    to: Mapped[str | None] = mapped_column(String(14))
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = link("person.email")
    at: Mapped[dt.datetime] = mapped_column(Instant)
    asked: Mapped[str | None] = link("person.email")
    mentions: Mapped[list[str]] = mapped_column(Json)
    for_guests: Mapped[bool]
    settled_by: Mapped[str | None] = link("person.email")
    settled_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class Scenario(Part):
    """Other facts that were tried."""

    __tablename__ = "deal_scenario"
    __table_args__ = (UniqueConstraint("deal", "name"),)

    deal: Mapped[str] = owner("deal.ref")
    name: Mapped[str] = mapped_column(String(LINE))
    note: Mapped[str | None] = mapped_column(Text)
    by: Mapped[str | None] = link("person.email")
    at: Mapped[dt.datetime | None] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(String(30))
    regimes: Mapped[list[str]] = mapped_column(Json)
    signing_on: Mapped[dt.date | None]
    closing_on: Mapped[dt.date | None]
    window_days: Mapped[int | None]
    buyer_country: Mapped[str | None] = mapped_column(String(2))
    buyer_same_business: Mapped[bool]
    buyer_adopts_notice: Mapped[str] = mapped_column(String(30))
    buyer_purposes: Mapped[list[str]] = mapped_column(Json)
    data_standalone: Mapped[bool]


class Paper(Part):
    """A document of the deal alone."""

    __tablename__ = "deal_paper"
    __table_args__ = (UniqueConstraint("deal", "sha256"),)

    deal: Mapped[str] = owner("deal.ref")
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(LINE))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str | None] = mapped_column(String(LINE))
    note: Mapped[str | None] = mapped_column(String(LINE))
    by: Mapped[str | None] = link("person.email")
    on: Mapped[dt.date | None]
    for_guests: Mapped[bool]


class Certificate(Part):
    """A certificate of deletion, asked for or received."""

    __tablename__ = "deal_certificate"

    deal: Mapped[str] = owner("deal.ref")
    recipient: Mapped[str] = mapped_column(String(LINE))
    entity: Mapped[str | None] = link("entity.ref")
    requested_on: Mapped[dt.date | None]
    due_on: Mapped[dt.date | None]
    received_on: Mapped[dt.date | None]
    document: Mapped[str | None] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(Text)


class Told(Part):
    """A third party and when it was told of the new controller."""

    __tablename__ = "deal_told"
    __table_args__ = (UniqueConstraint("deal", "third_party"),)

    deal: Mapped[str] = owner("deal.ref")
    third_party: Mapped[str] = link("third_party.ref")
    on: Mapped[dt.date | None]
    how: Mapped[str | None] = mapped_column(String(LINE))
    document: Mapped[str | None] = mapped_column(String(64))


class CalendarAddress(Base):
    """The secret address of a person's calendar of deals; no part of the register, never dumped."""

    __tablename__ = "calendar_address"

    #: SHA-256 of the token in the address, so that reading the table opens no calendar.
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    email: Mapped[str] = link("person.email")
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    read_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class Seen(Base):
    """Up to which remark of a deal somebody has read; no part of the register, never dumped."""

    __tablename__ = "deal_seen"

    deal: Mapped[str] = mapped_column(ForeignKey("deal.ref", ondelete="CASCADE"), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.email", ondelete="CASCADE"), primary_key=True)
    #: The number inside the last remark read, such as 12 of R-012.
    remark: Mapped[int]


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
        "parties": Party,
        "moves": Move,
        "remarks": Remark,
        "scenarios": Scenario,
        "papers": Paper,
        "certificates": Certificate,
        "told": Told,
    }

    ref: Mapped[str] = ref_key()
    codename: Mapped[str] = mapped_column(String(LINE))
    kind: Mapped[str] = mapped_column(String(30))
    side: Mapped[str] = mapped_column(String(30))
    perimeter: Mapped[str] = mapped_column(String(30))
    perimeter_note: Mapped[str | None] = mapped_column(Text)
    perimeter_entities: Mapped[list[str]] = mapped_column(Json)
    perimeter_activities: Mapped[list[str]] = mapped_column(Json)
    perimeter_third_parties: Mapped[list[str]] = mapped_column(Json)
    agreement_ref: Mapped[str | None] = mapped_column(String(LINE))
    schedule_no: Mapped[str | None] = mapped_column(String(LINE))
    four_eyes: Mapped[bool]
    letters_name_buyer: Mapped[bool]
    letter_from: Mapped[str | None] = mapped_column(String(LINE))
    letter_note: Mapped[str | None] = mapped_column(Text)
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
    register_moved_on: Mapped[dt.date | None]
    archived: Mapped[bool] = mapped_column(index=True)
