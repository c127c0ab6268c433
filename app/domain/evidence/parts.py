"""How a part of a third party (evidence, incident, review, sub-processor) is added, changed, taken out and checked."""

import datetime as dt
from collections.abc import Iterator

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.checks import Problem
from app.domain.organisation import queries as organisation
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.archive import archived
from app.domain.third_parties.records import ArchivedPart, Incident, Review, ThirdParty
from app.domain.third_parties.terms import PartKind
from app.kernel.errors import Missing
from app.kernel.links import Path
from app.kernel.records import Record
from app.security.actor import Actor


def add(work: Work, ref: str, field: str, part: Record, version: int | None) -> ThirdParty:
    """Put *part* at the end of the list *field* of *ref*."""
    stored = checks.expect_present(work, ThirdParty, ref)
    return save(work, stored, {field: [*getattr(stored, field), part]}, version)


def change(work: Work, ref: str, field: str, place: int, part: Record, version: int | None) -> ThirdParty:
    """Put *part* in the place of the one at *place*."""
    stored = checks.expect_present(work, ThirdParty, ref)
    at(stored, field, place)
    parts = list(getattr(stored, field))
    parts[place] = part
    return save(work, stored, with_parts(stored, field, parts), version)


def archive(
    work: Work, actor: Actor, ref: str, kind: PartKind, place: int, version: int | None
) -> ThirdParty:
    """Take the part of *kind* at *place* out of its list, into the archive."""
    stored = checks.expect_present(work, ThirdParty, ref)
    part = at(stored, kind.value, place)
    left = list(getattr(stored, kind.value))
    del left[place]
    today = organisation.today(work.session, work.at)
    changes = with_parts(stored, kind.value, left)
    changes["archived_parts"] = [
        *stored.archived_parts,
        archived(kind, part, today, checks.by_person(actor)),
    ]
    return save(work, stored, changes, version)


def with_parts(stored: ThirdParty, field: str, parts: list[Record]) -> dict[str, object]:
    """The change that *parts* in *field* amount to."""
    changes: dict[str, object] = {field: parts}
    if field == PartKind.REVIEW.value:
        changes |= _last_review(stored, [one for one in parts if isinstance(one, Review)])
    return changes


def _last_review(stored: ThirdParty, reviews: list[Review]) -> dict[str, object]:
    """The day of the last review among *reviews*; one that came from elsewhere stays until a later one is recorded."""
    days = [review.on for review in reviews]
    if stored.last_review_on is not None and stored.last_review_on not in {one.on for one in stored.reviews}:
        days.append(stored.last_review_on)
    return {"last_review_on": max(days, default=None)}


def archived_at(stored: ThirdParty, place: int) -> ArchivedPart:
    """What stands at *place* in the archive; raises ``Missing`` where nothing does."""
    found = at(stored, "archived_parts", place)
    assert isinstance(found, ArchivedPart)  # noqa: S101 -- narrows the type
    return found


def at(stored: ThirdParty, field: str, place: int) -> Record:
    """What stands at *place* in the list *field*; raises ``Missing`` where nothing does."""
    parts: list[Record] = getattr(stored, field)
    if not 0 <= place < len(parts):
        raise Missing(
            f"{stored.ref} has no entry {place + 1} here: somebody may have removed it. Reload the page."
        )
    return parts[place]


def save(work: Work, stored: ThirdParty, changes: dict[str, object], version: int | None) -> ThirdParty:
    """Save *stored* with *changes*, once nothing speaks against them that did not before.

    Raises ``Invalid`` where something does, and ``Conflict`` where somebody else was faster.
    """
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
