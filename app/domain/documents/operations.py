"""Writes of documents: file, replace by a new version, rename, archive, restore.

The bytes are checked and stored before the transaction, so that a register entry never lacks its file;
whoever may not write stores nothing.
"""

from app.db.unit_of_work import Work, existing_keys
from app.domain import checks
from app.domain.documents import queries
from app.domain.documents.records import Document
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.infra import media
from app.infra.blobs import Blobs
from app.infra.media import Upload
from app.kernel.canonical import sha256
from app.kernel.errors import Denied, Invalid, Refused
from app.security.actor import Actor
from app.security.permissions import Permission


def file(actor: Actor, blobs: Blobs, upload: Upload, *, limit: int) -> Document:
    """Store *upload* and enter it in the register; the same bytes filed again are the same document.

    Raises ``Invalid`` for an empty, wrongly named or unaccepted file, ``TooLarge`` beyond *limit* bytes and
    ``Denied`` without permission.
    """
    return _enter(actor, _stored(actor, blobs, upload, limit))


def replace(actor: Actor, blobs: Blobs, earlier: str, upload: Upload, *, limit: int) -> Document:
    """Store *upload* as the version that replaces the document *earlier*, which stays as it is.

    Raises as :func:`file` does, and ``Refused`` where *earlier* was replaced before or the bytes are the
    same.
    """
    return _enter_version(actor, earlier, _stored(actor, blobs, upload, limit))


@operation(Permission.REGISTER_WRITE, "document.rename")
def rename(work: Work, actor: Actor, key: str, name: str, *, version: int | None = None) -> Document:
    """Give the document another name with the same ending; its bytes stay."""
    stored = checks.expect_present(work, Document, key)
    record = Document.parse(stored.to_state() | {"name": name})
    if _ending(record.name) != _ending(stored.name):
        raise Invalid.of(
            "name", f"Name: keep the ending “{_ending(stored.name)}”, which says what the file is."
        )
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "document.archive")
def archive(work: Work, actor: Actor, key: str) -> Document:
    """Take the document out of lists; raises :class:`Refused` where live objects refer to it."""
    stored, _ = queries.get(work.session, key)
    checks.refuse_used(
        work,
        "document",
        key,
        name=f"“{stored.name}”",
        cure="choose another document there first",
        also_left_out={"document"},
    )
    return checks.set_archived(work, Document, key, archived=True)


@operation(Permission.REGISTER_WRITE, "document.restore")
def restore(work: Work, actor: Actor, key: str) -> Document:
    """Bring an archived document back."""
    return checks.set_archived(work, Document, key, archived=False)


@operation(Permission.REGISTER_WRITE, "document.file")
def _enter(work: Work, actor: Actor, record: Document) -> Document:
    if existing_keys(work.session, "document", [record.sha256]):
        return checks.set_archived(work, Document, record.sha256, archived=False)
    record = record.model_copy(update={"uploaded_on": organisation.today(work.session, work.at)})
    work.save(record)
    return record


@operation(Permission.REGISTER_WRITE, "document.replace")
def _enter_version(work: Work, actor: Actor, earlier: str, record: Document) -> Document:
    stored, _ = queries.get(work.session, earlier)
    if record.sha256 == earlier:
        raise Refused(f"File: it is the same as “{stored.name}”, byte for byte: choose the new version.")
    later = queries.successor(work.session, earlier)
    if later is not None:
        raise Refused(f"“{stored.name}” was already replaced by {later[:12]}…: replace that version instead.")
    if existing_keys(work.session, "document", [record.sha256]):
        raise Refused("File: it is already in the register as another document: refer to that one instead.")
    today = organisation.today(work.session, work.at)
    record = record.model_copy(update={"replaces": earlier, "uploaded_on": today})
    work.save(record)
    return record


def _stored(actor: Actor, blobs: Blobs, upload: Upload, limit: int) -> Document:
    if not actor.may(Permission.REGISTER_WRITE):
        raise Denied("Your role does not allow this: ask an administrator for the permission.")
    name, media_type = media.inspect(upload, limit=limit)
    record = Document.parse(
        {"sha256": sha256(upload.data), "name": name, "size": len(upload.data), "media_type": media_type}
    )
    blobs.put(upload.data)
    return record


def _ending(name: str) -> str:
    return "." + name.rpartition(".")[2].lower() if "." in name else ""
