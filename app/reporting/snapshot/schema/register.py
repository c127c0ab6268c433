"""The data of R3."""

from typing_extensions import TypedDict

from app.reporting.snapshot.schema.agreements import AgreementRow
from app.reporting.snapshot.schema.frame import Tally


class CountryRow(TypedDict):
    """A country in which a recipient holds or reads the data."""

    code: str
    kinds: list[str]


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
