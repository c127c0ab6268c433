"""Views of exports: the page of all there are, and each as a file. Nothing here is sealed: the reports are."""

import json
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template

from app.domain.findings import reading
from app.domain.imports.terms import ImportKind
from app.domain.reports.terms import ReportKind
from app.extensions import db
from app.importing import export
from app.infra import sheets_out
from app.infra.blobs import open_blobs
from app.pages.kit.access import access, actor
from app.reporting.collect import collect
from app.reporting.interchange import dpv, fideslang
from app.reporting.order import Order
from app.reporting.render.tables import TABLES, ropa
from app.reporting.render.tables.table import Table
from app.security.permissions import Permission

blueprint = Blueprint("exports", __name__, template_folder="templates")

LAYOUTS = {
    "ico": ("ICO, controller", "The thirty columns of the template of the UK’s regulator, in its order."),
    "ico_processor": (
        "ICO, processor",
        "What a processor records, a controller’s activity a row; source to confirm.",
    ),
    "cnil": ("CNIL, basic register", "The fields of the French regulator’s form, an activity a row."),
    "activities": ("Article 30(1), as controller", "The record of processing, an activity a row."),
    "for_others": ("Article 30(2), as processor", "What is processed on behalf of others."),
}
"""The layouts of regulators by the key of their table, with title and what they hold."""

VOCABULARIES = {
    "fideslang": ("fideslang", "A manifest: third parties as systems, flows as privacy declarations."),
    "dpv": ("W3C DPV", "A graph in the Data Privacy Vocabulary, as JSON-LD."),
}
"""The vocabularies of others by key, with title and what the file is."""


@blueprint.get("/exports")
@access(Permission.REGISTER_READ)
def index() -> str:
    """Everything that can be taken out."""
    return render_template(
        "exports/index.html", kinds=list(ImportKind), layouts=LAYOUTS, vocabularies=VOCABULARIES
    )


@blueprint.get("/exports/<kind>.<form>")
@access(Permission.REGISTER_READ)
def table(kind: str, form: str) -> Response:
    """Everything of a kind, as an import takes it."""
    wanted = _kind(kind)
    return _sheet(wanted.value, wanted.label, export.heads(wanted), export.rows(db.session, wanted), form)


@blueprint.get("/exports/templates/<kind>.<form>")
@access(Permission.REGISTER_READ)
def template(kind: str, form: str) -> Response:
    """The empty table of a kind, to be filled and imported."""
    wanted = _kind(kind)
    return _sheet(f"{wanted.value}-template", wanted.label, export.heads(wanted), (), form)


@blueprint.get("/exports/layouts/<layout>.<form>")
@access(Permission.REGISTER_READ)
def layout(layout: str, form: str) -> Response:
    """The record of processing in the layout of a regulator."""
    if layout not in LAYOUTS:
        abort(404)
    store = open_blobs(current_app.config["SETTINGS"])
    snapshot = collect(db.session, store, actor(), Order(ReportKind.ROPA.value))
    every = [*TABLES[ReportKind.ROPA.value](snapshot), ropa.for_processors(snapshot)]
    found: Table = next(one for one in every if one.key == layout)
    return _sheet(layout, found.title, [column.head for column in found.columns], found.rows, form)


@blueprint.get("/exports/vocabularies/<vocabulary>.json")
@access(Permission.REGISTER_READ)
def vocabulary(vocabulary: str) -> Response:
    """The register in the words of others."""
    source = reading.Source(db.session)
    make = {"fideslang": fideslang.manifest, "dpv": dpv.graph}.get(vocabulary)
    if make is None:
        abort(404)
    data = json.dumps(make(reading.dossiers(source), reading.context(source)), ensure_ascii=False, indent=1)
    name = "custodia-fideslang.json" if vocabulary == "fideslang" else "custodia-dpv.jsonld"
    return _file(
        data.encode(), "application/json" if vocabulary == "fideslang" else "application/ld+json", name
    )


def _kind(key: str) -> ImportKind:
    if key not in set(ImportKind):
        abort(404)
    return ImportKind(key)


def _sheet(name: str, title: str, heads: list[str], rows: Iterable[Any], form: str) -> Response:
    some = (list(row) for row in rows)
    if form not in {"csv", "xlsx"}:
        abort(404)
    if form == "csv":
        return _file("".join(sheets_out.csv(heads, some)).encode(), "text/csv", f"{name}.csv")
    return _file(sheets_out.xlsx(title, heads, some), sheets_out.XLSX, f"{name}.xlsx")


def _file(data: bytes, media_type: str, name: str) -> Response:
    return Response(
        data, mimetype=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
