"""Where a line stands: what was proposed, what was decided, which gates remain open."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from app.domain.deals.facts import GateKey
from app.domain.deals.plain import plain
from app.domain.deals.proposal import AnyDisposition, GateNeed, Proposal, binding
from app.domain.deals.records import Item, ItemGate, Override
from app.domain.deals.terms import ConsentStatus, ContractDisposition, Disposition, Gate, GatePhase


@dataclass(frozen=True)
class GateState:
    """A gate of a line and whether it was met; ``rule_ids`` is empty for one that a person added.

    ``met_undated``: it was met, though no day is recorded.
    """

    gate: Gate
    phase: GatePhase
    due_on: dt.date | None
    met_on: dt.date | None
    owner: str | None
    evidence: str | None
    rule_ids: tuple[str, ...]
    met_undated: bool = False
    document: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is not met yet."""
        return self.met_on is None and not self.met_undated


@dataclass(frozen=True)
class Standing:
    """The decision on a line. ``proposed`` is ``None`` where no rule was asked (outside the perimeter)."""

    proposed: AnyDisposition | None
    decided: AnyDisposition | None
    basis: str
    rule_ids: tuple[str, ...]
    gates: tuple[GateState, ...]
    flags: tuple[str, ...]
    override: Override | None = None
    decided_by: str | None = None
    decided_at: dt.datetime | None = None
    approved_by: str | None = None
    approved_on: dt.date | None = None
    note: str | None = None

    @property
    def disposition(self) -> AnyDisposition:
        """What holds: the decision or, until there is one, the proposal."""
        return self.decided or self.proposed or Disposition.NO_TRANSFER

    @property
    def reason(self) -> str:
        """Why that holds: the reason of whoever overrode the proposal, else what the rules say."""
        return self.override.reason if self.override is not None else self.basis

    @property
    def is_approved(self) -> bool:
        """Whether somebody decided and approved it."""
        return self.decided is not None and self.approved_on is not None

    @property
    def open_gates(self) -> tuple[GateState, ...]:
        """The gates that still block closing."""
        return tuple(gate for gate in self.gates if gate.is_open and gate.phase is GatePhase.CLOSING)

    @property
    def is_ready(self) -> bool:
        """Whether it is approved and nothing blocks closing (K12)."""
        return self.is_approved and not self.open_gates

    def as_json(self) -> dict[str, Any]:
        """The standing in JSON types, with what follows from it."""
        more = {
            "disposition": self.disposition,
            "approved": self.is_approved,
            "ready": self.is_ready,
            "gates": [{**plain(gate), "open": gate.is_open} for gate in self.gates],
        }
        return {**plain(self), **plain(more)}


NO_FACTS: Mapping[GateKey, dt.date | None] = MappingProxyType({})
"""Nothing that the deal's own record shows as met."""


_ANSWERED = frozenset({ConsentStatus.RECEIVED, ConsentStatus.WAIVED})
SETTLED: Mapping[Gate, frozenset[ConsentStatus]] = MappingProxyType(
    {
        Gate.COUNTERPARTY_CONSENT: _ANSWERED,
        Gate.COUNTERPARTY_NOTICE: _ANSWERED | {ConsentStatus.REQUESTED},
    }
)
"""The answers of a counterparty by which a gate is met; a notice is given once it is sent."""


def standing(
    proposal: Proposal, item: Item | None, met: Mapping[GateKey, dt.date | None] = NO_FACTS
) -> Standing:
    """Where the line of *proposal* stands, given its stored *item* and the gates *met* by the deal itself.

    The gates are those that bind under what was decided: an override that lets data move brings back those
    that the proposal had no use for. Gates that a person added stay.
    """
    decided = _disposition(proposal, item)
    needs = binding(proposal.all_gates, decided or proposal.disposition)
    stored = {(gate.phase, gate.gate): gate for gate in item.gates} if item is not None else {}
    asked = {(need.phase, need.gate) for need in needs}
    gates = [_state(need, stored.get((need.phase, need.gate))) for need in needs]
    gates += [_added(gate) for key, gate in stored.items() if key not in asked and not _moot(proposal, gate)]
    return Standing(
        proposed=proposal.disposition,
        decided=decided,
        basis=proposal.basis,
        rule_ids=proposal.rule_ids,
        gates=tuple(_settled(gate, item, met) for gate in gates),
        flags=proposal.flags,
        override=item.override if item is not None else None,
        decided_by=item.decided_by if item is not None else None,
        decided_at=item.decided_at if item is not None else None,
        approved_by=item.approved_by if item is not None else None,
        approved_on=item.approved_on if item is not None else None,
        note=item.note if item is not None else None,
    )


def stored_standing(item: Item, met: Mapping[GateKey, dt.date | None] = NO_FACTS) -> Standing:
    """Where a line stands that a person added: as it was stored."""
    contract = item.disposition in set(ContractDisposition)
    decided: AnyDisposition | None = None
    if item.disposition is not None:
        decided = ContractDisposition(item.disposition) if contract else Disposition(item.disposition)
    return Standing(
        proposed=None,
        decided=decided,
        basis="Added by hand.",
        rule_ids=tuple(item.rule_ids),
        gates=tuple(_settled(_added(gate), item, met) for gate in item.gates),
        flags=(),
        override=item.override,
        decided_by=item.decided_by,
        decided_at=item.decided_at,
        approved_by=item.approved_by,
        approved_on=item.approved_on,
        note=item.note,
    )


OUTSIDE = Standing(
    proposed=None,
    decided=None,
    basis="Outside the perimeter: it stays with the seller.",
    rule_ids=(),
    gates=(),
    flags=(),
)
"""The standing of data that are not part of the deal."""


def _disposition(proposal: Proposal, item: Item | None) -> AnyDisposition | None:
    if item is None or item.disposition is None:
        return None
    kind = ContractDisposition if isinstance(proposal.disposition, ContractDisposition) else Disposition
    return kind(item.disposition) if item.disposition in set(kind) else None


def _state(need: GateNeed, stored: ItemGate | None) -> GateState:
    return GateState(
        gate=need.gate,
        phase=need.phase,
        due_on=(stored.due_on if stored is not None else None) or need.due_on,
        met_on=stored.met_on if stored is not None else None,
        owner=stored.owner if stored is not None else None,
        evidence=stored.evidence if stored is not None else None,
        rule_ids=need.rule_ids,
        document=stored.document if stored is not None else None,
    )


def _added(gate: ItemGate) -> GateState:
    return GateState(
        gate.gate,
        gate.phase,
        gate.due_on,
        gate.met_on,
        gate.owner,
        gate.evidence,
        (),
        document=gate.document,
    )


def _moot(proposal: Proposal, gate: ItemGate) -> bool:
    """Whether a rule asked for the gate, but it has no meaning under what was decided."""
    return any((need.phase, need.gate) == (gate.phase, gate.gate) for need in proposal.all_gates)


def _settled(gate: GateState, item: Item | None, met: Mapping[GateKey, dt.date | None]) -> GateState:
    """*gate* as met, where the deal's own record or the counterparty's answer shows it."""
    if gate.met_on is not None:
        return gate
    if (gate.phase, gate.gate) in met:
        day = met[gate.phase, gate.gate]
        return replace(gate, met_on=day, met_undated=day is None)
    if item is None or item.consent_status is None:
        return gate
    settled = item.consent_status in SETTLED.get(gate.gate, ())
    if not settled:
        return gate
    told = gate.gate is Gate.COUNTERPARTY_NOTICE and item.consent_requested_on is not None
    day = item.consent_requested_on if told else item.consent_received_on
    return replace(gate, met_on=day, met_undated=day is None)
