"""What the clauses amount to: through an agreement's amendments, and over several agreements together.

An amendment is a child agreement of the same kind as its parent; a child of another kind (a processing
agreement under a main agreement) belongs to it but amends nothing. The state of a clause is the newest
assessment among the agreements of the chain in force; a clause that nobody assessed there is *not assessed*.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.domain.agreements.clauses.catalogue import is_asked
from app.domain.agreements.predicates import Agreements, in_force
from app.domain.agreements.records import Agreement, Clause
from app.domain.agreements.terms import ClauseState

BEST_FIRST = (
    ClauseState.PRESENT,
    ClauseState.PARTIAL,
    ClauseState.NOT_ASSESSED,
    ClauseState.ABSENT,
    ClauseState.NOT_APPLICABLE,
)
"""Which state wins over several agreements: a duty found counts, and what is unread may still hold it."""


@dataclass(frozen=True)
class Assessment:
    """An assessed clause and the agreement in which it was read."""

    agreement: Agreement
    clause: Clause


def is_amendment(agreement: Agreement, agreements: Agreements) -> bool:
    """Whether it amends another agreement of *agreements*: its parent is of the same kind."""
    parent = agreements.get(agreement.parent or "")
    return parent is not None and parent.kind is agreement.kind


def chain(agreement: Agreement, day: dt.date, agreements: Agreements) -> tuple[Agreement, ...]:
    """What *agreement* amends, itself, and what amends it, if in force on *day* (itself anyway), by age."""
    root = agreement
    seen = {agreement.ref}
    while is_amendment(root, agreements) and root.parent not in seen:
        seen.add(root.parent)
        root = agreements[root.parent or ""]
    members = {root.ref: root, agreement.ref: agreement}
    grown = True
    while grown:
        found = {
            child.ref: child
            for child in agreements.values()
            if child.parent in members and child.kind is agreement.kind and child.ref not in members
        }
        members |= found
        grown = bool(found)
    alive = [
        member for member in members.values() if member is agreement or in_force(member, day, agreements)
    ]
    return tuple(sorted(alive, key=lambda member: (member.effective_on or dt.date.min, member.ref or "")))


def effective_clauses(agreement: Agreement, day: dt.date, agreements: Agreements) -> Mapping[str, Assessment]:
    """The effective assessment of each assessed clause of *agreement* through its chain, by key.

    The agreement that took effect last wins, whenever it was read: re-reading the old text changes nothing.
    """
    effective: dict[str, Assessment] = {}
    for member in chain(agreement, day, agreements):
        newest: dict[str, Clause] = {}
        for clause in member.clauses:
            if clause.state is ClauseState.NOT_ASSESSED:
                continue
            other = newest.get(clause.key)
            if other is None or (clause.assessed_on or dt.date.min) >= (other.assessed_on or dt.date.min):
                newest[clause.key] = clause
        effective |= {key: Assessment(member, clause) for key, clause in newest.items()}
    return effective


class Reading:
    """The clauses of several agreements read together, on one day: what the clause rules ask."""

    def __init__(self, papers: Iterable[Agreement], day: dt.date, agreements: Agreements) -> None:
        """Read *papers* (agreements in force) on *day*; *agreements* holds their amendments."""
        self.day = day
        self.papers = tuple(papers)
        self._effective = [effective_clauses(paper, day, agreements) for paper in self.papers]

    @property
    def is_read(self) -> bool:
        """Whether at least one clause of them was assessed."""
        return any(self._effective)

    def assessments(self, key: str) -> Iterator[Assessment]:
        """The assessments of the clause *key*, one for each agreement in which it was assessed."""
        seen = set()
        for effective in self._effective:
            found = effective.get(key)
            if found is not None and found.agreement.ref not in seen:
                seen.add(found.agreement.ref)
                yield found

    def is_asked(self, key: str) -> bool:
        """Whether one of them must be read for the clause *key*."""
        return any(is_asked(key, paper.kind, self.day) for paper in self.papers)

    def state(self, key: str) -> ClauseState | None:
        """The best state of the clause *key* over them; ``None`` where none is asked for it or states it."""
        states = set()
        for paper, effective in zip(self.papers, self._effective, strict=True):
            found = effective.get(key)
            if found is not None:
                states.add(found.clause.state)
            elif is_asked(key, paper.kind, self.day):
                states.add(ClauseState.NOT_ASSESSED)
        return next((state for state in BEST_FIRST if state in states), None)

    def is_present(self, key: str) -> bool:
        """Whether the clause *key* was found."""
        return self.state(key) is ClauseState.PRESENT

    def is_absent(self, key: str) -> bool:
        """Whether all that are asked for the clause *key* were read and lack it."""
        return self.state(key) is ClauseState.ABSENT

    def is_missing(self, key: str) -> bool:
        """Whether the clause *key* is absent, or none is asked for it although something of them was read."""
        return self.is_absent(key) or (self.state(key) is None and self.is_read)
