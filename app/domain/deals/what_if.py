"""What if: the same register under another structure, buyer, regimes or date, beside the deal as it is.

Everything here is a function of two deals and one register: nothing is saved by trying. What was tried can be kept
as a scenario, or applied to the deal.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.deals.course import Scenario
from app.domain.deals.deal_rules.rule import Review
from app.domain.deals.engine import deal_flags
from app.domain.deals.lines import Lines, collect
from app.domain.deals.matter import Matter
from app.domain.deals.numbering import ItemKey, by_number
from app.domain.deals.operations import editable, problems, save_part
from app.domain.deals.proposal import AnyDisposition, GateNeed, Proposal
from app.domain.deals.records import Deal
from app.domain.deals.review import judged
from app.domain.deals.terms import ContractDisposition, Disposition
from app.domain.findings.engine import Found
from app.domain.operation import operation
from app.kernel.errors import Invalid, Missing
from app.security.actor import Actor
from app.security.permissions import Permission

FACTS = (
    "kind",
    "regimes",
    "signing_on",
    "closing_on",
    "window_days",
    "buyer_country",
    "buyer_same_business",
    "buyer_adopts_notice",
    "buyer_purposes",
    "data_standalone",
)
"""The facts of a deal that can be tried otherwise."""

GateKey = tuple[str, str]
"""Phase and kind of a gate."""


@dataclass(frozen=True)
class LineChange:
    """What another set of facts does to one line; ``None`` for a disposition where the line is not there.

    ``why`` is what the rules that decide say then, or now where the line is gone.
    """

    key: ItemKey
    number: str
    was: AnyDisposition | None
    now: AnyDisposition | None
    gates_added: tuple[GateNeed, ...]
    gates_gone: tuple[GateNeed, ...]
    rules_added: tuple[str, ...]
    rules_gone: tuple[str, ...]
    why: str

    @property
    def changes_disposition(self) -> bool:
        """Whether something else is proposed for it."""
        return self.was is not self.now


@dataclass(frozen=True)
class Comparison:
    """Two readings of a deal: the lines that differ by number, how many do not, and the counts of each."""

    changes: tuple[LineChange, ...]
    unchanged: int
    dispositions: tuple[tuple[AnyDisposition, int, int], ...]
    gates: tuple[tuple[GateNeed, int, int], ...]
    findings_added: tuple[Found, ...]
    findings_gone: tuple[Found, ...]
    flags: tuple[str, ...]


def facts_of(deal: Deal, name: str = "As it is") -> Scenario:
    """The facts of *deal* that can be tried otherwise."""
    return Scenario(name=name, **{fact: getattr(deal, fact) for fact in FACTS})


def under(deal: Deal, scenario: Scenario) -> Deal:
    """*deal* with the facts of *scenario*."""
    return deal.model_copy(update={fact: getattr(scenario, fact) for fact in FACTS})


def differing(deal: Deal, scenario: Scenario) -> tuple[str, ...]:
    """The names of the facts of *scenario* that differ from those of *deal*."""
    return tuple(fact for fact in FACTS if getattr(deal, fact) != getattr(scenario, fact))


def compared(matter: Matter, lines: Lines, scenario: Scenario, used: tuple[str, ...] = ()) -> Comparison:
    """*matter* with its *lines* beside the same register under *scenario*."""
    other = replace(matter, deal=under(matter.deal, scenario))
    then = collect(other, used)
    numbers = {line.key: line.number for line in (*then.facts, *lines.facts)}
    before = {proposal.key: proposal for proposal in lines.proposals}
    after = {proposal.key: proposal for proposal in then.proposals}
    keys = [*before, *(key for key in after if key not in before)]
    found = [_change(key, numbers[key], before.get(key), after.get(key)) for key in keys]
    changes = [one for one in found if one is not None]
    was, now = judged(Review(matter, lines)), judged(Review(other, then))
    known, fresh = _identities(was), _identities(now)
    return Comparison(
        changes=tuple(sorted(changes, key=lambda one: by_number(one.number))),
        unchanged=len(found) - len(changes),
        dispositions=_counted(before.values(), after.values()),
        gates=_gates(before.values(), after.values()),
        findings_added=tuple(one for one in now if (one.rule, one.key) not in known),
        findings_gone=tuple(one for one in was if (one.rule, one.key) not in fresh),
        flags=tuple(flag for flag in deal_flags(other) if flag not in deal_flags(matter)),
    )


def _identities(found: Iterable[Found]) -> set[tuple[str, str]]:
    return {(one.rule, one.key) for one in found}


def _change(key: ItemKey, number: str, was: Proposal | None, now: Proposal | None) -> LineChange | None:
    """How the line *key* differs; ``None`` where it does not."""
    then, there = _needs(was), _needs(now)
    added = tuple(need for name, need in there.items() if name not in then)
    gone = tuple(need for name, need in then.items() if name not in there)
    rules_then = set(was.rule_ids) if was is not None else set()
    rules_now = set(now.rule_ids) if now is not None else set()
    before = was.disposition if was is not None else None
    after = now.disposition if now is not None else None
    if before is after and not added and not gone and rules_then == rules_now:
        return None
    shown = now or was
    deciding = (
        [one for one in shown.firings if one.disposition is shown.disposition] if shown is not None else []
    )
    why = " ".join(f"{one.rule_id}: {one.explanation}" for one in deciding) or (shown.basis if shown else "")
    return LineChange(
        key,
        number,
        before,
        after,
        added,
        gone,
        tuple(sorted(rules_now - rules_then)),
        tuple(sorted(rules_then - rules_now)),
        why,
    )


def _needs(proposal: Proposal | None) -> Mapping[GateKey, GateNeed]:
    if proposal is None:
        return {}
    return {(need.phase.value, need.gate.value): need for need in proposal.gates}


def _counted(
    before: Iterable[Proposal], after: Iterable[Proposal]
) -> tuple[tuple[AnyDisposition, int, int], ...]:
    was = Counter(proposal.disposition for proposal in before)
    now = Counter(proposal.disposition for proposal in after)
    order: list[AnyDisposition] = [*Disposition, *ContractDisposition]
    return tuple((one, was[one], now[one]) for one in order if was[one] or now[one])


def _gates(before: Iterable[Proposal], after: Iterable[Proposal]) -> tuple[tuple[GateNeed, int, int], ...]:
    shown: dict[GateKey, GateNeed] = {}
    counts: list[Counter[GateKey]] = []
    for some in (before, after):
        count: Counter[GateKey] = Counter()
        for proposal in some:
            for name, need in _needs(proposal).items():
                shown.setdefault(name, need)
                count[name] += 1
        counts.append(count)
    was, now = counts
    return tuple((shown[name], was[name], now[name]) for name in sorted(shown, reverse=True))


@operation(Permission.DEALS_WRITE, "deal.keep_scenario")
def keep(work: Work, actor: Actor, ref: str, scenario: Scenario, *, version: int | None = None) -> Deal:
    """Keep *scenario* beside the deal *ref*; one of the same name is replaced."""
    stored = editable(work, actor, ref)
    kept = scenario.model_copy(update={"by": checks.by_person(actor), "at": work.at})
    others = [one for one in stored.scenarios if checks.folded(one.name) != checks.folded(kept.name)]
    return save_part(work, actor, stored, {"scenarios": [*others, kept]}, version)


@operation(Permission.DEALS_WRITE, "deal.drop_scenario")
def drop(work: Work, actor: Actor, ref: str, name: str, *, version: int | None = None) -> Deal:
    """Take the scenario *name* away; its history stays."""
    stored = editable(work, actor, ref)
    others = [one for one in stored.scenarios if one.name != name]
    if len(others) == len(stored.scenarios):
        raise Missing(f"{ref} has no scenario “{name}”.")
    return save_part(work, actor, stored, {"scenarios": others}, version)


@operation(Permission.DEALS_WRITE, "deal.apply_scenario")
def apply(work: Work, actor: Actor, ref: str, scenario: Scenario, *, version: int | None = None) -> Deal:
    """Give the deal *ref* the facts of *scenario*; decisions stay, and show what is proposed otherwise now.

    Raises ``Invalid`` where nothing differs, ``Conflict`` where somebody else was faster.
    """
    stored = editable(work, actor, ref)
    if not differing(stored, scenario):
        raise Invalid.of("kind", "Nothing differs from the deal as it is: change a fact first.")
    record = Deal.parse(under(stored, scenario).to_state())
    checks.expect_version(work, record, version)
    checks.require(Deal, problems(work, actor, record, stored))
    work.save(record, version=version)
    return record
