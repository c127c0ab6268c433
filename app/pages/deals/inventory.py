"""Views of the inventory under review: its lines as the engine proposes them, and each line on its own."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from flask import abort, render_template, request, url_for

from app.domain.accounts import queries as accounts
from app.domain.deals import schedule
from app.domain.deals.engine import deal_flags
from app.domain.deals.terms import ConsentStatus, ContractDisposition, DealStage, Disposition, Gate, GatePhase
from app.domain.findings.terms import Severity
from app.extensions import db
from app.kernel.canonical import digest
from app.pages.deals.cards import Card
from app.pages.deals.filters import Selection, from_text, selection, view
from app.pages.deals.picture import Picture
from app.pages.deals.room import Visit, blueprint, of_members
from app.pages.deals.words import PARTS, SHORT, TONES, UNDECIDED
from app.pages.kit import choices
from app.pages.kit.access import access, actor
from app.security.permissions import Permission

ON_ITS_OWN = "line"
"""What a form of a line's own page says of where it stands, instead of an address of the inventory."""


@dataclass(frozen=True)
class Trouble:
    """Why a form of a line was not taken, with what was typed; *form* names it among the forms of the line."""

    form: str
    sentence: str
    typed: dict[str, str] = field(default_factory=dict)
    is_stale: bool = False


@blueprint.get("/deals/<ref>/inventory")
@access(Permission.SIGNED_IN)
@of_members()
def inventory(visit: Visit) -> Any:
    """The review: a summary, then every line that the filters let through."""
    return inventory_page(Picture(visit), selection(request.args))


def inventory_page(
    picture: Picture,
    chosen: Selection,
    *,
    trouble: Trouble | None = None,
    ticked: frozenset[str] = frozenset(),
) -> str:
    """The page; *trouble* stands at the form for several lines, of which *ticked* were ticked."""
    visit = picture.visit
    path = url_for("deals.inventory", ref=visit.ref)
    listing = view(picture.cards, chosen, path)
    shown = {card.number for card in listing["cards"]}
    wanted = (request.args.get("open", ""), request.args.get("then", ""))
    inside = [card for card in listing["found"] if card.in_perimeter]
    return render_template(
        "deals/inventory.html",
        picture=picture,
        listing=listing,
        chosen=chosen,
        parts=_parts(picture, chosen, path),
        summary=_summary(picture, chosen, path),
        groups=_groups(listing["cards"]),
        exceptions=picture.exceptions if _shows_exceptions(chosen, listing["page"]["number"]) else (),
        limits=_limits(picture),
        opened=next((number for number in wanted if number in shown), None),
        back=_query(chosen),
        may_issue=actor().may(Permission.REPORTS_ISSUE) and not visit.deal.archived,
        trouble=trouble,
        ticked=ticked,
        every=mark_of_all(visit.version, inside) if listing["page"]["pages"] > 1 and visit.may_write else "",
        inside=len(inside),
        dispositions=Disposition.choices(),
        contract_dispositions=ContractDisposition.choices(),
        **_words(visit),
    )


def mark_of_all(version: int, cards: list[Card]) -> str:
    """A mark of *cards* together: the *version* of the deal, and what the rules propose for each."""
    proposed = [f"{card.number}:{card.proposed.value if card.proposed else ''}" for card in cards]
    return digest([version, proposed])[:16]


@blueprint.get("/deals/<ref>/inventory/<number>")
@access(Permission.SIGNED_IN)
@of_members()
def line(visit: Visit, number: str) -> Any:
    """One line with everything about it, and the way to its neighbours."""
    picture = Picture(visit)
    return line_page(picture, find(picture, number))


def find(picture: Picture, number: str) -> Card:
    """The line *number*; not found where there is none."""
    found = picture.find(number)
    if found is None:
        abort(404)
    return found


def line_page(picture: Picture, card: Card, trouble: Trouble | None = None, back: str = ON_ITS_OWN) -> str:
    """The page of one line; *trouble* stands at the form that it concerns."""
    chosen = from_text(back) if back != ON_ITS_OWN else Selection("", {}, 0, 1)
    row = [one.number for one in picture.cards if chosen.takes(one) or one is card]
    place = row.index(card.number)
    return render_template(
        "deals/line.html",
        picture=picture,
        card=card,
        place=place + 1,
        total=len(row),
        earlier=row[place - 1] if place else None,
        later=row[place + 1] if place + 1 < len(row) else None,
        affected=[one.line for one in picture.exceptions if card.number in one.line.items],
        back=back,
        trouble=trouble,
        **_words(picture.visit),
    )


