"""What a decision, an approval, a gate and an answer do to one line; the operations on one or many lines use it."""

import datetime as dt
from collections.abc import Sequence

from app.domain.deals.proposal import AnyDisposition
from app.domain.deals.records import Deal, Item, ItemGate, Override
from app.domain.deals.terms import ConsentStatus
from app.kernel.errors import Denied, Invalid, Missing, Refused


def find(deal: Deal, number: str) -> Item:
    """The line *number* of *deal*; raises ``Missing`` where there is none."""
    found = next((item for item in deal.items if item.number == number), None)
    if found is None:
        raise Missing(f"{deal.ref} has no line {number}.")
    return found


def changed(item: Item, changes: dict[str, object]) -> Item:
    """*item* with *changes*, validated."""
    return Item.parse(item.model_copy(update=changes).to_state())


def decided(
    item: Item,
    disposition: AnyDisposition,
    *,
    by: str | None,
    at: dt.datetime,
    proposed: AnyDisposition | None,
    rule_ids: Sequence[str],
    reason: str | None,
) -> Item:
    """*item* as decided; an approval of an earlier decision falls away.

    Against what was *proposed* it is an override, which needs a *reason* and a person: raises ``Invalid``
    without the one, ``Denied`` without the other.
    """
    override = None
    if proposed is not None and proposed != disposition:
        if by is None:
            raise Denied("Override: only a person can decide against a proposal: sign in as one.")
        if not (reason or "").strip():
            raise Invalid.of("reason", f"Reason: is required to decide against “{proposed.label}”: say why.")
        override = Override.parse({"by": by, "at": at, "reason": reason, "from": proposed.value})
    return changed(
        item,
        {
            "disposition": disposition.value,
            "rule_ids": list(rule_ids),
            "decided_by": by,
            "decided_at": at,
            "override": override,
            "approved_by": None,
            "approved_on": None,
        },
    )


def approved(deal: Deal, item: Item, by: str | None, today: dt.date) -> Item:
    """*item* as approved by the person *by*.

    Raises ``Denied`` without a person, ``Refused`` where nothing is decided, where the same person decided
    against the proposal, or decided at all in a deal under four eyes.
    """
    if by is None:
        raise Denied("Approved by: only a person can approve: sign in as one.")
    if item.disposition is None:
        raise Refused(f"Disposition: nothing is decided on {item.number} yet: decide first.")
    if item.override is not None and item.override.by == by:
        raise Refused(
            f"Approved by: you decided {item.number} against the proposal: another person must approve it."
        )
    if deal.four_eyes and item.decided_by == by:
        raise Refused(
            f"Approved by: you decided {item.number}, and this deal asks for four eyes: another person must "
            "approve it."
        )
    return changed(item, {"approved_by": by, "approved_on": today})


def with_gate(item: Item, gate: ItemGate, today: dt.date) -> Item:
    """*item* with *gate* added, or in place of the one of the same kind and phase; it is not met in future."""
    if gate.met_on is not None and gate.met_on > today:
        raise Invalid.of("met_on", f"Met on: {gate.met_on} is in the future: enter it once it has happened.")
    key = (gate.gate, gate.phase)
    gates = [gate if (one.gate, one.phase) == key else one for one in item.gates]
    if gate not in gates:
        gates.append(gate)
    return changed(item, {"gates": gates})


def answered(
    item: Item, status: ConsentStatus, on: dt.date | None, today: dt.date, document: str | None = None
) -> Item:
    """*item* with the counterparty's consent at *status* since *on* (today where not given)."""
    day = on or today
    if day > today:
        raise Invalid.of("on", f"Day: {day} is in the future: enter it once it has happened.")
    changes: dict[str, object] = {"consent_status": status}
    if document is not None:
        changes["consent_document"] = document
    if status is ConsentStatus.NOT_STARTED:
        changes |= {"consent_requested_on": None, "consent_received_on": None, "consent_document": None}
    elif status is ConsentStatus.REQUESTED:
        changes |= {"consent_requested_on": day, "consent_received_on": None}
    else:
        asked = item.consent_requested_on
        if asked is not None and day < asked:
            raise Invalid.of(
                "on",
                f"Day: {day} comes before the request of {item.number} on {asked}: correct one of the two.",
            )
        changes["consent_received_on"] = day
    return changed(item, changes)
