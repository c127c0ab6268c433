"""The register as the tables that an import takes: what goes out by these comes in again unchanged.

Empty, each is the template of its kind; filled, it is the kind's whole export. Columns bear the labels by which an
import knows them.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.db import states
from app.db.aggregate import KINDS as AGGREGATES
from app.db.states import State
from app.domain.accounts import queries as accounts
from app.domain.imports.terms import ImportKind
from app.importing.kinds.registry import KINDS
from app.importing.kinds.targets import Target
from app.kernel.words import Term

Value = str | int | dt.date | None
Values = dict[str, Any]

_LEFT_OUT: Mapping[ImportKind, tuple[str, ...]] = {
    ImportKind.THIRD_PARTIES: ("flow.", "certifications"),
    ImportKind.AGREEMENTS: ("signed_on",),
    ImportKind.ACTIVITIES: ("retention_note",),
    ImportKind.SUB_PROCESSORS: ("sub.",),
}
"""What other tables hold, or what other columns of the same table say."""


def targets(kind: ImportKind) -> list[Target]:
    """The columns of the table of *kind*."""
    out = _LEFT_OUT.get(kind, ())
    return (
        [one for one in KINDS[kind].targets if not one.path.startswith(out)]
        if out
        else list(KINDS[kind].targets)
    )


def heads(kind: ImportKind) -> list[str]:
    """The headings of the table of *kind*."""
    return [one.label for one in targets(kind)]


def rows(session: Session, kind: ImportKind) -> Iterator[list[Value]]:
    """Every row of *kind*, archived objects left out."""
    columns = targets(kind)
    for values in _READERS[kind](session):
        yield [_cell(values.get(one.path), one) for one in columns]


def _cell(value: Any, target: Target) -> Value:
    """*value* as the import reads it back: words by their labels, several of them parted."""
    if value is None or value == []:
        return None
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if target.reads == "day":
        return dt.date.fromisoformat(value)
    if isinstance(value, list):
        between = "; " if target.reads in {"words", "places"} else "\n"
        return between.join(_word(one, target) for one in value)
    return value if isinstance(value, int) else _word(value, target)


def _word(value: Any, target: Target) -> str:
    vocabulary: type[Term] | None = target.vocabulary
    return str(value) if vocabulary is None else vocabulary(value).label


def _live(session: Session, kind: str) -> Iterator[State]:
    for state in states.read(session, AGGREGATES[kind]):
        if not state.get("archived"):
            yield state


def _third_parties(session: Session) -> Iterator[Values]:
    entities = {state["ref"]: state for state in _live(session, "entity")}
    active = {email for email, _ in accounts.options(session)}
    for state in _live(session, "third_party"):
        # Nobody new is given to a person who left, so an import does not know that name; a blank cell changes nothing.
        values = {**state, "owner": state["owner"] if state["owner"] in active else None}
        entity = entities.get(state["entity"] or "")
        if entity is not None:
            values |= {f"entity.{name}": entity[name] for name in ("legal_name", "country", "reg_no", "lei")}
        for contact in state["contacts"][:1]:
            values |= {f"contact.{name}": value for name, value in contact.items()}
        yield values


def _agreements(session: Session) -> Iterator[Values]:
    for state in _live(session, "agreement"):
        terms = {f"assignment.{name}": value for name, value in (state["assignment"] or {}).items()}
        yield {**state, **terms}


def _flows(session: Session) -> Iterator[Values]:
    for state in _live(session, "flow"):
        mechanisms = {transfer["mechanism"] for transfer in state["transfers"]} - {None}
        yield {
            **state,
            "locations": list(dict.fromkeys(place["country"] for place in state["locations"])),
            "mechanism": mechanisms.pop() if len(mechanisms) == 1 else None,
        }


def _activities(session: Session) -> Iterator[Values]:
    for state in _live(session, "activity"):
        dpia = state["dpia"] or {}
        yield {**state, "dpia_needed": dpia.get("needed"), "dpia_done_on": dpia.get("done_on")}


def _parts(name: str) -> Callable[[Session], Iterator[Values]]:
    def read(session: Session) -> Iterator[Values]:
        for state in _live(session, "third_party"):
            for part in state[name]:
                yield {**part, "third_party": state["ref"]}

    return read


def _vocabulary(kind: str) -> Callable[[Session], Iterator[Values]]:
    def read(session: Session) -> Iterator[Values]:
        return (dict(state) for state in _live(session, kind))

    return read


_READERS: Mapping[ImportKind, Callable[[Session], Iterator[Values]]] = {
    ImportKind.THIRD_PARTIES: _third_parties,
    ImportKind.AGREEMENTS: _agreements,
    ImportKind.FLOWS: _flows,
    ImportKind.ACTIVITIES: _activities,
    ImportKind.SUB_PROCESSORS: _parts("sub_processors"),
    ImportKind.CONTACTS: _parts("contacts"),
    ImportKind.EVIDENCE: _parts("evidence"),
    ImportKind.CATEGORIES: _vocabulary("category"),
    ImportKind.SUBJECTS: _vocabulary("subject"),
    ImportKind.PURPOSES: _vocabulary("purpose"),
}
