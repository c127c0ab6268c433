"""What an auditor begins with: the head of the trail, when the rules last ran, what was issued, what was done last."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, or_, select

from app.domain.accounts.models import Person
from app.domain.audit.models import Entry
from app.domain.deals import queries as deals
from app.domain.deals.models import Deal
from app.domain.findings.ledger import Summary
from app.domain.reports import queries as reports
from app.domain.reports.models import Report
from app.domain.reports.terms import CODES, ReportKind
from app.extensions import db
from app.pages.home.todo import MOST, Item, Todo, joined
from app.pages.kit import formats
from app.pages.kit.access import actor

SIGN_INS = "session."
"""How the operations of signing in and out are called."""


@dataclass(frozen=True)
class Done:
    """An entry of the trail as it is listed; of a deal closed to the person only its place and hash."""

    seq: int
    at: dt.datetime
    who: str
    what: str
    hash: str


@dataclass(frozen=True)
class Trail:
    """The head of the trail, the newest entries but for sign-ins, and from when to when dossiers were last judged."""

    seq: int
    hash: str
    at: dt.datetime | None
    newest: Sequence[Done]
    judged_from: dt.date | None
    judged_to: dt.date | None


def trail() -> Trail:
    """The trail as it ends now."""
    last = select(func.max(Entry.seq)).scalar_subquery()
    # Who signed in and out is in the trail, but it would crowd out what was done; the head is shown all the same.
    rows = db.session.execute(
        select(
            Entry.seq,
            Entry.at,
            Entry.actor,
            Entry.operation,
            Entry.hash,
            Person.name.label("who"),
            or_(Entry.deal.is_(None), Entry.deal.in_(_open_deals())).label("is_open"),
        )
        .outerjoin(Person, Person.email == Entry.actor)
        .where(or_(Entry.operation.not_like(SIGN_INS + "%"), Entry.seq == last))
        .order_by(Entry.seq.desc())
        .limit(MOST + 1)
    ).all()
    judged = db.session.execute(select(func.min(Summary.evaluated_on), func.max(Summary.evaluated_on))).one()
    done = [row for row in rows if not row.operation.startswith(SIGN_INS)]
    return Trail(
        rows[0].seq if rows else 0,
        rows[0].hash if rows else "",
        rows[0].at if rows else None,
        [_done(row) for row in done[:MOST]],
        judged[0],
        judged[1],
    )


def _open_deals() -> Select[str]:
    return select(Deal.ref).where(deals.seen_by(db.session, actor(), formats.today()))


def _done(row: Any) -> Done:
    who = row.who or row.actor.capitalize()
    what = row.operation.replace(".", ": ").replace("_", " ")
    return Done(
        row.seq, row.at, who if row.is_open else "", what if row.is_open else "Closed to you", row.hash
    )


def issued() -> Todo:
    """The newest reports that the person may see."""
    visible = reports.visible(db.session, actor())
    rows = db.session.execute(
        select(
            Report.number,
            Report.kind,
            Report.title,
            Report.as_of,
            Report.issued_at,
            Report.snapshot_sha256,
            func.count().over().label("total"),
        )
        .where(visible)
        .order_by(Report.place.desc())
        .limit(MOST)
    ).all()
    items = [
        Item(
            row.title,
            url_for("reports.detail", number=row.number),
            joined((row.number, CODES[ReportKind(row.kind)], f"SHA-256 {row.snapshot_sha256[:12]}…")),
            formats.day(row.issued_at),
        )
        for row in rows
    ]
    total = rows[0].total if rows else 0
    return Todo(
        "reports", "Reports issued", items, total, "No report was issued yet.", url_for("reports.index")
    )
