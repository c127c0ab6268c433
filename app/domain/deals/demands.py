"""What a move asks for: the conditions of each stage, and which of them the deal does not meet today.

A demand can be passed over, but never silently: the move then carries the reason and what was left open.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.deals.facts import deal_nda
from app.domain.deals.lines import Lines
from app.domain.deals.matter import Matter
from app.domain.deals.succession import NOTHING_MOVES
from app.domain.deals.terms import DealStage, GatePhase

MOST_NAMED = 8
"""Lines that a demand names one by one."""


@dataclass(frozen=True)
class Demand:
    """Something that a stage asks for and that is not there: in words, with the lines that lack it."""

    what: str
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The demand with the first lines that lack it, such as ``Notice sent: A-001, A-002``."""
        if not self.lines:
            return self.what
        named = ", ".join(self.lines[:MOST_NAMED])
        more = len(self.lines) - MOST_NAMED
        return f"{self.what}: {named}" + (f" and {more:,} more" if more > 0 else "")


def demands(matter: Matter, lines: Lines, stage: DealStage) -> tuple[Demand, ...]:
    """What *stage* asks for and the deal does not meet; empty where nothing stands in the way."""
    found = {
        DealStage.DILIGENCE: _for_diligence,
        DealStage.SIGNED: _for_signing,
        DealStage.CLOSED: _for_closing,
        DealStage.INTEGRATED: _for_integration,
    }.get(stage)
    return () if found is None else tuple(found(matter, lines))


def _for_diligence(matter: Matter, lines: Lines) -> Iterator[Demand]:
    if deal_nda(matter, matter.context.today) is None:
        yield Demand("No deal confidentiality agreement in force is recorded")


def _for_signing(matter: Matter, lines: Lines) -> Iterator[Demand]:
    inside = lines.perimeter
    undecided = tuple(line.number for line in inside if line.standing.decided is None)
    waiting = tuple(
        line.number for line in inside if line.standing.decided is not None and not line.standing.is_approved
    )
    if undecided:
        yield Demand("Undecided", undecided)
    if waiting:
        yield Demand("Decided and not approved", waiting)


def _for_closing(matter: Matter, lines: Lines) -> Iterator[Demand]:
    yield from _for_signing(matter, lines)
    yield from _open_gates(lines, GatePhase.CLOSING)


def _for_integration(matter: Matter, lines: Lines) -> Iterator[Demand]:
    if matter.deal.register_moved_on is None and matter.deal.kind not in NOTHING_MOVES:
        yield Demand("The perimeter has not been moved in the register")
    untold = tuple(told.third_party for told in matter.deal.told if told.on is None)
    if untold:
        yield Demand("Not told of the new controller", untold)
    yield from _open_gates(lines, GatePhase.AFTER)


def _open_gates(lines: Lines, phase: GatePhase) -> Iterator[Demand]:
    waiting: dict[str, list[str]] = defaultdict(list)
    for line in lines.perimeter:
        for gate in line.standing.gates:
            if gate.is_open and gate.phase is phase:
                waiting[gate.gate.label].append(line.number)
    for label, numbers in waiting.items():
        yield Demand(label, tuple(numbers))
