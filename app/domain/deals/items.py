"""Writes of a deal's items: the numbered lines of the inventory, what was decided on each, and its gates."""

import datetime as dt
from collections.abc import Sequence

from app.db.unit_of_work import Work, existing_keys
from app.domain import checks
from app.domain.deals.numbers import numbered
from app.domain.deals.operations import editable, save_part
from app.domain.deals.records import Deal, Item, ItemGate, Override
from app.domain.deals.terms import ConsentStatus, ContractDisposition, Disposition, ItemType
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel.errors import Denied, Invalid, Missing, Refused
from app.security.actor import Actor
from app.security.permissions import Permission

_KINDS = {ItemType.FLOW: "flow", ItemType.AGREEMENT: "agreement", ItemType.THIRD_PARTY: "third_party"}
AnyDisposition = Disposition | ContractDisposition


@operation(Permission.DEALS_WRITE, "deal.add_item")
def add_item(
    work: Work, actor: Actor, ref: str, kind: ItemType, target: str, *, version: int | None = None
) -> Item:
    """Make *target* a line of the inventory of *ref*, under the next free number of its part.

    Raises ``Invalid`` where there is no such object, :class:`Refused` where it is a line already.
    """
    stored = editable(work, actor, ref)
    _expect_target(work, stored, kind, target)
    twin = next((item.number for item in stored.items if (item.type, item.ref) == (kind, target)), None)
    if twin is not None:
        raise Refused(f"{target} is line {twin} already.")
    added = stored.model_copy(update={"items": [*stored.items, Item(type=kind, ref=target)]})
    items = numbered(work, added).items
    save_part(work, actor, stored, {"items": items}, version)
    return items[-1]


@operation(Permission.DEALS_WRITE, "deal.remove_item")
def remove_item(work: Work, actor: Actor, ref: str, number: str, *, version: int | None = None) -> Deal:
    """Strike the line *number*, which is given to no other; raises :class:`Refused` once it was approved."""
    stored = editable(work, actor, ref)
    if _find(stored, number).approved_on is not None:
        raise Refused(f"{number} was approved: decide on it anew instead of striking it.")
    numbered(work, stored)
    kept = [item for item in stored.items if item.number != number]
    return save_part(work, actor, stored, {"items": kept}, version)


@operation(Permission.DEALS_WRITE, "deal.decide_item")
def decide_item(
    work: Work,
    actor: Actor,
    ref: str,
    number: str,
    disposition: AnyDisposition,
    *,
    proposed: AnyDisposition | None = None,
    rule_ids: Sequence[str] = (),
    reason: str | None = None,
    version: int | None = None,
) -> Item:
    """Decide what happens to line *number*; an approval of an earlier decision falls away.

    *proposed* is what the rules *rule_ids* proposed: another decision is an override, and needs a *reason*
    and a person. Raises ``Invalid`` without a reason, ``Denied`` for the system.
    """
    stored = editable(work, actor, ref)
    item = _find(stored, number)
    override = None
    if proposed is not None and proposed != disposition:
        person = checks.by_person(actor)
        if person is None:
            raise Denied("Override: only a person can decide against a proposal: sign in as one.")
        if not (reason or "").strip():
            raise Invalid.of("reason", f"Reason: is required to decide against “{proposed.label}”: say why.")
        override = Override.parse({"by": person, "at": work.at, "reason": reason, "from": proposed.value})
    changes: dict[str, object] = {
        "disposition": disposition.value,
        "rule_ids": list(rule_ids),
        "override": override,
        "approved_by": None,
        "approved_on": None,
    }
    return _change(work, actor, stored, item, changes, version)


