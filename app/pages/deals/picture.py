"""A deal's inventory as it stands, ready for pages."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from app.domain.accounts import queries as accounts
from app.domain.deals import remembered
from app.domain.deals.remarks import threads
from app.domain.deals.terms import ItemType
from app.extensions import db
from app.pages.deals.cards import Card
from app.pages.deals.exception_cards import ExceptionCard, exception_card
from app.pages.deals.facts import Line
from app.pages.deals.room import Visit


class Picture:
    """The inventory of a deal, with the names that its pages show."""

    def __init__(self, visit: Visit) -> None:
        """Read the register and let the engine propose."""
        self.visit = visit
        self.people = accounts.names(db.session)
        self.inventory = remembered.inventory(db.session, visit.deal)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """Every line, by part and number."""
        lines, matter = self.inventory.lines, self.inventory.matter
        proposals = {proposal.key: proposal for proposal in lines.proposals}
        said = threads(self.visit.deal)
        every: list[Line] = [*lines.data, *lines.agreements, *lines.others]
        made = [
            Card(
                line,
                matter,
                proposals.get(line.key),
                matter.items.get(line.key),
                self.people,
                said.get(line.number, ()),
            )
            for line in every
        ]
        return tuple(sorted(made, key=lambda one: one.order))

    @cached_property
    def exceptions(self) -> tuple[ExceptionCard, ...]:
        """Part I, gravest first."""
        made = [exception_card(line, self.people) for line in self.inventory.exceptions]
        return tuple(sorted(made, key=lambda one: one.order))

    @cached_property
    def by_segment(self) -> Mapping[str, list[Card]]:
        """The lines about each segment, and those split from it."""
        found: dict[str, list[Card]] = defaultdict(list)
        for card in self.cards:
            if card.segment is not None:
                found[card.segment].append(card)
        return found

    def find(self, number: str) -> Card | None:
        """The line *number*, if there is one."""
        return next((one for one in self.cards if one.number == number), None)

    def is_numbered(self) -> bool:
        """Whether every number that the page shows is stored."""
        return all(card.item is not None for card in self.cards)

    def keys_in_order(self) -> list[tuple[ItemType, str]]:
        """What the lines are about, in the order of the numbers that the page shows."""
        return [one.key for one in sorted(self.cards, key=lambda one: one.by_number)]
