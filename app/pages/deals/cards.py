"""The lines of an inventory as pages show them: what each is, why it is proposed, where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.domain.deals.agreement_lines import AgreementLine
from app.domain.deals.data_lines import DataLine
from app.domain.deals.lines import OtherLine
from app.domain.deals.matter import Matter
from app.domain.deals.numbering import LETTERS, ItemKey, by_number
from app.domain.deals.proposal import AnyDisposition, Proposal
from app.domain.deals.records import Item, ItemGate
from app.domain.deals.remarks import Thread
from app.domain.deals.rules.rule import RULES
from app.domain.deals.standing import GateState, Standing
from app.domain.deals.terms import ContractDisposition, Disposition, ItemType
from app.kernel.canonical import digest
from app.kernel.words import listing
from app.pages.deals.facts import Fact, Line, beside, categories_of, facts_of, name_of
from app.pages.deals.words import APPROVED, DECIDED, OUTSIDE, PARTS, TONES, UNDECIDED
from app.pages.kit.addresses import address


@dataclass(frozen=True)
class Reason:
    """A rule that fired on a line; *decides* where the proposal is what it asks for."""

    rule: str
    title: str
    decides: bool
    result: AnyDisposition | None
    gates: str
    explanation: str
    about: str
    citation: str
    confirmed: bool


@dataclass(frozen=True)
class GateCard:
    """A gate of a line; the deal's own record, or the answer on the line, may show it as met."""

    state: GateState
    owner: str
    is_overdue: bool
    stored: ItemGate | None

    @property
    def from_record(self) -> bool:
        """Whether it is met though nobody ticked it off on the line."""
        return not self.state.is_open and (self.stored is None or self.stored.met_on is None)

    @property
    def key(self) -> str:
        """What names it among the gates of its line."""
        return f"{self.state.gate.value}:{self.state.phase.value}"


