"""Views of oversight: evidence, reviews, sub-processors and incidents, each across all third parties."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for

from app.domain.evidence import oversight as operations
from app.domain.third_parties.records import Evidence, Incident, Review, SubProcessor
from app.domain.third_parties.terms import SubDecision
from app.pages.kit.access import access, actor
from app.pages.oversight import evidence, incidents, reviews, sub_processors
from app.pages.oversight.parts import PartArea
from app.security.permissions import Permission

blueprint = Blueprint("oversight", __name__, template_folder="templates")

AREAS = (
    PartArea(
        name="evidence",
        one="evidence",
        many="Evidence",
        record=Evidence,
        field="evidence",
        anchor="evidence",
        listing=evidence.listing,
        add=operations.add_evidence,
        change=operations.change_evidence,
        remove=operations.remove_evidence,
        named=evidence.named,
        help="A document that shows something about the third party, and until when it speaks.",
    ),
    PartArea(
        name="reviews",
        one="a review",
        many="Reviews",
        record=Review,
        field="reviews",
        anchor="reviews",
        listing=reviews.listing,
        add=operations.record_review,
        change=operations.change_review,
        remove=operations.remove_review,
        named=reviews.named,
        help="A review that was done, and when the next is due.",
        extend=reviews.with_next,
        more=reviews.next_on,
    ),
    PartArea(
        name="sub-processors",
        one="a sub-processor",
        many="Sub-processors",
        record=SubProcessor,
        field="sub_processors",
        anchor="sub-processors",
        listing=sub_processors.listing,
        add=operations.add_sub_processor,
        change=operations.change_sub_processor,
        remove=operations.remove_sub_processor,
        named=sub_processors.named,
        help="Another third party that works for this one: register it first, then link it here.",
    ),
    PartArea(
        name="incidents",
        one="an incident",
        many="Incidents",
        record=Incident,
        field="incidents",
        anchor="incidents",
        listing=incidents.listing,
        add=operations.add_incident,
        change=operations.change_incident,
        remove=operations.remove_incident,
        named=incidents.named,
        help="What went wrong, without personal data: days, kinds of data and counts. The clock runs from the time "
        "at which we are told.",
    ),
)

for area in AREAS:
    area.register(blueprint)


@blueprint.post("/sub-processors/<ref>/<int:place>/decide")
@access(Permission.REGISTER_WRITE)
def decide(ref: str, place: int) -> Any:
    """Accept a sub-processor, or object to it, today."""
    wanted = request.form.get("decision", "")
    if wanted not in set(SubDecision):
        abort(400)
    decision = SubDecision(wanted)
    operations.decide_sub_processor(actor(), ref, place, decision)
    flash(f"Recorded as {decision.label.lower()} today.", "success")
    return redirect(url_for("third_parties.detail", ref=ref, _anchor="sub-processors"), 303)


@blueprint.post("/sub-processors/<ref>/confirm")
@access(Permission.REGISTER_WRITE)
def confirm_list(ref: str) -> Any:
    """Record that the third party confirmed its list today, also where it has none."""
    party = operations.confirm_sub_processors(actor(), ref)
    flash(f"{party.name} confirmed its list of sub-processors today.", "success")
    return redirect(url_for("third_parties.detail", ref=ref, _anchor="sub-processors"), 303)
