"""What a member decides on a line: disposition, approval, gates, the counterparty's consent, a note.

Every form carries a mark of the line as the person saw it; where the line, or what the rules propose for it,
has changed since, nothing is taken and the line is shown as it is now, with what was typed.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, redirect, request, url_for

from app.domain.deals import items, line_numbers, papers, queries
from app.domain.deals.records import ItemGate
from app.domain.deals.terms import ConsentStatus, ContractDisposition, Disposition
from app.extensions import db
from app.kernel.errors import Conflict, Invalid, Refused, TooLarge
from app.kernel.records import LINE, PROSE
from app.pages.deals.cards import Card
from app.pages.deals.filters import following, from_text
from app.pages.deals.inventory import ON_ITS_OWN, Trouble, find, line_page
from app.pages.deals.picture import Picture
from app.pages.deals.room import Visit, blueprint, enter, of_members
from app.pages.kit import uploads
from app.pages.kit.access import access, actor
from app.security.permissions import Permission

T = TypeVar("T")

STALE = (
    "This line, or what the rules propose for it, has changed since you opened it: look at it as it is now, then "
    "decide again. Nothing of what you entered is lost."
)


@blueprint.post("/deals/<ref>/inventory/<number>/decide")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def decide(visit: Visit, number: str) -> Any:
    """Decide what happens to the line: as proposed, or otherwise with a reason."""

    def save(card: Card, version: int) -> str:
        key = request.form.get("disposition", "")
        kind = ContractDisposition if card.is_agreement else Disposition
        if key not in set(kind):
            raise Invalid.of("disposition", "Disposition: choose one of the list.")
        chosen = kind(key)
        reason = text_typed("reason")
        items.decide_item(
            actor(),
            visit.ref,
            number,
            chosen,
            proposed=card.proposed,
            rule_ids=card.standing.rule_ids,
            reason=reason,
            version=version,
        )
        against = card.proposed is not None and chosen != card.proposed
        how = ", against the proposal; another person must approve it" if against else ""
        return f"{number} is decided: {chosen.label.lower()}{how}."

    return _take(visit, number, "decide", save)


@blueprint.post("/deals/<ref>/inventory/<number>/approve")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def approve(visit: Visit, number: str) -> Any:
    """Approve what was decided; an override by another person than its author."""

    def save(card: Card, version: int) -> str:
        items.approve_item(actor(), visit.ref, number, version=version)
        return f"{number} is approved."

    return _take(visit, number, "approve", save)


@blueprint.post("/deals/<ref>/inventory/<number>/gate")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def gate(visit: Visit, number: str) -> Any:
    """Record a gate of the line: its owner, when it is due, when it was met and what shows it."""
    key = (request.form.get("gate", ""), request.form.get("phase", ""))

    def save(card: Card, version: int) -> str:
        owner = request.form.get("owner", "")
        if owner and owner not in {member.person for member in visit.deal.members}:
            raise Invalid.of("owner", "Owner: choose a member of the deal: nobody else can see the gate.")
        record = ItemGate.parse({name: request.form.get(name, "") for name in ItemGate.model_fields})
        paper = filed(visit, note=f"{number}: {record.gate.label}")
        if paper is not None:
            record = record.model_copy(update={"document": paper})
            version = queries.get(db.session, actor(), visit.ref)[1]
        items.set_gate(actor(), visit.ref, number, record, version=version)
        done = "met" if record.met_on is not None else "recorded"
        return f"{number}: the gate “{record.gate.label}” is {done}."

    return _take(visit, number, f"gate:{key[0]}:{key[1]}"[:80], save)


@blueprint.post("/deals/<ref>/inventory/<number>/consent")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def consent(visit: Visit, number: str) -> Any:
    """Record where the counterparty's consent stands, and since when."""

    def save(card: Card, version: int) -> str:
        if not card.is_agreement:
            raise Refused(f"{number} is no agreement: it has no counterparty to ask.")
        if request.form.get("status", "") not in set(ConsentStatus):
            raise Invalid.of("status", "Consent: choose one of the list.")
        status = ConsentStatus(request.form["status"])
        paper = filed(visit, note=f"{number}: answer of the counterparty")
        if paper is not None:
            version = queries.get(db.session, actor(), visit.ref)[1]
        day = day_typed("on", "Day")
        items.set_consent(actor(), visit.ref, number, status, on=day, document=paper, version=version)
        return f"{number}: the consent is recorded as {status.label.lower()}."

    return _take(visit, number, "consent", save)


