"""What members say about a deal and its lines: comments, questions, answers; and what waits for oneself."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for

from app.domain.accounts import queries as accounts
from app.domain.deals import line_numbers, remarks
from app.domain.deals.course import Remark
from app.domain.deals.terms import RemarkKind
from app.extensions import db
from app.infra import queue
from app.kernel.errors import Conflict, Denied, Invalid, Refused
from app.pages.deals import detail, guest_room
from app.pages.deals.inventory import Trouble, find, line_page
from app.pages.deals.picture import Picture
from app.pages.deals.review import text_typed
from app.pages.deals.room import Visit, blueprint, enter, of_members
from app.pages.kit.access import access, actor
from app.security.actor import SYSTEM
from app.security.permissions import Permission

_DONE = {
    RemarkKind.COMMENT: "The comment is written",
    RemarkKind.QUESTION: "The question is asked",
    RemarkKind.ANSWER: "The answer is written",
}


@blueprint.post("/deals/<ref>/remarks")
@access(Permission.SIGNED_IN)
@of_members(guests=True)
def say(visit: Visit) -> Any:
    """Say something about the deal as a whole, or answer what was said about it.

    Guests, who do not see the lines, name the one that they ask about.
    """
    return _say(visit, None, named=request.form.get("line", "").strip().upper() or None)


@blueprint.post("/deals/<ref>/inventory/<number>/remarks")
@access(Permission.SIGNED_IN)
@of_members()
def say_on_line(visit: Visit, number: str) -> Any:
    """Say something about a line, or answer what was said about it."""
    return _say(visit, number)


def _say(visit: Visit, number: str | None, *, named: str | None = None) -> Any:
    picture = Picture(visit)
    if number is not None:
        find(picture, number)
    to = request.form.get("to") or None
    form = f"remark:{to}" if to else "remark"
    kind = RemarkKind.QUESTION if request.form.get("kind") == "question" else RemarkKind.COMMENT
    typed = {name: request.form.get(name, "") for name in ("text", "kind", "asked", "for_guests", "line")}
    try:
        if named is not None and picture.find(named) is None:
            raise Invalid.of(
                "line",
                f"Line: the schedule has no line “{named[:20]}”: write it as A-002, or leave it empty.",
            )
        _number(visit, picture)
        made = remarks.remark(
            actor(),
            visit.ref,
            text_typed("text") or "",
            kind=kind,
            line=number or named,
            to=to,
            asked=request.form.get("asked") or None,
            for_guests=bool(request.form.get("for_guests")),
        )
    except (Invalid, Refused, Conflict) as error:
        db.session.rollback()
        return _again(visit, number, Trouble(form, error.sentence, typed)), error.status
    if made.asked or made.mentions:
        queue.enqueue(current_app._get_current_object(), "remarked", visit.ref, made.number)  # type: ignore[attr-defined]
    flash(_said(made), "success")
    return redirect(_place(visit, number) + f"#{made.number}", 303)


def _number(visit: Visit, picture: Picture) -> None:
    """Let the numbers that the page shows last, so that a remark stays with its line.

    On behalf of the system: a member who only reads may remark, and the numbers are no decision.
    """
    if not picture.is_numbered():
        line_numbers.number_lines(SYSTEM, visit.ref, picture.keys_in_order(), version=visit.version)


def _said(made: Remark) -> str:
    names = accounts.names(db.session)
    told = [
        names.get(email, email)
        for email in dict.fromkeys([*([made.asked] if made.asked else []), *made.mentions])
    ]
    what = {"question": "The question is asked", "answer": "The answer is written"}.get(
        made.kind, "The comment is written"
    )
    return f"{what}; it waits for {', '.join(told)}." if told else f"{what}."


def _place(visit: Visit, number: str | None) -> str:
    if visit.is_guest:
        return visit.page
    return visit.page if number is None else url_for("deals.line", ref=visit.ref, number=number)


def _again(visit: Visit, number: str | None, trouble: Trouble) -> str:
    again = enter(visit.ref)
    if visit.is_guest:
        return guest_room.page(again, detail.Trouble(trouble.form, trouble.sentence, trouble.typed))
    if number is None:
        return detail.page(again, detail.Trouble(trouble.form, trouble.sentence, trouble.typed))
    picture = Picture(again)
    return line_page(picture, find(picture, number), trouble)


@blueprint.post("/deals/<ref>/remarks/<remark>/settle")
@access(Permission.SIGNED_IN)
@of_members(guests=True)
def settle(visit: Visit, remark: str) -> Any:
    """Say that it needs nothing more, or open it again."""
    settled = request.form.get("settled") == "yes"
    found = next((one for one in visit.deal.remarks if one.number == remark), None)
    line = found.line if found is not None and (found.for_guests or not visit.is_guest) else None
    try:
        remarks.settle(actor(), visit.ref, remark, settled=settled)
    except (Refused, Denied) as error:
        db.session.rollback()
        return _again(visit, line, Trouble("remark", error.sentence, {})), error.status
    flash("It is settled." if settled else "It is open again.", "success")
    return redirect(_place(visit, line) + f"#{remark}", 303)


@blueprint.get("/deals/remarks")
@access(Permission.SIGNED_IN)
def waiting() -> Any:
    """What waits for oneself, in every deal that is open to one."""
    return render_template(
        "deals/waiting.html", rows=remarks.waiting(db.session, actor()), people=accounts.names(db.session)
    )


@blueprint.post("/deals/<ref>/remarks/read")
@access(Permission.SIGNED_IN)
@of_members(guests=True)
def read(visit: Visit) -> Any:
    """Take what was said in the deal so far as read; questions wait until they are answered."""
    remarks.mark_read(actor(), visit.ref)
    flash(f"What was said in {visit.deal.codename} so far is read.", "success")
    return redirect(url_for("deals.waiting"), 303)
