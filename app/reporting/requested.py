"""Making the report of a request, and handing reports out as files."""

import datetime as dt
import os
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.domain.accounts import queries as accounts
from app.domain.reports import queries, requests
from app.domain.reports.filing import Claim, Stopped
from app.domain.reports.models import Report, ReportRequest
from app.infra import log
from app.infra.blobs import Blobs
from app.kernel.errors import CustodiaError, Missing
from app.reporting.issue import issue
from app.reporting.order import Order
from app.reporting.press import render
from app.reporting.seal import unwire
from app.security.actor import SYSTEM, Actor


class Alive(Protocol):
    """Keeps a claim alive while something long goes on."""

    def __call__(self, claim: Claim) -> AbstractContextManager[Any]:
        """Renew *claim* until the block ends."""


def run(session: Session, blobs: Blobs, request_id: str, alive: Alive) -> None:
    """Make the report that was requested as *request_id*; its row says how far it is and what went wrong.

    Nothing where somebody else makes it, or it is over.
    """
    claim = requests.claim(request_id)
    if claim is None:
        return
    request = session.get_one(ReportRequest, request_id)
    kind, asked_by, parameters = request.kind, request.asked_by, dict(request.parameters)

    def progress(words: str, done: int, total: int) -> None:
        requests.note(claim, words, done, total)

    try:
        with alive(claim):
            actor = _actor(session, asked_by)
            report = issue(session, blobs, actor, order_of(kind, parameters), progress, claim)
        requests.answer(claim, report.number)
    except Stopped:
        session.rollback()
        log.logger().info("report stopped", request=request_id, kind=kind)
    except CustodiaError as error:
        session.rollback()
        requests.fail(claim, error.sentence)
    except Exception as error:
        session.rollback()
        log.logger().error("report failed", request=request_id, kind=kind, exc_info=error)
        requests.fail(
            claim,
            "Something went wrong on our side while the report was made; the log says what. Nothing was issued.",
        )
        raise


def _actor(session: Session, email: str) -> Actor:
    if email == SYSTEM.email:
        return SYSTEM
    actor = accounts.actor_of(session, email)
    if actor is None:
        raise Missing("Whoever asked for this report can no longer sign in.")
    return actor


def order_of(kind: str, parameters: dict[str, Any]) -> Order:
    """The order that a request's plain *parameters* describe."""
    as_of = parameters.get("as_of")
    on = parameters.get("on")
    return Order(
        kind=kind,
        as_of=dt.datetime.fromisoformat(as_of) if as_of else None,
        on=dt.date.fromisoformat(on) if on else None,
        deal=parameters.get("deal"),
        third_party=parameters.get("third_party"),
        earlier=parameters.get("earlier"),
        later=parameters.get("later"),
        paper=parameters.get("paper", "A4"),
    )


def file_name(report: Report, form: str) -> str:
    """How a file of *report* is called: ``NUMBER_KIND.EXT``."""
    return f"{report.number}_{report.kind}.{form}"


def bytes_of(session: Session, blobs: Blobs, report: Report, form: str) -> bytes:
    """The file of *report* in *form*: as it was sealed, or as HTML, which is set from the sealed JSON.

    Raises :class:`Missing` for a format that it was not issued in.
    """
    files = {file.format: file.sha256 for file in queries.renderings(session, report.number)}
    if form == "html" and "json" in files:
        found = unwire(blobs.get(files["json"]))
        if found is not None:
            seal, snapshot = found
            return render(report.kind, snapshot, seal, "html")
    if form not in files:
        raise Missing(f"{report.number} was not issued as {form.upper()}.")
    return blobs.get(files[form])


def write_files(
    session: Session, blobs: Blobs, report: Report, folder: Path, forms: Sequence[str], *, mode: int = 0o600
) -> list[Path]:
    """Write the files of *report* in *forms* into *folder*, each whole or not at all; returns their paths.

    *mode* are their permissions: by default only the user that Custodia runs as may read them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for form in forms:
        path = folder / file_name(report, form)
        data = bytes_of(session, blobs, report, form)
        handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).chmod(mode)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        paths.append(path)
    return paths
