"""Views of compelled and investigative disclosures."""

from flask import Blueprint
from sqlalchemy import select

from app.domain.evidence import operations, queries
from app.domain.evidence.models import Disclosure
from app.domain.evidence.records import Disclosure as DisclosureRecord
from app.domain.evidence.terms import DisclosureGround
from app.extensions import db
from app.pages.kit import cells, formats
from app.pages.kit.area import Area
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains

blueprint = Blueprint("disclosures", __name__, template_folder="templates")


def listing() -> Listing:
    """The list of disclosures."""
    return Listing(
        title="Disclosures",
        name="disclosures",
        lead="Disclosures that the law required or that an investigation led to. No personal data: offices and scope.",
        query=lambda: select(
            Disclosure.ref,
            Disclosure.requester,
            Disclosure.ground,
            Disclosure.received_on,
            Disclosure.decided_on,
            Disclosure.approver,
            Disclosure.subject_notified,
            Disclosure.via_third_party,
            Disclosure.archived,
        ),
        key=Disclosure.ref,
        url=lambda row: AREA.address(row.ref),
        search=contains(Disclosure.ref, Disclosure.requester, Disclosure.authority, Disclosure.scope),
        placeholder="Requester, authority, scope",
        empty_title="No disclosures yet",
        empty_text="Record each request by an authority, whether or not it was granted.",
        default_sort="-received",
        columns=(
            Column(
                "requester",
                "Requester",
                lambda row: row.requester or "Not recorded",
                sort=Disclosure.requester,
            ),
            Column("ref", "Reference", lambda row: row.ref, sort=Disclosure.ref),
            Column(
                "ground",
                "Ground",
                lambda row: cells.term(DisclosureGround, row.ground),
                sort=Disclosure.ground,
            ),
            Column(
                "received",
                "Received",
                lambda row: cells.day(row.received_on),
                sort=Disclosure.received_on,
                export=lambda row: row.received_on,
            ),
            Column(
                "decided",
                "Decided",
                lambda row: cells.day(row.decided_on),
                sort=Disclosure.decided_on,
                export=lambda row: row.decided_on,
            ),
            Column("approver", "Approver", lambda row: row.approver, sort=Disclosure.approver),
            Column("notified", "Person told", lambda row: formats.yes(row.subject_notified)),
            Column("via", "Through", lambda row: row.via_third_party, sort=Disclosure.via_third_party),
        ),
        filters=(
            Filter("ground", "Ground", DisclosureGround.choices, lambda value: Disclosure.ground == value),
            archived_filter(Disclosure.archived),
        ),
    )


AREA = Area(
    blueprint="disclosures",
    url="/disclosures",
    kind="disclosure",
    record=DisclosureRecord,
    one="a disclosure",
    many="Disclosures",
    listing=listing,
    read=lambda key: queries.get_disclosure(db.session, key),
    create=operations.record_disclosure,
    update=operations.update_disclosure,
    archive=operations.archive_disclosure,
    restore=operations.restore_disclosure,
    named=lambda record: f"Disclosure {record.ref}",
)

AREA.register(blueprint)
