"""Contracts: CR-01 to CR-08, what each agreement needs under the structure of the deal.

Assignment and change of control are two clauses: one speaks when the contract gets another party, the other
when the party gets another owner. A structure calls on one of them.
"""

from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import AgreementKind, AssignmentRule, ByLaw, ChangeOfControl
from app.domain.deals.matter import Matter
from app.domain.deals.rules.rule import Effect, Need, agreement_rule, before
from app.domain.deals.terms import ConsentStatus, ContractDisposition, DealKind, Gate, ItemType
from app.domain.findings.terms import Severity

CONSENT_RULES = frozenset({AssignmentRule.CONSENT, AssignmentRule.CONSENT_NUW, AssignmentRule.PROHIBITED})
"""The assignment clauses that need the counterparty's act."""
FREE_RULES = frozenset({AssignmentRule.FREE, AssignmentRule.FREE_TO_SUCCESSOR})
"""The assignment clauses that need nobody."""
PROCESSOR_KINDS = frozenset({AgreementKind.DPA, AgreementKind.DPA_SUB, AgreementKind.CCPA_SP})
"""The kinds that the buyer rather signs itself than has novated."""
NAMED_PARTIES = frozenset(
    {
        AgreementKind.SCC_M1,
        AgreementKind.SCC_M2,
        AgreementKind.SCC_M3,
        AgreementKind.SCC_M4,
        AgreementKind.UK_IDTA,
        AgreementKind.UK_ADDENDUM,
    }
)
"""The transfer papers whose parties are named in them."""

