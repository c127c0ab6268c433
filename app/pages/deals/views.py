"""Views of deals: the list, one deal, its facts and stage, and the files of its reports.

Segments, members, the inventory and its review have modules of their own; all stand behind the same door.
"""

import datetime as dt
import re
from pathlib import PurePath
from typing import Any

from flask import Response, abort, current_app, flash, redirect, request, url_for

from app.domain.deals import moves, operations, queries, remarks
from app.domain.deals.terms import DealStage, HandingOn
from app.domain.reports import queries as reports
from app.domain.reports.models import Report
from app.extensions import db
from app.infra import blobs
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
from app.reporting import copies, requested
from app.reporting.render.html import policy_of
from app.security.permissions import Permission

__all__ = ["blueprint"]

_NUMBER = re.compile(r"[A-Z0-9-]{1,40}")

MEDIA = {"pdf": "application/pdf", "json": "application/json"}


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


@blueprint.get("/deals/<ref>/reports/<number>/<form>")
@access(Permission.SIGNED_IN)
@of_members(guests=True)
def report_file(visit: Visit, number: str, form: str) -> Any:
    """A file of one of the deal's reports, exactly as it was sealed; for guests the PDF, as a copy of their own."""
    report = _report(visit, number)
    file = next((one for one in reports.renderings(db.session, number) if one.format == form), None)
    if file is None or form not in MEDIA or (visit.is_guest and form != "pdf"):
        abort(404)
    queries.expect_handing(db.session, actor(), visit.ref, HandingOn.SCHEDULES)
    store = blobs.open_blobs(current_app.config["SETTINGS"])
    if visit.is_guest:
        data = copies.pdf_for(db.session, store, report, email=actor().email, name=actor().name)
    else:
        data = store.get(file.sha256)
    name = PurePath(f"{report.number}_{report.kind}.{form}").name
    return Response(
        data, mimetype=MEDIA[form], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@blueprint.get("/deals/<ref>/reports/<number>/read")
@access(Permission.SIGNED_IN)
@of_members(guests=True)
def read_report(visit: Visit, number: str) -> Any:
    """One of the deal's reports to read on the screen, set from the sealed data; whoever may take nothing reads it."""
    report = _report(visit, number)
    document = requested.bytes_of(
        db.session, blobs.open_blobs(current_app.config["SETTINGS"]), report, "html"
    )
    policy = f"{policy_of(report.seal['paper'])}; sandbox; frame-ancestors 'none'; base-uri 'none'"
    return Response(document, mimetype="text/html", headers={"Content-Security-Policy": policy})


def _report(visit: Visit, number: str) -> Report:
    """The report *number* of the deal; not found where it is another's or the number is none."""
    if not _NUMBER.fullmatch(number):
        abort(404)
    report = reports.get(db.session, actor(), number)
    if report.deal != visit.ref:
        abort(404)
    return report


def _day(text: str) -> dt.date | None:
    """The day that the form gives, if any; raises ``Invalid`` for what is no date."""
    try:
        return dt.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        shown = text if len(text) <= 60 else text[:57] + "…"
        raise Invalid.of(
            "on", f"Day: “{shown}” is not a date: write it as year-month-day, such as 2026-03-31."
        ) from None
