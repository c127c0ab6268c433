"""Views of flows: the list, one with what it needs and what covers it, the forms, its end."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from app.domain.findings import crossings
from app.domain.findings import queries as findings
from app.domain.flows import operations, queries
from app.domain.flows.records import Flow
from app.domain.flows.terms import FlowStatus, TransferRegime
from app.domain.notices.terms import Strength
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.kernel import places
from app.kernel.errors import Invalid
from app.pages.flows.forms import flow_form
from app.pages.flows.listing import listing
from app.pages.kit import acts, choices, editing, formats, history, values
from app.pages.kit.access import access, actor
from app.pages.kit.addresses import address, address_of, reference
from app.pages.kit.dossiers import Picture, finding_cards, picture
from app.pages.kit.forms import form_for
from app.security.permissions import Permission

blueprint = Blueprint("flows", __name__, template_folder="templates")


@dataclass(frozen=True)
class Place:
    """A country that the data go to: what happens there, and what the way there rests on."""

    country: str
    kinds: tuple[str, ...]
    ways: tuple[dict[str, Any], ...]


@blueprint.get("/flows")
@access(Permission.REGISTER_READ)
def index() -> Any:
    """The list."""
    may_write = actor().may(Permission.REGISTER_WRITE)
    return listing().respond(
        create_url=url_for("flows.new") if may_write else "", create_label="Record a flow"
    )


@blueprint.route("/flows/new", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def new() -> Any:
    """Record one; ``?third_party=`` and ``?activity=`` prefill it."""
    party = _asked_for(third_parties.names, "third_party")
    return editing.create(
        flow_form(party),
        lambda data: operations.register(actor(), data),
        start=_start(party),
        done=lambda record: url_for("flows.detail", ref=record.ref),
        said=lambda record: f"{record.name or 'The flow'} is recorded as {record.ref}.",
        title="Record a flow",
        submit="Record",
        cancel=(address("third_party", party) if party else None) or url_for("flows.index"),
        crumbs=_crumbs(),
    )


@blueprint.get("/flows/<ref>")
@access(Permission.REGISTER_READ)
def detail(ref: str) -> Any:
    """Everything about one."""
    return _detail(ref)


@blueprint.route("/flows/<ref>/edit", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def edit(ref: str) -> Any:
    """Edit it."""
    record, version = queries.get(db.session, ref)
    return editing.edit(
        flow_form(record.third_party),
        record,
        version,
        lambda data, seen: operations.update(actor(), ref, data, version=seen),
        done=url_for("flows.detail", ref=ref),
        title=f"Edit {_name(record)}",
        crumbs=_crumbs(record),
    )


@blueprint.route("/flows/<ref>/end", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def end(ref: str) -> Any:
    """Record its last day."""
    record, version = queries.get(db.session, ref)

    def save(data: Flow, seen: int) -> Flow:
        if data.ended_on is None:
            raise Invalid.of("ended_on", "Ended on: is required: enter the last day.")
        return operations.end(actor(), ref, data.ended_on, version=seen)

    return editing.edit(
        form_for(Flow, only=("ended_on",)),
        record,
        version,
        save,
        done=url_for("flows.detail", ref=ref),
        title=f"End {_name(record)}",
        lead="The last day on which data flowed. A certificate of deletion belongs to the recipient's evidence.",
        submit="End the flow",
        said=f"{_name(record)} is recorded as ended.",
        crumbs=_crumbs(record),
    )


@blueprint.post("/flows/<ref>/provisions")
@access(Permission.NOTICES_CODE)
def mark(ref: str) -> Any:
    """Say as counsel how clearly a provision of the notice sets it forth."""
    wanted, strength = request.form.get("provision", ""), request.form.get("strength", "")
    reason = request.form.get("reason", "").replace("\r\n", "\n").strip() or None

    def do() -> Flow:
        if strength not in set(Strength):
            raise Invalid.of("strength", "Strength: choose express or arguable.")
        return operations.mark_provision(actor(), ref, wanted, Strength(strength), reason)

    return acts.perform(
        do,
        said=lambda record: f"{wanted} is marked as {Strength(strength).label.lower()} for {record.ref}.",
        done=lambda record: url_for("flows.detail", ref=ref) + "#notice",
        again=lambda sentence: _detail(ref, problem=sentence, typed=dict(request.form)),
    )


@blueprint.post("/flows/<ref>/archive")
@access(Permission.REGISTER_WRITE)
def archive(ref: str) -> Any:
    """Take it out of lists, rules and reports."""
    return acts.perform(
        lambda: operations.archive(actor(), ref),
        said=lambda record: f"{_name(record)} is archived. Its history stays, and it can be restored.",
        done=lambda record: url_for("flows.detail", ref=ref),
        again=lambda sentence: _detail(ref, problem=sentence),
    )


@blueprint.post("/flows/<ref>/restore")
@access(Permission.REGISTER_WRITE)
def restore(ref: str) -> Any:
    """Bring it back."""
    return acts.perform(
        lambda: operations.restore(actor(), ref),
        said=lambda record: f"{_name(record)} is restored.",
        done=lambda record: url_for("flows.detail", ref=ref),
        again=lambda sentence: _detail(ref, problem=sentence),
    )


def _detail(ref: str, *, problem: str = "", typed: dict[str, str] | None = None) -> str:
    record, _ = queries.get(db.session, ref)
    seen = picture(record.third_party)
    may_mark = actor().may(Permission.NOTICES_CODE) and not record.archived
    line, words = seen.flow(record), values.vocabulary()
    return render_template(
        "flows/detail.html",
        record=record,
        name=_name(record),
        party=seen.third_party,
        line=line,
        evidence={one.limb: values.shown(one.evidence, words) for one in line.promise.limbs}
        if line.promise
        else {},
        places=_places(seen, record),
        people=formats.people(),
        findings=finding_cards(findings.of_objects(db.session, [ref])),
        history=history.timeline([("flow", ref)]),
        strengths=list(Strength),
        provisions=choices.provisions() if may_mark else [],
        may_write=actor().may(Permission.REGISTER_WRITE),
        may_mark=may_mark,
        may_end=record.status is not FlowStatus.ENDED,
        problem=problem,
        typed=typed or {},
        address_of=address_of,
    )


def _places(seen: Picture, record: Flow) -> list[Place]:
    """Every country of the flow, with the ways on which data cross into it."""
    ways: dict[str, list[dict[str, Any]]] = {}
    for crossing in crossings.crossings(record, seen.third_party, seen.context):
        needed = crossings.needs_assessment(crossing)
        ways.setdefault(crossing.country, []).append(
            {
                "regime": TransferRegime(crossing.regime).label,
                "transfer": crossing.transfer,
                "adequacy": crossing.adequacy,
                "sound": crossings.is_sound(crossing, seen.dossier, seen.context),
                "assessment_due": needed and not crossings.is_assessed(crossing.transfer, seen.context.today),
                "paper": address_of(crossing.transfer.doc_agreement)
                if crossing.transfer and crossing.transfer.doc_agreement
                else None,
            }
        )
    codes = dict.fromkeys([place.country for place in record.locations])
    codes |= dict.fromkeys([transfer.to_country for transfer in record.transfers])
    return [
        Place(
            places.country_name(code),
            tuple(place.kind.label for place in record.locations if place.country == code),
            tuple(ways.get(code, ())),
        )
        for code in codes
    ]


def _start(party: str | None) -> dict[str, Any]:
    """What a new flow begins with."""
    start: dict[str, Any] = {}
    if party is not None:
        start["third_party"] = party
    activity = request.args.get("activity")
    if activity in queries.activity_names(db.session):
        served, _ = queries.get_activity(db.session, str(activity))
        start |= {"activity": activity, "purposes": served.purposes, "subjects": served.subjects}
    return start


def _asked_for(names: Any, name: str) -> str | None:
    """The reference under *name* in the form or the address, where there is such an object."""
    ref = reference(request.form.get(name) or request.args.get(name))
    return ref if ref and ref in names(db.session, [ref]) else None


def _name(record: Flow) -> str:
    return record.name or f"Flow {record.ref}"


def _crumbs(record: Flow | None = None) -> list[tuple[str, str]]:
    crumbs = [("Flows", url_for("flows.index"))]
    if record is not None:
        crumbs.append((_name(record), url_for("flows.detail", ref=record.ref)))
    return crumbs
