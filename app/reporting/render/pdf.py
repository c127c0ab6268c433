"""PDF: the document set on pages, with its data embedded."""

import datetime as dt

from app.infra.pdf import Attachment, Layout, lay_out
from app.reporting.render.html import source
from app.reporting.render.views import ROWS
from app.reporting.seal import Seal, wire
from app.reporting.snapshot.schema.frame import Snapshot

ATTACHMENT = "snapshot.json"
"""The name under which the wire form is embedded."""

SHORT = 8
"""The most pages that a report has without a page of contents."""

_ROWS_TO_A_PAGE = 9


def pdf(snapshot: Snapshot, seal: Seal) -> bytes:
    """The file: PDF/A-3a and PDF/UA-1, the same bytes for the same snapshot, seal, libraries and fonts.

    Characters that no installed font has turn up only while writing; they are then spelled out and the pages are
    set again.
    """
    attachment = Attachment(
        ATTACHMENT,
        wire(seal, snapshot),
        f"The seal and the data of report {seal.number}, in canonical JSON (RFC 8785)",
        dt.datetime.fromisoformat(seal.issued_at).replace(microsecond=0),
    )
    missing: frozenset[str] = frozenset()
    while True:
        written = _pages(snapshot, seal, missing).write(attachment)
        if written.missing <= missing:
            return written.data
        missing |= written.missing


def _pages(snapshot: Snapshot, seal: Seal, missing: frozenset[str]) -> Layout:
    """The pages, with one of contents where there are more than eight without it.

    How many there will be is guessed from the rows first, so that a long report is seldom set twice; a painted one
    never is, since its pages are counted only as they are painted.
    """
    contents = ROWS[snapshot["kind"]](snapshot) > SHORT * _ROWS_TO_A_PAGE
    document = source(snapshot, seal, contents=contents, missing=missing)
    layout = lay_out(document.html, ledgers=document.ledgers)
    wanted = layout.pages - contents > SHORT
    if wanted == contents or document.ledgers:
        return layout
    document = source(snapshot, seal, contents=wanted, missing=missing)
    return lay_out(document.html, ledgers=document.ledgers)
