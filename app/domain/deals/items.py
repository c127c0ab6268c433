"""Writes of a deal's items: the numbered lines of the inventory, what was decided on each, and its gates."""

import datetime as dt
from collections.abc import Sequence

from app.db.unit_of_work import Work, existing_keys
from app.domain import checks
from app.domain.deals import deciding
from app.domain.deals.numbers import numbered
from app.domain.deals.operations import editable, save_part
from app.domain.deals.proposal import AnyDisposition
from app.domain.deals.records import Deal, Item, ItemGate
from app.domain.deals.terms import ConsentStatus, ItemType
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel.errors import Invalid, Refused
from app.security.actor import Actor
from app.security.permissions import Permission

_KINDS = {ItemType.FLOW: "flow", ItemType.AGREEMENT: "agreement", ItemType.THIRD_PARTY: "third_party"}


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
    if deciding.find(stored, number).approved_on is not None:
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
    after = deciding.decided(
        deciding.find(stored, number),
        disposition,
        by=checks.by_person(actor),
        at=work.at,
        proposed=proposed,
        rule_ids=rule_ids,
        reason=reason,
    )
    return _put(work, actor, stored, after, version)


@operation(Permission.DEALS_WRITE, "deal.approve_item")
def approve_item(work: Work, actor: Actor, ref: str, number: str, *, version: int | None = None) -> Item:
    """Approve what was decided on line *number*.

    An override is approved by another person than its author; in a deal under four eyes, every decision.
    """
    stored = editable(work, actor, ref)
    today = organisation.today(work.session, work.at)
    after = deciding.approved(stored, deciding.find(stored, number), checks.by_person(actor), today)
    return _put(work, actor, stored, after, version)


@operation(Permission.DEALS_WRITE, "deal.set_gate")
def set_gate(
    work: Work, actor: Actor, ref: str, number: str, gate: ItemGate, *, version: int | None = None
) -> Item:
    """Put *gate* on line *number*, or change the one of the same kind and phase: owner, due, met."""
    stored = editable(work, actor, ref)
    today = organisation.today(work.session, work.at)
    return _put(work, actor, stored, deciding.with_gate(deciding.find(stored, number), gate, today), version)


@operation(Permission.DEALS_WRITE, "deal.set_consent")
def set_consent(
    work: Work,
    actor: Actor,
    ref: str,
    number: str,
    status: ConsentStatus,
    *,
    on: dt.date | None = None,
    document: str | None = None,
    version: int | None = None,
) -> Item:
    """Record where the counterparty's consent to line *number* stands; *on* is the day of either.

    *document* is the answer among the papers of the deal.
    """
    stored = editable(work, actor, ref)
    today = organisation.today(work.session, work.at)
    after = deciding.answered(deciding.find(stored, number), status, on, today, document)
    return _put(work, actor, stored, after, version)


@operation(Permission.DEALS_WRITE, "deal.note_item")
def note_item(
    work: Work, actor: Actor, ref: str, number: str, note: str | None, *, version: int | None = None
) -> Item:
    """Replace the note on line *number*."""
    stored = editable(work, actor, ref)
    after = deciding.changed(deciding.find(stored, number), {"note": note})
    return _put(work, actor, stored, after, version)


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


def _put(work: Work, actor: Actor, stored: Deal, after: Item, version: int | None) -> Item:
    items = [after if one.number == after.number else one for one in stored.items]
    save_part(work, actor, stored, {"items": items}, version)
    return after
