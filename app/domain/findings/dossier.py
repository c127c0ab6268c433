"""The dossier: a third party with everything that belongs to it, as one value; and the context it is judged in.

Rules, KPIs, the vendor file, the register report and the deal inventory are functions of dossiers plus a context.
Both are plain frozen data, so the same code judges the live register, the register as of a past instant, and a
register file that was never loaded.
"""

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from app.domain.agreements.records import Agreement
from app.domain.catalogue.records import Category, Purpose, Subject
from app.domain.catalogue.terms import Identifiability
from app.domain.evidence.records import Disclosure, Preference
from app.domain.findings.records import Waiver
from app.domain.flows.records import Activity, Flow
from app.domain.notices.records import Notice
from app.domain.organisation.records import Entity, Organisation
from app.domain.organisation.terms import Regime
from app.domain.third_parties.likeness import Party
from app.domain.third_parties.records import ThirdParty

T = TypeVar("T")


@dataclass(frozen=True)
class Dossier:
    """A third party, its agreements (all that ever were) and its flows; archived objects are left out."""

    third_party: ThirdParty
    agreements: tuple[Agreement, ...] = ()
    flows: tuple[Flow, ...] = ()

    @cached_property
    def agreements_by_ref(self) -> Mapping[str, Agreement]:
        """The agreements by reference."""
        return {agreement.ref or "": agreement for agreement in self.agreements}

    @cached_property
    def governing_on(self) -> dict[tuple[str | None, dt.date], tuple[Agreement, ...]]:
        """What was found to govern a flow on a day, by reference and day: most rules ask for it again."""
        return {}

    def ever_governing(self, flow: Flow) -> tuple[Agreement, ...]:
        """The agreements that list *flow*, whatever their state."""
        return tuple(agreement for agreement in self.agreements if flow.ref in agreement.governs_flows)


@dataclass(frozen=True)
class Context:
    """What every dossier is judged against: the organisation, its vocabulary and notices, and the rules' today.

    ``as_of`` is the instant of the data (UTC); ``today`` the plain date that the rules use.
    """

    today: dt.date
    as_of: dt.datetime
    organisation: Organisation = field(default_factory=Organisation)
    entities: Mapping[str, Entity] = field(default_factory=dict)
    categories: Mapping[str, Category] = field(default_factory=dict)
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    purposes: Mapping[str, Purpose] = field(default_factory=dict)
    activities: Mapping[str, Activity] = field(default_factory=dict)
    notices: Mapping[str, Notice] = field(default_factory=dict)
    preferences: tuple[Preference, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    active_people: frozenset[str] = frozenset()
    third_parties: Mapping[str, ThirdParty] = field(default_factory=dict)
    """Every third party by reference: for sub-processors and the like, which look beyond one dossier."""
    named: Iterable[Party] | None = None
    """What is compared of every third party, where they are not all at hand."""

    @property
    def parties(self) -> Iterable[Party]:
        """What is compared of every third party to find duplicates; read anew each time that it is gone through."""
        return self.third_parties.values() if self.named is None else self.named

    @cached_property
    def waived(self) -> frozenset[tuple[str, str, str]]:
        """The findings (rule, object, key) that a waiver covers today."""
        return frozenset(waiver.identity for waiver in self.waivers if waiver.covers(self.today))

    @cached_property
    def regimes(self) -> frozenset[Regime]:
        """The regimes that are switched on."""
        return frozenset(self.organisation.regimes)

    def regime_on(self, *regimes: Regime) -> bool:
        """Whether at least one of *regimes* is switched on."""
        return not self.regimes.isdisjoint(regimes)

    @cached_property
    def notices_in_order(self) -> tuple[Notice, ...]:
        """Notice versions, oldest first, by the day on which each took effect (or was captured).

        A version in which nothing is coded yet judges nothing, as long as there is one that is coded.
        """
        coded = [notice for notice in self.notices.values() if notice.provisions]
        return tuple(
            sorted(
                coded or self.notices.values(),
                key=lambda notice: (
                    notice.effective_on or notice.captured_on or dt.date.min,
                    notice.ref or "",
                ),
            )
        )

    def notice_on(self, day: dt.date) -> Notice | None:
        """The notice version in effect on *day*, by effective date or, where it states none, by capture date."""
        found = None
        for notice in self.notices_in_order:
            start = notice.effective_on or notice.captured_on
            if start is None or start <= day:
                found = notice
        return found

    @cached_property
    def current_notice(self) -> Notice | None:
        """The notice version in effect today."""
        return self.notice_on(self.today)

    def is_personal(self, category: str) -> bool:
        """Whether the category *category* is personal data; an unknown key counts as personal."""
        known = self.categories.get(category)
        return known is None or known.identifiability not in {
            Identifiability.AGGREGATE,
            Identifiability.ANONYMOUS,
        }

    def carries_personal_data(self, flow: Flow) -> bool:
        """``PD`` of the rules: a category of *flow* that is neither anonymous nor aggregate."""
        return any(self.is_personal(category) for category in flow.categories)


def remembered(
    function: Callable[[Dossier, Context], Iterable[T]],
) -> Callable[[Dossier, Context], tuple[T, ...]]:
    """Let *function* look at a dossier once for a context: many rules ask the same of it, one after another."""
    name = f"_{function.__qualname__}"

    @functools.wraps(function)
    def found(dossier: Dossier, context: Context) -> tuple[T, ...]:
        kept: tuple[Context, tuple[T, ...]] | None = dossier.__dict__.get(name)
        if kept is None or kept[0] is not context:
            kept = dossier.__dict__[name] = context, tuple(function(dossier, context))
        return kept[1]

    return found
