"""The data of R1."""

from typing import Any

from typing_extensions import TypedDict

from app.reporting.snapshot.schema.agreements import AgreementRow
from app.reporting.snapshot.schema.findings import FindingRow
from app.reporting.snapshot.schema.frame import Tally


class Fraction(TypedDict):
    """A fraction as it was; a denominator of 0 means that there was nothing to measure."""

    numerator: int
    denominator: int


class Past(Fraction):
    """A fraction as an earlier board report had it."""

    as_of: str


class Measure(Fraction):
    """A KPI with its fraction, that of the report compared with, where that has it, and those of earlier reports."""

    id: str
    name: str
    parts: dict[str, Any]
    before: Fraction | None
    history: list[Past]


class Decision(TypedDict):
    """What the reader is asked to decide, and on which objects."""

    ask: str
    refs: list[str]


class BoardData(TypedDict):
    """R1: figures, findings, agreements that ask for a decision, and what the board is asked.

    ``kpis`` are the six that the first page shows, ``further`` the others; ``severities_before`` how many findings
    were open in the report compared with.
    """

    kpis: list[Measure]
    further: list[Measure]
    compared_with: str | None
    severities: list[Tally]
    severities_before: list[Tally] | None
    findings: list[FindingRow]
    agreements: list[AgreementRow]
    decisions: list[Decision]
