"""The desk on which rows become drafts: objects as they would be, found among those that there are or made new.

A draft is shared by all rows that touch it; a row works on copies, which count once the whole row holds. Drafts of
new objects bear provisional references, which no register gives out (from TP-900000001 on), so that they can be
validated like any others; the commit puts the next free ones in their place.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.db import states
from app.db.aggregate import KINDS
from app.db.states import State
from app.db.unit_of_work import Work
from app.domain.organisation import queries as organisation
from app.importing import contradictions
from app.importing.decisions import Decisions
from app.importing.indexes import Indexes, folded
from app.kernel import clock, ids
from app.kernel.errors import Invalid
from app.kernel.records import Record
from app.security.actor import Actor

FIRST = 900_000_001
"""The number of the first provisional reference of each kind."""


IDENTIFYING = frozenset({"reg_no", "lei"})
"""Fields of which a second value means another company."""


_PARTS = {"contacts": "contact."}
"""Parts whose columns stand below a prefix among those of their owner."""


def is_provisional(ref: str) -> bool:
    """Whether *ref* stands for an object that is not registered yet."""
    prefix, _, number = ref.partition("-")
    return len(number) == 9 and number.isdigit() and prefix in ids.PREFIXES.values() and int(number) >= FIRST


@dataclass(slots=True)
class Draft:
    """An object as the rows so far would leave it; *before* is its stored state, none for a new one."""

    kind: str
    key: str
    before: State | None
    version: int
    now: State
    #: The row that made it or touched it first.
    first: int = 0
    #: The field and the row that gave it; of a new object only where that is not the first.
    given: dict[str, int] = field(default_factory=dict)

    @property
    def record(self) -> type[Record]:
        """The record class of its kind."""
        return KINDS[self.kind].__record__

    def giver(self, name: str) -> int | None:
        """The row of the file that gave the field *name* its value, if one did."""
        row = self.given.get(name)
        return self.first if row is None and self.before is None and name in self.now else row

    def take(self, name: str, value: Any, row: int) -> None:
        """Let *value*, which the row numbered *row* gives, be the field *name*."""
        self.now[name] = value
        if self.before is not None or row != self.first:
            self.given[name] = row


@dataclass(slots=True)
class Row:
    """One row of the file on its way: its values by target, what is wrong with it, what it would do."""

    place: int
    values: dict[str, Any]
    heads: Mapping[str, str]
    merge: str = ""
    #: The parts that any column is for, such as ``entity.``.
    prefixes: frozenset[str] = frozenset()
    problems: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    adds: list[tuple[str, str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    #: Lines of running text that hold what no vocabulary knows.
    kept: list[str] = field(default_factory=list)
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)
    title: str = ""
    main: tuple[str, str] | None = None
    #: Whether it adds a part to something, such as a contact, that was not there.
    adds_part: bool = False
    #: Whether other rows of the file are of the same thing.
    of_several: bool = False

    def problem(self, path: str, sentence: str) -> None:
        """Note what is wrong with the cell of *path*, whose column is named; the field's label where none fills it."""
        head = self.heads.get(path, "")
        if not head or all(head != other for other, _ in self.problems):  # one sentence a cell
            self.problems.append((head, sentence))

    def remark(self, path: str, sentence: str) -> None:
        """Note what the person should know of the cell of *path*."""
        self.remarks.append((self.heads.get(path, ""), sentence))

    def warn(self, path: str, sentence: str) -> None:
        """Note what is left out of the cell of *path*."""
        self.warnings.append((self.heads.get(path, ""), sentence))

    def below(self, prefix: str) -> dict[str, Any]:
        """The values of the part *prefix*, by field."""
        if prefix not in self.prefixes:
            return {}
        return {path[len(prefix) :]: value for path, value in self.values.items() if path.startswith(prefix)}


