"""The key figures: each a fraction of whole numbers, so that everybody sees what it was counted from.

A denominator of 0 means that there is nothing to measure (n/a), never that all is well. What a figure takes
from one dossier is a pure function of that dossier and the context; :func:`evaluate` adds these up in one
pass, so that a register of any size is read once and never held.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from app.domain.evidence.records import Preference
from app.domain.findings import measures
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.rules.register import ARTICLE_30, empty_fields
from app.domain.findings.rules.rights import due_on, marketing_flows, must_be_told
from app.domain.findings.terms import SLA_DAYS, Severity
from app.kernel.periods import Period, days_between

PERIOD_MONTHS = 12
"""The months up to today over which K9 and K10 look, unless another period is asked for."""

NAMES: Mapping[str, str] = {
    "K1": "Agreement coverage",
    "K2": "Clause completeness",
    "K3": "Promise kept",
    "K4": "Notice coverage",
    "K5": "Transfer coverage",
    "K6": "Sub-processor visibility",
    "K7": "Reviews on time",
    "K8": "Expiry exposure",
    "K9": "Opt-out propagation",
    "K10": "Findings in time",
    "K11": "Evidence currency",
    "K12": "Deal readiness",
    "K13": "Register completeness",
}
"""The name of each figure."""


@dataclass(frozen=True)
class Kpi:
    """One figure: *numerator* of *denominator*, and the *parts* printed with it; all whole numbers."""

    id: str
    numerator: int
    denominator: int
    parts: Mapping[str, int] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """What the figure is called."""
        return NAMES[self.id]

    @property
    def is_applicable(self) -> bool:
        """Whether there was anything to measure."""
        return self.denominator > 0

    @property
    def text(self) -> str:
        """The fraction as it is printed, ``n/a`` where there was nothing to measure."""
        return f"{self.numerator:,}/{self.denominator:,}" if self.is_applicable else "n/a"

    def as_json(self) -> dict[str, Any]:
        """As ``check --json`` and snapshots carry it."""
        return {
            "id": self.id,
            "name": self.name,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "parts": dict(self.parts),
        }


@dataclass(frozen=True)
class FindingRow:
    """What K10 needs of the history of *count* findings; ``closed_on`` is empty while they are open."""

    severity: Severity
    opened_on: dt.date
    closed_on: dt.date | None = None
    count: int = 1

    @classmethod
    def of(cls, *, severity: str, opened_on: dt.date, closed_on: dt.date | None, count: int = 1) -> Self:
        """A row from the severity's key."""
        return cls(Severity(severity), opened_on, closed_on, count)

    @property
    def due_on(self) -> dt.date | None:
        """The day by which it should be closed; none for what is merely worth knowing."""
        days = SLA_DAYS.get(self.severity)
        return None if days is None else self.opened_on + dt.timedelta(days=days)


PER_DOSSIER: Mapping[str, Callable[[Dossier, Context], measures.Counts]] = {
    "K1": measures.agreement_coverage,
    "K2": measures.clause_completeness,
    "K3": measures.promise_kept,
    "K4": measures.notice_coverage,
    "K5": measures.transfer_coverage,
    "K6": measures.chain_visibility,
    "K7": measures.reviews_on_time,
    "K8": measures.expiry_exposure,
    "K11": measures.evidence_currency,
}
"""The figures that add up from dossiers alone."""


def evaluate(
    dossiers: Iterable[Dossier],
    context: Context,
    finding_rows: Iterable[FindingRow],
    period: Period | None = None,
) -> list[Kpi]:
    """All figures but K12 (a deal's, :func:`deal_readiness`), in order, from one pass over *dossiers*."""
    period = period or Period.months_to(context.today, PERIOD_MONTHS)
    counts: dict[str, measures.Counts] = {kpi: Counter() for kpi in PER_DOSSIER}
    propagation = Propagation.of(context, period)
    for dossier in dossiers:
        for kpi, count in PER_DOSSIER.items():
            counts[kpi].update(count(dossier, context))
        propagation.add(dossier, context)
    found = {kpi: of_counts(kpi, count) for kpi, count in counts.items()}
    found["K9"] = propagation.kpi()
    found["K10"] = findings_in_time(finding_rows, context.today, period)
    found["K13"] = register_completeness(context)
    return [found[kpi] for kpi in NAMES if kpi in found]


