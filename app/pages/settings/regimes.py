"""What each regime switches on: the rules that are evaluated only under it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.domain.deals.deal_rules.rule import DEAL_RULES
from app.domain.deals.rules.rule import RULES as DISPOSITIONS
from app.domain.findings import rules  # noqa: F401 -- registers every rule
from app.domain.findings.rule import RULES
from app.domain.organisation.terms import Regime
from app.kernel.words import listing, plural


@dataclass(frozen=True)
class Switched:
    """A regime with the rules that it switches on: id and title of those on the register and of those on deals."""

    regime: Regime
    is_on: bool
    register: Sequence[tuple[str, str]]
    deals: Sequence[tuple[str, str]]

    @property
    def in_words(self) -> str:
        """How many rules it switches on, as part of a sentence."""
        said = (
            [plural(len(self.register), "rule on the register", "rules on the register")]
            if self.register
            else []
        )
        said += [plural(len(self.deals), "rule on deals", "rules on deals")] if self.deals else []
        return listing(said) or "no rule of its own yet"


def switched(on: Collection[Regime]) -> list[Switched]:
    """Every regime, with whether it is among those that are *on*."""
    return [
        Switched(
            regime,
            regime in on,
            [(rule.id, rule.title) for rule in RULES.values() if regime in rule.regimes],
            [
                *((rule.id, rule.title) for rule in DISPOSITIONS.values() if regime in rule.regimes),
                *((one.rule.id, one.rule.title) for one in DEAL_RULES.values() if regime in one.rule.regimes),
            ],
        )
        for regime in Regime
    ]


def always() -> int:
    """How many rules on the register are evaluated whatever is switched on."""
    return sum(not rule.regimes for rule in RULES.values())
