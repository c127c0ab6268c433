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
from app.kernel.errors import Refused
from app.reporting.requested import bytes_of
from app.security.actor import SYSTEM


def pdf_for(session: Session, blobs: Blobs, report: Report, *, email: str, name: str) -> bytes:
    """The PDF of *report* as a copy for the person *email* called *name*; filed before it is handed out."""
    copy = pdf_copies.stamped(bytes_of(session, blobs, report, "pdf"), _words(report.number, email, name))
    identity = certificates.identity(settings.current())
    signed = sign.sign(copy, identity, reason=f"Copy of report {report.number} for {email}")
    operations.file_copy(SYSTEM, report.number, "pdf", email, File(sha256(signed), len(signed)))
    return signed


def paper_for(data: bytes, title: str, *, email: str, name: str) -> bytes:
    """The PDF *data*, a paper called *title*, as a copy for that person; of no report, so nothing of it is filed.

    Raises :class:`~app.kernel.errors.Refused` where it cannot be marked: then it is not handed out.
    """
    try:
        return pdf_copies.stamped(data, _words(f"“{title}”", email, name))
    except pdf_copies.Unmarkable as error:
        raise Refused(
            f"“{title}” cannot be marked as your copy, so it is not handed out: ask for it."
        ) from error


def _words(what: str, email: str, name: str) -> str:
    return f"Copy of {what} for {name} ({email}), {clock.now():%Y-%m-%d %H:%M:%S} UTC. Not to be handed on."
