"""Views of imports: the list of them, and the steps before the rows are looked through."""

import re
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from app.domain.accounts import queries as accounts
from app.domain.imports import staging
from app.domain.imports.models import ImportBatch
from app.domain.imports.terms import ImportKind, ImportState
from app.extensions import db
from app.importing import sweeping
from app.importing.mapping import saved
from app.importing.mapping.saved import Mapping as ColumnMapping
from app.importing.values.days import DAY_FIRST, MONTH_FIRST
from app.infra.sheets_in import reading, text
from app.kernel.errors import CustodiaError, Invalid, TooLarge
from app.kernel.records import LINE
from app.pages.imports import outcome, showing, steps
from app.pages.imports.area import blueprint
from app.pages.imports.steps import do, home, importer, still_open
from app.pages.kit import uploads
from app.pages.kit.access import access, actor
from app.security.permissions import Permission

_CONSTANTS = 4
AREA = (outcome,)
"""The modules that add the area's other routes."""

_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x1f\x7f]")


@blueprint.get("/imports")
@access(Permission.REGISTER_WRITE)
def index() -> Any:
    """The imports so far, and the mappings that were saved."""
    return render_template(
        "imports/index.html",
        batches=staging.latest(db.session),
        homes=home,
        kinds=ImportKind,
        names=accounts.names(db.session),
        mappings=staging.mappings(db.session),
    )


@blueprint.get("/imports/new")
@access(Permission.REGISTER_WRITE)
def new() -> Any:
    """Choose a file, or paste a table."""
    return _new()


def _new(problem: str = "", pasted: str = "") -> Any:
    return render_template(
        "imports/new.html",
        problem=problem,
        pasted=pasted,
        limit=uploads.limit(),
        written_days=sweeping.WRITTEN_DAYS,
        unfinished_days=sweeping.UNFINISHED_DAYS,
    )


@blueprint.post("/imports")
@access(Permission.REGISTER_WRITE)
def stage() -> Any:
    """Read what was sent, and go on to its tables."""
    pasted = request.form.get("pasted", "")
    file = request.files.get("file")
    upload = uploads.read(file)
    if file is not None:
        file.close()
    try:
        if upload is not None:
            name, data = re.split(r"[/\\]", _HIDDEN.sub("", upload.name))[-1].strip()[:LINE], upload.data
        elif pasted.strip():
            name, data = "", pasted.encode("utf-8", "replace")
        else:
            raise Invalid.of("file", "File: choose a file, or paste a table below.")
        if len(data) > uploads.limit():
            size = f"{uploads.limit() / 1_048_576:,.3g} MB"
            raise TooLarge(f"File: “{name}” is larger than {size}: split it into several.")
        batch = importer().stage(name, data)
    except CustodiaError as error:
        db.session.rollback()
        return _new(error.sentence, pasted), error.status
    return redirect(url_for("imports.table", batch=batch), 303)


@blueprint.get("/imports/<batch>")
@access(Permission.REGISTER_WRITE)
def detail(batch: str) -> Any:
    """Leads to the step at which the import stands."""
    return redirect(home(importer().get(batch)))


@blueprint.get("/imports/<batch>/table")
@access(Permission.REGISTER_WRITE)
def table(batch: str) -> Any:
    """Which table of the file, and which row names its columns."""
    return _table(still_open(batch))


def _table(found: ImportBatch, problem: str = "") -> Any:
    number = request.args.get("table", type=int, default=int(found.layout["table"]))
    tables = reading.from_json(found.reading)
    if not 0 <= number < len(tables.tables):
        number = int(found.layout["table"])
    same = number == int(found.layout["table"])
    view = importer().view_of(found, number, int(found.layout["header"]) if same else 0)
    if not same:
        from app.importing.mapping import layout

        view = importer().view_of(found, number, layout.header_row(view.sample))
    return render_template(
        "imports/table.html",
        batch=found,
        steps=steps.trail(found, "table"),
        tables=tables.tables,
        read=tables.read,
        number=number,
        view=view,
        shown=[[_short(cell) for cell in row] for row in view.sample[:12]],
        encodings=text.ENCODINGS,
        problem=problem,
    )


def _short(cell: Any) -> str:
    said = "; ".join(cell) if isinstance(cell, list) else cell or ""
    return said if len(said) <= 60 else said[:57] + "…"


@blueprint.post("/imports/<batch>/table")
@access(Permission.REGISTER_WRITE)
def choose_table(batch: str) -> Any:
    """Go on with the table and header row that were chosen, or read the file anew."""
    found = still_open(batch)
    try:
        if request.form.get("act") == "read":
            encoding, delimiter = request.form.get("encoding", ""), request.form.get("delimiter", "")
            if encoding not in ("", *text.ENCODINGS) or delimiter not in ("", *text.DELIMITERS):
                abort(400)
            importer().read_again(batch, encoding, delimiter)
            return redirect(url_for("imports.table", batch=batch), 303)
        importer().set_layout(
            batch,
            request.form.get("table", type=int, default=-1),
            request.form.get("header", type=int, default=-1),
        )
    except CustodiaError as error:
        db.session.rollback()
        return _table(found, error.sentence), error.status
    return redirect(url_for("imports.columns", batch=batch), 303)


