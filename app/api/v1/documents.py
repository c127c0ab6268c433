"""Files through the interface: send one, fetch its bytes."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, current_app, request, url_for

from app.api.v1 import reading, writing
from app.api.v1.authentication import actor
from app.api.v1.problems import BadRequest
from app.api.v1.resources import BY_PATH
from app.api.v1.route import TEXT, Route, Schema, answer, query
from app.domain.documents import operations, queries
from app.extensions import db
from app.infra.blobs import open_blobs
from app.infra.media import Upload
from app.security.permissions import Permission

_BYTES: Schema = {"type": "string", "format": "binary"}


def routes() -> Iterator[Route]:
    """The routes."""
    yield Route(
        "/documents",
        "documents:file",
        "POST",
        file,
        Permission.REGISTER_WRITE,
        "Documents",
        "File a document: the body holds its bytes, the query its name",
        parameters=({**query("name", "The file’s name with its ending.", TEXT), "required": True},),
        body=_BYTES,
        media_type="application/octet-stream",
        answers={201: {"$ref": "#/components/schemas/StoredDocument"}},
        problems=(400, 409, 422),
    )
    yield Route(
        "/documents/<key>/content",
        "documents:content",
        "GET",
        content,
        Permission.REGISTER_READ,
        "Documents",
        "The bytes of a document, hashed again on the way",
        answers={200: _BYTES},
        answers_as="application/octet-stream",
        problems=(404,),
    )


def file() -> Response:
    """File a document."""
    name = request.args.get("name", "")
    if not name:
        raise BadRequest("name: say how the file is called, with its ending, such as ?name=dpa.pdf.")
    settings = current_app.config["SETTINGS"]
    made = operations.file(
        actor(), open_blobs(settings), Upload(name, request.get_data()), limit=settings.upload_limit
    )
    item, version = reading.one(db.session, actor(), BY_PATH["documents"], made.sha256)
    response = answer(item, 201, ETag=writing.etag(version))
    response.headers["Location"] = url_for("api_v1.documents:read", key=made.sha256)
    return response


def content(key: str) -> Response:
    """The bytes of a document."""
    document, data = queries.read(db.session, open_blobs(current_app.config["SETTINGS"]), key)
    response = Response(data, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(document.name)}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
