"""The data of R8. No hash of a person is among them."""

from typing_extensions import TypedDict

from app.reporting.snapshot.schema.findings import FindingRow
from app.reporting.snapshot.schema.frame import Tally


class Propagated(TypedDict):
    """K9: the opt-outs due in the period that everybody who markets confirmed in time, of all due."""

    numerator: int
    denominator: int


class OptOutRow(TypedDict):
    """A request; ``days`` are business days from its receipt until it was honoured, or until today."""

    ref: str
    kind: str
    channel: str | None
    scope: list[str]
    people: int | None
    received_on: str | None
    due_on: str | None
    honoured_on: str | None
    days: int | None
    late: bool
    to_tell: int
    confirmed: int
    confirmed_late: int
    overdue: int
    erased_on: str | None


class TellingRow(TypedDict):
    """A request and a third party that must hear of it, or did."""

    opt_out: str
    third_party: str
    name: str
    state: str
    sent_on: str | None
    ack_on: str | None
    due_on: str | None
    late: bool


class MarketerRow(TypedDict):
    """How one third party stands to all requests that it must hear of."""

    ref: str
    name: str
    requests: int
    told: int
    confirmed: int
    late: int
    overdue: int


class DisclosureRow(TypedDict):
    """A compelled or investigative disclosure; ``missing`` names what is not recorded of it."""

    ref: str
    requester: str | None
    authority: str | None
    ground: str | None
    received_on: str | None
    decided_on: str | None
    decision: str | None
    approver: str | None
    scope: str | None
    people: int | None
    subject_notified: bool
    via: str | None
    via_name: str | None
    missing: list[str]


class LedgerData(TypedDict):
    """R8: the opt-outs with their propagation, and the disclosures."""

    retention_months: int
    holidays: list[str]
    propagated: Propagated | None
    kinds: list[Tally]
    states: list[Tally]
    grounds: list[Tally]
    opt_outs: list[OptOutRow]
    tellings: list[TellingRow]
    marketers: list[MarketerRow]
    disclosures: list[DisclosureRow]
    findings: list[FindingRow]
