"""Copies of sealed reports for one person: the PDF with the name and the time on each page, signed, and known again.

The sealed original stays as it is. The digest of the copy is filed, so that whoever holds it can have it verified.
"""

from sqlalchemy.orm import Session

from app import settings
from app.domain.reports import operations
from app.domain.reports.filing import File
from app.domain.reports.models import Report
from app.infra import certificates, pdf_copies, sign
from app.infra.blobs import Blobs
from app.kernel import clock
from app.kernel.canonical import sha256
from app.reporting.requested import bytes_of
from app.security.actor import SYSTEM


def pdf_for(session: Session, blobs: Blobs, report: Report, *, email: str, name: str) -> bytes:
    """The PDF of *report* as a copy for the person *email* called *name*; filed before it is handed out."""
    at = clock.now()
    words = f"Copy of {report.number} for {name} ({email}), {at:%Y-%m-%d %H:%M:%S} UTC. Not to be handed on."
    copy = pdf_copies.stamped(bytes_of(session, blobs, report, "pdf"), words)
    identity = certificates.identity(settings.current())
    signed = sign.sign(copy, identity, reason=f"Copy of report {report.number} for {email}")
    operations.file_copy(SYSTEM, report.number, "pdf", email, File(sha256(signed), len(signed)))
    return signed
