"""Letters to counterparties, drafted from what each agreement says and what the structure of the deal asks of it.

A letter never carries the codename, and names the buyer only once the deal says that it may. It is a draft: counsel
reads and changes it before it goes out.
"""

import datetime as dt
from dataclasses import dataclass

from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import AgreementKind
from app.domain.deals.agreement_lines import AgreementLine
from app.domain.deals.matter import Matter
from app.domain.deals.terms import ContractDisposition as Does


@dataclass(frozen=True)
class Letter:
    """A draft: to whom and where, its subject, its paragraphs, who signs."""

    number: str
    to: str
    address: str
    subject: str
    body: str
    signed: str
    sender: str

    @property
    def name(self) -> str:
        """The name of its file, which gives nothing of the deal away."""
        kept = "".join(letter if letter.isalnum() else "-" for letter in self.to.casefold())
        return f"{self.number}-{'-'.join(filter(None, kept.split('-')))[:60] or 'letter'}.docx"


_SUBJECTS = {
    Does.ASSIGN: "Transfer of our agreement",
    Does.ASSIGN_NOTICE: "Notice of assignment",
    Does.ASSIGN_CONSENT: "Request for consent to assignment",
    Does.NOVATE: "Request for novation",
    Does.REPAPER: "New agreement in place of ours",
    Does.SPLIT: "Division of our agreement",
    Does.COC_NOTICE: "Notice of a change of control",
    Does.COC_CONSENT: "Request for consent to a change of control",
    Does.COC_TERMINATION_RISK: "Request not to terminate on a change of control",
    Does.TERMINATE: "Termination of our agreement",
}
"""What a letter is about, by what must happen to the agreement; nothing is written about one that stays."""

_ASKS = {
    Does.ASSIGN: "The agreement allows the assignment. We write so that you know to whom you owe it from then on; no "
    "step of yours is needed.",
    Does.ASSIGN_NOTICE: "Please take this letter as the notice that the agreement asks for.",
    Does.ASSIGN_CONSENT: "We ask for your consent to the assignment. From the day on which it takes effect the new "
    "contracting party has our rights and duties under the agreement.",
    Does.NOVATE: "The agreement does not allow assignment. We ask you to join in a novation, by which the new "
    "contracting party takes our place and we are released.",
    Does.REPAPER: "The new contracting party would rather conclude an agreement of its own with you on the same terms. "
    "Please tell us whether you are prepared to, and whom it should write to.",
    Does.SPLIT: "The agreement also serves a business that we keep. We ask you to continue it with us for that "
    "business and to conclude a separate one, on the same terms, for the business that moves.",
    Does.COC_NOTICE: "You stay our contracting party and we stay yours; who controls us changes. Please take this "
    "letter as the notice that the agreement asks for.",
    Does.COC_CONSENT: "You stay our contracting party and we stay yours; who controls us changes. We ask for your "
    "consent to that change.",
    Does.COC_TERMINATION_RISK: "You stay our contracting party and we stay yours; who controls us changes. The "
    "agreement gives you a right to terminate in that case. We ask you to confirm that you will not make use of it.",
    Does.TERMINATE: "We end the agreement at that time, at the next date that it allows.",
}

_CHANGE_OF_CONTROL = frozenset({Does.COC_NOTICE, Does.COC_CONSENT, Does.COC_TERMINATION_RISK})
_ANSWERED = frozenset(
    {Does.ASSIGN_CONSENT, Does.NOVATE, Does.REPAPER, Does.SPLIT, Does.COC_CONSENT, Does.COC_TERMINATION_RISK}
)
_PROCESSING = frozenset({AgreementKind.DPA, AgreementKind.DPA_SUB, AgreementKind.CCPA_SP})


def needs_letter(line: AgreementLine) -> bool:
    """Whether what must happen to the agreement is something that its counterparty hears of."""
    return line.standing.disposition in _SUBJECTS


def draft(matter: Matter, line: AgreementLine, agreement: Agreement) -> Letter:
    """The letter for *line*; raises :class:`KeyError` where :func:`needs_letter` says no."""
    does = Does(line.standing.disposition)
    paragraphs = [
        _about(line),
        _what_happens(matter, does),
        _clause(line, does),
        _ASKS[does],
        *_processing(agreement, does),
        *_answer(matter, line, does),
        "This letter and what it says are confidential. Please share it only with those who must deal with it.",
        matter.deal.letter_note or "",
    ]
    own = matter.context.entities.get(matter.context.organisation.entity or "")
    sender = line.our_entity or (own.legal_name if own is not None else "")
    return Letter(
        number=line.number,
        to=line.counterparty,
        address=line.notice_address or "",
        subject=f"{_SUBJECTS[does]}: {line.title}",
        body="\n\n".join(paragraph for paragraph in paragraphs if paragraph),
        signed=matter.deal.letter_from or "",
        sender=sender,
    )


def _about(line: AgreementLine) -> str:
    dated = f", dated {_day(line.dated_on)}" if line.dated_on is not None else ""
    return f"We write about the agreement “{line.title}” between you and {line.our_entity or 'us'}{dated}."


def _what_happens(matter: Matter, does: Does) -> str:
    deal = matter.deal
    when = f", expected on {_day(deal.closing_on)}" if deal.closing_on is not None else ""
    buyer = matter.context.entities.get(deal.buyer_entity or "")
    named = buyer.legal_name if deal.letters_name_buyer and buyer is not None else ""
    if does in _CHANGE_OF_CONTROL:
        by = f" by {named}" if named else ""
        return f"A transaction is under way after which control over us changes{by}{when}."
    to = f" to {named}" if named else ""
    if matter.structure.by_succession:
        into = f" into {named}" if named else ""
        return f"A merger is under way by which our business passes by operation of law{into}{when}."
    return f"A transaction is under way by which the business that the agreement serves passes{to}{when}."


def _clause(line: AgreementLine, does: Does) -> str:
    ref = line.coc_ref if does in _CHANGE_OF_CONTROL else line.assignment_ref
    what = "a change of control" if does in _CHANGE_OF_CONTROL else "assignment"
    return f"The agreement speaks of {what} in clause {ref}." if ref else ""


def _processing(agreement: Agreement, does: Does) -> list[str]:
    if agreement.kind not in _PROCESSING or does in _CHANGE_OF_CONTROL:
        return []
    return [
        "You process personal data under this agreement. From the day on which it passes you take instructions from "
        "the new controller alone; until then from us. Please keep the data as they are, and pass none on."
    ]


def _answer(matter: Matter, line: AgreementLine, does: Does) -> list[str]:
    if does not in _ANSWERED:
        return []
    closing = matter.deal.closing_on
    by = f" by {_day(closing)}" if closing is not None and closing > matter.context.today else " soon"
    days = f"; the agreement gives you {line.notice_days} days" if line.notice_days else ""
    return [f"Please answer in writing{by}{days}."]


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
