"""Evidence across all third parties: what they have shown, and how long it is valid."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, or_, select

from app.domain.documents.models import Document
from app.domain.third_parties.models import Evidence, ThirdParty
from app.domain.third_parties.terms import EvidenceKind, RiskTier, Status
from app.pages.kit import cells, formats
from app.pages.kit.addresses import address
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains, terms
from app.pages.kit.validity import LAPSES_SOON, sign_of
from app.pages.oversight.columns import linked, party_url, third_party_column, tier_column

VALIDITIES = (
    ("valid", "Valid"),
    ("soon", f"Lapses within {LAPSES_SOON.days} days"),
    ("lapsed", "Lapsed"),
    ("endless", "No end recorded"),
)


def _by_validity(value: str) -> ColumnElement[bool]:
    today: dt.date = formats.today()
    until = Evidence.valid_until
    return {
        "valid": and_(
            or_(until.is_(None), until >= today),
            or_(Evidence.issued_on.is_(None), Evidence.issued_on <= today),
        ),
        "soon": and_(until >= today, until <= today + LAPSES_SOON),
        "lapsed": until < today,
        "endless": until.is_(None),
    }[value]


def listing() -> Listing:
    """The list."""
    today = formats.today()
    return Listing(
        title="Evidence",
        name="evidence",
        lead="What third parties have shown of their security: certificates, reports, answers, and when each lapses.",
        query=lambda: (
            select(
                Evidence.third_party,
                Evidence.kind,
                Evidence.issued_on,
                Evidence.valid_until,
                Evidence.doc_sha256,
                Evidence.note,
                ThirdParty.name,
                ThirdParty.risk_tier,
                ThirdParty.status,
                ThirdParty.archived,
                Document.name.label("document"),
            )
            .join(ThirdParty, ThirdParty.ref == Evidence.third_party)
            .outerjoin(Document, Document.sha256 == Evidence.doc_sha256)
        ),
        key=Evidence.third_party + cast(Evidence.position, String),
        url=lambda row: party_url(row.third_party, "evidence"),
        search=contains(ThirdParty.name, Evidence.third_party, Evidence.note, Document.name),
        placeholder="Third party, note, document",
        empty_title="No evidence yet",
        empty_text="File what third parties show of their security: a certificate, a report, a questionnaire.",
        default_sort="until",
        columns=(
            Column("kind", "Evidence", lambda row: cells.term(EvidenceKind, row.kind), sort=Evidence.kind),
            third_party_column(),
            Column(
                "validity",
                "Validity",
                lambda row: sign_of(row.issued_on, row.valid_until, today),
            ),
            Column(
                "issued",
                "Issued",
                lambda row: cells.day(row.issued_on),
                sort=Evidence.issued_on,
                export=lambda row: row.issued_on,
            ),
            Column(
                "until",
                "Valid until",
                lambda row: cells.day(row.valid_until),
                sort=Evidence.valid_until,
                export=lambda row: row.valid_until,
            ),
            Column(
                "document",
                "Document",
                lambda row: linked(row.document, address("document", row.doc_sha256 or "")),
                export=lambda row: row.document,
            ),
            tier_column(),
            Column("note", "Note", lambda row: row.note, shown=False),
        ),
        filters=(
            Filter("validity", "Validity", lambda: VALIDITIES, _by_validity),
            Filter("kind", "Kind", terms(EvidenceKind), lambda value: Evidence.kind == value),
            Filter("status", "Third party is", terms(Status), lambda value: ThirdParty.status == value),
            Filter("tier", "Risk tier", terms(RiskTier), lambda value: ThirdParty.risk_tier == value),
            Filter(
                "document",
                "Document",
                lambda: (("yes", "On file"), ("no", "None on file")),
                lambda value: (
                    Evidence.doc_sha256.is_not(None) if value == "yes" else Evidence.doc_sha256.is_(None)
                ),
            ),
            archived_filter(ThirdParty.archived),
        ),
    )


def named(part: Any) -> str:
    """How a piece of evidence is called."""
    return str(part.kind.label)
