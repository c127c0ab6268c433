"""Decisions on many lines at once: the ticked ones, or every one that the filters let through.

Each ticked line carries the mark of what the person saw, as the forms of a single line do; "every one" carries a
mark of all their proposals. Where something changed since, nothing is taken.
"""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, request, url_for

from app.domain.deals import bulk
from app.domain.deals.bulk import Choice
from app.domain.deals.records import ItemGate
from app.domain.deals.terms import ConsentStatus, ContractDisposition, Disposition
from app.extensions import db
from app.kernel.errors import Conflict, Invalid, Refused
from app.kernel.words import plural
from app.pages.deals.cards import Card
from app.pages.deals.filters import Selection, from_text
from app.pages.deals.inventory import Trouble, inventory_page, mark_of_all
from app.pages.deals.picture import Picture
from app.pages.deals.review import day_typed, numbered, text_typed
from app.pages.deals.room import Visit, blueprint, enter, of_members
from app.pages.kit.access import access, actor
from app.security.permissions import Permission

STALE = (
    "A line that you ticked, or what the rules propose for it, has changed since the page was opened: look at the "
    "lines as they are now and tick again. Nothing was decided."
)


@blueprint.post("/deals/<ref>/inventory/bulk")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def decide_many(visit: Visit) -> Any:
    """Decide, approve, record a gate or an answer on every ticked line."""
    picture = Picture(visit)
    chosen = from_text(request.form.get("back", "")[:2000])
    act = _ACTS.get(request.form.get("act", ""))
    picked = request.form.getlist("line")
    try:
        if act is None:
            raise Invalid.of("act", "Choose what to do with the lines.")
        cards = _cards(picture, chosen, picked)
        if cards is None:
            return _again(visit, chosen, STALE, picked, is_stale=True), 409
        # The marks are compared first: storing the numbers changes nothing that they stand for.
        said = act(visit, cards, numbered(visit, picture))
    except Conflict:
        return _again(visit, chosen, STALE, picked, is_stale=True), 409
    except (Invalid, Refused) as error:
        return _again(visit, chosen, error.sentence, picked), error.status
    flash(said, "success")
    return redirect(chosen.address(url_for("deals.inventory", ref=visit.ref)) + "#lines", 303)


def _cards(picture: Picture, chosen: Selection, picked: Sequence[str]) -> list[Card] | None:
    """The lines that are meant; ``None`` where they are no longer as the person saw them."""
    if request.form.get("every"):
        found = [card for card in picture.cards if chosen.takes(card) and card.in_perimeter]
        return found if request.form["every"] == mark_of_all(picture.visit.version, found) else None
    found = []
    for entry in picked:
        number, _, seen = entry.partition(":")
        card = picture.find(number)
        if card is None or card.seen != seen:
            return None
        found.append(card)
    if not found:
        raise Invalid.of("line", "Lines: tick at least one, or take every one that matches.")
    outside = [card.number for card in found if not card.in_perimeter]
    if outside:
        raise Refused(f"{outside[0]} is outside the perimeter: untick it, or set its segment inside.")
    return found


def _again(
    visit: Visit, chosen: Selection, sentence: str, picked: Sequence[str], *, is_stale: bool = False
) -> str:
    db.session.rollback()
    typed = {name: value for name, value in request.form.items() if name not in {"csrf_token", "line"}}
    trouble = Trouble("bulk", sentence, typed, is_stale=is_stale)
    ticked = frozenset(entry.partition(":")[0] for entry in picked)
    return inventory_page(Picture(enter(visit.ref)), chosen, trouble=trouble, ticked=ticked)


