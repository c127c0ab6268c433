"""The steps of an import, and where one stands."""

from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, redirect, url_for

from app.domain.imports.models import ImportBatch
from app.domain.imports.terms import UNDER_WAY, ImportState
from app.importing.service import AT_ONCE, Importer
from app.infra import queue
from app.kernel.errors import CustodiaError
from app.pages.kit.access import actor

STEPS = (
    ("table", "Table"),
    ("columns", "Columns"),
    ("values", "Values"),
    ("preview", "Preview"),
    ("done", "Done"),
)


@dataclass(frozen=True)
class Step:
    """One step as the page shows it: *at* is ``done``, ``here`` or ``later``."""

    label: str
    url: str
    at: str


def importer() -> Importer:
    """Imports for whoever asks."""
    return Importer(current_app.config["SETTINGS"], actor())


def trail(batch: ImportBatch, here: str) -> list[Step]:
    """All steps, those that can be gone back to with their address."""
    names = [name for name, _ in STEPS]
    place = names.index(here)
    closed = batch.entry is not None
    found = [Step("File", "" if closed else url_for("imports.new"), "done")]
    for number, (name, label) in enumerate(STEPS):
        at = "here" if number == place else "done" if number < place else "later"
        url = "" if closed or at != "done" else url_for(f"imports.{name}", batch=batch.id)
        found.append(Step(label, url, at))
    return found


def home(batch: ImportBatch) -> str:
    """The address of the page on which the import stands."""
    state = ImportState(batch.state)
    if state in UNDER_WAY:
        return url_for("imports.progress", batch=batch.id)
    if state is ImportState.PLANNED or batch.entry is not None:
        return url_for("imports.preview", batch=batch.id)
    return url_for("imports.columns" if batch.mapping else "imports.table", batch=batch.id)


def do(step: str, batch: str, *, then: str = "") -> Any:
    """Do *step* of the import: at once where it is short, else by a worker; leads to *then* or to where it stands.

    What the person can cure is noted in the import, whose page says it.
    """
    one = importer()
    begin = {"plan": one.begin_plan, "write": one.begin_write, "undo": one.begin_undo}[step]
    if begin(batch):
        if one.size(one.get(batch)) > AT_ONCE:
            application = current_app._get_current_object()  # type: ignore[attr-defined]
            queue.enqueue(application, "import", step, batch, actor().email)
            return redirect(url_for("imports.progress", batch=batch), 303)
        try:
            {"plan": one.plan, "write": one.write, "undo": one.undo}[step](batch)
        except CustodiaError:
            return redirect(home(one.get(batch)), 303)
    found = one.get(batch)
    return redirect(then if then and found.state == ImportState.PLANNED else home(found), 303)


def still_open(batch: str) -> ImportBatch:
    """The import *batch*, which is not written yet and at which nobody is; leads to where it stands otherwise."""
    found = importer().get(batch)
    if found.entry is not None or ImportState(found.state) in UNDER_WAY:
        abort(redirect(home(found)))
    return found
