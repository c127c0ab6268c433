"""Reads of third parties."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Row, func, literal, select, union_all
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


def works_for(session: Session, ref: str) -> Sequence[Row[str, str]]:
    """Reference and name of the third parties that name *ref* as their sub-processor."""
    query = (
        select(ThirdParty.ref, ThirdParty.name)
        .join(SubProcessor, SubProcessor.third_party == ThirdParty.ref)
        .where(SubProcessor.sub_third_party == ref, ThirdParty.archived.is_(False))
    )
    return session.execute(query.order_by(ThirdParty.name)).all()


@dataclass
class Relations:
    """Names of those that a third party is tied to, by reference, and of whom else in which way, in order of name."""

    names: dict[str, str] = field(default_factory=dict)
    below: list[tuple[str, str]] = field(default_factory=list)
    works_for: list[tuple[str, str]] = field(default_factory=list)
    #: Whom each of its sub-processors names as working for it in turn.
    further: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def relations(session: Session, ref: str, *, named: Collection[str], subs: Collection[str]) -> Relations:
    """The names of *named*, what is part of *ref*, whom it works for, and who works for *subs*, in one statement.

    Of what is archived only names are told.
    """
    none = literal("")
    here = ThirdParty.archived.is_(False)
    chain = select(
        literal("further"), SubProcessor.third_party, ThirdParty.ref, ThirdParty.name, SubProcessor.position
    )
    found = union_all(
        select(
            literal("named").label("way"),
            none.label("of"),
            ThirdParty.ref,
            ThirdParty.name,
            literal(0).label("place"),
        ).where(ThirdParty.ref.in_(named)),
        select(literal("below"), none, ThirdParty.ref, ThirdParty.name, literal(0)).where(
            ThirdParty.parent == ref, here
        ),
        select(literal("works_for"), none, ThirdParty.ref, ThirdParty.name, literal(0))
        .join(SubProcessor, SubProcessor.third_party == ThirdParty.ref)
        .where(SubProcessor.sub_third_party == ref, here),
        chain.join(ThirdParty, ThirdParty.ref == SubProcessor.sub_third_party).where(
            SubProcessor.third_party.in_(subs), here
        ),
    ).subquery()
    made = Relations()
    for row in session.execute(select(found).order_by(found.c.place, found.c.name, found.c.ref)):
        one = (row.ref, row.name)
        if row.way == "named":
            made.names[row.ref] = row.name
        elif row.way == "further":
            made.further.setdefault(row.of, []).append(one)
        else:
            (made.below if row.way == "below" else made.works_for).append(one)
    return made


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
