"""What one line of a clause checklist is."""

import datetime as dt
from dataclasses import dataclass

from app.domain.agreements.terms import AgreementKind
from app.kernel.words import Term


class Family(Term):
    """A checklist; its key is what the keys of its clauses begin with."""

    G28 = "g28", "GDPR Article 28"
    CCPA_STATUTE = "ccpa.d", "CCPA, Civil Code 1798.100(d)"
    CCPA_SERVICE = "ccpa.51", "CCPA regulations, 11 CCR 7051"
    CCPA_THIRD = "ccpa.53", "CCPA regulations, 11 CCR 7053"
    CONFIDENTIALITY = "conf", "Confidentiality"
    SCC = "scc", "EU standard contractual clauses"
    IDTA = "idta", "UK transfer agreement"
    ADDENDUM = "add", "UK addendum"
    JOINT = "jca", "Joint controller arrangement"
    HEALTH = "baa", "HIPAA business associate terms"
    GROUP = "ig", "Intra-group terms"
    TRANSITION = "tsa", "Transitional services"


CORE, NORMAL, NICE = 3, 2, 1
"""The weights of a clause in clause completeness (K2)."""


class SourceMark(Term):
    """Whether the citation was checked in public material."""

    CONFIRMED = "confirmed", "Confirmed"
    TO_CONFIRM = "to_confirm", "Source to confirm"


class ValueHint(Term):
    """What the clause's ``value`` states, where it states something that can be counted."""

    NONE = "none", ""
    HOURS = "hours", "Hours"
    DAYS = "days", "Days"
    MONTHS = "months", "Months"


@dataclass(frozen=True)
class ClauseType:
    """A line of a checklist: what to look for, on what ground, how much it weighs and since when it is asked.

    ``valid_from`` and ``valid_to`` are the first and last day on which it is asked, ``None`` without a bound.
    ``kinds`` narrows it to some of the agreements that its family is asked of; empty means all of them.
    """

    key: str
    label: str
    citation: str
    weight: int
    family: Family
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: SourceMark = SourceMark.CONFIRMED
    hint: ValueHint = ValueHint.NONE
    kinds: frozenset[AgreementKind] = frozenset()

    @property
    def is_core(self) -> bool:
        """Whether it has the highest weight, so that its absence is grave."""
        return self.weight == CORE

    def is_valid(self, day: dt.date) -> bool:
        """Whether it is asked on *day*."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def is_asked_of(self, kind: AgreementKind) -> bool:
        """Whether an agreement of *kind* that its family is asked of is read for it."""
        return not self.kinds or kind in self.kinds
