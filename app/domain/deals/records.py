"""The states of a deal, its segments and its items; counts and references only, never personal data.

What happens along the way (moves, remarks, scenarios, certificates) is described in :mod:`app.domain.deals.course`.
"""

import datetime as dt
from typing import Annotated, Any, Self

import pydantic
from pydantic import AliasChoices, Field, field_validator, model_validator

from app.domain.catalogue.terms import LegalBasis
from app.domain.deals.course import (
    Certificate,
    Diligence,
    LineNumber,
    Member,
    Move,
    Paper,
    Party,
    Remark,
    Scenario,
    Told,
)
from app.domain.deals.terms import (
    BuyerAdopts,
    ConsentStatus,
    ContractDisposition,
    DealKind,
    DealStage,
    Disposition,
    Gate,
    GatePhase,
    ItemType,
    Ombudsman,
    Perimeter,
    Relation,
    Side,
)
from app.domain.flows.terms import VolumeBand
from app.domain.organisation.terms import Regime
from app.kernel.records import (
    REQUIRED,
    ActivityRef,
    CategoryKey,
    Count,
    Country,
    Days,
    DealRef,
    EntityRef,
    Line,
    Moment,
    NoticeRef,
    PersonRef,
    Prose,
    PurposeKey,
    Record,
    SegmentRef,
    Sha256,
    SubjectKey,
    ThirdPartyRef,
    end_not_before_start,
    field,
    no_repeats,
)


class Cohort(Record):
    """The share of a segment collected under one notice version."""

    notice: NoticeRef = field("Notice version", default=REQUIRED)
    share: Annotated[int, pydantic.Field(ge=0, le=100)] = field(
        "Share", "Per cent of the people.", default=100
    )


class Segment(Record):
    """A part of the data that is treated alike."""

    ref: SegmentRef | None = field("Reference")
    name: Line | None = field("Name", "Such as customers with open warranty.")
    activity: ActivityRef | None = field("Activity")
    categories: list[CategoryKey] = field("Data categories", factory=list)
    subjects: list[SubjectKey] = field("Data subjects", factory=list)
    relation: Relation | None = field("Relation", "What ties the people to the business.")
    system: Line | None = field("System and location", "Where the data lie.")
    legal_basis: LegalBasis | None = Field(
        default=None, title="Legal basis", validation_alias=AliasChoices("legal_basis", "basis")
    )
    purposes: list[PurposeKey] = field("Purposes", factory=list)
    notices: list[Cohort] = field("Notice at collection", "Versions and their share.", factory=list)
    opted_out: bool = field("Opted out", default=False)
    minor: bool = field("Minors", default=False)
    legal_hold: bool = field("Legal hold", default=False)
    erasure_open: bool = field("Erasure requested", default=False)
    retention_only: bool = field("Kept for retention only", default=False)
    contract_transfer_consented: bool = field("Contract transfer consented", default=False)
    consent_names_successor: bool = field("Consent names a successor", default=False)
    last_contract_end: dt.date | None = field("Last contract ended")
    retention_end_on: dt.date | None = field("Retention ends on")
    last_activity_on: dt.date | None = field("Last activity on")
    records_signing: Count | None = field("Records at signing")
    records_closing: Count | None = field("Records at closing")
    band_signing: VolumeBand | None = field("Band at signing", "Where the exact number is not known.")
    band_closing: VolumeBand | None = field("Band at closing", "Where the exact number is not known.")
    opt_outs: Count | None = field("Opt-outs", "How many of these people opted out; a count, never who.")
    in_perimeter: bool = field("In the perimeter", default=True)


class ItemGate(Record):
    """A gate of an item, and when it was met."""

    gate: Gate = field("Gate", default=REQUIRED)
    phase: GatePhase = field("Phase", default=GatePhase.CLOSING)
    owner: PersonRef | None = field("Owner")
    due_on: dt.date | None = field("Due on")
    met_on: dt.date | None = field("Met on")
    evidence: Line | None = field("Evidence", "What shows that it was met, in words.")
    document: Sha256 | None = field("Document", "What shows it, among the papers of the deal.")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        return {"gate": data} if isinstance(data, str) else data


