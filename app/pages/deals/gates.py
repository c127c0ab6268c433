"""The gates of a deal together: each kind with its lines, what is due first, and one record for all that are open."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.domain.deals import bulk
from app.domain.deals.records import ItemGate
from app.domain.deals.terms import Gate, GatePhase
from app.extensions import db
from app.kernel.errors import Conflict, Invalid, Refused
from app.kernel.words import plural
from app.pages.deals.cards import Card
from app.pages.deals.inventory import Trouble
from app.pages.deals.picture import Picture
from app.pages.deals.review import numbered
from app.pages.deals.room import Visit, blueprint, enter, of_members
from app.pages.kit import choices
from app.pages.kit.access import access, actor
from app.security.permissions import Permission

MOST_NAMED = 40
"""Lines of a gate that are named one by one."""


@dataclass
class GateRow:
    """A gate in a phase: the lines on which it is open or met, its rules, owners and the first day due."""

    gate: Gate
    phase: GatePhase
    open: list[Card] = field(default_factory=list)
    met: list[Card] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    due_on: dt.date | None = None
    late: int = 0

    @property
    def key(self) -> str:
        """What names it on the page."""
        return f"{self.gate.value}:{self.phase.value}"


def rows(picture: Picture) -> list[GateRow]:
    """Every gate of the deal, those before closing first, by the day due."""
    found: dict[tuple[GatePhase, Gate], GateRow] = {}
    for card in picture.cards:
        for one in card.gates:
            state = one.state
            row = found.setdefault((state.phase, state.gate), GateRow(state.gate, state.phase))
            (row.open if state.is_open else row.met).append(card)
            row.rules.update(state.rule_ids)
            row.late += one.is_overdue
            if one.owner:
                row.owners.add(one.owner)
            if state.is_open and state.due_on is not None:
                row.due_on = min(state.due_on, row.due_on or state.due_on)
    order = list(Gate)
    return sorted(
        found.values(),
        key=lambda row: (
            row.phase is GatePhase.AFTER,
            not row.open,
            row.due_on or dt.date.max,
            order.index(row.gate),
        ),
    )


@blueprint.get("/deals/<ref>/gates")
@access(Permission.SIGNED_IN)
@of_members()
def gates(visit: Visit) -> Any:
    """All gates."""
    return _page(visit)


def _page(visit: Visit, trouble: Trouble | None = None) -> str:
    picture = Picture(visit)
    members = {member.person for member in visit.deal.members}
    owners: dict[str, int] = defaultdict(int)
    for card in picture.cards:
        for one in card.gates:
            if one.state.is_open and one.owner:
                owners[one.owner] += 1
    return render_template(
        "deals/gates.html",
        visit=visit,
        deal=visit.deal,
        rows=rows(picture),
        phases=list(GatePhase),
        most=MOST_NAMED,
        by_owner=sorted(owners.items()),
        owners=[(email, name) for email, name in choices.people() if email in members],
        trouble=trouble,
    )


@blueprint.post("/deals/<ref>/gates")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def record_gate(visit: Visit) -> Any:
    """Record the same on every line on which the gate is open."""
    names = ("gate", "phase", "owner", "due_on", "met_on", "evidence")
    typed = {name: request.form.get(name, "") for name in names}
    form = f"{typed['gate']}:{typed['phase']}"[:80]
    picture = Picture(visit)
    try:
        record = ItemGate.parse(typed)
        if record.owner and record.owner not in {member.person for member in visit.deal.members}:
            raise Invalid.of("owner", "Owner: choose a member of the deal: nobody else can see the gate.")
        row = next(
            (one for one in rows(picture) if (one.gate, one.phase) == (record.gate, record.phase)), None
        )
        lines = [card.number for card in row.open] if row is not None else []
        if not lines:
            raise Refused(f"“{record.gate.label}” is open on no line.")
        if not any(typed[name] for name in names[2:]):
            raise Invalid.of("met_on", "Fill in at least one of owner, due, met and evidence.")
        bulk.set_gates(actor(), visit.ref, lines, record, version=numbered(visit, picture))
    except Conflict:
        db.session.rollback()
        sentence = (
            "Somebody else changed the deal meanwhile: look at the gates as they are now, then record again."
        )
        return _page(enter(visit.ref), Trouble(form, sentence, typed, is_stale=True)), 409
    except (Invalid, Refused) as error:
        db.session.rollback()
        return _page(enter(visit.ref), Trouble(form, error.sentence, typed)), error.status
    flash(f"“{record.gate.label}” is recorded on {plural(len(lines), 'line')}.", "success")
    return redirect(url_for("deals.gates", ref=visit.ref), 303)
