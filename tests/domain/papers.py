"""Documents that tests refer to without storing bytes."""

from app.db.unit_of_work import begin
from app.domain.audit import chain
from app.domain.documents.records import Document


def filed(*keys: str) -> None:
    """Enter a document for each of *keys*."""
    with begin("system", "tests", chain.last_instant) as work:
        work.save_all([Document(sha256=key, name=f"{key[:4]}.pdf", size=1) for key in keys])
        chain.file_entry(work)
