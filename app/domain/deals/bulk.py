"""Writes to many lines at once: all of them or none, under one entry of the trail."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.deals import deciding
from app.domain.deals.operations import editable, save_part
from app.domain.deals.proposal import AnyDisposition
from app.domain.deals.records import Deal, Item, ItemGate
from app.domain.deals.terms import ConsentStatus
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel.errors import Invalid, Refused
from app.security.actor import Actor
from app.security.permissions import Permission

MOST_SAID = 5
"""Refusals that are said one by one; how many more there are is said after them."""


@dataclass(frozen=True)
class Choice:
    """A decision on the line *number*: what is chosen, and what was proposed by which rules."""

    number: str
    disposition: AnyDisposition
    proposed: AnyDisposition | None = None
    rule_ids: tuple[str, ...] = ()


@operation(Permission.DEALS_WRITE, "deal.decide_items")
def decide_items(
    work: Work,
    actor: Actor,
    ref: str,
    choices: Sequence[Choice],
    *,
    reason: str | None = None,
    version: int | None = None,
) -> Deal:
    """Decide several lines at once; *reason* is that of every decision against its proposal.

    Raises ``Invalid`` without a reason where one is needed.
    """
    by = checks.by_person(actor)
    chosen = {choice.number: choice for choice in choices}

    def decide(_deal: Deal, item: Item) -> Item:
        choice = chosen[item.number or ""]
        return deciding.decided(
            item,
            choice.disposition,
            by=by,
            at=work.at,
            proposed=choice.proposed,
            rule_ids=choice.rule_ids,
            reason=reason,
        )

    return _each(work, actor, ref, list(chosen), decide, version)


@operation(Permission.DEALS_WRITE, "deal.approve_items")
def approve_items(
    work: Work, actor: Actor, ref: str, numbers: Sequence[str], *, version: int | None = None
) -> Deal:
    """Approve several decisions at once, each as :func:`~app.domain.deals.items.approve_item` does."""
    by, today = checks.by_person(actor), organisation.today(work.session, work.at)
    return _each(
        work, actor, ref, numbers, lambda deal, item: deciding.approved(deal, item, by, today), version
    )


@operation(Permission.DEALS_WRITE, "deal.set_gates")
def set_gates(
    work: Work,
    actor: Actor,
    ref: str,
    numbers: Sequence[str],
    gate: ItemGate,
    *,
    version: int | None = None,
) -> Deal:
    """Record the same gate on several lines at once; what *gate* leaves blank stays as it was on each."""
    today = organisation.today(work.session, work.at)
    said = {name: value for name, value in gate.to_state().items() if value is not None}

    def record(_deal: Deal, item: Item) -> Item:
        key = (gate.gate, gate.phase)
        stored = next((one for one in item.gates if (one.gate, one.phase) == key), None)
        merged = ItemGate.parse((stored.to_state() if stored is not None else {}) | said)
        return deciding.with_gate(item, merged, today)

    return _each(work, actor, ref, numbers, record, version)


@operation(Permission.DEALS_WRITE, "deal.set_consents")
def set_consents(
    work: Work,
    actor: Actor,
    ref: str,
    numbers: Sequence[str],
    status: ConsentStatus,
    *,
    on: dt.date | None = None,
    version: int | None = None,
) -> Deal:
    """Record where the counterparties' consents to several lines stand."""
    today = organisation.today(work.session, work.at)
    return _each(
        work, actor, ref, numbers, lambda _deal, item: deciding.answered(item, status, on, today), version
    )


def _each(
    work: Work,
    actor: Actor,
    ref: str,
    numbers: Sequence[str],
    change: Callable[[Deal, Item], Item],
    version: int | None,
) -> Deal:
    """Save *ref* with *change* on each of the lines *numbers*; raises what the lines refuse, together."""
    stored = editable(work, actor, ref)
    if not numbers:
        raise Invalid.of("line", "Lines: tick at least one.")
    after: dict[str, Item] = {}
    refused: list[str] = []
    for number in numbers:
        try:
            after[number] = change(stored, deciding.find(stored, number))
        except Refused as error:
            refused.append(error.sentence)
    if refused:
        more = len(refused) - MOST_SAID
        said = " ".join(refused[:MOST_SAID])
        raise Refused(said + (f" The same holds for {more:,} more." if more > 0 else ""))
    items = [after.get(item.number or "", item) for item in stored.items]
    return save_part(work, actor, stored, {"items": items}, version)
