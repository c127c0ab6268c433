"""Views of third parties: the list, everything about one on one page, and the forms."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from app.domain.evidence import oversight
from app.domain.findings import queries as findings
from app.domain.flows import directory
from app.domain.third_parties import operations, queries
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import MOVES, PartKind, Role, Status
from app.extensions import db
from app.kernel.errors import Conflict
from app.kernel.records import LINE
from app.pages.kit import acts, choices, editing, formats, history
from app.pages.kit.access import access, actor
from app.pages.kit.addresses import address
from app.pages.kit.dossiers import finding_cards, picture
from app.pages.kit.forms import form_for
from app.pages.kit.grouping import explained
from app.pages.third_parties import parts
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

HELP = {
    "Identity": "Who it is, and under which names it is met.",
    "Role": "What it is in law decides which agreements it needs; what is not decided counts as outside the group.",
    "Relationship": "Where we stand with it, and who answers for it in our house.",
    "Reviews": "What is past due shows as a finding.",
    "Publication": "What the public list of sub-processors says of it, where the settings open one.",
    "Security": "Whom to reach when something goes wrong, and its standing on the list for transfers to the US.",
}
"""A sentence for each group of fields."""

STARTED_WITH = ("name", "entity", "role", "risk_tier")
"""What the address of a new third party's form may fill in."""

PARTS = (*PartKind, "archived_parts")


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
        explained(form_for(ThirdParty, choices=choices.all_links(), omit=PARTS), HELP),
        lambda data: operations.register(actor(), data),
        done=lambda record: url_for("third_parties.detail", ref=record.ref),
        said=lambda record: f"{record.name} is registered as {record.ref}.",
        title="Register a third party",
        submit="Register",
        start={name: request.args[name] for name in STARTED_WITH if request.args.get(name)},
        template="third_parties/new.html",
        cancel=url_for("third_parties.index"),
        crumbs=[("Third parties", url_for("third_parties.index"))],
    )


@blueprint.get("/third-parties/known")
@access(Permission.REGISTER_WRITE)
def known() -> str:
    """What the register knows of a name: a page, or with ``part`` the piece that a script sets beside the form."""
    name = " ".join(request.args.get("name", "").split())[:LINE]
    labels = {"role": dict(Role.choices()), "status": dict(Status.choices())}
    labels |= {kind: dict(choices.all_links()[kind]()) for kind in ("purpose", "category")}
    return render_template(
        "third_parties/known.html",
        known=directory.look_up(db.session, name),
        name=name,
        labels=labels,
        alone="part" not in request.args,
    )


@blueprint.get("/third-parties/<ref>")
@access(Permission.REGISTER_READ)
def detail(ref: str) -> Any:
    """Everything about one, on one page, with its history."""
    return _detail(ref)


@blueprint.route("/third-parties/<ref>/edit", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def edit(ref: str) -> Any:
    """Edit what is its own, but for the parts."""
    form_class = explained(form_for(ThirdParty, choices=choices.all_links(), omit=PARTS), HELP)
    return _edit(ref, form_class, "Edit {}")


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
    return acts.perform(
        lambda: operations.move(actor(), ref, Status(wanted)),
        said=lambda record: f"{record.name} is now {record.status.label.lower()}.",
        done=lambda record: url_for("third_parties.detail", ref=ref),
        again=lambda sentence: _detail(ref, problem=sentence),
    )


@blueprint.post("/third-parties/<ref>/archive")
@access(Permission.REGISTER_WRITE)
def archive(ref: str) -> Any:
    """Take it out of lists, rules and reports."""
    return acts.perform(
        lambda: operations.archive(actor(), ref),
        said=lambda record: f"{record.name} is archived. Its history stays, and it can be restored.",
        done=lambda record: url_for("third_parties.detail", ref=ref),
        again=lambda sentence: _detail(ref, problem=sentence),
    )


@blueprint.post("/third-parties/<ref>/restore")
@access(Permission.REGISTER_WRITE)
def restore(ref: str) -> Any:
    """Bring it back."""
    return acts.perform(
        lambda: operations.restore(actor(), ref),
        said=lambda record: f"{record.name} is restored.",
        done=lambda record: url_for("third_parties.detail", ref=ref),
        again=lambda sentence: _detail(ref, problem=sentence),
    )


@blueprint.post("/third-parties/<ref>/archived/<int:place>/restore")
@access(Permission.REGISTER_WRITE)
def restore_part(ref: str, place: int) -> Any:
    """Put an archived contact, piece of evidence or other entry back."""
    return _on_archive(oversight.restore_part, ref, place, "It is back, at the end of its list.")


@blueprint.post("/third-parties/<ref>/archived/<int:place>/discard")
@access(Permission.REGISTER_WRITE)
def discard_part(ref: str, place: int) -> Any:
    """Remove an archived entry for good."""
    return _on_archive(
        oversight.discard_part, ref, place, "It is removed for good. The history keeps what it was."
    )


def _on_archive(do: Callable[..., ThirdParty], ref: str, place: int, said: str) -> Any:
    page = url_for("third_parties.detail", ref=ref, _anchor="archived")
    try:
        return acts.perform(
            lambda: do(actor(), ref, place, version=acts.version_seen(None)),
            said=lambda record: said,
            done=lambda record: page,
            again=lambda sentence: _detail(ref, problem=sentence),
        )
    except Conflict as error:
        db.session.rollback()
        flash(f"{error.ref} was changed meanwhile, so nothing was done: look again.", "warning")
        return redirect(page, 303)


def _detail(ref: str, *, problem: str = "") -> str:
    seen = picture(ref)
    record = seen.third_party
    agreements, flows = seen.agreements, seen.flows
    named = {line.record.ref or "": line.name for line in agreements}
    named |= {line.record.ref or "": line.name for line in flows}
    cards = finding_cards(findings.of_third_party(db.session, ref), named=named)
    objects = [("third_party", ref)]
    objects += [("agreement", line.record.ref or "") for line in agreements]
    objects += [("flow", line.record.ref or "") for line in flows]
    entity = seen.context.entities.get(record.entity or "")
    tied = parts.relations(record)
    return render_template(
        "third_parties/detail.html",
        record=record,
        agreements=agreements,
        flows=flows,
        findings=cards,
        glance=parts.glance(seen, cards),
        entity=entity,
        entity_url=address("entity", record.entity) if record.entity else None,
        parent=_linked([(record.parent, tied.names.get(record.parent, record.parent))])[0]
        if record.parent
        else None,
        below=_linked(tied.below),
        works_for=_linked(tied.works_for),
        proofs=parts.proofs(record, seen.context.today),
        links=parts.links(record, tied, seen.context.today),
        incidents=parts.incidents(record, seen.context),
        archived=parts.archived(record, tied),
        reviews=sorted(enumerate(record.reviews), key=lambda pair: pair[1].on, reverse=True),
        opt_outs=parts.opt_outs(ref),
        disclosures=parts.disclosures(ref),
        version=seen.version,
        people=formats.people(),
        moves=[status for status in Status if status in MOVES[record.status]],
        history=history.timeline(objects),
        may_write=actor().may(Permission.REGISTER_WRITE),
        may_issue=actor().may(Permission.REPORTS_ISSUE),
        problem=problem,
    )


def _linked(found: Iterable[tuple[str, str]]) -> list[tuple[str, str | None]]:
    return [(name, address("third_party", ref)) for ref, name in found]
