"""Views of documents: the list, filing, one with what refers to it, its bytes, a new version."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from wtforms import FileField, MultipleFileField

from app.domain.agreements import queries as agreements
from app.domain.documents import operations, queries
from app.domain.documents.records import Document
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.infra.blobs import Damaged
from app.kernel.canonical import sha256 as hashed
from app.kernel.errors import CustodiaError, Missing
from app.pages.documents.listing import kind_of, listing, readable
from app.pages.kit import acts, history, uploads
from app.pages.kit.access import access, actor
from app.pages.kit.addresses import address
from app.pages.kit.fields import LimitedFiles
from app.security.permissions import Permission

blueprint = Blueprint("documents", __name__, template_folder="templates")

_ACCEPTED = "PDF, Word (.docx), Excel (.xlsx), PNG, JPEG, text, Markdown, CSV or HTML; at most {} each."
_KINDS = {"agreement": "Agreement", "third_party": "Third party", "document": "Document"}


class FilesField(LimitedFiles, MultipleFileField):
    """Several files."""


class OneFileField(LimitedFiles, FileField):
    """One file."""


class FilesForm(FlaskForm):
    """Files to put on file."""

    file = FilesField("Files", render_kw={"required": True})


class VersionForm(FlaskForm):
    """The file that replaces a document."""

    file = OneFileField("New version", render_kw={"required": True})


@blueprint.get("/documents")
@access(Permission.REGISTER_READ)
def index() -> Any:
    """The list."""
    may_write = actor().may(Permission.REGISTER_WRITE)
    return listing().respond(
        create_url=url_for("documents.new") if may_write else "", create_label="File a document"
    )


@blueprint.route("/documents/new", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def new() -> Any:
    """Put one or several files on file; those that can be stored are, whatever is wrong with the others."""
    form = FilesForm()
    form.file.description = _ACCEPTED.format(readable(uploads.limit()))
    if request.method == "GET":
        return _form_page(form, "File documents", url_for("documents.index"))
    filed, problems, status = _file_all()
    if filed and not problems:
        flash(" ".join(sentence for _, sentence in filed), "success")
        one = filed[0][0] if len(filed) == 1 else None
        return redirect(url_for("documents.detail", sha256=one) if one else url_for("documents.index"), 303)
    form.file.errors = problems or ["Files: choose at least one."]
    for _, sentence in filed:
        flash(sentence, "success")
    return _form_page(form, "File documents", url_for("documents.index")), status or 422


@blueprint.get("/documents/<sha256>")
@access(Permission.REGISTER_READ)
def detail(sha256: str) -> Any:
    """One document: what it is, what refers to it, its versions and history."""
    return _detail(sha256)


@blueprint.get("/documents/<sha256>/download")
@access(Permission.REGISTER_READ)
def download(sha256: str) -> Response:
    """The bytes, hashed again on the way; always as a file to save, never as a page of this site."""
    document, data = queries.read(db.session, uploads.blobs(), sha256)
    media_type = document.media_type or "application/octet-stream"
    # What a browser could run or show as a page of ours goes out as plain bytes.
    passive = media_type in {"application/pdf", "image/png", "image/jpeg"} or "officedocument" in media_type
    return Response(
        data,
        mimetype=media_type if passive else "application/octet-stream",
        headers={
            "Content-Disposition": _attachment(document.name),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


@blueprint.route("/documents/<sha256>/replace", methods=["GET", "POST"])
@access(Permission.REGISTER_WRITE)
def replace(sha256: str) -> Any:
    """File a new version; this one stays as it is."""
    document, _ = queries.get(db.session, sha256)
    page = url_for("documents.detail", sha256=sha256)
    form = VersionForm()
    form.file.description = _ACCEPTED.format(readable(uploads.limit()))
    title = f"New version of {document.name}"
    if request.method == "GET":
        return _form_page(form, title, page, submit="File the new version")
    upload = uploads.read(request.files.get("file"))
    if upload is None:
        form.file.errors = ["New version: choose the file."]
        return _form_page(form, title, page, submit="File the new version"), 422
    try:
        made = operations.replace(actor(), uploads.blobs(), sha256, upload, limit=uploads.limit())
    except CustodiaError as error:
        db.session.rollback()
        form.file.errors = [error.sentence]
        return _form_page(form, title, page, submit="File the new version"), error.status
    flash(f"“{made.name}” is filed and replaces “{document.name}”, which stays on file.", "success")
    return redirect(url_for("documents.detail", sha256=made.sha256), 303)


@blueprint.post("/documents/<sha256>/rename")
@access(Permission.REGISTER_WRITE)
def rename(sha256: str) -> Any:
    """Give it another name."""
    name = request.form.get("name", "")
    return acts.perform(
        lambda: operations.rename(actor(), sha256, name),
        said=lambda document: f"It is now called “{document.name}”.",
        done=lambda document: url_for("documents.detail", sha256=sha256),
        again=lambda sentence: _detail(sha256, problem=sentence, typed=name),
    )


@blueprint.post("/documents/<sha256>/archive")
@access(Permission.REGISTER_WRITE)
def archive(sha256: str) -> Any:
    """Take it out of lists; its bytes stay."""
    return acts.perform(
        lambda: operations.archive(actor(), sha256),
        said=lambda document: f"“{document.name}” is archived. Its bytes stay, and it can be restored.",
        done=lambda document: url_for("documents.detail", sha256=sha256),
        again=lambda sentence: _detail(sha256, problem=sentence),
    )


@blueprint.post("/documents/<sha256>/restore")
@access(Permission.REGISTER_WRITE)
def restore(sha256: str) -> Any:
    """Bring it back."""
    return acts.perform(
        lambda: operations.restore(actor(), sha256),
        said=lambda document: f"“{document.name}” is restored.",
        done=lambda document: url_for("documents.detail", sha256=sha256),
        again=lambda sentence: _detail(sha256, problem=sentence),
    )


def _file_all() -> tuple[list[tuple[str, str]], list[str], int]:
    """File what was sent: hash and sentence of each, the sentences of what was refused, and the gravest status."""
    filed: list[tuple[str, str]] = []
    problems: list[str] = []
    status = 0
    for file in request.files.getlist("file"):
        upload = uploads.read(file)
        if upload is None:
            continue
        known = queries.names(db.session, [hashed(upload.data)])
        try:
            document = operations.file(actor(), uploads.blobs(), upload, limit=uploads.limit())
        except CustodiaError as error:
            db.session.rollback()
            problems.append(error.sentence)
            status = max(status, error.status)
        else:
            filed.append((document.sha256, _said(document, known)))
    return filed, problems, status


def _said(document: Document, known: dict[str, str]) -> str:
    if document.sha256 in known:
        return f"These bytes were on file already, as “{known[document.sha256]}”: nothing was filed twice."
    return f"“{document.name}” is filed."


def _form_page(form: FlaskForm, title: str, cancel: str, *, submit: str = "File") -> str:
    return render_template(
        "kit/form_page.html",
        form=form,
        groups=None,
        title=title,
        submit=submit,
        cancel_url=cancel,
        crumbs=[("Documents", url_for("documents.index"))],
    )


def _detail(sha256: str, *, problem: str = "", typed: str | None = None) -> str:
    document, _ = queries.get(db.session, sha256)
    versions = queries.versions(db.session, sha256)
    return render_template(
        "documents/detail.html",
        document=document,
        kind=kind_of(document.media_type),
        size=readable(document.size),
        bytes_state=_bytes_state(sha256),
        uses=_uses(sha256),
        versions=[
            {"number": number, "name": row.name, "size": readable(row.size), "sha256": row.sha256}
            for number, row in enumerate(versions, 1)
        ],
        later=queries.successor(db.session, sha256),
        history=history.timeline([("document", sha256)]),
        may_write=actor().may(Permission.REGISTER_WRITE),
        problem=problem,
        typed=typed,
    )


def _bytes_state(sha256: str) -> str:
    """``whole``, ``missing`` or ``damaged``: what the store holds under the hash."""
    try:
        uploads.blobs().get(sha256)
    except Missing:
        return "missing"
    except Damaged:
        return "damaged"
    return "whole"


def _uses(sha256: str) -> list[dict[str, Any]]:
    """What refers to the document, by name; other versions of it are shown apart."""
    uses = [use for use in queries.uses(db.session, sha256) if use.kind != "document"]
    names = agreements.names(db.session, [use.key for use in uses if use.kind == "agreement"])
    names |= third_parties.names(db.session, [use.key for use in uses if use.kind == "third_party"])
    return [
        {
            "kind": _KINDS.get(use.kind, use.kind),
            "key": use.key,
            "name": names.get(use.key, use.key),
            "url": address(use.kind, use.key),
        }
        for use in uses
    ]


def _attachment(name: str) -> str:
    """The header that makes a browser save the file under *name*, whatever letters it has (RFC 6266)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
