"""Views of reports: what can be issued, what was issued, its files, and requests under way."""

import datetime as dt
from pathlib import PurePath
from typing import Any

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import select

from app.domain.deals import queries as deals
from app.domain.deals.terms import HandingOn
from app.domain.findings import reading
from app.domain.reports import queries, requests, sides
from app.domain.reports.catalogue import OFFERED
from app.domain.reports.models import Report
from app.domain.reports.terms import CODES, Format, ReportKind
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.infra import blobs, certificates, queue
from app.kernel import clock
from app.kernel.errors import Invalid
from app.pages.kit import cells, formats, past
from app.pages.kit.access import access, actor
from app.pages.kit.lists import Column, Filter, Listing, contains
from app.pages.reports import schedules  # noqa: F401 -- adds its routes
from app.pages.reports.blueprint import blueprint
from app.reporting import issue, requested, seal
from app.security.permissions import Permission

MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "html": "text/html",
}


def listing() -> Listing:
    """The list of issued reports that the actor may see."""
    return Listing(
        title="Reports",
        name="reports",
        lead="Each report is sealed: whoever holds a file can prove later that it is genuine.",
        query=lambda: select(
            Report.number,
            Report.kind,
            Report.title,
            Report.as_of,
            Report.issued_at,
            Report.issued_by,
            Report.snapshot_sha256,
            Report.paper,
            queries.formats_of_report().label("formats"),
            queries.is_superseded().label("superseded"),
        ).where(queries.visible(db.session, actor())),
        key=Report.place.desc(),
        url=lambda row: url_for("reports.detail", number=row.number),
        search=contains(Report.number, Report.title, Report.snapshot_sha256),
        placeholder="Number, title, hash",
        empty_title="Nothing issued yet",
        empty_text="Choose a report above to issue the first one.",
        default_sort="-issued",
        archived=lambda row: False,
        columns=(
            Column("title", "Report", lambda row: row.title, sort=Report.title),
            Column("files", "Files", _file_links, export=lambda row: row.formats),
            Column("number", "Number", lambda row: row.number, sort=Report.place),
            Column(
                "kind",
                "Kind",
                lambda row: CODES[ReportKind(row.kind)],
                sort=Report.kind,
                export=lambda row: ReportKind(row.kind).label,
            ),
            Column(
                "state",
                "State",
                _state,
                sort=queries.is_superseded(),
            ),
            Column(
                "as_of",
                "As of",
                lambda row: formats.moment(row.as_of),
                sort=Report.as_of,
                export=lambda row: row.as_of,
            ),
            Column(
                "issued",
                "Issued",
                lambda row: formats.moment(row.issued_at),
                sort=Report.issued_at,
                export=lambda row: row.issued_at,
            ),
            Column("by", "By", lambda row: row.issued_by),
            Column(
                "sha256",
                "Snapshot",
                lambda row: row.snapshot_sha256[:12],
                shown=False,
                export=lambda row: row.snapshot_sha256,
            ),
            Column("paper", "Paper", lambda row: row.paper, shown=False),
        ),
        filters=(
            Filter("kind", "Kind", ReportKind.choices, lambda value: Report.kind == value),
            Filter(
                "state",
                "State",
                lambda: (("latest", "Latest of its kind"), ("superseded", "Superseded")),
                lambda value: queries.is_superseded() if value == "superseded" else ~queries.is_superseded(),
            ),
            Filter(
                "issued", "Issued", lambda: [(key, words) for key, (words, _) in _PERIODS.items()], _issued
            ),
            Filter(
                "by",
                "Issued by",
                lambda: [(name, name) for name in queries.issuers(db.session, actor())],
                lambda value: Report.issued_by == value,
            ),
        ),
    )


_PERIODS = {
    "week": ("In the last 7 days", 7),
    "month": ("In the last 31 days", 31),
    "quarter": ("In the last 92 days", 92),
    "year": ("In the last 366 days", 366),
}
"""How far back one looks, in days."""