_COC_EFFECTS: dict[ChangeOfControl, tuple[ContractDisposition, Gate | None, str]] = {
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


def counterparty_step(matter: Matter, agreement: Agreement) -> Gate | None:
    """What the counterparty must get or give under this structure by the clause that it calls on."""
    terms = agreement.assignment
    if matter.controller_stays:
        effect = _COC_EFFECTS.get(terms.coc)
        return effect[1] if effect else None
    by_law = matter.structure.by_succession and terms.by_law_covered is ByLaw.YES
    if not by_law and not matter.structure.assigns_contracts:
        return None
    if terms.rule is AssignmentRule.NOTICE:
        return Gate.COUNTERPARTY_NOTICE
    if terms.rule in CONSENT_RULES or (by_law and terms.rule is AssignmentRule.SILENT):
        return Gate.COUNTERPARTY_CONSENT
    return None


def _need(matter: Matter, agreement: Agreement, gate: Gate) -> tuple[Need, ...]:
    """*gate* before closing, due so many days ahead as the agreement asks for."""
    return before(gate, due_on=matter.before_closing(agreement.assignment.notice_days or 0))


def _values(agreement: Agreement) -> dict[str, object]:
    terms = agreement.assignment
    return {
        "kind": agreement.kind.value,
        "rule": terms.rule.value,
        "by_law_covered": terms.by_law_covered.value,
        "coc": terms.coc.value,
        "notice_days": terms.notice_days,
    }


def _clause(ref: str | None) -> str:
    return f"clause {ref}" if ref else "its clause"


def _questions(matter: Matter, agreement: Agreement) -> list[str]:
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


@agreement_rule(
    "CR-01",
    title="Assignment needs the counterparty",
    citation="Assignment clause",
    severity=Severity.HIGH,
)
def assignment_by_consent(matter: Matter, agreement: Agreement) -> Effect | None:
    """A clause that asks for consent, or forbids assignment, gives the counterparty the last word."""
    terms = agreement.assignment
    if not matter.structure.assigns_contracts or terms.rule not in CONSENT_RULES:
        return None
    gates, flag = _need(matter, agreement, Gate.COUNTERPARTY_CONSENT), " ".join(_questions(matter, agreement))
    if terms.rule is AssignmentRule.PROHIBITED:
        processor = agreement.kind in PROCESSOR_KINDS
        return Effect(
            f"The agreement forbids assignment ({_clause(terms.ref)}): all three parties novate it, or the "
            "buyer signs its own.",
            ContractDisposition.REPAPER if processor else ContractDisposition.NOVATE,
            gates,
            _values(agreement),
            flag,
        )
    reasonable = ", not to be withheld unreasonably" if terms.rule is AssignmentRule.CONSENT_NUW else ""
    return Effect(
        f"The agreement can be assigned with the counterparty's consent{reasonable} ({_clause(terms.ref)}).",
        ContractDisposition.ASSIGN_CONSENT,
        gates,
        _values(agreement),
        flag,
    )


@agreement_rule("CR-02", title="Assignment is free or needs notice", citation="Assignment clause")
def assignment_without_consent(matter: Matter, agreement: Agreement) -> Effect | None:
    """Notice where the clause says so; silence is read as free, for counsel to confirm."""
    terms = agreement.assignment
    if not matter.structure.assigns_contracts or terms.rule in CONSENT_RULES:
        return None
    questions = _questions(matter, agreement)
    if terms.rule is AssignmentRule.NOTICE:
        return Effect(
            f"The agreement can be assigned by notice to the counterparty ({_clause(terms.ref)}).",
            ContractDisposition.ASSIGN_NOTICE,
            _need(matter, agreement, Gate.COUNTERPARTY_NOTICE),
            _values(agreement),
            " ".join(questions),
        )
    if terms.rule is AssignmentRule.SILENT:
        return Effect(
            "No assignment clause is recorded: the agreement appears assignable.",
            ContractDisposition.ASSIGN,
            values=_values(agreement),
            flag=" ".join(["Confirm under the governing law that silence allows assignment.", *questions]),
        )
    return Effect(
        f"The agreement can be assigned freely ({_clause(terms.ref)}).",
        ContractDisposition.ASSIGN,
        values=_values(agreement),
        flag=" ".join(questions),
    )


@agreement_rule(
    "CR-03",
    title="The clause reaches transfer by operation of law",
    citation="Assignment clause; succession by merger",
    severity=Severity.HIGH,
)
def transfer_by_law(matter: Matter, agreement: Agreement) -> Effect | None:
    """In a merger contracts pass by law, unless the clause says that this, too, is an assignment."""
    terms = agreement.assignment
    if not matter.structure.by_succession:
        return None
    asked = (
        ["Read whether the merger triggers the change-of-control clause."]
        if terms.coc in _COC_EFFECTS
        else []
    )
    if terms.by_law_covered is ByLaw.YES:
        return _reached(matter, agreement, " ".join([*_questions(matter, agreement), *asked]))
    open_question = terms.by_law_covered is ByLaw.SILENT and terms.rule not in FREE_RULES
    if not open_question and not asked:
        return None
    silent = ["Confirm under the governing law that a merger is no assignment."] if open_question else []
    return Effect(
        "The agreement passes by operation of law unless its clauses say otherwise; they do not say so "
        "expressly.",
        values=_values(agreement),
        flag=" ".join([*silent, *asked]),
    )


def _reached(matter: Matter, agreement: Agreement, flag: str) -> Effect:
    """What the assignment clause asks for where it counts a merger as an assignment."""
    terms = agreement.assignment
    why = (
        f"The agreement counts a transfer by law as an assignment ({_clause(terms.ref)}), so that the merger"
    )
    if terms.rule in FREE_RULES:
        return Effect(f"{why} is free.", ContractDisposition.ASSIGN, values=_values(agreement), flag=flag)
    if terms.rule is AssignmentRule.NOTICE:
        gates = _need(matter, agreement, Gate.COUNTERPARTY_NOTICE)
        return Effect(
            f"{why} needs notice.", ContractDisposition.ASSIGN_NOTICE, gates, _values(agreement), flag
        )
    gates = _need(matter, agreement, Gate.COUNTERPARTY_CONSENT)
    return Effect(
        f"{why} needs the counterparty's consent.",
        ContractDisposition.ASSIGN_CONSENT,
        gates,
        _values(agreement),
        flag,
    )


@agreement_rule(
    "CR-04",
    title="Change of control",
    citation="Change-of-control clause",
    severity=Severity.HIGH,
)
def change_of_control(matter: Matter, agreement: Agreement) -> Effect | None:
    """Where the owner changes and the party stays, only a change-of-control clause can speak."""
    terms = agreement.assignment
    if not matter.controller_stays or terms.coc not in _COC_EFFECTS:
        return None
    disposition, gate, words = _COC_EFFECTS[terms.coc]
    risk = disposition is ContractDisposition.COC_TERMINATION_RISK
    return Effect(
        f"The contract stays where it is, but a change of control {words} ({_clause(terms.coc_ref)}).",
        disposition,
        _need(matter, agreement, gate) if gate is not None else (),
        _values(agreement),
        "Ask for a waiver before closing, or weigh the risk of losing the contract." if risk else "",
    )


@agreement_rule(
    "CR-05",
    title="Instructions come from the new controller",
    citation="GDPR Art. 28(3)",
    severity=Severity.HIGH,
)
def personal_to_controller(matter: Matter, agreement: Agreement) -> Effect | None:
    """A processor works for its controller: from closing that is the buyer, so something must be done."""
    if not matter.structure.assigns_contracts or agreement.kind is not AgreementKind.DPA:
        return None
    forbidden = agreement.assignment.rule is AssignmentRule.PROHIBITED
    return Effect(
        "A processor takes instructions from the controller, which from closing is the buyer: the contract "
        "is assigned or signed anew.",
        ContractDisposition.REPAPER if forbidden else ContractDisposition.ASSIGN,
        values={"kind": agreement.kind.value, "rule": agreement.assignment.rule.value},
    )


@agreement_rule(
    "CR-06",
    title="Shared with the retained business",
    citation="Practice on shared contracts",
    severity=Severity.HIGH,
)
def shared_contract(matter: Matter, agreement: Agreement) -> Effect | None:
    """A contract that both businesses need is split, and bridged by transitional services until then."""
    sold_apart = matter.deal.kind not in {DealKind.FINANCING, DealKind.DATA_ONLY_SALE}
    if not agreement.shared_with_retained or not sold_apart:
        return None
    return Effect(
        "The agreement also serves the business that is not sold: it is split, and until then services are "
        "provided under a transitional agreement with a processing schedule.",
        ContractDisposition.SPLIT,
        before(Gate.DPA_WITH_BUYER),
        {"shared_with_retained": True},
        "Agree transitional services with a processing schedule, and the day on which they end.",
    )


@agreement_rule(
    "CR-07",
    title="Transfer clauses name their parties",
    citation="Decision (EU) 2021/914, clause 7",
    confirmed=False,
)
def named_parties(matter: Matter, agreement: Agreement) -> Effect | None:
    """Standard clauses bind those who signed: the buyer signs new ones or joins by the docking clause."""
    if not matter.moves or matter.deal.kind is DealKind.DATA_ONLY_SALE or agreement.kind not in NAMED_PARTIES:
        return None
    return Effect(
        "The clauses bind the parties that they name: the buyer signs new ones or joins by the docking "
        "clause, where they have it.",
        ContractDisposition.REPAPER,
        values={"kind": agreement.kind.value},
    )


@agreement_rule(
    "CR-08",
    title="The notice period outlasts the days to closing",
    citation="Assignment clause; change-of-control clause",
    severity=Severity.HIGH,
)
def too_late(matter: Matter, agreement: Agreement) -> Effect | None:
    """A counterparty that must have notice longer than closing is away cannot be asked in time."""
    days, closing = agreement.assignment.notice_days, matter.deal.closing_on
    step = counterparty_step(matter, agreement)
    if days is None or closing is None or step is None:
        return None
    item = matter.items.get((ItemType.AGREEMENT, agreement.ref or ""))
    settled = item is not None and item.consent_status in {ConsentStatus.RECEIVED, ConsentStatus.WAIVED}
    left = (closing - matter.context.today).days
    if settled or days <= left:
        return None
    return Effect(
        f"The counterparty must have {days} days and closing is {max(left, 0)} days away.",
        values={"notice_days": days, "days_to_closing": left, "gate": step.value},
        flag="Ask for a shorter period or a waiver, or move the closing.",
    )
