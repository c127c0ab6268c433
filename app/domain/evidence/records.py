"""The states of an opt-out and of a disclosure; data subjects appear by keyed hash and count alone."""

import datetime as dt
from typing import Annotated, Any

from pydantic import AliasChoices, Field, StringConstraints, field_validator

from app.domain.evidence.terms import (
    DisclosureDecision,
    DisclosureGround,
    PreferenceChannel,
    PreferenceKind,
)
from app.kernel.records import (
    REQUIRED,
    Count,
    DisclosureRef,
    Line,
    PersonRef,
    PreferenceRef,
    Prose,
    PurposeKey,
    Record,
    ThirdPartyRef,
    field,
)

SubjectHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16,64}$")]


class Propagation(Record):
    """That one third party was told of an opt-out, and confirmed."""

    third_party: ThirdPartyRef = field("Third party", default=REQUIRED)
    sent_on: dt.date | None = field("Told on")
    ack_on: dt.date | None = field("Confirmed on")


class Preference(Record):
    """An opt-out, an objection or a withdrawal; ``subject_ref`` is an HMAC whose key is outside the database."""

    erasable = ("subject_ref",)

    ref: PreferenceRef | None = field("Reference")
    subject_ref: SubjectHash | None = field("Person (keyed hash)", "Never a name or an address.", "Request")
    subjects_count: Count | None = field("People", "How many, where the entry stands for several.", "Request")
    kind: PreferenceKind = field("Kind", "", "Request", default=PreferenceKind.MARKETING_OPTOUT)
    channel: PreferenceChannel | None = field("Channel", "How it came in.", "Request")
    received_on: dt.date | None = field("Received on", "", "Request")
    honoured_on: dt.date | None = field("Honoured on", "", "Request")
    scope: list[PurposeKey] = field(
        "Scope", "The purposes it was applied to; none means all marketing.", "Request", factory=list
    )
    propagation: list[Propagation] = field("Told to", "Who must be told.", "Propagation", factory=list)
    erased_on: dt.date | None = field("Hash erased on")
    archived: bool = field("Archived", default=False)

    @field_validator("scope", mode="before")
    @classmethod
    def _several(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


class Disclosure(Record):
    """A compelled or investigative disclosure."""

    erasable = ("subject_refs",)

    ref: DisclosureRef | None = field("Reference")
    requester: Line | None = field("Requester", "The office, not a person's name.", "Request")
    authority: Line | None = field("Authority", "The power relied on.", "Request")
    ground: DisclosureGround | None = field("Ground", "", "Request")
    received_on: dt.date | None = field("Received on", "", "Request")
    subject_refs: list[SubjectHash] = field(
        "People (keyed hashes)", "One a line; never a name or an address.", "Request", factory=list
    )
    subjects_count: Count | None = field("People", "How many it concerns.", "Request")
    decision: DisclosureDecision | None = field("Decision", "", "Decision")
    decided_on: dt.date | None = field("Decided on", "", "Decision")
    approver: PersonRef | None = field(
        "Approver",
        "Who approved it. An investigation without an order needs counsel or an executive.",
        "Decision",
    )
    scope: Prose | None = field("Scope", "What was disclosed, without personal data.", "Decision")
    subject_notified: bool = field("Person told", default=False, group="Decision")
    via_third_party: ThirdPartyRef | None = Field(
        default=None,
        title="Through",
        description="The third party that received the request.",
        json_schema_extra={"group": "Request"},
        validation_alias=AliasChoices("via_third_party", "via_tp"),
    )
    erased_on: dt.date | None = field("Hashes erased on")
    archived: bool = field("Archived", default=False)
