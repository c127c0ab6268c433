"""The states of a third party and of its parts."""

import datetime as dt
from typing import Self

from pydantic import AliasChoices, Field, model_validator

from app.domain.third_parties.terms import (
    Affiliation,
    Authorisation,
    DpfStatus,
    EvidenceKind,
    FlowdownState,
    PartKind,
    ReviewOutcome,
    RiskTier,
    Role,
    Status,
    SubDecision,
)
from app.kernel.records import (
    REQUIRED,
    CategoryKey,
    Count,
    Country,
    Days,
    DocumentRef,
    Domain,
    Email,
    EntityRef,
    Line,
    PersonRef,
    Prose,
    Record,
    ThirdPartyRef,
    TimeOfDay,
    end_not_before_start,
    field,
)


class Contact(Record):
    """Somebody to call at the third party; a business contact, not a data subject."""

    name: Line = field("Name", "", default=REQUIRED)
    function: Line | None = field("Function", "What they answer for, such as privacy or security.")
    email: Email | None = field("E-mail")
    phone: Line | None = field("Phone")


class SubProcessor(Record):
    """A link to another third party that works for this one."""

    sub_third_party: ThirdPartyRef = Field(
        title="Sub-processor",
        description="The third party that works for this one.",
        validation_alias=AliasChoices("sub_third_party", "sub_tp", "sub"),
    )
    authorisation: Authorisation = field(
        "Authorisation", "Prior written authorisation, Art. 28(2).", default=Authorisation.NONE
    )
    in_use: bool = field("In use", "Whether it already receives our data.", default=True)
    notified_on: dt.date | None = field("Notified on", "When we were told.")
    objection_days: Days | None = field(
        "Objection window", "Days from the notice in which we may object, as agreed."
    )
    objection_due: dt.date | None = field(
        "Objection due", "Last day to object; left empty, it follows from the notice and the window."
    )
    decision: SubDecision | None = field("Decision")
    decided_on: dt.date | None = field("Decided on")
    flowdown_state: FlowdownState | None = field("Flow-down", "Whether the same duties bind it, Art. 28(4).")
    rank: int | None = field(
        "Rank", "1 works for the processor, 2 for its sub-processor, and so on.", ge=1, le=20
    )
    list_confirmed_on: dt.date | None = field("Confirmed on", "When this link was last confirmed.")
    country: Country | None = field("Country", "Where it processes.")
    mechanism: Line | None = field("Onward mechanism", "The transfer mechanism for the onward transfer.")

    @model_validator(mode="after")
    def _due_by_window(self) -> Self:
        """The last day to object, where it was not said: so many days after the notice."""
        if self.objection_due is None and self.notified_on is not None and self.objection_days is not None:
            try:
                due = self.notified_on + dt.timedelta(days=self.objection_days)
            except OverflowError as error:
                raise ValueError("the window ends beyond the calendar: correct its days.") from error
            self.__dict__["objection_due"] = due
        return self


class Evidence(Record):
    """A document that shows something about the third party, with its validity."""

    kind: EvidenceKind = field("Kind", default=REQUIRED)
    issued_on: dt.date | None = field("Issued on")
    valid_until: dt.date | None = field("Valid until", "Empty where it does not lapse.")
    doc_sha256: DocumentRef | None = field("Document", "The file that proves it.")
    note: Prose | None = field("Note")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        end_not_before_start(self.issued_on, self.valid_until, "Valid until comes before issued on")
        return self


class Incident(Record):
    """A personal-data breach or other incident at the third party."""

    title: Line | None = field("Title", "What happened, without personal data.")
    subjects_count: Count | None = field("People affected", "A count; never names.")
    aware_third_party_on: dt.date | None = Field(
        default=None,
        title="They knew on",
        description="When the third party became aware.",
        validation_alias=AliasChoices("aware_third_party_on", "aware_tp_on"),
    )
    aware_third_party_time: TimeOfDay | None = field("They knew at", "Local time of day, such as 18:30.")
    notified_us_on: dt.date | None = field("Told us on")
    notified_us_time: TimeOfDay | None = field(
        "Told us at", "Local time of day: the 72 hours to tell the authority run from it."
    )
    notified_sa_on: dt.date | None = field("Authority told on")
    notified_sa_time: TimeOfDay | None = field("Authority told at", "Local time of day.")
    sa_not_needed: Prose | None = field(
        "Why the authority is not told", "Where no risk to people is likely, GDPR Art. 33(1)."
    )
    subjects_notified_on: dt.date | None = field("People told on", "Where the risk is high, GDPR Art. 34.")
    closed_on: dt.date | None = field("Closed on", "When nothing is left to do.")
    categories: list[CategoryKey] = field("Data categories", factory=list)
    note: Prose | None = field("Note")


class Review(Record):
    """A periodic review, once done."""

    on: dt.date = field("Reviewed on", default=REQUIRED)
    by: PersonRef | None = field("Reviewed by")
    outcome: ReviewOutcome = field("Outcome", default=ReviewOutcome.SATISFACTORY)
    note: Prose | None = field("Note")


