"""What an auditor begins with: the head of the trail, when the rules last ran, what was issued, what was done last."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import func, select

from app.domain.accounts import queries as accounts
from app.domain.audit.models import Entry
from app.domain.deals import queries as deals
from app.domain.findings.ledger import Summary
from app.domain.reports import queries as reports
from app.domain.reports.models import Report
from app.domain.reports.terms import CODES, ReportKind
from app.extensions import db
from app.pages.home.todo import MOST, Item, Todo, joined
from app.pages.kit import formats
from app.pages.kit.access import actor


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
    head = db.session.execute(
        select(Entry.seq, Entry.hash, Entry.at).order_by(Entry.seq.desc()).limit(1)
    ).first()
    # Who signed in and out is in the trail, but it would crowd out what was done.
    done = select(Entry).where(Entry.operation.not_like("session.%")).order_by(Entry.seq.desc())
    entries = db.session.scalars(done.limit(MOST)).all()
    judged = db.session.execute(select(func.min(Summary.evaluated_on), func.max(Summary.evaluated_on))).one()
    names = accounts.names(db.session)
    may_see = deals.visible_refs(db.session, actor()) if any(entry.deal for entry in entries) else set()
    newest = [_done(entry, names, entry.deal is None or entry.deal in may_see) for entry in entries]
    return Trail(
        head.seq if head else 0,
        head.hash if head else "",
        head.at if head else None,
        newest,
        judged[0],
        judged[1],
    )


def _done(entry: Entry, names: dict[str, str], is_open: bool) -> Done:
    who = names.get(entry.actor, entry.actor.capitalize())
    what = entry.operation.replace(".", ": ").replace("_", " ")
    return Done(entry.seq, entry.at, who if is_open else "", what if is_open else "Closed to you", entry.hash)


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
