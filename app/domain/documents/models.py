"""The table of documents; their bytes are in the blob store."""

import datetime as dt

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate, link
from app.domain.documents import records
from app.kernel.records import LINE


class Document(Aggregate):
    """A stored file, known by the SHA-256 of its bytes."""

    __tablename__ = "document"
    __record__ = records.Document
    __kind__ = "document"
    __key__ = "sha256"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(LINE))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str | None] = mapped_column(String(LINE))
    replaces: Mapped[str | None] = link("document.sha256")
    uploaded_on: Mapped[dt.date | None]
    archived: Mapped[bool] = mapped_column(index=True)
