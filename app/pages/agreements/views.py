"""Views of agreements: the list, one with everything about it, filing and editing, and its lifecycle."""

from typing import Any

from flask import abort, request, url_for

from app.domain.agreements import operations, predicates, queries
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import MOVES, UNSIGNED, Stage
from app.domain.flows import queries as flows
from app.domain.organisation import queries as organisation
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.pages.agreements import life, readings
from app.pages.agreements.area import blueprint
from app.pages.agreements.forms import agreement_form
from app.pages.agreements.listing import listing
from app.pages.agreements.page import name_of, page_of
from app.pages.kit import acts, choices, editing, formats
from app.pages.kit.access import access, actor
from app.pages.kit.addresses import address, reference
from app.pages.kit.forms import form_for
from app.security.permissions import Permission

__all__ = ["blueprint", "life", "readings"]


@blueprint.get("/agreements")
@access(Permission.REGISTER_READ)
def index() -> Any:
    """The list."""
    may_write = actor().may(Permission.REGISTER_WRITE)
    return listing().respond(
        create_url=url_for("agreements.new") if may_write else "",
        create_label="File an agreement",
        template="agreements/list.html",
    )


@blueprint.route("/agreements/new", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def new() -> Any:
    """File one, with its paper; ``?third_party=`` and ``?flow=`` prefill it."""
    party = _asked_for("third_party")
    return editing.create(
        agreement_form(party, omit=("superseded_by",)),
        lambda data: operations.register(actor(), _with_stage(data)),
        start=_start(party, request.args.get("flow")),
        done=lambda record: url_for("agreements.detail", ref=record.ref),
        said=_filed,
        title="File an agreement",
        submit="File",
        cancel=(address("third_party", party) if party else None) or url_for("agreements.index"),
        crumbs=_crumbs(),
    )


@blueprint.get("/agreements/<ref>")
@access(Permission.REGISTER_READ)
def detail(ref: str) -> Any:
    """Everything about one."""
    return page_of(ref)


@blueprint.route("/agreements/<ref>/edit", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def edit(ref: str) -> Any:
    """Edit it; what is executed keeps its paper, its kind and its parties."""
    record, version = queries.get(db.session, ref)
    lead = "" if record.stage in UNSIGNED else "Executed: its paper, kind and parties stay as they are."
    return editing.edit(
        agreement_form(record.third_party),
        record,
        version,
        lambda data, seen: operations.update(actor(), ref, data, version=seen),
        done=url_for("agreements.detail", ref=ref),
        title=f"Edit {name_of(record)}",
        lead=lead,
        crumbs=_crumbs(record),
    )


@blueprint.route("/agreements/<ref>/flows", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def governed_flows(ref: str) -> Any:
    """Say which flows it covers."""
    record, version = queries.get(db.session, ref)
    chain = sorted(third_parties.chain(db.session, record.third_party))
    offered = choices.all_links() | {"flow": lambda: flows.options(db.session, chain)}
    return editing.edit(
        form_for(Agreement, choices=offered, only=("governs_flows",)),
        record,
        version,
        lambda data, seen: operations.set_governed_flows(actor(), ref, data.governs_flows, version=seen),
        done=url_for("agreements.detail", ref=ref),
        title="Flows governed",
        lead=f"Which flows rest on {name_of(record)}: those to its third party and to its sub-processors.",
        said="The flows governed are recorded.",
        crumbs=_crumbs(record),
    )


@blueprint.route("/agreements/<ref>/terminate", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def terminate(ref: str) -> Any:
    """Record that it was ended, and from when."""
    record, version = queries.get(db.session, ref)
    return editing.edit(
        form_for(Agreement, only=("terminated_on", "note")),
        record,
        version,
        lambda data, seen: operations.update(
            actor(), ref, data.model_copy(update={"stage": Stage.TERMINATED}), version=seen
        ),
        done=url_for("agreements.detail", ref=ref),
        title=f"Terminate {name_of(record)}",
        lead="From that day on it no longer binds; what it says on confidentiality after the end is kept in view.",
        submit="Terminate",
        said=f"{name_of(record)} is recorded as terminated.",
        crumbs=_crumbs(record),
    )


@blueprint.route("/agreements/<ref>/renew", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def renew(ref: str) -> Any:
    """Record that it is renewed: when that was decided, and until when it now runs."""
    record, version = queries.get(db.session, ref)
    stage = Stage.RENEWED if Stage.RENEWED in MOVES[record.stage] else record.stage
    return editing.edit(
        form_for(
            Agreement, only=("renewal_decided_on", "expires_on", "evergreen", "auto_renew", "notice_days")
        ),
        record,
        version,
        lambda data, seen: operations.update(
            actor(), ref, data.model_copy(update={"stage": stage}), version=seen
        ),
        done=url_for("agreements.detail", ref=ref),
        title=f"Renew {name_of(record)}",
        lead="When it was decided, and until when it now runs. A new paper is filed as a new version instead.",
        submit="Renew",
        said=f"The renewal of {name_of(record)} is recorded.",
        crumbs=_crumbs(record),
    )


@blueprint.route("/agreements/<ref>/supersede", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def supersede(ref: str) -> Any:
    """File the version that replaces it; its clauses are to be read anew."""
    record, version = queries.get(db.session, ref)
    return editing.create(
        agreement_form(record.third_party, omit=("superseded_by",)),
        lambda data: operations.supersede(actor(), ref, _with_stage(data), version=version),
        start=operations.successor_of(record).to_state(),
        done=lambda made: url_for("agreements.detail", ref=made.ref),
        said=lambda made: (
            f"{made.ref} is filed as the version that replaces {ref}. Its clauses are to be read."
        ),
        title=f"New version of {name_of(record)}",
        lead=f"{ref} stays as it is and is replaced once this one is concluded and has begun.",
        submit="File the new version",
        cancel=url_for("agreements.detail", ref=ref),
        crumbs=_crumbs(record),
    )


@blueprint.post("/agreements/<ref>/move")
@access(Permission.REGISTER_WRITE)
def move(ref: str) -> Any:
    """Bring it to the next stage."""
    wanted = request.form.get("stage", "")
    if wanted not in set(Stage):
        abort(400)
    return acts.perform(
        lambda: operations.move(actor(), ref, Stage(wanted)),
        said=lambda record: f"{name_of(record)}: the stage is now “{record.stage.label}”.",
        done=lambda record: url_for("agreements.detail", ref=ref),
        again=lambda sentence: page_of(ref, problem=sentence),
    )


@blueprint.post("/agreements/<ref>/archive")
@access(Permission.REGISTER_WRITE)
def archive(ref: str) -> Any:
    """Take it out of lists, rules and reports."""
    return acts.perform(
        lambda: operations.archive(actor(), ref),
        said=lambda record: f"{name_of(record)} is archived. Its history stays, and it can be restored.",
        done=lambda record: url_for("agreements.detail", ref=ref),
        again=lambda sentence: page_of(ref, problem=sentence),
    )


@blueprint.post("/agreements/<ref>/restore")
@access(Permission.REGISTER_WRITE)
def restore(ref: str) -> Any:
    """Bring it back."""
    return acts.perform(
        lambda: operations.restore(actor(), ref),
        said=lambda record: f"{name_of(record)} is restored.",
        done=lambda record: url_for("agreements.detail", ref=ref),
        again=lambda sentence: page_of(ref, problem=sentence),
    )


def _with_stage(data: Agreement) -> Agreement:
    """*data* at the stage that its dates show, where it was left a draft although it is concluded by them."""
    today = formats.today()
    if data.stage is not Stage.DRAFT or not predicates.is_executed(data, today):
        return data
    begun = data.effective_on is not None and data.effective_on <= today
    return data.model_copy(update={"stage": Stage.IN_FORCE if begun else Stage.EXECUTED})


def _filed(record: Agreement) -> str:
    return f"{name_of(record)} is filed as {record.ref}, at the stage “{record.stage.label}”."


def _start(party: str | None, flow: str | None) -> dict[str, Any]:
    """What a new agreement begins with: the parties, and the flow that it is filed for."""
    start: dict[str, Any] = {"our_entity": organisation.current(db.session)[0].entity}
    if party is None:
        return start
    record, _ = third_parties.get(db.session, party)
    start |= {"third_party": party, "their_entity": record.entity}
    known = {row.ref for row in flows.of_third_party(db.session, party)}
    if flow in known:
        shared, _ = flows.get(db.session, str(flow))
        start |= {"governs_flows": [flow], "purposes": shared.purposes, "categories": shared.categories}
    return start


def _asked_for(name: str) -> str | None:
    """The third party that the address or the form names, where there is one of that reference."""
    ref = reference(request.form.get(name) or request.args.get(name))
    return ref if ref and ref in third_parties.names(db.session, [ref]) else None


def _crumbs(record: Agreement | None = None) -> list[tuple[str, str]]:
    crumbs = [("Agreements", url_for("agreements.index"))]
    if record is not None:
        crumbs.append((name_of(record), url_for("agreements.detail", ref=record.ref)))
    return crumbs
