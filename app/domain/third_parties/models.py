"""The tables of third parties and their parts."""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate, Part, link, owner, ref_key
from app.db.types import Json
from app.domain.third_parties import records
from app.kernel.records import LINE


class Contact(Part):
    """Somebody to call at a third party."""

    __tablename__ = "third_party_contact"

    third_party: Mapped[str] = owner("third_party.ref")
    name: Mapped[str] = mapped_column(String(LINE))
    function: Mapped[str | None] = mapped_column(String(LINE))
    email: Mapped[str | None] = mapped_column(String(LINE))
    phone: Mapped[str | None] = mapped_column(String(LINE))


class SubProcessor(Part):
    """A third party that works for another."""

    __tablename__ = "third_party_sub_processor"

    third_party: Mapped[str] = owner("third_party.ref")
    sub_third_party: Mapped[str] = link("third_party.ref")
    authorisation: Mapped[str] = mapped_column(String(30))
    in_use: Mapped[bool]
    notified_on: Mapped[dt.date | None]
    objection_days: Mapped[int | None]
    objection_due: Mapped[dt.date | None] = mapped_column(index=True)
    decision: Mapped[str | None] = mapped_column(String(30))
    decided_on: Mapped[dt.date | None]
    flowdown_state: Mapped[str | None] = mapped_column(String(30))
    rank: Mapped[int | None]
    list_confirmed_on: Mapped[dt.date | None]
    country: Mapped[str | None] = mapped_column(String(2))
    mechanism: Mapped[str | None] = mapped_column(String(LINE))


class Evidence(Part):
    """What a third party has shown."""

    __tablename__ = "third_party_evidence"

    third_party: Mapped[str] = owner("third_party.ref")
    kind: Mapped[str] = mapped_column(String(30))
    issued_on: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None] = mapped_column(index=True)
    doc_sha256: Mapped[str | None] = link("document.sha256")
    note: Mapped[str | None] = mapped_column(Text)


class Incident(Part):
    """An incident at a third party."""

    __tablename__ = "third_party_incident"

    third_party: Mapped[str] = owner("third_party.ref")
    title: Mapped[str | None] = mapped_column(String(LINE))
    aware_third_party_on: Mapped[dt.date | None]
    aware_third_party_time: Mapped[str | None] = mapped_column(String(5))
    notified_us_on: Mapped[dt.date | None] = mapped_column(index=True)
    notified_us_time: Mapped[str | None] = mapped_column(String(5))
    notified_sa_on: Mapped[dt.date | None]
    notified_sa_time: Mapped[str | None] = mapped_column(String(5))
    sa_not_needed: Mapped[str | None] = mapped_column(Text)
    subjects_notified_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]
    categories: Mapped[list[str]] = mapped_column(Json)
    subjects_count: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str | None] = mapped_column(Text)


class Review(Part):
    """A periodic review, done."""

    __tablename__ = "third_party_review"

    third_party: Mapped[str] = owner("third_party.ref")
    on: Mapped[dt.date]
    by: Mapped[str | None] = link("person.email")
    outcome: Mapped[str] = mapped_column(String(30))
    note: Mapped[str | None] = mapped_column(Text)


class ArchivedPart(Part):
    """A part of a third party that was taken out of its list."""

    __tablename__ = "third_party_archived_part"

    third_party: Mapped[str] = owner("third_party.ref")
    kind: Mapped[str] = mapped_column(String(30))
    archived_on: Mapped[dt.date | None]
    archived_by: Mapped[str | None] = link("person.email")
    contacts: Mapped[dict[str, Any] | None] = mapped_column(Json)
    sub_processors: Mapped[dict[str, Any] | None] = mapped_column(Json)
    evidence: Mapped[dict[str, Any] | None] = mapped_column(Json)
    incidents: Mapped[dict[str, Any] | None] = mapped_column(Json)
    reviews: Mapped[dict[str, Any] | None] = mapped_column(Json)


class ThirdParty(Aggregate):
    """Whoever receives personal data."""

    __tablename__ = "third_party"
    __record__ = records.ThirdParty
    __kind__ = "third_party"
    __parts__: ClassVar[dict[str, type[Part]]] = {
        "contacts": Contact,
        "sub_processors": SubProcessor,
        "evidence": Evidence,
        "incidents": Incident,
        "reviews": Review,
        "archived_parts": ArchivedPart,
    }

    ref: Mapped[str] = ref_key()
    name: Mapped[str] = mapped_column(String(LINE), index=True)
    entity: Mapped[str | None] = link("entity.ref")
    aliases: Mapped[list[str]] = mapped_column(Json)
    parent: Mapped[str | None] = link("third_party.ref")
    domains: Mapped[list[str]] = mapped_column(Json)
    description: Mapped[str | None] = mapped_column(Text)
    external_id: Mapped[str | None] = mapped_column(String(LINE), unique=True)
    affiliation: Mapped[str] = mapped_column(String(30), index=True)
    role: Mapped[str] = mapped_column(String(30), index=True)
    role_rationale: Mapped[str | None] = mapped_column(Text)
    trackers_found: Mapped[bool]
    status: Mapped[str] = mapped_column(String(30), index=True)
    risk_tier: Mapped[str | None] = mapped_column(String(30), index=True)
    owner: Mapped[str | None] = link("person.email")
    onboarded_on: Mapped[dt.date | None]
    offboarded_on: Mapped[dt.date | None]
    holds_data: Mapped[bool]
    last_review_on: Mapped[dt.date | None]
    next_review_on: Mapped[dt.date | None] = mapped_column(index=True)
    list_confirmed_on: Mapped[dt.date | None]
    breach_contact: Mapped[str | None] = mapped_column(String(LINE))
    dpf_status: Mapped[str | None] = mapped_column(String(30))
    dpf_checked_on: Mapped[dt.date | None]
    published_from: Mapped[dt.date | None]
    archived: Mapped[bool] = mapped_column(index=True)
