"""Writes of a deal's own papers: files that nobody but its members can tell exist.

The bytes lie in the same store as the documents of the register, by their hash; the deal alone says that they
are there. They are checked and stored before the transaction, so that a deal never lacks its file.
"""

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.deals import queries
from app.domain.deals.course import Paper
from app.domain.deals.operations import editable, save_part
from app.domain.deals.records import Deal
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.extensions import db
from app.infra import media
from app.infra.blobs import Blobs
from app.infra.media import Upload
from app.kernel.canonical import sha256
from app.kernel.errors import Denied, Missing, Refused
from app.security.actor import Actor
from app.security.permissions import Permission


def file(
    actor: Actor,
    blobs: Blobs,
    ref: str,
    upload: Upload,
    *,
    limit: int,
    note: str | None = None,
    for_guests: bool = False,
) -> Paper:
    """Store *upload* and file it with the deal *ref*; the same bytes filed again are the same paper.

    Raises ``Missing`` for who may not see the deal, ``Denied`` for who may not write it, ``Invalid`` or
    ``TooLarge`` for a file that is not taken.
    """
    queries.get(db.session, actor, ref)
    if not actor.may(Permission.DEALS_WRITE):
        raise Denied("Your role does not allow this: ask an administrator for the permission.")
    name, media_type = media.inspect(upload, limit=limit)
    paper = Paper.parse(
        {
            "sha256": sha256(upload.data),
            "name": name,
            "size": len(upload.data),
            "media_type": media_type,
            "note": note,
            "for_guests": for_guests,
        }
    )
    blobs.put(upload.data)
    return _enter(actor, ref, paper)


@operation(Permission.DEALS_WRITE, "deal.file_paper")
def _enter(work: Work, actor: Actor, ref: str, paper: Paper) -> Paper:
    stored = editable(work, actor, ref)
    known = next((one for one in stored.papers if one.sha256 == paper.sha256), None)
    if known is not None:
        return known
    today = organisation.today(work.session, work.at)
    filed = paper.model_copy(update={"by": checks.by_person(actor), "on": today})
    save_part(work, actor, stored, {"papers": [*stored.papers, filed]}, None)
    return filed


@operation(Permission.DEALS_WRITE, "deal.release_paper")
def release(
    work: Work, actor: Actor, ref: str, sha: str, *, for_guests: bool, version: int | None = None
) -> Deal:
    """Show the paper *sha* of the deal *ref* to guests, or hide it from them."""
    stored = editable(work, actor, ref)
    _find(stored, sha)
    papers = [
        one.model_copy(update={"for_guests": for_guests}) if one.sha256 == sha else one
        for one in stored.papers
    ]
    return save_part(work, actor, stored, {"papers": papers}, version)


@operation(Permission.DEALS_WRITE, "deal.remove_paper")
def remove(work: Work, actor: Actor, ref: str, sha: str, *, version: int | None = None) -> Deal:
    """Take the paper *sha* out of the deal *ref*; raises :class:`Refused` where something rests on it."""
    stored = editable(work, actor, ref)
    paper = _find(stored, sha)
    used = pointed_at(stored)
    if sha in used:
        raise Refused(f"“{paper.name}” shows something on {used[sha]}: name another document there first.")
    kept = [one for one in stored.papers if one.sha256 != sha]
    return save_part(work, actor, stored, {"papers": kept}, version)


def pointed_at(deal: Deal) -> dict[str, str]:
    """The papers that something of *deal* rests on, by hash, with where that is."""
    found: dict[str, str] = {}
    for item in deal.items:
        for sha in (item.consent_document, *(gate.document for gate in item.gates)):
            if sha is not None:
                found.setdefault(sha, item.number or "")
    for certificate in deal.certificates:
        if certificate.document is not None:
            found.setdefault(certificate.document, f"the certificate of {certificate.recipient}")
    for told in deal.told:
        if told.document is not None:
            found.setdefault(told.document, f"the notice to {told.third_party}")
    return found


def _find(deal: Deal, sha: str) -> Paper:
    found = next((one for one in deal.papers if one.sha256 == sha), None)
    if found is None:
        raise Missing(f"{deal.ref} has no paper {sha[:12]}….")
    return found
