"""Sealed reports as anchors of the trail: each carries the head of the trail at its instant.

Whoever rewrites the trail from some entry on, or cuts its end off, contradicts every report that was sealed later.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit.models import Entry
from app.domain.audit.verification import Fault
from app.domain.reports.models import Report


def verify(session: Session) -> Iterator[Fault]:
    """Name every report whose seal or row the trail contradicts, and every report that is gone."""
    filed = _filed(session)
    for report in session.scalars(select(Report).order_by(Report.place)):
        name = f"report {report.number}"
        said = filed.pop(report.number, None)
        if said is None:
            yield Fault(name, f"Report {report.number} was filed by no entry of the trail.")
        elif said["seal"] != report.seal or report.snapshot_sha256 != report.seal["snapshot_sha256"]:
            yield Fault(name, f"Report {report.number} differs from what was filed.")
        head = report.seal.get("trail")
        if head is None:
            continue
        known = session.scalar(select(Entry.hash).where(Entry.seq == head["seq"]))
        if known is None:
            sentence = f"Entry {head['seq']} is missing: report {report.number} was sealed after it."
            yield Fault(f"entry {head['seq']}", sentence)
        elif known != head["hash"]:
            sentence = (
                f"The trail up to entry {head['seq']} is not the one on which {report.number} was sealed."
            )
            yield Fault(f"entry {head['seq']}", sentence)
    for number in sorted(filed):
        yield Fault(f"report {number}", f"Report {number} is missing from the register.")


def _filed(session: Session) -> dict[str, Any]:
    """What the trail says of each report, by number."""
    rows = session.scalars(select(Entry.notes).where(Entry.operation == "report.file"))
    return {notes["report"]["number"]: notes["report"] for notes in rows}
