"""The list of notice versions: each is in effect until the next one of the same entity takes effect."""

import datetime as dt
import functools
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.notices import sentences
from app.domain.notices.models import Notice, Provision
from app.domain.organisation.models import Entity
from app.pages.kit import cells, formats
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains

STATES = (
    ("in_force", "In effect"),
    ("planned", "Not yet in effect"),
    ("superseded", "Replaced"),
)
"""Where a version stands, by the keys whose signs fit."""

first_day = func.coalesce(Notice.effective_on, Notice.captured_on)
"""The day from which a version counts: the one that it states, or else the one on which it was captured."""

_later = aliased(Notice)
_later_first_day = func.coalesce(_later.effective_on, _later.captured_on)
next_day = (
    select(func.min(_later_first_day))
    .where(
        _later.archived.is_(False),
        _later.entity.is_not_distinct_from(Notice.entity),
        _later_first_day > func.coalesce(first_day, dt.date.min),
    )
    .correlate(Notice)
    .scalar_subquery()
)
"""The day on which the next version of the same entity takes effect, if there is one."""


def state_of(starts_on: dt.date | None, replaced_on: dt.date | None, today: dt.date) -> str:
    """Which of :data:`STATES` holds today."""
    if starts_on is not None and starts_on > today:
        return "planned"
    return "superseded" if replaced_on is not None and replaced_on <= today else "in_force"


@functools.lru_cache(maxsize=500)
def sentence_count(sha256: str, text: str) -> int:
    """How many sentences *text* has; remembered by its hash, since a captured text never changes."""
    return len(sentences.split(text))


def _query() -> Select[Any]:
    coded = select(func.count()).where(Provision.notice == Notice.ref).correlate(Notice).scalar_subquery()
    columns: tuple[Any, ...] = (
        Notice.ref,
        Notice.title,
        Notice.url,
        Notice.text,
        Notice.sha256,
        Notice.captured_on,
        Notice.effective_on,
        Notice.archived,
        Entity.legal_name.label("entity"),
        first_day.label("starts_on"),
        next_day.label("replaced_on"),
        coded.label("provisions"),
    )
    return select(*columns).outerjoin(Entity, Entity.ref == Notice.entity)


def _sentences(row: Any) -> int | None:
    return sentence_count(row.sha256 or "", row.text) if row.text else None


def last_day(replaced_on: dt.date | None) -> dt.date | None:
    """The last day of a version that another replaces on *replaced_on*."""
    return replaced_on - dt.timedelta(days=1) if replaced_on else None


def listing() -> Listing:
    """The list of notice versions."""
    return Listing(
        title="Notices",
        name="notices",
        lead="Every version of the privacy notice as it was captured, and what each of its sentences provides.",
        query=_query,
        key=Notice.ref.desc(),
        url=lambda row: url_for("notices.detail", ref=row.ref),
        search=contains(Notice.title, Notice.ref, Notice.url, Notice.text),
        placeholder="Title, address, words of the text",
        empty_title="No notice captured yet",
        empty_text="Capture the published notice first: every flow is measured against what it says.",
        default_sort="-from",
        columns=(
            Column("title", "Notice", lambda row: row.title or "Untitled", sort=Notice.title),
            Column("ref", "Reference", lambda row: row.ref, sort=Notice.ref),
            Column(
                "state",
                "State",
                lambda row: cells.keyed(STATES, state_of(row.starts_on, row.replaced_on, formats.today())),
            ),
            Column(
                "from",
                "In effect from",
                lambda row: cells.day(row.starts_on),
                sort=first_day,
                export=lambda row: row.starts_on,
            ),
            Column(
                "to",
                "To",
                lambda row: cells.day(last_day(row.replaced_on)),
                sort=next_day,
                export=lambda row: last_day(row.replaced_on),
            ),
            Column("sentences", "Sentences", _sentences, numeric=True),
            Column("provisions", "Provisions", lambda row: row.provisions, numeric=True),
            Column(
                "captured",
                "Captured",
                lambda row: cells.day(row.captured_on),
                sort=Notice.captured_on,
                export=lambda row: row.captured_on,
            ),
            Column("entity", "Entity", lambda row: row.entity, sort=Entity.legal_name),
            Column(
                "effective",
                "Date stated",
                lambda row: cells.day(row.effective_on),
                sort=Notice.effective_on,
                shown=False,
                export=lambda row: row.effective_on,
            ),
            Column("url", "Address", lambda row: row.url, shown=False),
            Column("sha256", "SHA-256", lambda row: row.sha256, shown=False),
        ),
        filters=(
            Filter("state", "State", lambda: STATES, _by_state),
            archived_filter(Notice.archived),
        ),
    )


def _by_state(value: str) -> ColumnElement[bool]:
    today = formats.today()
    begun = func.coalesce(first_day, dt.date.min) <= today
    replaced = and_(next_day.is_not(None), next_day <= today)
    if value == "planned":
        return ~begun
    return and_(begun, replaced) if value == "superseded" else and_(begun, or_(~replaced, next_day.is_(None)))
