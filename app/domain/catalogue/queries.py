"""Reads of the vocabulary: data categories, groups of data subjects, purposes."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.db import references
from app.db.references import Use
from app.db.unit_of_work import model_of, read_record
from app.domain.catalogue.models import Category, Purpose, Subject
from app.domain.catalogue.records import Category as CategoryRecord
from app.domain.catalogue.records import Purpose as PurposeRecord
from app.domain.catalogue.records import Subject as SubjectRecord

R = TypeVar("R", CategoryRecord, SubjectRecord, PurposeRecord)
Model = type[Category] | type[Subject] | type[Purpose]


def get(session: Session, record: type[R], key: str) -> tuple[R, int]:
    """The entry *key* of a vocabulary and its version; raises :class:`~app.kernel.errors.Missing`."""
    return read_record(session, record, key)


def category_options(session: Session) -> list[tuple[str, str]]:
    """Data categories as choices: key and label, in order of key, so that the tree shows."""
    return _options(session, Category)


def subject_options(session: Session) -> list[tuple[str, str]]:
    """Groups of data subjects as choices: key and label."""
    return _options(session, Subject)


def purpose_options(session: Session) -> list[tuple[str, str]]:
    """Purposes as choices: key and label."""
    return _options(session, Purpose)


def labels(session: Session, model: Model) -> dict[str, str]:
    """Every entry's label by key, archived ones too; the key where it has no label."""
    return {row.key: row.label or row.key for row in session.execute(select(model.key, model.label))}


def purposes_by_code(session: Session) -> dict[str, list[str]]:
    """The keys of the purposes under each code of the notice."""
    found: dict[str, list[str]] = {}
    query = select(Purpose.policy_code, Purpose.key).where(
        Purpose.policy_code.is_not(None), Purpose.archived.is_(False)
    )
    for code, key in session.execute(query.order_by(Purpose.key)):
        found.setdefault(str(code), []).append(key)
    return found


def subcategories(session: Session, key: str) -> Sequence[Row[str, str | None]]:
    """Key and label of the categories directly below *key*."""
    query = select(Category.key, Category.label).where(Category.parent == key, Category.archived.is_(False))
    return session.execute(query.order_by(Category.key)).all()


def use_counts(session: Session, model: Model) -> dict[str, int]:
    """How many live objects use each entry; unused ones are absent, deals and ledgers do not count."""
    return references.counts(session, model.__kind__)


def uses(session: Session, record: type[R], key: str) -> list[Use]:
    """The live objects that use the entry *key*; deals are left out."""
    return references.users(session, model_of(record).__kind__, key)


def _options(session: Session, model: Model) -> list[tuple[str, str]]:
    query = select(model.key, model.label).where(model.archived.is_(False)).order_by(model.key)
    return [(row.key, row.label or row.key) for row in session.execute(query)]
