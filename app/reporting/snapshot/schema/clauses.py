"""The data of R4."""

from typing_extensions import TypedDict

from app.reporting.snapshot.schema.agreements import AgreementRow
from app.reporting.snapshot.schema.board import Fraction
from app.reporting.snapshot.schema.frame import Tally


class ClauseColumn(TypedDict):
    """A line of a checklist; ``weight`` is its weight in clause completeness."""

    key: str
    citation: str
    weight: int
    source_confirmed: bool


class ClauseCell(TypedDict):
    """The effective state of a clause, read in ``agreement``: the agreement itself or an amendment of it.

    Of a clause that is not assessed nothing but its state is told: what stands beside it nobody has confirmed.
    """

    key: str
    state: str
    agreement: str | None
    ref: str | None
    value: str | None
    quote: str | None
    note: str | None
    assessed_by: str | None
    assessed_on: str | None
    second_reader: str | None
    second_on: str | None


class ClauseRow(AgreementRow):
    """An agreement with its clauses by key, read through the amendments in force."""

    amended_by: list[str]
    amends: str | None
    risk_tier: str | None
    alone: int
    clauses: list[ClauseCell]


class FamilyMatrix(TypedDict):
    """A checklist with the agreements (by reference) that are asked for it."""

    family: str
    columns: list[ClauseColumn]
    agreements: list[str]


class EndingRow(TypedDict):
    """An agreement in force that ends, renews or must be given notice within 90 days."""

    ref: str
    third_party: str
    third_party_name: str
    kind: str
    title: str | None
    on: str
    days: int
    renews: bool
    notice_by: str | None
    notice_days: int | None
    horizon: int
    decided: bool
    decided_on: str | None
    superseded_by: str | None
    active_flows: list[str]


class ClausesData(TypedDict):
    """R4: what the agreements say, clause by clause, and what of them ends soon."""

    completeness: Fraction
    states: list[Tally]
    stages: list[Tally]
    ending: list[EndingRow]
    families: list[FamilyMatrix]
    agreements: list[ClauseRow]
