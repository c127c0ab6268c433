"""The review of a deal: its lines judged by the DEAL rules, as findings with a lasting identity."""

from collections.abc import Iterable

import app.domain.deals.deal_rules  # noqa: F401  (registers the rules)
from app.domain.deals.deal_rules.rule import DEAL_RULES, DealRule, Review
from app.domain.deals.drift import Row
from app.domain.deals.lines import collect
from app.domain.deals.matter import Matter
from app.domain.deals.records import Deal
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.engine import Found, gravest_first
from app.domain.findings.rule import Hit


def findings(
    deal: Deal,
    dossiers: Iterable[Dossier],
    context: Context,
    signing: Iterable[Row] | None = None,
) -> tuple[Found, ...]:
    """What the DEAL rules find, gravest first; *signing* are the rows of the signing schedule, if any.

    The identity of a finding is rule × the deal's reference × key (the reference of the line's object).
    """
    matter = Matter.of(deal, dossiers, context)
    return judged(Review(matter, collect(matter), None if signing is None else tuple(signing)))


def judged(review: Review) -> tuple[Found, ...]:
    """What the DEAL rules find in *review*, gravest first."""
    found = [
        _found(rule, hit)
        for _, rule in sorted(DEAL_RULES.items())
        if rule.applies(review.matter)
        for hit in rule.judge(review)
    ]
    return tuple(sorted(found, key=gravest_first))


def _found(deal_rule: DealRule, hit: Hit) -> Found:
    rule = deal_rule.rule
    return Found(
        rule=rule.id,
        severity=hit.severity or rule.severity,
        object=hit.object,
        key=hit.key,
        title=rule.title,
        message=rule.message.format(**hit.blanks) if hit.blanks else rule.message,
        remedy=rule.remedy,
        citation=rule.citation,
        values=dict(hit.values),
        version=rule.version,
    )
