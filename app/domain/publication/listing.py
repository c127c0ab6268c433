"""What the public list shows now, and every change of it, read from the register and its revisions."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from app.db.history import Revision
from app.domain.catalogue.models import Purpose
from app.domain.flows.models import Flow, Location
from app.domain.flows.terms import FlowStatus
from app.domain.organisation import queries as organisation
from app.domain.organisation.models import Entity
from app.domain.third_parties.models import ThirdParty


@dataclass(frozen=True)
class Listed:
    """A sub-processor as the public list shows it; *announced_at* is the instant since which it has stood there."""

    ref: str
    name: str
    entity: str | None
    services: str | None
    purposes: Sequence[str]
    countries: Sequence[str]
    used_from: dt.date
    announced_at: dt.datetime | None


@dataclass(frozen=True)
class ListChange:
    """One change of the list: *what* is ``added``, ``changed`` or ``removed``; *fields* label, old and new value."""

    id: str
    at: dt.datetime
    what: str
    ref: str
    name: str
    used_from: dt.date | None
    services: str | None
    fields: Sequence[tuple[str, str, str]] = ()


def is_open(session: Session) -> bool:
    """Whether the organisation publishes a list."""
    return organisation.current(session)[0].public_notice_days is not None


def listed(session: Session) -> list[Listed]:
    """The sub-processors of the list by name, those announced too."""
    rows = session.execute(
        select(
            ThirdParty.ref,
            ThirdParty.name,
            ThirdParty.description,
            ThirdParty.published_from,
            Entity.legal_name,
        )
        .outerjoin(Entity, Entity.ref == ThirdParty.entity)
        .where(ThirdParty.published_from.is_not(None), ThirdParty.archived.is_(False))
        .order_by(ThirdParty.name, ThirdParty.ref)
    ).all()
    refs = [row.ref for row in rows]
    since = {change.ref: change.at for change in changes(session) if change.what == "added"}
    purposes, countries = _purposes(session, refs), _countries(session, refs)
    return [
        Listed(
            ref=row.ref,
            name=row.name,
            entity=row.legal_name if row.legal_name != row.name else None,
            services=row.description,
            purposes=purposes.get(row.ref, ()),
            countries=countries.get(row.ref, ()),
            used_from=row.published_from,
            announced_at=since.get(row.ref),
        )
        for row in rows
    ]


def _in_use() -> Any:
    return Flow.archived.is_(False) & (Flow.status != FlowStatus.ENDED.value)


def _purposes(session: Session, refs: Sequence[str]) -> dict[str, list[str]]:
    labels = {row.key: row.label for row in session.execute(select(Purpose.key, Purpose.label))}
    found: dict[str, list[str]] = {}
    rows = session.execute(
        select(Flow.third_party, Flow.purposes)
        .where(Flow.third_party.in_(refs), _in_use())
        .order_by(Flow.ref)
    )
    for ref, keys in rows:
        for key in keys:
            words = labels.get(key, key)
            if words not in found.setdefault(ref, []):
                found[ref].append(words)
    return found


def _countries(session: Session, refs: Sequence[str]) -> dict[str, list[str]]:
    rows = session.execute(
        select(Flow.third_party, Location.country)
        .join(Location, Location.flow == Flow.ref)
        .where(Flow.third_party.in_(refs), _in_use())
        .distinct()
        .order_by(Flow.third_party, Location.country)
    )
    found: dict[str, list[str]] = {}
    for ref, country in rows:
        found.setdefault(ref, []).append(country)
    return found


def changes(session: Session, after: dt.datetime | None = None) -> list[ListChange]:
    """Every change of the list in order, those since *after* where it is given."""
    text = cast(Revision.state, String)
    ever = select(Revision.key).where(
        Revision.kind == "third_party", text.contains('"published_from": "', autoescape=True)
    )
    rows = session.execute(
        select(Revision.key, Revision.number, Revision.valid_from, Revision.state)
        .where(Revision.kind == "third_party", Revision.key.in_(ever))
        .order_by(Revision.key, Revision.number)
    )
    found: list[ListChange] = []
    previous: dict[str, Any] = {}
    for key, number, at, state in rows:
        before = previous if previous.get("ref") == key else {}
        found += _between(before, state, at, f"{key}/{number}")
        previous = state
    found.sort(key=lambda change: (change.at, change.id))
    return [change for change in found if after is None or change.at > after]


_SHOWN = {"name": "Name", "description": "Services", "published_from": "Used from"}


def _between(
    before: dict[str, Any], after: dict[str, Any], at: dt.datetime, change: str
) -> Iterator[ListChange]:
    was, now = _stands(before), _stands(after)
    if not was and not now:
        return
    fields = [
        (label, str(before.get(name) or ""), str(after.get(name) or ""))
        for name, label in _SHOWN.items()
        if was and now and before.get(name) != after.get(name)
    ]
    if was and now and not fields:
        return
    what = "changed" if was and now else "added" if now else "removed"
    shown = after if now else before
    yield ListChange(
        id=change,
        at=at,
        what=what,
        ref=str(after["ref"]),
        name=str(shown["name"]),
        used_from=dt.date.fromisoformat(shown["published_from"]) if now else None,
        services=shown.get("description"),
        fields=fields,
    )


def _stands(state: dict[str, Any]) -> bool:
    return bool(state.get("published_from")) and not state.get("archived")
