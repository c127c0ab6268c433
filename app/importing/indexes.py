"""By what an object is found again: its reference, its number elsewhere, its name; read once, then kept up to date."""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.aggregate import KINDS
from app.db.states import State
from app.domain import checks
from app.domain.third_parties.likeness import spelling

Mark = tuple[str, str]
Marks = defaultdict[str, dict[str, str]]

folded = functools.lru_cache(maxsize=16_384)(checks.folded)
"""As rooms compare names; a name is compared again and again while its row is worked through."""


def _named(*fields: str) -> Callable[[State], Iterator[Mark]]:
    def marks(state: State) -> Iterator[Mark]:
        for field in fields:
            if state.get(field):
                yield "name", folded(state[field])

    return marks


def _third_party(state: State) -> Iterator[Mark]:
    yield "name", folded(state.get("name") or "")
    yield "spelling", spelling(state.get("name") or "")
    for alias in state.get("aliases") or ():
        yield "alias", folded(alias)


def _flow(state: State) -> Iterator[Mark]:
    yield "of", f"{state.get('third_party')}|{folded(state.get('name') or '')}"


def _agreement(state: State) -> Iterator[Mark]:
    yield "of", agreement_mark(state)
    if state.get("title"):
        yield "name", folded(state["title"])


def agreement_mark(state: State) -> str:
    """By what an agreement is known where it has no number: party, kind, first day, title."""
    title = folded(state.get("title") or "")
    return f"{state.get('third_party')}|{state.get('kind')}|{state.get('effective_on') or ''}|{title}"


def _entity(state: State) -> Iterator[Mark]:
    name, country = folded(state.get("legal_name") or ""), state.get("country") or ""
    yield "name", name
    yield "named in", f"{name}|{country}"
    if state.get("reg_no"):
        yield "number in", f"{folded(state['reg_no'])}|{country}"


_COLUMNS: dict[str, tuple[tuple[str, ...], Callable[[State], Iterator[Mark]]]] = {
    "third_party": (("name", "aliases", "external_id", "domains", "entity", "parent"), _third_party),
    "entity": (("legal_name", "country", "reg_no"), _entity),
    "activity": (("name", "external_id"), _named("name")),
    "flow": (("third_party", "name", "external_id"), _flow),
    "agreement": (("third_party", "kind", "effective_on", "title", "external_id"), _agreement),
    "category": (("label",), _named("label")),
    "subject": (("label",), _named("label")),
    "purpose": (("label",), _named("label")),
}
"""Of each kind, the columns that are read and the marks that follow from them."""


class Indexes:
    """The marks of every object of a kind, read when first asked for."""

    def __init__(self, session: Session) -> None:
        """Nothing read yet."""
        self._session = session
        self._marks: dict[str, Marks] = {}
        self.rows: dict[str, dict[str, State]] = {}

    def of(self, kind: str) -> Marks:
        """The marks of *kind* by what they are, each with the key of the first object that bears it."""
        if kind not in self._marks:
            self._read(kind)
        return self._marks[kind]

    def _read(self, kind: str) -> None:
        columns, _ = _COLUMNS[kind]
        model = KINDS[kind]
        table = model.metadata.tables[model.__tablename__]
        marks = self._marks[kind] = defaultdict(dict)
        rows = self.rows[kind] = {}
        names = (model.__key__, *columns, "archived")
        for values in self._session.execute(
            select(*(table.c[name] for name in names)).order_by(table.c[names[0]])
        ):
            state: dict[str, Any] = dict(zip(names, values, strict=True))
            if state.get("effective_on") is not None:
                state["effective_on"] = state["effective_on"].isoformat()
            rows[state[names[0]]] = state
            self._mark(kind, state[names[0]], state, marks)

    def _mark(self, kind: str, key: str, state: State, marks: Marks) -> None:
        marks["ref"][key] = key
        if state.get("external_id"):
            marks["external_id"][state["external_id"]] = key
        if not state.get("archived"):
            for what, mark in _COLUMNS[kind][1](state):
                marks[what].setdefault(mark, key)

    def note(self, kind: str, key: str, state: State) -> None:
        """Remember an object as a row leaves it; *state* is not changed any more."""
        if kind not in _COLUMNS:
            return
        marks = self.of(kind)
        self.rows[kind][key] = state
        self._mark(kind, key, state, marks)

    def find(self, kind: str, marks: Sequence[Mark]) -> str | None:
        """The key of the object that bears the first of *marks* that anything bears."""
        known = self.of(kind)
        for what, mark in marks:
            key = known[what].get(mark)
            if key is not None:
                return key
        return None