def _issued(value: str) -> Any:
    return Report.issued_at >= clock.now() - dt.timedelta(days=_PERIODS[value][1])


def _state(row: Any) -> Any:
    return cells.keyed(_STATES, "superseded_report" if row.superseded else "valid")


_STATES = (("valid", "Latest"), ("superseded_report", "Superseded"))


def _file_links(row: Any) -> Markup:
    """A link to every file, named for those who hear it out of its row."""
    return Markup(" ").join(
        Markup(
            '<a class="file-link" href="{}" download>{}<span class="visually-hidden"> of {}</span></a>'
        ).format(url_for("reports.download", number=row.number, form=form.value), form.label, row.number)
        for form in Format
        if form.value in (row.formats or "").split(",")
    )


@blueprint.get("/reports")
@access(Permission.REPORTS_READ)
def index() -> Any:
    """What can be issued, what is under way, what was issued."""
    return _index()


def _index(problem: str = "", said: dict[str, str] | None = None) -> Any:
    who = actor()
    return listing().respond(
        template="reports/index.html",
        offered=OFFERED,
        deals=deals.options(db.session, who) if who.may(Permission.DEALS_READ) else [],
        under_way=queries.requests_of(db.session, who),
        kinds={kind.value: kind.label for kind in ReportKind},
        open_states=requests.OPEN,
        third_parties=third_parties.options(db.session) if who.may(Permission.REPORTS_ISSUE) else [],
        latest={one.kind.value: queries.latest(db.session, one.kind.value) for one in OFFERED},
        may_issue=who.may(Permission.REPORTS_ISSUE),
        problem=problem,
        said=said or {},
    )


@blueprint.post("/reports")
@access(Permission.REPORTS_ISSUE)
def ask() -> Any:
    """Ask for a report; a worker makes it."""
    form = {
        name: request.form.get(name, "").strip()
        for name in ("kind", "deal", "third_party", "as_of", "paper", "from", "to")
    }
    if form["kind"] not in {one.kind.value for one in OFFERED}:
        abort(400)
    try:
        parameters = _parameters(form)
    except Invalid as error:
        return _index(past.worded(error), form), 422
    return _asked(form["kind"], parameters)


def _asked(kind: str, parameters: dict[str, Any]) -> Any:
    """To the report, where it was issued before from the same data; else to the progress of a new request."""
    found = issue.issued_before(db.session, actor(), requested.order_of(kind, parameters))
    if found is not None:
        flash("Nothing has changed since this report was issued, so it is not issued again.", "success")
        return redirect(url_for("reports.detail", number=found.number), 303)
    request_id = requests.ask(actor(), kind, parameters)
    queue.enqueue(current_app._get_current_object(), "issue_report", request_id)  # type: ignore[attr-defined]
    return redirect(url_for("reports.progress", request_id=request_id), 303)


def _parameters(form: dict[str, str]) -> dict[str, str]:
    parameters = {"paper": form["paper"] if form["paper"] in {"A4", "Letter"} else "A4"}
    if form["as_of"]:
        instant = reading.resolve_instant(db.session, form["as_of"], reading.time_zone(db.session))
        if instant is not None:
            parameters["as_of"] = clock.format_instant(instant)
    if form["kind"] == ReportKind.COMPARISON:
        found = sides.resolve(db.session, actor(), form["from"], form["to"])
        parameters["earlier"] = form["from"]
        parameters |= {"later": form["to"]} if form["to"] else {}
        parameters |= {"deal": found.deal} if found.deal else {}
    if form["kind"] == ReportKind.INVENTORY:
        if form["deal"] not in dict(deals.options(db.session, actor())):
            raise Invalid.of("deal", "Deal: choose the deal whose inventory is to be issued.")
        parameters["deal"] = form["deal"]
    if form["kind"] == ReportKind.VENDOR:
        if form["third_party"] not in dict(third_parties.options(db.session)):
            raise Invalid.of("third party", "Third party: choose the one whose file is to be issued.")
        parameters["third_party"] = form["third_party"]
    return parameters


