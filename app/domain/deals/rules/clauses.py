"""What the clauses of an agreement ask of a deal: whom they call on, by when, and what they leave to counsel."""

from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import AssignmentRule, ByLaw, ChangeOfControl
from app.domain.deals.matter import Matter
from app.domain.deals.rules.rule import Need, before
from app.domain.deals.terms import ContractDisposition, DealKind, Gate

CONSENT_RULES = frozenset({AssignmentRule.CONSENT, AssignmentRule.CONSENT_NUW, AssignmentRule.PROHIBITED})
"""The assignment clauses that need the counterparty's act."""
FREE_RULES = frozenset({AssignmentRule.FREE, AssignmentRule.FREE_TO_SUCCESSOR})
"""The assignment clauses that need nobody."""
COC_EFFECTS: dict[ChangeOfControl, tuple[ContractDisposition, Gate | None, str]] = {
    ChangeOfControl.CONSENT: (
        ContractDisposition.COC_CONSENT,
        Gate.COUNTERPARTY_CONSENT,
        "needs the counterparty's consent",
    ),
    ChangeOfControl.NOTICE: (
        ContractDisposition.COC_NOTICE,
        Gate.COUNTERPARTY_NOTICE,
        "must be notified to the counterparty",
    ),
    ChangeOfControl.TERMINATION_RIGHT: (
        ContractDisposition.COC_TERMINATION_RISK,
        None,
        "gives the counterparty a right to terminate",
    ),
}
"""What a change-of-control clause leads to, the gate that it sets up, and how it is said."""


def counterparty_step(matter: Matter, agreement: Agreement) -> Gate | None:
    """What the counterparty must get or give under this structure by the clause that it calls on."""
    terms = agreement.assignment
    if matter.controller_stays:
        effect = COC_EFFECTS.get(terms.coc)
        return effect[1] if effect else None
    by_law = matter.structure.by_succession and terms.by_law_covered is ByLaw.YES
    if not by_law and not matter.structure.assigns_contracts:
        return None
    if terms.rule is AssignmentRule.NOTICE:
        return Gate.COUNTERPARTY_NOTICE
    if terms.rule in CONSENT_RULES or (by_law and terms.rule is AssignmentRule.SILENT):
        return Gate.COUNTERPARTY_CONSENT
    return None


def need(matter: Matter, agreement: Agreement, gate: Gate) -> tuple[Need, ...]:
    """*gate* before closing, due so many days ahead as the agreement asks for."""
    return before(gate, due_on=matter.before_closing(agreement.assignment.notice_days or 0))


def values_of(agreement: Agreement) -> dict[str, object]:
    """The terms that the rules read, in JSON types."""
    terms = agreement.assignment
    return {
        "kind": agreement.kind.value,
        "rule": terms.rule.value,
        "by_law_covered": terms.by_law_covered.value,
        "coc": terms.coc.value,
        "notice_days": terms.notice_days,
    }


def clause(ref: str | None) -> str:
    """How a sentence names the clause *ref*."""
    return f"clause {ref}" if ref else "its clause"


def questions(matter: Matter, agreement: Agreement) -> list[str]:
    """What else the assignment terms put to counsel."""
    terms, kind = agreement.assignment, matter.deal.kind
    candidates = (
        (terms.competitor_carveout, "A competitor of the counterparty cannot take it over: check the buyer."),
        (terms.fee, f"A transfer costs {terms.fee}."),
        (kind is DealKind.REORGANISATION, "Check whether the clause excepts affiliates."),
        (
            kind is DealKind.BANKRUPTCY_363 and terms.rule in CONSENT_RULES,
            "The Bankruptcy Code may set the clause aside (s.365(f)): source to confirm.",
        ),
    )
    return [question for holds, question in candidates if holds]
