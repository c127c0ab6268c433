"""The data of R10 beside its numbered lines: Parts F, G, H, J and K."""

from typing_extensions import TypedDict


class RequirementRow(TypedDict):
    """Part F: a consent or notice on the line ``number``; ``due_on`` is the last day to ask or to tell.

    ``of`` is ``counterparty``, ``people`` or ``court``; ``stands`` says in words where it stands.
    """

    number: str
    of: str
    whom: str
    about: str
    gate: str
    phase: str
    due_on: str | None
    notice_days: int | None
    owner: str | None
    stands: str
    is_open: bool
    late: bool
    met_on: str | None
    requested_on: str | None
    answered_on: str | None
    rule_ids: list[str]


class CrossingRow(TypedDict):
    """Part G: personal data that leave the area of a regime for a country, by a flow or by the sale itself.

    ``flow`` is empty for the sale, whose ``lines`` are the data that go to the buyer; ``lacks`` says what is missing
    where it does not hold as recorded, ``action`` what the transaction asks for.
    """

    flow: str | None
    name: str | None
    lines: list[str]
    third_party: str | None
    recipient: str
    regime: str | None
    country: str | None
    mechanism: str | None
    module: int | None
    document: str | None
    tia_on: str | None
    tia_outcome: str | None
    sound: bool
    lacks: list[str]
    action: str


class ReachedRow(TypedDict):
    """Part H: a sub-processor of a counterparty of Part E, directly (``depth`` 1) or through another."""

    lines: list[str]
    counterparty: str
    counterparty_name: str
    via: str
    via_name: str
    depth: int
    sub_third_party: str
    sub_name: str | None
    in_use: bool
    authorisation: str
    country: str | None
    mechanism: str | None
    objection_due: str | None
    decision: str | None
    flowdown: str | None
    confirmed_on: str | None


class SharedRow(TypedDict):
    """Part J: what stays shared for a time, or is to be divided; ``segregation`` says how, as noted on the line."""

    number: str | None
    sort: str
    ref: str | None
    name: str
    counterparty: str | None
    disposition: str | None
    segregation: str | None
    gates_open: list[str]
    ends_on: str | None


class NoticeRow(TypedDict):
    """Part K: a version of the privacy notice, in effect from ``effective_on`` until ``until``.

    ``announces`` says whether a sentence of it is coded as announcing a transfer of the business.
    """

    ref: str
    name: str | None
    entity: str | None
    effective_on: str | None
    captured_on: str | None
    until: str | None
    current: bool
    announces: bool
    sha256: str | None


class IncidentRow(TypedDict):
    """Part K: an incident of the last 36 months at a third party in the perimeter; people are counted."""

    third_party: str
    recipient: str
    name: str | None
    aware_on: str | None
    told_us_on: str | None
    authority_on: str | None
    authority_not_needed: str | None
    people_told_on: str | None
    people: int | None
    closed_on: str | None


class FigureRow(TypedDict):
    """Part K: a count of the ledgers, of how many."""

    figure: str
    count: int
    of: int | None


class Support(TypedDict):
    """Part K: what supports the privacy representations."""

    notices: list[NoticeRow]
    incidents: list[IncidentRow]
    figures: list[FigureRow]


class CheckRow(TypedDict):
    """An entry of the closing checklist; ``done`` of ``whole`` where it is counted, ``lines`` those still open."""

    what: str
    state: str
    done: int | None
    whole: int | None
    due_on: str | None
    owners: list[str]
    evidence: list[str]
    lines: list[str]


class ChangeRow(TypedDict):
    """A line that was added, removed or, in one field, changed since signing; ``clause`` marks a clause's terms.

    ``by`` and ``at`` are those of the last entry of the trail that changed it; empty where none did, as where a period
    ran out.
    """

    number: str
    name: str
    what: str
    field: str | None
    before: str | None
    after: str | None
    clause: bool
    why: str | None
    by: str | None
    at: str | None


class DeltaRow(TypedDict):
    """The records of a line at signing and now."""

    number: str
    name: str
    signing: int | None
    now: int | None
    delta: int | None


class VendorRow(TypedDict):
    """A counterparty of Part E that the signing schedule does not name."""

    third_party: str
    name: str
    lines: list[str]


class Since(TypedDict):
    """What differs from the signing schedule, which is ``report``, on the data of the day ``as_of``."""

    report: str
    as_of: str
    counts: dict[str, int]
    changes: list[ChangeRow]
    records: list[DeltaRow]
    vendors: list[VendorRow]
