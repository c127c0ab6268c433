"""Views of third parties: the list, everything about one on one page, and the forms."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from app.domain.agreements import queries as agreements
from app.domain.findings import queries as findings
from app.domain.flows import queries as flows
from app.domain.third_parties import operations, queries
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import MOVES, Status
from app.extensions import db
from app.pages.kit import choices, editing, history
from app.pages.kit.access import access, actor
from app.pages.kit.forms import form_for
from app.pages.third_parties.listing import listing
from app.security.permissions import Permission

blueprint = Blueprint("third_parties", __name__, template_folder="templates")

SECTIONS = {
    "contacts": ("Contacts", ("contacts",)),
    "sub-processors": ("Sub-processors", ("sub_processors", "list_confirmed_on")),
    "evidence": ("Evidence", ("evidence",)),
    "incidents": ("Incidents", ("incidents",)),
    "reviews": ("Reviews", ("reviews", "last_review_on", "next_review_on")),
}
"""Parts of a third party that have a form of their own, with the fields in it."""

PARTS = ("contacts", "sub_processors", "evidence", "incidents", "reviews")


@blueprint.get("/third-parties")
@access(Permission.REGISTER_READ)
def index() -> Any:
    """The list."""
    may_write = actor().may(Permission.REGISTER_WRITE)
    return listing().respond(
        create_url=url_for("third_parties.new") if may_write else "", create_label="Register a third party"
    )


@blueprint.route("/third-parties/new", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def new() -> Any:
    """Register one."""
    return editing.create(
        form_for(ThirdParty, choices=choices.all_links(), omit=PARTS),
        lambda data: operations.register(actor(), data),
        done=lambda record: url_for("third_parties.detail", ref=record.ref),
        said=lambda record: f"{record.name} is registered as {record.ref}.",
        title="Register a third party",
        submit="Register",
        cancel=url_for("third_parties.index"),
        crumbs=[("Third parties", url_for("third_parties.index"))],
    )


@blueprint.get("/third-parties/<ref>")
@access(Permission.REGISTER_READ)
def detail(ref: str) -> Any:
    """Everything about one, on one page, with its history."""
    record, _ = queries.get(db.session, ref)
    their_agreements = agreements.of_third_party(db.session, ref)
    their_flows = flows.of_third_party(db.session, ref)
    objects = [("third_party", ref)]
    objects += [("agreement", agreement.ref) for agreement in their_agreements]
    objects += [("flow", flow.ref) for flow in their_flows]
    return render_template(
        "third_parties/detail.html",
        record=record,
        agreements=their_agreements,
        flows=their_flows,
        findings=findings.of_third_party(db.session, ref),
        moves=[status for status in Status if status in MOVES[record.status]],
        names=queries.names(db.session, [sub.sub_third_party for sub in record.sub_processors]),
        history=history.timeline(objects),
        may_write=actor().may(Permission.REGISTER_WRITE),
    )


@blueprint.route("/third-parties/<ref>/edit", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def edit(ref: str) -> Any:
    """Edit what is its own, but for the parts."""
    return _edit(ref, form_for(ThirdParty, choices=choices.all_links(), omit=PARTS), "Edit {}")


@blueprint.route("/third-parties/<ref>/edit/<section>", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def edit_section(ref: str, section: str) -> Any:
    """Edit one of its parts: contacts, sub-processors, evidence, incidents or reviews."""
    if section not in SECTIONS:
        abort(404)
    title, fields = SECTIONS[section]
    return _edit(ref, form_for(ThirdParty, choices=choices.all_links(), only=fields), title + " of {}")


def _edit(ref: str, form_class: Any, title: str) -> Any:
    record, version = queries.get(db.session, ref)
    page = url_for("third_parties.detail", ref=ref)
    return editing.edit(
        form_class,
        record,
        version,
        lambda data, seen: operations.update(actor(), ref, data, version=seen),
        done=page,
        title=title.format(record.name),
        crumbs=[("Third parties", url_for("third_parties.index")), (record.name, page)],
    )


@blueprint.post("/third-parties/<ref>/move")
@access(Permission.REGISTER_WRITE)
def move(ref: str) -> Any:
    """Move it through its lifecycle."""
    wanted = request.form.get("status", "")
    if wanted not in set(Status):
        abort(400)
    record = operations.move(actor(), ref, Status(wanted))
    flash(f"{record.name} is now {record.status.label.lower()}.", "success")
    return redirect(url_for("third_parties.detail", ref=ref), 303)


@blueprint.post("/third-parties/<ref>/archive")
@access(Permission.REGISTER_WRITE)
def archive(ref: str) -> Any:
    """Take it out of lists, rules and reports."""
    record = operations.archive(actor(), ref)
    flash(f"{record.name} is archived. Its history stays, and it can be restored.", "success")
    return redirect(url_for("third_parties.detail", ref=ref), 303)


@blueprint.post("/third-parties/<ref>/restore")
@access(Permission.REGISTER_WRITE)
def restore(ref: str) -> Any:
    """Bring it back."""
    record = operations.restore(actor(), ref)
    flash(f"{record.name} is restored.", "success")
    return redirect(url_for("third_parties.detail", ref=ref), 303)