class Override(Record):
    """A decision against the proposal, with name, reason and time."""

    by: PersonRef = field("By", default=REQUIRED)
    at: Moment = field("At", default=REQUIRED)
    reason: Prose = field("Reason", default=REQUIRED)
    was: Line | None = Field(default=None, title="Proposed", alias="from")


class Item(Record):
    """A numbered line of the inventory; its number is never given to another."""

    number: LineNumber | None = field("No.", "Part letter and number, such as A-014.")
    type: ItemType = field("Type", default=REQUIRED)
    ref: Line = field("Object", "The reference of the segment, flow, agreement …", default=REQUIRED)
    disposition: Line | None = field("Disposition", "Of data or of a contract, as decided.")
    gates: list[ItemGate] = field("Gates", factory=list)
    rule_ids: list[Line] = field("Rules", factory=list)
    decided_by: PersonRef | None = field("Decided by")
    decided_at: Moment | None = field("Decided at")
    override: Override | None = field("Override")
    approved_by: PersonRef | None = field("Approved by")
    approved_on: dt.date | None = field("Approved on")
    consent_status: ConsentStatus | None = field("Consent of counterparty")
    consent_requested_on: dt.date | None = field("Requested on")
    consent_received_on: dt.date | None = field("Answered on")
    consent_document: Sha256 | None = field("Answer on file", "Among the papers of the deal.")
    note: Prose | None = field("Note")

    @field_validator("disposition")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        from_data = {member.value for member in Disposition}
        from_contracts = {member.value for member in ContractDisposition}
        if value is not None and value not in from_data | from_contracts:
            raise ValueError(f"“{value}” is not a disposition of data or of a contract.")
        return value


