"""The list of documents."""

from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from app.domain.agreements.models import Agreement
from app.domain.documents.models import Document
from app.domain.third_parties.models import Evidence, ThirdParty
from app.pages.kit import cells
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains

KINDS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel workbook",
    "image/png": "PNG image",
    "image/jpeg": "JPEG image",
    "text/plain": "Text",
    "text/markdown": "Markdown",
    "text/csv": "CSV table",
    "text/html": "Web page",
}
"""What people call the media types that are accepted."""

USE = (("some", "Referred to"), ("none", "Referred to by nothing"))
VERSIONS = (("newest", "Newest versions"), ("replaced", "Replaced ones"), ("all", "All"))

_Later = aliased(Document)


def kind_of(media_type: str | None) -> str | None:
    """What people call *media_type*."""
    return KINDS.get(media_type, media_type) if media_type else None


def readable(size: int) -> str:
    """*size* in bytes as people read it."""
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1_000:,.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"


def _references() -> ColumnElement[int]:
    """How many agreements and third parties, not archived, refer to the document."""
    agreements = select(func.count()).where(
        Agreement.doc_sha256 == Document.sha256, Agreement.archived.is_(False)
    )
    evidence = (
        select(func.count())
        .select_from(Evidence)
        .join(ThirdParty, ThirdParty.ref == Evidence.third_party)
        .where(Evidence.doc_sha256 == Document.sha256, ThirdParty.archived.is_(False))
    )
    return (
        agreements.correlate(Document).scalar_subquery() + evidence.correlate(Document).scalar_subquery()
    ).label("uses")


def _query() -> Select[*tuple[Any, ...]]:
    return select(
        Document.sha256,
        Document.name,
        Document.media_type,
        Document.size,
        Document.uploaded_on,
        Document.archived,
        _references(),
        _Later.sha256.label("later"),
    ).outerjoin(_Later, _Later.replaces == Document.sha256)


def _by_use(value: str) -> ColumnElement[bool]:
    return _references() > 0 if value == "some" else _references() == 0


def _by_version(value: str) -> ColumnElement[bool]:
    conditions = {"newest": _Later.sha256.is_(None), "replaced": _Later.sha256.is_not(None)}
    return conditions.get(value, Document.sha256.is_not(None))


def listing() -> Listing:
    """The list of documents."""
    return Listing(
        title="Documents",
        name="documents",
        lead="The papers behind agreements and evidence, each known by the SHA-256 of its bytes.",
        query=_query,
        key=Document.sha256,
        url=lambda row: url_for("documents.detail", sha256=row.sha256),
        search=contains(Document.name, Document.sha256),
        placeholder="Name or hash",
        empty_title="No documents yet",
        empty_text="File the first one here, or with the agreement that it is the paper of.",
        default_sort="-uploaded",
        columns=(
            Column("name", "Name", lambda row: row.name, sort=Document.name),
            Column("kind", "Type", lambda row: kind_of(row.media_type), sort=Document.media_type),
            Column(
                "size",
                "Size",
                lambda row: readable(row.size),
                sort=Document.size,
                numeric=True,
                export=lambda row: row.size,
            ),
            Column(
                "uploaded",
                "Filed on",
                lambda row: cells.day(row.uploaded_on),
                sort=Document.uploaded_on,
                export=lambda row: row.uploaded_on,
            ),
            Column("uses", "Referred to by", lambda row: row.uses, sort=_references(), numeric=True),
            Column("version", "Version", lambda row: "Replaced" if row.later else "Newest", shown=False),
            Column(
                "sha256",
                "SHA-256",
                lambda row: f"{row.sha256[:12]}…",
                sort=Document.sha256,
                export=lambda row: row.sha256,
            ),
        ),
        filters=(
            Filter("kind", "Type", lambda: tuple(KINDS.items()), lambda value: Document.media_type == value),
            Filter("use", "Use", lambda: USE, _by_use),
            Filter("version", "Version", lambda: VERSIONS, _by_version, default="newest"),
            archived_filter(Document.archived),
        ),
    )
