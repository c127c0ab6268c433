"""Reads of deals. Every one takes the actor: to whoever is no member, a deal is as good as not there.

That holds for administrator and auditor too; only the system, which could read the database anyway, sees all.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, false, or_, select, true
from sqlalchemy.orm import Session

from app.db.past import Past, current
from app.db.unit_of_work import read_record
from app.domain.deals import records
from app.domain.deals.models import Deal, Item, Member
from app.domain.deals.terms import HANDED_ON, HandingOn, ItemType
from app.domain.organisation import queries as organisation
from app.kernel.errors import Denied, Missing
from app.security.actor import Actor
from app.security.permissions import Permission

_COLUMNS = (
    Deal.ref,
    Deal.codename,
    Deal.kind,
    Deal.side,
    Deal.stage,
    Deal.signing_on,
    Deal.closing_on,
    Deal.archived,
)


def seen_by(session: Session, actor: Actor, today: dt.date | None = None) -> ColumnElement[bool]:
    """The condition that *actor* may see a deal *today*: a member whose last day has not passed.

    A guest is in until a day: without one, as where a member has become a guest, the deal is closed to them.
    Whoever reads the past sees the past of the deals that are open to them now. *today* is read where it is not given.
    """
    if actor.everything:
        return true()
    then = current()
    if then is not None:
        return Deal.ref.in_(sorted(then.open_to))
    if not actor.may(Permission.DEALS_READ):
        return ~true()
    day = today or organisation.today(session)
    open_ended = false() if actor.is_guest else Member.until.is_(None)
    mine = select(Member.deal).where(Member.person == actor.email, or_(open_ended, Member.until >= day))
    return Deal.ref.in_(mine)


def get(session: Session, actor: Actor, ref: str) -> tuple[records.Deal, int]:
    """The deal *ref* and its version; raises ``Missing`` for who may not see it, as where there is none."""
    if session.scalar(select(Deal.ref).where(Deal.ref == ref, seen_by(session, actor))) is None:
        raise Missing(f"{ref} is not in the register.")
    return read_record(session, records.Deal, ref)


def handing(session: Session, actor: Actor, ref: str) -> HandingOn:
    """What *actor* may take out of the deal *ref* and hand on; raises ``Missing`` for who may not see it."""
    if session.scalar(select(Deal.ref).where(Deal.ref == ref, seen_by(session, actor))) is None:
        raise Missing(f"{ref} is not in the register.")
    if actor.everything:
        return HandingOn.PAPERS
    said = session.scalar(select(Member.handing).where(Member.deal == ref, Member.person == actor.email))
    return HandingOn(said or HandingOn.NOTHING)


def expect_handing(session: Session, actor: Actor, ref: str, least: HandingOn) -> None:
    """Raise ``Denied`` where *actor* may take less out of the deal *ref* than *least*."""
    if HANDED_ON[handing(session, actor, ref)] < HANDED_ON[least]:
        raise Denied("You may read this deal here and take nothing of it along: ask the deal's counsel.")


def visible_refs(session: Session, actor: Actor) -> set[str]:
    """The references of every deal that *actor* may see, archived ones too."""
    return set(session.scalars(select(Deal.ref).where(seen_by(session, actor))))


def past(session: Session, actor: Actor, at: dt.datetime) -> Past:
    """The register at the instant *at* as *actor* may read it: of deals, those that are open to the actor now."""
    return Past(at, organisation.today(session, at), frozenset(visible_refs(session, actor)))


def visible(session: Session, actor: Actor, *, archived: bool = False) -> Sequence[Row[*tuple[Any, ...]]]:
    """The deals that *actor* may see, newest first: reference, codename, structure, side, stage, dates."""
    query = select(*_COLUMNS).where(seen_by(session, actor))
    if not archived:
        query = query.where(Deal.archived.is_(False))
    return session.execute(query.order_by(Deal.ref.desc())).all()


def options(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """The deals that *actor* may see as choices: reference, and reference with codename."""
    return [(row.ref, f"{row.ref} · {row.codename}") for row in visible(session, actor)]


def holding(
    session: Session, actor: Actor, kind: ItemType, ref: str
) -> Sequence[Row[str, str | None, str | None]]:
    """Deal, number and disposition of each line about the object *ref*, in deals that *actor* may see."""
    query = (
        select(Item.deal, Item.number, Item.disposition)
        .join(Deal, Deal.ref == Item.deal)
        .where(Item.type == kind, Item.ref == ref, Deal.archived.is_(False), seen_by(session, actor))
    )
    return session.execute(query.order_by(Item.deal, Item.number)).all()
