"""Reads of notices: versions, what is in effect, provisions as choices."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from app.db import references
from app.db.references import Use
from app.db.unit_of_work import read_record
from app.domain.notices import records
from app.domain.notices.models import Notice, Provision

_STARTS_ON = func.coalesce(Notice.effective_on, Notice.captured_on)


def get(session: Session, ref: str) -> tuple[records.Notice, int]:
    """The notice *ref* and its version; raises :class:`~app.kernel.errors.Missing`."""
    return read_record(session, records.Notice, ref)


def options(session: Session) -> list[tuple[str, str]]:
    """Notice versions as choices, newest first: reference, and title with the day it takes effect."""
    query = select(Notice.ref, Notice.title, _STARTS_ON.label("start")).where(Notice.archived.is_(False))
    rows = session.execute(query.order_by(_STARTS_ON.desc(), Notice.ref.desc()))
    return [(row.ref, f"{row.ref} · {row.title or 'untitled'} ({row.start or 'undated'})") for row in rows]


def provision_options(session: Session) -> list[tuple[str, str]]:
    """Provisions of every notice version as choices, newest first: ``NV-0001/G2``, and that with its text."""
    query = (
        select(Notice.ref, Provision.code, Provision.text)
        .join(Provision, Provision.notice == Notice.ref)
        .where(Notice.archived.is_(False))
        .order_by(_STARTS_ON.desc(), Notice.ref.desc(), Provision.position)
    )
    return [(f"{ref}/{code}", f"{ref}/{code} · {_short(text)}") for ref, code, text in session.execute(query)]


def in_effect(session: Session, day: dt.date) -> str | None:
    """The reference of the version in effect on *day*: the latest to have begun; undated ones begin first."""
    query = select(Notice.ref).where(
        Notice.archived.is_(False), func.coalesce(_STARTS_ON, dt.date.min) <= day
    )
    return session.scalar(query.order_by(_STARTS_ON.desc().nulls_last(), Notice.ref.desc()).limit(1))


def codes(session: Session, ref: str) -> list[str]:
    """The codes of the provisions of the notice *ref*, in order."""
    return list(
        session.scalars(select(Provision.code).where(Provision.notice == ref).order_by(Provision.position))
    )


def captured_as(
    session: Session, sha256: str, entity: str | None, *, other_than: str | None = None
) -> str | None:
    """The reference of the version, not archived, of the same text and entity, if there is one."""
    same_entity = Notice.entity == entity if entity else Notice.entity.is_(None)
    query = select(Notice.ref).where(and_(Notice.sha256 == sha256, same_entity, Notice.archived.is_(False)))
    return next((ref for ref in session.scalars(query.order_by(Notice.ref)) if ref != other_than), None)


def versions(session: Session, entity: str | None) -> Sequence[Row[str, str | None, dt.date | None]]:
    """Reference, title and first day of every version of *entity*'s notice, oldest first."""
    query = select(Notice.ref, Notice.title, _STARTS_ON.label("start")).where(Notice.archived.is_(False))
    query = query.where(Notice.entity == entity if entity else Notice.entity.is_(None))
    return session.execute(query.order_by(_STARTS_ON.asc().nulls_first(), Notice.ref)).all()


def provision_uses(session: Session, ref: str, codes: Sequence[str], *, archived: bool = False) -> list[Use]:
    """The flows that rest on one of the provisions *codes* of the notice *ref*."""
    return references.users(session, "provision", [f"{ref}/{code}" for code in codes], archived=archived)


def _short(text: str | None) -> str:
    words = " ".join((text or "").split())
    return words if len(words) <= 80 else words[:79] + "…"
