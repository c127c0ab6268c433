"""Writes of how third parties are overseen: evidence, reviews, incidents, sub-processors.

All are parts of a third party; a part is known by its place in the list, counted from 0, so whoever changes
one should say which version of the third party they saw.
"""

import datetime as dt
from collections.abc import Iterator

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.checks import Problem
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import Evidence, Incident, Review, SubProcessor, ThirdParty
from app.domain.third_parties.terms import SubDecision
from app.kernel.errors import Missing
from app.kernel.links import Path
from app.kernel.records import Record
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.REGISTER_WRITE, "evidence.add")
def add_evidence(
    work: Work, actor: Actor, ref: str, data: Evidence, *, version: int | None = None
) -> ThirdParty:
    """File what the third party *ref* has shown."""
    return _add(work, ref, "evidence", data, version)


@operation(Permission.REGISTER_WRITE, "evidence.change")
def change_evidence(
    work: Work, actor: Actor, ref: str, place: int, data: Evidence, *, version: int | None = None
) -> ThirdParty:
    """Replace the piece of evidence at *place*."""
    return _change(work, ref, "evidence", place, data, version)


@operation(Permission.REGISTER_WRITE, "evidence.remove")
def remove_evidence(
    work: Work, actor: Actor, ref: str, place: int, *, version: int | None = None
) -> ThirdParty:
    """Take the piece of evidence at *place* away; its document stays."""
    return _change(work, ref, "evidence", place, None, version)


@operation(Permission.REGISTER_WRITE, "incident.add")
def add_incident(
    work: Work, actor: Actor, ref: str, data: Incident, *, version: int | None = None
) -> ThirdParty:
    """Record an incident at the third party *ref*."""
    return _add(work, ref, "incidents", data, version)


@operation(Permission.REGISTER_WRITE, "incident.change")
def change_incident(
    work: Work, actor: Actor, ref: str, place: int, data: Incident, *, version: int | None = None
) -> ThirdParty:
    """Replace the incident at *place*."""
    return _change(work, ref, "incidents", place, data, version)


@operation(Permission.REGISTER_WRITE, "incident.remove")
def remove_incident(
    work: Work, actor: Actor, ref: str, place: int, *, version: int | None = None
) -> ThirdParty:
    """Take an incident recorded by mistake away; the trail keeps it."""
    return _change(work, ref, "incidents", place, None, version)


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
    return _save(work, stored, changes, version)


@operation(Permission.REGISTER_WRITE, "review.change")
def change_review(
    work: Work, actor: Actor, ref: str, place: int, data: Review, *, version: int | None = None
) -> ThirdParty:
    """Replace the review at *place*; the day of the last review follows."""
    return _change(work, ref, "reviews", place, data, version)


@operation(Permission.REGISTER_WRITE, "review.remove")
def remove_review(
    work: Work, actor: Actor, ref: str, place: int, *, version: int | None = None
) -> ThirdParty:
    """Take a review recorded by mistake away; the trail keeps it, and the day of the last review follows."""
    return _change(work, ref, "reviews", place, None, version)


@operation(Permission.REGISTER_WRITE, "sub_processor.add")
def add_sub_processor(
    work: Work, actor: Actor, ref: str, data: SubProcessor, *, version: int | None = None
) -> ThirdParty:
    """Record that another third party works for *ref*; raises ``Invalid`` for itself or a second time."""
    return _add(work, ref, "sub_processors", data, version)


@operation(Permission.REGISTER_WRITE, "sub_processor.change")
def change_sub_processor(
    work: Work, actor: Actor, ref: str, place: int, data: SubProcessor, *, version: int | None = None
) -> ThirdParty:
    """Replace the link to a sub-processor at *place*."""
    return _change(work, ref, "sub_processors", place, data, version)


@operation(Permission.REGISTER_WRITE, "sub_processor.remove")
def remove_sub_processor(
    work: Work, actor: Actor, ref: str, place: int, *, version: int | None = None
) -> ThirdParty:
    """Take the link to a sub-processor at *place* away."""
    return _change(work, ref, "sub_processors", place, None, version)


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
    link = _at(stored, "sub_processors", place)
    day = on or organisation.today(work.session, work.at)
    decided = link.model_copy(update={"decision": decision, "decided_on": day})
    return _change(work, ref, "sub_processors", place, decided, version)


