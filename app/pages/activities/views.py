"""Views of processing activities: the list, one with the flows that serve it and what it lacks, the forms."""

from typing import Any

from flask import Blueprint, render_template, url_for

from app.domain.findings import queries as findings
from app.domain.findings import reading
from app.domain.findings.dossier import Context
from app.domain.findings.labels import label_of
from app.domain.findings.rules.register import ARTICLE_30, empty_fields, unlimited
from app.domain.flows import activities as operations
from app.domain.flows import queries
from app.domain.flows.records import Activity
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.kernel import places
from app.kernel.words import plural
from app.pages.activities.listing import listing
from app.pages.kit import acts, choices, editing, history
from app.pages.kit.access import access, actor
from app.pages.kit.addresses import address, address_of
from app.pages.kit.dossiers import finding_cards
from app.pages.kit.forms import RecordForm, form_for
from app.pages.kit.grouping import explained
from app.security.permissions import Permission

blueprint = Blueprint("activities", __name__, template_folder="templates")

HELP = {
    "Identity": "What is done, and who decides on it.",
    "Data": "Why, with whose data, and who gets to see them.",
    "Retention": "For each category of data: how long it is kept, or from what event.",
    "Safeguards": "How the data are protected, and whether their risks were weighed.",
}
"""A sentence for each group of fields."""


@blueprint.get("/activities")
@access(Permission.REGISTER_READ)
def index() -> Any:
    """The list."""
    may_write = actor().may(Permission.REGISTER_WRITE)
    return listing().respond(
        create_url=url_for("activities.new") if may_write else "", create_label="Record an activity"
    )


@blueprint.route("/activities/new", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def new() -> Any:
    """Record one."""
    return editing.create(
        _form(),
        lambda data: operations.register(actor(), data),
        done=lambda record: url_for("activities.detail", ref=record.ref),
        said=lambda record: f"{record.name} is recorded as {record.ref}.",
        title="Record an activity",
        submit="Record",
        cancel=url_for("activities.index"),
        crumbs=_crumbs(),
    )


@blueprint.get("/activities/<ref>")
@access(Permission.REGISTER_READ)
def detail(ref: str) -> Any:
    """Everything about one."""
    return _detail(ref)


@blueprint.route("/activities/<ref>/edit", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def edit(ref: str) -> Any:
    """Edit it."""
    record, version = queries.get_activity(db.session, ref)
    return editing.edit(
        _form(),
        record,
        version,
        lambda data, seen: operations.update(actor(), ref, data, version=seen),
        done=url_for("activities.detail", ref=ref),
        title=f"Edit {record.name}",
        crumbs=_crumbs(record),
    )


@blueprint.post("/activities/<ref>/archive")
@access(Permission.REGISTER_WRITE)
def archive(ref: str) -> Any:
    """Take it out of the record."""
    return acts.perform(
        lambda: operations.archive(actor(), ref),
        said=lambda record: f"{record.name} is archived. Its history stays, and it can be restored.",
        done=lambda record: url_for("activities.detail", ref=ref),
        again=lambda sentence: _detail(ref, problem=sentence),
    )


@blueprint.post("/activities/<ref>/restore")
@access(Permission.REGISTER_WRITE)
def restore(ref: str) -> Any:
    """Bring it back."""
    return acts.perform(
        lambda: operations.restore(actor(), ref),
        said=lambda record: f"{record.name} is restored.",
        done=lambda record: url_for("activities.detail", ref=ref),
        again=lambda sentence: _detail(ref, problem=sentence),
    )


def _form() -> type[RecordForm]:
    return explained(form_for(Activity, choices=choices.all_links()), HELP)


def _detail(ref: str, *, problem: str = "") -> str:
    record, _ = queries.get_activity(db.session, ref)
    context = reading.context(reading.Source(db.session), third_parties=False)
    controller = record.controller_entity or context.organisation.entity
    served = _served(ref, context)
    return render_template(
        "activities/detail.html",
        record=record,
        controller=context.entities[controller].legal_name
        if controller and controller in context.entities
        else None,
        controller_url=address("entity", controller) if controller else None,
        by_default=record.controller_entity is None,
        purposes=[label_of(key, context.purposes) for key in record.purposes],
        subjects=[label_of(key, context.subjects) for key in record.subjects],
        categories=_categories(record, context),
        checks=_checks(record, context),
        retention=_retention(record, context),
        flows=served,
        countries=sorted({country for flow in served for country in flow["countries"]}),
        findings=finding_cards(findings.of_objects(db.session, [ref])),
        history=history.timeline([("activity", ref)]),
        may_write=actor().may(Permission.REGISTER_WRITE),
        problem=problem,
        address_of=address_of,
    )


def _categories(record: Activity, context: Context) -> list[tuple[str, list[str]]]:
    """Labels with the reasons for more care."""
    found = []
    for key in record.categories:
        known = context.categories.get(key)
        found.append(
            (label_of(key, context.categories), [s.label for s in known.sensitivity] if known else [])
        )
    return found


def _checks(record: Activity, context: Context) -> list[tuple[str, bool]]:
    """What Article 30 asks for, and whether the activity says it."""
    empty = set(empty_fields(record, context))
    return [(words[:1].upper() + words[1:], name not in empty) for name, words in ARTICLE_30.items()]


def _retention(record: Activity, context: Context) -> list[dict[str, Any]]:
    """How long each category is kept, those without a limit at the end."""
    rows: list[dict[str, Any]] = []
    for one in record.retention:
        unit = one.unit.label.lower().removesuffix("s")
        rows.append(
            {
                "category": label_of(one.category, context.categories),
                "period": plural(one.amount, unit) if one.amount is not None else None,
                "trigger": one.trigger,
                "ground": one.legal_ground,
            }
        )
    known = {one.category for one in record.retention}
    lacking = [key for key in unlimited(record, context) if key not in known]
    rows += [{"category": label_of(key, context.categories), "lacking": True} for key in lacking]
    return rows


def _served(ref: str, context: Context) -> list[dict[str, Any]]:
    """The flows that serve it, with their recipients and places."""
    rows = queries.of_activity(db.session, ref)
    names = third_parties.names(db.session, sorted({row.third_party for row in rows}))
    where = queries.countries(db.session, [row.ref for row in rows])
    return [
        {
            "ref": row.ref,
            "name": row.name or row.ref,
            "url": address("flow", row.ref),
            "status": row.status,
            "party": names.get(row.third_party, row.third_party),
            "party_url": address("third_party", row.third_party),
            "purposes": [label_of(key, context.purposes) for key in row.purposes],
            "countries": [places.country_name(code) for code in where.get(row.ref, [])],
        }
        for row in rows
    ]


def _crumbs(record: Activity | None = None) -> list[tuple[str, str]]:
    crumbs = [("Activities", url_for("activities.index"))]
    if record is not None:
        crumbs.append((record.name, url_for("activities.detail", ref=record.ref)))
    return crumbs
