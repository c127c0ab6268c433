"""The open findings as a home page shows them: counted by severity, with those that its reader looks at first."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, case, exists, func, select, true

from app.domain.accounts.models import Person
from app.domain.findings.ledger import Finding
from app.domain.findings.terms import FindingStatus, Severity
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.kernel import clock
from app.kernel.periods import days_between
from app.pages.home.todo import MOST, Item, due_in_words, joined
from app.pages.kit import formats
from app.pages.kit.access import actor
from app.pages.kit.addresses import address
from app.security.permissions import Permission

_OPEN = Finding.status == FindingStatus.OPEN.value


@dataclass(frozen=True)
class OpenFindings:
    """Open findings, those past their day, and those of this person; *bars* by severity, gravest first.

    *listed* are those that were asked for beside, of *matching* in all; *is_begun*: whether there is a third party.
    """

    total: int
    overdue: int
    mine: int
    critical: int
    bars: Sequence[Mapping[str, Any]]
    severities: Sequence[tuple[str, int]]
    listed: Sequence[Any]
    matching: int
    is_begun: bool


@dataclass(frozen=True)
class Wanted:
    """Which findings to list, the first *most* in *order*; *key* is the same order for rows."""

    where: ColumnElement[bool]
    order: Sequence[Any]
    key: Callable[[Any], Any]
    most: int = MOST


def gravest(where: ColumnElement[bool], *, mine_first: bool = False) -> Wanted:
    """Those that meet *where*, the gravest first (*mine_first*: one's own before others'), then what is due first."""
    me = actor().email
    order: list[Any] = [Finding.severity_rank]
    if mine_first:
        order.append(case((Finding.owner == me, 0), else_=1))

    def key(row: Any) -> Any:
        others = mine_first and row.owner_email != me
        return row.severity_rank, others, row.due_on or dt.date.max, row.id

    return Wanted(where, [*order, Finding.due_on.asc().nulls_last(), Finding.id], key)


EVERY = true()


def read(wanted: Wanted | None = None) -> OpenFindings:
    """How many findings are open, by severity, with those *wanted* in a list; all in one statement."""
    today = formats.today()
    counted = (
        select(
            Finding.severity,
            func.count().label("open"),
            func.sum(case((Finding.due_on < today, 1), else_=0)).label("overdue"),
            func.sum(case((Finding.owner == actor().email, 1), else_=0)).label("mine"),
            func.sum(case((EVERY if wanted is None else wanted.where, 1), else_=0)).label("matching"),
        )
        .where(_OPEN)
        .group_by(Finding.severity)
        .subquery("counted")
    )
    begun = select(exists(select(ThirdParty.ref)).label("is_begun")).subquery("begun")
    query = select(
        begun.c.is_begun,
        counted.c.severity.label("counted"),
        counted.c.open,
        counted.c.overdue,
        counted.c.mine,
        counted.c.matching,
    ).select_from(begun)
    query = query.outerjoin(counted, true())
    if wanted is not None:
        # A finding that is listed is of a severity that is counted, so it finds its line there.
        some = _listed(wanted).subquery("listed")
        query = query.add_columns(*some.c).outerjoin(some, some.c.severity == counted.c.severity)
    rows = db.session.execute(query).all()
    listed: list[Any] = [row for row in rows if wanted is not None and row.id is not None]
    if wanted is not None:
        listed.sort(key=wanted.key)
    lines = {row.counted: row for row in rows if row.counted is not None}
    counts = {severity: row.open for severity, row in lines.items()}
    return OpenFindings(
        sum(counts.values()),
        sum(row.overdue for row in lines.values()),
        sum(row.mine for row in lines.values()),
        counts.get(Severity.CRITICAL.value, 0),
        _bars(counts),
        [(severity.value, counts[severity.value]) for severity in Severity if counts.get(severity.value)],
        listed,
        sum(row.matching for row in lines.values()),
        bool(rows[0].is_begun),
    )


def _listed(wanted: Wanted) -> Any:
    """What is said of each finding to list; names are looked up for those alone that are listed."""
    first = (
        select(Finding.id).where(_OPEN, wanted.where).order_by(*wanted.order).limit(wanted.most).subquery()
    )
    return (
        select(
            Finding.id,
            Finding.title,
            Finding.message,
            Finding.severity,
            Finding.severity_rank,
            Finding.object,
            Finding.opened_at,
            Finding.due_on,
            Finding.owner.label("owner_email"),
            ThirdParty.name.label("third_party"),
            Person.name.label("owner"),
        )
        .join(first, first.c.id == Finding.id)
        .outerjoin(ThirdParty, ThirdParty.ref == Finding.third_party)
        .outerjoin(Person, Person.email == Finding.owner)
    )


def _bars(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    linked = actor().may(Permission.FINDINGS_READ)
    return [
        {
            "label": severity.label,
            "value": counts.get(severity.value, 0),
            "tone": severity.value,
            "url": url_for("findings.index", severity=severity.value) if linked else None,
        }
        for severity in Severity
    ]


def as_items(found: OpenFindings) -> list[Item]:
    """The findings listed, as a list of what waits shows them."""
    today = formats.today()
    made = []
    for row in found.listed:
        when, late = due_in_words(row.due_on, today)
        detail = joined((row.third_party or row.object, row.owner or "no owner"))
        made.append(
            Item(row.title, address("finding", str(row.id)), detail, when, late, Severity(row.severity))
        )
    return made


@dataclass(frozen=True)
class Critical:
    """An open critical finding: what, on whom, whose it is, how many days it is open."""

    title: str
    message: str
    url: str | None
    third_party: str | None
    owner: str | None
    days: int
    due_on: dt.date | None
    overdue: bool


def oldest_criticals(most: int = 10) -> Wanted:
    """The open criticals, oldest first."""
    return Wanted(
        Finding.severity == Severity.CRITICAL.value,
        (Finding.opened_at, Finding.id),
        lambda row: (row.opened_at, row.id),
        most,
    )


def criticals(found: OpenFindings) -> list[Critical]:
    """The findings listed, as an executive reads them."""
    today = formats.today()
    return [
        Critical(
            row.title,
            row.message,
            address("finding", str(row.id)),
            row.third_party or row.object,
            row.owner,
            days_between(clock.day_of(row.opened_at, formats.time_zone()), today),
            row.due_on,
            row.due_on is not None and row.due_on < today,
        )
        for row in found.listed
    ]
