"""The tables of processing activities and of flows."""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate, Part, link, owner, ref_key
from app.db.types import Json
from app.domain.flows import records
from app.kernel.records import LINE


class Retention(Part):
    """How long one category is kept for an activity."""

    __tablename__ = "activity_retention"

    activity: Mapped[str] = owner("activity.ref")
    category: Mapped[str] = link("category.key")
    amount: Mapped[int | None]
    unit: Mapped[str] = mapped_column(String(30))
    trigger: Mapped[str | None] = mapped_column(String(LINE))
    legal_ground: Mapped[str | None] = mapped_column(String(LINE))


class Activity(Aggregate):
    """A row of the record of processing activities."""

    __tablename__ = "activity"
    __record__ = records.Activity
    __kind__ = "activity"
    __parts__: ClassVar[dict[str, type[Part]]] = {"retention": Retention}

    ref: Mapped[str] = ref_key()
    name: Mapped[str] = mapped_column(String(LINE), index=True)
    controller_entity: Mapped[str | None] = link("entity.ref")
    joint: Mapped[list[str]] = mapped_column(Json)
    purposes: Mapped[list[str]] = mapped_column(Json)
    categories: Mapped[list[str]] = mapped_column(Json)
    subjects: Mapped[list[str]] = mapped_column(Json)
    recipients: Mapped[list[str]] = mapped_column(Json)
    source_channels: Mapped[list[str]] = mapped_column(Json)
    automated_decision: Mapped[bool]
    toms: Mapped[str | None] = mapped_column(Text)
    dpia: Mapped[dict[str, Any]] = mapped_column(Json)
    lia_on: Mapped[dt.date | None]
    external_id: Mapped[str | None] = mapped_column(String(LINE), unique=True)
    archived: Mapped[bool] = mapped_column(index=True)


class Location(Part):
    """A country where the recipient of a flow stores, reads or supports the data."""

    __tablename__ = "flow_location"

    flow: Mapped[str] = owner("flow.ref")
    country: Mapped[str] = mapped_column(String(2), index=True)
    kind: Mapped[str] = mapped_column(String(30))


class Transfer(Part):
    """A transfer of a flow's data to one country."""

    __tablename__ = "flow_transfer"

    flow: Mapped[str] = owner("flow.ref")
    from_regime: Mapped[str] = mapped_column(String(30))
    to_country: Mapped[str] = mapped_column(String(2), index=True)
    mechanism: Mapped[str | None] = mapped_column(String(30))
    module: Mapped[int | None]
    adequacy_row: Mapped[str | None] = mapped_column(String(LINE))
    doc_agreement: Mapped[str | None] = link("agreement.ref")
    tia_on: Mapped[dt.date | None]
    tia_outcome: Mapped[str | None] = mapped_column(String(30))
    suppl_measures: Mapped[str | None] = mapped_column(Text)
    onward: Mapped[bool]


class NoticeLink(Part):
    """A provision of the notice that sets a flow forth."""

    __tablename__ = "flow_notice_link"

    flow: Mapped[str] = owner("flow.ref")
    # Such as NV-0001/G3: two keys in one, so it is checked by the unit of work and not by a foreign key.
    provision: Mapped[str] = mapped_column(String(30), index=True)
    strength: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str | None] = mapped_column(Text)
    linked_by: Mapped[str | None] = link("person.email")
    linked_on: Mapped[dt.date | None]


class Flow(Aggregate):
    """A recipient × purposes × categories × subjects × places."""

    __tablename__ = "flow"
    __record__ = records.Flow
    __kind__ = "flow"
    __parts__: ClassVar[dict[str, type[Part]]] = {
        "locations": Location,
        "transfers": Transfer,
        "notice_links": NoticeLink,
    }

    ref: Mapped[str] = ref_key()
    name: Mapped[str | None] = mapped_column(String(LINE))
    third_party: Mapped[str] = link("third_party.ref")
    activity: Mapped[str | None] = link("activity.ref")
    purposes: Mapped[list[str]] = mapped_column(Json)
    categories: Mapped[list[str]] = mapped_column(Json)
    subjects: Mapped[list[str]] = mapped_column(Json)
    volume_band: Mapped[str | None] = mapped_column(String(30))
    declared_class: Mapped[str] = mapped_column(String(30))
    status: Mapped[str] = mapped_column(String(30), index=True)
    first_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    channel: Mapped[str | None] = mapped_column(String(30))
    legal_basis: Mapped[str | None] = mapped_column(String(30))
    consent_evidence: Mapped[str | None] = mapped_column(String(30))
    opt_out_route: Mapped[str | None] = mapped_column(String(LINE))
    own_use: Mapped[bool]
    combines: Mapped[bool]
    ai_training: Mapped[bool]
    consideration: Mapped[str] = mapped_column(String(30))
    cross_context_ads: Mapped[bool]
    external_id: Mapped[str | None] = mapped_column(String(LINE), unique=True)
    archived: Mapped[bool] = mapped_column(index=True)
