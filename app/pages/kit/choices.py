"""The options of select fields that link to other objects, read when a form is built."""

import zoneinfo
from typing import Any

from flask import request
from sqlalchemy import select
from wtforms import SelectChoice

from app.db.aggregate import KINDS
from app.domain.accounts import queries as accounts
from app.domain.notices.models import Notice, Provision
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.pages.kit.addresses import reference
from app.pages.kit.forms import MOST_CHOICES, Choices

_NAMED = {
    "entity": "legal_name",
    "third_party": "name",
    "agreement": "title",
    "activity": "name",
    "flow": "name",
    "notice": "title",
    "document": "name",
}
_KEYED = ("category", "subject", "purpose")

_AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
"""Zones that are named after a place; the others are abbreviations and old names of the same zones."""


def people() -> list[tuple[str, str]]:
    """Active people."""
    return accounts.options(db.session)


def named(kind: str) -> list[tuple[str, str]]:
    """Objects of *kind* in use, by reference and name."""
    table = KINDS[kind].__table__
    key = table.c[KINDS[kind].__key__]
    query = select(key, table.c[_NAMED[kind]]).where(table.c.archived.is_(False)).order_by(key)
    return [(ref, f"{ref[:12]} · {name}" if name else ref) for ref, name in db.session.execute(query)]


def third_parties_in(column: Any) -> list[tuple[str, str]]:
    """The third parties that stand in *column*; of very many only the one asked for, since no list could show them."""
    query = select(ThirdParty.ref, ThirdParty.name).where(ThirdParty.ref.in_(select(column).distinct()))
    found = db.session.execute(query.order_by(ThirdParty.name).limit(MOST_CHOICES + 1)).all()
    if len(found) > MOST_CHOICES:
        chosen = reference(request.args.get("third_party"))
        found = db.session.execute(query.where(ThirdParty.ref == chosen)).all()
    return [(ref, name) for ref, name in found]


def keyed(kind: str) -> list[tuple[str, str]]:
    """Entries of the vocabulary *kind* in use, by key and label."""
    table = KINDS[kind].__table__
    query = (
        select(table.c.key, table.c.label)
        .where(table.c.archived.is_(False))
        .order_by(table.c.label, table.c.key)
    )
    return [(key, label or key) for key, label in db.session.execute(query)]


def provisions() -> list[tuple[str, str]]:
    """Provisions of every notice version, newest version first."""
    query = (
        select(Provision.notice, Provision.code, Provision.text)
        .join(Notice, Notice.ref == Provision.notice)
        .where(Notice.archived.is_(False))
        .order_by(Provision.notice.desc(), Provision.position)
    )
    return [(f"{n}/{c}", f"{n}/{c} · {(text or '')[:70]}") for n, c, text in db.session.execute(query)]


def all_links() -> dict[str, Choices]:
    """Choices for every kind of link, each read only when a form asks for it."""
    made: dict[str, Choices] = {"person": people, "provision": provisions}
    for kind in _NAMED:
        made[kind] = lambda kind=kind: named(kind)  # type: ignore[misc]
    for kind in _KEYED:
        made[kind] = lambda kind=kind: keyed(kind)  # type: ignore[misc]
    return made


def zones() -> list[SelectChoice]:
    """Time zones by the name of a place, and UTC."""
    named = sorted(zone for zone in zoneinfo.available_timezones() if zone.partition("/")[0] in _AREAS)
    return [SelectChoice(zone, zone.replace("_", " ")) for zone in ["UTC", *named]]
