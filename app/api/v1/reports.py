"""Reports through the interface: ask, watch, list, fetch the sealed files."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask import Response, current_app, request, url_for

from app.api.v1 import writing
from app.api.v1.authentication import actor
from app.api.v1.filters import known
from app.api.v1.problems import BadRequest
from app.api.v1.route import OBJECT, TEXT, Route, answer, page_of, query
from app.domain.deals import queries as deals
from app.domain.deals.terms import HandingOn
from app.domain.findings import reading
from app.domain.reports import queries, requests
from app.domain.reports.catalogue import OFFERED
from app.domain.reports.models import Report, ReportRequest
from app.domain.reports.terms import ReportKind
from app.extensions import db
from app.infra import blobs, queue
from app.kernel import clock
from app.kernel.errors import Invalid, Missing
from app.kernel.records import REQUIRED, DealRef, Line, Record, ThirdPartyRef, field
from app.reporting import issue, requested
from app.security.permissions import Permission

MOST = 200


class ReportOrder(Record):
    """What a report is to show; *as_of* is a day, its end in the organisation's time zone, or an instant."""

    kind: ReportKind = field("Kind", default=REQUIRED)
    as_of: Line | None = field("As of")
    on: dt.date | None = field("Rules applied as on")
    deal: DealRef | None = field("Deal")
    third_party: ThirdPartyRef | None = field("Third party")
    earlier: Line | None = field("Compared from")
    later: Line | None = field("Compared with")
    paper: Line = field("Paper", default="A4")


def routes() -> Iterator[Route]:
    """The routes."""
    yield Route(
        "/reports",
        "reports:list",
        "GET",
        listed,
        Permission.REPORTS_READ,
        "Reports",
        "List sealed reports, newest first",
        parameters=(
            query("kind", "The kind.", {"type": "string", "enum": list(ReportKind)}),
            query("before", "Those before this place.", {"type": "integer", "minimum": 1}),
        ),
        answers={200: page_of(OBJECT, {"type": "integer"})},
        problems=(400,),
    )
    yield Route(
        "/reports",
        "reports:ask",
        "POST",
        ask,
        Permission.REPORTS_ISSUE,
        "Reports",
        "Ask for a report: it is made in the background, or returned where it was issued from the same data",
        body=ReportOrder,
        answers={200: OBJECT, 202: OBJECT},
        problems=(400, 404, 409, 415, 422),
    )
    yield Route(
        "/report-requests/<request_id>",
        "reports:progress",
        "GET",
        progress,
        Permission.REPORTS_ISSUE,
        "Reports",
        "How far a report is that was asked for",
        answers={200: OBJECT},
        problems=(404,),
    )
    yield Route(
        "/report-requests/<request_id>",
        "reports:cancel",
        "DELETE",
        cancel,
        Permission.REPORTS_ISSUE,
        "Reports",
        "Stop a report that is being made",
        answers={200: OBJECT},
        problems=(404, 409),
    )
    yield Route(
        "/reports/<number>",
        "reports:read",
        "GET",
        read,
        Permission.REPORTS_READ,
        "Reports",
        "A report with its seal and the digests of its files",
        answers={200: OBJECT},
        problems=(404,),
    )
    yield Route(
        "/reports/<number>/files/<form>",
        "reports:file",
        "GET",
        file,
        Permission.REPORTS_READ,
        "Reports",
        "A file of a report, exactly as it was sealed",
        answers={200: TEXT},
        answers_as="application/octet-stream",
        problems=(404,),
    )


def listed() -> Response:
    """Sealed reports, newest first."""
    args = request.args
    known(args, ["kind", "before"])
    query_ = queries.issued(db.session, actor())
    if "kind" in args:
        if args["kind"] not in set(ReportKind):
            raise BadRequest(f"kind: “{args['kind'][:40]}” is not one of {', '.join(ReportKind)}.")
        query_ = query_.where(Report.kind == args["kind"])
    if "before" in args:
        if not (args["before"].isascii() and args["before"].isdigit() and len(args["before"]) < 10):
            raise BadRequest("before: give the “next” of the page before.")
        query_ = query_.where(Report.place < int(args["before"]))
    rows = db.session.scalars(query_.limit(MOST + 1)).all()
    following = rows[MOST - 1].place if len(rows) > MOST else None
    return answer({"items": [_report(row) for row in rows[:MOST]], "next": following})


def ask() -> Response:
    """Ask for a report."""
    order = ReportOrder.parse(writing.body())
    offered = {one.kind.value for one in OFFERED}
    if order.kind.value not in offered:
        raise Invalid.of("kind", f"Kind: it is not offered here: choose {', '.join(sorted(offered))}.")
    if order.paper not in {"A4", "Letter"}:
        raise Invalid.of("paper", "Paper: choose A4 or Letter.")
    if order.kind is ReportKind.INVENTORY and order.deal not in deals.visible_refs(db.session, actor()):
        raise Invalid.of("deal", "Deal: name one that is open to you.")
    instant = reading.resolve_instant(db.session, order.as_of, reading.time_zone(db.session))
    wanted = order.to_state() | {"as_of": None if instant is None else clock.format_instant(instant)}
    del wanted["kind"]
    parameters = {name: value for name, value in wanted.items() if value is not None}
    found = issue.issued_before(db.session, actor(), requested.order_of(order.kind.value, dict(parameters)))
    if found is not None:
        return answer(_report(found), Location=url_for("api_v1.reports:read", number=found.number))
    request_id = requests.ask(actor(), order.kind.value, parameters)
    queue.enqueue(current_app._get_current_object(), "issue_report", request_id)  # type: ignore[attr-defined]
    made = queries.request_of(db.session, actor(), request_id)
    return answer(_request(made), 202, Location=url_for("api_v1.reports:progress", request_id=request_id))


def progress(request_id: str) -> Response:
    """How far a request is."""
    return answer(_request(queries.request_of(db.session, actor(), request_id)))


def cancel(request_id: str) -> Response:
    """Stop a request."""
    requests.cancel(actor(), request_id)
    return progress(request_id)


def read(number: str) -> Response:
    """One report."""
    report = queries.get(db.session, actor(), number)
    files = [
        {
            "format": one.format,
            "sha256": one.sha256,
            "size": one.size,
            "url": url_for("api_v1.reports:file", number=number, form=one.format),
        }
        for one in queries.renderings(db.session, number)
    ]
    return answer(_report(report) | {"seal": report.seal, "files": files})


def file(number: str, form: str) -> Response:
    """A file of a report."""
    report = queries.get(db.session, actor(), number)
    found = next((one for one in queries.renderings(db.session, number) if one.format == form), None)
    if found is None:
        raise Missing(f"Report {number} has no file of that format.")
    if report.deal is not None:
        deals.expect_handing(db.session, actor(), report.deal, HandingOn.SCHEDULES)
    data = blobs.open_blobs(current_app.config["SETTINGS"]).get(found.sha256)
    name = f"{report.number}_{report.kind}.{found.format}"
    response = Response(data, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _report(row: Report) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.kind,
        "title": row.title,
        "as_of": clock.format_instant(row.as_of),
        "on": row.on_day.isoformat(),
        "parameters": row.parameters,
        "deal": row.deal,
        "snapshot_sha256": row.snapshot_sha256,
        "issued_at": clock.format_instant(row.issued_at),
        "issued_by": row.issued_by,
    }


def _request(row: ReportRequest) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "progress": row.progress,
        "problem": row.problem,
        "report": row.report,
    }
