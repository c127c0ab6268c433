"""Views of oversight: evidence, reviews, sub-processors and incidents, each across all third parties."""

from typing import Any

from flask import Blueprint, abort, request, url_for

from app.domain.evidence import oversight as operations
from app.domain.third_parties.records import Evidence, Incident, Review, SubProcessor
from app.domain.third_parties.terms import SubDecision
from app.pages.kit.access import access, actor
from app.pages.kit.acts import told
from app.pages.oversight import evidence, incidents, reviews, sub_processors
from app.pages.oversight.parts import PartArea, Writes
from app.security.permissions import Permission

blueprint = Blueprint("oversight", __name__, template_folder="templates")

AREAS = (
    PartArea(
        evidence,
        "evidence",
        Evidence,
        "evidence",
        Writes(operations.add_evidence, operations.change_evidence, operations.remove_evidence),
        "A document that shows something about the third party, and until when it speaks.",
    ),
    PartArea(
        reviews,
        "reviews",
        Review,
        "a review",
        Writes(operations.record_review, operations.change_review, operations.remove_review),
        "A review that was done, and when the next is due.",
        extend=reviews.with_next,
        more=reviews.next_on,
    ),
    PartArea(
        sub_processors,
        "sub-processors",
        SubProcessor,
        "a sub-processor",
        Writes(
            operations.add_sub_processor, operations.change_sub_processor, operations.remove_sub_processor
        ),
        "Another third party that works for this one: register it first, then link it here.",
    ),
    PartArea(
        incidents,
        "incidents",
        Incident,
        "an incident",
        Writes(operations.add_incident, operations.change_incident, operations.remove_incident),
        "What went wrong, without personal data: days, kinds of data and counts. The clock runs from the time at "
        "which we are told.",
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
    return told(
        f"Recorded as {decision.label.lower()} today.",
        url_for("third_parties.detail", ref=ref, _anchor="sub-processors"),
    )


@blueprint.post("/sub-processors/<ref>/confirm")
@access(Permission.REGISTER_WRITE)
def confirm_list(ref: str) -> Any:
    """Record that the third party confirmed its list today, also where it has none."""
    party = operations.confirm_sub_processors(actor(), ref)
    return told(
        f"{party.name} confirmed its list of sub-processors today.",
        url_for("third_parties.detail", ref=ref, _anchor="sub-processors"),
    )
