"""The exceptions of an inventory as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.deals.exceptions import ExceptionLine
from app.domain.deals.numbering import by_number
from app.domain.findings.terms import RANK, Severity
from app.kernel.words import listing

MOST_NAMED = 40
"""Lines that an exception names one by one."""


@dataclass(frozen=True)
class ExceptionCard:
    """A row of Part I with the names of who accepted it."""

    line: ExceptionLine
    accepted: str

    @property
    def shown(self) -> tuple[str, ...]:
        """The first lines that it affects."""
        return self.line.items[:MOST_NAMED]

    @property
    def more(self) -> int:
        """How many more it affects."""
        return len(self.line.items) - len(self.shown)

    @property
    def order(self) -> tuple[int, tuple[str, int]]:
        """Gravest first."""
        return (RANK[Severity(self.line.severity)], by_number(self.line.number))


def exception_card(line: ExceptionLine, people: Mapping[str, str]) -> ExceptionCard:
    """*line* for pages."""
    return ExceptionCard(line, listing([people.get(email, email) for email in line.accepted_by]))
