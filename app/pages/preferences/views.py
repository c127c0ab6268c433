"""Views of opt-outs, objections and withdrawals: received, honoured, and told to every third party concerned."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from sqlalchemy import func, select

from app.domain.evidence import operations, queries
from app.domain.evidence.models import Preference, Propagation
from app.domain.evidence.records import Preference as PreferenceRecord
from app.domain.evidence.terms import PreferenceChannel, PreferenceKind
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.pages.kit import cells
from app.pages.kit.access import access, actor
from app.pages.kit.area import Area
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains
from app.security.permissions import Permission

blueprint = Blueprint("preferences", __name__, template_folder="templates")


def listing() -> Listing:
    """The list of opt-outs."""
    told = (
        select(
            Propagation.preference,
            func.count().label("told"),
            func.count(Propagation.ack_on).label("confirmed"),
        )
        .group_by(Propagation.preference)
        .subquery()
    )
    return Listing(
        title="Opt-outs",
        name="opt-outs",
        lead="Opt-outs, objections and withdrawals. People appear as keyed hashes alone.",
        query=lambda: select(
            Preference.ref,
            Preference.kind,
            Preference.channel,
            Preference.received_on,
            Preference.honoured_on,
            Preference.archived,
            told.c.told,
            told.c.confirmed,
        ).outerjoin(told, told.c.preference == Preference.ref),
        key=Preference.ref,
        url=lambda row: AREA.address(row.ref),
        search=contains(Preference.ref, Preference.subject_ref),
        placeholder="Reference or hash",
        empty_title="No opt-outs yet",
        empty_text="Record each request when it comes in: the clock of ten business days begins then.",
        default_sort="-received",
        columns=(
            Column("ref", "Reference", lambda row: row.ref, sort=Preference.ref),
            Column("kind", "Kind", lambda row: cells.term(PreferenceKind, row.kind), sort=Preference.kind),
            Column(
                "channel",
                "Channel",
                lambda row: cells.term(PreferenceChannel, row.channel),
                sort=Preference.channel,
            ),
            Column(
                "received",
                "Received",
                lambda row: cells.day(row.received_on),
                sort=Preference.received_on,
                export=lambda row: row.received_on,
            ),
            Column(
                "honoured",
                "Honoured",
                lambda row: cells.day(row.honoured_on),
                sort=Preference.honoured_on,
                export=lambda row: row.honoured_on,
            ),
            Column("told", "Confirmed of told", lambda row: f"{row.confirmed or 0} of {row.told or 0}"),
        ),
        filters=(
            Filter("kind", "Kind", PreferenceKind.choices, lambda value: Preference.kind == value),
            Filter(
                "channel", "Channel", PreferenceChannel.choices, lambda value: Preference.channel == value
            ),
            Filter(
                "honoured",
                "Honoured",
                lambda: (("no", "Not yet"), ("yes", "Yes")),
                lambda value: (
                    Preference.honoured_on.is_(None) if value == "no" else Preference.honoured_on.is_not(None)
                ),
            ),
            archived_filter(Preference.archived),
        ),
    )


def _more(record: Any) -> dict[str, Any]:
    refs = [one.third_party for one in record.propagation]
    return {"names": third_parties.names(db.session, refs)}


AREA = Area(
    blueprint="preferences",
    url="/preferences",
    kind="preference",
    record=PreferenceRecord,
    one="an opt-out",
    many="Opt-outs",
    listing=listing,
    read=lambda key: queries.get_preference(db.session, key),
    create=operations.record_preference,
    update=operations.update_preference,
    archive=operations.archive_preference,
    restore=operations.restore_preference,
    named=lambda record: f"{record.kind.label} {record.ref}",
    template="preferences/detail.html",
    more=_more,
)

AREA.register(blueprint)


@blueprint.post("/preferences/<key>/honour")
@access(Permission.REGISTER_WRITE)
def honour(key: str) -> Any:
    """Record that the request is honoured today."""
    operations.honour_preference(actor(), key)
    flash("Recorded as honoured today.", "success")
    return redirect(url_for("preferences.detail", key=key), 303)


@blueprint.post("/preferences/<key>/told/<third_party>")
@access(Permission.REGISTER_WRITE)
def tell(key: str, third_party: str) -> Any:
    """Record that a third party was told today."""
    operations.tell_third_party(actor(), key, third_party)
    flash("Recorded as told today.", "success")
    return redirect(url_for("preferences.detail", key=key), 303)


@blueprint.post("/preferences/<key>/confirmed/<third_party>")
@access(Permission.REGISTER_WRITE)
def confirm(key: str, third_party: str) -> Any:
    """Record that a third party confirmed today."""
    operations.confirm_third_party(actor(), key, third_party)
    flash("Recorded as confirmed today.", "success")
    return redirect(url_for("preferences.detail", key=key), 303)
