"""Views of legal entities: our own, affiliates with dated control, counterparties."""

from typing import Any

from flask import Blueprint
from sqlalchemy import select

from app.db import references
from app.domain.organisation import operations, queries
from app.domain.organisation.models import Entity
from app.domain.organisation.records import Entity as EntityRecord
from app.domain.organisation.terms import EntityKind
from app.extensions import db
from app.kernel import places
from app.pages.kit import cells
from app.pages.kit.area import Area
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains

blueprint = Blueprint("entities", __name__, template_folder="templates")


def listing() -> Listing:
    """The list of legal entities."""
    return Listing(
        title="Entities",
        name="entities",
        lead="Our own legal entities, affiliates by dated control, and counterparties.",
        query=lambda: select(
            Entity.ref,
            Entity.legal_name,
            Entity.kind,
            Entity.country,
            Entity.reg_no,
            Entity.parent,
            Entity.control_from,
            Entity.control_to,
            Entity.archived,
        ),
        key=Entity.ref,
        url=lambda row: AREA.address(row.ref),
        search=contains(Entity.legal_name, Entity.ref, Entity.reg_no, Entity.lei),
        placeholder="Name, reference, number",
        empty_title="No entities yet",
        empty_text="Add your own legal entity first: agreements are signed by it.",
        default_sort="name",
        columns=(
            Column("name", "Legal name", lambda row: row.legal_name, sort=Entity.legal_name),
            Column("ref", "Reference", lambda row: row.ref, sort=Entity.ref),
            Column("kind", "Kind", lambda row: cells.term(EntityKind, row.kind), sort=Entity.kind),
            Column(
                "country",
                "Country",
                lambda row: places.country_name(row.country) if row.country else None,
                sort=Entity.country,
            ),
            Column("reg_no", "Registration number", lambda row: row.reg_no, sort=Entity.reg_no),
            Column("parent", "Parent", lambda row: row.parent, sort=Entity.parent),
            Column(
                "from",
                "Controlled from",
                lambda row: cells.day(row.control_from),
                sort=Entity.control_from,
                export=lambda row: row.control_from,
            ),
            Column(
                "to",
                "Controlled to",
                lambda row: cells.day(row.control_to),
                sort=Entity.control_to,
                export=lambda row: row.control_to,
            ),
        ),
        filters=(
            Filter("kind", "Kind", EntityKind.choices, lambda value: Entity.kind == value),
            archived_filter(Entity.archived),
        ),
    )


def _more(record: Any) -> dict[str, Any]:
    return {"used": [use.key for use in references.users(db.session, "entity", record.ref)]}


AREA = Area(
    blueprint="entities",
    url="/entities",
    kind="entity",
    record=EntityRecord,
    one="an entity",
    many="Entities",
    listing=listing,
    read=lambda key: queries.get(db.session, key),
    create=operations.register,
    update=operations.update,
    archive=operations.archive,
    restore=operations.restore,
    named=lambda record: record.legal_name,
    more=_more,
)

AREA.register(blueprint)
