"""What a rule is: a pure function of a dossier (or of the whole context) that yields hits.

A rule never reads the database and never writes; the engine turns its hits into findings with a lasting identity
(rule × object × key). Rules are registered by decorator when their family's module is imported by
``app.domain.findings.rules``.
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.terms import Severity
from app.domain.organisation.terms import Regime


@dataclass(frozen=True)
class Hit:
    """That a rule fired on *object*; ``key`` tells several hits on one object apart.

    ``values`` are the field values that made it fire, in JSON types, for the explain view. ``blanks`` fill the
    ``{…}`` of the rule's message; ``severity`` replaces the rule's where the rule says so.
    """

    object: str
    key: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    blanks: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity | None = None


DossierRule = Callable[[Dossier, Context], Iterator[Hit]]
RegisterRule = Callable[[Context], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """A rule with everything that a finding prints; ``regimes`` empty means that it is always evaluated.

    ``looks_at`` are the kinds of objects that a rule on the whole register looks at: where it names them, it is
    evaluated again only after a change of one of them, or of a waiver, and with everything else.
    """

    id: str
    severity: Severity
    title: str
    message: str
    remedy: str
    citation: str
    regimes: frozenset[Regime] = frozenset()
    version: int = 1
    per_dossier: DossierRule | None = None
    per_register: RegisterRule | None = None
    looks_at: frozenset[str] = frozenset()

    @property
    def family(self) -> str:
        """The letters before the dash, such as AGR."""
        return self.id.partition("-")[0]

    def untouched_by(self, kinds: Set[str]) -> bool:
        """Whether a change of objects of *kinds* alone leaves what the rule finds as it is."""
        return bool(self.looks_at) and (self.looks_at | {"waiver"}).isdisjoint(kinds)

    def applies(self, context: Context) -> bool:
        """Whether one of its regimes is switched on (always, where it names none)."""
        return not self.regimes or context.regime_on(*self.regimes)


RULES: dict[str, Rule] = {}
"""Every rule by id, filled by the decorators below."""


def _register(rule: Rule) -> None:
    if rule.id in RULES:
        raise ValueError(f"Rule {rule.id} is defined twice.")
    RULES[rule.id] = rule


def dossier_rule(
    rule_id: str,
    severity: Severity,
    *,
    title: str,
    message: str,
    remedy: str,
    citation: str,
    regimes: tuple[Regime, ...] = (),
    version: int = 1,
) -> Callable[[DossierRule], DossierRule]:
    """Register a function of one dossier as rule *rule_id*.

    *title* is a few words for lists, *message* one sentence (with ``{…}`` for the hit's blanks), *remedy* what to do.
    """

    def decorate(function: DossierRule) -> DossierRule:
        _register(
            Rule(
                rule_id,
                severity,
                title,
                message,
                remedy,
                citation,
                frozenset(regimes),
                version,
                per_dossier=function,
            )
        )
        return function

    return decorate


def register_rule(
    rule_id: str,
    severity: Severity,
    *,
    title: str,
    message: str,
    remedy: str,
    citation: str,
    regimes: tuple[Regime, ...] = (),
    version: int = 1,
    looks_at: tuple[str, ...] = (),
) -> Callable[[RegisterRule], RegisterRule]:
    """Register a function of the whole context (activities, notices, ledgers, duplicates) as rule *rule_id*.

    *looks_at* are the kinds of objects that alone decide what it finds, where it is dear to ask them all again.
    """

    def decorate(function: RegisterRule) -> RegisterRule:
        _register(
            Rule(
                rule_id,
                severity,
                title,
                message,
                remedy,
                citation,
                frozenset(regimes),
                version,
                per_register=function,
                looks_at=frozenset(looks_at),
            )
        )
        return function

    return decorate
