"""Writes of how third parties are overseen: evidence, reviews, incidents, sub-processors.

All are parts of a third party; a part is known by its place in the list, counted from 0, so whoever changes
one should say which version of the third party they saw.
"""

import datetime as dt

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.evidence import parts
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.domain.third_parties.records import (
    Evidence,
    Incident,
    Review,
    SubProcessor,
    ThirdParty,
)
from app.domain.third_parties.terms import PartKind, SubDecision
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.REGISTER_WRITE, "evidence.add")
def add_evidence(
    work: Work, actor: Actor, ref: str, data: Evidence, *, version: int | None = None
) -> ThirdParty:
    """File what the third party *ref* has shown."""
    return parts.add(work, ref, "evidence", data, version)


@operation(Permission.REGISTER_WRITE, "evidence.change")
def change_evidence(
    work: Work, actor: Actor, ref: str, place: int, data: Evidence, *, version: int | None = None
) -> ThirdParty:
    """Replace the piece of evidence at *place*."""
    return parts.change(work, ref, "evidence", place, data, version)


@operation(Permission.REGISTER_WRITE, "evidence.remove")
def remove_evidence(
    work: Work, actor: Actor, ref: str, place: int, *, version: int | None = None
) -> ThirdParty:
    """Take the piece of evidence at *place* into the archive; its document stays."""
    return parts.archive(work, actor, ref, PartKind.EVIDENCE, place, version)


@operation(Permission.REGISTER_WRITE, "incident.add")
def add_incident(
    work: Work, actor: Actor, ref: str, data: Incident, *, version: int | None = None
) -> ThirdParty:
    """Record an incident at the third party *ref*."""
    return parts.add(work, ref, "incidents", data, version)


@operation(Permission.REGISTER_WRITE, "incident.change")
def change_incident(
    work: Work, actor: Actor, ref: str, place: int, data: Incident, *, version: int | None = None
) -> ThirdParty:
    """Replace the incident at *place*."""
    return parts.change(work, ref, "incidents", place, data, version)


@operation(Permission.REGISTER_WRITE, "incident.remove")
def remove_incident(
    work: Work, actor: Actor, ref: str, place: int, *, version: int | None = None
) -> ThirdParty:
    """Take the incident at *place* into the archive, where no clock runs and no rule looks."""
    return parts.archive(work, actor, ref, PartKind.INCIDENT, place, version)


@operation(Permission.REGISTER_WRITE, "review.record")
def record_review(
    work: Work,
    actor: Actor,
    ref: str,
    data: Review,
    *,
    next_on: dt.date | None = None,
    version: int | None = None,
) -> ThirdParty:
    """Record a review of *ref*, by *actor* unless said otherwise, and when the next is due.

    Raises ``Invalid`` for a day in the future or a next review that is not after it.
    """
    stored = checks.expect_present(work, ThirdParty, ref)
    review = data.model_copy(update={"by": data.by or checks.by_person(actor)})
    if next_on is not None and next_on <= review.on:
        checks.require(
            ThirdParty,
            [(("next_review_on",), f"must come after the review on {review.on}: choose a later day.")],
        )
    last = max(review.on, stored.last_review_on or review.on)
    changes = {
        "reviews": [*stored.reviews, review],
        "last_review_on": last,
        "next_review_on": next_on or stored.next_review_on,
    }
    return parts.save(work, stored, changes, version)


@operation(Permission.REGISTER_WRITE, "review.change")
def change_review(
    work: Work, actor: Actor, ref: str, place: int, data: Review, *, version: int | None = None
) -> ThirdParty:
    """Replace the review at *place*; the day of the last review follows."""
    return parts.change(work, ref, "reviews", place, data, version)


@operation(Permission.REGISTER_WRITE, "review.remove")
def remove_review(
    work: Work, actor: Actor, ref: str, place: int, *, version: int | None = None
) -> ThirdParty:
    """Take the review at *place* into the archive; the day of the last review follows."""
    return parts.archive(work, actor, ref, PartKind.REVIEW, place, version)


@operation(Permission.REGISTER_WRITE, "sub_processor.add")
def add_sub_processor(
    work: Work, actor: Actor, ref: str, data: SubProcessor, *, version: int | None = None
) -> ThirdParty:
    """Record that another third party works for *ref*; raises ``Invalid`` for itself or a second time."""
    return parts.add(work, ref, "sub_processors", data, version)


@operation(Permission.REGISTER_WRITE, "sub_processor.change")
def change_sub_processor(
    work: Work, actor: Actor, ref: str, place: int, data: SubProcessor, *, version: int | None = None
) -> ThirdParty:
    """Replace the link to a sub-processor at *place*."""
    return parts.change(work, ref, "sub_processors", place, data, version)


@operation(Permission.REGISTER_WRITE, "sub_processor.remove")
def remove_sub_processor(
    work: Work, actor: Actor, ref: str, place: int, *, version: int | None = None
) -> ThirdParty:
    """Take the link to a sub-processor at *place* into the archive."""
    return parts.archive(work, actor, ref, PartKind.SUB_PROCESSOR, place, version)


@operation(Permission.REGISTER_WRITE, "sub_processor.decide")
def decide_sub_processor(
    work: Work,
    actor: Actor,
    ref: str,
    place: int,
    decision: SubDecision,
    *,
    on: dt.date | None = None,
    version: int | None = None,
) -> ThirdParty:
    """Accept the sub-processor at *place* or object to it, today unless a day is given."""
    stored = checks.expect_present(work, ThirdParty, ref)
    link = parts.at(stored, "sub_processors", place)
    day = on or organisation.today(work.session, work.at)
    decided = link.model_copy(update={"decision": decision, "decided_on": day})
    return parts.change(work, ref, "sub_processors", place, decided, version)


@operation(Permission.REGISTER_WRITE, "sub_processor.confirm_list")
def confirm_sub_processors(
    work: Work, actor: Actor, ref: str, on: dt.date | None = None, *, version: int | None = None
) -> ThirdParty:
    """Record that the sub-processors of *ref* were confirmed to be these, also where there is none."""
    stored = checks.expect_present(work, ThirdParty, ref)
    day = on or organisation.today(work.session, work.at)
    links = [link.model_copy(update={"list_confirmed_on": day}) for link in stored.sub_processors]
    return parts.save(work, stored, {"sub_processors": links, "list_confirmed_on": day}, version)


@operation(Permission.REGISTER_WRITE, "third_party.restore_part")
def restore_part(work: Work, actor: Actor, ref: str, place: int, *, version: int | None = None) -> ThirdParty:
    """Put what is at *place* in the archive of *ref* back, at the end of its list.

    Raises ``Invalid`` where it refers to what is in the archive itself, or stands in its list again already.
    """
    stored = checks.expect_present(work, ThirdParty, ref)
    found = parts.archived_at(stored, place)
    left = [one for at, one in enumerate(stored.archived_parts) if at != place]
    field = found.kind.value
    changes = parts.with_parts(stored, field, [*getattr(stored, field), found.part])
    return parts.save(work, stored.model_copy(update={"archived_parts": left}), changes, version)


@operation(Permission.REGISTER_WRITE, "third_party.discard_part")
def discard_part(work: Work, actor: Actor, ref: str, place: int, *, version: int | None = None) -> ThirdParty:
    """Remove what is at *place* in the archive of *ref* for good; the history keeps what it was."""
    stored = checks.expect_present(work, ThirdParty, ref)
    parts.archived_at(stored, place)
    left = [one for at, one in enumerate(stored.archived_parts) if at != place]
    return parts.save(work, stored, {"archived_parts": left}, version)
