"""What waits for whoever keeps the register: findings, ending agreements, reviews, opt-outs."""

import datetime as dt

from flask import url_for
from sqlalchemy import and_, case, func, or_, select

from app.domain.accounts.models import Person
from app.domain.agreements.derived import Derived
from app.domain.agreements.models import Agreement
from app.domain.agreements.terms import AgreementKind
from app.domain.evidence.models import Preference, Propagation
from app.domain.evidence.terms import PreferenceKind
from app.domain.findings.rules.rights import BUSINESS_DAYS
from app.domain.organisation.models import Organisation
from app.domain.third_parties.models import ThirdParty
from app.domain.third_parties.terms import RiskTier, Status
from app.extensions import db
from app.kernel.periods import add_business_days
from app.kernel.words import plural
from app.pages.home.findings import OpenFindings, as_items
from app.pages.home.todo import MOST, Item, Todo, due_in_words, joined, on_day, total_of
from app.pages.kit import formats
from app.pages.kit.addresses import address

ENDING = (30, 60, 90)
"""Days within which agreements end, as they are counted."""
REVIEWS_AHEAD = 30
"""Days ahead from which a review is shown as due."""


def lists(findings: OpenFindings) -> list[Todo]:
    """Everything that waits, most urgent first."""
    return [_findings(findings), _ending(), _reviews(), _opt_outs()]


def _findings(counted: OpenFindings) -> Todo:
    return Todo(
        "findings",
        "Findings to clear",
        as_items(counted),
        counted.total,
        "No finding is open.",
        url_for("findings.index"),
        ((counted.overdue, "overdue"), (counted.mine, "mine"), (counted.critical, "critical")),
        tall=True,
    )


def _ending() -> Todo:
    """Agreements in force that end, or whose notice must be given, within 90 days, nothing decided."""
    today = formats.today()
    derived = Derived.on(today)
    waits = and_(or_(derived.ends_within(ENDING[-1]), derived.decision_due), ~derived.renewal_decided)
    within = [
        func.sum(case((Agreement.expires_on <= today + dt.timedelta(days=days), 1), else_=0)).over()
        for days in ENDING
    ]
    query = (
        select(
            Agreement.ref,
            Agreement.title,
            Agreement.kind,
            Agreement.expires_on,
            Agreement.auto_renew,
            Agreement.notice_days,
            ThirdParty.name.label("third_party"),
            func.count().over().label("total"),
            *(column.label(f"within_{days}") for column, days in zip(within, ENDING, strict=True)),
        )
        .select_from(Agreement)
        .join(ThirdParty, ThirdParty.ref == Agreement.third_party)
        .where(derived.in_force, waits, Agreement.archived.is_(False))
        .order_by(Agreement.expires_on, Agreement.ref)
        .limit(MOST)
    )
    rows = db.session.execute(derived.joined(query)).all()
    items = []
    for row in rows:
        when, late = due_in_words(row.expires_on, today)
        does = "renews by itself" if row.auto_renew else "ends"
        notice = ""
        if row.auto_renew and row.notice_days:
            notice = f"notice by {on_day(row.expires_on - dt.timedelta(days=row.notice_days))}"
        detail = joined((row.third_party, f"{does} on {on_day(row.expires_on)}", notice))
        name = row.title or AgreementKind(row.kind).label
        items.append(Item(name, address("agreement", row.ref), detail, when, late))
    counts = [(getattr(rows[0], f"within_{days}") if rows else 0, f"within {days} days") for days in ENDING]
    return Todo(
        "ending",
        "Agreements ending",
        items,
        total_of(rows),
        "No agreement ends within 90 days without a decision.",
        url_for("agreements.index", ending=ENDING[-1]),
        counts,
    )


def _reviews() -> Todo:
    today = formats.today()
    due = ThirdParty.next_review_on
    overdue = case((or_(due.is_(None), due < today), 1), else_=0)
    rows = db.session.execute(
        select(
            ThirdParty.ref,
            ThirdParty.name,
            ThirdParty.risk_tier,
            due.label("due"),
            Person.name.label("owner"),
            func.count().over().label("total"),
            func.sum(overdue).over().label("overdue"),
        )
        .outerjoin(Person, Person.email == ThirdParty.owner)
        .where(
            ThirdParty.archived.is_(False),
            ThirdParty.status == Status.ACTIVE.value,
            or_(due.is_(None), due <= today + dt.timedelta(days=REVIEWS_AHEAD)),
        )
        .order_by(due.asc().nulls_last(), ThirdParty.ref)
        .limit(MOST)
    ).all()
    items = []
    for row in rows:
        when, late = due_in_words(row.due, today)
        tier = f"{RiskTier(row.risk_tier).label.lower()} risk" if row.risk_tier else None
        detail = joined((tier, row.owner, "never planned" if row.due is None else f"due {on_day(row.due)}"))
        items.append(Item(row.name, address("third_party", row.ref), detail, when, late or row.due is None))
    return Todo(
        "reviews",
        "Reviews due",
        items,
        total_of(rows),
        f"Every review of an active third party lies more than {REVIEWS_AHEAD} days ahead.",
        url_for("third_parties.index", status=Status.ACTIVE.value, sort="review"),
        ((int(rows[0].overdue) if rows else 0, "overdue or without a date"),),
    )


def _opt_outs() -> Todo:
    """Requests that are not honoured, or that somebody who was told has not confirmed."""
    today = formats.today()
    unconfirmed = (
        select(func.count())
        .where(Propagation.preference == Preference.ref, Propagation.ack_on.is_(None))
        .correlate(Preference)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Preference.ref,
            Preference.kind,
            Preference.received_on,
            Preference.honoured_on,
            unconfirmed.label("unconfirmed"),
            func.count().over().label("total"),
            select(Organisation.holidays).limit(1).scalar_subquery().label("holidays"),
        )
        .where(
            Preference.archived.is_(False),
            Preference.received_on.is_not(None),
            or_(Preference.honoured_on.is_(None), unconfirmed > 0),
        )
        .order_by(Preference.received_on, Preference.ref)
        .limit(MOST)
    ).all()
    holidays = [dt.date.fromisoformat(day) for row in rows[:1] for day in row.holidays or ()]
    items = []
    for row in rows:
        due = add_business_days(row.received_on, BUSINESS_DAYS, holidays)
        when, late = due_in_words(due, today)
        waits = "not honoured" if row.honoured_on is None else None
        told = (
            f"{plural(row.unconfirmed, 'third party', 'third parties')} to confirm"
            if row.unconfirmed
            else None
        )
        detail = joined((PreferenceKind(row.kind).label, waits, told))
        items.append(Item(row.ref, address("preference", row.ref), detail, when, late))
    return Todo(
        "opt-outs",
        "Opt-outs to honour",
        items,
        total_of(rows),
        "Every opt-out is honoured and confirmed.",
        url_for("preferences.due"),
    )
