"""The calendar of one's deals at a secret address: made, shown once, revoked; and the calendar itself."""

from typing import Any

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for

from app.domain.deals import calendar as calendars
from app.extensions import db
from app.kernel import clock
from app.kernel.icalendar import calendar as written
from app.pages.deals.room import blueprint
from app.pages.kit.access import access, actor
from app.security.permissions import Permission


@blueprint.get("/deals/calendar")
@access(Permission.DEALS_READ)
def calendar() -> Any:
    """Whether there is an address, since when, and when it was read last; none for guests."""
    _expect_house()
    return _page()


def _expect_house() -> None:
    """Not found for guests, whose rooms hold no days of the deal."""
    if not actor().may(Permission.HOME_READ):
        abort(404)


def _page(address: str = "") -> str:
    found = calendars.address_of(db.session, actor().email)
    return render_template("deals/calendar.html", address=address, found=found)


@blueprint.post("/deals/calendar")
@access(Permission.DEALS_READ)
def make_calendar() -> Any:
    """Make a new address, shown on this answer and never again."""
    _expect_house()
    token = calendars.make_address(actor())
    public = current_app.config["SETTINGS"].public_url
    path = url_for("deals.calendar_feed", token=token)
    return _page((public.rstrip("/") if public else request.host_url.rstrip("/")) + path)


@blueprint.post("/deals/calendar/revoke")
@access(Permission.DEALS_READ)
def revoke_calendar() -> Any:
    """Let the address lead nowhere."""
    _expect_house()
    calendars.revoke_address(actor())
    flash("The address leads nowhere from now on.", "success")
    return redirect(url_for("deals.calendar"), 303)


@blueprint.get("/calendar/<token>.ics")
@access(Permission.PUBLIC)
def calendar_feed(token: str) -> Response:
    """The calendar of the person behind *token*, for a calendar program."""
    reader = calendars.reader_of(db.session, token)
    found = calendars.happenings(db.session, reader, current_app.config["SETTINGS"].public_url)
    calendars.note_reading(token)
    return Response(
        written("Custodia", found, clock.now()),
        mimetype="text/calendar",
        headers={
            "Content-Disposition": "inline; filename=custodia.ics",
            "X-Robots-Tag": "noindex",
            "Referrer-Policy": "no-referrer",
        },
    )
