"""What a finding rule of a deal is: a pure function of the reviewed deal that yields hits."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.deals.agreement_lines import AgreementLine
from app.domain.deals.data_lines import DataLine
from app.domain.deals.drift import Row
from app.domain.deals.lines import Lines, OtherLine
from app.domain.deals.matter import Matter
from app.domain.deals.terms import DealStage, ItemType
from app.domain.findings.rule import Hit, Rule
from app.domain.findings.terms import Severity
from app.domain.organisation.terms import Regime

BOUND = frozenset({DealStage.SIGNED, DealStage.CLOSED, DealStage.INTEGRATED})
"""The stages from signing on."""
OVER = frozenset({DealStage.CLOSED, DealStage.INTEGRATED, DealStage.ABANDONED})
"""The stages in which nothing is left to be asked of a counterparty."""

_PLAIN = frozenset({ItemType.SEGMENT, ItemType.AGREEMENT})


def line_key(line: DataLine | AgreementLine | OtherLine) -> str:
    """The key of a finding about *line*: its reference, after its type where others share the reference."""
    return line.ref if line.type in _PLAIN else f"{line.type.value}:{line.ref}"


@dataclass(frozen=True)
class Review:
    """A deal with its lines and, where it was signed, the rows of the signing schedule."""

    matter: Matter
    lines: Lines
    signing: tuple[Row, ...] | None = None

    def hit(
        self,
        key: str = "",
        values: Mapping[str, Any] | None = None,
        blanks: Mapping[str, object] | None = None,
        severity: Severity | None = None,
    ) -> Hit:
        """A hit on the deal; *blanks* fill the rule's message."""
        return Hit(self.matter.deal.ref or "", key, values or {}, blanks or {}, severity)


DealFunction = Callable[[Review], Iterator[Hit]]


@dataclass(frozen=True)
class DealRule:
    """A rule as findings print it, and the function that judges a deal by it."""

    rule: Rule
    judge: DealFunction

    def applies(self, matter: Matter) -> bool:
        """Whether one of its regimes is evaluated for the deal (always, where it names none)."""
        return not self.rule.regimes or matter.regime_on(*self.rule.regimes)


DEAL_RULES: dict[str, DealRule] = {}
"""Every rule by id, filled by the decorator below."""


def deal_rule(
    rule_id: str,
    severity: Severity,
    *,
    title: str,
    message: str,
    remedy: str,
    citation: str,
    regimes: tuple[Regime, ...] = (),
) -> Callable[[DealFunction], DealFunction]:
    """Register a function of the reviewed deal as rule *rule_id*; *message* has ``{…}`` for blanks."""

    def decorate(function: DealFunction) -> DealFunction:
        if rule_id in DEAL_RULES:
            raise ValueError(f"Rule {rule_id} is defined twice.")
        metadata = Rule(rule_id, severity, title, message, remedy, citation, frozenset(regimes))
        DEAL_RULES[rule_id] = DealRule(metadata, function)
        return function

    return decorate
