"""Builds dossiers and their context, from the live tables or from the revisions at an instant, by the same code."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import history, past, states
from app.db.aggregate import KINDS
from app.db.states import State
from app.domain.agreements.records import Agreement
from app.domain.catalogue.records import Category, Purpose, Subject
from app.domain.evidence.records import Disclosure, Preference
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.records import Waiver
from app.domain.flows.records import Activity, Flow
from app.domain.notices.records import Notice
from app.domain.organisation.records import Entity, Organisation
from app.domain.third_parties.records import ThirdParty
from app.kernel import clock
from app.kernel.errors import Invalid

BATCH = 200
"""Dossiers read at a time."""


def _standing() -> dt.datetime | None:
    then = past.current()
    return None if then is None else then.at


@dataclass(frozen=True)
class Source:
    """Where states come from: the live tables, or the revisions valid at ``as_of``.

    That is where whoever reads the past stands, unless another instant is given. ``at`` is the instant that live tables
    are said to show, the present one where it is not given.
    """

    session: Session
    as_of: dt.datetime | None = field(default_factory=_standing)
    at: dt.datetime | None = None

    def states(self, kind: str) -> Iterator[State]:
        """Every object of *kind*, in order of key."""
        if self.as_of is None:
            return states.read(self.session, KINDS[kind])
        return history.states_at(self.session, kind, self.as_of)

    def of_third_parties(self, kind: str, refs: Sequence[str]) -> Iterator[State]:
        """The agreements or flows of the third parties *refs*."""
        if self.as_of is None:
            column = KINDS[kind].__table__.c.third_party
            return states.read(self.session, KINDS[kind], column.in_(refs))
        return history.states_at(self.session, kind, self.as_of, owners=refs)

    def third_party_batches(self, refs: Sequence[str] | None) -> Iterator[list[State]]:
        """The third parties *refs* (all of them for ``None``), a batch at a time, in order of reference."""
        if self.as_of is None and refs is None:
            for keys in states.keys_in_batches(self.session, KINDS["third_party"], size=BATCH):
                yield list(states.read_keys(self.session, KINDS["third_party"], keys).values())
            return
        batch: list[State] = []
        for state in self._chosen(refs):
            batch.append(state)
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _chosen(self, refs: Sequence[str] | None) -> Iterator[State]:
        if refs is None:
            yield from self.states("third_party")
        elif self.as_of is None:
            yield from states.read_keys(self.session, KINDS["third_party"], sorted(refs)).values()
        else:
            found = (history.state_at(self.session, "third_party", ref, self.as_of) for ref in sorted(refs))
            yield from (state for state in found if state is not None)


def standing(source: Source) -> AbstractContextManager[None]:
    """Read everything else as of the instant of *source* too, where it has one: the ledgers, and what time it is."""
    if source.as_of is None or past.current() is not None:
        return nullcontext()
    day = clock.day_of(source.as_of, time_zone(source.session))
    return past.reading(past.Past(source.as_of, day))


class BeforeRegister(Invalid):
    """What *asked* names lies before the *first* instant that the register knows (``None`` where it holds nothing)."""

    def __init__(self, field: str, asked: str, first: dt.datetime | None) -> None:
        """Keep both, for those who say times in other words than the sentence, which has the exact instant."""
        since = "holds nothing yet" if first is None else f"begins at {clock.format_instant(first)}"
        super().__init__({(field,): [f"{asked}: the register {since}: choose a later time."]})
        self.asked, self.first = asked, first


def resolve_instant(
    session: Session, text: str | None, time_zone: str, *, ahead: bool = False
) -> dt.datetime | None:
    """The instant that *text* means, ``None`` for now; a day that is not over means up to now.

    Raises :class:`BeforeRegister` before the first revision and, unless *ahead* is allowed, :class:`Invalid` for what
    lies ahead: nobody can put a seal on what the register will say.
    """
    if not text:
        return None
    instant, now = clock.parse_instant(text, time_zone), clock.now()
    if instant > now and not ahead:
        if instant != clock.end_of_day(clock.day_of(now, time_zone), time_zone):
            raise Invalid.of("as of", f"As of {text[:40]}: that lies ahead: choose a time up to now.")
        instant = now
    first = history.first_instant(session)
    if first is None or instant < first:
        raise BeforeRegister("as of", f"As of {text}", first)
    return instant


def context(source: Source, *, today: dt.date | None = None, third_parties: bool = True) -> Context:
    """The context of *source*; *today* by default the day of the instant in the organisation's time zone.

    *third_parties* false leaves out the list of all third parties, which a single dossier seldom needs.
    """
    organisation = next((Organisation.restore(s) for s in source.states("organisation")), Organisation())
    instant = source.as_of or source.at or clock.now()
    live = {
        "entities": {s["ref"]: Entity.restore(s) for s in source.states("entity")},
        "categories": {s["key"]: Category.restore(s) for s in source.states("category")},
        "subjects": {s["key"]: Subject.restore(s) for s in source.states("subject")},
        "purposes": {s["key"]: Purpose.restore(s) for s in source.states("purpose")},
        "activities": {s["ref"]: Activity.restore(s) for s in source.states("activity") if not s["archived"]},
        "notices": {s["ref"]: Notice.restore(s) for s in source.states("notice") if not s["archived"]},
    }
    return Context(
        today=today or clock.day_of(instant, organisation.time_zone),
        as_of=instant,
        organisation=organisation,
        preferences=tuple(Preference.restore(s) for s in source.states("preference") if not s["archived"]),
        disclosures=tuple(Disclosure.restore(s) for s in source.states("disclosure") if not s["archived"]),
        waivers=tuple(Waiver.restore(s) for s in source.states("waiver") if not s["archived"]),
        active_people=frozenset(s["email"] for s in source.states("person") if s["active"]),
        third_parties=every_third_party(source) if third_parties else {},
        **live,  # type: ignore[arg-type]
    )


def every_third_party(source: Source) -> dict[str, ThirdParty]:
    """The third parties that are not archived, by reference."""
    return {s["ref"]: ThirdParty.restore(s) for s in source.states("third_party") if not s["archived"]}


def dossiers(source: Source, refs: Sequence[str] | None = None) -> Iterator[Dossier]:
    """The dossiers of *refs* (all for ``None``) that are not archived, streamed in order of reference."""
    for batch in source.third_party_batches(refs):
        parties = [state for state in batch if not state["archived"]]
        keys = [state["ref"] for state in parties]
        if not keys:
            continue
        agreements: dict[str, list[Agreement]] = defaultdict(list)
        for state in source.of_third_parties("agreement", keys):
            if not state["archived"]:
                agreements[state["third_party"]].append(Agreement.restore(state))
        flows: dict[str, list[Flow]] = defaultdict(list)
        for state in source.of_third_parties("flow", keys):
            if not state["archived"]:
                flows[state["third_party"]].append(Flow.restore(state))
        for state in parties:
            ref = state["ref"]
            yield Dossier(ThirdParty.restore(state), tuple(agreements[ref]), tuple(flows[ref]))


def time_zone(session: Session) -> str:
    """The organisation's time zone, UTC before one is set."""
    found = session.scalar(select(KINDS["organisation"].__table__.c.time_zone))
    return found or "UTC"
