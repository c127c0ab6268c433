"""Parts of a third party taken out of their lists, and put back.

What somebody takes out of a list was mostly true once, or was taken out by mistake: so it goes into the archive of the
third party, where no rule, figure or report sees it, and can come back. A contact who wants to be forgotten, or an
entry that never was true, is removed from the archive for good.
"""

import datetime as dt
from collections.abc import Iterator
from functools import partial

from app.domain.third_parties.records import ArchivedPart, ThirdParty
from app.domain.third_parties.terms import PartKind
from app.kernel.records import Record


def gone(before: ThirdParty, after: ThirdParty) -> Iterator[tuple[PartKind, Record]]:
    """The parts that *before* has and *after* lacks; one that was only edited is not gone."""
    for kind in PartKind:
        old: list[Record] = list(getattr(before, kind.value))
        new: list[Record] = []
        for part in getattr(after, kind.value):
            if part in old:
                old.remove(part)
            else:
                new.append(part)
        for edited in new:
            if old:
                old.remove(max(old, key=partial(_alike, edited)))
        for part in old:
            yield kind, part


def archived(kind: PartKind, part: Record, day: dt.date, by: str | None) -> ArchivedPart:
    """*part* as the archive holds it, taken out on *day* *by* a person (the system for ``None``)."""
    return ArchivedPart.model_validate(
        {"kind": kind, "archived_on": day, "archived_by": by, kind.value: part}
    )


def with_archive(before: ThirdParty, after: ThirdParty, day: dt.date, by: str | None) -> ThirdParty:
    """*after* with the archive of *before*, and with what it lacks of the parts of *before* added to that."""
    found = [archived(kind, part, day, by) for kind, part in gone(before, after)]
    return after.model_copy(update={"archived_parts": [*before.archived_parts, *found]})


def _alike(one: Record, other: Record) -> int:
    """How many fields the two have in common, empty ones left out."""
    return sum(value == getattr(other, name) for name, value in one if value not in (None, [], ""))
