"""The lexicons of one register: closed vocabularies, the catalogue, people and documents, as they are now."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts.models import Person
from app.domain.catalogue.models import Category, Purpose, Subject
from app.domain.documents.models import Document
from app.domain.flows.terms import Mechanism
from app.domain.third_parties.terms import EvidenceKind
from app.importing.kinds.registry import KINDS
from app.importing.values.lexicon import Lexicon, of_catalogue, of_entries, of_terms

LABELS = {
    "category": "Data categories",
    "subject": "Data subjects",
    "purpose": "Purposes",
    "person": "People",
    "document": "Documents",
    "country": "Countries",
    "third_party": "Third parties",
}
"""What the vocabularies are called that are no closed lists."""


def read(session: Session) -> dict[str, Lexicon]:
    """Every lexicon by its name."""
    found: dict[str, Lexicon] = {}
    for kind in KINDS.values():
        for target in kind.targets:
            if target.vocabulary is not None and target.lexicon not in found:
                found[target.lexicon] = of_terms(target.vocabulary, target.label)
    for vocabulary in (Mechanism, EvidenceKind):
        found[vocabulary.__name__] = of_terms(vocabulary, vocabulary.__name__)
    for name, model in (("category", Category), ("subject", Subject), ("purpose", Purpose)):
        table = model.metadata.tables[model.__tablename__]
        wanted = [table.c[column] for column in ("key", "label", "fides", "dpv") if column in table.c]
        rows = session.execute(
            select(*wanted).where(table.c.archived.is_(False)).order_by(table.c.key)
        ).mappings()
        found[name] = of_catalogue(name, LABELS[name], [dict(row) for row in rows])
    people = session.execute(
        select(Person.email, Person.name).where(Person.active.is_(True)).order_by(Person.name)
    )
    found["person"] = of_entries(
        "person", LABELS["person"], [(p.email, [p.name]) for p in people], near=False
    )
    documents = session.execute(select(Document.sha256, Document.name).where(Document.archived.is_(False)))
    found["document"] = of_entries(
        "document", LABELS["document"], [(d.sha256, [d.name]) for d in documents], near=False
    )
    return found
