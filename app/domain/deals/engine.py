"""The engine: what the rules propose for every item of a deal.

The software proposes, counsel disposes: a proposal lists every rule that fired, the strictest disposition
among them, and the gates that stand before it. Pure and deterministic: the same deal, register and day give
the same proposals, so that another structure, buyer or date can be tried before anything is saved.
"""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import replace

import app.domain.deals.rules  # noqa: F401  (registers the rules)
from app.domain.agreements.predicates import in_force
from app.domain.agreements.records import Agreement
from app.domain.catalogue.terms import Sensitivity
from app.domain.deals.collection import announced, at_collection
from app.domain.deals.matter import MIXED_CONTACT, PREFERENCES, Matter
from app.domain.deals.proposal import AnyDisposition, Proposal, binding, heaviest, merged, strictest
from app.domain.deals.records import Deal, Segment
from app.domain.deals.rules.rule import RULES, Firing, Rule
from app.domain.deals.terms import ContractDisposition, DealKind, Disposition, ItemType
from app.domain.findings.dossier import Context, Dossier
from app.domain.notices.coverage import Coverage
from app.kernel.words import listing

SPLIT_RULE = "DR-12"
"""The rule that takes an e-mail address out of its segment."""
CARD_RULE = "DR-35"
"""The rule that leaves card numbers behind and has their tokens migrated."""
PREFERENCE_RULE = "DR-11"
"""The rule that sends opt-outs of sale along with the people."""


def propose(deal: Deal, dossiers: Iterable[Dossier], context: Context) -> tuple[Proposal, ...]:
    """The proposals for every item in the perimeter of *deal*: data first, then agreements, by reference."""
    return propose_for(Matter.of(deal, dossiers, context))


def propose_for(matter: Matter) -> tuple[Proposal, ...]:
    """The proposals for every item in the perimeter of *matter*."""
    return (*_data(matter), *(_agreement(matter, agreement) for _, agreement in matter.agreements))


def deal_firings(matter: Matter) -> tuple[Firing, ...]:
    """What the rules find about the deal as a whole."""
    fired = (rule.fire(matter) for rule in _rules("per_deal"))
    return tuple(firing for firing in fired if firing is not None)


def deal_flags(matter: Matter) -> tuple[str, ...]:
    """What counsel must decide about the deal as a whole."""
    wording = ""
    if announced(matter) is Coverage.ARGUABLE:
        wording = "The notice announces a deal of this kind only arguably: take a view on its wording."
    buyer = ""
    if matter.moves and matter.deal.kind is not DealKind.DATA_ONLY_SALE and not matter.deal.buyer_purposes:
        buyer = "The buyer's purposes are not recorded: a different use would not be noticed."
    bare = ""
    if matter.activities_without_segment:
        names = listing(list(matter.activities_without_segment[:8]))
        more = len(matter.activities_without_segment) - 8
        bare = f"No segment says what data are in the perimeter of {names}" + (
            f" and {more} more: add one for each." if more > 0 else ": add one for each."
        )
    return tuple(flag for flag in (matter.structure.note, wording, buyer, bare) if flag)


@functools.cache
def _rules(function: str) -> tuple[Rule, ...]:
    found = (rule for rule in RULES.values() if getattr(rule, function) is not None)
    return tuple(sorted(found, key=lambda rule: rule.id))


def _data(matter: Matter) -> Iterator[Proposal]:
    """Segments, each followed by what was split from it, then the records that travel with the people."""
    whole = deal_firings(matter)
    shared = tuple(firing for firing in whole if RULES[firing.rule_id].on_segments)
    for segment in matter.segments:
        if segment.in_perimeter:
            yield from _segment(matter, segment, shared)
    for firing in whole:
        if firing.rule_id == PREFERENCE_RULE:
            yield _proposal(matter, ItemType.CONSENT_RECORD, str(firing.values["kind"]), (firing,))


def _segment(matter: Matter, segment: Segment, shared: tuple[Firing, ...]) -> Iterator[Proposal]:
    """The line of a segment; a line for its opted-out addresses, and one for the tokens of its cards.

    Where nothing is left but the addresses and what their owners chose, the list is the only line.
    """
    own = (rule.fire(matter, segment) for rule in _rules("per_segment"))
    fired = [*shared, *(firing for firing in own if firing is not None)]
    firings = tuple(sorted(fired, key=lambda firing: firing.rule_id))
    ref, categories = segment.ref or "", matter.categories(segment)
    split = next((firing for firing in firings if firing.rule_id == SPLIT_RULE), None)
    flags = _facts_missing(matter, segment)
    if split is None:
        yield _proposal(matter, ItemType.SEGMENT, ref, firings, flags, categories)
    else:
        rest = tuple(key for key in categories if key not in split.categories or key == MIXED_CONTACT)
        if set(rest) <= set(matter.named(segment, PREFERENCES)):
            rest = ()
        if rest:
            others = tuple(firing for firing in firings if firing is not split)
            yield _proposal(matter, ItemType.SEGMENT, ref, others, flags, rest)
        about = tuple(
            firing
            for firing in firings
            if not firing.categories or not set(firing.categories).isdisjoint(split.categories)
        )
        yield _proposal(
            matter,
            ItemType.SUPPRESSION_LIST,
            ref,
            about,
            () if rest else flags,
            split.categories if rest else categories,
        )
    yield from _tokens(matter, ref, firings)


