"""Writes of reports: filing what was sealed, and keeping track of requests."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.db.unit_of_work import Work, technical_writes
from app.domain.operation import operation
from app.domain.reports.models import Rendering, Report, ReportRequest
from app.kernel import clock, ids
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.REPORTS_ISSUE, "report.file")
def file(
    work: Work,
    actor: Actor,
    *,
    seal: Mapping[str, Any],
    place: int,
    kind: str,
    title: str,
    as_of: dt.datetime,
    on_day: dt.date,
    parameters: Mapping[str, Any],
    deal: str | None,
    files: Mapping[str, tuple[str, int]],
) -> str:
    """File a sealed report with its *files* (format to SHA-256 and size); returns its number.

    The trail entry carries the seal's snapshot hash and every digest, so that the row cannot be rewritten unseen.
    """
    number = str(seal["number"])
    work.session.add(
        Report(
            number=number,
            place=place,
            kind=kind,
            title=title,
            as_of=as_of,
            on_day=on_day,
            parameters=dict(parameters),
            deal=deal,
            snapshot_sha256=str(seal["snapshot_sha256"]),
            seal=dict(seal),
            issued_at=dt.datetime.fromisoformat(str(seal["issued_at"])),
            issued_by=str(seal["issued_by"]),
        )
    )
    work.session.flush()
    for form, (sha256, size) in files.items():
        work.session.add(Rendering(report=number, format=form, sha256=sha256, size=size))
    work.notes["report"] = {
        "number": number,
        "kind": kind,
        "seal": dict(seal),
        "files": {form: sha256 for form, (sha256, _) in sorted(files.items())},
    }
    if deal is not None:
        work.notes["deal"] = deal
    work.session.flush()
    return number


def ask(actor: Actor, kind: str, parameters: Mapping[str, Any]) -> str:
    """Note a request for a report; returns its id."""
    with technical_writes("report request") as session:
        now = clock.now()
        request = ReportRequest(
            id=str(ids.uuid7()),
            kind=kind,
            parameters=dict(parameters),
            state="waiting",
            progress="Waiting for a worker",
            asked_by=actor.email,
            asked_at=now,
            changed_at=now,
        )
        session.add(request)
        return request.id


def note_progress(request_id: str, **changes: Any) -> None:
    """Change state, progress, report or problem of a request."""
    with technical_writes("report request") as session:
        request = session.get(ReportRequest, request_id)
        if request is not None:
            for name, value in changes.items():
                setattr(request, name, value)
            request.changed_at = clock.now()
