"""Files chosen in a form, stored as soon as they arrive, so that no error elsewhere asks for them again.

Wherever a form links to a document, a file can be chosen beside it (:data:`app.pages.kit.forms.UPLOAD`).
Once stored, the file is a document of the register like any other, and the link points at it.
"""

from collections.abc import Iterator
from typing import Any

from flask import current_app
from wtforms import FieldList, FormField, SelectChoice
from wtforms.fields import Field

from app.domain.documents import operations
from app.domain.documents.records import Document
from app.extensions import db
from app.infra.blobs import Blobs, open_blobs
from app.infra.media import Upload
from app.kernel.errors import CustodiaError, Invalid
from app.pages.kit.access import actor
from app.pages.kit.fields import ChoiceField, UploadField
from app.pages.kit.forms import UPLOAD, RecordForm


def blobs() -> Blobs:
    """The store of this instance."""
    return open_blobs(current_app.config["SETTINGS"])


def limit() -> int:
    """The most bytes that a file may have."""
    return int(current_app.config["SETTINGS"].upload_limit)


def read(file: Any) -> Upload | None:
    """What a form's file field holds, ``None`` where no file was chosen.

    Raises :class:`~app.kernel.errors.Invalid` where text was sent in its place, as a form does that is not multipart.
    """
    if isinstance(file, str) and file:
        raise Invalid.of("file", "File: text arrived in its place: choose the file and send the form again.")
    return Upload(file.filename, file.read()) if file and file.filename else None


def store(form: RecordForm) -> "Stored":
    """Store every file that *form* holds and let the links beside them point at it.

    A file that cannot be stored is named at its field; :attr:`Stored.refused` then says with what status.
    """
    outcome = Stored()
    for link, field in _pairs(form):
        try:
            upload = read(field.data)
            if upload is None:
                continue
            document = operations.file(actor(), blobs(), upload, limit=limit())
        except CustodiaError as error:
            db.session.rollback()
            field.process_errors = [f"{error.sentence} Everything else that you entered is kept."]
            field.errors = list(field.process_errors)
            outcome.refused = max(outcome.refused, error.status)
        else:
            _point(link, field, document)
            outcome.links[link.name] = document.sha256
    return outcome


class Stored:
    """What became of the files of a form: the links that now point at one, by field; a status if one failed."""

    def __init__(self) -> None:
        """Nothing stored yet."""
        self.links: dict[str, str] = {}
        self.refused = 0


def _point(link: Field, field: UploadField, document: Document) -> None:
    if isinstance(link, ChoiceField) and document.sha256 not in {one.value for one in link.iter_choices()}:
        label = f"{document.sha256[:12]} · {document.name}"
        link.choices = [*link.choices, SelectChoice(document.sha256, label)]
    link.data = document.sha256
    field.description = f"“{document.name}” is stored and chosen: it need not be chosen again."


def _pairs(form: Any) -> Iterator[tuple[Field, UploadField]]:
    """Each link to a document with the file field beside it, in parts too."""
    for name, field in form._fields.items():
        if isinstance(field, UploadField):
            yield form._fields[name.removesuffix(UPLOAD)], field
        elif isinstance(field, FieldList):
            for entry in field.entries:
                if isinstance(entry, FormField):
                    yield from _pairs(entry.form)
        elif isinstance(field, FormField):
            yield from _pairs(field.form)
