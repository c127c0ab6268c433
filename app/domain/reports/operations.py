"""Writes of reports: filing what was sealed, and copies made of it for one recipient."""

import datetime as dt

from sqlalchemy import select

from app.db.unit_of_work import Work
from app.domain.operation import operation
from app.domain.reports import queries
from app.domain.reports.filing import Claim, File, Filing, Overtaken, Stopped
from app.domain.reports.models import Rendering, RenderingCopy, Report, ReportRequest
from app.domain.reports.terms import RequestState
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.REPORTS_ISSUE, "report.file")
def file(work: Work, actor: Actor, filing: Filing, claim: Claim | None = None) -> str:
    """File a sealed report with its files; returns its number.

    Where it was made for a request, *claim* says by whom: the request is done in the same transaction, so that it is
    answered by one report or by none. Raises :class:`Overtaken` where the seal does not follow the newest report, and
    :class:`Stopped` where the claim no longer stands.
    """
    session, number, seal = work.session, filing.number, filing.seal
    newest = session.execute(
        select(Report.number, Report.place).order_by(Report.place.desc()).limit(1)
    ).first()
    said = seal["previous"]["number"] if seal["previous"] else None
    if (newest.number if newest else None) != said or (newest.place if newest else 0) + 1 != filing.place:
        raise Overtaken
    session.add(
        Report(
            number=number,
            place=filing.place,
            kind=filing.kind,
            title=filing.title,
            as_of=filing.as_of,
            on_day=filing.on_day,
            parameters=dict(filing.parameters),
            deal=filing.deal,
            snapshot_sha256=str(seal["snapshot_sha256"]),
            seal=dict(seal),
            issued_at=dt.datetime.fromisoformat(str(seal["issued_at"])),
            issued_by=str(seal["issued_by"]),
            paper=str(seal["paper"]),
            order_sha256=filing.order_sha256,
        )
    )
    session.flush()
    for form, one in filing.files.items():
        session.add(
            Rendering(
                report=number,
                format=form,
                sha256=one.sha256,
                size=one.size,
                unsigned_sha256=one.unsigned_sha256,
            )
        )
    work.notes["report"] = filing.note()
    if filing.deal is not None:
        work.notes["deal"] = filing.deal
    if claim is not None:
        request = session.get(ReportRequest, claim.request, populate_existing=True)
        if request is None or request.worker != claim.worker or request.state != RequestState.RUNNING:
            raise Stopped
        request.state, request.progress, request.report = RequestState.DONE.value, "Issued", number
        request.done, request.changed_at = request.total, work.at
    session.flush()
    return number


@operation(Permission.SYSTEM, "report.copy")
def file_copy(work: Work, actor: Actor, number: str, form: str, recipient: str, made: File) -> None:
    """File that *made* is a copy of report *number* in the format *form*, derived for *recipient* alone.

    Whoever holds it can then have it verified like the report itself. The same copy filed again changes nothing.
    """
    report = queries.get(work.session, actor, number)
    if work.session.get(RenderingCopy, made.sha256) is not None:
        return
    work.session.add(
        RenderingCopy(
            sha256=made.sha256,
            report=number,
            format=form,
            recipient=recipient,
            made_at=work.at,
            size=made.size,
        )
    )
    work.notes["copy"] = {"report": number, "format": form, "recipient": recipient, "sha256": made.sha256}
    if report.deal is not None:
        work.notes["deal"] = report.deal