def _as_proposed(visit: Visit, cards: list[Card], version: int) -> str:
    bare = [card.number for card in cards if card.proposed is None]
    if bare:
        raise Refused(f"{bare[0]} was added by hand and has no proposal: untick it and decide it by itself.")
    choices = [
        Choice(card.number, card.proposed, card.proposed, card.standing.rule_ids)
        for card in cards
        if card.proposed is not None and card.standing.decided is not card.proposed
    ]
    if not choices:
        return "Every one of these lines is decided as proposed already."
    bulk.decide_items(actor(), visit.ref, choices, version=version)
    return f"{_lines(choices)} decided as proposed{_besides(cards, choices)}."


def _otherwise(visit: Visit, cards: list[Card], version: int) -> str:
    key = request.form.get("disposition", "")
    kind = next((one for one in (Disposition, ContractDisposition) if key in set(one)), None)
    if kind is None:
        raise Invalid.of("disposition", "Disposition: choose one of the list.")
    disposition = kind(key)
    contracts = kind is ContractDisposition
    wrong = [card.number for card in cards if card.is_agreement != contracts]
    if wrong:
        what = "an agreement, for which" if not contracts else "data, for which"
        raise Refused(f"{wrong[0]} is {what} “{disposition.label}” says nothing: untick it.")
    choices = [Choice(card.number, disposition, card.proposed, card.standing.rule_ids) for card in cards]
    bulk.decide_items(actor(), visit.ref, choices, reason=text_typed("reason"), version=version)
    return f"{_lines(choices)} decided: {disposition.label.lower()}."


def _approve(visit: Visit, cards: list[Card], version: int) -> str:
    waiting = [card.number for card in cards if not card.standing.is_approved]
    if not waiting:
        return "Every one of these lines is approved already."
    bulk.approve_items(actor(), visit.ref, waiting, version=version)
    return f"{_lines(waiting)} approved{_besides(cards, waiting)}."


def _gate(visit: Visit, cards: list[Card], version: int) -> str:
    names = ("gate", "phase", "owner", "due_on", "met_on", "evidence")
    record = ItemGate.parse({name: request.form.get(name, "") for name in names})
    if record.owner and record.owner not in {member.person for member in visit.deal.members}:
        raise Invalid.of("owner", "Owner: choose a member of the deal: nobody else can see the gate.")
    without = [card.number for card in cards if not _has_gate(card, record)]
    if without:
        raise Refused(
            f"{without[0]} has no gate “{record.gate.label}”: untick it, or add the gate to it by itself."
        )
    bulk.set_gates(actor(), visit.ref, [card.number for card in cards], record, version=version)
    return f"The gate “{record.gate.label}” is recorded on {plural(len(cards), 'line')}."


def _has_gate(card: Card, record: ItemGate) -> bool:
    return any((one.state.gate, one.state.phase) == (record.gate, record.phase) for one in card.gates)


def _consent(visit: Visit, cards: list[Card], version: int) -> str:
    status = request.form.get("status", "")
    if status not in set(ConsentStatus):
        raise Invalid.of("status", "Consent: choose one of the list.")
    wrong = [card.number for card in cards if not card.is_agreement]
    if wrong:
        raise Refused(f"{wrong[0]} is no agreement: it has no counterparty to ask: untick it.")
    numbers = [card.number for card in cards]
    bulk.set_consents(
        actor(), visit.ref, numbers, ConsentStatus(status), on=day_typed("on", "Day"), version=version
    )
    return f"The consent to {plural(len(cards), 'agreement')} is recorded as {ConsentStatus(status).label.lower()}."


_ACTS: dict[str, Callable[[Visit, list[Card], int], str]] = {
    "as_proposed": _as_proposed,
    "otherwise": _otherwise,
    "approve": _approve,
    "gate": _gate,
    "consent": _consent,
}
"""What can be done with several lines, by the name of the button."""


def _lines(done: Sequence[Any]) -> str:
    return f"{plural(len(done), 'line')} {'is' if len(done) == 1 else 'are'}"


def _besides(cards: Sequence[Card], done: Sequence[Any]) -> str:
    """How many lines needed nothing."""
    left = len(cards) - len(done)
    return f"; {plural(left, 'line')} needed nothing" if left else ""