@dataclass(frozen=True)
class Card:
    """A line of Parts A to E; what a closed line does not show is made when it is asked for."""

    line: Line
    matter: Matter
    proposal: Proposal | None
    item: Item | None
    people: Mapping[str, str]
    talk: tuple[Thread, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether a question on it is open."""
        return any(thread.is_open for thread in self.talk)

    @property
    def key(self) -> ItemKey:
        """What it is about."""
        return self.line.key

    @property
    def number(self) -> str:
        """Its number."""
        return self.line.number

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return self.line.standing

    @property
    def proposed(self) -> AnyDisposition | None:
        """What the rules propose; none outside the perimeter and for what was added by hand."""
        return self.line.standing.proposed

    @property
    def in_perimeter(self) -> bool:
        """Whether it must be decided."""
        return not isinstance(self.line, DataLine) or self.line.in_perimeter

    @cached_property
    def part(self) -> str:
        """The letter of the part in which it stands."""
        if isinstance(self.line, OtherLine):
            return self.number[0] if self.number[0] in PARTS else LETTERS[self.line.type]
        return self.line.part

    @cached_property
    def name(self) -> str:
        """What it is called."""
        return name_of(self.line)

    @cached_property
    def beside(self) -> list[str]:
        """What stands beside the name."""
        return beside(self.line)

    @cached_property
    def facts(self) -> list[Fact]:
        """What the register says of it."""
        return facts_of(self.line)

    @cached_property
    def categories(self) -> list[tuple[str, str]]:
        """The categories of data, each with why it is sensitive."""
        return categories_of(self.line)

    @property
    def url(self) -> str | None:
        """Where the agreement is shown, for who may see it there."""
        return address("agreement", self.line.ref) if self.is_agreement else None

    @property
    def document(self) -> str | None:
        """The hash of the agreement's document."""
        return self.line.document if isinstance(self.line, AgreementLine) else None

    @property
    def consent_status(self) -> str | None:
        """Where the counterparty's consent stands."""
        return self.line.consent_status if isinstance(self.line, AgreementLine) else None

    @property
    def override_by(self) -> str:
        """Who decided against the proposal, by name."""
        override = self.standing.override
        return self.people.get(override.by, override.by) if override is not None else ""

    @property
    def decided_by(self) -> str:
        """Who decided, by name."""
        email = self.standing.decided_by or ""
        return self.people.get(email, email)

    @property
    def approved_by(self) -> str:
        """Who approved the decision, by name."""
        email = self.standing.approved_by or ""
        return self.people.get(email, email)

    @cached_property
    def order(self) -> tuple[int, tuple[str, int]]:
        """Where it stands on the page: by part, then by number."""
        return (list(PARTS).index(self.part), self.by_number)

    @property
    def by_number(self) -> tuple[str, int]:
        """Where it stands among all lines by number alone."""
        return by_number(self.number)

    @property
    def is_agreement(self) -> bool:
        """Whether a counterparty can be asked."""
        return self.key[0] is ItemType.AGREEMENT

    @property
    def segment(self) -> str | None:
        """The segment that it is about or was split from."""
        kinds = {ItemType.SEGMENT, ItemType.SUPPRESSION_LIST, ItemType.ACCOUNT}
        return self.key[1] if self.key[0] in kinds and self.key[1].startswith("S-") else None

    @property
    def state(self) -> str:
        """How far the decision is: outside, undecided, decided or approved."""
        if not self.in_perimeter:
            return OUTSIDE
        if self.standing.is_approved:
            return APPROVED
        return DECIDED if self.standing.decided is not None else UNDECIDED

    @property
    def tone(self) -> str:
        """The tint of the disposition that holds."""
        return TONES.get(self.standing.disposition, "neutral")

    @cached_property
    def open_gates(self) -> int:
        """How many gates before closing are open."""
        return len(self.standing.open_gates)

    @cached_property
    def gates(self) -> tuple[GateCard, ...]:
        """The gates, each with what is stored of it."""
        stored = {(gate.gate, gate.phase): gate for gate in self.item.gates} if self.item is not None else {}
        today = self.matter.context.today
        return tuple(
            GateCard(
                state=state,
                owner=self.people.get(state.owner or "", state.owner or ""),
                is_overdue=state.is_open and state.due_on is not None and state.due_on < today,
                stored=stored.get((state.gate, state.phase)),
            )
            for state in self.standing.gates
        )

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """The rules that fired."""
        proposal, known = self.proposal, self.matter.context.categories
        if proposal is None:
            return ()
        return tuple(
            Reason(
                rule=firing.rule_id,
                title=RULES[firing.rule_id].title,
                decides=firing.disposition is proposal.disposition,
                result=firing.disposition,
                gates=listing([need.gate.label.lower() for need in firing.gates]),
                explanation=firing.explanation,
                about=listing(self.matter.labels(known, firing.categories)),
                citation=firing.citation,
                confirmed=firing.source_confirmed,
            )
            for firing in proposal.firings
        )

    @property
    def deciding(self) -> list[Reason]:
        """The rules that the proposal follows."""
        return [reason for reason in self.reasons if reason.decides]

    @property
    def others(self) -> list[Reason]:
        """The rules that fired beside them."""
        return [reason for reason in self.reasons if not reason.decides]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What can be decided on it."""
        return ContractDisposition.choices() if self.is_agreement else Disposition.choices()

    @property
    def change(self) -> str:
        """How the proposal differs from the one that was decided on; blank where it does not."""
        if self.item is None or self.standing.decided is None or self.proposed is None:
            return ""
        override = self.standing.override
        then = override.was if override is not None else self.standing.decided.value
        if then != self.proposed.value:
            return f"The rules propose {self.proposed.label.lower()} now, which they did not at the decision."
        fresh = [rule for rule in self.standing.rule_ids if rule not in self.item.rule_ids]
        gone = [rule for rule in self.item.rule_ids if rule not in self.standing.rule_ids]
        said = [
            f"{listing(fresh)} fired since" if fresh else "",
            f"{listing(gone)} fires no more" if gone else "",
        ]
        return f"After the decision {listing([one for one in said if one])}." if fresh or gone else ""

    @property
    def seen(self) -> str:
        """A mark of what a person sees of the line; a decision on what has changed since is not taken."""
        stored = self.item.to_state() if self.item is not None else None
        gates = [f"{gate.state.rule_ids}" for gate in self.gates]
        proposed = self.proposed.value if self.proposed is not None else None
        decided = stored and any(
            value for name, value in stored.items() if name not in {"number", "type", "ref"}
        )
        return digest(
            [stored if decided else None, proposed, list(self.standing.rule_ids), gates, self.in_perimeter]
        )[:16]
