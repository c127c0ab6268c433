"""The states of the organisation and of a legal entity."""

import datetime as dt
from typing import Literal, Self

from pydantic import AliasChoices, Field, model_validator

from app.domain.organisation.terms import EntityKind, PromiseScope, Regime
from app.kernel import clock
from app.kernel.records import REQUIRED, Country, EntityRef, Line, Record, end_not_before_start, field


class Organisation(Record):
    """The settings of the organisation whose register this is; one object, so the file leaves out its key."""

    ref: Literal["ORG"] = field("Reference", default="ORG")
    entity: EntityRef | None = field(
        "Own legal entity", "The entity that is the controller by default.", "Identity"
    )
    time_zone: Line = field("Time zone", "Days begin and end in this zone.", "Calendar", default="UTC")
    holidays: list[dt.date] = field(
        "Holidays", "Days that do not count as business days, besides weekends.", "Calendar", factory=list
    )
    ledger_retention_months: int = field(
        "Hashes kept for",
        "Months from a request on, after which the keyed hashes in the ledgers of opt-outs and disclosures are erased.",
        "Calendar",
        default=36,
        ge=1,
        le=600,
    )
    regimes: list[Regime] = field(
        "Regimes", "Only the rules of the regimes ticked here are evaluated.", "Law", factory=list
    )
    promise_scope: PromiseScope = field(
        "Scope of the promise",
        "Which flows the promise of confidentiality in the notice is read to cover.",
        "Law",
        default=PromiseScope.ALL,
    )

    public_notice_days: int | None = field(
        "Public list of sub-processors",
        "Days that customers are told of a new one before its use, such as 30; empty: no public list.",
        "Publication",
        ge=0,
        le=365,
    )

    @model_validator(mode="after")
    def _known_zone(self) -> Self:
        clock.zone(self.time_zone)
        return self


class Entity(Record):
    """A legal entity: one of our own, an affiliate (control dated), or a counterparty."""

    ref: EntityRef | None = field("Reference")
    legal_name: Line = field("Legal name", "As in the commercial register.", "Identity", default=REQUIRED)
    kind: EntityKind = field(
        "Kind", "Own, affiliated by control, or external.", "Identity", default=EntityKind.EXTERNAL
    )
    country: Country | None = field("Country", "Where it is established.", "Identity")
    reg_no: Line | None = field("Registration number", "In the commercial register.", "Identity")
    lei: Line | None = field("LEI", "Legal Entity Identifier, 20 characters (ISO 17442).", "Identity")
    parent: EntityRef | None = Field(
        default=None,
        title="Parent",
        description="The entity that controls it.",
        json_schema_extra={"group": "Control"},
        validation_alias=AliasChoices("parent", "parent_id"),
    )
    control_from: dt.date | None = field("Controlled from", "First day of control.", "Control")
    control_to: dt.date | None = field(
        "Controlled to", "Last day of control, empty while it lasts.", "Control"
    )
    control_evidence: Line | None = field("Evidence of control", "Where the proof is kept.", "Control")
    archived: bool = field("Archived", default=False)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        end_not_before_start(self.control_from, self.control_to, "Control ends before it begins")
        return self
