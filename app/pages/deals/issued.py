"""The reports of a deal: released to guests or withdrawn, read on the screen, and taken as files."""

import re
from pathlib import PurePath
from typing import Any

from flask import Response, abort, current_app

from app.domain.deals import queries
from app.domain.deals.terms import HandingOn
from app.domain.reports import queries as reports
from app.domain.reports import releases
from app.domain.reports.models import Report
from app.extensions import db
from app.infra import blobs
from app.pages.deals.detail import Trouble, page
from app.pages.deals.room import Visit, blueprint, of_members
from app.pages.kit import acts
from app.pages.kit.access import access, actor
from app.reporting import copies, requested
from app.reporting.render.html import policy_of, with_way_back
from app.security.permissions import Permission

_NUMBER = re.compile(r"[A-Z0-9-]{1,40}")

MEDIA = {"pdf": "application/pdf", "json": "application/json"}


@blueprint.post("/deals/<ref>/reports/<number>/release")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def release_report(visit: Visit, number: str) -> Any:
    """Show it to guests."""
    return acts.perform(
        lambda: releases.release(actor(), visit.ref, number),
        said=lambda nothing: f"Guests see {number} from now on.",
        done=lambda nothing: visit.page + "#reports",
        again=lambda sentence: page(visit, Trouble("report", sentence)),
    )


@blueprint.post("/deals/<ref>/reports/<number>/withdraw")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def withdraw_report(visit: Visit, number: str) -> Any:
    """Hide it from guests."""
    return acts.perform(
        lambda: releases.withdraw(actor(), visit.ref, number),
        said=lambda nothing: f"Guests do not see {number} any more; copies that they took they have.",
        done=lambda nothing: visit.page + "#reports",
        again=lambda sentence: page(visit, Trouble("report", sentence)),
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
    shown = with_way_back(document.decode(), f"Back to {visit.deal.codename}", f"{visit.page}#reports")
    policy = f"{policy_of(report.seal['paper'])}; sandbox; frame-ancestors 'none'; base-uri 'none'"
    return Response(shown, mimetype="text/html", headers={"Content-Security-Policy": policy})


def _report(visit: Visit, number: str) -> Report:
    """The report *number* of the deal; not found where it is another's or the number is none."""
    if not _NUMBER.fullmatch(number):
        abort(404)
    report = reports.get(db.session, actor(), number)
    if report.deal != visit.ref:
        abort(404)
    return report
