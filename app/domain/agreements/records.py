"""The states of an agreement, its assignment terms and its clause assessments."""

import datetime as dt
from typing import Self

from pydantic import AliasChoices, Field, field_validator, model_validator

from app.domain.agreements.terms import (
    Acceptance,
    AgreementKind,
    AssignmentRule,
    ByLaw,
    ChangeOfControl,
    ClauseState,
    Stage,
)
from app.kernel.records import (
    REQUIRED,
    AgreementRef,
    CategoryKey,
    Days,
    DocumentRef,
    EntityRef,
    FlowRef,
    Key,
    Line,
    PersonRef,
    Prose,
    PurposeKey,
    Record,
    ThirdPartyRef,
    end_not_before_start,
    field,
    no_repeats,
)


class Assignment(Record):
    """What the agreement says when the business changes hands: assignment and change of control are two clauses."""

    rule: AssignmentRule = field(
        "Assignment", "What a transfer of the agreement needs.", default=AssignmentRule.SILENT
    )
    ref: Line | None = field("Assignment clause", "Its number, such as 14.2.")
    by_law_covered: ByLaw = field(
        "By operation of law", "Whether the clause reaches a transfer by merger.", default=ByLaw.SILENT
    )
    coc: ChangeOfControl = field(
        "Change of control", "What a change of our owner needs.", default=ChangeOfControl.SILENT
    )
    coc_ref: Line | None = field("Change of control clause", "Its number.")
    notice_days: Days | None = field("Notice", "Days of notice that the counterparty must have.")
    notice_address: Line | None = field("Notice address", "Where notice must be sent.")
    competitor_carveout: bool = field("Competitors excluded", "No assignment to a competitor.", default=False)
    fee: Line | None = field("Fee", "What a transfer costs: amount and currency.")


class Clause(Record):
    """One clause of the checklist as a person assessed it."""

    key: Key = field("Clause", default=REQUIRED)
    state: ClauseState = field("State", default=ClauseState.NOT_ASSESSED)
    ref: Line | None = field("Reference", "Where in the text, such as 7.1.")
    quote: Prose | None = field("Quote", "The words relied on.")
    note: Prose | None = field("Note")
    value: Line | None = field("Value", "Hours, days or months that the clause states.")
    assessed_by: PersonRef | None = field("Assessed by")
    assessed_on: dt.date | None = field("Assessed on")
    second_reader: PersonRef | None = field("Second reader")
    second_on: dt.date | None = field("Second reading on")

    @model_validator(mode="before")
    @classmethod
    def _value_as_text(cls, data: object) -> object:
        if (
            isinstance(data, dict)
            and isinstance(data.get("value"), int)
            and not isinstance(data["value"], bool)
        ):
            return {**data, "value": str(data["value"])}
        return data


class Agreement(Record):
    """An agreement with a third party; amendments are children, a new version supersedes the old."""

    ref: AgreementRef | None = field("Reference")
    third_party: ThirdPartyRef = field("Third party", "With whom.", "Parties", default=REQUIRED)
    title: Line | None = field("Title", "What the paper calls itself.", "Parties")
    kind: AgreementKind = field("Kind", "What it is in law.", "Parties", default=REQUIRED)
    parent: AgreementRef | None = field(
        "Amends or belongs to", "The agreement that it is a child of.", "Parties"
    )
    our_entity: EntityRef | None = Field(
        default=None,
        title="Our entity",
        description="Who signs for us.",
        json_schema_extra={"group": "Parties"},
        validation_alias=AliasChoices("our_entity", "our_org"),
    )
    their_entity: EntityRef | None = Field(
        default=None,
        title="Their entity",
        description="Who signs for them; it should be the one that receives the data.",
        json_schema_extra={"group": "Parties"},
        validation_alias=AliasChoices("their_entity", "their_org"),
    )
    affiliates_covered: bool = field(
        "Affiliates covered", "The wording reaches affiliates of the signatory.", "Parties", default=False
    )
    stage: Stage = field("Stage", "Where the paper stands.", "Acceptance", default=Stage.DRAFT)
    acceptance: Acceptance = field(
        "Acceptance",
        "Published terms that nobody accepted are no agreement.",
        "Acceptance",
        default=Acceptance.NONE,
    )
    signed_us_on: dt.date | None = field("Signed by us on", "", "Acceptance")
    signed_them_on: dt.date | None = field("Signed by them on", "", "Acceptance")
    effective_on: dt.date | None = field("Effective on", "First day in force.", "Term")
    expires_on: dt.date | None = field("Expires on", "Last day in force.", "Term")
    evergreen: bool = field("No fixed end", "Runs until somebody ends it.", "Term", default=False)
    auto_renew: bool = field("Renews by itself", "Runs on unless notice is given.", "Term", default=False)
    notice_days: Days | None = field(
        "Notice period", "Days before the end by which notice must be given.", "Term"
    )
    renewal_decided_on: dt.date | None = field("Renewal decided on", "", "Term")
    terminated_on: dt.date | None = field("Terminated on", "First day no longer in force.", "Term")
    superseded_by: AgreementRef | None = field("Superseded by", "The version that replaces it.", "Term")
    survival_months: int | None = field(
        "Confidentiality survives", "Months after the end.", "Confidentiality", ge=0, le=1_200
    )
    survival_indefinite: bool = field(
        "Survives without limit", "Confidentiality has no end.", "Confidentiality", default=False
    )
    governing_law: Line | None = field("Governing law", "", "Scope")
    governs_flows: list[FlowRef] = field("Flows governed", "The flows that it covers.", "Scope", factory=list)
    purposes: list[PurposeKey] = field(
        "Purposes named", "The purposes that the text names.", "Scope", factory=list
    )
    categories: list[CategoryKey] = field(
        "Data categories named", "The categories that the text names.", "Scope", factory=list
    )
    shared_with_retained: bool = field(
        "Shared with retained business",
        "Also serves a part of the business that is not sold.",
        "Scope",
        default=False,
    )
    doc_sha256: DocumentRef | None = field("Document", "The executed paper, as a file.", "Document")
    note: Prose | None = field("Note", "", "Document")
    external_id: Line | None = field("External ID", "Its number in another system.", "Document")
    assignment: Assignment = field(
        "Assignment and change of control",
        "What a sale of the business needs.",
        "Assignment",
        factory=Assignment,
    )
    clauses: list[Clause] = field("Clauses", "Assessed one by one.", "Clauses", factory=list)
    archived: bool = field("Archived", default=False)

    @field_validator("clauses")
    @classmethod
    def _each_clause_once(cls, value: list[Clause]) -> list[Clause]:
        no_repeats(clause.key for clause in value)
        return value

    @field_validator("governs_flows")
    @classmethod
    def _each_flow_once(cls, value: list[str]) -> list[str]:
        no_repeats(value)
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        end_not_before_start(self.effective_on, self.expires_on, "Expires on comes before effective on")
        end_not_before_start(self.effective_on, self.terminated_on, "Terminated on comes before effective on")
        if self.superseded_by is not None and self.superseded_by == self.ref:
            raise ValueError("An agreement cannot supersede itself: choose another.")
        if self.parent is not None and self.parent == self.ref:
            raise ValueError("An agreement cannot be its own parent: choose another.")
        return self
