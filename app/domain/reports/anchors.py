"""Sealed reports as anchors of the trail: each carries the head of the trail at its instant.

Whoever rewrites the trail from some entry on, or cuts its end off, contradicts every report that was sealed later. The
rows of reports, of their files and of copies are held against what the trail says of them, and the files against their
digests.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import verification
from app.domain.audit.models import Entry
from app.domain.audit.verification import Fault
from app.domain.reports.models import Rendering, RenderingCopy, Report
from app.infra.blobs import Blobs, Damaged
from app.kernel import clock
from app.kernel.canonical import canonical
from app.kernel.errors import Missing


def verify_all(session: Session, blobs: Blobs) -> Iterator[Fault]:
    """Name what does not hold of the whole trail, then of the reports that stand in it, their files included."""
    yield from verification.verify(session)
    yield from verify(session, blobs)


def verify(session: Session, blobs: Blobs | None = None) -> Iterator[Fault]:
    """Name every report whose seal, row or files the trail contradicts, and every report that is gone.

    With *blobs*, the files themselves are read as well.
    """
    filed = _noted(session, "report.file", "report")
    before: Report | None = None
    for report in session.scalars(select(Report).order_by(Report.place)):
        said = filed.pop(report.number, None)
        if said is None:
            yield _fault(report, f"Report {report.number} was filed by no entry of the trail.")
        else:
            yield from _against_entry(session, report, said)
        yield from _against_trail(session, report)
        yield from _against_previous(session, report, before)
        if blobs is not None:
            yield from _against_store(session, report, blobs)
        before = report
    for number in sorted(filed):
        yield Fault(f"report {number}", f"Report {number} is missing from the register.")
    yield from _copies(session)


def _noted(session: Session, operation: str, note: str) -> dict[str, Any]:
    """What the trail says of each report, by number."""
    rows = session.scalars(select(Entry.notes).where(Entry.operation == operation))
    return {notes[note]["number"]: notes[note] for notes in rows}


def _against_entry(session: Session, report: Report, said: dict[str, Any]) -> Iterator[Fault]:
    """The rows against what the entry holds; an entry of an earlier version may hold less."""
    stands = {
        "place": report.place,
        "kind": report.kind,
        "title": report.title,
        "as_of": clock.format_instant(report.as_of),
        "on": report.on_day.isoformat(),
        "parameters": report.parameters,
        "order": report.order_sha256,
        "seal": report.seal,
    }
    seal = report.seal
    follows = {
        "snapshot_sha256": report.snapshot_sha256,
        "issued_by": report.issued_by,
        "issued_at": clock.format_instant(report.issued_at),
        "paper": report.paper,
    }
    if any(
        name in said and canonical(said[name]) != canonical(value) for name, value in stands.items()
    ) or any(seal.get(name) != value for name, value in follows.items()):
        yield _fault(report, f"Report {report.number} differs from what was filed.")
    rows = session.scalars(select(Rendering).where(Rendering.report == report.number)).all()
    files = {row.format: row.sha256 for row in rows}
    unsigned = {row.format: row.unsigned_sha256 for row in rows if row.unsigned_sha256 is not None}
    for form in sorted(files.keys() | said["files"].keys()):
        if form not in files:
            yield _fault(
                report, f"The {form.upper()} of report {report.number} is missing from the register."
            )
        elif files[form] != said["files"].get(form) or unsigned.get(form) != said.get("unsigned", {}).get(
            form
        ):
            yield _fault(
                report, f"The digest of the {form.upper()} of report {report.number} is not the one filed."
            )


def _against_trail(session: Session, report: Report) -> Iterator[Fault]:
    """The head of the trail that the seal names, against the trail."""
    head = report.seal.get("trail")
    if head is None:
        return
    known = session.scalar(select(Entry.hash).where(Entry.seq == head["seq"]))
    name = f"entry {head['seq']}"
    if known is None:
        yield Fault(name, f"Entry {head['seq']} is missing: report {report.number} was sealed after it.")
    elif known != head["hash"]:
        sentence = f"The trail up to entry {head['seq']} is not the one on which {report.number} was sealed."
        yield Fault(name, sentence)


def _against_previous(session: Session, report: Report, before: Report | None) -> Iterator[Fault]:
    """The report before that the seal names, against the one that stands there."""
    said = report.seal.get("previous")
    wire = None
    if before is not None:
        query = select(Rendering.sha256).where(Rendering.report == before.number, Rendering.format == "json")
        wire = session.scalar(query)
    stands = None if before is None else {"number": before.number, "sha256": wire}
    if said != stands:
        named = "none" if said is None else said["number"]
        yield _fault(
            report, f"Report {report.number} was sealed behind {named}, which is not what stands before it."
        )


def _against_store(session: Session, report: Report, blobs: Blobs) -> Iterator[Fault]:
    """The files against their digests."""
    for row in session.scalars(select(Rendering).where(Rendering.report == report.number)):
        try:
            blobs.get(row.sha256)
        except Missing:
            yield _fault(report, f"The {row.format.upper()} file of report {report.number} is missing.")
        except Damaged:
            yield _fault(report, f"The {row.format.upper()} file of report {report.number} was altered.")


def _copies(session: Session) -> Iterator[Fault]:
    """Copies against what the trail says of them."""
    rows = session.scalars(select(Entry.notes).where(Entry.operation == "report.copy"))
    filed = {notes["copy"]["sha256"]: notes["copy"] for notes in rows}
    for row in session.scalars(select(RenderingCopy).order_by(RenderingCopy.sha256)):
        said = filed.pop(row.sha256, None)
        stands = {
            "report": row.report,
            "format": row.format,
            "recipient": row.recipient,
            "sha256": row.sha256,
        }
        if said != stands:
            yield Fault(
                f"copy {row.sha256[:12]}", f"A copy of report {row.report} differs from what was filed."
            )
    for said in filed.values():
        name = f"copy {said['sha256'][:12]}"
        yield Fault(name, f"A copy of report {said['report']} is missing from the register.")


def _fault(report: Report, sentence: str) -> Fault:
    return Fault(f"report {report.number}", sentence)
