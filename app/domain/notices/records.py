"""The states of a notice version and of a provision."""

import datetime as dt

from pydantic import field_validator

from app.domain.notices.terms import ProvisionKind, Statement, StatementState
from app.kernel.records import (
    REQUIRED,
    Code,
    EntityRef,
    Line,
    NoticeRef,
    Prose,
    Record,
    Sha256,
    Text,
    WebAddress,
    field,
    no_repeats,
)


class Provision(Record):
    """What one sentence of the notice provides, under a code such as G2; known elsewhere as ``NV-0001/G2``."""

    code: Code = field("Code", "P1, G2, PR3 …: the same code in every version.", default=REQUIRED)
    kind: ProvisionKind = field("Kind", "What the sentence does.", default=REQUIRED)
    sentence_no: int | None = field("Sentence", "The number of the sentence in this version.", ge=1, le=9_999)
    text: Prose | None = field("Text", "The provision in short.")
    unclear: bool = field(
        "Open-ended", "Worded so broadly that relying on it alone is only arguable.", default=False
    )


class Said(Record):
    """Whether the notice says one of the things that a notice ought to say, as a person read it."""

    key: Statement = field("Statement", "What a notice ought to say.", default=REQUIRED)
    state: StatementState = field("State", "As somebody read it.", default=REQUIRED)
    sentence_no: int | None = field("Sentence", "The number of the sentence that says it.", ge=1, le=9_999)
    note: Prose | None = field("Note", "What is missing, or why it need not be said.")


class Notice(Record):
    """One captured version of a privacy notice; in effect until the next version of the same entity takes effect."""

    ref: NoticeRef | None = field("Reference")
    title: Line | None = field("Title", "What the notice calls itself.", "Identity")
    entity: EntityRef | None = field("Entity", "Whose notice it is.", "Identity")
    url: WebAddress | None = field("Address", "Where it is published.", "Identity")
    captured_on: dt.date | None = field("Captured on", "The day on which the text was taken.", "Dates")
    effective_on: dt.date | None = field("Effective on", "The date that the notice itself states.", "Dates")
    text: Text | None = field("Text", "The whole text; it is split into numbered sentences.", "Text")
    sha256: Sha256 | None = field("SHA-256", "Of the text as captured.")
    provisions: list[Provision] = field(
        "Provisions", "What each sentence provides, by code.", "Provisions", factory=list
    )
    statements: list[Said] = field(
        "What it says and lacks", "Whether it says what a notice ought to say.", "Statements", factory=list
    )
    archived: bool = field("Archived", default=False)

    @field_validator("statements")
    @classmethod
    def _each_statement_once(cls, value: list[Said]) -> list[Said]:
        no_repeats(said.key.value for said in value)
        return value

    @field_validator("provisions")
    @classmethod
    def _each_code_once(cls, value: list[Provision]) -> list[Provision]:
        no_repeats(provision.code for provision in value)
        return value