@operation(Permission.DEALS_WRITE, "deal.approve_item")
def approve_item(work: Work, actor: Actor, ref: str, number: str, *, version: int | None = None) -> Item:
    """Approve what was decided on line *number*; an override by another person than its author."""
    stored = editable(work, actor, ref)
    item = _find(stored, number)
    person = checks.by_person(actor)
    if person is None:
        raise Denied("Approved by: only a person can approve: sign in as one.")
    if item.disposition is None:
        raise Refused(f"Disposition: nothing is decided on {number} yet: decide first.")
    if item.override is not None and item.override.by == person:
        raise Refused(
            f"Approved by: you decided {number} against the proposal: another person must approve it."
        )
    today = organisation.today(work.session, work.at)
    return _change(work, actor, stored, item, {"approved_by": person, "approved_on": today}, version)


@operation(Permission.DEALS_WRITE, "deal.set_gate")
def set_gate(
    work: Work, actor: Actor, ref: str, number: str, gate: ItemGate, *, version: int | None = None
) -> Item:
    """Put *gate* on line *number*, or change the one of the same kind and phase: owner, due, met."""
    stored = editable(work, actor, ref)
    item = _find(stored, number)
    today = organisation.today(work.session, work.at)
    if gate.met_on is not None and gate.met_on > today:
        raise Invalid.of("met_on", f"Met on: {gate.met_on} is in the future: enter it once it has happened.")
    key = (gate.gate, gate.phase)
    gates = [gate if (one.gate, one.phase) == key else one for one in item.gates]
    if gate not in gates:
        gates.append(gate)
    return _change(work, actor, stored, item, {"gates": gates}, version)


@operation(Permission.DEALS_WRITE, "deal.set_consent")
def set_consent(
    work: Work,
    actor: Actor,
    ref: str,
    number: str,
    status: ConsentStatus,
    *,
    on: dt.date | None = None,
    version: int | None = None,
) -> Item:
    """Record where the counterparty's consent to line *number* stands; *on* is the day of either."""
    stored = editable(work, actor, ref)
    item = _find(stored, number)
    today = organisation.today(work.session, work.at)
    day = on or today
    if day > today:
        raise Invalid.of("on", f"Day: {day} is in the future: enter it once it has happened.")
    changes: dict[str, object] = {"consent_status": status}
    if status is ConsentStatus.NOT_STARTED:
        changes |= {"consent_requested_on": None, "consent_received_on": None}
    elif status is ConsentStatus.REQUESTED:
        changes |= {"consent_requested_on": day, "consent_received_on": None}
    else:
        asked = item.consent_requested_on
        if asked is not None and day < asked:
            raise Invalid.of("on", f"Day: {day} comes before the request on {asked}: correct one of the two.")
        changes["consent_received_on"] = day
    return _change(work, actor, stored, item, changes, version)


@operation(Permission.DEALS_WRITE, "deal.note_item")
def note_item(
    work: Work, actor: Actor, ref: str, number: str, note: str | None, *, version: int | None = None
) -> Item:
    """Replace the note on line *number*."""
    stored = editable(work, actor, ref)
    return _change(work, actor, stored, _find(stored, number), {"note": note}, version)


def _expect_target(work: Work, deal: Deal, kind: ItemType, target: str) -> None:
    if kind is ItemType.SEGMENT:
        known = target in {segment.ref for segment in deal.segments}
    elif kind in _KINDS:
        known = target in existing_keys(work.session, _KINDS[kind], [target])
    else:
        known = True
    if not known:
        raise Invalid.of(
            "ref", f"Object: {target} is no {kind.label.lower()} in the register: choose one that is."
        )


def _find(deal: Deal, number: str) -> Item:
    found = next((item for item in deal.items if item.number == number), None)
    if found is None:
        raise Missing(f"{deal.ref} has no line {number}.")
    return found


def _change(
    work: Work, actor: Actor, stored: Deal, item: Item, changes: dict[str, object], version: int | None
) -> Item:
    changed = Item.parse(item.model_copy(update=changes).to_state())
    items = [changed if one.number == item.number else one for one in stored.items]
    save_part(work, actor, stored, {"items": items}, version)
    return changed
