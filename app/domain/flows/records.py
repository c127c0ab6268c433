"""The states of a processing activity and of a flow."""

import datetime as dt
from typing import Any, Self

from pydantic import AliasChoices, Field, field_validator, model_validator

from app.domain.catalogue.terms import LegalBasis
from app.domain.flows.terms import (
    Channel,
    ConsentEvidence,
    Consideration,
    DeclaredClass,
    FlowStatus,
    LocationKind,
    Mechanism,
    RetentionUnit,
    TiaOutcome,
    TransferRegime,
    VolumeBand,
)
from app.domain.notices.terms import Strength
from app.kernel.records import (
    REQUIRED,
    ActivityRef,
    AgreementRef,
    CategoryKey,
    Country,
    EntityRef,
    FlowRef,
    Line,
    PersonRef,
    Prose,
    ProvisionRef,
    PurposeKey,
    Record,
    SubjectKey,
    ThirdPartyRef,
    end_not_before_start,
    field,
)


class Retention(Record):
    """How long one category is kept for an activity, from what trigger, on what ground."""

    category: CategoryKey = field("Data category", default=REQUIRED)
    amount: int | None = field("How long", ge=0, le=36_500)
    unit: RetentionUnit = field("Unit", default=RetentionUnit.YEARS)
    trigger: Line | None = field("From", "The event that starts the period.")
    legal_ground: Line | None = field("Ground", "The law or need behind it.")


class Dpia(Record):
    """Whether a data protection impact assessment is needed (GDPR Art. 35) and when it was done."""

    needed: bool = field("Assessment needed", default=False)
    done_on: dt.date | None = field("Assessment done on")


class Activity(Record):
    """A row of the record of processing activities (GDPR Art. 30)."""

    ref: ActivityRef | None = field("Reference")
    name: Line = field("Name", "What is done, in a few words.", "Identity", default=REQUIRED)
    controller_entity: EntityRef | None = Field(
        default=None,
        title="Controller",
        description="The entity that decides on it.",
        json_schema_extra={"group": "Identity"},
        validation_alias=AliasChoices("controller_entity", "controller_org", "controller", "entity"),
    )
    joint: list[Line] = field("Joint controllers", "Names, one a line.", "Identity", factory=list)
    purposes: list[PurposeKey] = field("Purposes", "Why it is done.", "Data", factory=list)
    categories: list[CategoryKey] = field("Data categories", "What data.", "Data", factory=list)
    subjects: list[SubjectKey] = field("Data subjects", "Whose data.", "Data", factory=list)
    recipients: list[Line] = field(
        "Recipients", "Categories of recipients, one a line.", "Data", factory=list
    )
    source_channels: list[Channel] = field("Channels", "How the data are collected.", "Data", factory=list)
    automated_decision: bool = field(
        "Automated decisions", "Decides on people without a person (Art. 22).", "Data", default=False
    )
    retention: list[Retention] = field(
        "Retention", "How long each category is kept.", "Retention", factory=list
    )
    toms: Prose | None = field("Security measures", "A general description (Art. 30(1)(g)).", "Safeguards")
    dpia: Dpia = field("Impact assessment", "", "Safeguards", factory=Dpia)
    lia_on: dt.date | None = field(
        "Interests weighed on", "Date of the legitimate interests assessment.", "Safeguards"
    )
    external_id: Line | None = field("External ID", "Its number in another system.", "Identity")
    archived: bool = field("Archived", default=False)

    @field_validator("joint", mode="before")
    @classmethod
    def _names(cls, value: Any) -> Any:
        if value in (None, False):
            return []
        return [value] if isinstance(value, str) else value


class Location(Record):
    """A country where the recipient stores, reads or supports the data."""

    country: Country = field("Country", default=REQUIRED)
    kind: LocationKind = field("Kind", default=LocationKind.STORAGE)


class NoticeLink(Record):
    """A provision of the notice that sets the flow forth."""

    provision: ProvisionRef = Field(
        title="Provision",
        description="Such as NV-0001/G3.",
        validation_alias=AliasChoices("provision", "provision_id"),
    )
    strength: Strength = field("Strength", "Express where counsel marked it so.", default=Strength.ARGUABLE)
    reason: Prose | None = field("Reason")
    linked_by: PersonRef | None = field("Marked by")
    linked_on: dt.date | None = field("Marked on")