@blueprint.post("/deals/<ref>/inventory/<number>/note")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def note(visit: Visit, number: str) -> Any:
    """Replace the note on the line."""

    def save(card: Card, version: int) -> str:
        text = text_typed("note")
        items.note_item(actor(), visit.ref, number, text, version=version)
        return f"{number}: the note is {'saved' if text else 'removed'}."

    return _take(visit, number, "note", save)


def _take(visit: Visit, number: str, form: str, save: Callable[[Card, int], str]) -> Any:
    """Do *save* on the line as the person saw it; on a refusal show the line with what was typed."""
    picture = Picture(visit)
    card = find(picture, number)
    back = request.form.get("back", ON_ITS_OWN)[:2000]
    typed = {
        name: value for name, value in request.form.items() if name not in {"csrf_token", "seen", "back"}
    }
    if request.form.get("seen") != card.seen:
        return line_page(picture, card, Trouble(form, STALE, typed, is_stale=True), back), 409
    try:
        if not card.in_perimeter:
            raise Refused(f"{number} is outside the perimeter: set its segment inside before deciding on it.")
        version = numbered(visit, picture)
        said = save(card, version)
    except Conflict:
        return _again(visit.ref, number, Trouble(form, STALE, typed, is_stale=True), back), 409
    except (Invalid, Refused, TooLarge) as error:
        return _again(visit.ref, number, Trouble(form, error.sentence, typed), back), error.status
    flash(said, "success")
    if back == ON_ITS_OWN:
        return redirect(url_for("deals.line", ref=visit.ref, number=number), 303)
    chosen = from_text(back)
    opened = {"open": number}
    after = following(picture.cards, chosen, number) if chosen.is_narrow else None
    if after is not None:
        opened["then"] = after
    return redirect(chosen.address(url_for("deals.inventory", ref=visit.ref), **opened), 303)


def filed(visit: Visit, *, note: str) -> str | None:
    """The hash of the file that the form holds, filed with the deal; ``None`` where it holds none."""
    upload = uploads.read(request.files.get("file"))
    if upload is None:
        return None
    paper = papers.file(actor(), uploads.blobs(), visit.ref, upload, limit=uploads.limit(), note=note[:LINE])
    return paper.sha256


def numbered(visit: Visit, picture: Picture) -> int:
    """Let the numbers that the page shows last; returns the version of the deal to write on."""
    if picture.is_numbered():
        return visit.version
    line_numbers.number_lines(actor(), visit.ref, picture.keys_in_order(), version=visit.version)
    return queries.get(db.session, actor(), visit.ref)[1]


def _again(ref: str, number: str, trouble: Trouble, back: str) -> str:
    db.session.rollback()
    picture = Picture(enter(ref))
    return line_page(picture, find(picture, number), trouble, back)


def text_typed(name: str) -> str | None:
    """A long text of the form without the line ends of its wire format; raises ``Invalid`` beyond the limit."""
    text = request.form.get(name, "").replace("\r\n", "\n").strip()
    if len(text) > PROSE:
        raise Invalid.of(name, f"{name.capitalize()}: is too long: shorten it to {PROSE:,} characters.")
    return text or None


def day_typed(name: str, label: str) -> dt.date | None:
    """The day that the form gives, if any; raises ``Invalid`` for what is no date."""
    text = request.form.get(name, "").strip()
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        shown = text if len(text) <= 60 else text[:57] + "…"
        raise Invalid.of(
            name, f"{label}: “{shown}” is not a date: write it as year-month-day, such as 2026-03-31."
        ) from None
