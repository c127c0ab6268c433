"""Third parties that are read when they are asked for, so that a small change costs the same in a large register."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import states
from app.db.aggregate import KINDS
from app.domain.findings import reading
from app.domain.third_parties.models import ThirdParty as Table
from app.domain.third_parties.records import ThirdParty


class OnDemand(Mapping[str, ThirdParty]):
    """The third parties in use by reference: one asked for is read alone and kept; whoever wants all reads all."""

    def __init__(self, source: reading.Source) -> None:
        """Read from the live tables of *source*."""
        self._source = source
        self._known: dict[str, ThirdParty | None] = {}
        self._whole = False

    def fetch(self, refs: Sequence[str]) -> None:
        """Read *refs*, which will be asked for, ahead and at once."""
        found = states.read_keys(self._source.session, KINDS["third_party"], refs)
        for ref in refs:
            state = found.get(ref)
            self._known[ref] = None if state is None or state["archived"] else ThirdParty.restore(state)

    def __getitem__(self, ref: str) -> ThirdParty:
        """The one of *ref*; raises :class:`KeyError` where it is archived or not there."""
        if ref not in self._known and not self._whole:
            found = states.read_keys(self._source.session, KINDS["third_party"], [ref]).get(ref)
            self._known[ref] = None if found is None or found["archived"] else ThirdParty.restore(found)
        party = self._known.get(ref)
        if party is None:
            raise KeyError(ref)
        return party

    def __iter__(self) -> Iterator[str]:
        """Every reference, in order."""
        if not self._whole:
            self._known = {**reading.every_third_party(self._source)}
            self._whole = True
        return (ref for ref, party in self._known.items() if party is not None)

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)


class EveryName:
    """What is compared of every third party in use to find duplicates, read each time that it is gone through."""

    def __init__(self, session: Session) -> None:
        """Read from the live tables of *session*."""
        self._session = session

    def __iter__(self) -> Iterator[Any]:
        """Rows with the fields of :class:`~app.domain.third_parties.likeness.Party`, in order of reference."""
        query = select(
            Table.ref, Table.name, Table.aliases, Table.domains, Table.entity, Table.parent, Table.archived
        )
        return iter(self._session.execute(query.where(Table.archived.is_(False)).order_by(Table.ref)).all())
