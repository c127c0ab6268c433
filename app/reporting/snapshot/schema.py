"""The shape of a snapshot: JSON types only, whole numbers only, days as YYYY-MM-DD, instants as the kernel writes them.

Enumerations and vocabulary stand by key; ``labels`` holds the words for every key used, so that a snapshot is read
and printed without the register that it came from. Nothing in it tells when or by whom the report was issued.
"""

from typing import Any

from typing_extensions import TypedDict

FORMAT = "custodia-report"
VERSION = 1

Labels = dict[str, dict[str, str]]
"""By vocabulary (``role``, ``purpose`` …), then by key: the words."""


class Organisation(TypedDict):
    """Whose register it is; ``time_zone`` is the one in which its days begin and end."""

    ref: str | None
    name: str
    country: str | None
    time_zone: str


class Counts(TypedDict):
    """How many of ``of`` the report shows, and how many there are."""

    shown: int
    total: int
    of: str


class Snapshot(TypedDict):
    """What every kind of report has in common; ``data`` is the part that differs."""

    format: str
    version: int
    kind: str
    title: str
    language: str
    organisation: Organisation
    as_of: str
    on: str
    regimes: list[str]
    regimes_off: list[str]
    parameters: dict[str, str]
    counts: Counts
    labels: Labels
    data: Any


class AgreementRow(TypedDict):
    """An agreement as it stands on the rules' today; ``ends_on`` is its last day in force, where one is recorded."""

    ref: str
    third_party: str
    third_party_name: str
    kind: str
    title: str | None
    state: str
    in_force: bool
    effective_on: str | None
    ends_on: str | None
    runs_on: bool
    notice_by: str | None
    active_flows: list[str]


class CountryRow(TypedDict):
    """A country in which a recipient holds or reads the data."""

    code: str
    kinds: list[str]


class Tally(TypedDict):
    """How many of one key."""

    key: str
    count: int


class RegisterRow(TypedDict):
    """A third party with what it receives; ended flows are counted but not listed."""

    ref: str
    name: str
    description: str | None
    entity: str | None
    affiliation: str
    role: str
    status: str
    risk_tier: str | None
    owner: str | None
    purposes: list[str]
    categories: list[str]
    sensitive: list[str]
    subjects: list[str]
    agreements: list[AgreementRow]
    countries: list[CountryRow]
    flows: list[Tally]
    last_review_on: str | None
    next_review_on: str | None
    review_overdue: bool
    findings: list[Tally]
    summary: str


class RegisterData(TypedDict):
    """R3: the third parties by reference, and how they divide."""

    third_parties: list[RegisterRow]
    totals: dict[str, list[Tally]]


class FindingRow(TypedDict):
    """An open finding; ``age_days`` counts from the day it was opened to the rules' today."""

    rule: str
    severity: str
    object: str
    object_name: str | None
    key: str
    third_party: str | None
    third_party_name: str | None
    title: str
    message: str
    remedy: str
    citation: str
    opened_on: str | None
    age_days: int | None
    due_on: str | None
    overdue: bool
    owner: str | None


class Fraction(TypedDict):
    """A fraction as it was; a denominator of 0 means that there was nothing to measure."""

    numerator: int
    denominator: int


class Measure(Fraction):
    """A KPI with its fraction, and the fraction of the report compared with, where that has it."""

    id: str
    name: str
    parts: dict[str, Any]
    before: Fraction | None


class Decision(TypedDict):
    """What the reader is asked to decide, and on which objects."""

    ask: str
    refs: list[str]


class BoardData(TypedDict):
    """R1: figures, findings, agreements that ask for a decision, and what the board is asked."""

    kpis: list[Measure]
    compared_with: str | None
    severities: list[Tally]
    findings: list[FindingRow]
    agreements: list[AgreementRow]
    decisions: list[Decision]


class Party(TypedDict):
    """A party to a deal, as far as it is recorded."""

    name: str | None
    reg_no: str | None
    country: str | None


class InventoryData(TypedDict):
    """R10: the inventory as :meth:`app.domain.deals.schedule.Inventory.as_json` gives it, with its title block.

    ``parts`` has the rows of Parts A to E and I by letter; ``rules`` the catalogue of those that fired, by id.
    """

    deal: dict[str, Any]
    on: str
    regimes: list[str]
    summary: dict[str, Any]
    limits: dict[str, int]
    flags: list[str]
    deal_firings: list[dict[str, Any]]
    parts: dict[str, list[dict[str, Any]]]
    others: list[dict[str, Any]]
    struck: list[str]
    preferences: dict[str, int]
    findings: list[dict[str, Any]]
    rules: dict[str, dict[str, Any]]
    mark: str
    schedule: str | None
    buyer: Party
