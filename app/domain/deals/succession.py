"""After closing: what the register must say from then on, field by field.

What changes follows from the structure, our side and what was decided on each line. It is a pure function of the deal
and the register, so that what a preview shows is what is applied.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import Stage
from app.domain.deals.lines import Lines
from app.domain.deals.matter import Matter
from app.domain.deals.terms import ContractDisposition as Does
from app.domain.deals.terms import DealKind, Side
from app.domain.flows.records import Activity, Flow
from app.domain.flows.terms import FlowStatus
from app.domain.organisation.records import Entity
from app.domain.organisation.terms import EntityKind
from app.domain.third_parties.records import ThirdParty
from app.domain.third_parties.terms import Affiliation, Role, Status
from app.kernel.canonical import digest
from app.kernel.records import Record, label_of

PASSES = frozenset({Does.ASSIGN, Does.ASSIGN_NOTICE, Does.ASSIGN_CONSENT, Does.NOVATE, Does.NO_ACTION})
"""The dispositions under which a contract goes on with another party."""
NOTHING_MOVES = frozenset({DealKind.FINANCING, DealKind.DATA_ONLY_SALE})
"""The structures after which the register stays as it is."""
TOLD = frozenset(
    {Role.PROCESSOR, Role.SUB_PROCESSOR, Role.SERVICE_PROVIDER, Role.CONTRACTOR, Role.JOINT_CONTROLLER}
)
"""The roles of those who work for the controller and so must know who it is."""
KINDS: dict[str, type[Record]] = {
    "entity": Entity,
    "activity": Activity,
    "third_party": ThirdParty,
    "agreement": Agreement,
    "flow": Flow,
}
"""The kinds of object that move, in the order in which they are written."""


@dataclass(frozen=True)
class FieldChange:
    """One field of one object of the register, before and after, in JSON types; ``why`` it changes."""

    kind: str
    ref: str
    name: str
    field: str
    before: Any
    after: Any
    why: str

    @property
    def key(self) -> str:
        """What names it on a form."""
        return f"{self.kind}:{self.ref}:{self.field}"

    @property
    def record(self) -> type[Record]:
        """The record that has the field."""
        return KINDS[self.kind]

    @property
    def label(self) -> str:
        """The field in words."""
        return label_of(KINDS[self.kind], (self.field,))


@dataclass(frozen=True)
class Plan:
    """What moves: fields of the register, and the third parties that must be told of the new controller."""

    changes: tuple[FieldChange, ...]
    told: tuple[tuple[str, str], ...]

    @property
    def mark(self) -> str:
        """A mark of the whole, by which what is applied is known to be what was shown."""
        return digest([[one.key, one.before, one.after] for one in self.changes] + [list(self.told)])[:16]


def plan(matter: Matter, lines: Lines) -> Plan:
    """What the register must say once the deal of *matter* has closed; empty where nothing moves."""
    deal = matter.deal
    day = deal.closing_on
    if deal.kind in NOTHING_MOVES or day is None:
        return Plan((), ())
    found = list(_owner(matter, day) if not matter.moves else _controller(matter, lines, day))
    changed = tuple(one for one in found if one.before != one.after)
    known = {told.third_party for told in deal.told}
    told = () if not matter.moves else tuple(pair for pair in _tell(matter) if pair[0] not in known)
    return Plan(changed, told)


def _tell(matter: Matter) -> Iterator[tuple[str, str]]:
    for dossier in matter.dossiers:
        third_party = dossier.third_party
        if (
            matter.serves(dossier)
            and third_party.role in TOLD
            and third_party.status is not Status.TERMINATED
        ):
            yield third_party.ref or "", third_party.name


def _change(kind: str, record: Any, name: str, field: str, after: Any, why: str) -> FieldChange:
    before = record.to_state()[field]
    plain = after.isoformat() if isinstance(after, dt.date) else getattr(after, "value", after)
    return FieldChange(kind, record.ref or "", name, field, before, plain, why)


def _entity(entity: Entity, field: str, after: Any, why: str) -> FieldChange:
    return _change("entity", entity, entity.legal_name, field, after, why)


# Another owner: control changes, the controller stays


def _owner(matter: Matter, day: dt.date) -> Iterator[FieldChange]:
    """Whom the moved entities belong to, who leaves the group, who joins it, and whose third parties those are."""
    deal, context = matter.deal, matter.context
    ours, entities = context.organisation.entity, context.entities
    buyer = entities.get(deal.buyer_entity or "")
    joined: set[str] = set()
    left: set[str] = set()
    moving = [ref for ref in deal.perimeter_entities if ref in entities and ref != ours]
    if deal.side is Side.BUYER:
        for ref in moving:
            yield from _joins(entities[ref], ours, day, "It was bought: we control it from closing on.")
        joined.update(moving)
    elif deal.side is Side.SELLER:
        for ref in moving:
            yield from _leaves(entities[ref], day, "It was sold: our control ends at closing.")
            if buyer is not None:
                yield _entity(entities[ref], "parent", buyer.ref, "The buyer controls it from closing on.")
        left.update(moving)
    elif ours in entities:
        own = entities[ours or ""]
        if buyer is not None:
            yield _entity(own, "parent", buyer.ref, "The buyer controls us from closing on.")
            yield _entity(own, "control_from", day, "The day of closing.")
            yield _entity(buyer, "kind", EntityKind.AFFILIATE, "It belongs to our group from closing on.")
            yield _entity(buyer, "control_from", day, "The day of closing.")
            joined.update(_group_of(buyer.ref or "", entities.values()))
        for former in _above(own, entities):
            if former.ref not in joined:
                yield from _leaves(former, day, "Its control over us ended at closing.")
                left.add(former.ref or "")
    for dossier in matter.dossiers:
        yield from _affiliated(dossier.third_party, joined, left)


def _group_of(top: str, entities: Iterable[Entity]) -> set[str]:
    """The entity *top* and everything below it."""
    known, found, grown = list(entities), {top}, True
    while grown:
        below = {one.ref or "" for one in known if one.parent in found} - found
        found |= below
        grown = bool(below)
    return found


def _above(own: Entity, entities: Any) -> Iterator[Entity]:
    """The entities that controlled *own*, nearest first."""
    seen: set[str] = set()
    parent = own.parent
    while parent is not None and parent not in seen and parent in entities:
        seen.add(parent)
        yield entities[parent]
        parent = entities[parent].parent


def _joins(entity: Entity, parent: str | None, day: dt.date, why: str) -> Iterator[FieldChange]:
    yield _entity(entity, "kind", EntityKind.AFFILIATE, why)
    yield _entity(entity, "parent", parent, why)
    yield _entity(entity, "control_from", day, "The day of closing.")
    yield _entity(entity, "control_to", None, why)


def _leaves(entity: Entity, day: dt.date, why: str) -> Iterator[FieldChange]:
    if entity.kind is EntityKind.AFFILIATE:
        yield _entity(entity, "kind", EntityKind.EXTERNAL, why)
    yield _entity(entity, "control_to", day, "The day of closing.")


def _affiliated(third_party: ThirdParty, joined: set[str], left: set[str]) -> Iterator[FieldChange]:
    if third_party.entity in joined:
        after, why = Affiliation.AFFILIATED, "Its legal entity belongs to our group from closing on."
    elif third_party.entity in left:
        after, why = Affiliation.NON_AFFILIATED, "Its legal entity left our group at closing."
    else:
        return
    yield _change("third_party", third_party, third_party.name, "affiliation", after, why)


# Another controller: the business, or a part of it, passes


def _controller(matter: Matter, lines: Lines, day: dt.date) -> Iterator[FieldChange]:
    """Who controls the activities, whose contracts go on, which flows of ours end."""
    deal, context = matter.deal, matter.context
    ours = context.organisation.entity
    after = ours if deal.side is Side.BUYER else deal.buyer_entity
    if after is not None:
        for ref in sorted(matter.whole_activities):
            activity = context.activities.get(ref)
            if activity is not None:
                why = "The controller changes at closing."
                yield _change("activity", activity, activity.name, "controller_entity", after, why)
    dispositions = {line.ref: line.standing.disposition for line in lines.agreements}
    stays = matter.structure.by_succession or deal.side is Side.BUYER
    for third_party, agreement in matter.agreements:
        does = dispositions.get(agreement.ref or "")
        if does not in PASSES:
            continue
        name = f"{third_party.name}: {agreement.title or agreement.kind.label}"
        yield from _paper(agreement, name, Does(does), after if stays else None, day, ends=not stays)
    if not stays:
        yield from _ended(matter, day)


def _paper(
    agreement: Agreement, name: str, does: Does, after: str | None, day: dt.date, *, ends: bool
) -> Iterator[FieldChange]:
    if not ends:
        if after is not None:
            why = f"{does.label}: the contract goes on with the new controller."
            yield _change("agreement", agreement, name, "our_entity", after, why)
        return
    if does is Does.NO_ACTION or agreement.terminated_on is not None:
        return
    why = f"{does.label}: we are no party any more from closing on."
    yield _change("agreement", agreement, name, "terminated_on", day, why)
    yield _change("agreement", agreement, name, "stage", Stage.TERMINATED, why)


def _ended(matter: Matter, day: dt.date) -> Iterator[FieldChange]:
    """Our flows that end, and the third parties with whom nothing is left; not while we serve the buyer.

    A flow ends with its activity or its third party; one of which a part stays with us goes on.
    """
    tsa = matter.deal.tsa_until
    if tsa is not None and tsa > matter.context.today:
        return
    for dossier in matter.dossiers:
        if not matter.serves(dossier):
            continue
        named = dossier.third_party.ref in matter.deal.perimeter_third_parties
        ending = {flow.ref for flow in dossier.flows if named or flow.activity in matter.whole_activities}
        for flow in dossier.flows:
            if flow.ref in ending and flow.status is FlowStatus.ACTIVE:
                name = f"{dossier.third_party.name}: {flow.name or flow.ref}"
                why = "The data flow for the new controller from closing on."
                yield _change("flow", flow, name, "status", FlowStatus.ENDED, why)
                yield _change("flow", flow, name, "ended_on", max(day, flow.first_on or day), why)
        left = [one for one in dossier.flows if one.status is not FlowStatus.ENDED and one.ref not in ending]
        if ending and not left and dossier.third_party.status in {Status.ACTIVE, Status.SUSPENDED}:
            why = "Nothing is shared with it any more; see that it returns or deletes what it holds of ours."
            yield _change(
                "third_party",
                dossier.third_party,
                dossier.third_party.name,
                "status",
                Status.OFFBOARDING,
                why,
            )
