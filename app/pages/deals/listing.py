"""The list of deals: those of which the actor is a member."""

from typing import Any

from flask import url_for
from sqlalchemy import and_, select

from app.domain.deals import queries
from app.domain.deals.models import Deal, Member
from app.domain.deals.terms import DealKind, DealStage, Side
from app.domain.organisation.models import Entity
from app.extensions import db
from app.pages.kit import cells
from app.pages.kit.access import actor
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains, terms


def _query() -> Any:
    mine = and_(Member.deal == Deal.ref, Member.person == actor().email)
    return (
        select(
            Deal.ref,
            Deal.codename,
            Deal.kind,
            Deal.side,
            Deal.stage,
            Deal.signing_on,
            Deal.closing_on,
            Deal.archived,
            Entity.legal_name.label("buyer"),
            Member.until,
        )
        .outerjoin(Member, mine)
        .outerjoin(Entity, Entity.ref == Deal.buyer_entity)
        .where(queries.seen_by(db.session, actor()))
    )


def listing() -> Listing:
    """The list of the actor's deals; it says the same to who has none, whether or not there are any."""
    return Listing(
        title="Deals",
        name="deals",
        lead="Each deal is open to its members only; these are yours.",
        query=_query,
        key=Deal.ref,
        url=lambda row: url_for("deals.detail", ref=row.ref),
        search=contains(Deal.codename, Deal.ref, Entity.legal_name),
        placeholder="Codename, reference, buyer",
        empty_title="No deal is open to you",
        empty_text="A deal is visible to its members only. When one adds you, it is listed here.",
        default_sort="-ref",
        columns=(
            Column("codename", "Codename", lambda row: row.codename, sort=Deal.codename),
            Column("ref", "Reference", lambda row: row.ref, sort=Deal.ref),
            Column("stage", "Stage", lambda row: cells.term(DealStage, row.stage), sort=Deal.stage),
            Column("kind", "Structure", lambda row: cells.term(DealKind, row.kind), sort=Deal.kind),
            Column("side", "Our side", lambda row: cells.term(Side, row.side), sort=Deal.side),
            Column("buyer", "Buyer", lambda row: row.buyer, sort=Entity.legal_name),
            Column(
                "signing",
                "Signing",
                lambda row: cells.day(row.signing_on),
                sort=Deal.signing_on,
                export=lambda row: row.signing_on,
            ),
            Column(
                "closing",
                "Closing",
                lambda row: cells.day(row.closing_on),
                sort=Deal.closing_on,
                export=lambda row: row.closing_on,
            ),
            Column(
                "until",
                "Open to you until",
                lambda row: cells.day(row.until) or "No end",
                sort=Member.until,
                export=lambda row: row.until,
                shown=False,
            ),
        ),
        filters=(
            Filter("stage", "Stage", terms(DealStage), lambda value: Deal.stage == value),
            Filter("kind", "Structure", terms(DealKind), lambda value: Deal.kind == value),
            Filter("side", "Our side", terms(Side), lambda value: Deal.side == value),
            archived_filter(Deal.archived),
        ),
    )