class Desk:
    """Everything that rows are laid beside: what is registered, what earlier rows made, and who asks."""

    def __init__(
        self, session: Session, actor: Actor, decisions: Decisions, *, keeps_first: bool = False
    ) -> None:
        """Begin with what is registered now; *decisions* are the person's on what is not.

        *keeps_first* says that of two rows that contradict each other the first counts, as :meth:`give` tells.
        """
        self.keeps_first = keeps_first
        self.session = session
        self.actor = actor
        self.decisions = decisions
        self.reading = Work(session=session, at=clock.now(), actor=actor.email, operation="import.plan")
        self.today: dt.date = organisation.today(session, self.reading.at)
        self.indexes = Indexes(session)
        self.drafts: dict[tuple[str, str], Draft] = {}
        #: The main object of each row that was settled, by the row's number.
        self.mains: dict[int, str] = {}
        self._stored: dict[tuple[str, str], tuple[State, int]] = {}
        self._numbers: dict[str, int] = {}

    def fetch(self, kind: str, keys: Iterable[str]) -> None:
        """Read the states of *keys* ahead, in one go."""
        wanted = [
            key
            for key in dict.fromkeys(keys)
            if (kind, key) not in self._stored and (kind, key) not in self.drafts and not is_provisional(key)
        ]
        if wanted:
            numbers = states.versions(self.session, KINDS[kind], wanted)
            for key, state in states.read_keys(self.session, KINDS[kind], wanted).items():
                self._stored[kind, key] = (state, numbers[key])

    def forget_fetched(self) -> None:
        """Let go of what was read ahead and not used."""
        self._stored.clear()

    def state(self, kind: str, key: str, row: Row | None = None) -> State | None:
        """The object *key* as the rows so far, *row* included, leave it."""
        draft = (row.drafts.get((kind, key)) if row else None) or self.drafts.get((kind, key))
        if draft is not None:
            return draft.now
        self.fetch(kind, [key])
        found = self._stored.get((kind, key))
        return found[0] if found else None

    def edit(self, row: Row, kind: str, key: str) -> Draft:
        """The draft of the object *key*, which exists, for *row* to change."""
        found = row.drafts.get((kind, key))
        if found is None:
            shared = self.drafts.get((kind, key))
            if shared is None:
                self.fetch(kind, [key])
                state, version = self._stored[kind, key]
                found = Draft(kind, key, state, version, dict(state), first=row.place)
            else:
                found = Draft(
                    kind,
                    key,
                    shared.before,
                    shared.version,
                    dict(shared.now),
                    shared.first,
                    dict(shared.given),
                )
            row.drafts[kind, key] = found
        return found

    def make(self, row: Row, kind: str, given: Mapping[str, Any], *, key: str = "") -> Draft:
        """The draft of a new object of *kind* with the fields *given*; provisionally named unless it has a *key*."""
        if not key:
            number = self._numbers[kind] = self._numbers.get(kind, FIRST - 1) + 1
            key = f"{ids.PREFIXES[kind]}-{number}"
        draft = Draft(kind, key, None, 0, {KINDS[kind].__key__: key, **given}, first=row.place)
        row.drafts[kind, key] = draft
        return draft

    def give(self, row: Row, draft: Draft, name: str, value: Any, path: str) -> None:
        """Let *value* be the field *name* of *draft*, as the cell at *path* says.

        What an earlier row of the file said is kept beside it where both fit (lists, running text). Where they
        contradict each other, the row is refused; in lists of which several rows commonly are of one thing (third
        parties, a row a service), what the first one said is kept and the row warned of: but the graver of two ticks or
        risk tiers is taken, and a second registration number or LEI is refused, since it is another company's.

        What is stored is replaced by what a row says. Where several rows are of one thing, none says all of it: to a
        stored list or text they only add, so that such a list imported again changes nothing, and takes nothing away.
        """
        if draft.before is None and name not in draft.now:
            draft.take(name, value, row.place)
            return
        now, earlier = draft.now.get(name), draft.giver(name)
        if earlier is None and row.of_several and now not in (None, [], ""):
            value = _united(name, now, value) or value
        if earlier is not None and value == now:
            return
        if earlier is not None and earlier != row.place and now not in (None, [], "") and value != now:
            both = _united(name, now, value)
            if both is not None:
                value = both
            elif name in ("name", "legal_name") and folded(str(value)) == folded(str(now)):
                return
            elif name == "external_id":
                row.warn(path, f"Row {earlier} gave the number {now}, which is kept; {value} is left out.")
                return
            elif self.keeps_first and name not in IDENTIFYING:
                if not contradictions.is_graver(value, now):
                    row.warn(path, contradictions.kept(draft.record, name, earlier, now, value))
                    return
                row.warn(path, contradictions.taken(draft.record, name, earlier, now, value))
            else:
                said = contradictions.words(draft.record, name, now)
                row.problem(path, f"row {earlier} says “{said}” of the same: keep one of the two.")
                return
        draft.take(name, value, row.place)

    def validate(self, row: Row, draft: Draft, prefix: str = "") -> Record | None:
        """The record of *draft*; what is wrong is noted in *row*, at the columns of the fields below *prefix*."""
        try:
            record = draft.record.parse(draft.now)
        except Invalid as error:
            for path, sentences in error.problems.items():
                name = f"{prefix}{path[0]}" if path else ""
                if len(path) > 2 and path[0] in _PARTS:
                    name = f"{_PARTS[str(path[0])]}{path[2]}"
                for sentence in sentences:
                    row.problem(name, sentence)
            return None
        if draft.before is not None:
            draft.now = record.to_state()
        return record

    def settle(self, row: Row) -> list[tuple[Draft, State | None]]:
        """Let what *row* did count; returns the drafts that differ from what stood before, with that."""
        changed: list[tuple[Draft, State | None]] = []
        if row.main is not None:
            self.mains[row.place] = row.main[1]
        for identity, draft in row.drafts.items():
            shared = self.drafts.get(identity)
            earlier = shared.now if shared is not None else draft.before
            if earlier is None or draft.now != earlier:
                changed.append((draft, earlier))
                self.drafts[identity] = draft
                self.indexes.note(draft.kind, draft.key, draft.now)
            elif row.of_several:
                self.drafts[identity] = (
                    draft  # the next row must know what this one said, though it changed nothing
                )
        return changed

    def find(self, kind: str, marks: Sequence[tuple[str, str]]) -> str | None:
        """The key of the object of *kind* that bears the first of *marks* that anything bears."""
        return self.indexes.find(kind, marks)


def _united(name: str, now: Any, value: Any) -> Any:
    """What the field *name* holds together with *value*, where it has room for both: a list, or running text."""
    if isinstance(now, list) and isinstance(value, list):
        return [*now, *(one for one in value if one not in now)]
    if name in ("description", "note", "toms") and isinstance(now, str) and isinstance(value, str):
        there = now.split("\n")
        return "\n".join([*there, *(line for line in value.split("\n") if line not in there)])
    return None