class Transfer(Record):
    """A transfer of the flow's data to one country outside the area of a regime."""

    from_regime: TransferRegime = field("From", default=TransferRegime.GDPR)
    to_country: Country = field("To", default=REQUIRED)
    mechanism: Mechanism | None = field("Mechanism")
    module: int | None = field("Module", "Of the standard clauses, 1 to 4.", ge=1, le=4)
    adequacy_row: Line | None = field("Adequacy decision", "The row of the adequacy table relied on.")
    doc_agreement: AgreementRef | None = Field(
        default=None,
        title="Documented in",
        description="The agreement that carries the clauses.",
        validation_alias=AliasChoices("doc_agreement", "doc_agr"),
    )
    tia_on: dt.date | None = field("Assessed on", "Date of the transfer impact assessment.")
    tia_outcome: TiaOutcome | None = field("Assessment", "How it ended.")
    suppl_measures: Prose | None = field("Supplementary measures")
    onward: bool = field("Onward transfer", default=False)

    @field_validator("module", mode="before")
    @classmethod
    def _number(cls, value: Any) -> Any:
        if isinstance(value, str):
            digits = "".join(c for c in value if c.isdigit())
            return int(digits) if digits else value
        return value


class Flow(Record):
    """A recipient × purposes × categories × subjects × places."""

    ref: FlowRef | None = field("Reference")
    name: Line | None = field("Name", "What flows, in a few words.", "What flows")
    third_party: ThirdPartyRef = field(
        "Third party", "Who receives the data.", "What flows", default=REQUIRED
    )
    activity: ActivityRef | None = field("Activity", "The activity that it serves.", "What flows")
    purposes: list[PurposeKey] = field("Purposes", "Why it is shared.", "What flows", factory=list)
    categories: list[CategoryKey] = field("Data categories", "What is shared.", "What flows", factory=list)
    subjects: list[SubjectKey] = field("Data subjects", "Whose data.", "What flows", factory=list)
    volume_band: VolumeBand | None = field("Volume", "How many people, banded.", "What flows")
    declared_class: DeclaredClass = field(
        "Declared as",
        "What the notice calls it; checked against the categories.",
        "What flows",
        default=DeclaredClass.PERSONAL,
    )
    status: FlowStatus = field("Status", "Whether data flow now.", "When and how", default=FlowStatus.PLANNED)
    first_on: dt.date | None = field("First shared on", "", "When and how")
    ended_on: dt.date | None = field("Ended on", "", "When and how")
    channel: Channel | None = field(
        "Channel", "How the data are collected or people addressed.", "When and how"
    )
    legal_basis: LegalBasis | None = field("Legal basis", "The basis relied on.", "Ground")
    consent_evidence: ConsentEvidence | None = field(
        "Proof of consent", "Where consent is relied on.", "Ground"
    )
    opt_out_route: Line | None = field("Opt-out route", "How people object.", "Ground")
    own_use: bool = field(
        "Own use", "The recipient also uses it for itself.", "Use by the recipient", default=False
    )
    combines: bool = field(
        "Combines", "It combines it with other data.", "Use by the recipient", default=False
    )
    ai_training: bool = field(
        "Trains models", "It trains models on it.", "Use by the recipient", default=False
    )
    consideration: Consideration = field(
        "Consideration", "What it gives for the data.", "Use by the recipient", default=Consideration.NONE
    )
    cross_context_ads: bool = field(
        "Cross-context advertising", "Used to advertise across sites.", "Use by the recipient", default=False
    )
    locations: list[Location] = field(
        "Places", "Where it is stored, read or supported.", "Places", factory=list
    )
    transfers: list[Transfer] = field("Transfers", "The mechanism per country.", "Transfers", factory=list)
    notice_links: list[NoticeLink] = field(
        "Set forth in the notice", "The provisions that cover it.", "Notice", factory=list
    )
    external_id: Line | None = field("External ID", "Its number in another system.", "What flows")
    archived: bool = field("Archived", default=False)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        end_not_before_start(self.first_on, self.ended_on, "Ended on comes before first shared on")
        return self
