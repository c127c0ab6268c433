"""Views of deals: the list, one deal, its facts and stage.

Reports, segments, members, the inventory and its review have modules of their own; all stand behind the same door.
"""

import datetime as dt
from typing import Any

from flask import abort, flash, redirect, request, url_for

from app.domain.deals import moves, operations, remarks
from app.domain.deals.terms import DealStage
from app.extensions import db
from app.kernel.errors import Invalid
from app.pages.deals import (  # noqa: F401 -- they add their routes
    aftermath,
    bulk,
    calendars,
    consents,
    gates,
    guest_room,
    guests,
    inventory,
    issued,
    members,
    papers,
    review,
    segments,
    talk,
    what_if,
)
from app.pages.deals.detail import Trouble, page
from app.pages.deals.forms import deal_form
from app.pages.deals.listing import listing
from app.pages.deals.room import Visit, blueprint, enter, of_members
from app.pages.kit import acts, editing
from app.pages.kit.access import access, actor
from app.security.permissions import Permission

__all__ = ["blueprint"]


@blueprint.get("/deals")
@access(Permission.SIGNED_IN)
def index() -> Any:
    """The actor's deals; an empty list for who has none."""
    may_open = actor().may(Permission.DEALS_WRITE)
    return listing().respond(
        create_url=url_for("deals.new") if may_open else "",
        create_label="Open a deal",
        template="deals/index.html",
        waiting=len(remarks.waiting(db.session, actor())),
        may_calendar=actor().may(Permission.DEALS_READ) and actor().may(Permission.HOME_READ),
    )


@blueprint.route("/deals/new", methods=["GET", "POST"])
@access(Permission.DEALS_WRITE)
def new() -> Any:
    """Open one, with oneself as the first member."""
    return editing.create(
        deal_form(),
        lambda data: operations.open_deal(actor(), data),
        done=lambda record: url_for("deals.detail", ref=record.ref),
        said=lambda record: (
            f"{record.codename} is open as {record.ref}. Nobody sees it but its members: add them now."
        ),
        title="Open a deal",
        lead="Only you will see it until you add members.",
        submit="Open the deal",
        cancel=url_for("deals.index"),
        crumbs=[("Deals", url_for("deals.index"))],
    )


@blueprint.get("/deals/<ref>")
@access(Permission.SIGNED_IN)
@of_members(guests=True)
def detail(visit: Visit) -> Any:
    """Everything about one, but for its lines; to a guest their room."""
    return guest_room.page(visit) if visit.is_guest else page(visit)


@blueprint.route("/deals/<ref>/edit", methods=["GET", "POST"])
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def edit(visit: Visit) -> Any:
    """Change its facts; stage, members, segments and lines are changed on pages of their own."""
    return editing.edit(
        deal_form(omit=("stage",)),
        visit.deal,
        visit.version,
        lambda data, seen: operations.update(actor(), visit.ref, data, version=seen),
        done=visit.page,
        title=f"Edit {visit.deal.codename}",
        crumbs=visit.crumbs,
    )


@blueprint.post("/deals/<ref>/stage")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def move(visit: Visit) -> Any:
    """Move it through its stages."""
    wanted = request.form.get("stage", "")
    if wanted not in set(DealStage):
        abort(400)
    stage = DealStage(wanted)
    typed = {name: request.form.get(name, "") for name in ("on", "reason")}
    reason = typed["reason"].replace("\r\n", "\n").strip() or None
    return acts.perform(
        lambda: moves.move(actor(), visit.ref, stage, on=_day(typed["on"]), reason=reason),
        said=lambda record: f"{record.codename} is now at the stage “{record.stage.label}”.",
        done=lambda record: visit.page,
        again=lambda sentence: page(visit, Trouble(f"stage:{stage.value}", sentence, typed)),
    )


@blueprint.post("/deals/<ref>/archive")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def archive(visit: Visit) -> Any:
    """Take it out of its members' lists."""
    operations.archive(actor(), visit.ref)
    flash(f"{visit.deal.codename} is archived. Its history stays, and it can be restored.", "success")
    return redirect(visit.page, 303)


@blueprint.post("/deals/<ref>/restore")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def restore(visit: Visit) -> Any:
    """Bring it back to its members' lists."""
    return acts.perform(
        lambda: operations.restore(actor(), visit.ref),
        said=lambda record: f"{record.codename} is restored.",
        done=lambda record: visit.page,
        again=lambda sentence: page(enter(visit.ref), Trouble("restore", sentence)),
    )


def _day(text: str) -> dt.date | None:
    """The day that the form gives, if any; raises ``Invalid`` for what is no date."""
    try:
        return dt.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        shown = text if len(text) <= 60 else text[:57] + "…"
        raise Invalid.of(
            "on", f"Day: “{shown}” is not a date: write it as year-month-day, such as 2026-03-31."
        ) from None
