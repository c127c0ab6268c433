"""Issuing a report: collect, render, seal, file.

Collecting and rendering share nothing but the snapshot. The files are in the blob store before the one transaction
that files the report, so that a crash leaves either a whole report or none.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.domain.accounts import queries as accounts
from app.domain.audit import chain
from app.domain.reports import operations, queries
from app.domain.reports.catalogue import OFFERED, described
from app.domain.reports.models import Report, ReportRequest
from app.domain.reports.terms import Format, RequestState
from app.infra import log
from app.infra.blobs import Blobs
from app.kernel import clock
from app.kernel.canonical import digest
from app.kernel.errors import CustodiaError, Missing
from app.reporting.collect import collect
from app.reporting.order import Order
from app.reporting.press import render, versions
from app.reporting.seal import PreviousReport, Seal, TrailHead
from app.security.actor import SYSTEM, Actor

Progress = Callable[[str], None]

KEPT = tuple(form.value for form in Format if any(form in one.formats for one in OFFERED))
"""The formats that are sealed with reports and kept; HTML is set from the JSON whenever it is wanted."""


def issue(
    session: Session, blobs: Blobs, actor: Actor, order: Order, progress: Progress = lambda _: None
) -> Report:
    """Issue what *order* asks for on behalf of *actor*; returns the filed report.

    Raises what collecting raises: :class:`Missing` for a deal that the actor may not see.
    """
    progress("Collecting")
    snapshot = collect(session, blobs, actor, order)
    issued_at = clock.now()
    seal, position = _seal(session, order, digest(snapshot), issued_at, _name(session, actor))
    files: dict[str, tuple[str, int]] = {}
    forms = described(order.kind).formats
    for place, form in enumerate(forms, 1):
        progress(f"Setting {form.label}, {place} of {len(forms)}")
        data = render(order.kind, snapshot, seal, form.value)
        files[form.value] = (blobs.put(data), len(data))
    progress("Sealing")
    number = operations.file(
        actor,
        seal=seal.to_wire(),
        place=position,
        kind=order.kind,
        title=snapshot["title"],
        as_of=dt.datetime.fromisoformat(snapshot["as_of"]),
        on_day=dt.date.fromisoformat(snapshot["on"]),
        parameters=dict(snapshot["parameters"]),
        deal=order.deal,
        files=files,
    )
    return queries.get(session, SYSTEM, number)


def _seal(
    session: Session, order: Order, snapshot_sha256: str, issued_at: dt.datetime, issued_by: str
) -> tuple[Seal, int]:
    seq, head = chain.head(session)
    newest = queries.newest(session)
    place = (newest[0].place if newest else 0) + 1
    seal = Seal(
        number=f"R-{issued_at.year}-{place:04d}",
        kind=order.kind,
        issued_at=clock.format_instant(issued_at),
        issued_by=issued_by,
        snapshot_sha256=snapshot_sha256,
        versions=versions(),
        previous=PreviousReport(newest[0].number, newest[1] or "") if newest else None,
        trail=TrailHead(seq, head),
        paper=order.paper,
    )
    return seal, place


def _name(session: Session, actor: Actor) -> str:
    return accounts.names(session).get(actor.email, actor.name)


def run(session: Session, blobs: Blobs, request_id: str) -> None:
    """Make the report that was requested as *request_id*; its row says how far it is and what went wrong."""
    request = session.get(ReportRequest, request_id)
    if request is None or request.state not in {RequestState.WAITING, RequestState.RUNNING}:
        return
    parameters: dict[str, Any] = dict(request.parameters)
    kind, asked_by = request.kind, request.asked_by

    def progress(words: str) -> None:
        operations.note_progress(request_id, state=RequestState.RUNNING.value, progress=words)

    try:
        actor = accounts.actor_of(session, asked_by)
        if actor is None:
            raise Missing("Whoever asked for this report can no longer sign in.")
        report = issue(session, blobs, actor, order_of(kind, parameters), progress)
    except CustodiaError as error:
        session.rollback()
        operations.note_progress(request_id, state=RequestState.FAILED.value, problem=error.sentence)
    except Exception as error:
        session.rollback()
        log.logger().error("report failed", kind=kind, exc_info=error)
        sentence = "Something went wrong on our side while the report was made; the log says what. Nothing was issued."
        operations.note_progress(request_id, state=RequestState.FAILED.value, problem=sentence)
        raise
    else:
        operations.note_progress(
            request_id, state=RequestState.DONE.value, progress="Issued", report=report.number
        )


def order_of(kind: str, parameters: dict[str, Any]) -> Order:
    """The order that a request's plain *parameters* describe."""
    as_of = parameters.get("as_of")
    on = parameters.get("on")
    return Order(
        kind=kind,
        as_of=dt.datetime.fromisoformat(as_of) if as_of else None,
        on=dt.date.fromisoformat(on) if on else None,
        deal=parameters.get("deal"),
        paper=parameters.get("paper", "A4"),
    )


def write_files(
    session: Session, blobs: Blobs, report: Report, folder: Path, forms: Sequence[str]
) -> list[Path]:
    """Copy the files of *report* in *forms* into *folder* as ``NUMBER_KIND.EXT``; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for file in queries.renderings(session, report.number):
        if file.format in forms:
            path = folder / f"{report.number}_{report.kind}.{file.format}"
            path.write_bytes(blobs.get(file.sha256))
            paths.append(path)
    return paths
