"""The annexes of R10: every rule with its citation, every data category, and the notices' texts as hashed."""

from collections import Counter

from app.domain.catalogue.terms import Identifiability, Sensitivity
from app.domain.deals.deal_rules.rule import DEAL_RULES
from app.domain.deals.matter import Matter
from app.domain.deals.rules.rule import RULES
from app.domain.deals.schedule import Inventory
from app.domain.notices.records import Notice
from app.domain.organisation.terms import Regime
from app.reporting.snapshot.frame import Vocabulary, day
from app.reporting.snapshot.schema.inventory_annexes import (
    Annexes,
    CategoryRow,
    NoticeText,
    PartyRow,
    RuleRow,
)


def parties(matter: Matter, vocabulary: Vocabulary) -> list[PartyRow]:
    """The parties of the deal as recorded, in the order in which they were entered."""
    found: list[PartyRow] = []
    for party in matter.deal.parties:
        entity = matter.context.entities.get(party.entity or "")
        name = party.name or (entity.legal_name if entity is not None else party.entity or "")
        found.append(
            {"part": vocabulary.term("party", party.part), "name": name, "signatory": party.signatory}
        )
    return found


def annexes(inventory: Inventory, vocabulary: Vocabulary) -> Annexes:
    """The annexes of *inventory*."""
    return {
        "rules": rules(inventory, vocabulary),
        "categories": categories(inventory, vocabulary),
        "notices": texts(inventory),
    }


def rules(inventory: Inventory, vocabulary: Vocabulary) -> list[RuleRow]:
    """The whole catalogue by id: those that propose, then those that find."""
    matter, lines = inventory.matter, inventory.lines
    fired = Counter(rule for line in lines.perimeter for rule in line.standing.rule_ids)
    found = Counter(one.rule for one in inventory.findings)
    proposing = [
        _rule(one.id, one.title, one.citation, one.regimes, one.confirmed, one.applies(matter), fired)
        for _, one in sorted(RULES.items())
    ]
    finding = [
        _rule(
            one.rule.id,
            one.rule.title,
            one.rule.citation,
            one.rule.regimes,
            True,
            one.applies(matter),
            found,
        )
        for _, one in sorted(DEAL_RULES.items())
    ]
    for row in (*proposing, *finding):
        for regime in row["regimes"]:
            vocabulary.term("regime", Regime(regime))
    return [*proposing, *finding]


def _rule(
    rule_id: str,
    title: str,
    citation: str,
    regimes: frozenset[Regime],
    confirmed: bool,
    evaluated: bool,
    counts: Counter[str],
) -> RuleRow:
    return {
        "id": rule_id,
        "title": title,
        "citation": citation,
        "regimes": sorted(regime.value for regime in regimes),
        "source_confirmed": confirmed,
        "evaluated": evaluated,
        "lines": counts[rule_id],
    }


def categories(inventory: Inventory, vocabulary: Vocabulary) -> list[CategoryRow]:
    """The whole dictionary by key, broader categories before narrower ones."""
    known = inventory.matter.context.categories
    used = Counter(entry.key for line in inventory.lines.data for entry in line.categories)
    return [
        {
            "key": key,
            "label": one.label or key,
            "parent": None if one.parent is None else _label(known, one.parent),
            "description": one.description,
            "identifiability": vocabulary.term("identifiability", Identifiability(one.identifiability)),
            "sensitivity": [vocabulary.term("sensitivity", Sensitivity(flag)) for flag in one.sensitivity],
            "bk_pii": one.bk_pii,
            "lines": used[key],
        }
        for key, one in sorted(known.items())
        if not one.archived or used[key]
    ]


def _label(known: object, key: str) -> str:
    one = known.get(key)  # type: ignore[attr-defined]
    return str((one.label if one is not None else None) or key)


def texts(inventory: Inventory) -> list[NoticeText]:
    """The versions that data were collected under, and the one in effect today, by when they took effect."""
    context = inventory.matter.context
    named = {one.notice for line in inventory.lines.data for one in line.notices}
    current = context.current_notice
    wanted = [
        one
        for one in context.notices.values()
        if one.ref in named or (current is not None and one == current)
    ]
    return [_text(one) for one in sorted(wanted, key=lambda one: (str(one.effective_on), one.ref or ""))]


def _text(notice: Notice) -> NoticeText:
    return {
        "ref": notice.ref or "",
        "name": notice.title,
        "effective_on": day(notice.effective_on),
        "sha256": notice.sha256,
        "text": notice.text,
    }
