"""The tables of agreements, their clause assessments and the flows that they govern."""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate, Part, link, owner, ref_key
from app.db.types import Json
from app.domain.agreements import records
from app.kernel.records import LINE


class Clause(Part):
    """One clause of the checklist as a person assessed it."""

    __tablename__ = "agreement_clause"
    __table_args__ = (UniqueConstraint("agreement", "key"),)

    agreement: Mapped[str] = owner("agreement.ref")
    key: Mapped[str] = mapped_column(String(100), index=True)
    state: Mapped[str] = mapped_column(String(30))
    ref: Mapped[str | None] = mapped_column(String(LINE))
    quote: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    value: Mapped[str | None] = mapped_column(String(LINE))
    assessed_by: Mapped[str | None] = link("person.email")
    assessed_on: Mapped[dt.date | None]
    second_reader: Mapped[str | None] = link("person.email")
    second_on: Mapped[dt.date | None]


class GovernedFlow(Part):
    """A flow that an agreement covers."""

    __tablename__ = "agreement_flow"
    __table_args__ = (UniqueConstraint("agreement", "flow"),)
    __scalar__ = "flow"

    agreement: Mapped[str] = owner("agreement.ref")
    # Flows are a room above this one, so their table is named rather than imported.
    flow: Mapped[str] = link("flow.ref")


class Agreement(Aggregate):
    """An agreement with a third party."""

    __tablename__ = "agreement"
    __record__ = records.Agreement
    __kind__ = "agreement"
    __parts__: ClassVar[dict[str, type[Part]]] = {"governs_flows": GovernedFlow, "clauses": Clause}

    ref: Mapped[str] = ref_key()
    third_party: Mapped[str] = link("third_party.ref")
    title: Mapped[str | None] = mapped_column(String(LINE))
    kind: Mapped[str] = mapped_column(String(30), index=True)
    parent: Mapped[str | None] = link("agreement.ref")
    our_entity: Mapped[str | None] = link("entity.ref")
    their_entity: Mapped[str | None] = link("entity.ref")
    affiliates_covered: Mapped[bool]
    stage: Mapped[str] = mapped_column(String(30), index=True)
    acceptance: Mapped[str] = mapped_column(String(30))
    signed_us_on: Mapped[dt.date | None]
    signed_them_on: Mapped[dt.date | None]
    effective_on: Mapped[dt.date | None]
    expires_on: Mapped[dt.date | None] = mapped_column(index=True)
    evergreen: Mapped[bool]
    auto_renew: Mapped[bool]
    notice_days: Mapped[int | None]
    renewal_decided_on: Mapped[dt.date | None]
    terminated_on: Mapped[dt.date | None]
    superseded_by: Mapped[str | None] = link("agreement.ref")
    survival_months: Mapped[int | None]
    survival_indefinite: Mapped[bool]
    governing_law: Mapped[str | None] = mapped_column(String(LINE))
    purposes: Mapped[list[str]] = mapped_column(Json)
    categories: Mapped[list[str]] = mapped_column(Json)
    shared_with_retained: Mapped[bool]
    doc_sha256: Mapped[str | None] = link("document.sha256")
    note: Mapped[str | None] = mapped_column(Text)
    external_id: Mapped[str | None] = mapped_column(String(LINE), unique=True)
    assignment: Mapped[dict[str, Any]] = mapped_column(Json)
    archived: Mapped[bool] = mapped_column(index=True)
