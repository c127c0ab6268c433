"""Views of the trail: the entries, one entry with its changes, and the check of the whole chain."""

import itertools
from typing import Any

from flask import Blueprint, abort, current_app, render_template, url_for
from sqlalchemy import ColumnElement, String, cast, select

from app.domain.accounts import queries as accounts
from app.domain.audit import chain
from app.domain.audit import queries as trail
from app.domain.audit.models import Entry
from app.domain.deals import queries as deals
from app.domain.operation import OPERATIONS
from app.domain.reports import anchors
from app.extensions import db
from app.infra.blobs import open_blobs
from app.kernel.words import plural
from app.pages.kit import formats, history
from app.pages.kit.access import access, actor
from app.pages.kit.lists import Column, Filter, Listing
from app.security.permissions import Permission

blueprint = Blueprint("trail", __name__, template_folder="templates")

MOST_FAULTS = 100


def _is_open(deal: str | None) -> bool:
    """Whether the actor may see what an entry says; of another's deal only the hash is shown."""
    return deal is None or deal in deals.visible_refs(db.session, actor())


def _legible() -> ColumnElement[bool]:
    """The condition that an entry is open to the actor: nothing else may be found by what it says."""
    return Entry.deal.is_(None) | Entry.deal.in_(deals.visible_refs(db.session, actor()))


def _what(row: Any) -> str:
    if not _is_open(row.deal):
        return "Closed to you"
    return row.operation.replace(".", ": ").replace("_", " ")


def _objects(row: Any) -> str:
    if not _is_open(row.deal):
        return ""
    keys = [change["key"][:24] for change in row.changes]
    return ", ".join(keys[:4]) + (f" and {len(keys) - 4:,} more" if len(keys) > 4 else "")


def listing() -> Listing:
    """The list of entries, newest first."""
    names = accounts.names(db.session)
    guests = accounts.guests(db.session)
    return Listing(
        title="Trail",
        name="trail",
        lead="Who did what to which object when; each entry hashes the one before.",
        query=lambda: select(
            Entry.seq, Entry.at, Entry.actor, Entry.operation, Entry.changes, Entry.deal, Entry.hash
        ),
        key=Entry.seq.desc(),
        url=lambda row: url_for("trail.detail", seq=row.seq),
        search=lambda words: cast(Entry.changes, String).icontains(words, autoescape=True) & _legible(),
        placeholder="Reference or value",
        empty_title="Nothing yet",
        empty_text="The first change is entered here.",
        default_sort="-seq",
        archived=lambda row: False,
        columns=(
            Column("seq", "No.", lambda row: f"{row.seq:,}", sort=Entry.seq, export=lambda row: row.seq),
            Column(
                "at", "When", lambda row: formats.moment(row.at), sort=Entry.at, export=lambda row: row.at
            ),
            Column(
                "actor",
                "Who",
                lambda row: names.get(row.actor, row.actor) if _is_open(row.deal) else "",
                sort=Entry.actor,
            ),
            Column("operation", "What", _what, sort=Entry.operation),
            Column("objects", "Objects", _objects),
            Column("hash", "Hash", lambda row: row.hash[:12], export=lambda row: row.hash),
        ),
        filters=(
            Filter(
                "actor",
                "Who",
                lambda: sorted((email, name) for email, name in names.items() if email not in guests),
                lambda value: (Entry.actor == value) & _legible(),
            ),
            Filter(
                "operation",
                "What",
                lambda: [(name, name.replace("_", " ")) for name in sorted(OPERATIONS)],
                lambda value: (Entry.operation == value) & _legible(),
            ),
        ),
    )


@blueprint.get("/trail")
@access(Permission.TRAIL_READ)
def index() -> Any:
    """The list."""
    return listing().respond(template="trail/index.html")


@blueprint.get("/trail/<int:seq>")
@access(Permission.TRAIL_READ)
def detail(seq: int) -> Any:
    """One entry, field by field; of a deal closed to the actor only its place and hash."""
    entry = db.session.get(Entry, seq)
    if entry is None:
        abort(404)
    names = accounts.names(db.session)
    is_open = _is_open(entry.deal)
    return render_template(
        "trail/detail.html",
        entry=entry,
        is_open=is_open,
        who=names.get(entry.actor, entry.actor.capitalize()),
        changes=[history.entry(event, names) for event in trail.events_of(entry)] if is_open else [],
    )


@blueprint.get("/trail/check")
@access(Permission.TRAIL_READ)
def check() -> Any:
    """Walk the whole chain and say whether every entry, revision and sealed report holds, as ``verify --trail``."""
    blobs = open_blobs(current_app.config["SETTINGS"])
    found = list(itertools.islice(anchors.verify_all(db.session, blobs), MOST_FAULTS + 1))
    seq, head = chain.head(db.session)
    return render_template(
        "trail/check.html",
        faults=found[:MOST_FAULTS],
        more=len(found) > MOST_FAULTS,
        entries=plural(seq, "entry", "entries"),
        head=head,
    )
