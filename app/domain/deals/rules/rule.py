"""What a deal rule is: a pure function of the matter, and of a segment or an agreement, that may fire.

A rule says what happens (:class:`Effect`); its registration adds what is printed of it: id, title, citation,
the regimes that it belongs to, and whether its source was read or is still to be confirmed.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.agreements.records import Agreement
from app.domain.deals.matter import Matter
from app.domain.deals.records import Segment
from app.domain.deals.terms import ContractDisposition, Disposition, Gate, GatePhase
from app.domain.findings.terms import Severity
from app.domain.organisation.terms import Regime


@dataclass(frozen=True)
class Need:
    """A gate that a rule asks for: before closing or after, with its own last day where the law gives one."""

    gate: Gate
    phase: GatePhase = GatePhase.CLOSING
    due_on: dt.date | None = None


def before(*gates: Gate, due_on: dt.date | None = None) -> tuple[Need, ...]:
    """*gates* that stand before closing."""
    return tuple(Need(gate, GatePhase.CLOSING, due_on) for gate in gates)


def after(*gates: Gate, due_on: dt.date | None = None) -> tuple[Need, ...]:
    """*gates* that are met after closing and do not block it."""
    return tuple(Need(gate, GatePhase.AFTER, due_on) for gate in gates)


def binding(matter: Matter, *gates: Gate) -> tuple[Need, ...]:
    """*gates* that bind before closing or, where closing moves nothing, before the later use."""
    return tuple(Need(gate, matter.phase) for gate in gates)


IMPLIED: dict[Disposition, tuple[Gate, ...]] = {
    Disposition.TRANSFER_NOTICE: (Gate.NOTICE_SENT,),
    Disposition.TRANSFER_OPT_OUT: (Gate.NOTICE_SENT, Gate.WINDOW_CLOSED),
    Disposition.CONSENT_REQUIRED: (Gate.CONSENTS_RECORDED,),
    Disposition.CUSTODY_ONLY: (Gate.DPA_WITH_BUYER,),
    Disposition.DELETE: (Gate.DELETION_CERTIFICATE,),
}
"""What a disposition cannot be carried out without, whether or not the rule says so."""


@dataclass(frozen=True)
class Effect:
    """What a rule finds: a sentence on why, and what follows.

    ``flag`` is a question for counsel. ``categories`` names what of the segment it is about, empty for all of
    it. ``confirmed`` replaces the rule's own mark where one branch rests on another source.
    """

    why: str
    disposition: Disposition | ContractDisposition | None = None
    gates: tuple[Need, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    flag: str = ""
    categories: tuple[str, ...] = ()
    confirmed: bool | None = None


@dataclass(frozen=True)
class Firing:
    """That a rule fired: what it proposes, asks for and cites; ``values`` are the facts in JSON types."""

    rule_id: str
    disposition: Disposition | ContractDisposition | None
    gates: tuple[Need, ...]
    explanation: str
    citation: str
    values: Mapping[str, Any]
    source_confirmed: bool
    flag: str = ""
    categories: tuple[str, ...] = ()


SegmentRule = Callable[[Matter, Segment], Effect | None]
AgreementRule = Callable[[Matter, Agreement], Effect | None]
DealWideRule = Callable[[Matter], Effect | None]


@dataclass(frozen=True)
class Rule:
    """A rule of a deal; ``regimes`` empty means that it is always evaluated.

    Exactly one of the three functions is set. ``on_segments`` says whether what a rule of the whole deal
    finds is listed on every segment. ``severity`` is that of the exception it becomes in the inventory.
    """

    id: str
    title: str
    citation: str
    regimes: frozenset[Regime] = frozenset()
    confirmed: bool = True
    severity: Severity = Severity.MEDIUM
    on_segments: bool = True
    per_segment: SegmentRule | None = None
    per_agreement: AgreementRule | None = None
    per_deal: DealWideRule | None = None

    def applies(self, matter: Matter) -> bool:
        """Whether one of its regimes is evaluated for the deal (always, where it names none)."""
        return not self.regimes or matter.regime_on(*self.regimes)

    def fire(self, matter: Matter, about: Segment | Agreement | None = None) -> Firing | None:
        """What it finds about *about* (``None``: the whole deal), or ``None`` where it stays quiet."""
        if not self.applies(matter):
            return None
        effect = self._effect(matter, about)
        return None if effect is None else self._firing(effect, matter)

    def _effect(self, matter: Matter, about: Segment | Agreement | None) -> Effect | None:
        if self.per_segment is not None and isinstance(about, Segment):
            return self.per_segment(matter, about)
        if self.per_agreement is not None and isinstance(about, Agreement):
            return self.per_agreement(matter, about)
        if self.per_deal is not None and about is None:
            return self.per_deal(matter)
        return None

    def _firing(self, effect: Effect, matter: Matter) -> Firing:
        asked = {need.gate for need in effect.gates}
        implied: tuple[Need, ...] = ()
        if isinstance(effect.disposition, Disposition):
            missing = (gate for gate in IMPLIED.get(effect.disposition, ()) if gate not in asked)
            implied = tuple(Need(gate, matter.phase, _ahead(gate, effect, matter)) for gate in missing)
        return Firing(
            rule_id=self.id,
            disposition=effect.disposition,
            gates=effect.gates + implied,
            explanation=effect.why,
            citation=self.citation,
            values=effect.values,
            source_confirmed=self.confirmed if effect.confirmed is None else effect.confirmed,
            flag=effect.flag,
            categories=effect.categories,
        )


def _ahead(gate: Gate, effect: Effect, matter: Matter) -> dt.date | None:
    """When notice is due so that a window for objections ends by closing, where its length is recorded."""
    opens_window = effect.disposition is Disposition.TRANSFER_OPT_OUT and gate is Gate.NOTICE_SENT
    if not opens_window or not matter.moves:
        return None
    return matter.before_closing(matter.deal.window_days or 0)


RULES: dict[str, Rule] = {}
"""Every rule by id, filled by the decorators below."""


def _register(rule: Rule) -> None:
    if rule.id in RULES:
        raise ValueError(f"Rule {rule.id} is defined twice.")
    RULES[rule.id] = rule


def segment_rule(
    rule_id: str,
    *,
    title: str,
    citation: str,
    regimes: tuple[Regime, ...] = (),
    confirmed: bool = True,
    severity: Severity = Severity.MEDIUM,
) -> Callable[[SegmentRule], SegmentRule]:
    """Register a function of the matter and one segment in the perimeter as rule *rule_id*."""

    def decorate(function: SegmentRule) -> SegmentRule:
        listed = frozenset(regimes)
        _register(Rule(rule_id, title, citation, listed, confirmed, severity, per_segment=function))
        return function

    return decorate


def agreement_rule(
    rule_id: str, *, title: str, citation: str, confirmed: bool = True, severity: Severity = Severity.MEDIUM
) -> Callable[[AgreementRule], AgreementRule]:
    """Register a function of the matter and one agreement in the perimeter as rule *rule_id*."""

    def decorate(function: AgreementRule) -> AgreementRule:
        _register(Rule(rule_id, title, citation, frozenset(), confirmed, severity, per_agreement=function))
        return function

    return decorate


def deal_wide_rule(
    rule_id: str,
    *,
    title: str,
    citation: str,
    regimes: tuple[Regime, ...] = (),
    confirmed: bool = True,
    severity: Severity = Severity.MEDIUM,
    on_segments: bool = True,
) -> Callable[[DealWideRule], DealWideRule]:
    """Register a function of the matter alone as rule *rule_id*."""

    def decorate(function: DealWideRule) -> DealWideRule:
        listed = frozenset(regimes)
        _register(Rule(rule_id, title, citation, listed, confirmed, severity, on_segments, per_deal=function))
        return function

    return decorate