@operation(Permission.REGISTER_WRITE, "sub_processor.confirm_list")
def confirm_sub_processors(
    work: Work, actor: Actor, ref: str, on: dt.date | None = None, *, version: int | None = None
) -> ThirdParty:
    """Record that the sub-processors of *ref* were confirmed to be these, also where there is none."""
    stored = checks.expect_present(work, ThirdParty, ref)
    day = on or organisation.today(work.session, work.at)
    links = [link.model_copy(update={"list_confirmed_on": day}) for link in stored.sub_processors]
    return _save(work, stored, {"sub_processors": links, "list_confirmed_on": day}, version)


def _add(work: Work, ref: str, field: str, part: Record, version: int | None) -> ThirdParty:
    stored = checks.expect_present(work, ThirdParty, ref)
    return _save(work, stored, {field: [*getattr(stored, field), part]}, version)


def _change(
    work: Work, ref: str, field: str, place: int, part: Record | None, version: int | None
) -> ThirdParty:
    """Put *part* in the place of the one at *place*, or nothing."""
    stored = checks.expect_present(work, ThirdParty, ref)
    _at(stored, field, place)
    parts = list(getattr(stored, field))
    parts[place : place + 1] = [] if part is None else [part]
    changes: dict[str, object] = {field: parts}
    if field == "reviews":
        changes |= _last_review(stored, parts)
    return _save(work, stored, changes, version)


def _last_review(stored: ThirdParty, reviews: list[Review]) -> dict[str, object]:
    """The day of the last review where it was that of a recorded one; what came from elsewhere stays."""
    if stored.last_review_on not in {review.on for review in stored.reviews}:
        return {}
    return {"last_review_on": max((review.on for review in reviews), default=None)}


def _at(stored: ThirdParty, field: str, place: int) -> Record:
    parts: list[Record] = getattr(stored, field)
    if not 0 <= place < len(parts):
        raise Missing(
            f"{stored.ref} has no entry {place + 1} here: somebody may have removed it. Reload the page."
        )
    return parts[place]


def _save(work: Work, stored: ThirdParty, changes: dict[str, object], version: int | None) -> ThirdParty:
    record = stored.model_copy(update=changes)
    checks.expect_version(work, record, version)
    today = organisation.today(work.session, work.at)
    problems = [*third_parties.problems(work, record, stored)]
    problems += checks.fresh(soundness(record, today), soundness(stored, today))
    checks.require(ThirdParty, problems)
    work.save(record, version=version)
    return record


def _hour_problems(incident: Incident, path: Path) -> Iterator[Problem]:
    """A time of day without its day, or before what came first on the same day."""
    knew = (incident.aware_third_party_on, incident.aware_third_party_time)
    told = (incident.notified_us_on, incident.notified_us_time)
    them = (incident.notified_sa_on, incident.notified_sa_time)
    for (day, time), field in ((knew, "aware_third_party"), (told, "notified_us"), (them, "notified_sa")):
        if time is not None and day is None:
            yield (*path, f"{field}_on"), "is required where a time of day is recorded: fill it in."
    for first, second, field in ((knew, told, "notified_us_time"), (told, them, "notified_sa_time")):
        if first[0] is not None and first[0] == second[0] and (first[1] or "") > (second[1] or "99"):
            yield (*path, field), f"comes before {first[1]}, when it was known: correct one of the two."


def soundness(record: ThirdParty, today: dt.date) -> Iterator[Problem]:
    """Days that lie in the future or out of order, in any part."""
    yield from checks.past_problems((("list_confirmed_on",), record.list_confirmed_on), today=today)
    for place, piece in enumerate(record.evidence):
        yield from checks.past_problems((("evidence", place, "issued_on"), piece.issued_on), today=today)
    for place, review in enumerate(record.reviews):
        yield from checks.past_problems((("reviews", place, "on"), review.on), today=today)
    for place, incident in enumerate(record.incidents):
        for field in (
            "aware_third_party_on",
            "notified_us_on",
            "notified_sa_on",
            "subjects_notified_on",
            "closed_on",
        ):
            day = getattr(incident, field)
            yield from checks.past_problems((("incidents", place, field), day), today=today)
        path = ("incidents", place, "notified_us_on")
        yield from checks.order_problem(
            path, incident.aware_third_party_on, incident.notified_us_on, "the day on which they knew"
        )
        yield from _hour_problems(incident, ("incidents", place))
    for place, link in enumerate(record.sub_processors):
        days = [(("sub_processors", place, f), getattr(link, f)) for f in ("notified_on", "decided_on")]
        yield from checks.past_problems(*days, today=today)
        path = ("sub_processors", place, "objection_due")
        yield from checks.order_problem(path, link.notified_on, link.objection_due, "the notice")
        if link.decided_on is not None and link.decision is None:
            yield ("sub_processors", place, "decision"), "is required where a day is recorded: choose it."
