"""Segments of a deal: the parts of the data that are treated alike, with the notices they were collected under."""

from typing import Any

from app.domain.deals import queries, segments
from app.domain.deals.records import Segment
from app.extensions import db
from app.kernel.canonical import digest
from app.kernel.errors import Conflict, Missing
from app.pages.deals.detail import Trouble, page
from app.pages.deals.forms import segment_form
from app.pages.deals.room import Visit, blueprint, of_members
from app.pages.kit import acts, editing
from app.pages.kit.access import access, actor
from app.security.permissions import Permission

TRIES = 3


@blueprint.route("/deals/<ref>/segments/new", methods=["GET", "POST"])
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def new_segment(visit: Visit) -> Any:
    """Add a segment."""
    return editing.create(
        segment_form(),
        lambda data: segments.add_segment(actor(), visit.ref, data),
        done=lambda record: visit.page + "#segments",
        said=lambda record: f"{record.ref} is added: the inventory has a line for it.",
        title="Add a segment",
        submit="Add the segment",
        cancel=visit.page + "#segments",
        crumbs=visit.crumbs,
    )


@blueprint.route("/deals/<ref>/segments/<segment>", methods=["GET", "POST"])
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def edit_segment(visit: Visit, segment: str) -> Any:
    """Change a segment; two people at the same one see each other's changes, at two different ones they do not."""
    stored = _find(visit, segment)
    return editing.edit(
        segment_form(),
        stored,
        mark(stored),
        lambda data, seen: _save(visit, data, seen),
        done=visit.page + "#segments",
        title=f"Edit {stored.ref} {stored.name or ''}".strip(),
        crumbs=visit.crumbs,
    )


@blueprint.post("/deals/<ref>/segments/<segment>/remove")
@access(Permission.SIGNED_IN)
@of_members(writing=True)
def remove_segment(visit: Visit, segment: str) -> Any:
    """Take a segment out; one that is a line of the inventory can only be set outside the perimeter."""
    return acts.perform(
        lambda: segments.remove_segment(actor(), visit.ref, segment),
        said=lambda record: f"{segment} is removed; its number is given to no other.",
        done=lambda record: visit.page + "#segments",
        again=lambda sentence: page(visit, Trouble("segment", sentence)),
    )


def mark(segment: Segment) -> int:
    """A number that stands for the state of *segment*, as a form takes it for a version."""
    return int(digest(segment.to_state())[:7], 16)


def _find(visit: Visit, segment: str) -> Segment:
    found = next((one for one in visit.deal.segments if one.ref == segment), None)
    if found is None:
        raise Missing(f"{visit.ref} has no segment {segment}.")
    return found


def _save(visit: Visit, data: Segment, seen: int) -> Segment:
    """Save *data* where the segment is still as the person *saw* it; raises :class:`Conflict` where not."""
    ref = data.ref or ""
    for _ in range(TRIES):
        deal, version = queries.get(db.session, actor(), visit.ref)
        stored = _find(Visit(deal, version, visit.may_write), ref)
        conflict = Conflict(ref, mine=data.to_state(), theirs=stored.to_state(), version=mark(stored))
        if mark(stored) != seen:
            raise conflict
        try:
            return segments.change_segment(actor(), visit.ref, ref, data, version=version)
        except Conflict:
            db.session.rollback()
    raise conflict