class Deal(Record):
    """A transaction in which personal data may change hands; visible to its members only."""

    ref: DealRef | None = field("Reference")
    codename: Line = field("Codename", "Visible to members only.", "The deal", default=REQUIRED)
    kind: DealKind = field("Structure", "How the business changes hands.", "The deal", default=REQUIRED)
    side: Side = field("Our side", "", "The deal", default=Side.SELLER)
    perimeter: Perimeter = field("Perimeter", "", "The deal", default=Perimeter.ALL)
    perimeter_note: Prose | None = field("What moves", "The business that is sold, in words.", "The deal")
    perimeter_entities: list[EntityRef] = field(
        "Entities that move",
        "Their activities and agreements are in the perimeter.",
        "Perimeter",
        factory=list,
    )
    perimeter_activities: list[ActivityRef] = field(
        "Activities that move", "Beside those of the segments.", "Perimeter", factory=list
    )
    perimeter_third_parties: list[ThirdPartyRef] = field(
        "Third parties that move along", "With every agreement of theirs.", "Perimeter", factory=list
    )
    agreement_ref: Line | None = field(
        "Agreement", "The purchase or merger agreement, as the schedule cites it.", "Papers"
    )
    schedule_no: Line | None = field("Schedule", "Its number in that agreement, such as 4.12.", "Papers")
    parties: list[Party] = field("Parties", "Who takes part.", "Papers", factory=list)
    four_eyes: bool = field(
        "Four eyes", "Whoever decided a line does not approve it.", "Review", default=False
    )
    letters_name_buyer: bool = field(
        "Letters may name the buyer",
        "Until then letters to counterparties say that a transaction is under way, and no more.",
        "Review",
        default=False,
    )
    letter_from: Line | None = field("Signs the letters", "Name and title.", "Review")
    letter_note: Prose | None = field(
        "Added to every letter", "A paragraph of your own, before the signature.", "Review"
    )
    stage: DealStage = field("Stage", "", "Timing", default=DealStage.PREPARE)
    signing_on: dt.date | None = field("Signing on", "", "Timing")
    closing_on: dt.date | None = field("Closing on", "", "Timing")
    tsa_until: dt.date | None = field("Transitional services until", "", "Timing")
    regimes: list[Regime] = field(
        "Regimes", "Those evaluated for this deal; none means those of the organisation.", "Law", factory=list
    )
    buyer_entity: EntityRef | None = Field(
        default=None,
        title="Buyer",
        description="The buying entity.",
        json_schema_extra={"group": "Buyer"},
        validation_alias=AliasChoices("buyer_entity", "buyer_org", "buyer"),
    )
    buyer_country: Country | None = field("Buyer's country", "", "Buyer")
    buyer_same_business: bool = field("Same line of business", "", "Buyer", default=False)
    buyer_adopts_notice: BuyerAdopts = field(
        "Adopts the promises",
        "Whether the buyer keeps the notice's promises.",
        "Buyer",
        default=BuyerAdopts.UNKNOWN,
    )
    buyer_purposes: list[PurposeKey] = field("Buyer's purposes", "", "Buyer", factory=list)
    data_standalone: bool = field(
        "Data sold alone", "Without the business that they serve.", "Buyer", default=False
    )
    notice_sent_on: dt.date | None = field("Notice sent on", "", "People told")
    window_days: Days | None = field("Objection window", "In days.", "People told")
    art14_notice_on: dt.date | None = field("Buyer's notice on", "Article 14.", "People told")
    bk_petition_on: dt.date | None = field("Petition on", "", "Bankruptcy")
    hearing_on: dt.date | None = field("Hearing on", "", "Bankruptcy")
    cpo: Ombudsman = field("Ombudsman", "", "Bankruptcy", default=Ombudsman.NOT_NEEDED)
    cpo_rationale: Prose | None = field("Why no ombudsman", "", "Bankruptcy")
    court_approved_on: dt.date | None = field("Approved by court on", "", "Bankruptcy")
    diligence: list[Diligence] = field("Disclosures in diligence", factory=list)
    members: list[Member] = field("Members", "Who may see the deal.", factory=list)
    segments: list[Segment] = field("Segments", factory=list)
    items: list[Item] = field("Items", factory=list)
    moves: list[Move] = field("Moves", "Stage by stage.", factory=list)
    remarks: list[Remark] = field("Remarks", "Comments, questions and answers.", factory=list)
    scenarios: list[Scenario] = field("Scenarios", "What was tried and kept.", factory=list)
    papers: list[Paper] = field("Papers", "Documents of the deal alone.", factory=list)
    certificates: list[Certificate] = field(
        "Deletion certificates", "Of everybody who was shown data.", factory=list
    )
    told: list[Told] = field("Third parties told", "Who was told of the new controller.", factory=list)
    register_moved_on: dt.date | None = field(
        "Register moved on", "When the perimeter was moved in the register."
    )
    archived: bool = field("Archived", default=False)

    @field_validator("members")
    @classmethod
    def _each_person_once(cls, value: list[Member]) -> list[Member]:
        no_repeats(member.person for member in value)
        return value

    @field_validator("segments")
    @classmethod
    def _each_segment_once(cls, value: list[Segment]) -> list[Segment]:
        no_repeats(segment.ref for segment in value)
        return value

    @field_validator("items", "remarks")
    @classmethod
    def _each_number_once(cls, value: list[Any]) -> list[Any]:
        no_repeats(entry.number for entry in value)
        return value

    @field_validator("scenarios")
    @classmethod
    def _each_name_once(cls, value: list[Scenario]) -> list[Scenario]:
        no_repeats(scenario.name for scenario in value)
        return value

    @field_validator("papers")
    @classmethod
    def _each_paper_once(cls, value: list[Paper]) -> list[Paper]:
        no_repeats(paper.sha256 for paper in value)
        return value

    @field_validator("told")
    @classmethod
    def _each_third_party_once(cls, value: list[Told]) -> list[Told]:
        no_repeats(told.third_party for told in value)
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        end_not_before_start(self.signing_on, self.closing_on, "Closing comes before signing")
        return self
