"""The terms that a guest accepts before anything of the deal is shown."""

from typing import Any

from flask import abort, render_template, request

from app.domain.deals import guest_access
from app.pages.deals.room import Visit, blueprint, of_members
from app.pages.kit import acts
from app.pages.kit.access import access, actor
from app.security.permissions import Permission


@blueprint.get("/deals/<ref>/terms")
@access(Permission.SIGNED_IN)
@of_members(guests=True, before_terms=True)
def terms(visit: Visit) -> Any:
    """The terms, and whether they are accepted."""
    return _page(visit)


@blueprint.post("/deals/<ref>/terms")
@access(Permission.SIGNED_IN)
@of_members(guests=True, before_terms=True)
def accept_terms(visit: Visit) -> Any:
    """Accept them."""
    if not visit.is_guest:
        abort(403)
    return acts.perform(
        lambda: guest_access.accept(actor(), visit.ref, request.form.get("version", "")),
        said=lambda deal: "You accepted the terms; that is recorded.",
        done=lambda deal: visit.page,
        again=lambda sentence: _page(visit, sentence),
    )


def _page(visit: Visit, problem: str = "") -> str:
    member = next((one for one in visit.deal.members if one.person == actor().email), None)
    return render_template(
        "deals/terms.html",
        visit=visit,
        member=member,
        sentences=guest_access.TERMS,
        version=guest_access.TERMS_VERSION,
        accepted=guest_access.has_accepted(visit.deal, actor().email),
        problem=problem,
    )
