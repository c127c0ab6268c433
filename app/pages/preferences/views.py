"""Views of opt-outs, objections and withdrawals: received, honoured, and told to every third party concerned."""

from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app.domain.evidence import operations, queries, retention
from app.domain.evidence.models import Preference, Propagation
from app.domain.evidence.records import Preference as PreferenceRecord
from app.domain.evidence.terms import PreferenceChannel, PreferenceKind
from app.domain.findings import figures
from app.domain.findings.rules.rights import BUSINESS_DAYS
from app.domain.organisation import queries as organisation
from app.extensions import db
from app.kernel.errors import Invalid, Refused
from app.kernel.periods import add_business_days
from app.kernel.words import plural
from app.pages.kit import cells, formats
from app.pages.kit.access import access, actor
from app.pages.kit.acts import told
from app.pages.kit.area import Area, shown
from app.pages.kit.lists import Column, Filter, Listing, archived_filter, contains
from app.pages.kit.people_hashed import hash_of
from app.pages.preferences import passing_on
from app.pages.preferences.forms import new_form
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


def _more(record: PreferenceRecord) -> dict[str, Any]:
    settings, _ = organisation.current(db.session)
    received = record.received_on
    return {
        "lines": passing_on.lines([record]) if not record.archived else [],
        "due_on": add_business_days(received, BUSINESS_DAYS, settings.holidays) if received else None,
        "today": formats.today().isoformat(),
        "kept_until": retention.erased_from(received, settings.ledger_retention_months) if received else None,
        "others": _others(record),
        "groups": [_request_of(record)],
    }


def _others(record: PreferenceRecord) -> list[tuple[str, str]]:
    """Other requests of the same person: reference and kind."""
    if record.subject_ref is None:
        return []
    rows = queries.of_person(db.session, record.subject_ref)
    return [(row.ref, PreferenceKind(row.kind).label) for row in rows if row.ref != record.ref]


def _request_of(record: PreferenceRecord) -> dict[str, Any]:
    """The facts of the request that no other part of the page shows."""
    shown_elsewhere = {
        PreferenceRecord.model_fields[name].title for name in ("subject_ref", "subjects_count", "honoured_on")
    }
    request_group = next(group for group in shown(record) if group["title"] == "Request")
    facts = [fact for fact in request_group["facts"] if fact[0] not in shown_elsewhere]
    return request_group | {"facts": facts}


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
    list_template="preferences/list.html",
    fixed=("subject_ref",),
    starting=new_form,
    more=_more,
)

AREA.register(blueprint)


@blueprint.post("/preferences/<key>/honour")
@access(Permission.REGISTER_WRITE)
def honour(key: str) -> Any:
    """Record that the request is honoured today."""
    operations.honour_preference(actor(), key)
    return told("Recorded as honoured today.", url_for("preferences.detail", key=key))


@blueprint.post("/preferences/<key>/person")
@access(Permission.REGISTER_WRITE)
def person(key: str) -> Any:
    """Record the keyed hash of the person whose address is given; the address itself is kept nowhere."""
    record, _ = queries.get_preference(db.session, key)
    found = hash_of(request.form.get("address", ""))
    if found is None:
        raise Invalid.of("address", "Address of the person: is required: fill it in.")
    operations.update_preference(actor(), key, record.model_copy(update={"subject_ref": found}))
    return told("The keyed hash is recorded.", url_for("preferences.detail", key=key))


@blueprint.post("/preferences/find")
@access(Permission.REGISTER_READ)
def find() -> Any:
    """The requests of the person whose address is given, which goes into no address and no log."""
    found = hash_of(request.form.get("address", ""))
    if found is None:
        raise Invalid.of("address", "Address of the person: is required: fill it in.")
    if not queries.of_person(db.session, found):
        flash("Nothing is on file of this person under this address.", "info")
        return redirect(url_for("preferences.index"), 303)
    return redirect(url_for("preferences.index", q=found, archived="all"), 303)


@blueprint.get("/preferences/due")
@access(Permission.REGISTER_READ)
def due() -> Any:
    """What is still to be passed on, across all opt-outs and third parties."""
    return _due()


def _due(problem: str = "", ticked: Collection[str] = ()) -> Any:
    """The list of what is to be passed on; *ticked* are the lines that were, *problem* what was wrong with it."""
    may_write = actor().may(Permission.REGISTER_WRITE)
    listing = passing_on.listing(ticked if may_write else None)
    kept = figures.current(db.session)
    return listing.respond(
        template="preferences/due.html",
        may_write=may_write,
        today=formats.today().isoformat(),
        counts=passing_on.counts(listing),
        figure=next((kpi for kpi in kept.kpis if kpi.id == "K9"), None) if kept else None,
        problem=problem,
        back=request.full_path if request.method == "GET" else request.form.get("back", ""),
        most=passing_on.MOST_AT_ONCE,
    )


@blueprint.post("/preferences/pass-on")
@access(Permission.REGISTER_WRITE)
def pass_on() -> Any:
    """Record of the pairs ticked, or of all that match, that they were told or confirmed on the day given."""
    try:
        chosen = _meant()
        if not chosen:
            flash("Nothing was ticked: tick the lines first.", "warning")
            return redirect(_back(), 303)
        confirmed = request.form.get("act") == "confirmed"
        do = operations.confirm_several if confirmed else operations.tell_several
        changed = do(actor(), chosen, passing_on.day_of(request.form.get("on")))
    except (Invalid, Refused) as error:
        db.session.rollback()
        return _due(error.sentence, request.form.getlist("pair")), error.status
    said = "confirmed" if confirmed else "told"
    return told(
        f"Recorded as {said}: {plural(len(chosen), 'line')}, {plural(len(changed), 'opt-out')}.", _back()
    )


def _meant() -> list[tuple[str, str]]:
    """The pairs that the form names: those ticked, or every one that the list let through when it was opened."""
    every = request.form.get("every")
    if not every:
        return passing_on.pairs(request.form.getlist("pair"))
    query = request.form.get("back", "").partition("?")[2]
    total, found = passing_on.every(MultiDict(parse_qsl(query)))
    if str(total) != every:
        raise Refused(
            f"{every} lines matched when the list was opened, and {total:,} match now: look at them and choose again."
        )
    return passing_on.pairs(found)


def _back() -> str:
    """The page of opt-outs that the form stood on."""
    wanted = request.form.get("back", "")
    here = url_for("preferences.index")
    return wanted if wanted.startswith(f"{here}/") else url_for("preferences.due")