def of_counts(kpi: str, counts: measures.Counts) -> Kpi:
    """The figure *kpi* of :data:`PER_DOSSIER` that the *counts* of its dossiers add up to."""
    return _in_whole_points(counts) if kpi == "K2" else _summed(kpi, counts)


def _summed(kpi: str, counts: measures.Counts) -> Kpi:
    parts = {name: counts[name] for name in measures.PARTS.get(kpi, ())}
    return Kpi(kpi, counts[measures.TAKEN], counts[measures.OF], parts)


def _in_whole_points(counts: measures.Counts) -> Kpi:
    """K2, where a clause partly present earns half its weight: both sides doubled if that leaves a half."""
    parts = {name: counts[name] for name in measures.PARTS["K2"]}
    halves = 2 * parts["present"] + parts["partial"]
    scale = 1 + halves % 2
    return Kpi("K2", halves * scale // 2, counts[measures.OF] * scale, parts)


class Propagation:
    """K9: which opt-outs due in the period every marketing third party confirmed within ten business days."""

    def __init__(self, due: Mapping[int, tuple[Preference, dt.date]]) -> None:
        """Begin with the preferences *due* by number, each with its due day; so far none was missed."""
        self._due = due
        self._missed: set[int] = set()

    @classmethod
    def of(cls, context: Context, period: Period) -> Self:
        """The preferences of *context* that fell due in *period*."""
        dated = ((preference, due_on(preference, context)) for preference in context.preferences)
        due = [(preference, day) for preference, day in dated if day in period and not preference.archived]
        return cls({number: (preference, day) for number, (preference, day) in enumerate(due) if day})

    def anew(self) -> Self:
        """The same opt-outs, none of them missed yet."""
        return type(self)(self._due)

    @property
    def due(self) -> frozenset[str]:
        """The references of the opt-outs that fell due."""
        return frozenset(preference.ref or "" for preference, _ in self._due.values())

    @property
    def missed(self) -> frozenset[str]:
        """The references of those that somebody added so far did not confirm in time."""
        return frozenset(self._due[number][0].ref or "" for number in self._missed)

    def add(self, dossier: Dossier, context: Context) -> None:
        """Note which opt-outs the third party of *dossier* should have confirmed in time and did not."""
        flows = marketing_flows(dossier, context) if len(self._missed) < len(self._due) else ()
        if not flows:
            return
        ref = dossier.third_party.ref
        for number, (preference, day) in self._due.items():
            if number in self._missed:
                continue
            acked = (entry.ack_on for entry in preference.propagation if entry.third_party == ref)
            in_time = any(ack is not None and ack <= day for ack in acked)
            if not in_time and any(must_be_told(flow, preference, context) for flow in flows):
                self._missed.add(number)

    def kpi(self) -> Kpi:
        """The figure, once every dossier was added."""
        return Kpi("K9", len(self._due) - len(self._missed), len(self._due))


def findings_in_time(rows: Iterable[FindingRow], today: dt.date, period: Period) -> Kpi:
    """K10: findings closed in time, of those whose time ended in *period*; and what is critical and open."""
    in_time = due = critical = oldest = 0
    for row in rows:
        limit = row.due_on
        if limit is not None and limit in period:
            due += row.count
            in_time += row.count if row.closed_on is not None and row.closed_on <= limit else 0
        if row.severity is Severity.CRITICAL and row.closed_on is None:
            critical += row.count
            oldest = max(oldest, days_between(row.opened_on, today))
    return Kpi("K10", in_time, due, {"open_critical": critical, "oldest_critical_days": oldest})


def register_completeness(context: Context) -> Kpi:
    """K13: of the Article 30 fields of all activities, those filled."""
    activities = [activity for activity in context.activities.values() if not activity.archived]
    empty = sum(len(empty_fields(activity, context)) for activity in activities)
    fields = len(ARTICLE_30) * len(activities)
    return Kpi("K13", fields - empty, fields, {"activities": len(activities)})


def deal_readiness(
    *,
    items_ready: int,
    items: int,
    consents_received: int,
    consents_required: int,
    records_movable: int,
    records: int,
) -> Kpi:
    """K12: items of a deal with an approved disposition and all gates met, of those in its perimeter.

    Consents and records are its parts; the deals room counts them.
    """
    parts = {
        "consents_received": consents_received,
        "consents_required": consents_required,
        "records_movable": records_movable,
        "records": records,
    }
    return Kpi("K12", items_ready, items, parts)
