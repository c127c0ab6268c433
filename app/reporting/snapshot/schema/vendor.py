"""The data of R9."""

from typing_extensions import TypedDict

from app.reporting.snapshot.schema.agreements import AgreementRow
from app.reporting.snapshot.schema.findings import FindingRow
from app.reporting.snapshot.schema.transfers import OnwardRow, TransferRow


class FactRow(TypedDict):
    """A field of the third party with what it says in words; nothing where it is not recorded."""

    group: str
    name: str
    value: str | None


class ContactRow(TypedDict):
    """A business contact."""

    name: str
    function: str | None
    email: str | None
    phone: str | None


class LimbRow(TypedDict):
    """One limb of the promise of confidentiality, as the register shows it for a flow."""

    limb: str
    state: str
    reason: str


class FlowRow(TypedDict):
    """A flow with the promise tested on it; no limbs where the promise is read not to cover it or it is planned."""

    ref: str
    name: str | None
    activity: str | None
    activity_name: str | None
    status: str
    first_on: str | None
    ended_on: str | None
    purposes: list[str]
    categories: list[str]
    sensitive: list[str]
    subjects: list[str]
    places: list[str]
    legal_basis: str | None
    volume: str | None
    agreements: list[str]
    notice: list[str]
    uses: list[str]
    promise: str | None
    gap_days: int
    limbs: list[LimbRow]


class PaperRow(AgreementRow):
    """An agreement with its parties, confidentiality after the end, and the document on file."""

    our_entity: str | None
    their_entity: str | None
    acceptance: str
    signed_us_on: str | None
    signed_them_on: str | None
    governing_law: str | None
    survival: str | None
    superseded_by: str | None
    document_name: str | None
    document_sha256: str | None


class ClauseRow(TypedDict):
    """A clause as somebody assessed it."""

    agreement: str
    key: str
    clause: str
    state: str
    ref: str | None
    quote: str | None
    note: str | None
    value: str | None
    assessed_by: str | None
    assessed_on: str | None
    second_reader: str | None
    second_on: str | None


class SubRow(TypedDict):
    """A sub-processor of the third party."""

    sub_third_party: str
    name: str | None
    in_use: bool
    authorisation: str
    country: str | None
    mechanism: str | None
    notified_on: str | None
    objection_due: str | None
    decision: str | None
    decided_on: str | None
    flowdown: str | None
    rank: int | None
    confirmed_on: str | None


class ShownRow(TypedDict):
    """A piece of evidence; ``valid`` on the rules' today."""

    kind: str
    issued_on: str | None
    valid_until: str | None
    valid: bool
    document_name: str | None
    document_sha256: str | None
    note: str | None


class HappenedRow(TypedDict):
    """An incident."""

    title: str | None
    aware_on: str | None
    aware_time: str | None
    notified_us_on: str | None
    notified_us_time: str | None
    notified_sa_on: str | None
    notified_sa_time: str | None
    closed_on: str | None
    categories: list[str]
    people: int | None
    note: str | None


class ReviewedRow(TypedDict):
    """A review that was done."""

    on: str
    by: str | None
    outcome: str
    note: str | None


class WaiverRow(TypedDict):
    """A waiver of a finding on the third party or on what belongs to it; ``covers`` on the rules' today."""

    rule: str
    object: str
    key: str
    reason: str
    approver: str | None
    granted_on: str | None
    expires_on: str
    covers: bool


class ChangeRow(TypedDict):
    """A change of the third party or of what belongs to it, from the trail; ``fields`` say what became of what."""

    entry: int
    at: str
    by: str
    operation: str
    object: str
    action: str
    fields: list[str]
    hash: str


class VendorData(TypedDict):
    """R9: everything that the register holds of one third party; ``changes`` are the newest of ``changes_total``."""

    ref: str
    name: str
    facts: list[FactRow]
    contacts: list[ContactRow]
    flows: list[FlowRow]
    agreements: list[PaperRow]
    clauses: list[ClauseRow]
    transfers: list[TransferRow]
    sub_processors: list[SubRow]
    onward: list[OnwardRow]
    evidence: list[ShownRow]
    incidents: list[HappenedRow]
    reviews: list[ReviewedRow]
    findings: list[FindingRow]
    waivers: list[WaiverRow]
    changes: list[ChangeRow]
    changes_cut: bool
