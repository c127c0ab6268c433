"""Views of notices: the list, one version with what it provides, capture, correction, and how two versions differ."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for

from app.domain.findings import queries as findings
from app.domain.notices import difference, operations, queries, sentences
from app.domain.notices.coverage import broadening
from app.domain.notices.records import Notice
from app.domain.notices.statements import standings
from app.domain.organisation import queries as organisation
from app.extensions import db
from app.kernel.errors import Missing
from app.kernel.words import plural
from app.pages.kit import editing, formats, history
from app.pages.kit.access import access, actor
from app.pages.kit.acts import perform
from app.pages.kit.dossiers import finding_cards
from app.pages.notices import coding, crossing, stating
from app.pages.notices.forms import capture_form, facts_form
from app.pages.notices.listing import listing
from app.pages.notices.reading import Picture
from app.security.permissions import Permission

blueprint = Blueprint("notices", __name__, template_folder="templates")


@blueprint.get("/notices")
@access(Permission.REGISTER_READ)
def index() -> Any:
    """The list."""
    may_write = actor().may(Permission.REGISTER_WRITE)
    return listing().respond(
        create_url=url_for("notices.new") if may_write else "", create_label="Capture a version"
    )


@blueprint.route("/notices/new", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def new() -> Any:
    """Capture a version by paste or file."""
    form_class = capture_form()
    answer = editing.create(
        form_class,
        lambda data: operations.capture(actor(), data),
        done=lambda record: url_for("notices.detail", ref=record.ref),
        said=_captured,
        start={
            "captured_on": formats.today().isoformat(),
            "entity": organisation.current(db.session)[0].entity,
        },
        title="Capture a version of the notice",
        lead="The text is kept as it is, with its hash, and split into numbered sentences.",
        submit="Capture",
        cancel=url_for("notices.index"),
        crumbs=[("Notices", url_for("notices.index"))],
    )
    return (answer[0], form_class.refused) if form_class.refused else answer


def _captured(record: Notice) -> str:
    count = plural(len(sentences.split(record.text or "")), "sentence")
    return f"Captured as {record.ref}, in {count}. Say next what each of them provides."


@blueprint.get("/notices/<ref>")
@access(Permission.REGISTER_READ)
def detail(ref: str) -> str:
    """One version: its sentences, what each provides, and what rests on it."""
    return _detail(ref)


def _detail(ref: str, problem: str = "") -> str:
    record, _ = queries.get(db.session, ref)
    entities = organisation.names(db.session)
    return render_template(
        "notices/detail.html",
        record=record,
        picture=Picture(record),
        entity=entities.get(record.entity or "", record.entity),
        findings=finding_cards(findings.of_objects(db.session, [ref])),
        history=history.timeline([("notice", ref)]),
        coding_url=coding.address(ref),
        standings=standings(record),
        stating_url=stating.address(ref),
        may_write=actor().may(Permission.REGISTER_WRITE),
        problem=problem,
    )


@blueprint.get("/notices/<ref>/text")
@access(Permission.REGISTER_READ)
def text(ref: str) -> Response:
    """The text exactly as it was captured and hashed."""
    record, _ = queries.get(db.session, ref)
    if record.text is None:
        abort(404)
    return Response(
        record.text.encode(),
        mimetype="text/plain",
        headers={"Content-Disposition": f'attachment; filename="{ref}.txt"'},
    )


@blueprint.route("/notices/<ref>/edit", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def edit(ref: str) -> Any:
    """Correct the facts; the text itself is never edited."""
    record, version = queries.get(db.session, ref)
    page = url_for("notices.detail", ref=ref)
    return editing.edit(
        facts_form(with_text=record.text is None),
        record,
        version,
        lambda data, seen: operations.update(actor(), ref, data, version=seen),
        done=page,
        title=f"Edit {record.title or ref}",
        lead="Facts about the version. Text that reads otherwise is captured as another version.",
        crumbs=[("Notices", url_for("notices.index")), (record.title or ref, page)],
    )


@blueprint.route("/notices/<ref>/code", methods=["GET", "POST"])
@access(Permission.NOTICES_CODE)
def code(ref: str) -> Any:
    """Say what each sentence provides."""
    return coding.page(
        ref,
        lambda record, version: operations.code(actor(), ref, record.provisions, version=version),
    )


@blueprint.route("/notices/<ref>/edit/provisions", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def edit_provisions(ref: str) -> Any:
    """Say what each sentence provides, as one who keeps the register."""
    return coding.page(ref, lambda record, version: operations.update(actor(), ref, record, version=version))


@blueprint.route("/notices/<ref>/statements", methods=["GET", "POST"])
@access(Permission.NOTICES_CODE)
def statements(ref: str) -> Any:
    """Say what the notice says and lacks of what it ought to say."""
    return stating.page(
        ref,
        lambda record, version: operations.read(actor(), ref, record.statements, version=version),
    )


@blueprint.route("/notices/<ref>/edit/statements", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def edit_statements(ref: str) -> Any:
    """Say what the notice says and lacks, as one who keeps the register."""
    return stating.page(ref, lambda record, version: operations.update(actor(), ref, record, version=version))


@blueprint.get("/notices/matrix")
@access(Permission.REGISTER_READ)
def current_matrix() -> Any:
    """To the matrix of the version in effect."""
    ref = queries.in_effect(db.session, formats.today())
    if ref is None:
        flash("No version of the notice is in effect: capture one first.", "warning")
        return redirect(url_for("notices.index"), 303)
    return redirect(url_for("notices.matrix", ref=ref), 303)


@blueprint.get("/notices/<ref>/matrix")
@access(Permission.REGISTER_READ)
def matrix(ref: str) -> Any:
    """Purposes by third parties, against what this version says of each."""
    record, _ = queries.get(db.session, ref)
    return crossing.respond(record)


@blueprint.get("/notices/<ref>/compare/<other>")
@access(Permission.REGISTER_READ)
def compare(ref: str, other: str) -> str:
    """Sentence by sentence what differs between two versions, the earlier one first."""
    found = (queries.get(db.session, one)[0] for one in (ref, other))
    older, newer = sorted(
        found, key=lambda one: (one.effective_on or one.captured_on or dt.date.min, one.ref)
    )
    if older.text is None or newer.text is None:
        lacking = older.ref if older.text is None else newer.ref
        raise Missing(f"The text of {lacking} is not recorded, so there is nothing to compare.")
    pairs = difference.compare(older.text, newer.text)
    return render_template(
        "notices/compare.html",
        older=older,
        newer=newer,
        pairs=pairs,
        unchanged=difference.is_unchanged(pairs),
        counts=[(fate, sum(pair.fate is fate for pair in pairs)) for fate in difference.Fate],
        provisions=coding.differences(older, newer),
        broader=sorted(broadening(older, newer)),
    )


@blueprint.post("/notices/<ref>/archive")
@access(Permission.REGISTER_WRITE)
def archive(ref: str) -> Any:
    """Take it out of lists, rules and reports."""
    return perform(
        lambda: operations.archive(actor(), ref),
        said=lambda record: f"{record.title or ref} is archived. Its history stays, and it can be restored.",
        done=lambda record: url_for("notices.detail", ref=ref),
        again=lambda problem: _detail(ref, problem),
    )


@blueprint.post("/notices/<ref>/restore")
@access(Permission.REGISTER_WRITE)
def restore(ref: str) -> Any:
    """Bring it back."""
    return perform(
        lambda: operations.restore(actor(), ref),
        said=lambda record: f"{record.title or ref} is restored.",
        done=lambda record: url_for("notices.detail", ref=ref),
        again=lambda problem: _detail(ref, problem),
    )