def _words(visit: Visit) -> dict[str, Any]:
    """What the forms of a line offer."""
    members = {member.person for member in visit.deal.members}
    return {
        "visit": visit,
        "deal": visit.deal,
        "PARTS": PARTS,
        "tones": TONES,
        "gates": list(Gate),
        "phases": list(GatePhase),
        "statuses": list(ConsentStatus),
        "members": [member.person for member in visit.deal.members],
        "people": accounts.names(db.session),
        "papers": {paper.sha256: paper for paper in visit.deal.papers},
        "owners": [(email, name) for email, name in choices.people() if email in members],
        "me": actor().email,
    }


def _query(chosen: Selection) -> str:
    return chosen.address("").lstrip("?")


def _groups(cards: list[Card]) -> list[tuple[str, str, list[Card]]]:
    """The lines by part, with the part's title."""
    found = [
        (letter, title, [card for card in cards if card.part == letter]) for letter, title in PARTS.items()
    ]
    return [group for group in found if group[2]]


def _parts(picture: Picture, chosen: Selection, path: str) -> list[dict[str, Any]]:
    """The parts as tabs, with how many lines each has."""
    tabs: list[dict[str, Any]] = [{"letter": "", "short": "All parts", "count": len(picture.cards)}]
    for letter, short in SHORT.items():
        count = sum(card.part == letter for card in picture.cards)
        count = len(picture.exceptions) if letter == "I" else count
        if count or letter in "ACE":
            tabs.append({"letter": letter, "short": short, "count": count})
    current = chosen.values.get("part", "")
    return [
        tab
        | {
            "url": chosen.address(path, part=tab["letter"] or None, page=None),
            "current": tab["letter"] == current,
        }
        for tab in tabs
    ]


def _shows_exceptions(chosen: Selection, page: int) -> bool:
    only = set(chosen.values) <= {"part"} and not chosen.words
    return only and page == 1 and chosen.values.get("part", "I") == "I"


def _summary(picture: Picture, chosen: Selection, path: str) -> dict[str, Any]:
    """Lines by disposition with records, open gates with the next day due, the worst exceptions, readiness."""
    found = schedule.summary(picture.inventory.lines, picture.inventory.exceptions)
    fresh = Selection("", {}, chosen.size, 1)
    due: dict[tuple[str, str], dt.date] = {}
    for card in picture.cards:
        for gate in card.gates:
            state = gate.state
            key = (state.gate.value, state.phase.value)
            if state.is_open and state.due_on is not None:
                due[key] = min(state.due_on, due.get(key, state.due_on))
    return {
        "dispositions": [
            row
            | {
                "label": _disposition(row["of"], row["disposition"]).label,
                "tone": TONES.get(row["disposition"], "neutral"),
                "url": fresh.address(path, disposition=row["disposition"]),
            }
            for row in found["dispositions"]
        ],
        "gates": sorted(
            (
                {
                    "label": Gate(row["gate"]).label,
                    "phase": GatePhase(row["phase"]),
                    "lines": row["lines"],
                    "due_on": due.get((row["gate"], row["phase"])),
                    "url": fresh.address(path, gates=row["gate"]),
                }
                for row in found["gates_open"]
            ),
            key=lambda row: (row["phase"] is GatePhase.AFTER, row["due_on"] or dt.date.max, -row["lines"]),
        ),
        "worst": [row | {"severity": Severity(row["severity"])} for row in found["worst"]],
        "readiness": found["readiness"],
        "undecided": sum(card.state == UNDECIDED for card in picture.cards),
        "undecided_url": fresh.address(path, decision=UNDECIDED),
        "flags": deal_flags(picture.inventory.matter),
        "is_final": picture.visit.deal.stage in {DealStage.CLOSED, DealStage.INTEGRATED, DealStage.ABANDONED},
    }


def _disposition(of: str, key: str) -> Disposition | ContractDisposition:
    return Disposition(key) if of == "data" else ContractDisposition(key)


_LIMITS = {
    "categories": "Data categories",
    "legal_basis": "Legal basis",
    "notice_at_collection": "Notice at collection",
    "records": "Number of records",
    "retention": "End of retention",
    "system": "System and location",
    "assignment_clause": "Reference of the assignment clause",
    "change_of_control_clause": "Reference of the change-of-control clause",
    "document": "Document of the agreement",
    "governing_law": "Governing law",
}


def _limits(picture: Picture) -> list[tuple[str, int]]:
    """The facts that lines lack, with how many lines do."""
    found = schedule.limits(picture.inventory.lines)
    return [(_LIMITS[name], count) for name, count in found.items() if count]
