"""The data of R2."""

from typing_extensions import TypedDict

from app.reporting.snapshot.schema.board import Fraction
from app.reporting.snapshot.schema.frame import Tally


class Cite(TypedDict):
    """A clause that a limb rests on, as it was read: where, and in what state."""

    agreement: str
    clause: str
    state: str
    ref: str | None


class LimbRow(TypedDict):
    """What the register shows of one limb of the promise for a flow, and why."""

    limb: str
    state: str
    reason: str
    cites: list[Cite]


class GapRow(TypedDict):
    """Days of sharing, first and last, for which no agreement is recorded."""

    first: str
    last: str
    days: int


class FlowTest(TypedDict):
    """The test of one flow on ``on``: today, or the last day on which data flowed."""

    ref: str
    name: str | None
    third_party: str
    third_party_name: str
    active: bool
    on: str
    first_on: str | None
    ended_on: str | None
    result: str
    gap_days: int
    gaps: list[GapRow]
    limbs: list[LimbRow]
    agreements: list[str]


class LimbTotal(TypedDict):
    """How many active flows have a limb evidenced, not evidenced, contradicted."""

    limb: str
    shown: int
    not_shown: int
    contradicted: int


class ClauseProof(TypedDict):
    """A clause that limbs rest on, with the words relied on and who read them."""

    clause: str
    state: str
    ref: str | None
    quote: str | None
    assessed_by: str | None
    assessed_on: str | None
    second_reader: str | None
    second_on: str | None


class EvidenceRow(TypedDict):
    """An agreement that flows rest or rested on, with its document and the clauses relied on."""

    number: int
    ref: str
    third_party: str
    third_party_name: str
    kind: str
    title: str | None
    state: str
    acceptance: str
    signed_us_on: str | None
    signed_them_on: str | None
    effective_on: str | None
    ends_on: str | None
    document: str | None
    flows: list[str]
    clauses: list[ClauseProof]


class PromiseText(TypedDict):
    """A provision of the current notice that makes the promise."""

    notice: str
    code: str
    sentence_no: int | None
    text: str


class PromiseData(TypedDict):
    """R2: the promise, how far it is evidenced, flow by flow, and the evidence."""

    scope: str
    promise: list[PromiseText]
    kept: Fraction
    results: list[Tally]
    limbs: list[LimbTotal]
    flows: list[FlowTest]
    evidence: list[EvidenceRow]
