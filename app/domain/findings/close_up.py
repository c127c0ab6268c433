"""One third party as its pages show it: its dossier, and of the context what is said there, in two statements.

Both come from revisions, which hold each object whole, where the tables spread it over its parts: so a page of the past
costs what one of the present does, and either costs the same in a register of any size.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, select, union_all
from sqlalchemy.orm import Session

from app.db import history, past
from app.db.history import Revision
from app.db.states import State
from app.domain.agreements.records import Agreement
from app.domain.catalogue.records import Category, Purpose, Subject
from app.domain.findings.dossier import Context, Dossier
from app.domain.flows.records import Activity, Flow
from app.domain.notices.records import Notice
from app.domain.organisation.records import Entity, Organisation
from app.domain.third_parties.records import ThirdParty
from app.kernel import clock
from app.kernel.errors import Missing

_VOCABULARY = ("organisation", "category", "subject", "purpose", "activity", "notice")
_OWNED = ("agreement", "flow")

_States = Mapping[str, Mapping[str, State]]
"""States by kind and key."""


@dataclass(frozen=True)
class CloseUp:
    """A third party and its version, with what belongs to it and what its pages say of that.

    An archived one has an empty dossier. The context knows the vocabulary, the notices and the entities that are named;
    of ledgers, people and other third parties it knows nothing: nobody is judged by it.
    """

    third_party: ThirdParty
    version: int
    dossier: Dossier
    context: Context


def read(session: Session, ref: str) -> CloseUp:
    """The third party *ref*, archived or not, as of whenever is read; raises :class:`~app.kernel.errors.Missing`."""
    then = past.current()
    at = None if then is None else then.at
    found: dict[str, dict[str, State]] = defaultdict(dict)
    version = 0
    # A question for each kind, so that an index answers it: asked for all at once, the past is scanned from end to end.
    wanted = (
        and_(Revision.kind == "third_party", Revision.key == ref),
        *(and_(Revision.kind == kind, Revision.owner == ref) for kind in _OWNED),
        *(Revision.kind == kind for kind in _VOCABULARY),
    )
    columns = select(Revision.kind, Revision.key, Revision.number, Revision.state).where(history.valid(at))
    rows = session.execute(union_all(*(columns.where(one) for one in wanted))).all()
    for kind, key, number, state in sorted(rows, key=lambda row: row.key):
        found[kind][key] = state
        version = number if kind == "third_party" else version
    if ref not in found["third_party"]:
        raise Missing(f"{ref} is not in the register.")
    party = ThirdParty.restore(found["third_party"][ref])
    dossier = Dossier(party)
    if not party.archived:
        agreements = (Agreement.restore(state) for state in _live(found["agreement"]).values())
        flows = (Flow.restore(state) for state in _live(found["flow"]).values())
        dossier = Dossier(party, tuple(agreements), tuple(flows))
    return CloseUp(party, version, dossier, _context(session, found, at))


def _context(session: Session, found: _States, at: dt.datetime | None) -> Context:
    organisation = next((Organisation.restore(s) for s in found["organisation"].values()), Organisation())
    instant = at or clock.now()
    return Context(
        today=clock.day_of(instant, organisation.time_zone),
        as_of=instant,
        organisation=organisation,
        entities=_entities(session, _named(found), at),
        categories={key: Category.restore(state) for key, state in found["category"].items()},
        subjects={key: Subject.restore(state) for key, state in found["subject"].items()},
        purposes={key: Purpose.restore(state) for key, state in found["purpose"].items()},
        activities={key: Activity.restore(state) for key, state in _live(found["activity"]).items()},
        notices={key: Notice.restore(state) for key, state in _live(found["notice"]).items()},
    )


def _live(states: Mapping[str, State]) -> dict[str, State]:
    return {key: state for key, state in states.items() if not state["archived"]}


def _named(found: _States) -> set[str]:
    """The entities that are named: whose register it is, who receives, who signs, who controls the activities."""
    fields = (
        ("organisation", "entity"),
        ("third_party", "entity"),
        ("agreement", "our_entity"),
        ("agreement", "their_entity"),
        ("activity", "controller_entity"),
    )
    return {state[field] for kind, field in fields for state in found[kind].values() if state[field]}


def _entities(session: Session, refs: set[str], at: dt.datetime | None) -> dict[str, Entity]:
    query = select(Revision.key, Revision.state).where(
        Revision.kind == "entity", Revision.key.in_(sorted(refs)), history.valid(at)
    )
    return {key: Entity.restore(state) for key, state in session.execute(query)}
