"""The deal's own papers: filed, released to guests, taken out, and read; no page outside the deal shows them."""

from typing import Any
from urllib.parse import quote

from flask import Response, abort, request

from app.domain.deals import papers, queries
from app.domain.deals.course import Paper
from app.domain.deals.terms import HandingOn
from app.extensions import db
from app.infra.media import TYPES
from app.kernel.errors import Invalid
from app.kernel.records import LINE
from app.pages.deals.detail import Trouble, page
from app.pages.deals.room import Visit, blueprint, of_members
from app.pages.kit import acts, uploads
from app.pages.kit.access import access, actor
from app.reporting import copies
from app.security.permissions import Permission


@blueprint.post("/deals/<ref>/papers")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def file_paper(visit: Visit) -> Any:
    """File one with the deal."""
    typed = {"note": request.form.get("note", "").strip()}

    def save() -> Paper:
        upload = uploads.read(request.files.get("file"))
        if upload is None:
            raise Invalid.of("file", "File: choose the file.")
        if len(typed["note"]) > LINE:
            raise Invalid.of("note", f"What it is: is too long: shorten it to {LINE} characters.")
        return papers.file(
            actor(),
            uploads.blobs(),
            visit.ref,
            upload,
            limit=uploads.limit(),
            note=typed["note"] or None,
            for_guests=bool(request.form.get("for_guests")),
        )

    return acts.perform(
        save,
        said=lambda paper: (
            f"“{paper.name}” is filed with the deal. It stands on no other page of the product."
        ),
        done=lambda paper: visit.page + "#papers",
        again=lambda sentence: page(visit, Trouble("paper", sentence, typed)),
    )


@blueprint.post("/deals/<ref>/papers/<sha>/release")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def release_paper(visit: Visit, sha: str) -> Any:
    """Show it to guests, or hide it from them."""
    shown = request.form.get("for_guests") == "yes"
    return acts.perform(
        lambda: papers.release(actor(), visit.ref, sha, for_guests=shown),
        said=lambda record: "Guests see it from now on." if shown else "Guests do not see it any more.",
        done=lambda record: visit.page + "#papers",
        again=lambda sentence: page(visit, Trouble("paper", sentence)),
    )


@blueprint.post("/deals/<ref>/papers/<sha>/remove")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def remove_paper(visit: Visit, sha: str) -> Any:
    """Take it out of the deal."""
    return acts.perform(
        lambda: papers.remove(actor(), visit.ref, sha),
        said=lambda record: "It is taken out of the deal; its history stays.",
        done=lambda record: visit.page + "#papers",
        again=lambda sentence: page(visit, Trouble("paper", sentence)),
    )


@blueprint.get("/deals/<ref>/papers/<sha>")
@access(Permission.SIGNED_IN)
@of_members(guests=True)
def paper_file(visit: Visit, sha: str) -> Any:
    """The bytes, hashed again on the way, as a file to save; guests get what was released, PDFs as their copy."""
    paper = next((one for one in visit.deal.papers if one.sha256 == sha), None)
    if paper is None or (visit.is_guest and not paper.for_guests):
        abort(404)
    queries.expect_handing(db.session, actor(), visit.ref, HandingOn.SCHEDULES)
    data = uploads.blobs().get(sha)
    if visit.is_guest and paper.media_type == TYPES[".pdf"]:
        data = copies.paper_for(data, paper.name, email=actor().email, name=actor().name)
    return Response(
        data,
        mimetype="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(paper.name)}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
