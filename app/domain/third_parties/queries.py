"""Reads of third parties."""

from collections.abc import Sequence

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.db import references
from app.db.references import Use
from app.db.unit_of_work import read_record
from app.domain.third_parties import records
from app.domain.third_parties.models import SubProcessor, ThirdParty


def get(session: Session, ref: str) -> tuple[records.ThirdParty, int]:
    """The third party *ref* and its version; raises :class:`~app.kernel.errors.Missing`."""
    return read_record(session, records.ThirdParty, ref)


def options(session: Session) -> list[tuple[str, str]]:
    """Third parties as choices: reference and name, in order of name."""
    query = select(ThirdParty.ref, ThirdParty.name).where(ThirdParty.archived.is_(False))
    rows = session.execute(query.order_by(func.lower(ThirdParty.name), ThirdParty.ref))
    return [(row.ref, row.name) for row in rows]


def names(session: Session, refs: Sequence[str] | None = None) -> dict[str, str]:
    """Names by reference, archived ones too: of *refs*, or of all."""
    query = select(ThirdParty.ref, ThirdParty.name)
    if refs is not None:
        query = query.where(ThirdParty.ref.in_(refs))
    return {row.ref: row.name for row in session.execute(query)}


def below(session: Session, ref: str) -> Sequence[Row[str, str]]:
    """Reference and name of the third parties that are part of *ref*."""
    query = select(ThirdParty.ref, ThirdParty.name).where(
        ThirdParty.parent == ref, ThirdParty.archived.is_(False)
    )
    return session.execute(query.order_by(ThirdParty.name)).all()


def works_for(session: Session, ref: str) -> Sequence[Row[str, str]]:
    """Reference and name of the third parties that name *ref* as their sub-processor."""
    query = (
        select(ThirdParty.ref, ThirdParty.name)
        .join(SubProcessor, SubProcessor.third_party == ThirdParty.ref)
        .where(SubProcessor.sub_third_party == ref, ThirdParty.archived.is_(False))
    )
    return session.execute(query.order_by(ThirdParty.name)).all()


def sub_processors(session: Session, refs: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Whom each of *refs* names as working for it: reference and name; those who name nobody are absent."""
    query = (
        select(SubProcessor.third_party, ThirdParty.ref, ThirdParty.name)
        .join(ThirdParty, ThirdParty.ref == SubProcessor.sub_third_party)
        .where(SubProcessor.third_party.in_(refs), ThirdParty.archived.is_(False))
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for owner, ref, name in session.execute(query.order_by(SubProcessor.third_party, SubProcessor.position)):
        found.setdefault(owner, []).append((ref, name))
    return found


def chain(session: Session, ref: str) -> set[str]:
    """*ref* and its direct sub-processors: whom an agreement with *ref* can reach."""
    query = select(SubProcessor.sub_third_party).where(SubProcessor.third_party == ref)
    return {ref, *session.scalars(query)}


def group_above(session: Session, ref: str) -> set[str]:
    """*ref* and everything that it is part of, however far up."""
    found: set[str] = set()
    current: str | None = ref
    while current is not None and current not in found:
        found.add(current)
        current = session.scalar(select(ThirdParty.parent).where(ThirdParty.ref == current))
    return found


def uses(session: Session, ref: str) -> list[Use]:
    """The live objects that refer to the third party; deals are left out."""
    return references.users(session, "third_party", ref)
