"""The matter: a deal with what its rules are judged against, and the questions that several rules ask of it.

Everything is a function of the deal's record, the findings context and the dossiers: nothing here reads the
database or asks for the time.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.domain.catalogue.terms import LegalBasis, Sensitivity
from app.domain.deals.extent import Extent
from app.domain.deals.records import Deal, Item, Segment
from app.domain.deals.structures import CONTROLLER_STAYS, STRUCTURES, Structure
from app.domain.deals.terms import GatePhase, ItemType, Relation
from app.domain.findings.dossier import Context, Dossier
from app.domain.organisation.terms import Regime
from app.kernel.words import in_line

EMAIL = re.compile(r"\be ?mails?\b")
"""Words of a category's key that name an e-mail address."""
PHONE = re.compile(r"\b(tele)?phones?\b")
"""Words of a category's key that name a telephone number."""
BIRTH = re.compile(r"\b(birth(day|date)?|dob)\b")
"""Words of a category's key that name a date of birth."""
PREFERENCES = re.compile(r"\b(preferences?|opt ?outs?)\b")
"""Words of a category's key that name what people chose about their data."""
MIXED_CONTACT = "user.contact"
"""The category of contact details that are not told apart, so that an e-mail address may be among them."""

_OUTSIDE_NOTICE = frozenset({Relation.EMPLOYEE, Relation.SUPPLIER_CONTACT})