@blueprint.get("/imports/<batch>/columns")
@access(Permission.REGISTER_WRITE)
def columns(batch: str) -> Any:
    """What each column is: as recognised, as saved, as the person says."""
    found = still_open(batch)
    kind = request.args.get("kind", "")
    chosen = ImportKind(kind) if kind in set(ImportKind) else None
    name = request.args.get("mapping", "")
    if found.mapping and chosen is None and not name:
        mapping = ColumnMapping.from_json(found.mapping)
    else:
        mapping = importer().suggest(found, chosen, name)
    return _columns(found, mapping)


def _columns(found: ImportBatch, mapping: ColumnMapping, problem: str = "", status: int = 200) -> Any:
    view = importer().view(found)
    page = render_template(
        "imports/columns.html",
        batch=found,
        steps=steps.trail(found, "columns"),
        view=view,
        mapping=mapping,
        samples=showing.samples(view),
        targets=showing.targets(mapping.kind),
        kinds=ImportKind,
        mappings=staging.mappings(db.session),
        constants=[*mapping.constants.items(), *[("", "")] * _CONSTANTS][
            : max(_CONSTANTS, len(mapping.constants) + 1)
        ],
        orders=((DAY_FIRST, "Day first: 31/12/2026"), (MONTH_FIRST, "Month first: 12/31/2026")),
        problem=problem or found.problem or "",
    )
    return page, status


@blueprint.post("/imports/<batch>/columns")
@access(Permission.REGISTER_WRITE)
def map_columns(batch: str) -> Any:
    """Let the columns mean what was chosen, keep that by name where one is given, and look at every row."""
    found = still_open(batch)
    mapping = _mapping(found)
    name = request.form.get("mapping_name", "").strip()
    try:
        if name:
            saved.save(actor(), name, mapping)
            flash(f"The mapping is kept as “{name}”.", "success")
    except CustodiaError as error:
        db.session.rollback()
        return _columns(found, mapping, error.sentence, error.status)
    importer().set_mapping(batch, mapping)
    return do("plan", batch, then=url_for("imports.values", batch=batch))


def _mapping(found: ImportBatch) -> ColumnMapping:
    kind = request.form.get("kind", "")
    if kind not in set(ImportKind):
        abort(400)
    paths = {path for _, group in showing.targets(ImportKind(kind)) for path, _ in group}
    view = importer().view(found)
    chosen = [request.form.get(f"column-{place}", "") for place in range(len(view.headings))]
    earlier = ColumnMapping.from_json(found.mapping) if found.mapping else None
    same = earlier is not None and earlier.kind.value == kind
    suggested = earlier if same and earlier is not None else importer().suggest(found, ImportKind(kind))
    constants = {
        request.form[f"field-{place}"]: request.form.get(f"value-{place}", "").strip()[:LINE]
        for place in range(_CONSTANTS + 20)
        if request.form.get(f"field-{place}") in paths and request.form.get(f"value-{place}", "").strip()
    }
    order = request.form.get("order", "")
    return ColumnMapping(
        ImportKind(kind),
        {head: path if path in paths else None for head, path in zip(view.headings, chosen, strict=True)},
        constants,
        suggested.words,
        suggested.otherwise,
        order if order in (DAY_FIRST, MONTH_FIRST) else "",
    )


@blueprint.get("/imports/<batch>/values")
@access(Permission.REGISTER_WRITE)
def values(batch: str) -> Any:
    """What becomes of values that no vocabulary knows; passed over where there is none."""
    found = still_open(batch)
    if found.state != ImportState.PLANNED.value:
        return redirect(home(found))
    questions = showing.questions(found, ColumnMapping.from_json(found.mapping))
    if not questions:
        return redirect(url_for("imports.preview", batch=batch))
    return render_template(
        "imports/values.html", batch=found, steps=steps.trail(found, "values"), questions=questions
    )


@blueprint.post("/imports/<batch>/values")
@access(Permission.REGISTER_WRITE)
def decide_values(batch: str) -> Any:
    """Keep what was decided on values, and look at the rows again."""
    found = still_open(batch)
    mapping = ColumnMapping.from_json(found.mapping)
    changed = showing.decisions(request.form, showing.questions(found, mapping), mapping)
    staging.note(batch, mapping=changed.to_json())
    return do("plan", batch, then=url_for("imports.preview", batch=batch))


@blueprint.post("/imports/mappings/forget")
@access(Permission.REGISTER_WRITE)
def forget_mapping() -> Any:
    """Remove a saved mapping."""
    name = request.form.get("name", "")
    saved.forget(actor(), name)
    flash(f"The mapping “{name}” is removed. Imports that used it stay as they are.", "success")
    return redirect(url_for("imports.index"), 303)
