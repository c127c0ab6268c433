"""The data of R5."""

from typing_extensions import TypedDict

from app.reporting.snapshot.schema.findings import FindingRow
from app.reporting.snapshot.schema.frame import Tally


class NoticeHead(TypedDict):
    """The version of the notice that is judged; ``sha256`` is that of its text as captured."""

    ref: str
    title: str | None
    entity: str | None
    url: str | None
    captured_on: str | None
    effective_on: str | None
    sha256: str | None
    sentences: int
    provisions: int
    open_ended: int


class VersionRow(TypedDict):
    """A version of the notice and the first day on which it counts."""

    ref: str
    title: str | None
    starts_on: str | None


class ProvisionRow(TypedDict):
    """What one sentence provides."""

    code: str
    kind: str
    text: str | None
    sentence_no: int | None
    open_ended: bool


class PurposeRow(TypedDict):
    """A purpose for which data flow, how clearly the notice states it, and how often it is served."""

    key: str
    code: str | None
    stated: str
    sentences: list[int]
    flows: int
    third_parties: int


class GroundRow(TypedDict):
    """A ground of disclosure of the notice and how many flows are linked to it, how clearly."""

    code: str
    kind: str
    text: str | None
    sentence_no: int | None
    open_ended: bool
    express: int
    arguable: int


class CellRow(TypedDict):
    """A purpose at a third party: the vaguer of ``stated`` and ``recipient`` is its ``coverage``."""

    purpose: str
    stated: str
    recipient: str
    coverage: str
    flows: list[str]


class LinkRow(TypedDict):
    """A link of a flow to a provision; ``holds`` is false where the version no longer has it."""

    flow: str
    code: str
    strength: str
    reason: str | None
    by: str | None
    on: str | None
    holds: bool


class RecipientRow(TypedDict):
    """A third party to which data flow."""

    ref: str
    name: str
    affiliation: str
    recipient: str
    coverage: str
    cells: list[CellRow]
    links: list[LinkRow]


class StatementRow(TypedDict):
    """What a notice ought to say, whether this one does, what that rests on, and the cure of a gap."""

    key: str
    state: str | None
    words: str
    basis: str
    sentence_no: int | None
    gap: bool
    cure: str | None
    citation: str
    note: str | None


class SentenceRow(TypedDict):
    """A sentence of the notice with what it provides."""

    number: int
    text: str
    provisions: list[ProvisionRow]


class NoticeData(TypedDict):
    """R5: practice against the notice in effect on the rules' today; without a notice, everything is not set forth."""

    notice: NoticeHead | None
    versions: list[VersionRow]
    coverage: list[Tally]
    flows: int
    purposes: list[PurposeRow]
    grounds: list[GroundRow]
    recipients: list[RecipientRow]
    unused: list[ProvisionRow]
    contradictions: list[ProvisionRow]
    statements: list[StatementRow]
    findings: list[FindingRow]
    sentences: list[SentenceRow]
