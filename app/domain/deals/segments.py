"""Writes of a deal's segments: the parts of the data that are treated alike."""

from app.db.unit_of_work import Work
from app.domain.deals.numbers import numbered
from app.domain.deals.operations import editable, save_part
from app.domain.deals.records import Deal, Segment
from app.domain.deals.terms import ItemType
from app.domain.operation import operation
from app.kernel.errors import Missing, Refused
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.DEALS_WRITE, "deal.add_segment")
def add_segment(work: Work, actor: Actor, ref: str, data: Segment, *, version: int | None = None) -> Segment:
    """Add a segment to the deal *ref* under the next free number of it, such as S-002."""
    stored = editable(work, actor, ref)
    added = stored.model_copy(update={"segments": [*stored.segments, data.model_copy(update={"ref": None})]})
    segments = numbered(work, added).segments
    save_part(work, actor, stored, {"segments": segments}, version)
    return segments[-1]


@operation(Permission.DEALS_WRITE, "deal.change_segment")
def change_segment(
    work: Work, actor: Actor, ref: str, segment: str, data: Segment, *, version: int | None = None
) -> Segment:
    """Replace the state of *segment* of the deal *ref*; its number stays."""
    stored = editable(work, actor, ref)
    _find(stored, segment)
    changed = data.model_copy(update={"ref": segment})
    segments = [changed if one.ref == segment else one for one in stored.segments]
    save_part(work, actor, stored, {"segments": segments}, version)
    return changed


@operation(Permission.DEALS_WRITE, "deal.remove_segment")
def remove_segment(work: Work, actor: Actor, ref: str, segment: str, *, version: int | None = None) -> Deal:
    """Take *segment* out of the deal *ref*; its number is given to no other.

    Raises :class:`Refused` where a line of the inventory is about it: it can be set outside the perimeter
    instead.
    """
    stored = editable(work, actor, ref)
    _find(stored, segment)
    line = next((i.number for i in stored.items if i.type is ItemType.SEGMENT and i.ref == segment), None)
    if line is not None:
        raise Refused(f"{segment} is line {line} of the inventory: set it outside the perimeter instead.")
    numbered(work, stored)
    kept = [one for one in stored.segments if one.ref != segment]
    return save_part(work, actor, stored, {"segments": kept}, version)


def _find(deal: Deal, segment: str) -> Segment:
    found = next((one for one in deal.segments if one.ref == segment), None)
    if found is None:
        raise Missing(f"{deal.ref} has no segment {segment}.")
    return found
