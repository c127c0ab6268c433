"""A deal's inventory, remembered in the process for as long as neither the deal nor the register nor the day changes.

The inventory is a function of what the trail has filed: the newest entry of the register, the newest of the deal, what
happened to findings, and today. Where these are the same, so is the inventory, whatever was asked in between. A change
of the deal alone leaves what was read of the register standing, which is the greater part of the work.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import past
from app.domain.audit.models import Entry
from app.domain.deals import line_numbers, schedule
from app.domain.deals.exceptions import GRAVE
from app.domain.deals.matter import Matter
from app.domain.deals.records import Deal
from app.domain.findings import reading
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.engine import Found
from app.domain.findings.ledger import Finding, FindingEvent
from app.domain.findings.terms import FindingStatus, Severity
from app.domain.organisation import queries as organisation

V = TypeVar("V")

MOST_DEALS = 4
"""Deals that a process remembers at a time."""
MOST_DOSSIERS = 3_000
"""A reading of more third parties is not kept: it would hold too much memory for one deal."""


@dataclass(frozen=True)
class Register:
    """What of the register matters for one deal."""

    context: Context
    dossiers: tuple[Dossier, ...]
    findings: tuple[Found, ...]


class Memory(Generic[V]):
    """The values used last, by a key that changes whenever they would."""

    def __init__(self, most: int) -> None:
        """Keep at most *most* values."""
        self._most = most
        self._values: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> V | None:
        """The value of *key*, if it is remembered."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, key: Hashable, value: V) -> None:
        """Remember *value*, and forget the one that was used longest ago where there are too many."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)


_registers: Memory[Register] = Memory(MOST_DEALS)
_inventories: Memory[schedule.Inventory] = Memory(MOST_DEALS)


def inventory(session: Session, deal: Deal) -> schedule.Inventory:
    """The inventory of *deal*, whose record is the newest one, with the register as it is.

    As of a past instant nothing is remembered.
    """
    if past.current() is not None:
        return _made(session, deal, _read(session, deal))
    today = organisation.today(session)
    known = (_newest(session, None), session.scalar(select(func.max(FindingEvent.id))), today)
    whole = (deal.ref, _newest(session, deal.ref), known)
    found = _inventories.get(whole)
    if found is None:
        found = _made(session, deal, _register(session, deal, (_extent(deal), known)))
        if len(found.matter.dossiers) <= MOST_DOSSIERS:
            _inventories.put(whole, found)
    return found


def _newest(session: Session, deal: str | None) -> str | None:
    """The hash of the newest entry of the trail about *deal*, or about no deal."""
    about = Entry.deal.is_(None) if deal is None else Entry.deal == deal
    return session.scalar(select(Entry.hash).where(about).order_by(Entry.seq.desc()).limit(1))


def _extent(deal: Deal) -> Hashable:
    """What of *deal* decides which third parties matter for it."""
    activities = frozenset(one.activity for one in deal.segments if one.in_perimeter)
    named = (deal.perimeter_entities, deal.perimeter_activities, deal.perimeter_third_parties)
    return (deal.ref, deal.perimeter, activities, *(tuple(some) for some in named))


def _register(session: Session, deal: Deal, key: Hashable) -> Register:
    found = _registers.get(key)
    if found is None:
        found = _read(session, deal)
        if len(found.dossiers) <= MOST_DOSSIERS:
            _registers.put(key, found)
    return found


def _read(session: Session, deal: Deal) -> Register:
    source = reading.Source(session)
    context = reading.context(source, today=organisation.today(session))
    matter = Matter.of(deal, reading.dossiers(source), context)
    return Register(context, matter.dossiers, tuple(_findings(session)))


def _made(session: Session, deal: Deal, register: Register) -> schedule.Inventory:
    return schedule.inventory(
        deal,
        register.dossiers,
        register.context,
        register=register.findings,
        used_numbers=line_numbers.given_out(session, deal.ref or ""),
    )


def _findings(session: Session) -> Iterator[Found]:
    """The grave findings of the register that are not closed, as the ledger has them."""
    query = select(Finding).where(
        Finding.status != FindingStatus.CLOSED, Finding.severity.in_(sorted(one.value for one in GRAVE))
    )
    for row in session.scalars(query):
        yield Found(
            rule=row.rule,
            severity=Severity(row.severity),
            object=row.object,
            key=row.key,
            title=row.title,
            message=row.message,
            remedy=row.remedy,
            citation=row.citation,
            values=row.values,
            version=row.rule_version,
            third_party=row.third_party,
        )
