"""What the rows would do or did: preview, duplicates, writing, taking back, progress, refused rows."""

import re
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for

from app.domain.accounts import queries as accounts
from app.domain.audit import queries as trail
from app.domain.imports import staging
from app.domain.imports.models import ImportBatch
from app.domain.imports.terms import UNDER_WAY, ImportKind, ImportState, RowAction
from app.extensions import db
from app.importing import answers, sweeping
from app.importing.mapping.saved import Mapping as ColumnMapping
from app.infra import sheets_out
from app.infra.sheets_in import reading
from app.pages.imports import showing, steps
from app.pages.imports.area import blueprint
from app.pages.imports.steps import do, home, importer, still_open
from app.pages.kit.access import access
from app.security.permissions import Permission

ROWS_SHOWN = 50
"""Rows on a page of the preview."""


@blueprint.get("/imports/<batch>/preview")
@access(Permission.REGISTER_WRITE)
def preview(batch: str) -> Any:
    """What each row would do, or did."""
    found = importer().get(batch)
    state = ImportState(found.state)
    if state in UNDER_WAY or (found.entry is None and state is not ImportState.PLANNED):
        return redirect(home(found))
    show = request.args.get("show", "")
    action = RowAction(show) if show in set(RowAction) else None
    counts = {action.value: int(found.outcome.get(action.value, 0)) for action in RowAction}
    total = counts[action.value] if action else sum(counts.values())
    counts["warned"] = int(found.outcome.get("warned", 0))
    total = {"doubtful": int(found.outcome.get("duplicates", 0)), "warned": counts["warned"]}.get(show, total)
    pages = max(1, -(-total // ROWS_SHOWN))
    number = min(max(request.args.get("page", type=int, default=1), 1), pages)
    some = staging.rows(
        db.session,
        batch,
        action=action,
        doubtful=show == "doubtful",
        warned=show == "warned",
        start=(number - 1) * ROWS_SHOWN,
        size=ROWS_SHOWN,
    )
    mapping, kept = ColumnMapping.from_json(found.mapping), importer().files(batch).holds_rows
    view = importer().view(found) if kept else None
    cells = {} if view is None else _cells(found, view, {row.place for row in some})
    written = importer().files(batch).written if state is ImportState.COMMITTED else {}
    showing.learn_labels(found)
    return render_template(
        "imports/preview.html",
        batch=found,
        state=state,
        steps=steps.trail(found, "done" if found.entry is not None else "preview"),
        kind=mapping.kind,
        counts=counts,
        show=show,
        rows=[showing.row(one, cells, view, mapping, written) for one in some],
        merges=found.merges,
        may_merge=mapping.kind is ImportKind.THIRD_PARTIES and found.entry is None,
        page={"number": number, "pages": pages, "total": total},
        written_at=None if found.entry is None else trail.made_at(db.session, found.entry),
        who=accounts.names(db.session).get(found.asked_by, found.asked_by.capitalize()),
        questions=bool(found.outcome.get("unknown")),
        rows_until=sweeping.rows_until(found.changed_at) if kept else None,
        days=sweeping.WRITTEN_DAYS,
    )


def _cells(found: ImportBatch, view: Any, wanted: set[int]) -> dict[int, Any]:
    """The cells of the rows *wanted*, from the staged file; none where it is gone."""
    last, cells = max(wanted, default=0), {}
    try:
        for place, row in enumerate(reading.rows(importer().files(found.id).rows, view.table), 1):
            if place in wanted:
                cells[place] = row
            if place >= last:
                break
    except OSError:
        return {}
    return cells


@blueprint.post("/imports/<batch>/decide")
@access(Permission.REGISTER_WRITE)
def decide(batch: str) -> Any:
    """Keep which rows are something that is registered already, and look at the rows again."""
    found = still_open(batch)
    merges = {str(place): str(ref) for place, ref in found.merges.items()}
    for name, said in request.form.items():
        place = name.removeprefix("merge-")
        if name.startswith("merge-") and place.isascii() and place.isdigit() and len(place) < 8:
            if re.fullmatch(r"TP-\d{4,9}|row:\d{1,7}", said):
                merges[place] = said
            else:
                merges.pop(place, None)
    staging.note(batch, merges=merges)
    return do("plan", batch, then=url_for("imports.preview", batch=batch, show="doubtful"))


@blueprint.post("/imports/<batch>/write")
@access(Permission.REGISTER_WRITE)
def write(batch: str) -> Any:
    """Write what was looked at: all of it or nothing."""
    still_open(batch)
    return do("write", batch)


@blueprint.post("/imports/<batch>/undo")
@access(Permission.REGISTER_WRITE)
def undo(batch: str) -> Any:
    """Take back what was written."""
    importer().get(batch)
    return do("undo", batch)


@blueprint.post("/imports/<batch>/stop")
@access(Permission.REGISTER_WRITE)
def stop(batch: str) -> Any:
    """Stop what a worker is at; nothing of the step remains."""
    importer().stop(batch)
    return redirect(home(importer().get(batch)), 303)


@blueprint.post("/imports/<batch>/again")
@access(Permission.REGISTER_WRITE)
def again(batch: str) -> Any:
    """Try once more what a worker left undone."""
    found = importer().get(batch)
    step = {ImportState.PLANNING: "plan", ImportState.COMMITTING: "write", ImportState.UNDOING: "undo"}
    name = step.get(ImportState(found.state))
    return redirect(home(found), 303) if name is None else do(name, batch)


@blueprint.post("/imports/<batch>/discard")
@access(Permission.REGISTER_WRITE)
def discard(batch: str) -> Any:
    """Forget an import that is not in the register."""
    name = importer().get(batch).name
    importer().discard(batch)
    flash(f"“{name}” is discarded. The register was not touched.", "success")
    return redirect(url_for("imports.index"), 303)


@blueprint.get("/imports/<batch>/progress")
@access(Permission.REGISTER_WRITE)
def progress(batch: str) -> Any:
    """How far a worker is; looks again by itself."""
    found = importer().get(batch)
    if ImportState(found.state) not in UNDER_WAY:
        if found.state == ImportState.PLANNED.value and not found.problem and found.outcome.get("unknown"):
            return redirect(url_for("imports.values", batch=batch))
        return redirect(home(found))
    said = importer().files(batch).progress()
    page = render_template(
        "imports/progress.html",
        batch=found,
        state=ImportState(found.state),
        said=said,
        stuck=importer().is_stuck(found),
        stopping=importer().files(batch).is_to_stop,
    )
    response = Response(page)
    response.headers["Refresh"] = "2"
    return response


@blueprint.get("/imports/<batch>/refused.<form>")
@access(Permission.REGISTER_WRITE)
def refused(batch: str, form: str) -> Any:
    """The refused rows as a file to be mended and imported again."""
    found = importer().get(batch)
    if form not in ("csv", "xlsx") or not found.mapping:
        abort(404)
    heads, rows = answers.refused_rows(importer(), found)
    body: Any = sheets_out.csv(heads, rows) if form == "csv" else sheets_out.xlsx("Refused rows", heads, rows)
    return Response(
        body,
        content_type="text/csv; charset=utf-8" if form == "csv" else sheets_out.XLSX,
        headers={"Content-Disposition": f'attachment; filename="refused-rows.{form}"'},
    )
