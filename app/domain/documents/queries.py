"""Reads of documents."""

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.db import references
from app.db.references import Use
from app.db.unit_of_work import read_record
from app.domain.documents import models, records
from app.infra.blobs import Blobs
from app.kernel.errors import Missing


def get(session: Session, sha256: str) -> tuple[records.Document, int]:
    """The document *sha256* and its version; raises :class:`~app.kernel.errors.Missing`."""
    try:
        return read_record(session, records.Document, sha256)
    except Missing as error:
        raise Missing(f"No document {sha256[:12]}… is in the register.") from error


def read(session: Session, blobs: Blobs, sha256: str) -> tuple[records.Document, bytes]:
    """The document *sha256* and its bytes, hashed again on the way.

    Raises :class:`~app.kernel.errors.Missing` where either is not there, ``Damaged`` where the bytes changed.
    """
    document, _ = get(session, sha256)
    return document, blobs.get(sha256)


def options(session: Session) -> list[tuple[str, str]]:
    """Documents as choices, newest versions only: hash, and name with the hash's beginning."""
    table = models.Document
    replaced = select(table.replaces).where(table.replaces.is_not(None))
    query = select(table.sha256, table.name).where(table.archived.is_(False), table.sha256.not_in(replaced))
    rows = session.execute(query.order_by(table.name, table.sha256))
    return [(row.sha256, f"{row.name} ({row.sha256[:8]})") for row in rows]


def names(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """The names of the documents *keys*, by hash."""
    table = models.Document
    return {
        row.sha256: row.name
        for row in session.execute(select(table.sha256, table.name).where(table.sha256.in_(keys)))
    }


def successor(session: Session, sha256: str) -> str | None:
    """The document that replaces *sha256*, if one does."""
    return session.scalar(select(models.Document.sha256).where(models.Document.replaces == sha256))


def versions(session: Session, sha256: str) -> Sequence[Row[str, str, int]]:
    """Hash, name and size of every version of the same document as *sha256*, oldest first."""
    table = models.Document
    chain = [sha256]
    while (earlier := session.scalar(select(table.replaces).where(table.sha256 == chain[0]))) not in {
        None,
        *chain,
    }:
        chain.insert(0, str(earlier))
    while (later := successor(session, chain[-1])) not in {None, *chain}:
        chain.append(str(later))
    rows = session.execute(select(table.sha256, table.name, table.size).where(table.sha256.in_(chain))).all()
    return sorted(rows, key=lambda row: chain.index(row.sha256))


def uses(session: Session, sha256: str) -> list[Use]:
    """The live objects that refer to the document; deals are left out."""
    return references.users(session, "document", sha256)