class ArchivedPart(Record):
    """A part that was taken out of its list; it counts nowhere, and can be put back.

    The field named as its kind holds it, the others are empty.
    """

    kind: PartKind = field("Kind", default=REQUIRED)
    archived_on: dt.date | None = field("Archived on")
    archived_by: PersonRef | None = field("Archived by")
    contacts: Contact | None = field("Contact")
    sub_processors: SubProcessor | None = field("Sub-processor")
    evidence: Evidence | None = field("Evidence")
    incidents: Incident | None = field("Incident")
    reviews: Review | None = field("Review")

    @model_validator(mode="after")
    def _holds_its_kind(self) -> Self:
        given = [kind for kind in PartKind if getattr(self, kind.value) is not None]
        if given != [self.kind]:
            raise ValueError(f"must hold the {self.kind.label.lower()} and nothing else.")
        return self

    @property
    def part(self) -> Contact | SubProcessor | Evidence | Incident | Review:
        """What was taken out."""
        part: Contact | SubProcessor | Evidence | Incident | Review = getattr(self, self.kind.value)
        return part


class ThirdParty(Record):
    """A third party with everything that is its own; agreements and flows refer to it."""

    ref: ThirdPartyRef | None = field("Reference")
    name: Line = field("Name", "As people know it.", "Identity", default=REQUIRED)
    entity: EntityRef | None = Field(
        default=None,
        title="Legal entity",
        description="The entity that receives the data.",
        json_schema_extra={"group": "Identity"},
        validation_alias=AliasChoices("entity", "org"),
    )
    aliases: list[Line] = field("Also known as", "Other names, one a line.", "Identity", factory=list)
    parent: ThirdPartyRef | None = field("Part of", "The third party that it belongs to.", "Identity")
    domains: list[Domain] = field("Domains", "Internet domains, one a line.", "Identity", factory=list)
    description: Prose | None = field("Services", "What it does for us.", "Identity")
    external_id: Line | None = field("External ID", "Its number in another system.", "Identity")
    affiliation: Affiliation = field(
        "Affiliation",
        "Whether it belongs to our group; unknown counts as non-affiliated.",
        "Role",
        default=Affiliation.UNKNOWN,
    )
    role: Role = field("Role", "What it is under data-protection law.", "Role", default=Role.UNKNOWN)
    role_rationale: Prose | None = field("Why this role", "The reasons in a sentence or two.", "Role")
    trackers_found: bool = field(
        "Trackers found", "A cookie, pixel or SDK of theirs was found on our site.", "Role", default=False
    )
    status: Status = field(
        "Status", "Where the relationship stands.", "Relationship", default=Status.PROSPECTIVE
    )
    risk_tier: RiskTier | None = field("Risk tier", "High and critical need a second reader.", "Relationship")
    owner: PersonRef | None = field("Owner", "Who answers for it in our house.", "Relationship")
    onboarded_on: dt.date | None = field("Onboarded on", "", "Relationship")
    offboarded_on: dt.date | None = field("Offboarded on", "", "Relationship")
    holds_data: bool = field(
        "Holds our data",
        "Still keeps personal data of ours, also after the end.",
        "Relationship",
        default=False,
    )
    last_review_on: dt.date | None = field("Last review on", "", "Reviews")
    next_review_on: dt.date | None = field("Next review on", "", "Reviews")
    list_confirmed_on: dt.date | None = field(
        "Sub-processor list confirmed on", "Also where it has none.", "Reviews"
    )
    breach_contact: Line | None = field(
        "Breach contact", "Where they reach us, or we them, at once.", "Security"
    )
    dpf_status: DpfStatus | None = field(
        "DPF status", "On the EU-US Data Privacy Framework list.", "Security"
    )
    dpf_checked_on: dt.date | None = field("DPF checked on", "", "Security")
    published_from: dt.date | None = field(
        "Listed publicly from",
        "First day of its use, as the public list of sub-processors tells it; its name, services, purposes and "
        "countries then stand there at once, so that customers know before. Empty: not listed.",
        "Publication",
    )
    contacts: list[Contact] = field("Contacts", "Whom to call.", "Contacts", factory=list)
    sub_processors: list[SubProcessor] = field("Sub-processors", "Who works for it.", "Chain", factory=list)
    evidence: list[Evidence] = field("Evidence", "What it has shown.", "Evidence", factory=list)
    incidents: list[Incident] = field("Incidents", "What went wrong.", "Incidents", factory=list)
    reviews: list[Review] = field("Reviews", "What was reviewed.", "Reviews done", factory=list)
    archived_parts: list[ArchivedPart] = field(
        "Archived entries", "Taken out of the lists above; each can be put back.", factory=list
    )
    archived: bool = field("Archived", default=False)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        end_not_before_start(self.onboarded_on, self.offboarded_on, "Offboarded on comes before onboarded on")
        return self
