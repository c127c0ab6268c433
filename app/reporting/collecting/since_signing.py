"""Who changed what since the signing schedule, as the trail tells it: for the comparison inside R10."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.db.history import Revision
from app.db.states import State
from app.domain.audit import comparing
from app.domain.audit.comparing import ObjectChange
from app.domain.deals.drift import ADDED, Change
from app.kernel import clock
from app.reporting.snapshot.inventory_since import Row, Told

_OF_AGREEMENT: Mapping[str, tuple[str, ...]] = {
    "confidentiality_unlimited": ("survival_indefinite",),
    "confidentiality_until": ("survival_months", "survival_indefinite", "terminated_on", "expires_on"),
    "counterparty": ("their_entity",),
    "dated_on": ("signed_us_on", "signed_them_on", "effective_on"),
    "document": ("doc_sha256",),
    "runs_on": ("evergreen", "auto_renew"),
} | dict.fromkeys(
    (
        "assignment_rule",
        "assignment_ref",
        "by_law_covered",
        "coc",
        "coc_ref",
        "notice_days",
        "notice_address",
    ),
    ("assignment",),
)
"""The fields of an agreement from which a fact of its line follows, where they are called otherwise."""

_OF_THIRD_PARTY = {"affiliation": "affiliation", "role": "role", "counterparty": "name"}
"""The facts of an agreement's line that its third party states, by the field there."""

_DECIDED = ("disposition", "override", "approved_on")
"""The fields of an item from which the disposition of its line follows, once somebody decided."""

_PARTS = (("segments", "ref"), ("items", "number"))
"""The parts of a deal that lines are made of, and what each is known by."""


def told(
    session: Session, deal: str, earlier: dt.datetime, later: dt.datetime
) -> Callable[[Sequence[Change], Mapping[Any, Row]], dict[tuple[str, str, str], Told]]:
    """What tells of changes of lines of *deal* who made each last between the two instants, and when.

    A change that follows from no entry in between, such as a period that ran out, is left out.
    """

    def of(changes: Sequence[Change], rows: Mapping[Any, Row]) -> dict[tuple[str, str, str], Told]:
        window = _window(session, deal, earlier, later, changes, rows)
        seqs = {
            (one.type, one.ref, name): seq
            for one in changes
            for name in (one.fields or ("",))
            if (seq := window.entry(one, name, rows[one.type, one.ref])) is not None
        }
        deeds = comparing.deeds(session, seqs.values())
        return {
            key: Told(deeds[seq].actor, clock.format_instant(deeds[seq].at), deeds[seq].reason)
            for key, seq in seqs.items()
            if seq in deeds
        }

    return of


@dataclass(frozen=True)
class _Window:
    """The entries between two instants: by object and field, and of the deal by part and field."""

    objects: Mapping[tuple[str, str], ObjectChange]
    deal: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    def entry(self, change: Change, name: str, row: Row) -> int | None:
        """The last entry that changed the fact *name* of the line (``""``: that it is there)."""
        if name == "disposition":
            decided = (self.deal.get(("items", change.number, one)) for one in _DECIDED)
            return max((seq for seq in decided if seq is not None), default=None)
        if change.type == "agreement":
            return self._of_agreement(change, name, row)
        return self._of_data(change, name, row)

    def _of_agreement(self, change: Change, name: str, row: Row) -> int | None:
        key = ("agreement", change.ref)
        found = self._field(key, _OF_AGREEMENT.get(name, (name,)))
        if found is None and name in _OF_THIRD_PARTY:
            found = self._field(("third_party", str(row["third_party"])), (_OF_THIRD_PARTY[name],))
        if found is None and not name:
            # It came or went as an agreement, or the perimeter of the deal did.
            found = self._whole(key, first=change.what == ADDED) or self._perimeter()
        return found

    def _of_data(self, change: Change, name: str, row: Row) -> int | None:
        found = self.deal.get(("segments", change.ref, name))
        if found is None and name and row.get("activity"):
            found = self._whole(("activity", str(row["activity"])))
        return found

    def _field(self, key: tuple[str, str], names: Iterable[str]) -> int | None:
        change = self.objects.get(key)
        if change is None:
            return None
        entries = [one.entry for one in change.fields if one.path[0] in set(names) and one.entry is not None]
        return max(entries, default=None)

    def _whole(self, key: tuple[str, str], *, first: bool = False) -> int | None:
        change = self.objects.get(key)
        if change is None or not change.entries:
            return None
        return change.entries[0 if first else -1]

    def _perimeter(self) -> int | None:
        return max((seq for (kind, _, _), seq in self.deal.items() if kind == "perimeter"), default=None)


def _window(
    session: Session,
    deal: str,
    earlier: dt.datetime,
    later: dt.datetime,
    changes: Sequence[Change],
    rows: Mapping[Any, Row],
) -> _Window:
    keys: set[tuple[str, str]] = set()
    for one in changes:
        row = rows[one.type, one.ref]
        if one.type == "agreement":
            keys |= {("agreement", one.ref), ("third_party", str(row["third_party"]))}
        elif row.get("activity"):
            keys.add(("activity", str(row["activity"])))
    found = comparing.between(session, earlier, later, kinds={kind for kind, _ in keys}, keys=keys)
    return _Window(
        {(one.kind, one.key): one for one in found},
        _entries_of_deal(_states_of(session, deal, earlier, later)),
    )


def _states_of(
    session: Session, deal: str, earlier: dt.datetime, later: dt.datetime
) -> list[tuple[int, State]]:
    """The states of *deal* from the one at *earlier* to the one at *later*, each with the entry that filed it."""
    query = select(Revision.entry, Revision.state).where(
        Revision.kind == "deal",
        Revision.key == deal,
        Revision.valid_from <= later,
        or_(Revision.valid_to.is_(None), Revision.valid_to > earlier),
    )
    return [(row.entry, row.state) for row in session.execute(query.order_by(Revision.number))]


def _entries_of_deal(states: Sequence[tuple[int, State]]) -> dict[tuple[str, str, str], int]:
    """The last entry that changed a field (``""``: that it is there) of a segment, an item, or the perimeter."""
    found: dict[tuple[str, str, str], int] = {}
    for (_, was), (entry, now) in itertools.pairwise(states):
        for name in now:
            if name.startswith("perimeter") and was.get(name) != now.get(name):
                found["perimeter", "", name] = entry
        for part, known_by in _PARTS:
            before = {str(one[known_by]): one for one in was.get(part) or []}
            after = {str(one[known_by]): one for one in now.get(part) or []}
            for key in before.keys() ^ after.keys():
                found[part, key, ""] = entry
            for key in before.keys() & after.keys():
                for name, value in after[key].items():
                    if value != before[key].get(name):
                        found[part, key, name] = entry
    return found
