"""The records of a deal's people and course: members, parties, moves, remarks, scenarios, and what follows its end."""

import datetime as dt
from typing import Annotated, Any, Self

from pydantic import AliasChoices, Field, StringConstraints, model_validator

from app.domain.deals.terms import BuyerAdopts, DealKind, DealStage, HandingOn, PartyRole, RemarkKind
from app.domain.organisation.terms import Regime
from app.kernel.records import (
    REQUIRED,
    Count,
    Country,
    EntityRef,
    Line,
    Moment,
    PersonRef,
    Prose,
    PurposeKey,
    Record,
    Sha256,
    ThirdPartyRef,
    end_not_before_start,
    field,
)

RemarkNumber = Annotated[str, StringConstraints(pattern=r"^R-\d{3,6}$")]
LineNumber = Annotated[str, StringConstraints(pattern=r"^[A-K]-\d{3,6}$")]


class Member(Record):
    """Somebody who may see the deal, until a day."""

    person: PersonRef = Field(
        title="Person", description="", validation_alias=AliasChoices("person", "email")
    )
    until: dt.date | None = field("Until", "Last day of access; empty for no end. A guest needs one.")
    handing: HandingOn = field(
        "May hand on", "What may be taken out of the product.", default=HandingOn.PAPERS
    )
    terms_accepted: Annotated[str, StringConstraints(max_length=20)] | None = field(
        "Terms accepted", "The version of the terms that a guest accepted."
    )
    terms_accepted_at: Moment | None = field("Accepted at")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        return {"person": data} if isinstance(data, str) else data


class Diligence(Record):
    """A disclosure in the data room."""

    on: dt.date = field("On", default=REQUIRED)
    recipient: Line | None = field("To", "The bidder, its advisers, or the data room.")
    redaction_note: Prose | None = field("Redaction note", "How personal data were removed or hidden.")


class Party(Record):
    """A party of the transaction."""

    part: PartyRole = field("Part", default=REQUIRED)
    entity: EntityRef | None = field("Legal entity", "Where it is in the register.")
    name: Line | None = field("Name", "Where it is not.")
    signatory: Line | None = field("Signs by", "Name and title of who signs for it.")

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.entity is None and self.name is None:
            raise ValueError("A party needs a legal entity or a name: fill in one of the two.")
        return self


class Move(Record):
    """That the deal came to a stage; with what was left open, and why it moved all the same."""

    stage: DealStage = field("Stage", default=REQUIRED)
    on: dt.date = field("On", default=REQUIRED)
    at: Moment = field("At", default=REQUIRED)
    by: PersonRef | None = field("By")
    reason: Prose | None = field("Reason", "Why it moved although something was open.")
    left_open: list[Line] = field("Left open", "What the move asks for and was not there.", factory=list)


class Remark(Record):
    """A comment, a question or an answer on a line or, without one, on the deal; never personal data."""

    number: RemarkNumber | None = field("No.")
    kind: RemarkKind = field("Kind", default=RemarkKind.COMMENT)
    line: LineNumber | None = field("Line", "Empty for the deal as a whole.")
    to: RemarkNumber | None = field("Answers", "The remark that it answers.")
    text: Prose = field("Text", default=REQUIRED)
    by: PersonRef = field("By", default=REQUIRED)
    at: Moment = field("At", default=REQUIRED)
    asked: PersonRef | None = field("Asked", "Who is to answer.")
    mentions: list[PersonRef] = field("Mentions", factory=list)
    for_guests: bool = field("Guests see it", default=False)
    settled_by: PersonRef | None = field("Settled by")
    settled_at: Moment | None = field("Settled at")


class Scenario(Record):
    """Other facts that were tried on the same register, kept beside the deal and not applied."""

    name: Line = field("Name", default=REQUIRED)
    note: Prose | None = field("Note")
    by: PersonRef | None = field("By")
    at: Moment | None = field("At")
    kind: DealKind = field("Structure", default=REQUIRED)
    regimes: list[Regime] = field("Regimes", factory=list)
    signing_on: dt.date | None = field("Signing on")
    closing_on: dt.date | None = field("Closing on")
    window_days: int | None = field("Objection window", ge=0, le=36_500)
    buyer_country: Country | None = field("Buyer's country")
    buyer_same_business: bool = field("Same line of business", default=False)
    buyer_adopts_notice: BuyerAdopts = field("Adopts the promises", default=BuyerAdopts.UNKNOWN)
    buyer_purposes: list[PurposeKey] = field("Buyer's purposes", factory=list)
    data_standalone: bool = field("Data sold alone", default=False)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        end_not_before_start(self.signing_on, self.closing_on, "Closing comes before signing")
        return self


class Paper(Record):
    """A document of the deal alone: to others than its members it is not there, unlike those of the register."""

    sha256: Sha256 = field("SHA-256", default=REQUIRED)
    name: Line = field("Name", "The file's name as uploaded.", default=REQUIRED)
    size: Count = field("Size", "In bytes.", default=0)
    media_type: Line | None = field("Type", "As found by content, not by name.")
    note: Line | None = field("What it is")
    by: PersonRef | None = field("Filed by")
    on: dt.date | None = field("Filed on")
    for_guests: bool = field("Guests see it", default=False)


class Certificate(Record):
    """That somebody who was shown data certifies, or is asked to, that they are deleted."""

    recipient: Line = field("Recipient", "Who was shown the data.", default=REQUIRED)
    entity: EntityRef | None = field("Legal entity")
    requested_on: dt.date | None = field("Requested on")
    due_on: dt.date | None = field("Due on")
    received_on: dt.date | None = field("Received on")
    document: Sha256 | None = field("Document", "The certificate, among the papers of the deal.")
    note: Prose | None = field("Note")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        end_not_before_start(self.requested_on, self.received_on, "Received comes before requested")
        return self


class Told(Record):
    """That a third party was told who the controller is from closing on."""

    third_party: ThirdPartyRef = field("Third party", default=REQUIRED)
    on: dt.date | None = field("Told on", "Empty while it is to be told.")
    how: Line | None = field("How", "By letter, by e-mail, in its portal.")
    document: Sha256 | None = field("Document", "What shows it, among the papers of the deal.")
