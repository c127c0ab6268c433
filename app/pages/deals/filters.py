"""Which lines of an inventory a page shows: search, filters and pages, all from the address.

The lines are made by rules, not read by a query, so they are chosen here rather than by the database; the
result has the shape of a listing, and the kit's macros show it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from app.domain.deals.terms import ContractDisposition, Disposition
from app.pages.deals.cards import Card
from app.pages.deals.words import APPROVED, DECIDED, GATES, PARTS, UNDECIDED
from app.pages.kit.addresses import with_query

SIZES = (25, 50, 100)
SIZE = 50

STATES = (
    (UNDECIDED, "Undecided"),
    (DECIDED, "Decided, not approved"),
    (APPROVED, "Approved"),
    ("override", "Against the proposal"),
    ("changed", "Proposal changed since"),
)
OPENNESS = (("open", "Some open before closing"), ("met", "All met"), ("overdue", "Overdue"))


def _dispositions(card: Card) -> set[str]:
    return {card.standing.disposition.value} if card.in_perimeter else set()


def _gates(card: Card) -> set[str]:
    waiting = {gate.state.gate.value for gate in card.gates if gate.state.is_open}
    found = set(waiting)
    if card.open_gates:
        found.add("open")
    if any(gate.is_overdue for gate in card.gates):
        found.add("overdue")
    if card.in_perimeter and not waiting:
        found.add("met")
    return found


def _decisions(card: Card) -> set[str]:
    found = {card.state}
    if card.standing.override is not None:
        found.add("override")
    if card.change:
        found.add("changed")
    return found


def _remarks(card: Card) -> set[str]:
    if not card.talk:
        return set()
    return {"some", "question"} if card.asks else {"some"}


VALUES: dict[str, Callable[[Card], set[str]]] = {
    "part": lambda card: {card.part},
    "decision": _decisions,
    "gates": _gates,
    "disposition": _dispositions,
    "remarks": _remarks,
}
"""The choices of each filter that a line falls under."""

CHOICES: dict[str, list[tuple[str, str]]] = {
    "part": list(PARTS.items()),
    "decision": list(STATES),
    "gates": [*OPENNESS, *GATES],
    "disposition": [*Disposition.choices(), *ContractDisposition.choices()],
    "remarks": [("some", "Some"), ("question", "A question is open")],
}
LABELS = {
    "part": "Part",
    "decision": "Decision",
    "gates": "Gates",
    "disposition": "Disposition",
    "remarks": "Remarks",
}


@dataclass(frozen=True)
class Selection:
    """What an address asks for: only values that there are."""

    words: str
    values: dict[str, str]
    size: int
    page: int

    @property
    def query(self) -> dict[str, str]:
        """The same as arguments of an address."""
        found = {"q": self.words} if self.words else {}
        found |= self.values
        if self.size != SIZE:
            found["size"] = str(self.size)
        if self.page > 1:
            found["page"] = str(self.page)
        return found

    @property
    def is_narrow(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.words or self.values)

    def takes(self, card: Card) -> bool:
        """Whether *card* is among what is asked for."""
        if self.words and not _has_words(card, self.words):
            return False
        return all(value in VALUES[name](card) for name, value in self.values.items())

    def address(self, path: str, **changes: Any) -> str:
        """*path* with this selection, some of it changed; ``None`` takes one away."""
        pairs = {name: value for name, value in self.query.items() if name not in changes}
        pairs |= {name: str(value) for name, value in changes.items() if value is not None}
        return with_query(path, pairs.items())


def _has_words(card: Card, words: str) -> bool:
    text = " ".join([card.number, card.name, *card.beside, *card.standing.rule_ids]).casefold()
    return all(word in text for word in words.casefold().split())


def selection(args: MultiDict[str, str]) -> Selection:
    """The selection that *args* ask for; what is not known is left out."""
    values = {name: args.get(name, "") for name in CHOICES}
    size = next((one for one in SIZES if str(one) == args.get("size")), SIZE)
    page = args.get("page", "")
    return Selection(
        words=" ".join(args.get("q", "").replace("\x00", " ").split())[:200],
        values={name: value for name, value in values.items() if value in dict(CHOICES[name])},
        size=size,
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 and int(page) > 0 else 1,
    )


def from_text(text: str) -> Selection:
    """The selection that a form remembers as the query *text* of the address it stood at."""
    return selection(MultiDict(parse_qsl(text[:2000])))


def view(cards: Sequence[Card], chosen: Selection, path: str) -> dict[str, Any]:
    """The lines *chosen* of *cards* as a listing: rows of this page, filters with counts, chips, pages."""
    found = [card for card in cards if chosen.takes(card)]
    pages = max(1, -(-len(found) // chosen.size))
    number = min(chosen.page, pages)
    first = (number - 1) * chosen.size
    return {
        "title": "Inventory",
        "found": found,
        "cards": found[first : first + chosen.size],
        "search": {"value": chosen.words, "placeholder": "Number, name, reference, rule"},
        "filters": [_filter(name, cards, chosen) for name in LABELS],
        "chips": list(_chips(chosen, path)),
        "clear_url": path,
        "page": {
            "number": number,
            "pages": pages,
            "total": len(found),
            "first": first + 1 if found else 0,
            "last": min(first + chosen.size, len(found)),
            "size": chosen.size,
            "urls": {
                "previous": chosen.address(path, page=number - 1) if number > 1 else None,
                "next": chosen.address(path, page=number + 1) if number < pages else None,
                "sizes": [
                    (size, chosen.address(path, size=size, page=None), size == chosen.size) for size in SIZES
                ],
            },
        },
    }


def _filter(name: str, cards: Iterable[Card], chosen: Selection) -> dict[str, Any]:
    """A filter with those of its choices that some line has, and how many have it."""
    counts = Counter(value for card in cards for value in VALUES[name](card))
    current = chosen.values.get(name, "")
    return {
        "key": name,
        "label": LABELS[name],
        "choices": [
            (value, f"{value}: {label}" if name == "part" else label, counts[value])
            for value, label in CHOICES[name]
            if counts[value] or value == current
        ],
        "value": current,
    }


def _chips(chosen: Selection, path: str) -> Iterable[dict[str, str]]:
    if chosen.words:
        yield {"label": f"“{chosen.words}”", "remove_url": chosen.address(path, q=None, page=None)}
    for name, value in chosen.values.items():
        label = dict(CHOICES[name])[value]
        shown = f"Part {value}" if name == "part" else f"{LABELS[name]}: {label}"
        yield {"label": shown, "remove_url": chosen.address(path, **{name: None, "page": None})}


def following(cards: Sequence[Card], chosen: Selection, number: str) -> str | None:
    """The number of the line after *number* among those *chosen*."""
    found = [card.number for card in cards if chosen.takes(card)]
    after = found[found.index(number) + 1 :] if number in found else found
    return after[0] if after else None
