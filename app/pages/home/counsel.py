"""What waits for counsel: clauses to read, second readings, the notice, and the deals that they are a member of."""

from flask import current_app, url_for
from sqlalchemy import ColumnElement, and_, func, or_, select

from app.domain.agreements.models import Agreement
from app.domain.agreements.terms import AgreementKind
from app.domain.deals import queries as deals
from app.domain.deals import remarks
from app.domain.deals.models import Deal, Member
from app.domain.deals.terms import DealKind, DealStage, Side
from app.domain.findings.ledger import Finding
from app.domain.findings.terms import FindingStatus
from app.domain.flows.models import Flow, NoticeLink
from app.domain.flows.terms import FlowStatus
from app.domain.notices.models import Notice, Provision
from app.domain.notices.terms import Strength
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.kernel.words import plural
from app.pages.home.findings import OpenFindings, as_items
from app.pages.home.todo import MOST, Item, Todo, due_in_words, joined, on_day, total_of
from app.pages.kit import formats
from app.pages.kit.access import actor
from app.pages.kit.addresses import address

READ = ("CLA-13", "CLA-14")
"""The rules that ask for a reading, and for a second one."""
FAMILIES = ("CLA", "NOT")
"""The families of findings that a lawyer clears."""


def lists(findings: OpenFindings) -> list[Todo]:
    """Everything that waits, deals first."""
    return [*said_to_me(), my_deals(), _findings(findings), _readings(), _notice()]


def said_to_me() -> list[Todo]:
    """What was said to the person in deals and waits for them; no list where nothing does."""
    rows = remarks.waiting(db.session, actor(), formats.today())
    items = [
        Item(
            row.codename,
            url_for("deals.waiting"),
            f"{row.line or 'the deal'}: {row.text[:80]}",
            "asks you" if row.asked == actor().email else "mentions you",
        )
        for row in rows[:MOST]
    ]
    empty = "Nothing was said to you."
    return [Todo("said", "Said to you", items, len(rows), empty, url_for("deals.waiting"))] if rows else []


def my_deals() -> Todo:
    """The deals that the person is a member of, the next date first."""
    today = formats.today()
    mine = select(Member.deal, Member.until).where(Member.person == actor().email).subquery()
    rows = db.session.execute(
        select(
            Deal.ref,
            Deal.codename,
            Deal.kind,
            Deal.side,
            Deal.stage,
            Deal.signing_on,
            Deal.closing_on,
            mine.c.until,
            func.count().over().label("total"),
        )
        .join(mine, mine.c.deal == Deal.ref)
        .where(deals.seen_by(db.session, actor(), today), Deal.archived.is_(False))
        .order_by(Deal.closing_on.asc().nulls_last(), Deal.ref)
        .limit(MOST)
    ).all()
    items = []
    for row in rows:
        ahead = [
            (day, what) for day, what in ((row.signing_on, "signing"), (row.closing_on, "closing")) if day
        ]
        coming = next(((day, what) for day, what in ahead if day >= today), None)
        when = f"{coming[1]} {due_in_words(coming[0], today)[0]}" if coming else ""
        detail = joined(
            (
                f"{row.ref}, {DealKind(row.kind).label.lower()}, we are the {Side(row.side).label.lower()}",
                *(f"{what} {on_day(day)}" for day, what in ahead),
                f"open to you until {on_day(row.until)}" if row.until else None,
            )
        )
        items.append(Item(row.codename, address("deal", row.ref), detail, when, sign=DealStage(row.stage)))
    return Todo(
        "deals",
        "Your deals",
        items,
        total_of(rows),
        "You are a member of no deal. Whoever leads one can invite you.",
        url_for("deals.index") if "deals.index" in current_app.view_functions else None,
    )


def _readings() -> Todo:
    """Agreements whose clauses nobody read, or one person alone at a high risk."""
    rows = db.session.execute(
        select(
            Finding.rule,
            Finding.object,
            Finding.message,
            Finding.due_on,
            ThirdParty.name.label("third_party"),
            Agreement.title.label("agreement"),
            Agreement.kind.label("agreement_kind"),
            func.count().over().label("total"),
        )
        .outerjoin(ThirdParty, ThirdParty.ref == Finding.third_party)
        .outerjoin(Agreement, Agreement.ref == Finding.object)
        .where(Finding.status == FindingStatus.OPEN.value, Finding.rule.in_(READ))
        .order_by(Finding.due_on.asc().nulls_last(), Finding.object)
        .limit(MOST)
    ).all()
    today = formats.today()
    items = []
    for row in rows:
        when, late = due_in_words(row.due_on, today)
        asked = "first reading" if row.rule == READ[0] else "second reading"
        kind = AgreementKind(row.agreement_kind).label if row.agreement_kind else row.object
        items.append(
            Item(
                row.agreement or kind,
                address("agreement", row.object),
                joined((row.third_party, asked, row.message)),
                when,
                late,
            )
        )
    return Todo(
        "clauses",
        "Clauses to read",
        items,
        total_of(rows),
        "Every agreement in force is read, by two people where the risk is high.",
        url_for("agreements.index", reading="none"),
    )


def theirs() -> ColumnElement[bool]:
    """What a lawyer clears: findings on clauses and the notice, and whatever is assigned to them."""
    families = (Finding.rule.startswith(family) for family in FAMILIES)
    return and_(or_(Finding.owner == actor().email, *families), Finding.rule.not_in(READ))


def _findings(found: OpenFindings) -> Todo:
    return Todo(
        "findings",
        "Findings on clauses and the notice, and yours",
        as_items(found),
        found.matching,
        "No finding on clauses or the notice is open, and none is yours.",
        url_for("findings.index", family="CLA"),
        ((found.mine, "mine"),),
        tall=True,
    )


def _notice() -> Todo:
    """The newest notice versions: what is coded, what is open-ended, what rests on it only arguably."""
    starts_on = func.coalesce(Notice.effective_on, Notice.captured_on)
    coded = select(func.count()).where(Provision.notice == Notice.ref).correlate(Notice).scalar_subquery()
    vague = (
        select(func.count())
        .where(Provision.notice == Notice.ref, Provision.unclear.is_(True))
        .correlate(Notice)
        .scalar_subquery()
    )
    arguable = (
        select(func.count(func.distinct(Flow.ref)))
        .join(NoticeLink, NoticeLink.flow == Flow.ref)
        .where(
            NoticeLink.strength == Strength.ARGUABLE.value,
            Flow.status == FlowStatus.ACTIVE.value,
            Flow.archived.is_(False),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Notice.ref,
            Notice.title,
            starts_on.label("starts_on"),
            coded.label("coded"),
            vague.label("vague"),
            arguable.label("arguable"),
            func.count().over().label("total"),
        )
        .where(Notice.archived.is_(False))
        .order_by(starts_on.desc().nulls_last(), Notice.ref.desc())
        .limit(2)
    ).all()
    items = [
        Item(
            row.title or "Untitled notice",
            address("notice", row.ref),
            joined(
                (
                    row.ref,
                    f"from {on_day(row.starts_on)}" if row.starts_on else "undated",
                    plural(row.coded, "provision") if row.coded else "nothing coded yet",
                    f"{row.vague:,} open-ended" if row.vague else None,
                )
            ),
            "to code" if not row.coded else "",
            not row.coded,
        )
        for row in rows
    ]
    return Todo(
        "notices",
        "The notice",
        items,
        total_of(rows),
        "No notice is captured yet.",
        url_for("notices.index"),
        ((rows[0].arguable, "active flows with an arguable link"),) if rows else (),
    )
