"""A proposal for one item of a deal: the strictest of what fired, with its gates merged."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.deals.rules.rule import Firing
from app.domain.deals.terms import (
    STRICTNESS,
    ContractDisposition,
    Disposition,
    Gate,
    GatePhase,
    ItemType,
)

AnyDisposition = Disposition | ContractDisposition

CONTRACT_STRICTNESS: dict[ContractDisposition, int] = {
    disposition: rank for rank, disposition in enumerate(ContractDisposition)
}
"""Least work 0."""

_GONE = frozenset({Gate.DEAL_NDA, Gate.DELETION_CERTIFICATE})
_NO_OWN_USE = frozenset(Gate) - {Gate.NOTICE_SENT, Gate.WINDOW_CLOSED, Gate.CONSENTS_RECORDED}
BINDING: dict[AnyDisposition, frozenset[Gate]] = {
    Disposition.CUSTODY_ONLY: _NO_OWN_USE,
    Disposition.SUPPRESSION_ONLY: _NO_OWN_USE,
    Disposition.ANONYMISE: _GONE,
    Disposition.EXCLUDE: _GONE,
    Disposition.DELETE: _GONE,
    ContractDisposition.TERMINATE: frozenset(Gate) - {Gate.COUNTERPARTY_CONSENT, Gate.COUNTERPARTY_NOTICE},
    ContractDisposition.RETAIN: frozenset(Gate) - {Gate.COUNTERPARTY_CONSENT, Gate.COUNTERPARTY_NOTICE},
}
"""The gates that still matter under a disposition; all of them under one that is not listed.

Nobody must be told of, or consent to, a transfer that does not happen, or one that lets the buyer make no use
of the data for itself.
"""

_GATE_ORDER = {gate: rank for rank, gate in enumerate(Gate)}


@dataclass(frozen=True)
class GateNeed:
    """A gate with the rules that ask for it, and the earliest last day that any of them gives."""

    gate: Gate
    phase: GatePhase
    due_on: dt.date | None
    rule_ids: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one item: ``ref`` is the segment, the agreement or the ledger's kind of record.

    ``gates`` are those that bind under the proposed disposition, ``all_gates`` those of every rule, for an
    override that lets the item move after all. ``basis`` says where the disposition comes from: the deciding
    rules, or the structure where none of them gives one. ``flags`` are questions for counsel. ``categories``
    are the data that the item consists of (segments and what was split from them).
    """

    type: ItemType
    ref: str
    disposition: AnyDisposition
    gates: tuple[GateNeed, ...]
    all_gates: tuple[GateNeed, ...]
    firings: tuple[Firing, ...]
    basis: str
    flags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[ItemType, str]:
        """What identifies the item within its deal."""
        return (self.type, self.ref)

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The rules that fired, in order."""
        return tuple(firing.rule_id for firing in self.firings)


def strictest(base: Disposition, firings: Iterable[Firing]) -> Disposition:
    """The strictest of *base* and the dispositions of data in *firings*; no firing can make it milder."""
    found = [firing.disposition for firing in firings if isinstance(firing.disposition, Disposition)]
    return max([base, *found], key=STRICTNESS.__getitem__)


def heaviest(base: ContractDisposition, firings: Iterable[Firing]) -> ContractDisposition:
    """Of *base* and the dispositions of contracts in *firings* the one that takes most work."""
    found = [firing.disposition for firing in firings if isinstance(firing.disposition, ContractDisposition)]
    return max([base, *found], key=CONTRACT_STRICTNESS.__getitem__)


def merged(firings: Iterable[Firing], closing_on: dt.date | None) -> tuple[GateNeed, ...]:
    """The gates of *firings*, each once a phase, those before closing first.

    A gate before closing is due at closing unless a rule says sooner.
    """
    asked: dict[tuple[GatePhase, Gate], list[tuple[str, dt.date | None]]] = {}
    for firing in firings:
        for need in firing.gates:
            asked.setdefault((need.phase, need.gate), []).append((firing.rule_id, need.due_on))
    found = []
    for (phase, gate), asking in asked.items():
        days = [day for _, day in asking if day is not None]
        if phase is GatePhase.CLOSING and closing_on is not None:
            days.append(closing_on)
        rule_ids = tuple(sorted({rule_id for rule_id, _ in asking}))
        found.append(GateNeed(gate, phase, min(days, default=None), rule_ids))
    return tuple(sorted(found, key=lambda need: (need.phase is GatePhase.AFTER, _GATE_ORDER[need.gate])))


def binding(gates: Iterable[GateNeed], disposition: AnyDisposition) -> tuple[GateNeed, ...]:
    """Those of *gates* that still matter under *disposition*."""
    kept = BINDING.get(disposition)
    return tuple(gates) if kept is None else tuple(need for need in gates if need.gate in kept)