def _tokens(matter: Matter, ref: str, firings: tuple[Firing, ...]) -> Iterator[Proposal]:
    """The tokens that stand for card numbers, judged by what is said of the segment as a whole."""
    cards = next((firing for firing in firings if firing.rule_id == CARD_RULE), None)
    if cards is None:
        return
    moved = replace(
        cards,
        disposition=Disposition.TRANSFER,
        gates=(),
        explanation="The payment processor hands the tokens to the buyer's; no file holds a card number.",
        flag="Agree the migration of tokens with both payment processors.",
    )
    about = (*(firing for firing in firings if not firing.categories), moved)
    found = _proposal(matter, ItemType.ACCOUNT, ref, about, (), cards.categories)
    if found.disposition is not Disposition.DELETE:
        yield found


def _proposal(
    matter: Matter,
    type_: ItemType,
    ref: str,
    firings: tuple[Firing, ...],
    flags: tuple[str, ...] = (),
    categories: tuple[str, ...] = (),
) -> Proposal:
    base = Disposition.TRANSFER if matter.moves else Disposition.NO_TRANSFER
    disposition = strictest(base, firings)
    every = merged(firings, matter.deal.closing_on)
    default = (
        "The controller changes and no stricter rule fired."
        if matter.moves
        else "The controller stays the same, so that nothing moves at closing."
    )
    asked = tuple(firing.flag for firing in firings if firing.flag)
    return Proposal(
        type=type_,
        ref=ref,
        disposition=disposition,
        gates=binding(every, disposition),
        all_gates=every,
        firings=firings,
        basis=_basis(disposition, firings, default),
        flags=tuple(dict.fromkeys((*asked, *flags))),
        categories=categories,
    )


def _basis(disposition: AnyDisposition, firings: Iterable[Firing], default: str) -> str:
    deciding = [firing.rule_id for firing in firings if firing.disposition is disposition]
    return ", ".join(deciding) or default


def _facts_missing(matter: Matter, segment: Segment) -> tuple[str, ...]:
    """What is not recorded, or is mixed, so that a rule could not decide."""
    told = at_collection(matter, segment)
    unknown_version = matter.moves and bool(told.notices) and not told.recorded
    mixed_minors = matter.has_minors(segment) and not matter.only_minors(segment)
    end, closing = segment.retention_end_on, matter.deal.closing_on
    ends_before = end is not None and closing is not None and matter.context.today <= end < closing
    quiet = matter.moves and not RULES[CARD_RULE].applies(matter)
    cards = quiet and matter.sensitive(segment, Sensitivity.CARD)
    found = (
        (not matter.categories(segment), "No data category is recorded: rules on categories could not fire."),
        (
            unknown_version and not matter.outside_notice(segment),
            "The notice version at collection is not recorded.",
        ),
        (mixed_minors, "Minors are among these people: put them into a segment of their own."),
        (ends_before, "The retention period ends before closing: delete by then."),
        (cards, "Card numbers are among the data: let tokens move instead, whatever the regime."),
    )
    return tuple(text for holds, text in found if holds)


def _agreement(matter: Matter, agreement: Agreement) -> Proposal:
    fired = (rule.fire(matter, agreement) for rule in _rules("per_agreement"))
    firings = tuple(firing for firing in fired if firing is not None)
    disposition = heaviest(ContractDisposition.NO_ACTION, firings)
    default = "The contract stays where it is."
    if matter.structure.by_succession:
        default = "The contract passes by operation of law."
    elif matter.deal.kind is DealKind.DATA_ONLY_SALE and disposition is ContractDisposition.NO_ACTION:
        disposition = ContractDisposition.RETAIN
        default = "Only data are sold: the contract stays with the seller."
    if matter.structure.assigns_contracts and agreement.ref in matter.idle:
        disposition = ContractDisposition.TERMINATE
        default = (
            "Nothing flows under it any more and its party is leaving: it is ended rather than passed on."
        )
    every = merged(firings, matter.deal.closing_on)
    gates = binding(every, disposition)
    asked = [firing.flag for firing in firings if firing.flag]
    if not in_force(agreement, matter.context.today, matter.agreements_by_ref):
        asked.append("The agreement does not appear to be in force: check what is left to pass on.")
    return Proposal(
        type=ItemType.AGREEMENT,
        ref=agreement.ref or "",
        disposition=disposition,
        gates=gates,
        all_gates=every,
        firings=firings,
        basis=_basis(disposition, firings, default),
        flags=tuple(dict.fromkeys(asked)),
    )
