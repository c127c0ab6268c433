"""The state of a document."""

import datetime as dt

from app.kernel.records import REQUIRED, Count, DocumentRef, Line, Record, Sha256, field


class Document(Record):
    """A stored file; the bytes live in the blob store under the same hash."""

    sha256: Sha256 = field("SHA-256", default=REQUIRED)
    name: Line = field("Name", "The file's name as uploaded.", default=REQUIRED)
    size: Count = field("Size", "In bytes.", default=0)
    media_type: Line | None = field("Type", "As found by content, not by name.")
    replaces: DocumentRef | None = field("Replaces", "The earlier version of the same document.")
    uploaded_on: dt.date | None = field("Uploaded on")
    archived: bool = field("Archived", default=False)
