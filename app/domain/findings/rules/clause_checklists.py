"""Rules on one agreement's checklist (CLA): Article 28 terms missing or weak, clauses not read, or by one."""

from collections.abc import Iterator

from app.domain.agreements import predicates
from app.domain.agreements.clauses.catalogue import BY_KEY, asked, label_of
from app.domain.agreements.clauses.chain import Assessment, effective_clauses, is_amendment
from app.domain.agreements.clauses.entry import ClauseType, Family
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import AgreementKind, ClauseState
from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.rule import Hit, dossier_rule
from app.domain.findings.scope import EU_UK, agreements_in_force, iso
from app.domain.findings.terms import Severity
from app.domain.third_parties.terms import RiskTier
from app.kernel.words import written

READING_GRACE = 30
"""Days after execution within which an agreement should be read."""
FOUR_EYES = frozenset({RiskTier.HIGH, RiskTier.CRITICAL})
"""The risk tiers at which a second person reads the clauses."""


def _article_28(dossier: Dossier, context: Context) -> Iterator[tuple[Agreement, ClauseType, Assessment]]:
    """The effective Article 28 assessments of the processing agreements in force, each where it was read."""
    seen = set()
    for agr in agreements_in_force(dossier, context):
        if agr.kind is not AgreementKind.DPA:
            continue
        for key, part in effective_clauses(agr, context.today, dossier.agreements_by_ref).items():
            clause = BY_KEY.get(key)
            if clause is None or clause.family is not Family.G28 or not clause.is_valid(context.today):
                continue
            if (part.agreement.ref, key) not in seen:
                seen.add((part.agreement.ref, key))
                yield part.agreement, clause, part


def _term_hit(agreement: Agreement, clause: ClauseType, part: Assessment) -> Hit:
    values = {
        "state": part.clause.state.value,
        "weight": clause.weight,
        "citation": clause.citation,
        "ref": part.clause.ref,
        "assessed_by": part.clause.assessed_by,
        "assessed_on": iso(part.clause.assessed_on),
    }
    blanks = {"term": clause.label, "state": part.clause.state.label.lower()}
    return Hit(agreement.ref or "", clause.key, values=values, blanks=blanks)


@dossier_rule(
    "CLA-08",
    Severity.HIGH,
    title="Missing Art. 28 term",
    message="A core term of Article 28 is absent from the processing agreement, as read: “{term}”.",
    remedy="Amend the processing agreement.",
    citation="GDPR Art. 28(3)",
    regimes=EU_UK,
)
def missing_core_term(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A clause of the highest weight absent from a processing agreement in force; one hit a clause."""
    for agr, clause, part in _article_28(dossier, context):
        if clause.is_core and part.clause.state is ClauseState.ABSENT:
            yield _term_hit(agr, clause, part)


@dossier_rule(
    "CLA-09",
    Severity.MEDIUM,
    title="Weak Art. 28 term",
    message="A term of Article 28 is {state} in the processing agreement, as read: “{term}”.",
    remedy="Improve it at the next renewal.",
    citation="GDPR Art. 28",
    regimes=EU_UK,
)
def weak_term(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A clause of lower weight absent, or any clause only partly present; one hit a clause."""
    for agr, clause, part in _article_28(dossier, context):
        absent = part.clause.state is ClauseState.ABSENT and not clause.is_core
        if absent or part.clause.state is ClauseState.PARTIAL:
            yield _term_hit(agr, clause, part)


@dossier_rule(
    "CLA-13",
    Severity.MEDIUM,
    title="Agreement not reviewed",
    message="{count} of {of} required clauses have not been assessed since execution on {executed}.",
    remedy="Assess the clauses.",
    citation="GDPR Art. 5(2)",
)
def not_reviewed(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """A concluded agreement that has not ended, with required clauses unassessed after more than thirty days.

    An amendment is read for what it changes, so the count is made on the agreement that it amends.
    """
    known, today = dossier.agreements_by_ref, context.today
    for agr in dossier.agreements:
        executed = predicates.executed_on(agr)
        last = predicates.last_day(agr, known)
        over = (last is not None and last < today) or predicates.is_superseded(agr, today, known)
        if executed is None or over or is_amendment(agr, known):
            continue
        days = (today - executed).days
        required = [clause.key for clause in asked(agr.kind, today)]
        unread = sorted(set(required) - effective_clauses(agr, today, known).keys(), key=required.index)
        if unread and days > READING_GRACE:
            values = {"executed_on": iso(executed), "days": days, "not_assessed": unread}
            blanks = {"count": len(unread), "of": len(required), "executed": written(executed)}
            yield Hit(agr.ref or "", values=values, blanks=blanks)


@dossier_rule(
    "CLA-14",
    Severity.MEDIUM,
    title="Second reading missing",
    message="{count} clauses of this agreement were read by one person alone, at a high risk tier.",
    remedy="Have a second person read them.",
    citation="Internal: four eyes",
)
def second_reading(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """An agreement in force of a high-risk third party with an assessed clause that no second person read."""
    tier = dossier.third_party.risk_tier
    if tier not in FOUR_EYES:
        return
    for agr in agreements_in_force(dossier, context):
        read = [clause for clause in agr.clauses if clause.state is not ClauseState.NOT_ASSESSED]
        alone = [c for c in read if c.second_reader is None or c.second_reader == c.assessed_by]
        if alone:
            values = {
                "risk_tier": tier.value if tier else None,
                "clauses": [clause.key for clause in alone],
                "labels": [label_of(clause.key) for clause in alone],
            }
            yield Hit(agr.ref or "", values=values, blanks={"count": len(alone)})
