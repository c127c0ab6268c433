"""Views of reading an agreement: assessing its clauses on one page, and the second reading."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select

from app.db.history import Revision
from app.domain.accounts import queries as accounts
from app.domain.agreements import assessments, queries
from app.domain.agreements.clauses import catalogue
from app.domain.agreements.clauses.chain import Assessment, effective_clauses
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import ClauseState
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.kernel.errors import Conflict, Invalid, Refused
from app.kernel.words import plural
from app.pages.agreements.area import blueprint
from app.pages.agreements.assessing import Offer, beside
from app.pages.agreements.clauses import AssessmentForm
from app.pages.kit import acts, formats
from app.pages.kit.access import access, actor
from app.pages.kit.acts import told, version_seen
from app.pages.kit.dossiers import file_of
from app.security.permissions import Permission


@blueprint.route("/agreements/<ref>/assess", methods=["GET", "POST"])
@access(Permission.CLAUSES_ASSESS)
def assess(ref: str) -> Any:
    """Every clause of its checklists on one page: state, where it stands, the words, a note."""
    record, version = queries.get(db.session, ref)
    form = AssessmentForm(record, formats.today())
    if request.method == "GET":
        return _assess_page(record, form, version)
    seen = version_seen(version)
    form.read(request.form)
    bulk = request.form.get("fill", "")
    if bulk:
        family, _, state = bulk.rpartition(":")
        count = form.fill(family, ClauseState(state)) if state in set(ClauseState) else 0
        done = (
            f"{plural(count, 'clause')} set to “{ClauseState(state).label}”: save to record it."
            if count
            else ""
        )
        return _assess_page(record, form, seen, done=done or "Nothing was left to set.")
    accept = request.form.get("accept", "")
    if accept:
        return _accepted(record, form, seen, accept)
    if request.form.get("dismiss") or request.form.get("recall"):
        return _assess_page(record, form, seen, changed=True)
    made = form.assessments()
    if form.errors:
        return _assess_page(record, form, seen, changed=True), 422
    try:
        assessments.assess_clauses(actor(), ref, made, version=seen if made else None)
    except Conflict as error:
        db.session.rollback()
        return _after_conflict(ref, seen, error), 409
    except (Invalid, Refused) as error:
        db.session.rollback()
        return _assess_page(record, form, seen, problem=error.sentence, changed=True), error.status
    flash(f"{plural(len(made), 'assessment')} recorded." if made else "Nothing was changed.", "success")
    if request.form.get("stay"):
        return redirect(url_for("agreements.assess", ref=ref, **_filter(form)), 303)
    return redirect(url_for("agreements.detail", ref=ref) + "#clauses", 303)


@blueprint.route("/agreements/<ref>/second-reading", methods=["GET", "POST"])
@access(Permission.CLAUSES_ASSESS)
def second_read(ref: str) -> Any:
    """Confirm as a second person what another found."""
    record, version = queries.get(db.session, ref)
    if request.method == "GET":
        return _second_page(record, version)
    keys = request.form.getlist("key")
    if not keys:
        return _second_page(record, version, problem="Clauses: tick at least one that you have read."), 422
    try:
        assessments.second_read_clauses(actor(), ref, keys, version=version_seen(version))
    except Conflict:
        db.session.rollback()
        record, version = queries.get(db.session, ref)
        sentence = (
            "Somebody changed the assessments while you were reading: look at them again, then confirm."
        )
        return _second_page(record, version, problem=sentence, ticked=keys), 409
    except Refused as error:
        db.session.rollback()
        return _second_page(record, version, problem=error.sentence, ticked=keys), error.status
    return told(
        f"{plural(len(keys), 'assessment')} confirmed.", url_for("agreements.detail", ref=ref) + "#clauses"
    )


@blueprint.post("/agreements/<ref>/propose")
@access(Permission.CLAUSES_ASSESS)
def propose(ref: str) -> Any:
    """Put what the earlier version said beside the clauses that nobody has read here yet."""
    return acts.perform(
        lambda: assessments.propose(actor(), ref),
        said=lambda record: (
            "What the earlier version said stands beside the clauses; each is still to be read."
        ),
        done=lambda record: url_for("agreements.assess", ref=ref),
        again=lambda sentence: _refused(ref, sentence),
    )


def _refused(ref: str, sentence: str) -> str:
    record, version = queries.get(db.session, ref)
    return _assess_page(record, AssessmentForm(record, formats.today()), version, problem=sentence)


def _after_conflict(ref: str, seen: int, error: Conflict) -> str:
    """The form again with both sides: what only the other touched is taken over, what both touched stands beside."""
    record, version = queries.get(db.session, ref)
    form = AssessmentForm(record, formats.today())
    form.read(request.form)
    base = db.session.scalar(
        select(Revision.state).where(
            Revision.kind == "agreement", Revision.key == ref, Revision.number == seen
        )
    )
    form.merge(base or {})
    problem = (
        f"{error.sentence} What only they touched is taken over; where both of you did, theirs stands beside."
    )
    return _assess_page(record, form, version, problem=problem, changed=True)


def _accepted(record: Agreement, form: AssessmentForm, version: int, name: str) -> str:
    """The form with the words of the passage *name* taken over; only saving records them."""
    offer = beside(record.doc_sha256, form.keys).offer(name)
    if offer is None:
        return _assess_page(
            record, form, version, done="That passage is not offered: choose another.", changed=True
        )
    form.take(offer.key, offer.found.quote, offer.found.reference)
    return _assess_page(record, form, version, taken=offer, changed=True)


def _filter(form: AssessmentForm) -> dict[str, Any]:
    """What the address asks to see: one checklist, or only what is open."""
    family = request.args.get("family", "")
    asked = {"family": family} if family in {key for key, _, _ in form.families} else {}
    return asked | ({"open": "yes"} if request.args.get("open") == "yes" else {})


def _dismissed() -> list[str]:
    """The passages put aside while this form is open; bringing back those of a clause takes them out."""
    names = {*request.form.getlist("dismissed"), request.form.get("dismiss", "")} - {""}
    recalled = request.form.get("recall")
    return sorted(name for name in names if name.rpartition(":")[0] != recalled)


def _assess_page(
    record: Agreement,
    form: AssessmentForm,
    version: int,
    *,
    problem: str = "",
    done: str = "",
    taken: Offer | None = None,
    changed: bool = False,
) -> str:
    asked = _filter(form)
    families = [
        (key, title, [one for one in types if "open" not in asked or form.is_open(one.key)])
        for key, title, types in form.families
        if asked.get("family", key) == key
    ]
    return render_template(
        "agreements/assess.html",
        record=record,
        name=record.title or record.kind.label,
        party=third_parties.names(db.session, [record.third_party])[record.third_party],
        form=form,
        families=families,
        asked=asked,
        left_in_all=sum(form.left(key) for key, _, _ in form.families),
        here=url_for("agreements.assess", ref=record.ref, **asked),
        stored={clause.key: clause for clause in record.clauses},
        decided=_decided_elsewhere(record),
        earlier=queries.predecessors(db.session, record.ref or ""),
        people=accounts.names(db.session),
        version=version,
        states=list(ClauseState),
        paper=file_of(record.doc_sha256),
        beside=beside(record.doc_sha256, form.keys),
        dismissed=_dismissed(),
        problem=problem,
        done=done,
        taken=taken,
        changed=changed or bool(done),
    )


def _decided_elsewhere(record: Agreement) -> dict[str, Assessment]:
    """The clauses on which another agreement of the chain decides, by key."""
    rows = queries.of_third_party(db.session, record.third_party)
    known = {row.ref: queries.get(db.session, row.ref)[0] for row in rows} | {record.ref or "": record}
    effective = effective_clauses(record, formats.today(), known)
    return {key: found for key, found in effective.items() if found.agreement.ref != record.ref}


def _second_page(
    record: Agreement, version: int, *, problem: str = "", ticked: list[str] | None = None
) -> str:
    """What others assessed and nobody has confirmed, to be ticked; the rest is counted."""
    made = [clause for clause in record.clauses if clause.state is not ClauseState.NOT_ASSESSED]
    to_read = [
        {"clause": clause, "type": catalogue.BY_KEY.get(clause.key), "label": catalogue.label_of(clause.key)}
        for clause in made
        if clause.second_reader is None and clause.assessed_by != actor().email
    ]
    return render_template(
        "agreements/second_reading.html",
        record=record,
        name=record.title or record.kind.label,
        to_read=to_read,
        own=sum(clause.second_reader is None and clause.assessed_by == actor().email for clause in made),
        confirmed=sum(clause.second_reader is not None for clause in made),
        people=accounts.names(db.session),
        paper=file_of(record.doc_sha256),
        version=version,
        problem=problem,
        ticked=set(ticked or ()),
    )