@dataclass(frozen=True)
class Matter(Extent):
    """A deal, its context and the dossiers that matter for it; make it with :meth:`of`."""

    @classmethod
    def of(cls, deal: Deal, dossiers: Iterable[Dossier], context: Context) -> "Matter":
        """The matter of *deal*, keeping of *dossiers* (a stream will do) those that it concerns."""
        bare = cls(deal, context)
        kept = (dossier for dossier in dossiers if bare.serves(dossier) or bare.holds_deal_nda(dossier))
        return cls(deal, context, tuple(sorted(kept, key=lambda dossier: dossier.third_party.ref or "")))

    @cached_property
    def regimes(self) -> frozenset[Regime]:
        """The regimes evaluated: the deal's own or, where it names none, those of the organisation."""
        return frozenset(self.deal.regimes) or self.context.regimes

    def regime_on(self, *regimes: Regime) -> bool:
        """Whether at least one of *regimes* is evaluated for this deal."""
        return not self.regimes.isdisjoint(regimes)

    @cached_property
    def structure(self) -> Structure:
        """What the deal's structure does."""
        return STRUCTURES[self.deal.kind]

    @property
    def moves(self) -> bool:
        """Whether data change hands at closing."""
        return self.structure.changes_controller

    @property
    def controller_stays(self) -> bool:
        """Whether the target lives on as the controller."""
        return self.deal.kind in CONTROLLER_STAYS

    @property
    def phase(self) -> GatePhase:
        """When a condition of the data binds: before closing, or after it where closing moves nothing."""
        return GatePhase.CLOSING if self.moves else GatePhase.AFTER

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """All segments, by reference."""
        return tuple(sorted(self.deal.segments, key=lambda segment: segment.ref or ""))

    @cached_property
    def items(self) -> Mapping[tuple[ItemType, str], Item]:
        """The stored lines by what they are about."""
        return {(item.type, item.ref): item for item in self.deal.items}

    # Segments

    def categories(self, segment: Segment) -> tuple[str, ...]:
        """The categories of *segment*, or those of its activity where it names none."""
        return self._of_segment(segment, "categories")

    def subjects(self, segment: Segment) -> tuple[str, ...]:
        """The subject groups of *segment*, or those of its activity where it names none."""
        return self._of_segment(segment, "subjects")

    def purposes(self, segment: Segment) -> tuple[str, ...]:
        """The purposes of *segment*, or those of its activity where it names none."""
        return self._of_segment(segment, "purposes")

    def _of_segment(self, segment: Segment, name: str) -> tuple[str, ...]:
        own: list[str] = getattr(segment, name)
        activity = self.context.activities.get(segment.activity or "")
        if own or activity is None:
            return tuple(own)
        return tuple(getattr(activity, name))

    def bases(self, segment: Segment) -> frozenset[LegalBasis]:
        """The legal basis of *segment*, or those of its purposes under the regimes evaluated."""
        if segment.legal_basis is not None:
            return frozenset({segment.legal_basis})
        known = (self.context.purposes.get(key) for key in self.purposes(segment))
        return frozenset(
            basis
            for purpose in known
            if purpose is not None
            for regime, basis in purpose.legal_basis.items()
            if regime in self.regimes
        )

    def for_marketing(self, segment: Segment) -> bool:
        """Whether a purpose of *segment* is marketing."""
        known = (self.context.purposes.get(key) for key in self.purposes(segment))
        return any(purpose is not None and purpose.marketing for purpose in known)

    def named(self, segment: Segment, words: re.Pattern[str]) -> tuple[str, ...]:
        """The categories of *segment* whose key, export key or parents' keys match *words*."""
        return tuple(key for key in self.categories(segment) if words.search(self._words(key)))

    def _words(self, key: str) -> str:
        seen: list[str] = []
        step: str | None = key
        while step is not None and step not in seen:
            seen.append(step)
            category = self.context.categories.get(step)
            step = category.parent if category is not None else None
        exported = [category.fides for name in seen if (category := self.context.categories.get(name))]
        return re.sub(r"[._\-\s]+", " ", " ".join([*seen, *filter(None, exported)])).casefold()

    def emails(self, segment: Segment) -> tuple[str, ...]:
        """The categories of *segment* that are e-mail addresses, or may contain them undivided."""
        found = self.named(segment, EMAIL)
        return found or tuple(key for key in self.categories(segment) if key == MIXED_CONTACT)

    def sensitive(self, segment: Segment, *flags: Sensitivity) -> tuple[str, ...]:
        """The categories of *segment* that carry one of *flags*, themselves or by a parent."""
        return tuple(key for key in self.categories(segment) if not self.flags_of(key).isdisjoint(flags))

    def flags_of(self, key: str) -> frozenset[Sensitivity]:
        """The sensitivity flags of the category *key* and of its parents."""
        flags: set[Sensitivity] = set()
        seen: set[str] = set()
        category = self.context.categories.get(key)
        while category is not None and category.key not in seen:
            seen.add(category.key)
            flags.update(category.sensitivity)
            category = self.context.categories.get(category.parent or "")
        return frozenset(flags)

    def identifying_in_bankruptcy(self, segment: Segment) -> tuple[str, ...]:
        """The categories of *segment* that 11 U.S.C. 101(41A) counts as identifying."""
        known = ((key, self.context.categories.get(key)) for key in self.categories(segment))
        return tuple(key for key, category in known if category is not None and category.bk_pii)

    def is_personal(self, segment: Segment) -> bool:
        """Whether *segment* holds personal data; one without categories counts as personal."""
        keys = self.categories(segment)
        return not keys or any(self.context.is_personal(key) for key in keys)

    def has_employees(self, segment: Segment) -> bool:
        """Whether employees are among the people of *segment*."""
        return segment.relation is Relation.EMPLOYEE or any(
            subject.is_employee
            for key in self.subjects(segment)
            if (subject := self.context.subjects.get(key))
        )

    def only_employees(self, segment: Segment) -> bool:
        """Whether the people of *segment* are all employees."""
        return segment.relation is Relation.EMPLOYEE or self._all_subjects(segment, "is_employee")

    def only_minors(self, segment: Segment) -> bool:
        """Whether the people of *segment* are marked as minors, all of them."""
        return segment.minor or self._all_subjects(segment, "is_minor")

    def has_minors(self, segment: Segment) -> bool:
        """Whether minors are among the people of *segment*."""
        return segment.minor or any(
            subject.is_minor for key in self.subjects(segment) if (subject := self.context.subjects.get(key))
        )

    def _all_subjects(self, segment: Segment, flag: str) -> bool:
        known = [self.context.subjects.get(key) for key in self.subjects(segment)]
        return bool(known) and all(subject is not None and getattr(subject, flag) for subject in known)

    def outside_notice(self, segment: Segment) -> bool:
        """Whether the customers' notice promised these people nothing: employees and suppliers' contacts."""
        return segment.relation in _OUTSIDE_NOTICE or self.only_employees(segment)

    # Labels and days

    def labels(self, known: Mapping[str, object], keys: Collection[str]) -> list[str]:
        """The labels of *keys* in the vocabulary *known*, or the keys, as words inside a sentence."""
        labels = [getattr(known.get(key), "label", None) or key for key in keys]
        return [in_line(label) for label in labels]

    def before_closing(self, days: int) -> dt.date | None:
        """The day that lies *days* days before closing, where a closing day is set and such a day exists."""
        return shifted(self.deal.closing_on, -days)


def shifted(day: dt.date | None, days: int) -> dt.date | None:
    """*day* moved by *days*; ``None`` without a day or outside the calendar."""
    try:
        return None if day is None else day + dt.timedelta(days=days)
    except OverflowError:
        return None