@blueprint.get("/reports/requests/<request_id>")
@access(Permission.REPORTS_ISSUE)
def progress(request_id: str) -> Any:
    """How far a request is; turns into the report once it is issued."""
    found = queries.request_of(db.session, actor(), request_id)
    if found.report:
        return redirect(url_for("reports.detail", number=found.report), 303)
    return render_template(
        "reports/progress.html",
        request_row=found,
        kind=ReportKind(found.kind),
        is_open=found.state in requests.OPEN,
    )


@blueprint.post("/reports/requests/<request_id>/again")
@access(Permission.REPORTS_ISSUE)
def again(request_id: str) -> Any:
    """Ask once more for what failed or was cancelled."""
    found = queries.request_of(db.session, actor(), request_id)
    kind, parameters = found.kind, dict(found.parameters)
    requests.dismiss(actor(), request_id)
    return _asked(kind, parameters)


@blueprint.get("/reports/<number>")
@access(Permission.REPORTS_READ)
def detail(number: str) -> Any:
    """One report with its seal and files."""
    report = queries.get(db.session, actor(), number)
    return render_template(
        "reports/detail.html",
        report=report,
        code=CODES[ReportKind(report.kind)],
        issued_by=report.issued_by,
        files=queries.renderings(db.session, number),
        newer=queries.superseded_by(db.session, report),
        preceding=queries.preceding(db.session, actor(), report),
        following=queries.following(db.session, actor(), report),
        signed_by=_signed_by(report),
        comparable=_comparable(report),
    )


def _signed_by(report: Report) -> certificates.Facts | None:
    """Whose certificate sealed *report*; ``None`` where it was issued before seals were signed."""
    try:
        chain = seal.signers(seal.Seal.from_wire(report.seal))
    except ValueError:
        return None
    return certificates.facts(chain[0]) if chain else None


def _comparable(report: Report) -> list[tuple[str, str]]:
    """The other reports of its kind with which *report* can be compared, newest first, as choices."""
    if report.kind == ReportKind.COMPARISON or not actor().may(Permission.REGISTER_READ):
        return []
    of_kind = queries.issued(db.session, actor()).where(
        Report.kind == report.kind,
        Report.number != report.number,
        Report.deal.is_not_distinct_from(report.deal),
    )
    return [
        (one.number, f"{one.number}, as of {formats.day(one.as_of)}")
        for one in db.session.scalars(of_kind.limit(50))
    ]


@blueprint.get("/reports/<number>/<form>")
@access(Permission.REPORTS_READ)
def download(number: str, form: str) -> Any:
    """A file of the report, exactly as it was sealed; or HTML, which is set from the sealed data."""
    report = queries.get(db.session, actor(), number)
    if form not in MEDIA:
        abort(404)
    if report.deal is not None:
        deals.expect_handing(db.session, actor(), report.deal, HandingOn.SCHEDULES)
    data = requested.bytes_of(db.session, blobs.open_blobs(current_app.config["SETTINGS"]), report, form)
    name = PurePath(requested.file_name(report, form)).name
    return Response(
        data, mimetype=MEDIA[form], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@blueprint.post("/reports/requests/<request_id>/cancel")
@access(Permission.REPORTS_ISSUE)
def cancel(request_id: str) -> Any:
    """Stop a report that is being made; nothing of it is issued."""
    requests.cancel(actor(), request_id)
    flash("The request is cancelled: nothing was issued.", "success")
    return redirect(url_for("reports.index"), 303)


@blueprint.post("/reports/requests/<request_id>/dismiss")
@access(Permission.REPORTS_ISSUE)
def dismiss(request_id: str) -> Any:
    """Take a request that failed or was cancelled off the list."""
    requests.dismiss(actor(), request_id)
    flash("The request is dismissed.", "success")
    return redirect(url_for("reports.index"), 303)
