"""What the register already knows of a name, to help whoever is about to enter it; nobody outside is asked.

Third parties of a like name tell how they were entered (they may be the very same), legal entities of a like name their
country; what both came in by, an import or a form, makes no difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.db import search
from app.domain.flows.models import Flow, Location
from app.domain.organisation.models import Entity
from app.domain.third_parties.likeness import names_alike, plain_name
from app.domain.third_parties.models import ThirdParty

MOST = 6
"""The most of a kind that is shown."""
_CANDIDATES = 200
_LIKE = 60


@dataclass(frozen=True)
class KnownParty:
    """A third party of a like name; *same* where it may well be the very one that is typed."""

    ref: str
    name: str
    role: str
    status: str
    risk_tier: str | None
    archived: bool
    same: bool
    countries: Sequence[str] = ()
    purposes: Sequence[str] = ()
    categories: Sequence[str] = ()


@dataclass(frozen=True)
class KnownEntity:
    """A legal entity of a like name."""

    ref: str
    name: str
    country: str | None


@dataclass(frozen=True)
class Known:
    """What is known of a name."""

    parties: Sequence[KnownParty]
    entities: Sequence[KnownEntity]

    @property
    def likely(self) -> KnownParty | None:
        """The third party whose facts a new one of that name most likely shares."""
        return next((one for one in self.parties if one.purposes or one.countries), None)


def look_up(session: Session, typed: str) -> Known:
    """What the register knows of the name *typed*; nothing for fewer than two letters."""
    wanted = plain_name(typed)
    words = search.words_of(typed)
    if len(wanted) < 2 or not words:
        return Known((), ())
    return Known(_parties(session, wanted, words), _entities(session, wanted, words))


def _parties(session: Session, wanted: str, words: Sequence[str]) -> list[KnownParty]:
    conditions = [
        or_(search.contains(ThirdParty.name, word), search.contains(ThirdParty.aliases, word, listed=True))
        for word in words
    ]
    rows = session.execute(
        select(
            ThirdParty.ref,
            ThirdParty.name,
            ThirdParty.aliases,
            ThirdParty.role,
            ThirdParty.status,
            ThirdParty.risk_tier,
            ThirdParty.archived,
        )
        .where(or_(*conditions))
        .limit(_CANDIDATES)
    ).all()
    ranked = sorted(
        ((max(_likeness(wanted, name) for name in (row.name, *row.aliases)), row) for row in rows),
        key=lambda pair: (-pair[0], pair[1].ref),
    )
    kept = [row for score, row in ranked if score >= _LIKE][:MOST]
    refs = [row.ref for row in kept]
    countries, purposes, categories = _facts(session, refs)
    return [
        KnownParty(
            ref=row.ref,
            name=row.name,
            role=row.role,
            status=row.status,
            risk_tier=row.risk_tier,
            archived=row.archived,
            same=any(names_alike(wanted, plain_name(name)) for name in (row.name, *row.aliases)),
            countries=countries.get(row.ref, ()),
            purposes=purposes.get(row.ref, ()),
            categories=categories.get(row.ref, ()),
        )
        for row in kept
    ]


def _entities(session: Session, wanted: str, words: Sequence[str]) -> list[KnownEntity]:
    rows = session.execute(
        select(Entity.ref, Entity.legal_name, Entity.country)
        .where(or_(*(search.contains(Entity.legal_name, word) for word in words)), Entity.archived.is_(False))
        .limit(_CANDIDATES)
    ).all()
    ranked = sorted(rows, key=lambda row: (-_likeness(wanted, row.legal_name), row.ref))
    return [
        KnownEntity(row.ref, row.legal_name, row.country)
        for row in ranked
        if _likeness(wanted, row.legal_name) >= _LIKE
    ][:MOST]


def _likeness(wanted: str, name: str) -> float:
    """How like *name* is to what is typed, in per cent; what is typed may be but the beginning of it."""
    plain = plain_name(name)
    return max(fuzz.ratio(wanted, plain), fuzz.partial_ratio(wanted, plain) if len(wanted) > 2 else 0)


_Facts = dict[str, list[str]]


def _facts(session: Session, refs: Sequence[str]) -> tuple[_Facts, _Facts, _Facts]:
    """Countries, purposes and categories of the flows to each of *refs*."""
    countries: _Facts = {}
    rows = session.execute(
        select(Flow.third_party, Location.country)
        .join(Location, Location.flow == Flow.ref)
        .where(Flow.third_party.in_(refs), Flow.archived.is_(False))
        .distinct()
        .order_by(Location.country)
    )
    for ref, country in rows:
        countries.setdefault(ref, []).append(country)
    purposes: _Facts = {}
    categories: _Facts = {}
    flows = session.execute(
        select(Flow.third_party, Flow.purposes, Flow.categories)
        .where(Flow.third_party.in_(refs), Flow.archived.is_(False))
        .order_by(Flow.ref)
    )
    for ref, some, others in flows:
        purposes[ref] = list(dict.fromkeys([*purposes.get(ref, []), *some]))
        categories[ref] = list(dict.fromkeys([*categories.get(ref, []), *others]))
    return countries, purposes, categories
