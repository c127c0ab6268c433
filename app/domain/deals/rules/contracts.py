"""Contracts: CR-01 to CR-08, what each agreement needs under the structure of the deal.

Assignment and change of control are two clauses: one speaks when the contract gets another party, the other
when the party gets another owner. A structure calls on one of them.
"""

from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import AgreementKind, AssignmentRule, ByLaw
from app.domain.deals.matter import Matter
from app.domain.deals.rules.clauses import (
    COC_EFFECTS,
    CONSENT_RULES,
    FREE_RULES,
    clause,
    counterparty_step,
    need,
    questions,
    values_of,
)
from app.domain.deals.rules.rule import Effect, agreement_rule, before
from app.domain.deals.terms import ConsentStatus, ContractDisposition, DealKind, Gate, ItemType
from app.domain.findings.terms import Severity

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
    gates, flag = need(matter, agreement, Gate.COUNTERPARTY_CONSENT), " ".join(questions(matter, agreement))
    if terms.rule is AssignmentRule.PROHIBITED:
        processor = agreement.kind in PROCESSOR_KINDS
        return Effect(
            f"The agreement forbids assignment ({clause(terms.ref)}): all three parties novate it, or the "
            "buyer signs its own.",
            ContractDisposition.REPAPER if processor else ContractDisposition.NOVATE,
            gates,
            values_of(agreement),
            flag,
        )
    reasonable = ", not to be withheld unreasonably" if terms.rule is AssignmentRule.CONSENT_NUW else ""
    return Effect(
        f"The agreement can be assigned with the counterparty's consent{reasonable} ({clause(terms.ref)}).",
        ContractDisposition.ASSIGN_CONSENT,
        gates,
        values_of(agreement),
        flag,
    )


@agreement_rule("CR-02", title="Assignment is free or needs notice", citation="Assignment clause")
def assignment_without_consent(matter: Matter, agreement: Agreement) -> Effect | None:
    """Notice where the clause says so; silence is read as free, for counsel to confirm."""
    terms = agreement.assignment
    if not matter.structure.assigns_contracts or terms.rule in CONSENT_RULES:
        return None
    asked = questions(matter, agreement)
    if terms.rule is AssignmentRule.NOTICE:
        return Effect(
            f"The agreement can be assigned by notice to the counterparty ({clause(terms.ref)}).",
            ContractDisposition.ASSIGN_NOTICE,
            need(matter, agreement, Gate.COUNTERPARTY_NOTICE),
            values_of(agreement),
            " ".join(asked),
        )
    if terms.rule is AssignmentRule.SILENT:
        return Effect(
            "No assignment clause is recorded: the agreement appears assignable.",
            ContractDisposition.ASSIGN,
            values=values_of(agreement),
            flag=" ".join(["Confirm under the governing law that silence allows assignment.", *asked]),
        )
    return Effect(
        f"The agreement can be assigned freely ({clause(terms.ref)}).",
        ContractDisposition.ASSIGN,
        values=values_of(agreement),
        flag=" ".join(asked),
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
        ["Read whether the merger triggers the change-of-control clause."] if terms.coc in COC_EFFECTS else []
    )
    if terms.by_law_covered is ByLaw.YES:
        return _reached(matter, agreement, " ".join([*questions(matter, agreement), *asked]))
    open_question = terms.by_law_covered is ByLaw.SILENT and terms.rule not in FREE_RULES
    if not open_question and not asked:
        return None
    silent = ["Confirm under the governing law that a merger is no assignment."] if open_question else []
    return Effect(
        "The agreement passes by operation of law unless its clauses say otherwise; they do not say so "
        "expressly.",
        values=values_of(agreement),
        flag=" ".join([*silent, *asked]),
    )


def _reached(matter: Matter, agreement: Agreement, flag: str) -> Effect:
    """What the assignment clause asks for where it counts a merger as an assignment."""
    terms = agreement.assignment
    why = f"The agreement counts a transfer by law as an assignment ({clause(terms.ref)}), so that the merger"
    if terms.rule in FREE_RULES:
        return Effect(f"{why} is free.", ContractDisposition.ASSIGN, values=values_of(agreement), flag=flag)
    if terms.rule is AssignmentRule.NOTICE:
        gates = need(matter, agreement, Gate.COUNTERPARTY_NOTICE)
        return Effect(
            f"{why} needs notice.", ContractDisposition.ASSIGN_NOTICE, gates, values_of(agreement), flag
        )
    gates = need(matter, agreement, Gate.COUNTERPARTY_CONSENT)
    return Effect(
        f"{why} needs the counterparty's consent.",
        ContractDisposition.ASSIGN_CONSENT,
        gates,
        values_of(agreement),
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
    if not matter.controller_stays or terms.coc not in COC_EFFECTS:
        return None
    disposition, gate, words = COC_EFFECTS[terms.coc]
    risk = disposition is ContractDisposition.COC_TERMINATION_RISK
    return Effect(
        f"The contract stays where it is, but a change of control {words} ({clause(terms.coc_ref)}).",
        disposition,
        need(matter, agreement, gate) if gate is not None else (),
        values_of(agreement),
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
    """A contract that both businesses need is split, and bridged by transitional services until then.

    Where the whole business is sold none is retained that a contract could be shared with.
    """
    sold_apart = matter.retains and matter.deal.kind not in {DealKind.FINANCING, DealKind.DATA_ONLY_SALE}
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
